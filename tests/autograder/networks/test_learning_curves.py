"""Learning curves in a figure: whether they are there, and whether a reader can tell which is which."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.figure import Figure as Drawn

from autograder.evidence.asks import Figure
from autograder.evidence.evidence import RunStatus
from autograder.inside.drawn import LINES
from autograder.networks.learning_curves import (
    Panel,
    _of_other_values,
    not_drawn,
    not_in_one_figure,
    not_together,
    not_told_apart,
)
from autograder.scoring.answers import Answers
from tests.autograder.kernel_answers import answered

CURVES = {
    "loss": [0.9, 0.5, 0.3],
    "val_loss": [0.8, 0.6, 0.5],
    "accuracy": [0.7, 0.8, 0.9],
    "val_accuracy": [0.6, 0.7, 0.75],
}
TABLE = pd.DataFrame(CURVES)


def _drawn(*figures: Drawn) -> Answers:
    return Answers((Figure(),), answered((Figure(),), {}, drawn=figures))


def _one_legend(figure: Drawn) -> None:
    TABLE.plot(ax=figure.subplots())


def _two_panels(figure: Drawn) -> None:
    for axes, measure in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        axes.plot(CURVES[measure], label="training")
        axes.plot(CURVES[f"val_{measure}"], label="validation")
        axes.set_title(measure)
        axes.legend()


def _one_legend_for_two_panels(figure: Drawn) -> None:
    first, second = figure.subplots(1, 2)
    first.plot(TABLE[["loss", "val_loss"]])
    second.plot(TABLE[["accuracy", "val_accuracy"]])
    figure.legend(first.lines, ["training", "validation"])


def _twin_axes(figure: Drawn) -> None:
    left = figure.subplots()
    right = left.twinx()
    left.plot(TABLE[["loss", "val_loss"]])
    right.plot(TABLE[["accuracy", "val_accuracy"]])
    left.legend([*left.lines, *right.lines], list(CURVES))


def _texts_beside_the_lines(figure: Drawn) -> None:
    axes = figure.subplots()
    for name, curve in CURVES.items():
        axes.plot(curve)
        axes.annotate(name, (2, curve[-1]))


def _a_panel_each(figure: Drawn) -> None:
    for axes, name in zip(figure.subplots(2, 2).ravel(), CURVES, strict=True):
        axes.plot(CURVES[name])
        axes.set_title(name)


def _per_cent(figure: Drawn) -> None:
    (100 * TABLE).round().plot(ax=figure.subplots())


NAMED = (
    _one_legend,
    _two_panels,
    _one_legend_for_two_panels,
    _twin_axes,
    _texts_beside_the_lines,
    _a_panel_each,
    _per_cent,
)


@pytest.mark.parametrize("draw", NAMED, ids=lambda draw: draw.__name__)
def test_told_apart_in_any_style(draw: Callable[[Drawn], None]) -> None:
    figure = Drawn()
    draw(figure)
    assert not_drawn(_drawn(figure), CURVES) is None
    assert not_told_apart(_drawn(figure), CURVES) is None


def _no_legend(figure: Drawn) -> None:
    TABLE.plot(ax=figure.subplots(), legend=False)


def _labels_and_no_legend(figure: Drawn) -> None:
    axes = figure.subplots()
    axes.set_title("History")
    for name, curve in CURVES.items():
        axes.plot(curve, label=name)


def _a_legend_in_one_panel(figure: Drawn) -> None:
    first, second = figure.subplots(1, 2)
    TABLE[["loss", "val_loss"]].plot(ax=first)
    TABLE[["accuracy", "val_accuracy"]].plot(ax=second, legend=False)


def _the_same_name_for_all(figure: Drawn) -> None:
    axes = figure.subplots()
    for curve in CURVES.values():
        axes.plot(curve, label="history")
    axes.legend()


def _a_legend_elsewhere(figure: Drawn) -> None:
    curves, other = figure.subplots(1, 2)
    TABLE.plot(ax=curves, legend=False)
    for name in CURVES:
        other.plot([0, 0], label=name)
    other.legend()


UNNAMED = (
    _no_legend,
    _labels_and_no_legend,
    _a_legend_in_one_panel,
    _the_same_name_for_all,
    _a_legend_elsewhere,
)


@pytest.mark.parametrize("draw", UNNAMED, ids=lambda draw: draw.__name__)
def test_not_told_apart(draw: Callable[[Drawn], None]) -> None:
    figure = Drawn()
    draw(figure)
    assert not_drawn(_drawn(figure), CURVES) is None
    assert "4 curves are drawn" in str(not_told_apart(_drawn(figure), CURVES))


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (["loss", "val_loss"], None),
        (["training", "validation"], None),
        (["val_loss", "loss"], "The line with the label val_loss shows loss."),
        (["loss", "val_accuracy"], "The line with the label val_accuracy shows val_loss."),
    ],
)
def test_a_label_must_not_be_that_of_another_curve(labels: list[str], said: str | None) -> None:
    wanted = {name: CURVES[name] for name in ("loss", "val_loss")}
    figure = Drawn()
    axes = figure.subplots()
    for label, curve in zip(labels, wanted.values(), strict=True):
        axes.plot(curve, label=label)
    axes.legend()
    wrong = not_told_apart(_drawn(figure), wanted)
    assert (str(wrong) if wrong else None) == said


def test_curves_of_two_networks_may_both_be_called_loss() -> None:
    wanted = {"raw": [9.0, 2.0, 1.0], "normalised": [0.9, 0.5, 0.3]}
    figure = Drawn()
    for axes, name in zip(figure.subplots(1, 2), wanted, strict=True):
        axes.plot(wanted[name], label="loss")
        axes.set_title(name)
        axes.legend()
    assert not_told_apart(_drawn(figure), wanted) is None


def test_a_second_figure_may_have_the_legend() -> None:
    bare, named = Drawn(), Drawn()
    _no_legend(bare)
    _one_legend(named)
    assert not_told_apart(_drawn(bare, named), CURVES) is None


def test_what_is_not_drawn_is_named() -> None:
    figure = Drawn()
    figure.subplots().plot(TABLE[["loss", "accuracy"]])
    assert str(not_drawn(_drawn(figure), CURVES)) == "These curves are not drawn: val_loss, val_accuracy."
    assert "No line was drawn" in str(not_drawn(_drawn(Drawn()), CURVES))


def test_a_line_with_a_curves_name_and_other_values_is_told() -> None:
    figure = Drawn()
    axes = figure.subplots()
    for name, values in CURVES.items():
        axes.plot([1 - v for v in values] if name == "accuracy" else values, label=name)
    assert "label accuracy begins with 0.3; what training reported begins with 0.7" in str(
        not_drawn(_drawn(figure), CURVES)
    )


def test_lines_and_curves_without_points_break_nothing() -> None:
    """Matplotlib has none of these; whoever forges facts may."""
    panel = Panel(lines=(("loss", ()),), names=frozenset(), heading="")
    assert _of_other_values([panel], {"loss": ()}) is None


def test_no_line_where_the_cell_stopped_is_told_of_that() -> None:
    evidence = replace(answered((Figure(),), {}), status=RunStatus.RAISED, error="ValueError: no")
    told = str(not_drawn(Answers((Figure(),), evidence), CURVES))
    assert told == "Your cell stopped before a line was drawn: ValueError: no. Mend that first."


def test_curves_beyond_the_lines_that_are_looked_at_are_not_said_to_be_missing() -> None:
    figure = Drawn()
    axes = figure.subplots()
    for place in range(LINES):
        axes.plot([place, place])
    TABLE.plot(ax=axes)
    assert str(not_drawn(_drawn(figure), CURVES)).startswith(
        "Of a figure the first 50 lines are looked at, and these curves are not among them: loss, val_loss"
    )


def _named(labels: list[str], legend: list[str] | None = None, reverse: bool = False) -> Answers:
    """Losses of training and validation, drawn in that order."""
    figure = Drawn()
    axes = figure.subplots()
    for label, name in zip(labels, ("loss", "val_loss"), strict=True):
        axes.plot(CURVES[name], label=label)
    handles = axes.lines[::-1] if reverse else axes.lines
    names = labels[::-1] if reverse else labels
    axes.legend(handles, legend or names)
    return _drawn(figure)


LOSSES = {name: CURVES[name] for name in ("loss", "val_loss")}


@pytest.mark.parametrize(
    "drawn",
    [
        _named(["loss value", "validation"]),
        _named(["valor de la pérdida", "validación"]),
        _named(["training", "validation"], reverse=True),
        _named(["", ""], ["training", "validation"]),
    ],
)
def test_names_in_other_words_or_another_order_are_right(drawn: Answers) -> None:
    assert not_told_apart(drawn, LOSSES) is None


@pytest.mark.parametrize(
    "legend", [["validation", "training"], ["val_loss", "train_loss"], ["Prueba", "Entrenamiento"]]
)
def test_a_list_of_names_the_wrong_way_round(legend: list[str]) -> None:
    for labels in (["", ""], ["training", "validation"], ["loss", "val_loss"]):
        told = not_told_apart(_named(labels, legend), LOSSES)
        assert told is not None
        assert re.search(r"is not what it shows|label val_loss shows loss", str(told))


def test_another_curve_under_its_name() -> None:
    figure = Drawn()
    axes = figure.subplots()
    axes.plot(CURVES["loss"], label="loss")
    axes.plot(CURVES["loss"], label="val_loss")
    told = not_drawn(_drawn(figure), LOSSES)
    assert str(told) == "The line with the label val_loss shows loss."


def test_curves_without_their_first_point() -> None:
    figure = Drawn()
    axes = figure.subplots()
    for name in LOSSES:
        axes.plot(CURVES[name][1:], label=name)
    epochs = len(CURVES["loss"])
    assert f"{epochs - 1} points each; there were {epochs} epochs" in str(not_drawn(_drawn(figure), LOSSES))


def test_a_legend_of_lines_in_another_order_is_right() -> None:
    figure = Drawn()
    axes = figure.subplots()
    lines = [axes.plot(CURVES[name], label=name)[0] for name in LOSSES]
    axes.legend(handles=lines[::-1])
    assert not_told_apart(_drawn(figure), LOSSES) is None


def test_markers_of_ones_own_shape_are_looks_too() -> None:
    figure = Drawn()
    axes = figure.subplots()
    for name, corner in zip(LOSSES, (1.0, 2.0), strict=True):
        axes.plot(CURVES[name], marker=[(0.0, 0.0), (1.0, 0.0), (0.0, corner)], color="k", label=name)
    axes.legend()
    assert not_told_apart(_drawn(figure), LOSSES) is None


def test_lines_that_look_alike_go_by_their_labels() -> None:
    figure = Drawn()
    axes = figure.subplots()
    for name in LOSSES:
        axes.plot(CURVES[name], "k-", label=name)
    axes.legend(["validation", "training"])  # a reader cannot tell which is which
    assert not_told_apart(_drawn(figure), LOSSES) is None


def test_two_scales_of_one_picture_are_the_same_axes() -> None:
    twin, apart = Drawn(), Drawn()
    left = twin.subplots()
    for axes, name in zip((left, left.twinx()), LOSSES, strict=True):
        axes.plot(CURVES[name])
    for axes, name in zip(apart.subplots(1, 2), LOSSES, strict=True):
        axes.plot(CURVES[name])
    assert not_together(_drawn(twin), LOSSES) is None
    assert "different axes" in str(not_together(_drawn(apart), LOSSES))
    assert not_in_one_figure(_drawn(apart), LOSSES) is None


def test_curves_over_two_figures() -> None:
    figures = [Drawn(), Drawn()]
    for figure, name in zip(figures, LOSSES, strict=True):
        figure.subplots().plot(CURVES[name])
    assert "over 2 figures" in str(not_in_one_figure(_drawn(*figures), LOSSES))
