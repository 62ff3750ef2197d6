"""The page, opened in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.autograder.playground.made_page import SOME, written
from tests.autograder.playground.on_the_page import Open
from tests.browsing import look_at, quiet_tab


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens the page with networks, offline; in the end no request may have left and no error been logged."""
    with ExitStack() as tabs:

        def opened(networks: list[Any] = SOME, width: int = 1280, scheme: str = "light") -> Page:
            tab = tabs.enter_context(quiet_tab(browser, width, scheme))
            tab.emulate_media(reduced_motion="reduce")
            look_at(tab, written(networks, tmp_path / "page.html"))
            return tab

        yield opened


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page()
