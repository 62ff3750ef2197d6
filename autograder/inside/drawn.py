"""What a notebook drew, in plain facts: lines and images that can be seen, and what is written beside them.

It runs beside student code, like `answering.py`, for which it does this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from . import genuine
from .network_facts import Arrays
from .training_facts import TEXT_LENGTH, Facts

CURVE_POINTS = 2_000
FIGURES, PICTURES = 16, 100  # the last of a cell
PANELS, LINES = 100, 50  # the first of a figure
TEXTS = 50

_NOTHING = ("", " ", "none", "None", None)  # styles and colours that draw nothing
_FAINTEST, _THINNEST = 0.05, 0.1  # of what can be seen: opacity, and the width of a line in points
_SAME = 0.02  # of a channel of a colour, 0 to 1


def figures(drawn: Iterable[Any]) -> list[Facts]:
    """The last figures; what is no figure of Matplotlib's is left out."""
    read = genuine.drawings()
    return [_figure(figure, read) for figure in _last(drawn, read)] if read else []


def pictures(drawn: Iterable[Any], most_bytes: int) -> Arrays:
    """The pixels of images drawn, `picture<number>`, without Matplotlib's mask."""
    read = genuine.drawings()
    if read is None:
        return {}
    shown = [image for figure in _last(drawn, read) for panel in _panels(figure, read)
             for image in _images(panel, read)]  # fmt: skip
    pixels = (np.ma.getdata(read.ask("image", "get_array", image)) for image in shown[-PICTURES:])
    return {f"picture{i}": p for i, p in enumerate(pixels) if p.nbytes <= most_bytes}


def _last(drawn: Iterable[Any], read: genuine.Drawings) -> list[Any]:
    real = [figure for figure in drawn if read.is_a("figure", figure) and _is_shown(figure, read)]
    return real[-FIGURES:]


def _panels(figure: Any, read: genuine.Drawings) -> list[Any]:
    return _every_panel(figure, read)[:PANELS]


def _every_panel(figure: Any, read: genuine.Drawings) -> list[Any]:
    return [
        panel
        for panel in read.parts("panel", figure)
        if _is_shown(panel, read) and _meets_figure(panel, read)
    ]


def _meets_figure(panel: Any, read: genuine.Drawings) -> bool:
    """Whether any of it lies on the figure, whose sides are 1."""
    left, bottom, width, height = read.ask("panel", "get_position", panel).bounds
    return bool(left < 1 and bottom < 1 and left + width > 0 and bottom + height > 0)


def _is_shown(artist: Any, read: genuine.Drawings) -> bool:
    alpha = read.ask("artist", "get_alpha", artist)
    return bool(read.ask("artist", "get_visible", artist)) and not (
        alpha is not None and np.all(np.asarray(alpha) < _FAINTEST)
    )


def _figure(figure: Any, read: genuine.Drawings) -> Facts:
    """Its lines, each with the number of the panel that it lies in, and what names them there."""
    every = _every_panel(figure, read)
    panels = every[:PANELS]
    lines = (
        {"panel": number, **told}
        for number, panel in enumerate(panels)
        for told in _named_lines(panel, figure.legends, read)
    )
    images = [image for panel in every for image in _images(panel, read)]
    return {
        "images": len(images),
        "colour_maps": sorted({_colour_map(image, read) for image in images})[:TEXTS],
        "lines": list(islice(lines, LINES)),
        "panels": [_panel(panel, read) for panel in panels],
        "legend": [text for legend in figure.legends for text in _legend(legend, read)][:TEXTS],
    }


def _images(panel: Any, read: genuine.Drawings) -> list[Any]:
    return [image for image in read.parts("image", panel) if _is_shown(image, read)]


def _named_lines(panel: Any, of_figure: Iterable[Any], read: genuine.Drawings) -> Iterator[Facts]:
    """Its lines, each with what a legend calls it: known by its look, where no other line has the same."""
    lines = list(islice(_lines(panel, read), LINES))
    own = read.ask("panel", "get_legend", panel)
    looks = [_look(line, read) for line in lines]
    entries = [entry for legend in (own, *of_figure) for entry in _entries(legend, read)]
    for line, look in zip(lines, looks, strict=True):
        called = [text for entry, text in entries if entry == look] if looks.count(look) == 1 else []
        yield {**_line(line, read), "called": called[0] if len(called) == 1 else ""}


