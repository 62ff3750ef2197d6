"""Student code as Python reads it, where it can be read and gone through."""

from __future__ import annotations

import ast
import contextlib
import gc
import threading
from collections.abc import Iterator

#: Levels of a tree. Whoever goes through one takes up to five calls a level, and Python allows 1,000.
_DEEPEST = 100

_ONE_AT_A_TIME = threading.Lock()


@contextlib.contextmanager
def one_tree_at_a_time() -> Iterator[None]:
    """For threads that read Python side by side, as `np.load` does with the head of each array.

    Before 3.12 CPython counts the depth of a tree in one place for all threads. Where garbage is collected
    in the middle of one, another thread may begin another, and one of them ends in a SystemError or a
    RecursionError that is not its own (gh-106905).
    """
    with _ONE_AT_A_TIME:
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if was_enabled:
                gc.enable()


def tree_of(source: str) -> ast.Module:
    """`ast.parse`, for threads that do so side by side; raises what it raises."""
    with one_tree_at_a_time():
        return ast.parse(source)


def parsed(source: str) -> ast.Module | None:
    """None where Python cannot read it, as lines of IPython's own, or where it is nested too deeply."""
    try:
        tree = tree_of(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [part for node in level for part in ast.iter_child_nodes(node)]
        if not level:
            return tree
    return None
