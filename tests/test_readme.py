"""The README's pictures are there, small, and those that `make pictures` makes."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHOWN = re.findall(r"!\[([^\]]+)\]\(([^)]+\.png)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
MADE = set(re.findall(r'"(\w+\.png)"', (ROOT / "tools" / "pictures.py").read_text(encoding="utf-8")))


def test_every_picture_is_there_and_small() -> None:
    assert SHOWN
    assert {path: size for _, path in SHOWN if (size := (ROOT / path).stat().st_size) > 150_000} == {}


def test_every_picture_is_made_by_the_command_and_described() -> None:
    assert {Path(path).name for _, path in SHOWN} <= MADE
    assert all(len(description) > 40 for description, _ in SHOWN)


def test_no_picture_lies_unused() -> None:
    assert {path.name for path in (ROOT / "docs").glob("*.png")} == {Path(path).name for _, path in SHOWN}


def test_the_first_figures_are_of_mnist_itself() -> None:
    paragraphs = (ROOT / "README.md").read_text(encoding="utf-8").split("\n\n")
    first = next(paragraph for paragraph in paragraphs if re.search(r"\d ?%", paragraph))
    assert first.startswith("On MNIST itself (60,000 images to learn from, 10,000 to test with")
