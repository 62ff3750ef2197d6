"""The pages in a real browser without a network: quiet, accessible, narrow enough, sortable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, ViewportSize
from playwright.sync_api import Page as Tab

from reports.page_data.comparison import ComparisonPage
from reports.page_data.student import SheetPage
from reports.render import Page, render, write

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = pytest.mark.parametrize("name", ["comparison", "sheet", "index"])

Open = Callable[..., Tab]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a page offline; at the end no request may have left and no error may have been logged."""
    contexts: list[BrowserContext] = []
    noise: list[str] = []

    def opened(page: Page, width: int = 1280, scheme: Any = "light", script: bool = True) -> Tab:
        path = tmp_path / "page.html"
        write(page, path)
        size = ViewportSize(width=width, height=900)
        context = browser.new_context(
            offline=True, viewport=size, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda request: noise.append(request.url))
        for event in ("console", "pageerror"):
            tab.on(event, lambda said: noise.append(str(said)))
        tab.goto(path.as_uri())
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert [found for found in noise if not found.endswith("/page.html")] == []


def names(tab: Tab) -> list[str]:
    shown: Locator = tab.locator("table.sortable tbody tr:visible th[scope=row] a")
    return shown.all_inner_texts()


@PAGES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(
    request: pytest.FixtureRequest, open_page: Open, name: str, scheme: str
) -> None:
    tab = open_page(request.getfixturevalue(name), scheme=scheme)
    tab.evaluate("document.querySelectorAll('details').forEach((found, i) => { found.open = i < 3; })")
    tab.evaluate(Axe().axe_script)
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = tab.evaluate("options => axe.run(options)", options)
    assert found["passes"]
    assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]] == []


@PAGES
def test_no_page_is_wider_than_a_small_phone(
    request: pytest.FixtureRequest, open_page: Open, name: str
) -> None:
    tab = open_page(request.getfixturevalue(name), width=320)
    tab.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true; })")
    assert tab.evaluate("document.documentElement.scrollWidth") == 320


#: Of each row of the summary: how far its last figure's text reaches beyond it, and the heights of its parts.
_ROWS = """
[...document.querySelectorAll(".overview li")].map((row) => {
  const [title, state, figure] = ["a", ".state", ".number"].map((part) => row.querySelector(part));
  const text = document.createRange();
  text.selectNodeContents(figure);
  const lines = [title, state].map((part) => part.getClientRects().length + part.clientHeight / 30);
  return [text.getBoundingClientRect().right - row.getBoundingClientRect().right, ...lines];
})
"""


@pytest.mark.parametrize("width", [320, 390, 768, 1200])
def test_figures_stay_within_the_rows_of_the_summary_and_short_titles_in_one_line(
    sheet: SheetPage, open_page: Open, width: int
) -> None:
    figures = ((6.77, 11), (2.46, 8), (12.77, 113), (8.36, 9), (0, 5))
    titles = ("The first images", "A larger network", "LeNet-5", "Three stages", "In your words")
    blocks = [
        replace(sheet.exercises[0], title=title, earned=earned, possible=possible, waiting=0.0)
        for title, (earned, possible) in zip(titles, figures, strict=True)
    ]
    tab = open_page(replace(sheet, exercises=tuple(blocks)), width=width)
    rows = tab.evaluate(_ROWS)
    assert len(rows) == len(figures)
    for beyond, *lines in rows:
        assert beyond <= 0.5
        assert all(1 <= found < 2 for found in lines)


def test_columns_sort_by_keyboard_and_say_so(comparison: ComparisonPage, open_page: Open) -> None:
    tab = open_page(comparison)
    header = tab.locator("table.sortable").get_by_role("columnheader", name="Accuracy")
    header.get_by_role("button").press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    assert names(tab)[:3] == ["logistic_regression", "augmented", "larger_cnn"]
    assert set(names(tab)[-2:]) == {"no_flatten", "outputs_5"}
    header.get_by_role("button").press(" ")
    assert header.get_attribute("aria-sort") == "ascending"
    assert names(tab)[:2] == ["logistic_regression", "sgd"]
    assert set(names(tab)[-2:]) == {"no_flatten", "outputs_5"}


def test_names_sort_as_people_count(comparison: ComparisonPage, open_page: Open) -> None:
    tab = open_page(comparison)
    tab.get_by_role("button", name="Accuracy").click()
    tab.get_by_role("button", name="Variant").click()
    dense = [name for name in names(tab) if name.removeprefix("dense_").isdigit()]
    assert dense == ["dense_16", "dense_32", "dense_64", "dense_256", "dense_512"]
    assert tab.locator("[aria-sort]").count() == 1


def test_the_filter_leaves_what_contains_the_words(comparison: ComparisonPage, open_page: Open) -> None:
    tab = open_page(comparison)
    tab.get_by_label("Show rows that contain").fill("CNN")
    assert names(tab)[0] == "logistic_regression"
    assert {"simple_cnn", "larger_cnn", "permuted_cnn"} < set(names(tab))
    assert "dense_16" not in names(tab)
    assert tab.get_by_role("status").inner_text() == f"{len(names(tab)) - 1} of 25 variants shown"


def test_details_open_by_themselves_and_from_the_table(comparison: ComparisonPage, open_page: Open) -> None:
    tab = open_page(comparison)
    first, second = tab.locator("#variant-2"), tab.locator("#variant-3")
    first.locator("summary").click()
    assert first.get_by_role("table").first.is_visible()
    tab.locator("table.sortable").get_by_role("link", name="dense_16").click()
    second.get_by_role("table").first.wait_for(state="visible")


def test_all_is_readable_without_a_script(comparison: ComparisonPage, open_page: Open) -> None:
    tab = open_page(comparison, script=False)
    assert len(names(tab)) == 26
    assert tab.locator("button:visible, input:visible").count() == 0


def test_the_policy_stops_what_would_come_through_unescaped(
    comparison: ComparisonPage, browser: Browser, tmp_path: Path
) -> None:
    planted = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"
    path = tmp_path / "planted.html"
    path.write_text(render(comparison).replace("<body>", f"<body>{planted}"), encoding="utf-8")
    context = browser.new_context(offline=True)
    tab = context.new_page()
    tab.goto(path.as_uri())
    assert tab.title() == comparison.title
    context.close()
