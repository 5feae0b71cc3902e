"""Pictures of a report, to look at: python bench/screenshots.py [--report REPORT.html] [--many 1000] --out DIR

Without options, the sample articles are reconciled, in each language that reports are written in. --many makes a report of so many
generated articles instead, as one file and as a folder, and prints how long they take to load. Needs playwright and Chromium
(`CHROMIUM`, else /usr/bin/chromium).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path

import mokuromi as mk

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "corpus" / "samples"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
PARTS = ("charts", "facts", "checks", "articles", "a1", "about")
VIEWS = {"desktop": (1280, 900, "light"), "phone": (390, 844, "light"), "dark": (1280, 900, "dark"), "phone-dark": (390, 844, "dark")}


@contextmanager
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGS)
        yield chromium
        chromium.close()


def samples(out: Path, lang: str) -> Path:
    """The report of the sample articles."""
    companies = SAMPLES / "companies.csv"
    records, facts = mk.extract(SAMPLES / "articles", companies=companies)
    known = mk.read_known(SAMPLES / "known.csv")
    result = mk.reconcile(facts, known, lang=lang)
    path = out / f"samples-{lang}.html"
    mk.report(result, path, known=known, articles=SAMPLES / "articles", records=records, companies=companies, lang=lang)
    return path


def many(out: Path, number: int) -> tuple[Path, Path]:
    """Reports of so many generated articles: one file and one folder. Every tenth stated figure is known otherwise."""
    from generate import articles as generated

    texts = {lang: islice(generated(lang, number * 4000), number // 2) for lang in ("ja", "zh-Hans")}
    articles = [mk.Article(f"{lang}-{n}", text, lang) for lang in texts for n, text in enumerate(texts[lang], 1)]
    records, facts = mk.extract(articles, ner=False)
    facts = facts[facts["company"] != ""]
    key = ["company", "metric", "period", "segment", "basis"]
    known = facts.drop_duplicates(key)[[*key, "value", "unit"]]
    known = known[(known["period"] != "") & (known["metric"] != "other")].reset_index(drop=True)
    known["value"] = [v * (Decimal("1.5") if i % 10 == 0 else 1) for i, v in enumerate(known["value"])]
    figures = mk.read_known(known)
    result = mk.reconcile(facts, figures)
    for path in (out / "many.html", out / "many"):
        mk.report(result, path, known=figures, articles=articles, records=records)
    return out / "many.html", out / "many" / "index.html"


def shoot(chromium: object, path: Path, out: Path) -> None:
    """Every view of a report, its first screen and its parts, and its printed pages."""
    for name, (width, height, scheme) in VIEWS.items():
        page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[attr-defined]
        page.goto(path.resolve().as_uri())
        page.screenshot(path=out / f"{path.stem}-{name}.png")
        for part in PARTS:
            if page.query_selector(f"#{part}"):
                page.goto(f"{path.resolve().as_uri()}#{part}")
                page.screenshot(path=out / f"{path.stem}-{name}-{part}.png")
        if name == "desktop":
            page.pdf(path=out / f"{path.stem}.pdf", format="A4", print_background=True)
        page.close()
    if shutil.which("pdftoppm"):
        subprocess.run(["pdftoppm", "-png", "-r", "80", out / f"{path.stem}.pdf", out / f"{path.stem}-print"], check=True)


def load_time(chromium: object, path: Path) -> float:
    """Seconds until a report can be used: loaded, scripts run, first screen drawn; the best of three."""
    return min(_load(chromium, path) for _ in range(3))


def _load(chromium: object, path: Path) -> float:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined]
    start = time.perf_counter()
    page.goto(path.resolve().as_uri(), wait_until="load")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    taken = time.perf_counter() - start
    page.close()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--report", type=Path)
    parser.add_argument("--many", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    paths = [given.report] if given.report else []
    if not given.report and not given.many:
        paths = [samples(given.out, lang) for lang in ("en", "ja", "zh-Hans", "zh-Hant")]
    with browser() as chromium:
        for path in paths:
            shoot(chromium, path, given.out)
        for path in many(given.out, given.many) if given.many else ():
            print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, loaded in {load_time(chromium, path):.2f} s")


if __name__ == "__main__":
    main()
