"""From a percent script in two languages to nbgrader's source notebook in one.

A script's cells say what they are in their metadata: `lang` (prose of one language),
`setup`, `exercise` (what a student fills in), `check`, or prose in whose place a student answers
in words (`written`). In code, comment lines that begin
with `es:` or `en:` stay in their language only.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from autograder.course.cells import SETUP_ID, check_id
from autograder.course.course import WRITTEN, Assignment
from autograder.course.schema import Data
from autograder.errors import CourseError
from autograder.messages import LANGUAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: What a student finds in the place of a model answer in words.
ANSWERS = {"en": "*Write your answer here, in place of this line.*",
           "es": "*Escribe aquí tu respuesta, en lugar de esta línea.*"}  # fmt: skip
STUBS = {"en": "...  # your code here", "es": "...  # tu código aquí"}

_MARKERS = re.compile(r"^\s*### (BEGIN|END) SOLUTION\n?", re.MULTILINE)
_BEGIN, _END = "BEGIN SOLUTION", "END SOLUTION"
_COMMENT = re.compile(r"^(\s*)# (es|en): ?(.*)$")
_GRADER = re.compile(r"""\bGrader\((["'][^"']+["'])\)""")
_CHANGES = ("leave_out=", "points=")
_LONG_CALL = re.compile(r"\bGrader\(\n((?: {4}.+,\n)+)\)")  # as _call writes it


def compile_source(assignment: Assignment, language: str, dataset: str, deadline: str = "") -> NotebookNode:
    """nbgrader's source notebook (with solutions) in one language, for one dataset if there are data.

    `deadline` is a finished sentence, below the first cell.
    """
    from nbformat.v4 import (  # takes most of a second: for who makes a notebook
        new_markdown_cell,
        new_notebook,
    )

    if language not in LANGUAGES:
        raise CourseError("no language {language!r}: choose en or es", language=language)
    script = [
        (number, cell)
        for number, cell in enumerate(read_script(assignment).cells)
        if cell.metadata.get("lang", language) == language
    ]
    cells: list[NotebookNode] = []
    for number, cell in _asked_for(script, assignment):
        cells += _noted(cell, assignment)
        cells.append(_compiled(cell, number, assignment, language, dataset))
    _expect_every_exercise(assignment, cells)
    if deadline:
        cells.insert(1, new_markdown_cell(f"**{deadline}**", id="deadline"))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return new_notebook(cells=cells, metadata={**metadata, "autograder": {"assignment": assignment.slug}})


def read_script(assignment: Assignment) -> NotebookNode:
    """The assignment's percent script, in all languages, as cells; CourseError where there is none."""
    import jupytext

    try:
        return jupytext.read(assignment.notebook)
    except OSError as error:
        raise CourseError(
            "{notebook} cannot be read: {error}", notebook=assignment.notebook, error=error
        ) from error


def _asked_for(
    script: list[tuple[int, NotebookNode]], assignment: Assignment
) -> Iterator[tuple[int, NotebookNode]]:
    """The cells without those of exercises left out; a section about nothing else goes with them.

    Of an exercise that others build on, the cell stays, solved.
    """
    left_out = {exercise.id for exercise in assignment.left_out}
    for section in _sections(script):
        about = {_about(cell) for _, cell in section} - {None}
        gone = bool(about) and about <= left_out
        for number, cell in section:
            given = "exercise" in cell.metadata and _about(cell) in assignment.given
            if given or (not gone and _about(cell) not in left_out):
                yield number, cell


def _sections(script: list[tuple[int, NotebookNode]]) -> list[list[tuple[int, NotebookNode]]]:
    """The cells from one heading to the next."""
    sections: list[list[tuple[int, NotebookNode]]] = [[]]
    for number, cell in script:
        if cell.cell_type == "markdown" and cell.source.startswith(("## ", "### ")):
            sections.append([])
        sections[-1].append((number, cell))
    return sections


def _about(cell: NotebookNode) -> str | None:
    """The exercise that a cell of the script belongs to, where it says so."""
    names = (cell.metadata.get(key) for key in ("exercise", "check", "written"))
    return next((str(name) for name in names if name), None)


def _noted(cell: NotebookNode, assignment: Assignment) -> list[NotebookNode]:
    """An instructor's own words above an exercise."""
    about = cell.metadata.get("exercise") or cell.metadata.get("written")
    note = dict(assignment.notes).get(str(about))
    return [_markdown(note, id=f"note-{about}")] if note else []


def stubs(language: str) -> tuple[dict[str, str], str]:
    """What nbgrader puts in the place of a solution: code by language, and text."""
    return {"python": STUBS[language]}, ANSWERS[language]


def stubbed(source: NotebookNode, language: str) -> NotebookNode:
    """The notebook as students get it, `source` left as it is.

    It is what nbgrader's own ClearSolutions makes of it (a test compares the two), without
    nbgrader, which a student does not have. CourseError where a solution has no end.
    """
    released = copy.deepcopy(source)
    code, text = stubs(language)
    for cell in released.cells:
        stub = code["python"] if cell.cell_type == "code" else text
        kept = _without_solution(cell.source, stub)
        whole = kept == cell.source and cell.metadata.get("nbgrader", {}).get("solution")
        cell.source = stub if whole else kept
    return released


