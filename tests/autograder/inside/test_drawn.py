"""A figure tells of what can be seen in it, and only if it is one of Matplotlib's."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D

from autograder.inside import drawn

IMAGE = np.arange(784).reshape(28, 28)
SEEN: dict[str, Callable[[Axes], Any]] = {
    "a curve": lambda panel: panel.plot([3, 1, 2]),
    "half transparent": lambda panel: panel.plot([3, 1, 2], alpha=0.5),
    "markers alone": lambda panel: panel.plot([3, 1, 2], "o"),
    "dashes": lambda panel: panel.plot([3, 1, 2], "--", color="0.8"),
    "a single point with a marker": lambda panel: panel.plot([3], marker="o"),
    "white on black": lambda panel: panel.plot([3, 1, 2], color="white") and panel.set(facecolor="black"),
    "on a logarithmic scale": lambda panel: panel.semilogy([3, 1, 2]),
    "cut off in part": lambda panel: (panel.plot([3, 1, 2]), panel.set_xlim(1.5, 9)),
    "against names": lambda panel: panel.plot(["a", "b", "c"], [3, 1, 2]),
    "with gaps": lambda panel: panel.plot([3, np.nan, 2]),
    "drawn upside down": lambda panel: panel.plot([3, 1, 2]) and panel.set(ylim=(4, 0)),
}
UNSEEN: dict[str, Callable[[Axes], Any]] = {
    "transparent": lambda panel: panel.plot([3, 1, 2], alpha=0),
    "of a transparent colour": lambda panel: panel.plot([3, 1, 2], color=(1, 0, 0, 0)),
    "hidden": lambda panel: panel.plot([3, 1, 2], visible=False),
    "without a stroke": lambda panel: panel.plot([3, 1, 2], linestyle="none"),
    "nearly transparent": lambda panel: panel.plot([3, 1, 2], alpha=1e-6),
    "of hardly any width": lambda panel: panel.plot([3, 1, 2], linewidth=1e-6),
    "outside the figure": lambda panel: panel.plot([3, 1, 2]) and panel.set(position=(5, 5, 1, 1)),
    "without width": lambda panel: panel.plot([3, 1, 2], linewidth=0),
    "white on white": lambda panel: panel.plot([3, 1, 2], color="white"),
    "white markers on white": lambda panel: panel.plot([3, 1, 2], "o", color="white"),
    "a single point without a marker": lambda panel: panel.plot([3]),
    "outside": lambda panel: (panel.plot([3, 1, 2]), panel.set_xlim(10, 20)),
    "above": lambda panel: (panel.plot([3, 1, 2]), panel.set_ylim(10, 20)),
    "in a panel that is hidden": lambda panel: panel.plot([3, 1, 2]) and panel.set(visible=False),
    "no numbers": lambda panel: panel.plot([np.nan, np.nan]),
}


def _lines(draw: Callable[[Axes], Any]) -> list[dict[str, Any]]:
    figure = Figure()
    draw(figure.subplots())
    (found,) = drawn.figures([figure])
    lines: list[dict[str, Any]] = found["lines"]
    return lines


@pytest.mark.parametrize("draw", SEEN.values(), ids=SEEN)
def test_what_is_seen_is_told(draw: Callable[[Axes], Any]) -> None:
    assert len(_lines(draw)) == 1


@pytest.mark.parametrize("draw", UNSEEN.values(), ids=UNSEEN)
def test_what_is_not_seen_is_not(draw: Callable[[Axes], Any]) -> None:
    assert _lines(draw) == []


def _image(**how: Any) -> Figure:
    figure = Figure()
    figure.subplots().imshow(IMAGE, **how)
    return figure


def test_an_image_that_is_not_seen_is_not_told() -> None:
    assert len(drawn.pictures([_image()], 10**6)) == 1
    for how in ({"alpha": 0}, {"visible": False}, {"alpha": np.zeros((28, 28))}):
        assert drawn.pictures([_image(**how)], 10**6) == {}
        assert drawn.figures([_image(**how)])[0]["images"] == 0


def test_what_only_answers_like_a_figure_is_none() -> None:
    line = SimpleNamespace(get_ydata=lambda: [1, 2], get_label=lambda: "loss")
    panel = SimpleNamespace(lines=[line], images=[], texts=[])
    forged = SimpleNamespace(axes=[panel], legends=[])
    assert drawn.figures([forged]) == []
    assert drawn.pictures([forged], 10**6) == {}
    figure = Figure()
    figure.subplots()._children.append(line)  # type: ignore[attr-defined]
    assert drawn.figures([figure])[0]["lines"] == []


def test_a_child_of_a_figure_is_read_as_its_parent_would_be() -> None:
    class Lying(Figure):
        axes = property(lambda self: told)

    told: list[Any] = []
    figure = Lying()
    told.append(SimpleNamespace(lines=[], images=["?"], texts=[]))
    assert drawn.figures([figure])[0]["panels"] == []
    told.clear()
    figure.add_subplot().plot([3, 1, 2], label="loss")
    (found,) = drawn.figures([figure])
    assert [line["label"] for line in found["lines"]] == ["loss"]


def test_lines_and_images_of_ones_own_do_not_count() -> None:
    class Line(Line2D):
        def get_ydata(self, orig: bool = True) -> Any:
            return [9, 9, 9]

    class Image(AxesImage):
        def get_array(self) -> Any:
            return IMAGE

    figure = Figure()
    panel = figure.subplots()
    panel.add_line(Line([0, 1], [0, 1]))
    panel.add_image(Image(panel))
    (found,) = drawn.figures([figure])
    assert found["lines"] == []
    assert found["images"] == 0
    assert drawn.pictures([figure], 10**6) == {}


def test_what_a_notebook_puts_in_the_place_of_a_method_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = Figure()
    (line,) = figure.subplots().plot([3, 1, 2], label="mine")
    assert drawn.figures([figure])  # kept from here on
    monkeypatch.setattr(Line2D, "get_ydata", lambda self, orig=True: [0.5, 0.4])
    line.get_label = lambda: "loss"  # type: ignore[method-assign]
    (found,) = drawn.figures([figure])
    assert found["lines"] == [{"panel": 0, "label": "mine", "y": [3, 1, 2], "called": ""}]


def test_the_legend_that_is_hidden_names_nothing() -> None:
    figure = Figure()
    panel = figure.subplots()
    panel.plot([3, 1, 2], label="loss")
    legend = panel.legend()
    assert drawn.figures([figure])[0]["panels"][0]["legend"] == ["loss"]
    legend.set_visible(False)
    assert drawn.figures([figure])[0]["panels"][0]["legend"] == []
