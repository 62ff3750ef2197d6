"""A student's .ipynb -> Submission: their code, with our own cells put back as we gave them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.cells import CHECK_PREFIX, SETUP_ID, check_id, grade_id_of, read_notebook
from autograder.course.course import WRITTEN, Assignment
from autograder.course.notebooks import as_run
from autograder.errors import SubmissionError
from autograder.messages import Message, of_system
from autograder.submissions.handed_in import TIMESTAMP
from autograder.submissions.instead import instead_of
from autograder.submissions.mending import CHECK_CALL, given_cells, mend, mended
from autograder.submissions.names import names_bound, words
from autograder.submissions.remarks import of_notebook
from autograder.submissions.replaced import of_replaced
from autograder.submissions.set_up import own_part, set_up_cells, told_of
from autograder.submissions.submission import Cell, Submission

if TYPE_CHECKING:
    from nbformat import NotebookNode

LARGEST = 32 << 20  # bytes of a notebook, outputs and all
_DIGITS = 16  # of a digest that tells one student's versions apart


def read_submission(path: Path, student: str, assignment: Assignment, released: NotebookNode) -> Submission:
    """The submission in a file; SubmissionError where it is no notebook of this assignment."""
    try:
        expect_a_file(path)
        notebook = _notebook(path)
    except OSError as error:
        raise SubmissionError(
            "{name} cannot be read: {reason}", name=path.name, reason=of_system(error)
        ) from error
    given = given_cells(released)
    odd = (*of_notebook(notebook), *mended(notebook, released))
    if not any(_is_of(cell, given) for cell in notebook.cells):
        raise SubmissionError(
            "{name} holds no cell of {assignment}: it is another assignment's",
            name=path.name,
            assignment=assignment.slug,
        )
    untouched = _untouched(notebook, assignment, given)
    cells = _cells(notebook, assignment, given, untouched)
    own = [cell.source for cell in cells if cell.own]
    remarks = (*odd, *_of_set_up(notebook, given), *of_replaced(own))
    bound = frozenset(name for source in own for name in names_bound(source))
    answers = {grade_id_of(cell): cell.source for cell in notebook.cells}
    texts = {e.id: _digest(answers[e.id]) for e in assignment.exercises if e.id in answers}
    blank = _blank(answers, assignment, given)
    gone = frozenset(e.id for e in assignment.exercises if e.id not in answers)
    return Submission(student, assignment.slug, cells, untouched, remarks, bound, texts, blank, gone)


def _notebook(path: Path) -> NotebookNode:
    """A notebook with cells; SubmissionError where the file is none, OSError where it cannot be read."""
    try:
        notebook = read_notebook(path)
        damaged = any(not isinstance(cell.source, str) for cell in notebook.cells)
        mend(notebook)
    except OSError:
        raise
    except UnicodeDecodeError as error:
        raise SubmissionError(
            "{name} is not in UTF-8, as Jupyter saves it: ask for the file as it was saved", name=path.name
        ) from error
    except Exception as error:  # nbformat raises many kinds for what is not a notebook
        raise SubmissionError(
            "{name} is not a notebook (.ipynb, JSON): ask for it again", name=path.name
        ) from error
    if damaged:
        raise SubmissionError(
            "{name} has a cell without text: the file is damaged, ask for it again", name=path.name
        )
    if not notebook.cells:
        raise SubmissionError(
            "{name} has no cells: ask the student for the notebook they worked in", name=path.name
        )
    return notebook


def expect_a_file(path: Path) -> None:
    """A link could name any file of the instructor's; nothing that large is a notebook."""
    if path.is_symlink() or path.parent.is_symlink():
        raise SubmissionError("{name} is a link, not a file: ask for the notebook itself", name=path.name)
    if (when := path.with_name(TIMESTAMP)).is_symlink() or (when.exists() and not when.is_file()):
        raise SubmissionError("{name} is no file, and nbgrader would read it: remove it", name=when.name)
    if not path.is_file():
        raise SubmissionError("{name} is not there; {found}", name=path.name, found=instead_of(path))
    if (size := path.stat().st_size) > LARGEST:
        raise SubmissionError(
            "{name} is {size} MB large, more than {largest}: ask for it without its outputs",
            name=path.name,
            size=size >> 20,
            largest=LARGEST >> 20,
        )


def _is_of(cell: NotebookNode, given: Mapping[str, NotebookNode]) -> bool:
    """Whether a cell belongs to this assignment; every assignment has a set-up cell."""
    check = CHECK_CALL.fullmatch(cell.source)
    exercise = check[1] if check else grade_id_of(cell).removeprefix(CHECK_PREFIX)
    return check_id(exercise) in given


