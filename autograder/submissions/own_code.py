"""The part of a student's code that something of their own is made by: what a person looks at to confirm it.

Two students who use the same layer have the same code here, whatever else is in their notebooks: definitions
are taken with what they rest on, without comments and layout. What reaches into other things (sets their
attributes, runs texts, goes into modules' insides) may change any definition, so it belongs to the code of
everybody who does it.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.submissions.python import parsed

#: What reaches into other things, as functions and modules, and as attributes.
_BY_NAME = frozenset((
    "setattr", "delattr", "getattr", "exec", "eval", "compile", "globals", "locals", "vars", "__import__",
    "__builtins__", "builtins", "ctypes", "gc", "inspect", "importlib", "types", "unittest", "mock", "patch",
))  # fmt: skip
_BY_ATTRIBUTE = frozenset((
    "__setattr__", "__delattr__", "__getattribute__", "__dict__", "__class__", "__globals__", "__code__",
    "__closure__", "modules",
))  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Statement:
    """One statement as text, without comments and layout; the whole of a cell that Python cannot read.

    `bound` are the names that it gives something to, at its own level; `mentioned` those that it uses.
    """

    text: str
    tree: ast.stmt | None = None
    bound: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()


def own_code(sources: Iterable[str], names: Iterable[str]) -> str:
    """The code that these names are made by in a notebook's cells, statement by statement, in order.

    Without names it is all of the code. A cell that Python cannot read stands there as it is.
    """
    statements = [statement for source in sources for statement in _statements(source)]
    wanted = set(names)
    if not wanted:
        return _text(statements)
    bound = {name for statement in statements for name in statement.bound}
    used = [call for statement in statements for call in _calls(statement, wanted - bound)]
    wanted |= {name for call in used for name in call.mentioned}
    wanted = _with_what_they_rest_on(wanted, statements)
    return _text([*(s for s in statements if _belongs(s, wanted)), *used])


def digest_of_code(code: str) -> str:
    """A short name of code, the same for the same code."""
    return hashlib.sha256(code.encode(errors="replace")).hexdigest()[:12]


def _with_what_they_rest_on(wanted: set[str], statements: Iterable[_Statement]) -> set[str]:
    """These names, and all that the statements mention by which they are made, and so on."""
    makers: dict[str, list[_Statement]] = {}
    for statement in statements:
        for name in statement.bound:
            makers.setdefault(name, []).append(statement)
    found, waiting = set(wanted), list(wanted)
    while waiting:
        for statement in makers.pop(waiting.pop(), ()):
            more = (statement.mentioned & makers.keys()) - found
            found |= more
            waiting.extend(more)
    return found


def _belongs(statement: _Statement, wanted: set[str]) -> bool:
    if statement.tree is None:
        return any(name in statement.text for name in wanted | _BY_NAME | _BY_ATTRIBUTE)
    return bool(statement.bound & wanted) or any(map(_reaches_out, ast.walk(statement.tree)))


def _statements(source: str) -> list[_Statement]:
    tree = parsed(source)
    if tree is None:
        return [_Statement(source)] if source.strip() else []
    return [_Statement(ast.unparse(s), s, frozenset(_bound(s)), _mentioned(s)) for s in tree.body]


def _text(statements: Iterable[_Statement]) -> str:
    return "\n\n".join(dict.fromkeys(statement.text for statement in statements))


def _bound(statement: ast.stmt) -> Iterator[str]:
    waiting: list[ast.AST] = [statement]
    while waiting:
        match waiting.pop():
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
            case other:
                waiting.extend(ast.iter_child_nodes(other))


def _mentioned(node: ast.AST) -> frozenset[str]:
    return frozenset(n.id for n in ast.walk(node) if isinstance(n, ast.Name))


def _calls(statement: _Statement, names: set[str]) -> Iterator[_Statement]:
    """The calls of things that nothing in the notebook defines, such as `Lambda(...)`."""
    if statement.tree is None:
        if any(name in statement.text for name in names):
            yield statement
        return
    for node in ast.walk(statement.tree):
        if isinstance(node, ast.Call) and _last(node.func) in names:
            yield _Statement(ast.unparse(node), mentioned=_mentioned(node))


def _last(function: ast.AST) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _reaches_out(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        own = isinstance(node.value, ast.Name) and node.value.id == "self"
        return node.attr in _BY_ATTRIBUTE or (isinstance(node.ctx, ast.Store | ast.Del) and not own)
    if isinstance(node, ast.alias):
        return not {node.name.partition(".")[0], node.name}.isdisjoint(_BY_NAME | _BY_ATTRIBUTE)
    return isinstance(node, ast.Name) and node.id in _BY_NAME
