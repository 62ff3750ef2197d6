"""The course as data: course.toml, parsed once into frozen types."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.catalogues import compiled, compiled_path
from autograder.course.late import LatePolicy
from autograder.course.limits import Limits
from autograder.course.schema import (
    AssignmentTable,
    CourseTable,
    Data,
    ExerciseTable,
    limits_of,
    read_toml,
    typed,
)
from autograder.errors import CourseError
from autograder.messages import Translate, cause, translator

FORMAT_VERSION = 1
AUTO, WRITTEN = "auto", "written"

#: The course that instructors have beside the package (`assignments/pyproject.toml`): found without any
#: import, so that a file of the same name in the working directory cannot take its place.
BUNDLED = Path(__file__).parents[2] / "assignments"

#: Where a course lies for its students: a folder beside their notebook.
BESIDE = "autograder_course"

#: In an assignment's folder there: the notebook as students got it. No .ipynb, so that nobody hands it in.
HANDED_OUT = "handed_out.json"


@dataclass(frozen=True)
class Text:
    """A title in every language of the course."""

    translations: tuple[tuple[str, str], ...]

    def in_(self, language: str) -> str:
        return dict(self.translations)[language]


@dataclass(frozen=True)
class Exercise:
    """One graded step; `kind` is `auto` (scored by us) or `written` (scored by a person).

    `minutes` is what a student may expect to need, `needs` the exercises that it builds on.
    """

    id: str
    title: Text
    points: float
    kind: str = AUTO
    minutes: float = 0
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """One notebook, and what running it may use; `train_images` bounds the training set.

    `run_seconds` is what the cells of a solution take, about, on two cores and the data of `init`; None where
    nobody measured.

    `left_out`, `revalued` (points by exercise, where they are not the course's), `notes` (by exercise),
    `deadline`, `late` and `hints` are an instructor's: see `changes.py`. `data` is the course's.
    """

    slug: str
    title: Text
    minutes: float
    exercises: tuple[Exercise, ...]
    limits: Limits
    folder: Path
    accuracy: tuple[str, str] | None = None
    references: tuple[str, ...] = ()
    train_images: int | None = None
    run_seconds: float | None = None
    left_out: tuple[Exercise, ...] = ()
    revalued: tuple[tuple[str, float], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    deadline: datetime | None = None
    hints: bool = True
    late: LatePolicy | None = None
    data: Data = Data.IMAGES

    @property
    def notebook(self) -> Path:
        return self.folder / "notebook.py"

    @property
    def given(self) -> frozenset[str]:
        """Exercises left out whose solution is handed out, because others build on them."""
        wanted = self._all_needs(n for e in self.exercises for n in e.needs)
        return frozenset(wanted & {e.id for e in self.left_out})

    def built_on(self, id: str) -> tuple[str, ...]:
        """Every exercise of these that another builds on, near or far, in their order."""
        wanted = self._all_needs(self.exercise(id).needs)
        return tuple(exercise.id for exercise in self.exercises if exercise.id in wanted)

    def _all_needs(self, begun: Iterable[str]) -> set[str]:
        """Exercises with everything that they build on."""
        needs = {e.id: e.needs for e in (*self.exercises, *self.left_out)}
        wanted, open_ends = set[str](), list(begun)
        while open_ends:
            name = open_ends.pop()
            if name not in wanted:
                wanted.add(name)
                open_ends += needs[name]
        return wanted

    @property
    def deadline_here(self) -> datetime | None:
        """The deadline with its zone, this machine's where course.toml names none."""
        due = self.deadline
        return due if due is None or due.tzinfo else due.astimezone()

    @property
    def automatic(self) -> tuple[Exercise, ...]:
        """The exercises that we score."""
        return tuple(exercise for exercise in self.exercises if exercise.kind == AUTO)

    def exercise(self, id: str) -> Exercise:
        """KeyError where the assignment has no exercise of that name."""
        return {exercise.id: exercise for exercise in self.exercises}[id]


@dataclass(frozen=True)
class Course:
    folder: Path
    title: Text
    assignments: tuple[Assignment, ...]
    digest: str
    data: Data = Data.IMAGES

    def assignment(self, slug: str) -> Assignment:
        """CourseError, with what there is, where the course has no such assignment."""
        for assignment in self.assignments:
            if assignment.slug == slug:
                return assignment
        known = ", ".join(a.slug for a in self.assignments)
        raise CourseError("the course has no assignment {slug!r}; it has {known}", slug=slug, known=known)

    def translator(self, language: str) -> Translate:
        return translator(language, self.folder)


def load_course(folder: Path = BUNDLED) -> Course:
    """The course in a folder; CourseError where its course.toml is not as it must be, or not installed."""
    manifest = folder / "course.toml"
    if folder == BUNDLED and not manifest.is_file():
        raise CourseError(
            "the assignments are not installed here: in a checkout of the project, run "
            '`pip install ".[grading]" ./assignments`'
        )
    try:
        content = manifest.read_bytes()
        data = read_toml(content)
        if data["format_version"] != FORMAT_VERSION:
            raise CourseError(
                "{manifest} has format {found}, not {format}",
                manifest=manifest,
                found=data["format_version"],
                format=FORMAT_VERSION,
            )
        table = typed(data, CourseTable)
    except (OSError, ValueError) as error:
        raise CourseError(
            "{manifest} cannot be used: {error}", manifest=manifest, error=cause(error)
        ) from error
    assignments = tuple(_assignment(folder, entry, table.data) for entry in table.assignments)
    course = Course(folder, text(table.title), assignments, _digest(folder, content), table.data)
    _expect_unique(manifest, [a.slug for a in course.assignments])
    for assignment in course.assignments:
        _expect_unique(manifest, [e.id for e in assignment.exercises])
        _expect_in_order(manifest, assignment)
    return course


def course_at_hand(place: Path) -> Path:
    """The folder of the course whose notebook lies in a folder; an instructor needs none beside it.

    CourseError where a student has none.
    """
    beside = place / BESIDE
    if (beside / "course.toml").is_file():
        return beside
    if (BUNDLED / "course.toml").is_file():
        return BUNDLED
    raise CourseError("put the folder {beside}, which came with this notebook, beside it", beside=BESIDE)


def copy_for_students(course: Course, assignment: Assignment, target: Path) -> None:
    """What the checks in a student's own notebook need of a course: no solution, no case and no key.

    Its sentences in both forms: the `.mo` because a student may not be able to make it.
    """
    words = tuple(course.folder.glob("locale/*.po"))
    for path in (course.folder / "course.toml", *words, *assignment.folder.glob("checks/*.py")):
        copy = target / BESIDE / path.relative_to(course.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    for path in words:
        copy = target / BESIDE / compiled_path(path).relative_to(course.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if content := compiled(path):
            copy.write_bytes(content)


def _assignment(folder: Path, table: AssignmentTable, data: Data) -> Assignment:
    exercise, _, measurement = table.accuracy.partition(".")
    return Assignment(
        slug=table.slug,
        title=text(table.title),
        minutes=table.minutes,
        exercises=tuple(map(_exercise, table.exercises)),
        limits=Limits(**limits_of(table)),
        folder=folder / table.slug,
        accuracy=(exercise, measurement) if measurement else None,
        references=table.references,
        train_images=table.train_images,
        run_seconds=table.run_seconds,
        data=data,
    )


def _exercise(table: ExerciseTable) -> Exercise:
    return Exercise(table.id, text(table.title), table.points, table.kind, table.minutes, table.needs)


def text(translations: dict[str, str]) -> Text:
    """A text from its translations by language."""
    return Text(tuple(sorted(translations.items())))


def _expect_unique(manifest: Path, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CourseError("{manifest} names twice: {names}", manifest=manifest, names=", ".join(twice))


def _expect_in_order(manifest: Path, assignment: Assignment) -> None:
    """An exercise builds on earlier ones only."""
    earlier: set[str] = set()
    for exercise in assignment.exercises:
        if unknown := sorted(set(exercise.needs) - earlier):
            raise CourseError(
                "{manifest}: {id} needs {names} before it",
                manifest=manifest,
                id=exercise.id,
                names=", ".join(unknown),
            )
        earlier.add(exercise.id)


def _digest(folder: Path, manifest: bytes) -> str:
    """Changes with the manifest, any check or key: sheets tell by it what they were scored under."""
    digest = hashlib.sha256(manifest)
    for path in sorted((*folder.glob("*/checks/*.py"), *folder.glob("*/key.toml"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
