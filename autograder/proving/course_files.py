"""Whether a course's files are what its course.toml says, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course.course import AUTO, WRITTEN, Assignment, Course
from autograder.course.notebooks import read_script
from autograder.messages import LANGUAGES, Message, joined, say

POINTS = 100

_COURSE_FILES = ("course.toml", "README.md", "pyproject.toml", "locale/*.po", "locale/*/LC_MESSAGES/*.mo")
_ASSIGNMENT_FILES = (
    "notebook.py",
    "checks/*.py",
    "cases/*.py",
    "cases/golden.toml",
    "cases/programs.toml",
    "key.toml",
    "mutants.toml",
)
_COMPILED = "__pycache__"


def strays(course: Course) -> Iterator[Message]:
    """Files in a course's folder that nothing reads."""
    patterns = (
        *_COURSE_FILES,
        *(f"{a.slug}/{name}" for a in course.assignments for name in _ASSIGNMENT_FILES),
    )
    known = {path for pattern in patterns for path in course.folder.glob(pattern)}
    for path in sorted(course.folder.rglob("*")):
        if path.is_file() and path not in known and _COMPILED not in path.parts:
            yield say("{path} is read by nothing", path=path.relative_to(course.folder))


def misplaced_ids(assignment: Assignment) -> Iterator[Message]:
    """Where the notebook's exercises are not those of course.toml, in its order, each once."""
    of_kind = {kind: [e.id for e in assignment.exercises if e.kind == kind] for kind in (AUTO, WRITTEN)}
    cells = read_script(assignment).cells
    for mark in ("exercise", "check"):
        found = [cell.metadata[mark] for cell in cells if mark in cell.metadata]
        yield from _unlike(say("cells with `{mark}`", mark=mark), found, of_kind[AUTO])
    for language in LANGUAGES:
        written = [c.metadata["written"] for c in cells if _is_written(c.metadata, language)]
        kind = say("cells with `written` in {language}", language=language)
        yield from _unlike(kind, written, of_kind[WRITTEN])


def _is_written(metadata: dict[str, str], language: str) -> bool:
    return "written" in metadata and metadata.get("lang", language) == language


def _unlike(kind: Message, found: list[str], wanted: list[str]) -> Iterator[Message]:
    yield from (
        say(
            "{kind}: {id!r} is in the notebook {count} times, not once",
            kind=kind,
            id=id,
            count=found.count(id),
        )
        for id in wanted
        if found.count(id) != 1
    )
    odd = sorted({*found} - {*wanted})
    yield from (say("{kind}: {id!r} is not in course.toml", kind=kind, id=id) for id in odd)
    known = [id for id in found if id in wanted]
    if known != sorted(known, key=wanted.index):
        ids = joined(", ", known)
        yield say("{kind}: {ids} stand in another order than in course.toml", kind=kind, ids=ids)


def wrong_points(assignment: Assignment) -> Iterator[Message]:
    total = sum(exercise.points for exercise in assignment.exercises)
    if total != POINTS:
        yield say(
            "its exercises are worth {total:g} points together, not {points}", total=total, points=POINTS
        )
