"""What lateness costs: by course.toml, by nbgrader's own settings, or by a class of an instructor's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from nbgrader.plugins import BasePlugin, LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Unicode, import_item

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import GradebookError
from autograder.gradebook.extensions import Extension, apply_extension, write_extension
from autograder.gradebook.nbgrader_api import Api
from autograder.submissions.handed_in import handed_in


class CoursePenalty(LateSubmissionPlugin):  # type: ignore[misc]
    """What course.toml says of an assignment; where it says nothing, what nbgrader's settings say."""

    course_dir = Unicode("", help="The course folder; set by configure().").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        folder = open_folder(Path(self.course_dir))
        policy = folder.course.assignment(self.parent.assignment_id).late
        if policy is None:
            found: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
            return found
        if policy.plugin:
            own: BasePlugin = _class_of(policy.plugin)(parent=self.parent)
            asked: float | None = own.late_submission_penalty(student_id, score, total_seconds_late)
            return asked
        return policy.penalty(score, timedelta(seconds=total_seconds_late))


def _class_of(name: str) -> Callable[..., BasePlugin]:
    try:
        found: Callable[..., BasePlugin] = import_item(name)
    except ImportError as error:
        raise GradebookError(
            "late in course.toml names {name}, which Python cannot import: {reason}",
            name=name,
            reason=str(error),
        ) from error
    return found


def bring_up_to_date(api: Api, folder: CourseFolder, assignment: Assignment) -> None:
    """Deadlines, extensions and penalties as they are now, without running autograde.

    It asks nbgrader's own step, with whatever class the configuration names.
    """
    with api.gradebook as gradebook:
        step = AssignLatePenalties(config=api.config)
        step.assignment_id = assignment.slug
        step.init_plugin()
        told: dict[str, Extension] = {}
        for submission in gradebook.find_assignment(assignment.slug).submissions:
            follow_the_file(folder, assignment.slug, submission)
            if extension := apply_extension(folder, assignment.slug, submission):
                told[submission.student_id] = extension
            for notebook in submission.notebooks:
                late = submission.total_seconds_late
                if late > 0 or notebook.late_submission_penalty:
                    notebook.late_submission_penalty = _penalty(step, notebook, late)
        gradebook.db.commit()
    for student, extension in told.items():
        write_extension(folder.state.extension(assignment.slug, student), extension)


def follow_the_file(folder: CourseFolder, assignment: str, submission: Any) -> None:
    """The hand-in time of what lies in submitted/: nbgrader keeps an earlier one where there is none now."""
    notebook = folder.submitted(assignment, submission.student_id)
    if notebook.is_file():
        when = handed_in(notebook)
        submission.timestamp = when.replace(tzinfo=None) if when else None


def _penalty(step: AssignLatePenalties, notebook: Any, late: float) -> float | None:
    """As nbgrader assigns it: of the score as it is now, and never more than that."""
    if late <= 0:
        return None
    asked = step.plugin_inst.late_submission_penalty(notebook.student.id, notebook.score, late)
    return None if asked is None else step._check_late_penalty(notebook, asked)
