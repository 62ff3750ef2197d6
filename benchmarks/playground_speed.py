"""From a stroke to every network's answer, and how large the page is and how soon it is shown.

    python -m benchmarks.playground_speed [--models DIR] [--rounds N]

The page of the default networks, in headless Chromium on one core: a digit is drawn with the mouse, and
the page itself notes how long each movement of the pen took until all answers stood there. Medians of
several rounds, each in a browser of its own. Networks that are missing are trained first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from autograder.commands.train import Training
from autograder.playground.page import write_page
from autograder.playground.trained import reference_networks

GOAL_ANSWER, GOAL_SHOWN, GOAL_SIZE = 25.0, 1.0, 8.0  # milliseconds, seconds, MB
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_STROKES = (((0.3, 0.25), (0.7, 0.25)), ((0.7, 0.25), (0.45, 0.8)), ((0.35, 0.5), (0.65, 0.5)))
_STEPS = 15


@dataclass(frozen=True)
class Round:
    """Milliseconds from a movement to the answers, at the median; seconds until the page was shown."""

    answer: float
    shown: float


def main() -> None:
    options = _options()
    with Training() as bar:
        reference = reference_networks(options.models, jobs=os.cpu_count() or 1, progress=bar)
    networks = sum(each.network is not None for each in reference.networks)
    with tempfile.TemporaryDirectory(prefix="bench-playground-") as folder:
        page = Path(folder, "page.html")
        write_page(page, reference, "en", str)
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # the browser inherits it
        rounds = [_round(page) for _ in range(options.rounds)]
        size = page.stat().st_size / 1e6
    answers = [each.answer for each in rounds]
    print(
        f"stroke to answer, {networks} networks: {statistics.median(answers):.1f} ms at the median "
        f"({min(answers):.1f} to {max(answers):.1f} in {len(rounds)} rounds; goal {GOAL_ANSWER:.0f})"
    )
    shown = statistics.median(each.shown for each in rounds)
    print(f"shown after {shown:.2f} s (goal {GOAL_SHOWN:.0f}); {size:.1f} MB (goal {GOAL_SIZE:.0f})")


def _round(page: Path) -> Round:
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        measured = _measured(browser, page)
        browser.close()
    return measured


def _measured(browser: Browser, page: Path) -> Round:
    tab = browser.new_context(offline=True, viewport={"width": 1280, "height": 1000}).new_page()
    tab.goto(page.as_uri())
    shown = tab.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd / 1000")
    for start, end in _STROKES:
        _stroke(tab, start, end)
    latencies = tab.evaluate("[...LATENCIES]")
    return Round(statistics.median(latencies), shown)


def _stroke(tab: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    box = tab.locator("#sheet").bounding_box()
    assert box is not None
    ends = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    tab.mouse.move(*ends[0])
    tab.mouse.down()
    for step in range(1, _STEPS + 1):
        part = step / _STEPS
        tab.mouse.move(*(a + (b - a) * part for a, b in zip(*ends, strict=True)))
        tab.evaluate("new Promise(requestAnimationFrame)")  # as a hand would: one movement a frame
    tab.mouse.up()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("out/playground"))
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
