"""An instructor's course folder, in nbgrader's own layout, and the choices made for it.

COURSE_DIR/
  course.toml              language, data, the secret seed of the hidden images, and which course it is
  nbgrader_config.py       nbgrader's configuration, with ours in it
  source/ release/ submitted/ autograded/ feedback/ gradebook.db     nbgrader's
  .autograder/             evidence, score sheets and the students' view of the data
  reports/                 what `autograder grade` renders
"""

from __future__ import annotations

import json
import secrets
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from nbformat import NotebookNode, write

from autograder.course import BUNDLED, Assignment, Course, copy_for_students, load_course
from autograder.errors import FolderError
from autograder.execution.limits import Limits
from autograder.messages import LANGUAGES, Translate
from autograder.notebooks import compile_source, stubbed
from autograder.scores import ScoreSheet
from autograder.store import EvidenceStore
from reference.datasets import Dataset, Images, load, read

FORMAT_VERSION = 1

_DATA = "data.npz"
_CONFIG = """\
# nbgrader's configuration for this course; add your own settings below.
from autograder.gradebook import configure

c = get_config()
configure(c, __file__)
"""


@dataclass(frozen=True)
class CourseFolder:
    """The folder and what its course.toml says; `dataset` is digits, mnist or an absolute path.

    `course_folder` holds the assignments: those that come with the package, or a course of one's own.
    """

    path: Path
    language: str
    dataset_name: str
    hidden_seed: int
    course_folder: Path = BUNDLED

    @cached_property
    def course(self) -> Course:
        return load_course(self.course_folder)

    @cached_property
    def dataset(self) -> Dataset:
        """All splits with all labels; UnusableData where the data are gone."""
        return load(self.dataset_name, self.hidden_seed)

    @cached_property
    def translate(self) -> Translate:
        return self.course.translator(self.language)

    @property
    def evidence(self) -> EvidenceStore:
        return EvidenceStore(self.path / ".autograder" / "evidence")

    def sheet(self, assignment: str, student: str) -> Path:
        return self.path / ".autograder" / "sheets" / assignment / f"{student}.json"

    def keep_sheet(self, sheet: ScoreSheet) -> None:
        path = self.sheet(sheet.assignment, sheet.student)
        path.parent.mkdir(parents=True, exist_ok=True)
        building = path.with_suffix(".new")
        building.write_text(sheet.to_json(), encoding="utf-8")
        building.replace(path)

    def drop_sheet(self, assignment: str, student: str) -> None:
        """Forget an earlier sheet: what was handed in now has none."""
        self.sheet(assignment, student).unlink(missing_ok=True)

    def sheets(self, assignment: str) -> tuple[ScoreSheet, ...]:
        """Every score sheet kept for an assignment, by student."""
        paths = sorted(self.sheet(assignment, "_").parent.glob("*.json"))
        return tuple(_read_sheet(path) for path in paths)

    def report(self, assignment: str) -> Path:
        return self.path / "reports" / assignment

    def limits(self, assignment: Assignment) -> Limits:
        return assignment.limits

    def source(self, assignment: Assignment) -> NotebookNode:
        """nbgrader's source notebook, compiled for this folder's language and data."""
        return compile_source(assignment, self.language, student_dataset(self.dataset_name))

    def released(self, assignment: Assignment) -> NotebookNode:
        return stubbed(self.source(assignment), self.language)

    def students(self, assignment: str) -> tuple[str, ...]:
        """Everyone who handed in something for an assignment."""
        return tuple(
            sorted(p.parent.name for p in (self.path / "submitted").glob(f"*/{assignment}") if p.is_dir())
        )

    def submitted(self, assignment: str, student: str) -> Path:
        return self.path / "submitted" / student / assignment / f"{assignment}.ipynb"

    def data(self, assignment: Assignment) -> Dataset:
        """The dataset as an assignment uses it: with so many training images as course.toml says."""
        return self.dataset.first(assignment.train_images)

    def view(self, dataset: Dataset | None = None) -> Path:
        """The students' view of the data on disk: no label of a hidden image is in it."""
        dataset = dataset or self.dataset
        folder = self.path / ".autograder" / f"view-{dataset.digest[:12]}-{self.hidden_seed}"
        if not folder.is_dir():
            building = folder.with_name(f".new-{secrets.token_hex(4)}")
            building.mkdir(parents=True)
            np.savez(building / "public.npz", allow_pickle=False, **dataset.public())
            np.save(building / "hidden.npy", dataset.hidden.images, allow_pickle=False)
            building.rename(folder)
        return folder


