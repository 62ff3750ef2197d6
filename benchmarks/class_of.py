"""A class of so many students, each of whom hands in another right solution of the benchmark's course."""

from __future__ import annotations

from pathlib import Path

from nbformat import write

from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder

COURSE = Path(__file__).parent / "class_course"
SLUG = "light"


def class_of(students: int, place: Path, dataset: str = "mnist5k") -> CourseFolder:
    """A course folder at `place` in which they have handed in; networks differ in widths and comments."""
    make_folder(place, "en", dataset, hidden_seed=0, course=COURSE)
    folder = open_folder(place)
    assignment = folder.course.assignment(SLUG)
    for number in range(students):
        notebook = folder.source(assignment)
        for cell in notebook.cells:
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
                width = 24 + number % 24
                cell.source = cell.source.replace("Dense(32,", f"Dense({width},") + f"\n# {number}"
        path = folder.submitted(SLUG, f"student{number:04}")
        path.parent.mkdir(parents=True)
        write(notebook, path)
    return folder
