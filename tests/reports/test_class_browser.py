"""The class page in a real browser: one student, a few, a hostile class, two hundred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ViewportSize
from playwright.sync_api import Page as Tab

from autograder.messages import translator
from reports.page_data.class_ import ClassPage
from reports.render import write
from tests.reports.classes import class_of, hostile_class
from tests.reports.test_browser import WCAG

CLASSES: dict[str, Callable[[], ClassPage]] = {
    "one": lambda: class_of(1),
    "two": lambda: class_of(2, "es"),
    "hostile": hostile_class,
    "thirty": lambda: class_of(30, "es"),
    "two hundred": lambda: class_of(200),
}
EACH = pytest.mark.parametrize("name", CLASSES)

Open = Callable[..., Tab]

#: Texts that are wider than their place, but for those in something that scrolls.
_CUT_OFF = """
[...document.querySelectorAll("p, li, h1, h2, figcaption")]
  .filter((e) => e.clientWidth && e.scrollWidth > e.clientWidth + 1 && !e.closest(".scroll"))
  .map((e) => e.outerHTML)
"""


@pytest.fixture
def open_class(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a class offline; at the end no request may have left and no error may have been logged."""
    contexts: list[BrowserContext] = []
    noise: list[str] = []

    def opened(page: ClassPage, width: int = 1280, scheme: Any = "light", script: bool = True) -> Tab:
        path = tmp_path / "page.html"
        write(page, path, translator(page.language))
        size = ViewportSize(width=width, height=900)
        context = browser.new_context(
            offline=True, viewport=size, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda request: noise.append(request.url))
        for event in ("console", "pageerror", "dialog"):
            tab.on(event, lambda said: noise.append(str(said)))
        tab.goto(path.as_uri())
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert [found for found in noise if not found.endswith("/page.html")] == []


def _names(tab: Tab) -> list[str]:
    return tab.locator("table.sortable tbody tr:visible th a").all_inner_texts()


@EACH
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(open_class: Open, name: str, scheme: str) -> None:
    tab = open_class(CLASSES[name](), scheme=scheme)
    tab.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true; })")
    tab.evaluate(Axe().axe_script)
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = tab.evaluate("options => axe.run(options)", options)
    assert found["passes"]
    assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]] == []


@EACH
def test_it_fits_a_small_phone(open_class: Open, name: str) -> None:
    tab = open_class(CLASSES[name](), width=320)
    tab.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true; })")
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    assert tab.evaluate(_CUT_OFF) == []


@EACH
def test_ids_are_unique_and_links_on_the_page_have_their_targets(open_class: Open, name: str) -> None:
    tab = open_class(CLASSES[name]())
    ids = Counter(tab.evaluate("[...document.querySelectorAll('[id]')].map(found => found.id)"))
    assert set(ids.values()) == {1}
    targets = tab.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1))")
    assert set(targets) <= ids.keys()


def test_students_sort_by_points_and_back_by_keyboard(open_class: Open) -> None:
    page = class_of(200)
    tab = open_class(page)
    header = tab.locator("table.sortable").get_by_role("columnheader", name="Points")
    header.get_by_role("button").press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    points = {row.person.student: row.points for row in page.rows}
    shown = [points[name] for name in _names(tab)]
    scored = [value for value in shown if value is not None]
    assert scored == sorted(scored, reverse=True)
    assert shown[len(scored) :] == [None] * (len(shown) - len(scored))
    header.get_by_role("button").press(" ")
    assert points[_names(tab)[0]] == min(scored)


def test_what_is_to_be_looked_at_comes_first_when_sorted_by_it(open_class: Open) -> None:
    page = class_of(200)
    tab = open_class(page)
    tab.get_by_role("button", name="To look at").click()
    broken = {p.student for group in page.failures for p in group.people}
    assert set(_names(tab)[: len(broken)]) == broken


def test_the_filter_finds_a_student_and_a_state(open_class: Open) -> None:
    page = class_of(200)
    tab = open_class(page)
    search = tab.get_by_label("Show rows that contain")
    search.fill("student0042")
    assert _names(tab) == ["student0042"]
    assert tab.get_by_role("status").inner_text() == "shown: 1 of 200"
    search.fill("no score")
    assert len(_names(tab)) == sum(len(group.people) for group in page.failures)


def test_bars_are_as_high_as_the_chart_says(open_class: Open) -> None:
    page = open_class(class_of(30))
    drawn = page.evaluate(
        "[...document.querySelectorAll('.histogram rect.bar')]"
        ".map(bar => [bar.getBoundingClientRect().height, Number(bar.getAttribute('height'))])"
    )
    assert drawn
    for height, meant in drawn:
        assert height == pytest.approx(meant, abs=0.5)


def test_all_is_readable_without_a_script(open_class: Open) -> None:
    tab = open_class(class_of(30), script=False)
    assert len(_names(tab)) == 30
    assert tab.locator("button:visible, input:visible").count() == 0


def test_on_paper_what_is_folded_away_is_there(open_class: Open) -> None:
    tab = open_class(class_of(30))
    folded = tab.locator("#points ~ details table, section:has(#points) details table").first
    assert not folded.is_visible()
    tab.emulate_media(media="print")
    assert folded.bounding_box()
    assert not tab.locator(".filter, .contents").first.is_visible()
