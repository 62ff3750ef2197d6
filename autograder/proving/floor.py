"""The floor: what an assignment gives for answers that show no knowledge.

An `Effort` answers every ask of a kind alike: each variable with the same number, each choice with the
option in the same place, each function with zeros. What it hands in follows from the rubrics' asks, so it
is the same for every course; the lines that a sheet dictates (`Rubric(..., dictated=True)`) are written as
the sheet says, and do not count.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.course.cells import grade_id_of
from autograder.course.course import Assignment
from autograder.evidence.asks import Ask, Call, Figure, History, Model, Value
from autograder.messages import Message, joined, say
from autograder.networks.by_digit import FormOfDigits
from autograder.proving.rehearsal import Rehearsal
from autograder.scoring.choices import FormOfOption
from autograder.scoring.rubrics import Rubric, Rubrics, rubrics_of
from autograder.scoring.score_sheet import ExerciseScore, Verdict

SHARE = 0.05  # of an assignment's points, those for a person's answers among them

_NUMBERS = ("0", "1", "2", "3", "5", "10", "0.5")
_TOGETHER = ((0, "0"), (1, "1"), (2, "5"), (3, "10"), (3, "2"))  # each choice, and the value of all else
_OTHER_VALUES = (
    "''", "[]", "[0] * 10", "numpy.full(10, 0.1)", "numpy.zeros((10, 10))",
    "numpy.zeros((2, 28, 28), 'uint8')",
)  # fmt: skip
_FUNCTIONS = (
    "lambda *given: 0", "lambda *given: numpy.zeros(numpy.shape(given[0]))",
    "lambda *given: numpy.zeros(len(given[0]))", "lambda *given: given[0]",
)  # fmt: skip
_PLACES = range(4)
_METRICS = "('loss', 'accuracy', 'val_loss', 'val_accuracy')"
_HISTORIES = (f"dict.fromkeys({_METRICS}, [1.0])", f"dict.fromkeys({_METRICS}, [0.5] * 5)")
_NETWORKS = (
    "0", "keras.Sequential([keras.layers.Dense(1)])",
    "keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(1)])",
)  # fmt: skip
_EMPTY = "pyplot.subplots()"
_EVERY_IMAGE = """
for images in [a for a in globals().values() if isinstance(a, numpy.ndarray) and a.ndim == 3]:
    pyplot.figure().subplots().imshow(numpy.concatenate(images))
    for image, place in zip(images, pyplot.figure().subplots(2, 5).flat):
        place.imshow(image)"""
_UNSEEN_LINES = f"""
axes = pyplot.figure().subplots()
for label in {_METRICS}:
    axes.plot([1.0], label=label)
    axes.plot([0.5] * 5, label=label, alpha=0)
axes.legend()"""


@dataclass(frozen=True)
class Effort:
    """How asks are answered, as code; where there is none, the cell stays as it was handed out.

    `option` is the place of the option that every choice is answered with, the last where there are fewer.
    """

    name: Message
    value: str | None = None
    option: int | None = None
    function: str | None = None
    history: str | None = None
    figure: str | None = None
    network: str | None = None


@dataclass(frozen=True)
class Kind:
    """Efforts of a kind."""

    name: Message
    efforts: tuple[Effort, ...]


def kinds() -> tuple[Kind, ...]:
    """Each kind of effort alone, and all of them together."""
    figures = (_EMPTY, _EVERY_IMAGE, _UNSEEN_LINES)
    return (
        Kind(say("the same value everywhere"),
             tuple(Effort(_as_is(code), value=code) for code in (*_NUMBERS, *_OTHER_VALUES))),
        Kind(say("the same choice everywhere"), tuple(Effort(_choice(at), option=at) for at in _PLACES)),
        Kind(say("functions that calculate nothing"),
             tuple(Effort(_as_is(code), function=code) for code in _FUNCTIONS)),
        Kind(say("histories of one value"), tuple(Effort(_as_is(code), history=code) for code in _HISTORIES)),
        Kind(say("figures that show nothing, or everything"),
             tuple(Effort(_as_is(code.strip().partition("\n")[0]), figure=code) for code in figures)),
        Kind(say("networks that learnt nothing"),
             tuple(Effort(_as_is(code), network=code) for code in _NETWORKS)),
        Kind(say("all of that together"), tuple(_together())),
    )  # fmt: skip


def _as_is(code: str) -> Message:
    return joined("", (code,))


def _choice(place: int) -> Message:
    return say("option {number} of each choice", number=place + 1)


def _together() -> Iterator[Effort]:
    for number, (place, value) in enumerate(_TOGETHER):
        yield Effort(
            joined(", ", (_choice(place), value)), value, place, _FUNCTIONS[number % len(_FUNCTIONS)],
            _HISTORIES[number % 2], _EVERY_IMAGE + _UNSEEN_LINES, _NETWORKS[-1],
        )  # fmt: skip


def most_points(assignment: Assignment) -> float:
    """What effort without knowledge may earn; those for a person's answers count among all points."""
    return SHARE * sum(exercise.points for exercise in assignment.exercises)


