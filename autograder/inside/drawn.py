"""What a notebook drew, in plain facts: lines and images that can be seen, and what is written beside them.

It runs beside student code, like `answering.py`, for which it does this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
             for image in read.parts("image", panel) if _is_shown(image, read)]  # fmt: skip
    pixels = (np.ma.getdata(read.ask("image", "get_array", image)) for image in shown[-PICTURES:])
    return {f"picture{i}": p for i, p in enumerate(pixels) if p.nbytes <= most_bytes}


def _last(drawn: Iterable[Any], read: genuine.Drawings) -> list[Any]:
    real = [figure for figure in drawn if read.is_a("figure", figure) and _is_shown(figure, read)]
    return real[-FIGURES:]


def _panels(figure: Any, read: genuine.Drawings) -> list[Any]:
    return _every_panel(figure, read)[:PANELS]


def _every_panel(figure: Any, read: genuine.Drawings) -> list[Any]:
    return [panel for panel in read.parts("panel", figure) if _is_shown(panel, read)]


def _is_shown(artist: Any, read: genuine.Drawings) -> bool:
    alpha = read.ask("artist", "get_alpha", artist)
    return bool(read.ask("artist", "get_visible", artist)) and not (alpha is not None and np.all(alpha == 0))


def _figure(figure: Any, read: genuine.Drawings) -> Facts:
    """Its lines, each with the number of the panel that it lies in, and what names them there."""
    every = _every_panel(figure, read)
    panels = every[:PANELS]
    lines = [(number, line) for number, panel in enumerate(panels) for line in _lines(panel, read)]
    images = [i for panel in every for i in read.parts("image", panel) if _is_shown(i, read)]
    return {
        "images": len(images),
        "colour_maps": sorted({_colour_map(image, read) for image in images})[:TEXTS],
        "lines": [{"panel": number, **_line(line, read)} for number, line in lines[:LINES]],
        "panels": [_panel(panel, read) for panel in panels],
        "legend": [text for legend in figure.legends for text in _legend(legend, read)][:TEXTS],
    }


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
    if points > 1 and width > 0 and style not in _NOTHING:
        return _stands_out(read.ask("line", "get_color", line), behind, read)
    if read.ask("line", "get_marker", line) in _NOTHING or not read.ask("line", "get_markersize", line) > 0:
        return False
    colours = ("get_markerfacecolor", "get_markeredgecolor")
    return any(_stands_out(read.ask("line", name, line), behind, read) for name in colours)


def _stands_out(colour: Any, behind: tuple[float, ...], read: genuine.Drawings) -> bool:
    red, green, blue, alpha = read.rgba(colour)
    return alpha > 0 and float(np.abs(np.subtract((red, green, blue), behind[:3])).max()) > _SAME


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
