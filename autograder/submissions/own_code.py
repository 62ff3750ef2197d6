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

#: What reaches into other things, as functions and modules, and as attributes.
_BY_NAME = frozenset((
    "setattr", "delattr", "getattr", "exec", "eval", "compile", "globals", "locals", "vars", "__import__",
    "__builtins__", "builtins", "ctypes", "gc", "inspect", "importlib", "types", "unittest", "mock", "patch",
))  # fmt: skip
_BY_ATTRIBUTE = frozenset((
    "__setattr__", "__delattr__", "__getattribute__", "__dict__", "__class__", "__globals__", "__code__",
    "__closure__", "modules",
))  # fmt: skip


def own_code(sources: Iterable[str], names: Iterable[str]) -> str:
    """The code that these names are made by in a notebook's cells, statement by statement, in order.

    Without names it is all of the code. A cell that Python cannot read stands there as it is.
    """
    statements = [statement for source in sources for statement in _statements(source)]
    wanted = set(names)
    if not wanted:
        return _text(statements)
    bound = {name for statement in statements for name in _bound(statement)}
    used = [call for statement in statements for call in _calls(statement, wanted - bound)]
    wanted |= {name for call in used for name in _mentioned(call)}
    while more := {n for s in statements if _bound(s) & wanted for n in _mentioned(s)} - wanted:
        wanted |= more & bound
        if not more & bound:
            break
    return _text([*(s for s in statements if _belongs(s, wanted)), *used])


def digest_of_code(code: str) -> str:
    """A short name of code, the same for the same code."""
    return hashlib.sha256(code.encode(errors="replace")).hexdigest()[:12]


def _belongs(statement: ast.AST | str, wanted: set[str]) -> bool:
    named = isinstance(statement, str) and any(name in statement for name in wanted)
    return named or bool(_bound(statement) & wanted) or _reaches(statement)


def _statements(source: str) -> list[ast.AST | str]:
    try:
        return list(ast.parse(source).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [source] if source.strip() else []


def _text(statements: Iterable[ast.AST | str]) -> str:
    lines = (s if isinstance(s, str) else ast.unparse(s) for s in statements)
    return "\n\n".join(dict.fromkeys(lines))


def _bound(statement: ast.AST | str) -> set[str]:
    """The names that a statement gives something to, at its own level."""
    if isinstance(statement, str):
        return set()
    if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {statement.name}
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    inner = (part for part in ast.walk(statement) if isinstance(part, ast.stmt) and part is not statement)
    return {name for part in inner for name in _bound(part)}


def _mentioned(node: ast.AST | str) -> set[str]:
    return set() if isinstance(node, str) else {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _calls(statement: ast.AST | str, names: set[str]) -> Iterator[ast.AST | str]:
    """The calls of things that nothing in the notebook defines, such as `Lambda(...)`."""
    if isinstance(statement, str):
        if any(name in statement for name in names):
            yield statement
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and _last(node.func) in names:
            yield node


def _last(function: ast.AST) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _reaches(statement: ast.AST | str) -> bool:
    if isinstance(statement, str):
        return any(name in statement for name in _BY_NAME | _BY_ATTRIBUTE)
    return any(_reaches_out(node) for node in ast.walk(statement))


def _reaches_out(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        own = isinstance(node.value, ast.Name) and node.value.id == "self"
        return node.attr in _BY_ATTRIBUTE or (isinstance(node.ctx, ast.Store | ast.Del) and not own)
    if isinstance(node, ast.alias):
        return not {node.name.partition(".")[0], node.name}.isdisjoint(_BY_NAME | _BY_ATTRIBUTE)
    return isinstance(node, ast.Name) and node.id in _BY_NAME
