"""What a student put into the set-up cell: it runs below ours, and what makes the grader is made again."""

from __future__ import annotations

import ast
import re

from autograder.course.notebooks import as_run
from autograder.messages import Message, say
from autograder.submissions.names import names_bound
from autograder.submissions.python import parsed, tree_of
from autograder.submissions.submission import Cell

#: A line of IPython's, whose place a statement takes for Python to read the rest.
_MAGIC = re.compile(r"^([^\S\n]*)(?:[\w, ]+=[^\S\n]*)?[%!?].*$", re.MULTILINE)


def set_up_cells(source: str, given: str) -> tuple[Cell, ...]:
    """What runs of a set-up cell: ours; then the student's part, if any, and what makes the grader."""
    ours = Cell(as_run(given))
    own = own_part(source, given)
    if not own:
        return (ours,)
    return (ours, Cell(own, own=True), Cell("\n".join(map(ast.unparse, _makers(given)))))


def told_of(given: str) -> Message:
    """Said where a student's part of the set-up cell runs."""
    names = sorted({f"`{name}`" for maker in _makers(given) for name in names_bound(ast.unparse(maker))})
    return say("The first code cell was changed: it ran as it was handed out, and then what was changed "
               "or added in it. After that, {names} were made the course's again.",
               names=", ".join(names))  # fmt: skip


def own_part(source: str, given: str) -> str:
    """The lines of a set-up cell that are not ours; empty where there are none.

    What is ours stays where it rests on what the student changed, as in `LONG = 4 * EPOCHS`.
    A cell that Python cannot read is a student's own as a whole.
    """
    source, given = as_run(source), as_run(given)
    tree = parsed(_MAGIC.sub(r"\1pass", source))
    if tree is None:
        return source
    ours = {ast.dump(statement) for statement in tree_of(given).body}
    put_back = {name for maker in _makers(given) for name in names_bound(ast.unparse(maker))}
    lines: set[int] = set()
    changed: set[str] = set()
    for statement in tree.body:
        if _is_maker(statement) or (ast.dump(statement) in ours and not _names(statement) & changed):
            continue
        lines |= _lines_of(statement)
        changed |= names_bound(ast.unparse(statement)) - put_back
    return "\n".join(line for number, line in enumerate(source.splitlines(), 1) if number in lines)


def _makers(given: str) -> list[ast.stmt]:
    """Our statements that import from autograder and make the Grader."""
    return [statement for statement in tree_of(as_run(given)).body if _is_maker(statement)]


def _is_maker(statement: ast.stmt) -> bool:
    """Whether a statement is of those; in an earlier release or another language it is written otherwise."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "autograder"
    made = statement.value if isinstance(statement, ast.Assign) else None
    return isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == "Grader"


def _names(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def _lines_of(statement: ast.stmt) -> set[int]:
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(d.lineno for d in decorators)])
    return set(range(first, (statement.end_lineno or first) + 1))
