"""Whether a course's files are what its course.toml says, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course import AUTO, WRITTEN, Assignment, Course
from autograder.messages import LANGUAGES
from autograder.notebooks import read_script

POINTS = 100

_COURSE_FILES = ("course.toml", "README.md", "__init__.py", "locale/*.po")
_ASSIGNMENT_FILES = ("notebook.py", "checks/*.py", "cases/*.py", "cases/golden.toml")
_COMPILED = "__pycache__"


def strays(course: Course) -> Iterator[str]:
    """Files in a course's folder that nothing reads."""
    patterns = (
        *_COURSE_FILES,
        *(f"{a.slug}/{name}" for a in course.assignments for name in _ASSIGNMENT_FILES),
    )
    known = {path for pattern in patterns for path in course.folder.glob(pattern)}
    for path in sorted(course.folder.rglob("*")):
        if path.is_file() and path not in known and _COMPILED not in path.parts:
            yield f"{path.relative_to(course.folder)} is read by nothing"


def misplaced_ids(assignment: Assignment) -> Iterator[str]:
    """Where the notebook's exercises are not those of course.toml, in its order, each once."""
    of_kind = {kind: [e.id for e in assignment.exercises if e.kind == kind] for kind in (AUTO, WRITTEN)}
    cells = read_script(assignment).cells
    for mark in ("exercise", "check"):
        found = [cell.metadata[mark] for cell in cells if mark in cell.metadata]
        yield from _unlike(f"{mark} cells", found, of_kind[AUTO])
    for language in LANGUAGES:
        written = [c.metadata["written"] for c in cells if _is_written(c.metadata, language)]
        yield from _unlike(f"written cells in {language!r}", written, of_kind[WRITTEN])


def _is_written(metadata: dict[str, str], language: str) -> bool:
    return "written" in metadata and metadata.get("lang", language) == language


def _unlike(kind: str, found: list[str], wanted: list[str]) -> Iterator[str]:
    yield from (f"{kind}: {id!r} is in the notebook {found.count(id)} times, not once"
                for id in wanted if found.count(id) != 1)  # fmt: skip
    yield from (f"{kind}: {id!r} is not in course.toml" for id in sorted({*found} - {*wanted}))
    known = [id for id in found if id in wanted]
    if known != sorted(known, key=wanted.index):
        yield f"{kind}: {', '.join(known)} stand in another order than in course.toml"


def wrong_points(assignment: Assignment) -> Iterator[str]:
    total = sum(exercise.points for exercise in assignment.exercises)
    if total != POINTS:
        yield f"its exercises are worth {total:g} points together, not {POINTS}"
