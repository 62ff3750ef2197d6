"""The course as data: course.toml, parsed once into frozen types."""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.catalogues import compiled, compiled_path
from autograder.course.limits import Limits
from autograder.errors import CourseError, WrongValue
from autograder.messages import Translate, cause, translator

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FORMAT_VERSION = 1
AUTO, WRITTEN = "auto", "written"

#: The course that comes with the package: a folder beside it, found without any import,
#: so that a file of the same name in the working directory cannot take its place.
BUNDLED = Path(__file__).parents[2] / "assignments"

#: Where a course of an instructor's own lies for its students: a folder beside their notebook.
BESIDE = "autograder_course"


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
    minutes: int = 0
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """One notebook, and what running it may use; `train_images` bounds the training set.

    `left_out`, `revalued` (points by exercise, where they are not the course's), `notes` (by exercise),
    `deadline` and `hints` are an instructor's: see `changes.py`.
    """

    slug: str
    title: Text
    minutes: int
    exercises: tuple[Exercise, ...]
    limits: Limits
    folder: Path
    accuracy: tuple[str, str] | None = None
    references: tuple[str, ...] = ()
    train_images: int | None = None
    left_out: tuple[Exercise, ...] = ()
    revalued: tuple[tuple[str, float], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    deadline: datetime | None = None
    hints: bool = True

    @property
    def notebook(self) -> Path:
        return self.folder / "notebook.py"

    @property
    def given(self) -> frozenset[str]:
        """Exercises left out whose solution is handed out, because others build on them."""
        needs = {e.id: e.needs for e in (*self.exercises, *self.left_out)}
        wanted, open_ends = set[str](), [n for e in self.exercises for n in e.needs]
        while open_ends:
            name = open_ends.pop()
            if name not in wanted:
                wanted.add(name)
                open_ends += needs[name]
        return frozenset(wanted & {e.id for e in self.left_out})

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
    """The course in a folder; CourseError where its course.toml is not as it must be."""
    manifest = folder / "course.toml"
    try:
        content = manifest.read_bytes()
        data = tomllib.loads(content.decode("utf-8"))
        if data["format_version"] != FORMAT_VERSION:
            raise CourseError(
                "{manifest} has format {found}, not {format}",
                manifest=manifest,
                found=data["format_version"],
                format=FORMAT_VERSION,
            )
        assignments = tuple(_assignment(folder, entry) for entry in data["assignments"])
        course = Course(folder, text(data["title"]), assignments, _digest(folder, content))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            "{manifest} cannot be used: {error}", manifest=manifest, error=cause(error)
        ) from error
    _expect_unique(manifest, [a.slug for a in course.assignments])
    for assignment in course.assignments:
        _expect_unique(manifest, [e.id for e in assignment.exercises])
        _expect_in_order(manifest, assignment)
    return course


def course_at_hand() -> Path:
    """The folder of the course whose notebook runs in this working directory."""
    beside = Path.cwd() / BESIDE
    return beside if (beside / "course.toml").is_file() else BUNDLED


def copy_for_students(course: Course, assignment: Assignment, target: Path) -> None:
    """What the checks in a student's own notebook need of a course: no solution and no case.

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


def _assignment(folder: Path, entry: dict[str, Any]) -> Assignment:
    exercise, _, measurement = entry.get("accuracy", "").partition(".")
    return Assignment(
        slug=entry["slug"],
        title=text(entry["title"]),
        minutes=entry["minutes"],
        exercises=tuple(_exercise(e) for e in entry["exercises"]),
        limits=Limits.from_toml(entry),
        folder=folder / entry["slug"],
        accuracy=(exercise, measurement) if measurement else None,
        references=tuple(entry.get("references", ())),
        train_images=entry.get("train_images"),
    )


def _exercise(entry: dict[str, Any]) -> Exercise:
    """WrongValue for a kind or a field that there is not."""
    expect_fields(Exercise, entry)
    exercise = Exercise(**{**entry, "title": text(entry["title"]), "needs": tuple(entry.get("needs", ()))})
    if exercise.kind not in (AUTO, WRITTEN):
        raise WrongValue(
            "{id} is of kind {kind!r}, not {auto} or {written}",
            id=exercise.id,
            kind=exercise.kind,
            auto=AUTO,
            written=WRITTEN,
        )
    return exercise


def expect_fields(
    kind: type[DataclassInstance],
    entry: Mapping[str, Any],
    more: Collection[str] = (),
    less: Collection[str] = (),
) -> None:
    """WrongValue where a table lacks a field of its dataclass that has no default, or knows another.

    It may have `more` names, and must not have those of `less`.
    """
    known = {f.name: f for f in fields(kind) if f.name not in less}
    if odd := sorted(entry.keys() - known.keys() - set(more)):
        raise WrongValue("{names} means nothing here", names=", ".join(odd))
    needed = {n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING}
    if lacking := sorted(needed - entry.keys()):
        raise WrongValue("{names} is missing", names=", ".join(lacking))


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
    """Changes with the manifest or any check: sheets tell by it what they were scored under."""
    digest = hashlib.sha256(manifest)
    for path in sorted(folder.glob("*/checks/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
