"""Which names a cell gives something to, read and not run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from autograder.submissions.python import parsed

_WORD = re.compile(r"[^\W\d]\w*")


def words(text: str) -> frozenset[str]:
    """All that could be a name in a text."""
    return frozenset(_WORD.findall(text))


def names_bound(source: str) -> frozenset[str]:
    """Names that a cell assigns, defines or imports; of what is no plain Python, every word."""
    tree = parsed(source)
    return words(source) if tree is None else frozenset(n for node in ast.walk(tree) for n in _bound(node))


_OF_ITS_OWN = ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def names_given(tree: ast.AST) -> Iterator[str]:
    """Names that a cell gives something to for the cells after it: not those within its functions."""
    yield from _bound(tree)
    if not isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | _OF_ITS_OWN):
        for node in ast.iter_child_nodes(tree):
            yield from names_given(node)


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.partition(".")[0]
