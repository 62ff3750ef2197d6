"""Page data of a class: what an instructor looks at once an assignment is graded.

Points are points, accuracies are fractions of 1, times are seconds, memory is bytes; `None` means
that it was not measured. Counts are of students unless they say otherwise. Texts are sentences in
the reader's language; they may quote what a student wrote.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.page_data.parts import Interval, ReferenceLine


@dataclass(frozen=True)
class Person:
    """A student as they are called here, and where their page lies; `name` is empty without a roster."""

    student: str
    href: str
    name: str = ""


@dataclass(frozen=True)
class Group:
    """Students of whom the same is to be told; `kind` is one of unscored, refused, flag."""

    kind: str
    heading: str
    text: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Waiting:
    """A written exercise: how many answers a person has yet to read, and the points of each."""

    title: str
    students: int
    points: float


@dataclass(frozen=True)
class Spread:
    """Every student's points, ascending; `reachable` is the most that anyone can have by now.

    `in_percent`, where that is not the same for all: each student's points are of their own most.
    """

    points: tuple[float, ...]
    reachable: float
    mean: float
    median: float
    zero: int
    full: int
    in_percent: bool = False


@dataclass(frozen=True)
class ExerciseLine:
    """`share` is the mean share of its points; `attempted` is None where nobody can tell."""

    title: str
    possible: float
    students: int
    attempted: int | None
    share: float | None
    full: int


@dataclass(frozen=True)
class CriterionRow:
    """One criterion over the class: of `students`, how many earned it, and what most others were told.

    `said` got `message`; with `varied` it is the first of several that differ in their values only.
    `idle` had not begun, `blocked` failed at something that comes before.
    """

    title: str
    exercise: str
    students: int
    earned: int
    idle: int
    blocked: int
    message: str
    said: int
    varied: bool

    @property
    def missed(self) -> int:
        return self.students - self.earned

    @property
    def share(self) -> float:
        return self.earned / self.students


@dataclass(frozen=True)
class Badge:
    """Something in a student's row to look at; `kind` is one of unscored, needs_human, flag."""

    kind: str
    text: str


@dataclass(frozen=True)
class Delivery:
    """When something came: `when` and `late` are finished text, by `key` rows are sorted.

    `late` is empty where it came in time; `penalty` is what lateness cost, in points.
    """

    when: str
    key: str
    late: str = ""
    penalty: float = 0.0


@dataclass(frozen=True)
class Row:
    """One student: points, with a penalty for lateness taken off, of what they could have by now.

    `delivery` is None where nobody knows when it came.
    """

    person: Person
    points: float | None
    reachable: float
    accuracy: float | None
    interval: Interval | None
    seconds: float | None
    memory_bytes: int | None
    badges: tuple[Badge, ...]
    delivery: Delivery | None = None


@dataclass(frozen=True)
class Used:
    """A quantity over the class: the middle, what 95 of 100 stay below (of enough), and the highest."""

    quantity: str
    students: int
    median: float
    high: float | None
    most: float
    who: Person
    limit: float


@dataclass(frozen=True)
class ClassPage:
    """An assignment over its class. Where there are few students, `spread` and `used` are left out.

    `accuracies` says of which networks they are; `images` is how many hidden images they rest on;
    `references` say whence they are known.
    """

    title: str
    headline: str
    lead: tuple[str, ...]
    failures: tuple[Group, ...]
    waiting: tuple[Waiting, ...]
    flags: tuple[Group, ...]
    spread: Spread | None
    exercises: tuple[ExerciseLine, ...]
    criteria: tuple[CriterionRow, ...]
    accuracies: tuple[str, ...]
    images: int
    references: tuple[ReferenceLine, ...]
    used: tuple[Used, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    back: str | None = None
    language: str = "en"
    deadline: str = ""
