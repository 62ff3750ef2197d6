"""What a student's notebook imports: `Grader`, `load_data` and `load_pairs`.

In a student's own Jupyter, the asks that grading will put to the notebook are put to it here,
with images made from the public ones, and scored by the same checks.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from autograder.course.changes import handed_out
from autograder.course.course import WRITTEN, Assignment, Course
from autograder.course.schema import Data
from autograder.errors import CourseError
from autograder.evidence.asks import Figure
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.refusals import Refused
from autograder.evidence.schema import answers_of
from autograder.inside import answering
from autograder.inside.figures import watch
from autograder.messages import LANGUAGES, Message, Translate, say
from autograder.scoring.answers import Answers
from autograder.scoring.rubrics import Rubrics, rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import ExerciseScore, Verdict
from autograder.scoring.truth import Asked
from autograder.student.cells_run import cells_run, names_of_cell
from autograder.student.data import LOCAL_SEED, choose
from autograder.student.misspelt_names import misspelt_name
from autograder.student.own_course import course_for, expect_checks
from autograder.student.panels import Line, Panel, Result
from autograder.student.progress import Progress
from autograder.student.which_exercise import Names, shown
from reference.datasets import Dataset, Split, load
from reference.pairs import Pairs, pairs
from reference.quiet import loading_quietly

if TYPE_CHECKING:
    from autograder.playground.own import Through

_NOT_YET = (Verdict.FAILED, Verdict.NOT_ATTEMPTED)


class Grader:
    """Checks the exercises of one assignment in the notebook that it is made in."""

    def __init__(
        self,
        assignment: str,
        language: str = "en",
        dataset: str = "digits",
        *,
        leave_out: Sequence[str] = (),
        points: Mapping[str, float] | None = None,
    ) -> None:
        """`leave_out` and `points`, by exercise, are what an instructor changed in the assignment.

        `dataset` means nothing in a course without data.
        CourseError where there is no such assignment, language or exercise.
        """
        if language not in LANGUAGES:
            raise CourseError("no language {language!r}: choose en or es", language=language)
        self._course: Course = course_for(Path.cwd(), language)
        has_data = self._course.data is Data.IMAGES
        if _shell() is not None and has_data:
            # A missing Keras is told by the notebook's own import.
            with loading_quietly(), contextlib.suppress(ImportError):
                importlib.import_module("keras")
        self._assignment: Assignment = handed_out(self._course, assignment, leave_out, points)
        expect_checks(self._assignment, language)
        self._translate: Translate = self._course.translator(language)
        self._language = language
        self._dataset_name = dataset
        choose(dataset if has_data else None, self._assignment.train_images, self._translate)
        self._ran = cells_run(shell) if (shell := _shell()) is not None else None
        self._set_up = names_of_cell(shell.user_ns) if shell is not None else frozenset[str]()
        self._drawn = watch()
        answering.silence_retracing()
        self._last, self._seen = "", frozenset[int]()
        self._scores: dict[str, ExerciseScore] = {}
        self._hinted: Counter[str] = Counter()

    def check(self, exercise: str = "") -> Panel:
        """What holds of an exercise by now, what does not, and what to try."""
        if note := self._no_check_of(exercise, "check", _notebook_namespace()):
            return note
        asked = Asked(self._rubrics[exercise], self._assignment.exercise(exercise).points)
        self._forget_figures_of_others(exercise)
        namespace = _notebook_namespace()
        evidence = self._marked(self._as_it_ran(self._evidence(asked, namespace), namespace))
        score = self._scores[exercise] = score_exercise(asked, evidence, self._dataset, local=True)
        hunch = self._misnamed(evidence, namespace) or self._gave_nothing(score, namespace)
        before = None if hunch else self._stopped_just_before(score)
        return Result(self._title(exercise), score, self._translate, self._language, hunch, before)

    def hint(self, exercise: str = "") -> Panel:
        """The hints for an exercise so far: one more, and a clearer one, each time it is asked."""
        if note := self._no_check_of(exercise, "hint", _notebook_namespace()):
            return note
        steps = self._rubrics[exercise].steps
        if not steps:
            none = say("There are no hints here: run `grader.check(\"{name}\")` and read what it says.",
                       name=exercise)  # fmt: skip
            return self._note(exercise, none)
        self._hinted[exercise] += 1
        told = [self._said(step) for step in steps[: self._hinted[exercise]]]
        lines = [Line(f"{number}.", "", text) for number, text in enumerate(told, 1)]
        heading = self._said(say("Hint {told} of {all}", told=len(told), all=len(steps)))
        rest = say("That was the last hint. Go on step by step: run `grader.check(\"{name}\")` and "
                   "begin with the first ✗; its message says what was found.", name=exercise)  # fmt: skip
        closing = self._said(rest) if self._hinted[exercise] > len(steps) else ""
        return Panel(self._language, self._title(exercise), heading, lines, closing)

    def progress(self) -> Progress:
        """Every exercise with what its last check in this session said; nothing is run for it."""
        return Progress(self._assignment, self._scores, self._translate, self._language)

    def playground(
        self, model: Any = None, through: Through | None = None, file: str = "playground.html"
    ) -> Panel:
        """A page to draw digits on: `model` beside reference networks, which are trained the first time.

        `through` prepares images (N, 28, 28) uint8 as for training. The page is written to `file`; in
        grading this does nothing.
        """
        from autograder.student.drawing import draw  # brings what trains networks

        return draw(model, through, Path(file), self._language, self._translate)

    def _no_check_of(self, given: object, method: str, namespace: Mapping[str, Any]) -> Panel | None:
        """What to say where there is nothing to check under that name; None where there is."""
        known = {e.id: e for e in self._assignment.exercises}
        if not isinstance(given, str) or given not in known:
            unknown = self._names.unknown(given, method, namespace)
            there = [Line("·", "", f"`{e.id}`", self._title(e.id)) for e in self._assignment.automatic]
            heading = shown(given) or f"grader.{method}"
            return Panel(self._language, heading, self._said(unknown.told), there if unknown.listed else ())
        if known[given].kind == WRITTEN:
            return self._note(given, say("This one is answered in words: your instructor reads it."))
        return None

    def _note(self, exercise: str, message: Message) -> Panel:
        return Panel(self._language, self._title(exercise), self._said(message))

    def _said(self, message: Message) -> str:
        return message.render(self._translate)

    def _title(self, exercise: str) -> str:
        return self._assignment.exercise(exercise).title.in_(self._language)

    def _evidence(self, asked: Asked, namespace: Mapping[str, Any]) -> Evidence:
        asks, exercise = asked.rubric.asks, asked.rubric.exercise
        put = [ask.to_json() for ask in asks]
        facts, arrays = answering.answer(put, namespace, self._images, self._drawn)
        try:
            values, named = answers_of(json.loads(json.dumps(facts)), arrays, asks)
        except Refused as refusal:  # as when it is handed in
            return Evidence(exercise, RunStatus.REFUSED, error=refusal.reason)
        return Evidence(exercise, RunStatus.COMPLETED, values, named)

    def _as_it_ran(self, evidence: Evidence, namespace: Mapping[str, Any]) -> Evidence:
        """With the error of the cell that was to give what is asked for, as grading has it."""
        if self._ran is None or evidence.status is RunStatus.REFUSED:
            return evidence
        earlier = self._of_earlier(evidence.exercise)
        own = [name for name in self._wanted(evidence.exercise) if name not in earlier]
        missing = [name for name in own if namespace.get(name) is None]
        error = self._ran.error_of(missing, [name for name in own if name not in missing])
        return replace(evidence, status=RunStatus.RAISED, error=error) if error else evidence

    def _gave_nothing(self, score: ExerciseScore, namespace: Mapping[str, Any]) -> Message | None:
        """Said where a name is None and the cells that ran say why."""
        if self._ran is None or not _is_unexplained(score):
            return None
        wanted = self._wanted(score.exercise)
        for name in (name for name in wanted if name in namespace and namespace[name] is None):
            if function := self._ran.gave_nothing(name):
                return say("`{name}` is None, because `{function}` gives nothing back: it has no `return` "
                           "with a value.", name=name, function=function)  # fmt: skip
        return None

    def _stopped_just_before(self, score: ExerciseScore) -> Message | None:
        if self._ran is None or not _is_unexplained(score):
            return None
        if error := self._ran.error_just_before(self._wanted(score.exercise)):
            return say("The cell that you ran just before this check stopped: {error}", error=error)
        return None

    def _wanted(self, exercise: str) -> tuple[str, ...]:
        """The names that an exercise asks for."""
        asks = self._rubrics[exercise].asks
        return tuple(dict.fromkeys(ask.name for ask in asks if not isinstance(ask, Figure)))

    def _of_earlier(self, exercise: str) -> frozenset[str]:
        """The names that exercises before it ask for, and those that it builds on."""
        names = [e.id for e in self._assignment.automatic]
        given = self._rubrics.keys() & self._assignment.exercise(exercise).needs
        before = {*names[: names.index(exercise)], *given}
        return frozenset(name for other in before for name in self._wanted(other))

    def _marked(self, evidence: Evidence) -> Evidence:
        """Not attempted where it answers no more than what earlier exercises defined."""
        earlier, asks = self._of_earlier(evidence.exercise), self._rubrics[evidence.exercise].asks
        own = [ask for ask in asks if ask.name not in earlier]
        if own and Answers(asks, evidence).nothing_but(tuple(earlier)):
            return replace(evidence, status=RunStatus.NOT_ATTEMPTED)
        return evidence

    def _misnamed(self, evidence: Evidence, namespace: Mapping[str, Any]) -> Message | None:
        """Said where a name is missing and another looks like it."""
        missing = [name for name in self._wanted(evidence.exercise) if namespace.get(name) is None]
        known = {ask.name for rubric in self._rubrics.values() for ask in rubric.asks}
        if (pair := misspelt_name(missing, known | self._set_up, namespace)) is None:
            return None
        return say("There is a `{found}`: should it be called `{name}`?", name=pair[0], found=pair[1])

    def _forget_figures_of_others(self, exercise: str) -> None:
        """A figure is of the exercise that is checked first after it was drawn, until that draws anew."""
        new = [figure for figure in self._drawn if id(figure) not in self._seen]
        if new or exercise != self._last:
            self._drawn[:] = new
        self._last, self._seen = exercise, frozenset(map(id, self._drawn))

    def _images(self, split: str) -> NDArray[Any]:
        assert self._dataset is not None  # checks of a course without data ask about no image
        if split == "pairs":
            return self._pairs.images
        chosen: Split = getattr(self._dataset, split)
        return chosen.images

    @cached_property
    def _pairs(self) -> Pairs:
        assert self._dataset is not None
        return pairs(self._dataset)

    @cached_property
    def _names(self) -> Names:
        return Names(self._course, self._assignment, self._language, self._set_up | {"grader"}, self._asking)

    def _asking(self) -> Mapping[str, str]:
        """The first exercise that asks for each name."""
        asking: dict[str, str] = {}
        for exercise in self._assignment.automatic:
            for name in self._wanted(exercise.id):
                asking.setdefault(name, exercise.id)
        return asking

    @cached_property
    def _rubrics(self) -> Rubrics:
        return rubrics_of(self._assignment)

    @cached_property
    def _dataset(self) -> Dataset | None:
        """As grading has it, but for the hidden images: made by a seed that everyone knows."""
        if self._course.data is Data.NONE:
            return None
        return load(self._dataset_name, LOCAL_SEED).first(self._assignment.train_images)


def _is_unexplained(score: ExerciseScore) -> bool:
    """Whether it does not hold yet, and no error of its own cell says why."""
    return not score.error and any(c.verdict in _NOT_YET for c in score.criteria)


def _notebook_namespace() -> Mapping[str, Any]:
    """The variables of the notebook, or of the script that called `check`."""
    shell = _shell()
    if shell is not None:
        namespace: Mapping[str, Any] = shell.user_ns
        return namespace
    return sys._getframe(2).f_globals


def _shell() -> Any:
    """The IPython that we run in, None in a plain script."""
    module = sys.modules.get("IPython")
    return None if module is None else module.get_ipython()
