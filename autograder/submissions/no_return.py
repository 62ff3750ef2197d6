"""Functions of a student's own that give nothing back, where something is made of what they give."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from autograder.submissions.python import parsed

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def without_return(cells: Iterable[str], stopped: str) -> tuple[str, ...]:
    """Those whose result the cell that stopped goes on with, and that have no `return` with a value.

    They are looked for in `cells`, which ran before, and in itself: read and not run.
    """
    made: dict[str, _Function] = {}
    for module in filter(None, map(parsed, (*cells, stopped))):
        made |= {node.name: node for node in module.body if isinstance(node, _Function)}
    tree = parsed(stopped)
    used = dict.fromkeys(_used(tree)) if tree else {}
    return tuple(name for name in used if name in made and not _gives(made[name]))


def _used(tree: ast.Module) -> Iterator[str]:
    """The functions called whose result is not thrown away."""
    thrown = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and id(node) not in thrown:
            yield node.func.id


def _gives(function: _Function) -> bool:
    """Whether it returns or yields a value, itself and not a function within it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom) or (isinstance(node, ast.Return) and node.value):
            return True
        if not isinstance(node, _Function | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)
    return False
