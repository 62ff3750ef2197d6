"""The comparison in a real browser: charts that answer a pointer, paper, darkness, a phone, keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from reports.page_data.comparison import ComparisonPage
from reports.render import write
from tests.browsing import look_at, quiet_tab

BACKGROUND = "getComputedStyle(document.body).backgroundColor"
BOXES = """() => [...document.querySelectorAll('.scatter')].map(chart =>
  [...chart.querySelectorAll('.mark text')].map(text => {
    const box = text.getBBox(); return [box.x, box.y + 2, box.x + box.width, box.y + box.height - 2];
  }))"""


@pytest.fixture(scope="module")
def path(comparison: ComparisonPage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("comparison") / "comparison.html"
    write(comparison, found)
    return found


@pytest.fixture
def tab(browser: Browser, path: Path) -> Iterator[Page]:
    with quiet_tab(browser) as opened:
        look_at(opened, path)
        yield opened


def test_a_pointer_brings_out_a_row_and_its_numbers(tab: Page) -> None:
    row = tab.locator(".following .mark", has=tab.locator("text.label", has_text="dense_tanh"))
    band = row.locator(".band")
    before = band.evaluate("found => getComputedStyle(found).fill")
    band.hover()
    assert band.evaluate("found => getComputedStyle(found).fill") != before
    assert (row.locator("title").text_content() or "").startswith("dense_tanh: +4.94 (")


def test_accuracies_and_differences_stand_side_by_side(tab: Page) -> None:
    lines = tab.locator(".pair .mark .dot").evaluate_all(
        "all => all.map(found => Math.round(found.getBoundingClientRect().y))"
    )
    half = len(lines) // 2
    assert lines[:half] == lines[half:]


def test_names_in_the_scatters_do_not_touch(tab: Page) -> None:
    for boxes in tab.evaluate(BOXES):
        assert len(boxes) > 10
        touching = [
            (one, other)
            for place, one in enumerate(boxes)
            for other in boxes[place + 1 :]
            if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        ]
        assert touching == []


def test_the_table_leads_to_what_a_failure_teaches(tab: Page) -> None:
    tab.get_by_role("link", name="no_flatten: why it does not train").press("Enter")
    assert tab.evaluate("document.querySelector(':target').textContent").startswith("no_flatten")


def test_verdicts_filter(tab: Page) -> None:
    tab.get_by_label("Show rows that contain").fill("not to be told apart")
    shown = tab.locator("table.sortable tbody:not(.pinned) tr:visible")
    assert 0 < shown.count() < 25
    assert all("not to be told apart" in text for text in shown.all_inner_texts())


def test_keys_alone_reach_everything(tab: Page) -> None:
    """Tab goes through links, filter, headers and details, each with a mark that can be seen."""
    seen = set()
    for _ in range(60):
        tab.keyboard.press("Tab")
        kind, outline = tab.evaluate(
            "[document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert outline != "none", kind
        seen.add(kind)
    assert {"A", "INPUT", "BUTTON", "DIV"} <= seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_and_shows_all(browser: Browser, path: Path, scheme: Any) -> None:
    with quiet_tab(browser, scheme=scheme) as tab:
        look_at(tab, path)
        assert (tab.evaluate(BACKGROUND) == "rgb(20, 24, 27)") == (scheme == "dark")
        tab.emulate_media(media="print", color_scheme=scheme)
        assert tab.evaluate(BACKGROUND) == "rgb(252, 252, 250)"
        assert tab.locator("nav.contents").is_hidden()
        closed = tab.locator("details.variant:not([open]) table.confusion").first
        assert closed.evaluate("found => found.checkVisibility({contentVisibilityAuto: true})")
        assert closed.bounding_box()


def test_nothing_moves(tab: Page) -> None:
    moving = """[...document.querySelectorAll('*')].filter(found => {
      const style = getComputedStyle(found);
      return style.transitionDuration !== '0s' || style.animationName !== 'none';
    }).length"""
    assert tab.evaluate(moving) == 0


def test_a_phone_sees_both_charts(browser: Browser, path: Path) -> None:
    with quiet_tab(browser, width=320) as tab:
        look_at(tab, path)
        for chart in tab.locator(".pair svg").all():
            box = chart.bounding_box()
            assert box
            assert box["width"] > 240
            assert box["x"] + box["width"] <= 320
