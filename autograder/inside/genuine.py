"""pandas, Matplotlib and Keras as before student code: a table, what is drawn, what `fit` returns, how a
network was compiled.

`keep` is called when a kernel starts. From then on tables, figures and histories are known by these very
classes, and tables and figures are read by these classes' own functions: a class of the same name, or with
the same methods, is neither, and what a notebook puts in their place later is not asked. A student's own
process keeps them when it first asks.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

Read = Callable[..., Any]

_MATPLOTLIB = ("axes", "artist", "colors", "figure", "image", "legend", "lines", "text")
#: What is asked of each kind of thing in a figure.
_ASKED: Mapping[str, tuple[str, ...]] = {
    "artist": ("get_visible", "get_alpha"),
    "line": (
        "get_xdata", "get_ydata", "get_label", "get_color", "get_linewidth", "get_linestyle", "get_marker",
        "get_markersize", "get_markerfacecolor", "get_markeredgecolor",
    ),
    "panel": ("get_legend", "get_title", "get_xlabel", "get_ylabel", "get_xlim", "get_ylim", "get_facecolor",
              "get_position"),
    "image": ("get_array", "get_cmap"),
    "legend": ("get_texts",),
    "text": ("get_text",),
}  # fmt: skip

_kept: dict[str, Any] = {}


class Tables:
    """A DataFrame's class, and how its columns are read."""

    def __init__(self, pandas: ModuleType) -> None:
        self.kind: Any = pandas.DataFrame
        self._columns: Read = vars(self.kind)["columns"].__get__
        self._head: Read = self.kind.head
        self.array: Read = self.kind.to_numpy

    def columns(self, frame: Any) -> list[Any]:
        return list(self._columns(frame, self.kind))

    def rows(self, frame: Any, most: int) -> list[list[Any]]:
        """The first rows, each value as it is: whole numbers stay whole beside fractions."""
        found: list[list[Any]] = self.array(self._head(frame, most), object).tolist()
        return found


class Drawings:
    """Matplotlib's classes, and those functions of theirs that tell what is drawn."""

    def __init__(self, modules: Mapping[str, ModuleType]) -> None:
        figure, panel = modules["figure"].Figure, modules["axes"].Axes
        self._kinds: dict[str, Any] = {
            "figure": figure, "panel": panel, "artist": modules["artist"].Artist,
            "line": modules["lines"].Line2D, "image": modules["image"].AxesImage,
            "text": modules["text"].Text, "legend": modules["legend"].Legend,
        }  # fmt: skip
        self._asked: dict[tuple[str, str], Read] = {
            (kind, name): getattr(self._kinds[kind], name) for kind, names in _ASKED.items() for name in names
        }
        self._parts: dict[str, Read] = {
            "panel": figure.axes.fget, "line": panel.lines.fget, "image": panel.images.fget,
            "text": panel.texts.fget,
        }  # fmt: skip
        self.rgba: Read = modules["colors"].to_rgba

    def is_a(self, kind: str, artist: Any) -> bool:
        """Lines and images are of no class of a student's own, which may show what is not drawn."""
        own = self._kinds[kind]
        return type(artist) is own if kind in ("line", "image") else issubclass(type(artist), own)

    def ask(self, kind: str, name: str, artist: Any, *arguments: Any) -> Any:
        return self._asked[kind, name](artist, *arguments)

    def samples(self, legend: Any) -> list[Any]:
        """What stands before each name in a legend."""
        found = vars(legend).get("legend_handles")
        return list(found) if type(found) is list else []

    def parts(self, kind: str, whole: Any) -> list[Any]:
        """The panels of a figure; the lines, images or texts of a panel."""
        return [part for part in self._parts[kind](whole) if self.is_a(kind, part)]


def keep() -> None:
    """Keep what there is of both libraries as it is now."""
    for name in ("pandas", *(f"matplotlib.{part}" for part in _MATPLOTLIB)):
        with contextlib.suppress(ImportError):  # a course may do without
            importlib.import_module(name)
    tables_for(None)
    history_type(None)
    compile_config(None)
    has_keras_predict(None)
    drawings()


def tables_for(subject: Any) -> Tables | None:
    """How to read a DataFrame; None for whatever else the subject is."""
    if "pandas" in sys.modules and "tables" not in _kept:
        _kept["tables"] = Tables(sys.modules["pandas"])
    tables: Tables | None = _kept.get("tables")
    return tables if tables and type(subject) is tables.kind else None


def history_type(subject: Any) -> str:
    """The name of its type: `History` for Keras's own alone."""
    name = type(subject).__name__
    if "keras" in sys.modules and "history" not in _kept:
        _kept["history"] = sys.modules["keras"].callbacks.History
    is_own = name == "History" and type(subject) is not _kept.get("history")
    return "class of your own" if is_own else name


def compile_config(model: Any) -> Mapping[str, Any]:
    """How a network was compiled, read by Keras's own function and not by one that a notebook put there."""
    if "keras" in sys.modules and "compiled" not in _kept:
        _kept["compiled"] = sys.modules["keras"].Model.get_compile_config
    config: Mapping[str, Any] | None = _kept["compiled"](model) if model is not None else None
    return config or {}


def has_keras_predict(model: Any) -> bool:
    """Whether its `predict` is Keras's own, and not one that a notebook put there."""
    if "keras" in sys.modules and "predict" not in _kept:
        _kept["predict"] = sys.modules["keras"].Model.predict
    return model is not None and type(model).predict is _kept["predict"] and "predict" not in vars(model)


def drawings() -> Drawings | None:
    """None where Matplotlib was never imported, so that nothing is drawn."""
    if "matplotlib.figure" in sys.modules and "drawings" not in _kept:
        modules = {part: importlib.import_module(f"matplotlib.{part}") for part in _MATPLOTLIB}
        _kept["drawings"] = Drawings(modules)
    return _kept.get("drawings")
