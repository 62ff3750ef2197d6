"""How nbgrader reads a student's notebook: as we do, so that what we score it can record."""

from __future__ import annotations

import copy
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode

from autograder.course.cells import grade_id_of, notebook_in
from autograder.submissions.mending import mended


class MendingExporter(NotebookExporter):
    """Reads the file of a notebook, whatever byte order mark or odd version it has; the file stays."""

    def from_file(self, file_stream: Any, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        notebook = notebook_in(file_stream.buffer.read())
        read: Any = super().from_notebook_node
        found: tuple[str, Any] = read(notebook, resources=resources, **kw)
        return found


def made_valid(nb: NotebookNode, released: NotebookNode) -> None:
    """Mend a notebook in place, so that nbgrader's steps take it.

    What a cell or notebook has beside its text is ours, or left out: nbgrader shows no more of it,
    and what it was before may be against the format.
    """
    mended(nb, released)
    _drop_doubles(nb)
    given = {grade_id_of(cell): cell.metadata.nbgrader for cell in released.cells if grade_id_of(cell)}
    nb.metadata = copy.deepcopy(released.metadata)
    for cell in nb.cells:
        name = grade_id_of(cell)
        cell.metadata = NotebookNode({"nbgrader": copy.deepcopy(given[name])} if name in given else {})
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def _drop_doubles(nb: NotebookNode) -> None:
    """The last of several cells of one name counts; nbgrader's own step leaves them half a name."""
    seen = set()
    for cell in reversed(nb.cells):
        if (name := grade_id_of(cell)) in seen:
            del cell.metadata["nbgrader"]
        elif name:
            seen.add(name)