def _look(line: Any, read: genuine.Drawings) -> tuple[Any, ...]:
    """By what a reader finds a line in a legend."""
    colour = read.rgba(read.ask("line", "get_color", line))
    marker = str(read.ask("line", "get_marker", line))  # which may be an array of corners
    return colour, read.ask("line", "get_linestyle", line), marker


def _entries(legend: Any, read: genuine.Drawings) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Of each entry that stands for a line, that line's look and the words beside it."""
    if not read.is_a("legend", legend) or not _is_shown(legend, read):
        return
    samples, texts = read.samples(legend), read.ask("legend", "get_texts", legend)
    for sample, text in zip(samples, texts, strict=False):
        if read.is_a("line", sample) and read.is_a("text", text):
            yield _look(sample, read), str(read.ask("text", "get_text", text)).strip()[:TEXT_LENGTH]


def _colour_map(image: Any, read: genuine.Drawings) -> str:
    """By its name; empty of pixels that are colours themselves."""
    if np.ndim(read.ask("image", "get_array", image)) > 2:
        return ""
    return str(read.ask("image", "get_cmap", image).name)[:TEXT_LENGTH]


def _lines(panel: Any, read: genuine.Drawings) -> Iterator[Any]:
    for line in read.parts("line", panel):
        if _is_shown(line, read) and _has_ink(line, panel, read) and _lies_within(line, panel, read):
            yield line


def _has_ink(line: Any, panel: Any, read: genuine.Drawings) -> bool:
    """Whether its stroke or its markers are drawn, in another colour than what lies behind."""
    points = len(np.ravel(read.ask("line", "get_ydata", line)))
    width, style = read.ask("line", "get_linewidth", line), read.ask("line", "get_linestyle", line)
    behind = read.rgba(read.ask("panel", "get_facecolor", panel))
    if points > 1 and width > _THINNEST and style not in _NOTHING:
        return _stands_out(read.ask("line", "get_color", line), behind, read)
    if read.ask("line", "get_marker", line) in _NOTHING or not read.ask("line", "get_markersize", line) > 0:
        return False
    colours = ("get_markerfacecolor", "get_markeredgecolor")
    return any(_stands_out(read.ask("line", name, line), behind, read) for name in colours)


def _stands_out(colour: Any, behind: tuple[float, ...], read: genuine.Drawings) -> bool:
    red, green, blue, alpha = read.rgba(colour)
    return alpha > _FAINTEST and float(np.abs(np.subtract((red, green, blue), behind[:3])).max()) > _SAME


def _lies_within(line: Any, panel: Any, read: genuine.Drawings) -> bool:
    """Whether any of it lies in the part of the plane that the panel shows."""
    for axis in ("x", "y"):
        low, high = sorted(read.ask("panel", f"get_{axis}lim", panel))
        along = np.asarray(read.ask("line", f"get_{axis}data", line, False), float)
        along = along[np.isfinite(along)]
        if not along.size or along.max() < low or along.min() > high:
            return False
    return True


def _line(line: Any, read: genuine.Drawings) -> Facts:
    y = np.asarray(read.ask("line", "get_ydata", line), float).ravel()[:CURVE_POINTS]
    label = str(read.ask("line", "get_label", line))
    return {"label": label[:TEXT_LENGTH], "y": [float(v) for v in y]}


def _panel(panel: Any, read: genuine.Drawings) -> Facts:
    titles = (read.ask("panel", "get_title", panel, place) for place in ("center", "left", "right"))
    return {
        "legend": _legend(read.ask("panel", "get_legend", panel), read),
        "texts": _texts(read.parts("text", panel), read),
        "images": len(_images(panel, read)),
        "title": next((title for title in titles if title), "")[:TEXT_LENGTH],
        "x_label": read.ask("panel", "get_xlabel", panel)[:TEXT_LENGTH],
        "y_label": read.ask("panel", "get_ylabel", panel)[:TEXT_LENGTH],
        "place": [round(float(edge), 3) for edge in read.ask("panel", "get_position", panel).bounds],
    }


def _legend(legend: Any, read: genuine.Drawings) -> list[str]:
    real = read.is_a("legend", legend) and _is_shown(legend, read)
    return _texts(read.ask("legend", "get_texts", legend), read) if real else []


def _texts(texts: Iterable[Any], read: genuine.Drawings) -> list[str]:
    """What Matplotlib's texts say, those that say nothing left out."""
    shown = (text for text in texts if read.is_a("text", text) and _is_shown(text, read))
    said = (str(read.ask("text", "get_text", text)).strip()[:TEXT_LENGTH] for text in shown)
    return [text for text in said if text][:TEXTS]
