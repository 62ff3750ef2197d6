"""The zip that an instructor uploads: the same course makes the same bytes.

setup.sh run_autograder      Gradescope calls them by these names
requirements.txt wheels/     what a container installs
course/ own/                 the course folder, with the truth, and the course itself where it is not ours
gradescope.json              which assignment it is
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from autograder.course.changes import MANIFEST
from autograder.course.course import BUNDLED, Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.released import expect_written
from autograder.gradescope.places import ABOUT, COURSE, FORMAT_VERSION, OWN_COURSE
from autograder.gradescope.requirements import requirements
from autograder.gradescope.wheels import assignments_wheel, files_of, packed, students_wheel
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.truth import truth_of
from autograder.state_files import write_whole

SCRIPTS = ("setup.sh", "run_autograder")
_PLACE_OF_COURSE = re.compile(r"^course\s*=.*$", re.MULTILINE)
_GRADEBOOK = re.compile(r"""^\s*["']?(db_url|course_id)["']?\s*=.*\n?""", re.MULTILINE)  # may hold a password
_READABLE, _RUNNABLE, _SECRET = 0o644, 0o755, 0o600


def write_zip(folder: CourseFolder, assignment: Assignment, lock: Path, out: Path) -> None:
    """Make it; what cannot be graded here is refused before anything is written."""
    expect_written(folder, assignment)
    truth_of(folder.course, assignment, rubrics_of(assignment), folder.data(assignment))
    files = dict(_files(folder, assignment, lock))
    modes = {name: _mode(name) for name in files}
    write_whole(out, packed(files, modes))


def _mode(name: str) -> int:
    if name in SCRIPTS:
        return _RUNNABLE
    return _READABLE if name == "requirements.txt" else _SECRET


def _files(folder: CourseFolder, assignment: Assignment, lock: Path) -> Iterator[tuple[str, bytes]]:
    for name in SCRIPTS:
        yield name, (Path(__file__).parent / name).read_bytes()
    about = {"format_version": FORMAT_VERSION, "assignment": assignment.slug}
    yield ABOUT, json.dumps(about, indent=1).encode()
    yield "requirements.txt", requirements(lock)
    wheels = [students_wheel()]
    if folder.course_folder == BUNDLED:
        wheels.append(assignments_wheel(BUNDLED))
    yield from ((f"wheels/{name}", content) for name, content in wheels)
    yield from ((f"{COURSE}/{name}", content) for name, content in _course(folder))
    if folder.course_folder != BUNDLED:
        own = files_of(folder.course_folder)
        yield from ((f"{COURSE}/{OWN_COURSE}/{name}", content) for name, content in own)


def _course(folder: CourseFolder) -> Iterator[tuple[str, bytes]]:
    """What grading reads of a course folder; nothing about a student."""
    text = (folder.path / MANIFEST).read_text(encoding="utf-8")
    head, bracket, rest = text.partition("\n[")
    moved = f'course = "{OWN_COURSE}"'  # found from within the course folder, wherever that lies
    kept_of_it = _GRADEBOOK.sub("", _PLACE_OF_COURSE.sub(moved, head))
    yield MANIFEST, f"{kept_of_it}{bracket}{rest}".encode()
    named = [Path(folder.dataset_name)] if folder.dataset_name.endswith(".npz") else []
    kept = [*named, *([folder.hidden_file] if folder.hidden_file else [])]
    for path in (*kept, *sorted((folder.path / "calibration").glob("*.json"))):
        yield path.relative_to(folder.path).as_posix(), path.read_bytes()