def too_easy(rehearsal: Rehearsal, kind: Kind) -> Iterator[Message]:
    """The efforts of a kind that earn more than their share, with what they earn it by."""
    rubrics = rubrics_of(rehearsal.assignment)
    most = most_points(rehearsal.assignment)
    for effort in kind.efforts:
        counted = [
            score for score in sheet(rehearsal, rubrics, effort) if not rubrics[score.exercise].dictated
        ]
        earned = sum(score.earned for score in counted)
        if earned > most:
            by = joined("; ", (_told(score) for score in counted if score.earned))
            yield say("{effort}: {earned:g} points, where {most:g} are the most: {by}",
                      effort=effort.name, earned=earned, most=most, by=by)  # fmt: skip


def _told(score: ExerciseScore) -> Message:
    titles = joined(", ", (c.title for c in score.criteria if c.verdict is Verdict.PASSED))
    return say("{id} {earned:g} ({titles})", id=score.exercise, earned=score.earned, titles=titles)


def sheet(rehearsal: Rehearsal, rubrics: Rubrics, effort: Effort) -> tuple[ExerciseScore, ...]:
    """What an effort earns, by exercise that we score."""
    ids = [exercise.id for exercise in rehearsal.assignment.automatic]
    graded = rehearsal.grade(handed_in(rehearsal, rubrics, effort), ids)
    return tuple(score for score in graded.sheet.exercises if score.exercise in ids)


def handed_in(rehearsal: Rehearsal, rubrics: Rubrics, effort: Effort) -> NotebookNode:
    """The notebook as it was handed out, with these answers in the cells of its exercises."""
    notebook = copy.deepcopy(rehearsal.starter)
    solved = {grade_id_of(cell): cell.source for cell in rehearsal.source.cells}
    bound: set[str] = set()
    for cell in notebook.cells:
        id = grade_id_of(cell)
        if id not in rubrics or rehearsal.assignment.exercise(id) not in rehearsal.assignment.automatic:
            continue
        if rubrics[id].dictated:
            cell.source = solved[id]
        elif lines := list(_lines(rubrics[id], effort, bound)):
            cell.source = "\n".join(lines)
        bound |= {ask.name for ask in rubrics[id].asks}
    return notebook


def _lines(rubric: Rubric, effort: Effort, bound: set[str]) -> Iterator[str]:
    """Code for what an exercise asks about, but for names that stand already."""
    forms = [c.local for c in rubric.criteria if isinstance(c.local, FormOfOption | FormOfDigits)]
    options = {form.name: form.codes for form in forms}
    codes = {ask.name: _code(ask, rubric, effort, options) for ask in rubric.asks}
    own = {name: code for name, code in codes.items() if code and name not in {*bound, *rubric.given}}
    figure = next((code for ask in rubric.asks if isinstance(ask, Figure) and (code := effort.figure)), None)
    used = " ".join((*own.values(), figure or ""))
    imports = {"numpy": "import numpy", "keras.": "import keras", "pyplot": "from matplotlib import pyplot"}
    yield from (line for word, line in imports.items() if word in used)
    yield from (f"{name} = {code}" for name, code in own.items())
    if figure:
        yield figure


def _code(ask: Ask, rubric: Rubric, effort: Effort, options: Mapping[str, tuple[str, ...]]) -> str | None:
    match ask:
        case Value(name) if effort.option is not None and name in options:
            return options[name][min(effort.option, len(options[name]) - 1)]
        case Value():
            return effort.value
        case Call():
            return effort.function
        case History():
            return effort.history
        case Model(name, entry=entry) if entry is not None and effort.network:
            count = sum(isinstance(other, Model) and other.name == name for other in rubric.asks)
            return f"{{str(key): {effort.network} for key in range({count})}}"
        case Model():
            return effort.network
    return None
