"""The vocabulary that checks are written in, and the loader of checks."""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from autograder.course.course import AUTO, Assignment
from autograder.course.key import Key
from autograder.course.schema import Data
from autograder.errors import CourseError
from autograder.evidence.asks import Ask, Call, Images, Model
from autograder.messages import Message
from autograder.scoring.answers import Answers
from autograder.scoring.network_summary import NetworkSummary
from reference.datasets import Dataset

T = TypeVar("T")
#: What a check is: it looks at the answers, and at the data where the course has any.
Look = Callable[[Answers, Dataset], T] | Callable[[Answers], T]
#: Says what is wrong and what to try; None where the criterion holds.
Judge = Look[Message | None]
#: Whether there is work behind an answer, right or not; Unanswered is no.
Work = Look[bool]
#: A number the grader takes from the evidence, with the number of cases behind it.
Gauge = Look[tuple[float, int]]
#: What the student's page shows of their network.
Summariser = Look[NetworkSummary]

J = TypeVar("J", bound=Judge)
G = TypeVar("G", bound=Gauge)
E = TypeVar("E", bound=Summariser)


@dataclass(frozen=True)
class Criterion:
    """One thing that must hold, worth `weight` of its exercise; `needs` names what comes first.

    What can be had without knowledge (a form, a letter by luck) names in `shown_by` what shows work:
    other criteria, wherever they stand, or a look of its own. It counts where one of them holds.

    With `local` it is kept for grading: a student's own notebook judges by that instead, which
    looks at an answer's form, so that it cannot be used to guess.

    `after` names exercises whose mistakes show here too, or `exercise.criterion`: while one does not hold,
    what fails here waits.
    """

    name: str
    title: Message
    weight: float
    judge: Judge
    needs: tuple[str, ...] = ()
    local: Judge | None = None
    shown_by: tuple[str | Work, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The criteria among what shows work; it waits for the first where none of it holds."""
        return tuple(work for work in self.shown_by if isinstance(work, str))


class Rubric:
    """What is asked of one exercise, and what counts as right.

    `given` names what other exercises or the set-up define: to have that is not to have begun.
    `dictated` says that the sheet tells the very lines to write, such as `load_data()`: to write them
    is all that is asked, and so `prove` does not count them as earned without effort.
    """

    def __init__(
        self, exercise: str, *asks: Ask, given: tuple[str, ...] = (), dictated: bool = False
    ) -> None:
        self.exercise = exercise
        self.asks = asks
        self.given = given
        self.dictated = dictated
        self.criteria: tuple[Criterion, ...] = ()
        self.gauges: tuple[tuple[str, Gauge], ...] = ()
        self.flags: tuple[Judge, ...] = ()
        self.summarisers: tuple[Summariser, ...] = ()
        self.steps: tuple[Message, ...] = ()
        #: Where its checks find what is right, if they keep any of it there.
        self.key: Key | None = None

    def criterion(
        self,
        name: str,
        title: Message,
        weight: float = 1.0,
        needs: tuple[str, ...] = (),
        local: Judge | None = None,
        shown_by: tuple[str | Work, ...] = (),
        after: tuple[str, ...] = (),
    ) -> Callable[[J], J]:
        """Adds the decorated function as a criterion; they are judged in order of appearance."""

        def add(judge: J) -> J:
            self.criteria += (Criterion(name, title, weight, judge, needs, local, shown_by, after),)
            return judge

        return add

    @property
    def looks(self) -> Iterator[Look[Any]]:
        """Every function that checks are made of."""
        for criterion in self.criteria:
            yield criterion.judge
            if criterion.local is not None:
                yield criterion.local
            yield from (work for work in criterion.shown_by if not isinstance(work, str))
        yield from (gauge for _, gauge in self.gauges)
        yield from (*self.flags, *self.summarisers)

    def hints(self, *steps: Message) -> None:
        """What `grader.hint` says, one more each time it is asked, from vague to clear."""
        self.steps = steps

    def flag(self, judge: J) -> J:
        """Adds the decorated function: what it says is for the instructor, and costs nothing."""
        self.flags += (judge,)
        return judge

    def measurement(self, name: str) -> Callable[[G], G]:
        """Adds the decorated function as a measurement that reports show; it earns nothing."""

        def add(gauge: G) -> G:
            self.gauges += ((name, gauge),)
            return gauge

        return add

    def network_summary(self, summariser: E) -> E:
        """Adds the decorated function: what it gives stands on the student's page; the first one counts."""
        self.summarisers += (summariser,)
        return summariser


Rubrics = Mapping[str, Rubric]


def rubrics_of(assignment: Assignment) -> Rubrics:
    """The rubrics in `checks/` by exercise, read anew; CourseError where they miss one or know more."""
    modules = sorted((assignment.folder / "checks").glob("*.py"))
    found = {rubric.exercise: rubric for path in modules for rubric in _checks(path)}
    expected = {e.id for e in (*assignment.exercises, *assignment.left_out) if e.kind == AUTO}
    if found.keys() != expected:
        odd = ", ".join(sorted(found.keys() ^ expected))
        raise CourseError(
            "{checks} and course.toml differ on: {odd}", checks=assignment.folder / "checks", odd=odd
        )
    for rubric in found.values():
        _expect_of_the_course(assignment, rubric)
        _expect_known_names(assignment, rubric)
    return found


def _expect_known_names(assignment: Assignment, rubric: Rubric) -> None:
    """CourseError where a criterion waits for one that never comes."""
    known = {criterion.name for criterion in rubric.criteria}
    earlier: set[str] = set()
    for criterion in rubric.criteria:
        odd = ({*criterion.needs} - earlier) | ({*criterion.others} - (known - {criterion.name}))
        if odd or (criterion.shown_by and not criterion.others):
            raise CourseError(
                "{checks}: {exercise}, {name}: `needs` names criteria that stand before it, `shown_by` at "
                "least one that stands anywhere else; {odd}",
                checks=assignment.folder / "checks",
                exercise=rubric.exercise,
                name=criterion.name,
                odd=", ".join(sorted(odd)) or "-",
            )
        earlier.add(criterion.name)


def _expect_of_the_course(assignment: Assignment, rubric: Rubric) -> None:
    """CourseError where checks want data that the course has not, or take none of those that it has."""
    checks, arguments = assignment.folder / "checks", 1 if assignment.data is Data.NONE else 2
    odd = next((look for look in rubric.looks if not _takes(look, arguments)), None)
    if odd is not None and assignment.data is Data.NONE:
        raise CourseError(
            "{checks}: {name} must take the answers alone, because course.toml says that the course has "
            "no data",
            checks=checks,
            name=getattr(odd, "__name__", rubric.exercise),
        )
    if odd is not None:
        raise CourseError(
            '{checks}: {name} must take the answers and the data; or let course.toml say data = "none"',
            checks=checks,
            name=getattr(odd, "__name__", rubric.exercise),
        )
    if assignment.data is Data.NONE and any(_images(ask) for ask in rubric.asks):
        raise CourseError(
            "{checks}: {exercise} asks about images, but course.toml says that the course has no data",
            checks=checks,
            exercise=rubric.exercise,
        )


def _takes(look: Look[Any], arguments: int) -> bool:
    try:
        inspect.signature(look).bind(*range(arguments))
    except TypeError:
        return False
    return True


def _images(ask: Ask) -> tuple[Images, ...]:
    if isinstance(ask, Call):
        return tuple(of for of in ask.inputs if isinstance(of, Images))
    return ask.on if isinstance(ask, Model) else ()


def _is_of_before(error: ImportError | AttributeError) -> bool:
    """Whether checks name what stood elsewhere, or was called otherwise, before there were rooms."""
    if isinstance(error, ImportError):
        return (error.name or "").startswith("autograder.")
    return isinstance(error.obj, Rubric)


def _checks(path: Path) -> tuple[Rubric, ...]:
    name = f"_checks_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (ImportError, AttributeError) as error:
        if not _is_of_before(error):
            raise
        raise CourseError(
            "{path}: {error}. Checks import what they are written with from autograder.authoring, and what "
            "they say of networks from autograder.networks; CHANGELOG.md says what was renamed",
            path=path,
            error=str(error),
        ) from error
    rubrics: tuple[Rubric, ...] = module.RUBRICS
    for rubric in rubrics:
        rubric.key = next((value for value in vars(module).values() if isinstance(value, Key)), None)
    return rubrics
