"""A tab without a network, and what axe says about the page in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def quiet_tab(browser: Browser, width: int = 1280, scheme: Any = "light") -> Iterator[Page]:
    """A tab that may open files; at its end nothing may have been logged and nothing else asked for."""
    context = browser.new_context(
        offline=True, viewport=ViewportSize(width=width, height=900), color_scheme=scheme
    )
    tab = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    for event in ("console", "pageerror"):
        tab.on(event, lambda found: said.append(str(found)))
    try:
        yield tab
    finally:
        context.close()
    assert said == []
    assert [url for url in asked if not (url.startswith("file:") and url.endswith(".html"))] == []


def look_at(tab: Page, path: Path) -> None:
    tab.goto(path.as_uri())


def violations(tab: Page) -> list[tuple[str, list[str]]]:
    """What axe finds against WCAG 2.2 AA: the rule and the first elements that break it."""
    tab.evaluate(Axe().axe_script)
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = tab.evaluate("options => axe.run(options)", options)
    assert found["passes"], "axe looked at nothing"
    return [(v["id"], [str(node["target"]) for node in v["nodes"]][:3]) for v in found["violations"]]
