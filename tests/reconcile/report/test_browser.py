"""The report in a real browser: it filters, searches, sorts, jumps, prints, and nothing in it runs or reaches the network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sample_report import ARTICLE, EVIL, facts, known, written

from mokuromi import reconcile, report
from mokuromi.reconcile.report.page import MOST_ROWS


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """A function that opens a file; afterwards nothing may have been said on the console, asked of the network or popped up."""
    said: list[str] = []
    pages = []

    def open_page(path: Path, width: int = 1280, **options: Any) -> Any:
        page = chromium.new_page(viewport={"width": width, "height": 900}, **options)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: None if request.url.startswith("file:") else said.append(request.url))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert said == []


@pytest.fixture
def html(tmp_path: Path) -> Path:
    written(tmp_path / "report.html", title=EVIL)
    return tmp_path / "report.html"


def rows(page: Any) -> list[str]:
    return [row.get_attribute("id") for row in page.query_selector_all("#facts tbody tr") if row.is_visible()]


def test_what_articles_say_stays_text(opened: Any, html: Path) -> None:
    page = opened(html)
    assert page.title() == EVIL.replace("\n", " ")
    assert page.locator("h1").text_content() == EVIL
    assert page.evaluate("document.scripts.length") == 1


def test_filter_search_and_reset(opened: Any, html: Path) -> None:
    page = opened(html)
    assert rows(page) == ["f2", "f3", "f1", "f4"]
    page.uncheck("input[value=unknown]")
    assert rows(page) == ["f2", "f3", "f1"]
    page.fill("input[name=q]", "ｒｅｖｅｎｕｅ 青空")
    assert rows(page) == ["f3", "f1"]
    assert page.locator("output").text_content() == "2 of 4 shown"
    page.select_option("select[name=metric]", "net_profit")
    assert rows(page) == []
    page.click("button[type=reset]")
    page.wait_for_selector("output:text('4 of 4 shown')")
    page.select_option("select[name=company]", "aozora")
    assert rows(page) == ["f2", "f3", "f1"]


def test_sort_by_number_both_ways_by_keyboard(opened: Any, html: Path) -> None:
    page = opened(html)
    head = page.locator("#facts th", has_text="Stated").locator("button")
    head.press("Enter")
    assert rows(page) == ["f4", "f2", "f3", "f1"]
    head.press("Enter")
    assert rows(page) == ["f1", "f3", "f2", "f4"]
    assert page.locator("#facts th[aria-sort]").get_attribute("aria-sort") == "descending"


def test_from_the_row_to_the_article_and_back(opened: Any, html: Path) -> None:
    page = opened(html)
    page.click("#f2 a:has-text('In the article')")
    assert page.evaluate("document.querySelector(':target').textContent") == "3,400万円"
    page.click("#m2")
    assert page.evaluate("document.querySelector(':target').id") == "f2"
    page.uncheck("input[value=exact]")
    page.click("#m3")
    page.wait_for_selector("#f3")


def test_a_mark_tells_what_it_is(opened: Any, html: Path) -> None:
    page = opened(html)
    page.focus("#m1")
    told = page.locator("#tip").text_content()
    assert all(part in told for part in ("青空工機", "revenue", "FY2025-03", "1.2B JPY", "currencies:JPY"))
    page.keyboard.press("Escape")
    assert not page.locator("#tip").is_visible()
    page.hover(".k-company")
    assert "ner" in page.locator("#tip").text_content()


def test_it_reads_without_scripts(opened: Any, html: Path) -> None:
    page = opened(html, java_script_enabled=False)
    assert page.locator("#facts tbody tr:visible").count() == 4
    assert not page.locator("form.filter").is_visible()
    assert page.locator(".text .m:visible").count() == 4


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_view_is_wider_than_its_screen(opened: Any, html: Path, width: int) -> None:
    page = opened(html, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_everything(opened: Any, html: Path) -> None:
    page = opened(html)
    page.fill("input[name=q]", "nothing has this")
    assert rows(page) == []
    page.emulate_media(media="print")
    assert rows(page) == ["f2", "f3", "f1", "f4"]
    assert not page.locator("form.filter").is_visible() and not page.locator("nav").is_visible()
    heights = page.eval_on_selector_all("td .exact .nb", "all => all.map(e => e.getClientRects().length)")
    assert set(heights) == {1}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(opened: Any, html: Path, scheme: str) -> None:
    page = opened(html, color_scheme=scheme)
    low = page.evaluate(
        """() => {
          const shine = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
            return .2126 * r + .7152 * g + .0722 * b; };
          const rgb = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
          const back = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\\)$/.test(c)) return rgb(c); } return [255, 255, 255]; };
          return [...document.querySelectorAll("p, td, th, h1, h2, h3, .badge, .m, dd, dt, .chip, a")].filter((e) => e.offsetParent && e.textContent.trim()).map((e) => {
            const [a, b] = [shine(rgb(getComputedStyle(e).color)), shine(back(e))].sort((x, y) => y - x);
            return [(a + .05) / (b + .05), e.className || e.tagName]; }).filter(([ratio]) => ratio < 4.5);
        }"""
    )
    assert low == []


def test_rows_that_come_later_are_found(opened: Any, tmp_path: Path) -> None:
    last = facts()[1] | {"metric": "other", "metric_text": "", "company": "späte Firma"}
    result = reconcile(pd.DataFrame([facts()[0]] * MOST_ROWS + [last] * 2), known())
    report(result, tmp_path / "r.html", articles=[ARTICLE])
    page = opened(tmp_path / "r.html")
    number = MOST_ROWS + 2
    assert page.locator(f"#f{number}").count() == 0
    page.fill("input[name=q]", "späte")
    assert rows(page) == [f"f{number - 1}", f"f{number}"]
    again = opened(Path(f"{tmp_path}/r.html"))
    again.goto(f"{(tmp_path / 'r.html').as_uri()}#f{number}")
    again.wait_for_selector(f"#f{number}")


def test_pages_of_a_folder_lead_to_each_other(opened: Any, tmp_path: Path) -> None:
    written(tmp_path / "out")
    page = opened(tmp_path / "out" / "index.html")
    page.click("#f2 a:has-text('In the article')")
    page.wait_for_url("**/articles/00001.html#m2")
    page.focus("#m2")
    assert "net profit" in page.locator("#tip").text_content()
    page.click("#m2")
    page.wait_for_url("**/index.html#f2")
