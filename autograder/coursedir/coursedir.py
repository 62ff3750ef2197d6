"""An instructor's course folder, in nbgrader's own layout, and the choices made for it.

COURSE_DIR/
  course.toml              language, data, the secret seed of the hidden images, and which course it is
  nbgrader_config.py       nbgrader's configuration, with ours in it
  source/ release/ submitted/ autograded/ feedback/ gradebook.db     nbgrader's
  .autograder/             evidence, score sheets and the students' view of the data
  calibration/             what `autograder calibrate --course` measured
  reports/                 what `autograder grade` and `report` render
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.changes import Changes, adjusted
from autograder.course.course import BUNDLED, Assignment, Course, load_course
from autograder.course.limits import Limits
from autograder.course.notebooks import compile_source, stubbed
from autograder.course.schema import Data
from autograder.coursedir.hidden_file import expect_kept_back
from autograder.coursedir.names import expect_no_pattern
from autograder.coursedir.roster import on_roster
from autograder.coursedir.same_student import ByStudent
from autograder.coursedir.settings import Database, Settings, read_settings
from autograder.coursedir.students_view import fill
from autograder.errors import FolderError
from autograder.evidence.store import EvidenceStore
from autograder.messages import Translate, say
from autograder.scoring.confirmations import read_confirmations, with_confirmations
from autograder.scoring.overrides import read_overrides, with_overrides
from autograder.scoring.score_sheet import ScoreSheet
from autograder.state_files import DAMAGE, StateFiles, set_aside, write_whole
from autograder.submissions.passed_over import is_passed_over
from reference.calibration.stored import HIDDEN, read_calibration, stored, with_calibrations
from reference.datasets import Dataset, load_public
from reference.models import VARIANTS, Variant
from reference.own_hidden import with_hidden

if TYPE_CHECKING:
    from nbformat import NotebookNode

DATA = "data.npz"
_LIKE_INDEX = re.compile("index_*", re.IGNORECASE)


@dataclass(frozen=True)
class CourseFolder:
    """The folder and what its course.toml says; `dataset_name` is mnist5k, digits, mnist or an absolute path.

    `course_folder` holds the assignments: those that come with the package, or a course of one's own.
    `changes` are the instructor's, by assignment. `hidden_file` holds hidden images of their own, at an
    absolute path.
    """

    path: Path
    language: str
    dataset_name: str
    hidden_seed: int
    course_folder: Path = BUNDLED
    changes: Mapping[str, Changes] = field(default_factory=dict)
    hidden_file: Path | None = None
    database: Database = field(default_factory=Database)

    @cached_property
    def course(self) -> Course:
        """The course with the instructor's changes."""
        return adjusted(load_course(self.course_folder), self.changes)

    @cached_property
    def dataset(self) -> Dataset:
        """All splits with all labels; UnusableData where the data are gone or of another form.

        FolderError where students would get to see the instructor's own hidden images.
        """
        if self.hidden_file:
            own = Path(self.dataset_name) if self.dataset_name.endswith(".npz") else None
            expect_kept_back(self.path, self.hidden_file, own)
        return with_hidden(self._public, self.hidden_seed, self.hidden_file)

    @cached_property
    def _public(self) -> Dataset:
        return load_public(self.dataset_name)

    @cached_property
    def translate(self) -> Translate:
        return self.course.translator(self.language)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """First and last names by student, however the id is written, as far as the roster has them."""
        return ByStudent((id, student.name) for id, student in on_roster(self.path).items() if student.name)

    @property
    def state(self) -> StateFiles:
        """Where the folder keeps what it knows for itself."""
        return StateFiles(self.path)

    @property
    def evidence(self) -> EvidenceStore:
        return EvidenceStore(self.state.evidence)

    def keep_sheet(self, sheet: ScoreSheet) -> None:
        write_whole(self.state.sheet(sheet.assignment, sheet.student), sheet.to_json())

    def with_decisions(self, sheet: ScoreSheet) -> ScoreSheet:
        """The sheet with what the instructor has confirmed of it, and overrides for its student."""
        confirmed = read_confirmations(self.state.confirmed(sheet.assignment))
        overrides = read_overrides(self.state.overrides(sheet.assignment, sheet.student))
        return with_overrides(with_confirmations(sheet, confirmed), overrides.settled)

    def sheets(self, assignment: str) -> tuple[ScoreSheet, ...]:
        """Every score sheet kept for an assignment, by student; those without a score, too.

        A damaged one is set aside: whoever it is about is as if not graded yet.
        """
        read = map(read_sheet, self.state.sheets(assignment))
        return tuple(sheet for sheet in read if sheet is not None)

    def sheet(self, assignment: str, student: str) -> ScoreSheet | None:
        """None where there is none, or a damaged one, which is set aside."""
        return read_sheet(self.state.sheet(assignment, student))

    def kept_sheet(self, assignment: str, student: str) -> ScoreSheet:
        """FolderError where the student's work was not graded yet."""
        if (sheet := self.sheet(assignment, student)) is not None:
            return sheet
        if student not in self.students(assignment):
            raise FolderError(
                "{student} handed in nothing for {assignment}: is the name right?",
                student=student,
                assignment=assignment,
            )
        raise FolderError(
            "{student} has no score sheet for {assignment}: run `autograder grade` first",
            student=student,
            assignment=assignment,
        )

    @property
    def reports(self) -> Path:
        return self.path / "reports"

    def report(self, assignment: str) -> Path:
        return self.reports / assignment

    def page(self, assignment: str, student: str) -> Path:
        """A student's page; `index.html` beside it is the class's, whatever a student is called."""
        own = f"{student}_" if _LIKE_INDEX.fullmatch(student) else student
        return self.report(assignment) / f"{own}.html"

    def limits(self, assignment: Assignment) -> Limits:
        return assignment.limits

    def source(self, assignment: Assignment) -> NotebookNode:
        """nbgrader's source notebook, compiled for this folder's language and data."""
        data = student_dataset(self.dataset_name)
        return compile_source(assignment, self.language, data, self._deadline(assignment))

    def _deadline(self, assignment: Assignment) -> str:
        """What the notebook says of it."""
        if (due := assignment.deadline_here) is None:
            return ""
        from reports.formats import Numbers  # takes babel, which a student's install does not have

        told = Numbers(self.language).moment(due)
        return say("Deadline: {when}", when=told).render(self.translate)

    def released(self, assignment: Assignment) -> NotebookNode:
        return stubbed(self.source(assignment), self.language)

    def students(self, assignment: str) -> tuple[str, ...]:
        """Everyone who handed in something for an assignment, or may have: access to it can be denied."""
        return tuple(s for s in self.handed_in if _may_be_a_folder(self.submissions(s) / assignment))

    @property
    def handed_in(self) -> tuple[str, ...]:
        """Everyone who has a folder in submitted/, by its name."""
        try:
            entries = [*os.scandir(self.path / "submitted")]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        return tuple(sorted(e.name for e in entries if e.is_dir() and not is_passed_over(e.name)))

    def submissions(self, student: str) -> Path:
        """The folder of what a student handed in."""
        return self.path / "submitted" / student

    def submitted(self, assignment: str, student: str) -> Path:
        return self.submissions(student) / assignment / f"{assignment}.ipynb"

    def data(self, assignment: Assignment) -> Dataset | None:
        """The dataset as an assignment uses it: with so many training images as course.toml says.

        With what was calibrated for this folder. None where the course has no data; UnusableCalibration
        where a calibration is damaged.
        """
        if self.course.data is Data.NONE:
            return None
        data = self.dataset.first(assignment.train_images)
        own = dict.fromkeys(map(self.calibration, (data.digest, data.public_digest)))
        return with_calibrations(data, tuple(read_calibration(path) for path in own if path.is_file()))

    def calibration(self, data_digest: str) -> Path:
        """What `calibrate --course` measured on the data of that digest; its runs lie beside it."""
        return self.path / "calibration" / f"{data_digest[:12]}.json"

    def uncalibrated(self, assignment: Assignment) -> tuple[str, ...]:
        """The assignment's reference networks of which nobody knows what they reach on own hidden images."""
        if self.hidden_file is None or (data := self.data(assignment)) is None:
            return ()
        known = stored(data)
        return tuple(
            name for name in calibrated_for(assignment) if not known or known.floor(name, HIDDEN) is None
        )

    def view(self, dataset: Dataset | None = None) -> Path:
        """The students' view of the data on disk: no label of a hidden image is in it.

        It is looked at to the byte; a damaged file of it is set aside and made anew, in the same folder,
        which a running sandbox shows. It is an empty folder where the course has no data.
        """
        if self.course.data is Data.NONE:
            empty = self.state.view(Data.NONE)
            empty.mkdir(parents=True, exist_ok=True)
            return empty
        dataset = dataset or self.dataset
        folder = self._view_of(dataset)
        fill(folder, dataset)
        return folder

    def begun_view(self, assignment: Assignment) -> Path:
        """The folder of that view, which may lack files yet: it is there before a hidden image is made."""
        if self.course.data is Data.NONE:
            return self.view()
        data = self.dataset if self.hidden_file else self._public
        folder = self._view_of(data.first(assignment.train_images))
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _view_of(self, dataset: Dataset) -> Path:
        return self.state.view(f"{dataset.digest[:12]}-{self.hidden_seed}")


