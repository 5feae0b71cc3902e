"use strict";
(() => {
  const form = document.querySelector("form.filter");
  const tip = document.getElementById("tip");
  const STEP = 300;

  function table() {
    const body = document.querySelector("#facts tbody");
    const more = document.querySelector("button.more");
    const output = form.querySelector("output");
    const rest = document.getElementById("rest");
    let rows = [...body.rows];
    let whole = !rest;

    /** The rows that came as text: they cost nothing until someone looks for them. */
    function complete() {
      if (whole) return;
      whole = true;
      const holder = document.createElement("tbody");
      holder.innerHTML = JSON.parse(rest.textContent);
      for (const row of holder.rows) row.hidden = true;
      rows.push(...holder.rows);
      body.append(...holder.rows);
      document.querySelector(".rest").hidden = true;
    }
    const texts = new Map();
    let limit = STEP;

    const text = (row) => {
      if (!texts.has(row)) texts.set(row, row.textContent.normalize("NFKC").toLowerCase());
      return texts.get(row);
    };

    function show() {
      const data = new FormData(form);
      const words = data.get("q").normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
      const [company, metric, statuses] = [data.get("company"), data.get("metric"), new Set(data.getAll("status"))];
      let found = 0;
      for (const row of rows) {
        const d = row.dataset;
        const fits = statuses.has(d.status) && (!company || d.company === company) && (!metric || d.metric === metric)
          && words.every((word) => text(row).includes(word));
        if (fits) found += 1;
        row.hidden = !fits || found > limit;
      }
      const all = Number(form.dataset.all);
      if (!whole) found = all;
      const shown = Math.min(found, limit);
      output.value = output.dataset.form.replace("{shown}", shown.toLocaleString("en")).replace("{all}", all.toLocaleString("en"));
      more.hidden = found <= limit;
    }

    function sort(head, index) {
      complete();
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const numeric = head.dataset.sort === "number";
      const key = (row) => {
        const cell = row.cells[index];
        const value = cell.dataset.key ?? cell.textContent.trim();
        return numeric ? (value === "" ? null : Number(value)) : value || null;
      };
      const order = new Intl.Collator(document.documentElement.lang);
      const keyed = rows.map((row) => [key(row), row]);
      keyed.sort(([a], [b]) => {
        if (a === null || b === null) return (a === null) - (b === null);
        return (down ? -1 : 1) * (numeric ? a - b : order.compare(a, b));
      });
      rows = keyed.map(([, row]) => row);
      body.append(...rows);
      show();
    }

    [...document.querySelectorAll("#facts thead th")].forEach((head, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(head, index));
    });
    form.addEventListener("input", () => { complete(); limit = STEP; show(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { limit = STEP; show(); }));
    more.addEventListener("click", () => { complete(); limit += STEP * 4; show(); });

    function target() {
      if (!/^#f\d+$/.test(location.hash)) return;
      if (!document.getElementById(location.hash.slice(1))) complete();
      const row = document.getElementById(location.hash.slice(1));
      if (!row || !row.hidden) return;
      form.reset();
      setTimeout(() => { limit = Math.max(STEP, rows.indexOf(row) + 1); show(); row.scrollIntoView({ block: "center" }); });
    }
    window.addEventListener("hashchange", target);
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
        event.preventDefault();
        form.elements.q.focus();
      }
    });
    form.hidden = false;
    show();
    target();
  }

  function tips() {
    let from = null;
    function hide() {
      if (from?.dataset.tip) from.title = from.dataset.tip;
      from?.removeAttribute("aria-describedby");
      from = null;
      tip.hidden = true;
    }
    /** What the notes beside the article say of a figure; of another mention, its title. */
    function said(mark) {
      if (!mark.title) return mark.dataset.n.split(",").map((n) => document.getElementById(`n${n}`)).filter(Boolean).map((note) => [...note.childNodes]);
      mark.dataset.tip = mark.title;
      mark.removeAttribute("title");
      return mark.dataset.tip.split(" · ").map((part) => [document.createTextNode(part)]);
    }
    function show(mark) {
      hide();
      from = mark;
      mark.setAttribute("aria-describedby", "tip");
      tip.replaceChildren(...said(mark).map((nodes) => {
        const line = document.createElement("p");
        line.append(...nodes.map((node) => node.cloneNode(true)));
        return line;
      }));
      tip.hidden = false;
      const box = mark.getClientRects()[0];
      const left = Math.min(Math.max(box.left, 8), document.documentElement.clientWidth - tip.offsetWidth - 8);
      const below = box.bottom + tip.offsetHeight + 12 < window.innerHeight;
      tip.style.left = `${Math.max(left, 8) + window.scrollX}px`;
      tip.style.top = `${window.scrollY + (below ? box.bottom + 6 : box.top - tip.offsetHeight - 6)}px`;
    }
    const mark = (event) => event.target.closest?.(".m, .k");
    document.addEventListener("mouseover", (event) => { const at = mark(event); if (at && at !== from) show(at); else if (!at) hide(); });
    document.addEventListener("focusin", (event) => { const at = mark(event); if (at) show(at); else hide(); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  }

  if (form) table();
  tips();
})();
