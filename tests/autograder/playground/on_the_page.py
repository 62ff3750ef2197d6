"""What one does on the drawing page, and reads there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
Point = tuple[float, float]
SEVEN = [(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]


def draw(tab: Page, *points: Point) -> None:
    """With the mouse; points are in parts of the sheet."""
    tab.locator("#sheet").scroll_into_view_if_needed()
    places = [place(tab, point) for point in points]
    tab.mouse.move(*places[0])
    tab.mouse.down()
    for x, y in places[1:]:
        tab.mouse.move(x, y, steps=6)
    tab.mouse.up()


def place(tab: Page, point: Point) -> tuple[float, float]:
    box = tab.locator("#sheet").bounding_box()
    assert box
    return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]


def summary(tab: Page) -> str:
    """What is said once all networks were asked about what is drawn now."""
    expect(tab.locator("#summary")).not_to_be_empty()
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return tab.locator("#summary").inner_text()


def prepared(tab: Page, name: str) -> NDArray[np.uint8]:
    """A picture of what the networks get, as it stands in the page."""
    summary(tab)
    alphas = tab.evaluate(
        """id => {
            const context = new OffscreenCanvas(28, 28).getContext("2d", { willReadFrequently: true });
            context.drawImage(document.getElementById(id), 0, 0);
            return [...context.getImageData(0, 0, 28, 28).data].filter((_, at) => at % 4 === 3);
        }""",
        name,
    )
    return np.array(alphas, dtype=np.uint8).reshape(28, 28)