def _cells(
    notebook: NotebookNode,
    assignment: Assignment,
    given: Mapping[str, NotebookNode],
    untouched: frozenset[str],
) -> tuple[Cell, ...]:
    """Code cells in order; each exercise is asked once: the check cells are the grader's.

    It is asked at the last check before the next exercise's cell, so that checks put once more
    at the end change nothing; without any below its own cell, after that cell. Where that is as it was
    given, it is asked at its last check anywhere, or below what stands in the place of its cell there;
    or else at the end. A set-up cell left out runs first.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    ours = {_bare(cell.source) for cell in given.values()}
    found = [_cells_of(cell, given, ours) for cell in code]
    ids = [grade_id_of(cell) for cell in code]
    exercises = [e.id for e in assignment.automatic]
    kept = [(i, cell) for i, cells in enumerate(found) for cell in cells if cell.check is None]
    for exercise in exercises:
        checks = [i for i, cells in enumerate(found) if cells[0].check == exercise]
        start, end = _section(exercise, ids, exercises)
        below = [i for i in checks if i > start]
        place = ([i for i in below if i < end] or below or [start])[-1]
        if exercise in untouched:
            place = _below(exercise, given[exercise].source, (checks or [start])[-1], ids, found)
        kept.append((place, Cell("", exercise)))
    left_out = [Cell(as_run(c.source)) for name, c in given.items() if _is_set_up(c) and name not in ids]
    return (*left_out, *(cell for _, cell in sorted(kept, key=lambda item: item[0])))


def _section(exercise: str, ids: list[str], exercises: list[str]) -> tuple[int, int]:
    """The places of an exercise's own cell and of the next one's; the end, where there is none."""
    places = [i for i, grade_id in enumerate(ids) if grade_id == exercise]
    start = places[-1] if places else len(ids)
    others = (i for i in range(start, len(ids)) if ids[i] in exercises and ids[i] != exercise)
    return start, next(others, len(ids))


def _below(exercise: str, stub: str, check: int, ids: list[str], found: list[tuple[Cell, ...]]) -> int:
    """Where an exercise is done below its check, before any other's: a cell makes what its stub names."""
    wanted, place = words(stub), check
    for i in range(check + 1, len(found)):
        cell = found[i][0]
        if ids[i] not in ("", exercise, check_id(exercise)) or cell.check not in (None, exercise):
            break
        if wanted & names_bound(cell.source):
            place = i
    return place


def _is_set_up(cell: NotebookNode) -> bool:
    """Whether a cell of ours is to be run as it was given."""
    traits = cell.metadata.nbgrader
    return bool(traits.get("locked")) and not traits.get("grade") and cell.cell_type == "code"


def _cells_of(
    cell: NotebookNode, given: Mapping[str, NotebookNode], ours: Collection[str]
) -> tuple[Cell, ...]:
    """What becomes of a code cell: the place of a check, ours as it was given, or the student's."""
    grade_id = grade_id_of(cell)
    call = CHECK_CALL.fullmatch(cell.source)
    if grade_id in given and grade_id.startswith(CHECK_PREFIX):
        return (Cell("", grade_id.removeprefix(CHECK_PREFIX)),)
    if call and check_id(call[1]) in given:
        return (Cell("", call[1]),)
    if grade_id == SETUP_ID and grade_id in given:
        return set_up_cells(cell.source, given[grade_id].source)
    if grade_id in given and _is_set_up(given[grade_id]):
        return (Cell(as_run(given[grade_id].source)),)
    return (Cell(str(cell.source), own=_bare(cell.source) not in ours),)


def _of_set_up(notebook: NotebookNode, given: Mapping[str, NotebookNode]) -> Iterator[Message]:
    """Remarks on set-up cells that a student changed."""
    cells = [c.source for c in notebook.cells if c.cell_type == "code" and grade_id_of(c) == SETUP_ID]
    ours = given[SETUP_ID].source if SETUP_ID in given else ""
    parts = [part for source in cells if ours and (part := own_part(source, ours))]
    if parts:
        yield told_of(ours)


def _untouched(
    notebook: NotebookNode, assignment: Assignment, given: Mapping[str, NotebookNode]
) -> frozenset[str]:
    handed_in = {grade_id_of(cell): cell.source for cell in notebook.cells}
    return frozenset(
        e.id
        for e in assignment.automatic
        if _bare(handed_in.get(e.id, "")) in ("", _bare(given[e.id].source))
    )


def _blank(
    answers: Mapping[str, str], assignment: Assignment, given: Mapping[str, NotebookNode]
) -> frozenset[str]:
    """Exercises in words whose answer is left out, empty, or as it was given."""
    written = [e.id for e in assignment.exercises if e.kind == WRITTEN]
    return frozenset(
        name for name in written if _lines(answers.get(name, "")) in ("", _lines(given[name].source))
    )


def _digest(text: str) -> str:
    """Of a text, whatever blanks end its lines."""
    return hashlib.sha256(_lines(text).encode(errors="replace")).hexdigest()[:_DIGITS]


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _bare(source: str) -> str:
    """The code without comments' and blank lines' say: editing those is not an attempt."""
    lines = (line.split("#")[0].strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line)
