"""`autograder init`: a course folder in nbgrader's own layout, made or refreshed."""

from __future__ import annotations

import hashlib
import io
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from nbformat import writes

from autograder.course.changes import MANIFEST
from autograder.course.course import BUNDLED, Assignment, copy_for_students
from autograder.coursedir.coursedir import DATA, CourseFolder, folder_of, open_folder
from autograder.coursedir.released import expect_the_same_exercises, keep_released
from autograder.coursedir.roster import EMPTY, ROSTER
from autograder.coursedir.settings import Settings, manifest
from autograder.errors import FolderError
from autograder.messages import LANGUAGES, of_system
from autograder.state_files import write_whole
from reference.datasets import read

_CONFIG = """\
# nbgrader's configuration for this course; add your own settings below.
from autograder.preprocessors import configure

c = get_config()
configure(c, __file__)
"""


def make_folder(
    path: Path,
    language: str,
    dataset: str,
    hidden_seed: int | None = None,
    course: Path = BUNDLED,
) -> CourseFolder:
    """Make a course folder ready for stock nbgrader; nothing is left where it cannot be made.

    `course` holds the assignments; students get what they need of a course of one's own.
    FolderError where the folder exists with something in it; UnusableData for unusable data.
    """
    if language not in LANGUAGES:
        raise FolderError("no language {language!r}: choose en or es", language=language)
    arrays = read(dataset)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FolderError("{path} is not empty: choose a new folder", path=path)
    own = dataset.endswith(".npz")
    seed = secrets.randbelow(2**31) if hidden_seed is None else hidden_seed
    settings = Settings(language, DATA if own else dataset, seed, course_folder=course.absolute())
    folder = folder_of(path.absolute(), settings)
    for assignment in folder.course.assignments:
        folder.source(assignment)  # a course with a fault is told before anything is written
    try:
        path.mkdir(parents=True, exist_ok=True)
        if own:
            np.savez_compressed(path / DATA, allow_pickle=False, **arrays)
        (path / MANIFEST).write_text(manifest(settings, folder.course), encoding="utf-8")
        (path / ROSTER).write_text(EMPTY, encoding="utf-8")
        refresh(folder)
    except OSError as error:
        shutil.rmtree(path, ignore_errors=True)
        raise FolderError(
            "{path} cannot be written ({reason}): choose another folder", path=path, reason=of_system(error)
        ) from error
    return folder


def refresh_folder(path: Path) -> tuple[CourseFolder, tuple[str, ...]]:
    """Write anew what follows from course.toml and the assignments; returns what was left alone.

    What the instructor changed stays as it is; so do course.toml, the roster and all submissions.
    """
    folder = open_folder(path)
    read(str(path / DATA) if folder.dataset_name.endswith(".npz") else folder.dataset_name)
    return folder, refresh(folder)


def refresh(folder: CourseFolder) -> tuple[str, ...]:
    """Write each file of ours that is missing or is as we left it; returns the others' names."""
    record = folder.state.written
    before = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    expect_the_same_exercises(folder)
    written, left_alone = {}, []
    for name, content in _files(folder):
        path = folder.path / name
        if path.is_file() and _digest(path.read_bytes()) not in (before.get(name), _digest(content)):
            left_alone.append(name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written[name] = _digest(content)
    write_whole(record, json.dumps({**before, **written}, indent=1))
    keep_released(folder)
    return tuple(left_alone)


def _files(folder: CourseFolder) -> Iterator[tuple[str, bytes]]:
    yield "nbgrader_config.py", _CONFIG.encode()
    own = folder.dataset_name.endswith(".npz")
    for assignment in folder.course.assignments:
        place = f"source/{assignment.slug}"
        yield f"{place}/{assignment.slug}.ipynb", writes(folder.source(assignment)).encode()
        if own:
            yield f"{place}/{DATA}", _packed(folder)
        if folder.course_folder != BUNDLED:
            yield from _of_the_course(folder, assignment, place)


def _of_the_course(folder: CourseFolder, assignment: Assignment, place: str) -> Iterator[tuple[str, bytes]]:
    """What students need beside their notebook, where it does not come with the package."""
    with tempfile.TemporaryDirectory() as temporary:
        copy_for_students(folder.course, assignment, Path(temporary))
        for path in sorted(p for p in Path(temporary).rglob("*") if p.is_file()):
            yield f"{place}/{path.relative_to(temporary).as_posix()}", path.read_bytes()


def _packed(folder: CourseFolder) -> bytes:
    """The students' copy of the data: training and test, as they have them."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **folder.dataset.public())
    return file.getvalue()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
