"""What students get back: `nbgrader generate_feedback` writes our page, not the notebook.

nbgrader's own page shows hidden tests and runs what a student put into the notebook. Ours
is the score sheet, with written answers as text and what the instructor said of them.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode

from autograder.course.cells import grade_id_of
from autograder.course.changes import MANIFEST
from autograder.course.course import WRITTEN, Assignment
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.gradebook.harmless import as_text
from autograder.gradebook.returnable import make_returnable
from autograder.gradebook.standing import Standings
from autograder.pages.student_network import Beside, beside
from autograder.pages.student_page import sheet_page
from reports.render import render


class FeedbackExporter(Exporter):
    """One student's page, with what they answered in words."""

    course_dir = Unicode("", help="The course folder; set by configure().").tag(config=True)
    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        names = resources["nbgrader"]
        settings = (Path(self.course_dir) / MANIFEST).read_text(encoding="utf-8")
        folder, assignment, others = _shared(self.course_dir, names["assignment"], settings)
        sheet = folder.kept_sheet(assignment.slug, names["student"])
        standing, answers = Standings(folder, assignment).of(sheet), _answers(nb, assignment)
        make_returnable(folder, assignment.slug, names["student"])
        page = sheet_page(standing, assignment, folder.language, folder.translate, others, answers)
        return render(page, folder.translate), resources


@functools.cache
def _shared(course_dir: str, slug: str, settings: str) -> tuple[CourseFolder, Assignment, Beside]:
    """What all students of a batch have in common, for the settings as they are."""
    folder = open_folder(Path(course_dir))
    assignment = folder.course.assignment(slug)
    return folder, assignment, beside(folder, assignment)


def _answers(nb: NotebookNode, assignment: Assignment) -> dict[str, str]:
    """What was answered in words, by exercise."""
    written = {e.id for e in assignment.exercises if e.kind == WRITTEN}
    return {grade_id_of(c): as_text(str(c.source)) for c in nb.cells if grade_id_of(c) in written}
