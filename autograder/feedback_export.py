"""What students get back: `nbgrader generate_feedback` writes our page, not the notebook.

nbgrader's own page shows hidden tests and runs what a student put into the notebook. Ours
is the score sheet, with written answers as text and what the instructor said of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode

from autograder.folder import CourseFolder, open_folder
from autograder.pages import sheet_page
from autograder.submission import grade_id_of
from reports.pages import WrittenAnswer
from reports.render import render


class FeedbackExporter(Exporter):  # type: ignore[misc]
    """One student's page; points and comments are those that nbgrader put into the cells."""

    course_dir = Unicode("", help="The course folder; set by configure().").tag(config=True)
    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        names = resources["nbgrader"]
        folder = open_folder(Path(self.course_dir))
        assignment = folder.course.assignment(names["assignment"])
        sheet = folder.kept_sheet(assignment.slug, names["student"])
        page = sheet_page(
            sheet,
            assignment,
            folder.language,
            folder.translate,
            answers=_answers(nb, folder, assignment.slug),
        )
        return render(page, folder.translate), resources


def _answers(nb: NotebookNode, folder: CourseFolder, slug: str) -> tuple[WrittenAnswer, ...]:
    assignment = folder.course.assignment(slug)
    written = {e.id: e for e in assignment.exercises if e.kind == "written"}
    return tuple(
        WrittenAnswer(
            title=written[grade_id_of(cell)].title.in_(folder.language),
            text=str(cell.source),
            earned=float(cell.metadata.nbgrader.get("score") or 0.0),
            possible=written[grade_id_of(cell)].points,
            comment=str(cell.metadata.nbgrader.get("comment") or ""),
        )
        for cell in nb.cells
        if grade_id_of(cell) in written
    )
