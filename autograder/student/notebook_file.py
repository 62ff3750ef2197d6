"""A student's own notebook file: what it is of, told in their language where it is of no use."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course.changes import handed_out
from autograder.course.course import Assignment, Course
from autograder.course.schema import Data
from autograder.errors import CourseError, NotebookError
from autograder.messages import LANGUAGES, Translate, cause, of_system, say, spoken
from autograder.student.own_course import course_for, expect_checks
from autograder.submissions.python import parsed
from reference.datasets import expect_known

if TYPE_CHECKING:
    from nbformat import NotebookNode

_NEEDED = ("ipykernel", "jupyter_client", "jupytext", "nbclient", "nbformat")
#: What a set-up cell says, and the kinds of it that we read.
_KINDS: Mapping[str, tuple[type, ...]] = {
    "assignment": (str,),
    "language": (str,),
    "dataset": (str,),
    "leave_out": (list, tuple),
    "points": (dict,),
}
_MAGIC = re.compile(r"^[^\S\n]*[%!?].*$", re.MULTILINE)


@dataclass(frozen=True)
class OwnNotebook:
    """A notebook of ours, and what its Grader is made with; `dataset` as `reference.datasets` takes it.

    It is empty where the course has no data.
    """

    path: Path
    course: Course
    assignment: Assignment
    language: str
    dataset: str
    translate: Translate

    def starting(self) -> str:
        """Said before it runs, which takes as long as its trainings."""
        told = say("Running {path} from the start, which takes as long as its trainings do ...",
                   path=self.path.name)  # fmt: skip
        if self.course.data is Data.NONE:
            told = say("Running {path} from the start ...", path=self.path.name)
        return told.render(self.translate)


def find(path: Path, language: str | None, dataset: str | None) -> OwnNotebook:
    """What a file is of; language and dataset are those that its set-up cell names, if none are given.

    The assignment is as the set-up cell has it: without what it leaves out, worth what it says.
    NotebookError where it is no notebook of the course beside it (else the one that instructors have
    installed), or where what running it needs is missing; CourseError where there is no course;
    UnusableData where there are no such data.
    """
    course = course_for(path.absolute().parent, language or spoken())
    translate = course.translator(language or spoken())
    if dataset is not None:
        expect_known(_data(course, path, {}, dataset, translate))
    _expect_packages(course, translate)
    notebook = _read(path, translate)
    said = _set_up(notebook)
    language = language or said.get("language")
    language = language if language in LANGUAGES else spoken()
    translate = course.translator(language)
    said.setdefault("assignment", notebook.metadata.get("autograder", {}).get("assignment"))
    assignment = _assignment(course, path, said, translate)
    expect_checks(assignment, language)
    named = _data(course, path, said, dataset, translate)
    return OwnNotebook(path, course, assignment, language, named, translate)


def _data(
    course: Course, path: Path, said: Mapping[str, Any], given: str | None, translate: Translate
) -> str:
    if course.data is Data.IMAGES:
        return _beside(path, given or said.get("dataset", "digits"), given=given is not None)
    if given is not None:
        told = say("{path} is of a course without data: leave --dataset out.", path=path.name)
        raise NotebookError(told.render(translate))
    return ""


def _assignment(course: Course, path: Path, said: Mapping[str, Any], translate: Translate) -> Assignment:
    slug = said["assignment"]
    if slug is None:
        message = say("{path} makes no Grader: name the notebook that your course handed out, with its "
                      "first code cell.", path=path.name)  # fmt: skip
        raise NotebookError(message.render(translate))
    try:
        course.assignment(str(slug))
    except CourseError as error:
        known = ", ".join(a.slug for a in course.assignments)
        message = say("{path} is of {slug}, which this course does not have; it has {known}.",
                      path=path.name, slug=str(slug), known=known)  # fmt: skip
        raise NotebookError(message.render(translate)) from error
    try:
        return handed_out(course, str(slug), said.get("leave_out", ()), said.get("points"))
    except CourseError as error:
        raise NotebookError(f"{path.name}: {cause(error).render(translate)}") from error


def _expect_packages(course: Course, translate: Translate) -> None:
    if course.data is Data.IMAGES and not all(map(_is_here, ("keras", "tensorflow"))):
        raise NotebookError(
            say("Keras is missing here: `pip install tensorflow` brings it.").render(translate)
        )
    if missing := [name for name in _NEEDED if not _is_here(name)]:
        raise NotebookError(say("Running a notebook needs {missing}: `pip install {missing}`.",
                                missing=" ".join(missing)).render(translate))  # fmt: skip


def _is_here(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _read(path: Path, translate: Translate) -> NotebookNode:
    from autograder.course.cells import read_notebook

    try:
        notebook = read_notebook(path)
        whole = all(isinstance(cell.source, str) for cell in notebook.cells)
    except FileNotFoundError as error:
        raise NotebookError(say("{path} is not there.", path=str(path)).render(translate)) from error
    except OSError as error:
        told = say("{path} cannot be read: {reason}.", path=str(path), reason=of_system(error))
        raise NotebookError(told.render(translate)) from error
    except Exception as error:  # nbformat raises many kinds for what is not a notebook
        raise NotebookError(
            say("{path} is not a notebook (.ipynb).", path=str(path)).render(translate)
        ) from error
    if not whole or not notebook.cells:
        raise NotebookError(say("{path} has no cells, or damaged ones.", path=str(path)).render(translate))
    return notebook


def _set_up(notebook: NotebookNode) -> dict[str, Any]:
    """What the notebook's Grader is made with, as far as it is written out: names are never followed."""
    for cell in notebook.cells:
        for call in _calls(cell.source) if cell.cell_type == "code" else ():
            named = zip(("assignment", "language", "dataset"), call.args, strict=False)
            given = [*named, *((k.arg, k.value) for k in call.keywords)]
            read = {str(name): _literal(value) for name, value in given}
            return {n: v for n, v in read.items() if isinstance(v, _KINDS.get(n, ()))}
    return {}


def _literal(node: ast.expr) -> Any:
    """None where it is no literal."""
    with contextlib.suppress(ValueError, TypeError):
        return ast.literal_eval(node)
    return None


def _calls(source: str) -> Iterator[ast.Call]:
    """Every `Grader(...)` of a cell, whatever magics stand beside it."""
    tree = parsed(_MAGIC.sub("", source))
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Grader":
            yield node


def _beside(path: Path, dataset: str, given: bool) -> str:
    """A data file that a notebook names lies beside it; one given on the command line does not."""
    if not dataset.endswith(".npz"):
        return dataset
    return str(Path(dataset).absolute() if given else path.absolute().parent / dataset)
