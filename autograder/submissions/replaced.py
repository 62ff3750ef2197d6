"""What a notebook puts in the place of the grader's own things or of libraries': told, at no cost in points.

Nothing that a notebook replaces counts, since points come of evidence that is measured elsewhere. An
instructor is to know all the same, and whoever tried it that it was seen.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from autograder.messages import Message, say
from autograder.submissions.instead import named
from autograder.submissions.python import parsed

_LONGEST = 60  # of a name that is told
_GRADER, _ITS_CLASS = "grader", "Grader"
_SETTERS = frozenset(("setattr", "delattr"))
#: Places that libraries keep for functions of their users, as `pandas.options.display.float_format`.
_MADE_FOR_IT = frozenset(("options", "rcParams"))


def of_replaced(sources: Iterable[str]) -> tuple[Message, ...]:
    """A remark on what the cells of a student replace, if anything."""
    trees = [tree for source in sources if (tree := parsed(source))]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    own, modules = _defined(nodes), _imported(nodes)
    found = dict.fromkeys(name for node in nodes for name in _replaces(node, own, modules))
    if not found:
        return ()
    return (say("The code puts something of its own in the place of {names}. It ran as it is written, and "
                "earns nothing by itself: points come of what the grader measures outside of the notebook.",
                names=named(f"`{name[:_LONGEST]}`" for name in found)),)  # fmt: skip


def _defined(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The functions and classes of the student's own."""
    return frozenset(
        node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )


def _imported(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names under which modules, and what is in them, were imported."""
    aliases = (a for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for a in node.names)
    return frozenset(alias.asname or alias.name.partition(".")[0] for alias in aliases)


def _replaces(node: ast.AST, own: Collection[str], modules: Collection[str]) -> Iterator[str]:
    """What one statement or call puts something of its own in the place of."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target, given in (pair for t in targets for pair in _paired(t, value)):
                yield from _taken(target, given, own, modules)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _taken(target, value, own, modules)
        case ast.alias(asname=str(name)) if name in (_GRADER, _ITS_CLASS):
            yield name
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) if name in (_GRADER, _ITS_CLASS):
            yield name
        case ast.Call(func=ast.Name(id=setter), args=[whole, ast.Constant(value=str(name)), *rest]):
            if setter in _SETTERS:
                value = rest[0] if rest else ast.Constant(None)
                yield from _taken(ast.Attribute(whole, name, ast.Store()), value, own, modules)


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each target of an assignment with what it is given, as far as that is written there."""
    if not isinstance(target, ast.Tuple | ast.List):
        yield target, value
        return
    given = value.elts if isinstance(value, ast.Tuple | ast.List) else []
    for place, one in enumerate(target.elts):
        yield one, given[place] if place < len(given) else ast.Constant(None)


def _taken(
    target: ast.expr, value: ast.expr, own: Collection[str], modules: Collection[str]
) -> Iterator[str]:
    if isinstance(target, ast.Name):
        if target.id == _ITS_CLASS or (target.id == _GRADER and not _is_call_of(value, _ITS_CLASS)):
            yield target.id
        return
    if not isinstance(target, ast.Attribute | ast.Subscript):
        return
    path = ast.unparse(target)
    is_set = isinstance(target, ast.Attribute) and _is_of_others(path, value, own, modules)
    if is_set or path.startswith("sys.modules["):
        yield path


def _is_of_others(path: str, value: ast.expr, own: Collection[str], modules: Collection[str]) -> bool:
    """Whether something of the grader is set, or a function of the student's in a library."""
    root, *names = path.replace("[", ".").split(".")
    is_own = isinstance(value, ast.Lambda) or (isinstance(value, ast.Name) and value.id in own)
    return root == _GRADER or (root in modules and is_own and not _MADE_FOR_IT & {*names})


def _is_call_of(value: ast.expr, name: str) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func).endswith(name)
