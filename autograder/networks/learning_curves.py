"""Learning curves that a student drew: whether they are all there, and can be told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from autograder.evidence.evidence import RunStatus
from autograder.evidence.facts import FigureFacts
from autograder.evidence.stopped import open_ended
from autograder.inside.drawn import LINES
from autograder.messages import Message, say
from autograder.scoring.answers import Answers

_TOLERANCE = 5.1e-3  # curves may be drawn with two decimals
_PER_CENT = 100

_OF_VALIDATION = re.compile(r"\bval(?:_|\b|id)|\btest|prueba", re.IGNORECASE)
_OF_TRAINING = re.compile(r"\btrain|entren", re.IGNORECASE)
#: What Keras calls the curves of a training.
METRICS = frozenset(("loss", "val_loss", "accuracy", "val_accuracy"))

Curves = Mapping[str, Sequence[float]]


@dataclass(frozen=True, eq=False)
class Panel:
    """One pair of axes: its lines, each a name and y values, and what is written to tell them apart.

    `names` are those of its legend and of the figure's, and texts among the lines; `heading` is its
    title, or else what stands at its y axis.
    """

    lines: tuple[tuple[str, tuple[float, ...]], ...]
    names: frozenset[str]
    heading: str

    def holds(self, curve: Sequence[float]) -> bool:
        return any(follows(line, curve) for _, line in self.lines)

    def named(self, curves: int) -> int:
        """How many of so many curves have a name; one alone may have the panel's."""
        return max(len(self.names), int(curves == 1 and bool(self.heading)))


def not_drawn(answers: Answers, curves: Curves) -> Message | None:
    """Whether each curve, a value an epoch, is among the lines drawn; in per cent is as good."""
    panels = _panels(answers)
    if not any(panel.lines for panel in panels) and answers.evidence.status is RunStatus.RAISED:
        return say("Your cell stopped before a line was drawn: {error}. Mend that first.",
                   error=open_ended(answers.evidence.error))  # fmt: skip
    if not any(panel.lines for panel in panels):
        return say("No line was drawn in this exercise: `plt.plot` draws one, the `plot` of a DataFrame one "
                   "for each column.")  # fmt: skip
    absent = [name for name, curve in curves.items() if not any(panel.holds(curve) for panel in panels)]
    if absent and has_more_lines(answers):
        return say("Of a figure the first {most} lines are looked at, and these curves are not among them: "
                   "{absent}. Draw each in one line, in a figure of their own.", most=LINES,
                   absent=", ".join(absent))  # fmt: skip
    if absent:
        return (
            next((w for panel in panels if (w := _mislabelled(panel, curves, {*absent}))), None)
            or _of_other_length(panels, curves)
            or _of_other_values(panels, {name: curves[name] for name in absent})
            or say("These curves are not drawn: {absent}.", absent=", ".join(absent))
        )
    return None


def _of_other_length(panels: Sequence[Panel], curves: Curves) -> Message | None:
    """Whether all lines have as many points as one another, and not one for each epoch."""
    points = {len(line) for panel in panels for _, line in panel.lines}
    epochs = {len(curve) for curve in curves.values()}
    if len(points) != 1 or len(epochs) != 1 or points == epochs:
        return None
    return say("The lines that were drawn have {points} points each; there were {epochs} epochs, and a curve "
               "has a point for each.", points=points.pop(), epochs=epochs.pop())  # fmt: skip


def _of_other_values(panels: Sequence[Panel], absent: Curves) -> Message | None:
    """Whether a line has the label of a curve that is not drawn, and as many points."""
    for label, line in (line for panel in panels for line in panel.lines):
        if label in absent and 0 < len(line) == len(absent[label]):
            return say("The line with the label {label} begins with {drawn:.4g}; what training reported "
                       "begins with {told:.4g}. Were its values changed, or are they of another training?",
                       label=label, drawn=line[0], told=absent[label][0])  # fmt: skip
    return None


def has_more_lines(answers: Answers) -> bool:
    """Whether a figure may have more lines than are looked at."""
    return any(len(figure.lines) >= LINES for figure in answers.figures())


