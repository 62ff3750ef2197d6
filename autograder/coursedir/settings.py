"""An instructor's course.toml: what one course takes from the assignments, and changes in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.changes import MANIFEST, Changes, changes_of
from autograder.course.course import BUNDLED, Assignment, Course, load_course
from autograder.course.late import late_policy
from autograder.course.schema import ChoicesTable, Data, read_toml, typed
from autograder.errors import FolderError, WrongValue
from autograder.messages import cause

FORMAT_VERSION = 2
NO_DATASET = ""


@dataclass(frozen=True)
class Database:
    """Of nbgrader's gradebook: an empty `url` is nbgrader's own file, an empty `course` the folder's name.

    A URL keeps its `${NAME}`: only who connects reads the environment.
    """

    url: str = field(default="", repr=False)
    course: str = ""


@dataclass(frozen=True)
class Settings:
    """`dataset` is mnist5k, digits, mnist or the name of an .npz file in the course folder.

    It is NO_DATASET for a course without data, whose hidden seed means nothing. `hidden` is the name of
    a file of hidden images in the course folder, empty where they are test images that were moved.
    """

    language: str
    dataset: str
    hidden_seed: int
    assignments: Mapping[str, Changes] = field(default_factory=dict)
    course_folder: Path = BUNDLED
    hidden: str = ""
    database: Database = field(default_factory=Database)


def read_settings(folder: Path) -> Settings:
    """The settings of a course folder; FolderError, with what is wrong, where there are none."""
    manifest = folder / MANIFEST
    try:
        data = read_toml(manifest.read_bytes())
        if data["format_version"] != FORMAT_VERSION:
            raise FolderError(
                "{manifest} is of another format than {format}: make the course anew",
                manifest=manifest,
                format=FORMAT_VERSION,
            )
        return _settings(typed(data, ChoicesTable))
    except FileNotFoundError as error:
        raise FolderError(
            "{folder} is no course folder: `autograder init {folder}` makes one", folder=folder
        ) from error
    except (OSError, ValueError) as error:
        raise FolderError(
            "{manifest} cannot be used: {error}", manifest=manifest, error=cause(error)
        ) from error


def _settings(table: ChoicesTable) -> Settings:
    course = Path(table.course) if table.course else BUNDLED
    lacking = [name for name in ("dataset", "hidden_seed") if getattr(table, name) is None]
    if lacking and load_course(course).data is Data.IMAGES:
        raise WrongValue("{names} is missing", names=", ".join(lacking))
    if table.hidden and load_course(course).data is Data.NONE:
        raise WrongValue("hidden names a file of images, and the course has no data: leave it out")
    return Settings(
        language=table.language,
        dataset=table.dataset or NO_DATASET,
        hidden_seed=table.hidden_seed or 0,
        assignments=_changes(table),
        course_folder=course,
        hidden=table.hidden,
        database=Database(table.db_url, table.course_id),
    )


def _changes(table: ChoicesTable) -> dict[str, Changes]:
    """By assignment; what is said of lateness for all is said for those of which nothing else is, too."""
    late, named = late_policy(table.late), table.assignments
    changes = {slug: changes_of(entry, late) for slug, entry in named.items()}
    if late:
        course = load_course(Path(table.course) if table.course else BUNDLED)
        changes |= {a.slug: Changes(late=late) for a in course.assignments if a.slug not in named}
    return changes


def manifest(settings: Settings, course: Course) -> str:
    """A new course.toml: the choices made, and the others as examples to uncomment."""
    lines = [
        f"format_version = {FORMAT_VERSION}",
        f'language = "{settings.language}"',
    ]
    if course.data is Data.IMAGES:
        lines += [
            f"dataset = {json.dumps(settings.dataset)}",
            "# Keep this number to yourself, and change it each term: the hidden images follow from it.",
            f"hidden_seed = {settings.hidden_seed}",
            '# hidden = "hidden.npz"   # images of your own that nobody has seen, instead: x_test and y_test',
        ]
    if settings.course_folder != BUNDLED:
        lines.append(f"course = {json.dumps(str(settings.course_folder))}")
    lines += [
        '# db_url = "postgresql://ada:${GRADEBOOK_PASSWORD}@localhost/grades"   # instead of gradebook.db',
        '# course_id = "mnist-2027"   # the name there, where it is not this folder\'s',
        '# late = { per_day = "10 %", grace_minutes = 15, at_most = "50 %" }  # of what is earned; or "zero"',
    ]
    for assignment in course.assignments:
        lines += ["", *_examples(assignment)]
    return "\n".join(lines) + "\n"


def _examples(assignment: Assignment) -> list[str]:
    first, last = assignment.exercises[0], assignment.exercises[-1]
    return [
        f"[assignments.{assignment.slug}]",
        "# deadline = 2027-03-01T23:59:00-06:00   # later submissions are marked late",
        '# late = "none"   # what lateness costs here, where it is another than above',
        f'# leave_out = ["{last.id}"]',
        f"# points = {{ {first.id} = {first.points:g} }}",
        f'# notes = {{ {first.id} = "A sentence of yours above this exercise." }}',
        '# title = "Another title"',
        "# hints = false   # what to try next on students' pages: no hint, the messages alone",
        f"# cell_seconds = {assignment.limits.cell_seconds:g}",
        f"# submission_seconds = {assignment.limits.submission_seconds:g}",
    ]
