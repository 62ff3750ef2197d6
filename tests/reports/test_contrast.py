"""Colours read in both themes: 4.5 to 1 for text, 3 to 1 for marks (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reports.render

Theme = dict[str, str]
TEXT, MARK = 4.5, 3.0
TEXTS = ("ink", "muted", "link", "good", "bad", "caution")
MARKS = ("mark", "train", "reference", "focus", "edge")


def themes() -> dict[str, Theme]:
    css = (Path(reports.render.__file__).parent / "templates" / "tokens.css").read_text(encoding="utf-8")
    light, _, dark = css.partition("@media")
    assert "prefers-color-scheme: dark" in dark
    return {"light": colours(light), "dark": colours(dark)}


def colours(css: str) -> Theme:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> Theme:
    return themes()[request.param]


def test_the_formula_gives_21_for_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_both_themes_name_the_same_colours() -> None:
    found = themes()
    assert found["light"].keys() == found["dark"].keys() >= {*TEXTS, *MARKS, "paper", "panel"}


@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_text_reads_on_both_grounds(theme: Theme, ground: str) -> None:
    assert [name for name in TEXTS if contrast(theme[name], theme[ground]) < TEXT] == []


def test_marks_stand_out(theme: Theme) -> None:
    assert [name for name in MARKS if contrast(theme[name], theme["paper"]) < MARK] == []


@pytest.mark.parametrize("shade", range(10))
def test_counts_read_on_every_shade(theme: Theme, shade: int) -> None:
    ink = theme["muted"] if shade == 0 else theme["on-strong" if shade > 6 else "on-faint"]
    assert contrast(ink, theme[f"q{shade}"]) >= TEXT


def test_shades_go_one_way(theme: Theme) -> None:
    steps = [contrast(theme["paper"], theme[f"q{shade}"]) for shade in range(10)]
    assert steps == sorted(steps)
