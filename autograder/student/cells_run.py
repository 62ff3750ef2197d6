"""What ran in a student's own notebook: so that a check can say why a name that it asks for is not there.

IPython tells of each cell before and after it. Only what is certain is made of it: an error is told of
a name that the cell would have given, and of no other.
"""

from __future__ import annotations

import ast
import functools
import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.evidence.refusals import Reason
from autograder.evidence.stopped import Cells
from autograder.inside.network_facts import described
from autograder.submissions.names import names_given, words
from autograder.submissions.no_return import without_return
from autograder.submissions.python import parsed

_MOST = 500  # cells that are remembered
#: What a cell that Python cannot read would have given a name to, line by line.
_GIVEN = re.compile(r"^[^\S\n]*(?:(?:def|class)\s+(\w+)|([\w, ()]+?)\s*=(?!=))", re.MULTILINE)


@dataclass(eq=False)
class _Run:
    """A cell that runs, or ran; `info` is IPython's own of it."""

    info: Any
    error: Reason = ""
    source: str = field(init=False)

    def __post_init__(self) -> None:
        self.source = getattr(self.info, "transformed_cell", None) or self.info.raw_cell

    @property
    def cell(self) -> str | None:
        """What the notebook calls the cell; None where its program does not say."""
        return getattr(self.info, "cell_id", None)

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """What it gives names to, whether it came so far or not."""
        return _names(self.source)


class CellsRun:
    """The cells that a shell ran since the Grader was made; the one that runs at the moment is the last."""

    def __init__(self, shell: Any) -> None:
        self._runs = deque[_Run](maxlen=_MOST)
        self._cells = Cells()
        shell.events.register("pre_run_cell", self._begin)
        shell.events.register("post_run_cell", self._end)

    def error_of(self, missing: Collection[str], there: Collection[str]) -> Reason:
        """Why names are not there: the error of the cell that was the last to give one of them.

        Of names that are there, the error counts of a cell which gave them, was changed, and stopped: what
        is there is of before then.
        """
        for name in missing:
            if (run := self._last(name)) and run.error:
                return run.error
        for name in there:
            if (run := self._last(name)) and run.error and self._gave_before(run, name):
                return run.error
        return ""

    def gave_nothing(self, name: str) -> str:
        """The function without `return` whose result a name got; empty where it is not known to be so."""
        run = self._last(name)
        if run is None or run.error or not (function := _giver(run.source, name)):
            return ""
        before = [other.source for other in self._runs if other is not run]
        return function if function in without_return(before, run.source) else ""

    def error_just_before(self, names: Collection[str]) -> Reason:
        """That of the cell which ran right before a check in a cell of its own, if it has one of `names`."""
        if len(self._runs) < 2 or not _calls_alone(self._runs[-1].source):
            return ""
        before = self._runs[-2]
        return before.error if words(before.source) & {*names} else ""

    def _last(self, name: str) -> _Run | None:
        """The last cell that gives something to a name."""
        return next((run for run in reversed(self._runs) if name in run.names), None)

    def _gave_before(self, stopped: _Run, name: str) -> bool:
        """Whether the same cell came to its end before, and gave something to that name."""
        return stopped.cell is not None and any(
            run.cell == stopped.cell and name in run.names and not run.error for run in self._runs
        )

    def _begin(self, info: Any) -> None:
        self._runs.append(_Run(info))

    def _end(self, result: Any) -> None:
        run = next((run for run in reversed(self._runs) if run.info is result.info), None)
        if run is None:  # the cell that made us
            self._runs.append(run := _Run(result.info))
        error = result.error_before_exec or result.error_in_exec
        run.error = self._cells.explained(run.source, described(error) if error is not None else "")


@functools.cache
def cells_run(shell: Any) -> CellsRun:
    """Those of a shell; asking again for the same one changes nothing."""
    return CellsRun(shell)


def names_of_cell(variables: Mapping[str, Any]) -> frozenset[str]:
    """What the cell that runs at the moment gives names to, by what IPython keeps of it."""
    cells = variables.get("In")
    return _names(cells[-1]) if isinstance(cells, list) and cells else frozenset()


def _names(source: str) -> frozenset[str]:
    if tree := parsed(source):
        return frozenset(names_given(tree))
    return frozenset(word for given in _GIVEN.findall(source) for word in words(" ".join(given)))


def _giver(source: str, name: str) -> str:
    """The function whose result a cell gives to a name, in a line of its own; of several the last."""
    found = ""
    for statement in _statements(source):
        match statement:
            case ast.Assign(targets=[ast.Name(id=given)], value=ast.Call(func=ast.Name(id=function))):
                found = function if given == name else found
            case ast.Assign(targets=[ast.Name(id=given)]) if given == name:
                found = ""
    return found


def _calls_alone(source: str) -> bool:
    """Whether a cell does nothing but call and look, as a check's does."""
    statements = [*_statements(source)]
    return bool(statements) and all(isinstance(statement, ast.Expr) for statement in statements)


def _statements(source: str) -> Iterator[ast.stmt]:
    tree = parsed(source)
    yield from tree.body if tree else ()
