"""Makes the pictures of the README from the reports of the demo, with Chromium.

    python tools/pictures.py [DEMO]      writes docs/comparison.png, docs/class.png, docs/feedback.png and
                                     docs/playground.png

DEMO is out/demo unless said otherwise. Needs what the tests need: Playwright and Chromium.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
COLOURS = 64  # a page has few; fewer make a smaller file
_SEVEN = ((0.3, 0.28), (0.72, 0.24), (0.45, 0.8))  # of the sheet
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Picture:
    """The top of a page: where it lies in the demo, in which theme, and how much of it is seen."""

    name: str
    page: str
    theme: Literal["light", "dark"]
    width: int
    height: int
    drawn: bool = False  # a seven, where the page is one to draw on


PICTURES = (
    Picture("comparison.png", "comparison.html", "light", 1280, 1400),
    Picture("class.png", "course/reports/fully_connected/index.html", "dark", 1280, 1100),
    Picture("feedback.png", "course/reports/fully_connected/forgot_to_normalise.html", "light", 900, 1100),
    Picture("playground.png", "playground.html", "light", 1280, 1000, drawn=True),
)


def take(browser: Browser, picture: Picture, demo: Path) -> bytes:
    """The picture as PNG in a few colours. A page that is absent raises FileNotFoundError."""
    page = (demo / picture.page).resolve(strict=True)
    context = browser.new_context(
        offline=True,
        color_scheme=picture.theme,
        viewport={"width": picture.width, "height": picture.height},
    )
    tab = context.new_page()
    tab.goto(page.as_uri())
    if picture.drawn:
        _draw_a_seven(tab)
    taken = Image.open(io.BytesIO(tab.screenshot()))
    context.close()
    small = io.BytesIO()
    taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def _draw_a_seven(tab: Page) -> None:
    """With a slip of the pen that networks do not all read alike."""
    box = tab.locator("#sheet").bounding_box()
    assert box is not None
    corners = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in _SEVEN]
    tab.mouse.move(*corners[0])
    tab.mouse.down()
    for corner in corners[1:]:
        tab.mouse.move(*corner, steps=12)
    tab.mouse.up()
    tab.wait_for_function("document.querySelector('#summary').textContent")


def main(demo: Path) -> int:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None or not (demo / "comparison.html").is_file():
        print(
            "pictures: needs Chromium (tools/set-up test) and the demo's reports (make demo)", file=sys.stderr
        )
        return 1
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        for picture in PICTURES:
            image = take(browser, picture, demo)
            (DOCS / picture.name).write_bytes(image)
            print(f"docs/{picture.name}: {len(image) / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out" / "demo"))
