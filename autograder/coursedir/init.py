"""`autograder init`: a course folder in nbgrader's own layout, made or refreshed."""

from __future__ import annotations

import hashlib
import io
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.course.changes import MANIFEST
from autograder.course.course import BESIDE, BUNDLED, HANDED_OUT, Assignment, copy_for_students, load_course
from autograder.course.schema import Data
from autograder.coursedir.coursedir import DATA, CourseFolder, folder_of, open_folder
from autograder.coursedir.names import expect_no_pattern
from autograder.coursedir.released import expect_the_same_exercises, keep_written
from autograder.coursedir.roster import EMPTY, ROSTER
from autograder.coursedir.settings import NO_DATASET, Settings, manifest
from autograder.errors import FolderError
from autograder.messages import LANGUAGES, of_system
from autograder.scoring.rubrics import rubrics_of
from autograder.state_files import DAMAGE, set_aside, write_whole
from reference.datasets import DEFAULT, read

_CONFIG = """\
# nbgrader's configuration for this course; add your own settings below.
try:
    from autograder.preprocessors import configure
except ImportError as error:  # without it nbgrader would run student code by itself, without walls
    raise SystemExit(f"this course folder needs mnist-autograder[grading]: {error}")

c = get_config()
configure(c, __file__)
"""


def make_folder(
    path: Path,
    language: str,
    dataset: str | None = None,
    hidden_seed: int | None = None,
    course: Path = BUNDLED,
) -> CourseFolder:
    """Make a course folder ready for stock nbgrader; nothing is left where it cannot be made.

    `course` holds the assignments; students get what they need of it beside each notebook. `dataset` is
    for a course with data, that of new courses if none is named.
    FolderError where the folder exists with something in it; UnusableData for unusable data.
    """
    if language not in LANGUAGES:
        raise FolderError("no language {language!r}: choose en or es", language=language)
    expect_no_pattern(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FolderError("{path} is not empty: choose a new folder", path=path)
    dataset, arrays = _data_for(course, dataset)
    own = dataset.endswith(".npz")
    seed = secrets.randbelow(2**31) if hidden_seed is None else hidden_seed
    settings = Settings(language, DATA if own else dataset, seed, course_folder=course.absolute())
    folder = folder_of(path.absolute(), settings)
    for assignment in folder.course.assignments:  # a course with a fault is told before anything is written
        folder.source(assignment)
        rubrics_of(assignment)
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


def _data_for(course: Path, chosen: str | None) -> tuple[str, Mapping[str, NDArray[Any]]]:
    """The name of a course's data, and their arrays; neither for a course without data."""
    if load_course(course).data is Data.IMAGES:
        dataset = DEFAULT if chosen is None else chosen
        return dataset, read(dataset)
    if chosen is not None:
        raise FolderError("the course in {course} has no data: leave --dataset out", course=course)
    return NO_DATASET, {}


def refresh_folder(path: Path) -> tuple[CourseFolder, tuple[str, ...]]:
    """Write anew what follows from course.toml and the assignments; returns what was left alone.

    What the instructor changed stays as it is; so do course.toml, the roster and all submissions.
    """
    folder = open_folder(path)
    if folder.course.data is Data.IMAGES:
        read(str(path / DATA) if _own_data(folder) else folder.dataset_name)
        if folder.hidden_file:
            _ = folder.dataset  # refused before anything is written
    return folder, refresh(folder)


def refresh(folder: CourseFolder) -> tuple[str, ...]:
    """Write each file of ours that is missing or is as we left it; returns the others' names.

    What students no longer get of the course goes, where it is as we left it.
    """
    before = _written(folder.state.written)
    expect_the_same_exercises(folder)
    written, left_alone = {}, []
    for name, content in _files(folder):
        path = folder.path / name
        if path.is_file() and _digest(path.read_bytes()) not in (before.get(name), _digest(content)):
            left_alone.append(name)
            continue
        write_whole(path, content)
        written[name] = _digest(content)
    gone = _given_no_more(folder, before, {*written, *left_alone})
    kept = {name: digest for name, digest in before.items() if name not in gone}
    write_whole(folder.state.written, json.dumps({**kept, **written}, indent=1))
    keep_written(folder)
    return tuple(left_alone)


def _given_no_more(folder: CourseFolder, before: Mapping[str, str], made: set[str]) -> set[str]:
    """Removes them from beside the notebooks: a check that was moved would be there twice."""
    gone = {name for name in before.keys() - made if BESIDE in Path(name).parts}
    for path in (folder.path / name for name in gone):
        if path.is_file() and _digest(path.read_bytes()) == before[path.relative_to(folder.path).as_posix()]:
            path.unlink()
    return gone


def _written(record: Path) -> dict[str, str]:
    """Digests by file; of a damaged record none: what is no longer as it would be made is left alone."""
    try:
        content = json.loads(record.read_bytes()) if record.is_file() else {}
        return {str(name): str(digest) for name, digest in content.items()}
    except DAMAGE:
        set_aside(record)
        return {}


def _files(folder: CourseFolder) -> Iterator[tuple[str, bytes]]:
    from nbformat import writes

    yield "nbgrader_config.py", _CONFIG.encode()
    own = _own_data(folder)
    for assignment in folder.course.assignments:
        place = f"source/{assignment.slug}"
        yield f"{place}/{assignment.slug}.ipynb", writes(folder.source(assignment)).encode()
        if own:
            yield f"{place}/{DATA}", _packed(folder)
        yield from _beside_the_notebook(folder, assignment, place)


def _own_data(folder: CourseFolder) -> bool:
    """Whether the data are a file of the folder's."""
    return folder.course.data is Data.IMAGES and folder.dataset_name.endswith(".npz")


def _beside_the_notebook(
    folder: CourseFolder, assignment: Assignment, place: str
) -> Iterator[tuple[str, bytes]]:
    """What students need of the course: their package has none of it."""
    from nbformat import writes

    with tempfile.TemporaryDirectory() as temporary:
        copy_for_students(folder.course, assignment, Path(temporary))
        for path in sorted(p for p in Path(temporary).rglob("*") if p.is_file()):
            yield f"{place}/{path.relative_to(temporary).as_posix()}", path.read_bytes()
    handed_out = writes(folder.released(assignment)).encode()  # what `check` compares a notebook with
    yield f"{place}/{BESIDE}/{assignment.slug}/{HANDED_OUT}", handed_out


def _packed(folder: CourseFolder) -> bytes:
    """The students' copy of the data: training and test, as they have them."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **folder.dataset.public())
    return file.getvalue()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
