"""Student code as Python reads it, where it can be read and gone through."""

from __future__ import annotations

import ast

#: Levels of a tree. Whoever goes through one takes up to five calls a level, and Python allows 1,000.
_DEEPEST = 100


def parsed(source: str) -> ast.Module | None:
    """None where Python cannot read it, as lines of IPython's own, or where it is nested too deeply."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [part for node in level for part in ast.iter_child_nodes(node)]
        if not level:
            return tree
    return None