def _may_be_a_folder(place: Path) -> bool:
    try:
        return stat.S_ISDIR(place.stat().st_mode)
    except OSError as error:
        return isinstance(error, PermissionError)


def calibrated_for(assignment: Assignment) -> tuple[str, ...]:
    """The assignment's reference networks that are calibrated for thresholds."""
    declared = ((name, VARIANTS.get(name)) for name in assignment.references)
    return tuple(name for name, each in declared if isinstance(each, Variant) and each.permitted)


def read_sheet(path: Path) -> ScoreSheet | None:
    """None where there is none; one that is no sheet of ours is set aside."""
    try:
        return ScoreSheet.from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except DAMAGE:
        set_aside(path)
        return None


def student_dataset(name: str) -> str:
    """What a student's notebook calls the data: a file lies beside the notebook."""
    return DATA if name.endswith(".npz") else name


def open_folder(path: Path) -> CourseFolder:
    """The folder at `path`; FolderError where `init` has made none there, or nbgrader cannot work in it."""
    settings = read_settings(path)
    expect_no_pattern(path)
    return folder_of(path.absolute(), settings)


def folder_of(path: Path, settings: Settings) -> CourseFolder:
    """The folder at an absolute path under these settings."""
    name = str(path / settings.dataset) if settings.dataset.endswith(".npz") else settings.dataset
    seed, course = settings.hidden_seed, settings.course_folder
    hidden = path / settings.hidden if settings.hidden else None
    chosen = settings.assignments, hidden, settings.database
    return CourseFolder(path, settings.language, name, seed, course, *chosen)