def _read_sheet(path: Path) -> ScoreSheet:
    try:
        return ScoreSheet.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FolderError(f"{path} is no score sheet of ours: delete it and grade again") from error


def student_dataset(name: str) -> str:
    """What a student's notebook calls the data: a file lies beside the notebook."""
    return _DATA if name.endswith(".npz") else name


def open_folder(path: Path) -> CourseFolder:
    """The course folder at `path`; FolderError where `autograder init` has made none there."""
    manifest = path / "course.toml"
    try:
        data = tomllib.loads(manifest.read_text(encoding="utf-8"))
        if data["format_version"] != FORMAT_VERSION:
            raise FolderError(f"{manifest} has format {data['format_version']}, not {FORMAT_VERSION}")
        course = Path(data["course"]) if "course" in data else BUNDLED
        return _folder(path.absolute(), data["language"], data["dataset"], data["hidden_seed"], course)
    except FileNotFoundError as error:
        raise FolderError(f"{path} is no course folder: make one with `autograder init {path}`") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FolderError(f"{manifest} cannot be used: {type(error).__name__}: {error}") from error


def _folder(path: Path, language: str, dataset: str, hidden_seed: int, course: Path) -> CourseFolder:
    """Raises ValueError where a choice is none."""
    if language not in LANGUAGES:
        raise ValueError(f"language is {language!r}, not {' or '.join(LANGUAGES)}")
    if not isinstance(dataset, str):
        raise ValueError(f"dataset is {dataset!r}, not digits, mnist or a path in quotes")
    if not isinstance(hidden_seed, int) or hidden_seed < 0:
        raise ValueError(f"hidden_seed is {hidden_seed!r}, not a whole number from 0")
    name = str(path / dataset) if dataset.endswith(".npz") else dataset
    return CourseFolder(path, language, name, hidden_seed, course)


def make_folder(
    path: Path, language: str, dataset: str, hidden_seed: int | None = None, course: Path = BUNDLED
) -> CourseFolder:
    """Make a course folder ready for stock nbgrader; nothing is left where it cannot be made.

    `course` holds the assignments; students get what they need of a course of one's own.
    FolderError where the folder exists with something in it; UnusableData for unusable data.
    """
    if language not in LANGUAGES:
        raise FolderError(f"no language {language!r}: choose {' or '.join(LANGUAGES)}")
    arrays = read(dataset)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FolderError(f"{path} is not empty: choose a new folder")
    name = str(path.absolute() / _DATA) if dataset.endswith(".npz") else dataset
    seed = secrets.randbelow(2**31) if hidden_seed is None else hidden_seed
    folder = CourseFolder(path.absolute(), language, name, seed, course.absolute())
    sources = {assignment.slug: folder.source(assignment) for assignment in folder.course.assignments}
    try:
        path.mkdir(parents=True, exist_ok=True)
        for assignment in folder.course.assignments:
            target = path / "source" / assignment.slug
            target.mkdir(parents=True)
            write(sources[assignment.slug], target / f"{assignment.slug}.ipynb")
            _give(folder, assignment, arrays, target)
        if dataset.endswith(".npz"):
            np.savez_compressed(path / _DATA, allow_pickle=False, **arrays)
        (path / "nbgrader_config.py").write_text(_CONFIG, encoding="utf-8")
        (path / "course.toml").write_text(_manifest(folder), encoding="utf-8")
    except OSError as error:
        shutil.rmtree(path, ignore_errors=True)
        raise FolderError(f"{path} cannot be written ({error.strerror}): choose another folder") from error
    return folder


def _give(folder: CourseFolder, assignment: Assignment, arrays: Mapping[str, Images], target: Path) -> None:
    """What students need beside their notebook, where it does not come with the package."""
    if folder.course_folder != BUNDLED:
        copy_for_students(folder.course, assignment, target)
    if folder.dataset_name.endswith(".npz"):
        np.savez_compressed(target / _DATA, allow_pickle=False, **arrays)


def _manifest(folder: CourseFolder) -> str:
    course = json.dumps(str(folder.course_folder))
    return (
        f"format_version = {FORMAT_VERSION}\n"
        f'language = "{folder.language}"\n'
        f"dataset = {json.dumps(student_dataset(folder.dataset_name))}\n"
        + (f"course = {course}\n" if folder.course_folder != BUNDLED else "")
        + "# Keep this number to yourself, and change it each term: the hidden images follow from it.\n"
        f"hidden_seed = {folder.hidden_seed}\n"
    )