def solution_of(source: str) -> list[str]:
    """The lines between the marks of a solution."""
    lines, inside = [], False
    for line in source.splitlines():
        if _MARKERS.match(line):
            inside = "BEGIN" in line
        elif inside:
            lines.append(line)
    return lines


def _without_solution(text: str, stub: str) -> str:
    """The text with each marked solution replaced by the stub, indented alike."""
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        if _BEGIN in line:
            inside = True
            indent = line[: len(line) - len(line.lstrip())]
            kept.extend(indent + part for part in stub.split("\n"))
        elif _END in line:
            inside = False
        elif not inside:
            kept.append(line)
    if inside:
        raise CourseError(
            "a solution does not end: add a line with {marker} to\n{text}", marker=_END, text=text
        )
    return "\n".join(kept)


def _compiled(
    cell: NotebookNode, number: int, assignment: Assignment, language: str, dataset: str
) -> NotebookNode:
    if cell.cell_type == "markdown":
        return _prose(cell, number, assignment)
    source = _in_language(cell.source, language)
    meta = cell.metadata
    if "setup" in meta:
        said = _arguments(assignment, language, dataset)
        return _cell(SETUP_ID, _GRADER.sub(lambda found: _call(found[1], said), source), locked=True)
    if "exercise" in meta and meta["exercise"] in assignment.given:
        return _cell(meta["exercise"], _MARKERS.sub("", source), locked=True)
    if "exercise" in meta:
        return _cell(meta["exercise"], source, solution=True)
    if "check" in meta:
        points = assignment.exercise(meta["check"]).points
        return _cell(check_id(meta["check"]), source, locked=True, grade=True, points=points)
    raise CourseError(
        "{notebook}: cell {number} says neither setup, exercise nor check",
        notebook=assignment.notebook,
        number=number,
    )


def _arguments(assignment: Assignment, language: str, dataset: str) -> list[str]:
    """What the set-up cell's Grader is made with, beside the assignment's name."""
    said = [f'language="{language}"']
    if assignment.data is Data.IMAGES:
        said.append(f'dataset="{dataset}"')
    if assignment.left_out:
        said.append(f"leave_out={json.dumps([e.id for e in assignment.left_out])}")
    if assignment.revalued:
        said.append(f"points={json.dumps(dict(assignment.revalued))}")
    return said


def _call(name: str, arguments: list[str]) -> str:
    """In one line where no instructor changed anything; else a line for each argument."""
    if not any(argument.startswith(_CHANGES) for argument in arguments):
        return f"Grader({', '.join([name, *arguments])})"
    return "".join(["Grader(\n", *(f"    {argument},\n" for argument in (name, *arguments)), ")"])


def as_run(source: str) -> str:
    """A set-up cell without an instructor's changes, which are for a student's own Grader alone.

    Grading knows them; evidence must not depend on them, or changed points would run everything again.
    """
    return _LONG_CALL.sub(_shortened, source)


def _shortened(found: re.Match[str]) -> str:
    arguments = [line.strip().rstrip(",") for line in found[1].splitlines()]
    return f"Grader({', '.join(a for a in arguments if not a.startswith(_CHANGES))})"


def _prose(cell: NotebookNode, number: int, assignment: Assignment) -> NotebookNode:
    if "written" not in cell.metadata:
        return _markdown(cell.source, id=f"text-{number}")
    written = cell.metadata["written"]
    traits = _nbgrader(written, solution=True, grade=True, points=assignment.exercise(written).points)
    return _markdown(cell.source, id=written, metadata=traits)


def _markdown(text: str, **parts: Any) -> NotebookNode:
    from nbformat.v4 import new_markdown_cell

    return new_markdown_cell(text, **parts)


def _cell(grade_id: str, source: str, **traits: Any) -> NotebookNode:
    from nbformat.v4 import new_code_cell

    return new_code_cell(source, id=grade_id, metadata=_nbgrader(grade_id, **traits))


def _nbgrader(grade_id: str, **traits: Any) -> dict[str, Any]:
    flags = {"grade": False, "solution": False, "locked": False, "task": False, **traits}
    return {"nbgrader": {"grade_id": grade_id, "schema_version": 3, **flags}}


def _in_language(source: str, language: str) -> str:
    lines = []
    for line in source.splitlines():
        comment = _COMMENT.match(line)
        if comment is None:
            lines.append(line)
        elif comment[2] == language:
            lines.append(f"{comment[1]}# {comment[3]}".rstrip())
    return "\n".join(lines)


def _expect_every_exercise(assignment: Assignment, cells: list[NotebookNode]) -> None:
    found = [cell.id for cell in cells if "nbgrader" in cell.metadata]
    for exercise in assignment.exercises:
        for wanted in (exercise.id, check_id(exercise.id))[: 1 if exercise.kind == WRITTEN else 2]:
            if found.count(wanted) != 1:
                raise CourseError(
                    "{notebook} has {count} cells {wanted!r}, not 1",
                    notebook=assignment.notebook,
                    count=found.count(wanted),
                    wanted=wanted,
                )