def not_in_one_figure(answers: Answers, curves: Curves) -> Message | None:
    """Whether they are spread over several figures, of which none has them all."""
    figures = [[_panel(n, figure) for n in range(len(figure.panels))] for figure in answers.figures()]
    held = (all(any(p.holds(curve) for p in panels) for curve in curves.values()) for panels in figures)
    if any(held):
        return None
    return say("The curves are spread over {count} figures: draw them in one, in the same pair of axes or in "
               "two side by side (`plt.subplots`).", count=len(figures))  # fmt: skip


def not_together(answers: Answers, curves: Curves) -> Message | None:
    """Whether one pair of axes holds them all, so that they can be compared."""
    places = (_places(figure) for figure in answers.figures())
    if any(all(any(p.holds(c) for p in panels) for c in curves.values()) for of in places for panels in of):
        return None
    return say("These curves lie on different axes: {names}. Draw them on the same ones, so that they can be "
               "compared.", names=", ".join(curves))  # fmt: skip


def _places(figure: FigureFacts) -> list[list[Panel]]:
    """The panels of a figure by where they stand: two scales of one picture share their place."""
    found: dict[object, list[Panel]] = {}
    for number, told in enumerate(figure.panels):
        found.setdefault(told.place or number, []).append(_panel(number, figure))
    return list(found.values())


def not_told_apart(answers: Answers, curves: Curves) -> Message | None:
    """Whether as many names are written as there are curves, none of them the name of another curve.

    Panels are taken together, because one legend may serve two pairs of axes in the same place.
    """
    held = [(panel, sum(map(panel.holds, curves.values()))) for panel in _panels(answers)]
    named = sum(panel.named(count) for panel, count in held if count)
    if named < len(curves):
        return say("{drawn} curves are drawn, and {named} names are written beside them: which is which? "
                   "Give each line a `label`, and call `legend` once all are drawn.",
                   drawn=len(curves), named=named)  # fmt: skip
    return next((w for panel, _ in held if (w := _mistaken(panel, curves))), None)


def _mistaken(panel: Panel, curves: Curves) -> Message | None:
    """Whether a line has the label of a curve that it is not; other words may say anything."""
    known = {*curves, *METRICS} if curves.keys() <= METRICS else {*curves}
    return _mislabelled(panel, curves, known) or _exchanged(panel, curves)


def _mislabelled(panel: Panel, curves: Curves, names: Set[str]) -> Message | None:
    """Whether a line that has one of these names shows another curve."""
    for label, line in panel.lines:
        shown = [name for name, curve in curves.items() if follows(line, curve)]
        if shown and label in names - {*shown}:
            return say("The line with the label {label} shows {curve}.", label=label, curve=shown[0])
    return None


def _exchanged(panel: Panel, curves: Curves) -> Message | None:
    """Whether a legend calls training validation, or the other way round."""
    for text, line in panel.lines:
        shown = {name.startswith("val_") for name, curve in curves.items() if follows(line, curve)}
        validation, training = (bool(words.search(text)) for words in (_OF_VALIDATION, _OF_TRAINING))
        if validation != training and shown == {training}:
            return say("A line is called {text}, and that is not what it shows: the names of a legend go to "
                       "the lines in the order in which these were drawn.", text=text)  # fmt: skip
    return None


def _panels(answers: Answers) -> list[Panel]:
    return [_panel(number, figure) for figure in answers.figures() for number in range(len(figure.panels))]


def _panel(number: int, figure: FigureFacts) -> Panel:
    told = figure.panels[number]
    return Panel(
        lines=tuple((line.called or line.label, line.y) for line in figure.lines if line.panel == number),
        names=frozenset((*told.legend, *told.texts, *figure.legend)),
        heading=told.title or told.y_label,
    )


def follows(line: Sequence[float], curve: Sequence[float]) -> bool:
    """Whether a line is a curve, in per cent too."""
    return len(line) == len(curve) > 0 and any(
        np.allclose(np.asarray(line) / scale, curve, rtol=1e-3, atol=_TOLERANCE) for scale in (1, _PER_CENT)
    )
