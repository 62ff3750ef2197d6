"""In which batches some code calls `fit`, as far as it can be read without being run."""

from __future__ import annotations

import ast

from autograder.submissions.python import parsed

_KERAS_OWN = 32  # images in a batch, where `fit` is told of no other size


def batch_size(source: str) -> int | None:
    """The size that every `fit` in some code takes for arrays; None where that is not plain."""
    tree = parsed(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
    fits = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "fit"]
    numbers = _numbers(tree) if tree else {}
    sizes = {_size(call, numbers) for call in fits}
    return sizes.pop() if len(sizes) == 1 else None


def _size(call: ast.Call, numbers: dict[str, int]) -> int | None:
    named = {keyword.arg: keyword.value for keyword in call.keywords}  # None is what `**` brings
    arrays = len(call.args) == 2 or (not call.args and {"x", "y"} <= named.keys())
    unread = any(isinstance(argument, ast.Starred) for argument in call.args)
    if not arrays or unread or not named.keys().isdisjoint({"steps_per_epoch", None}):
        return None
    return _whole(named["batch_size"], numbers) if "batch_size" in named else _KERAS_OWN


def _whole(node: ast.expr, numbers: dict[str, int]) -> int | None:
    if isinstance(node, ast.Name):
        return numbers.get(node.id)
    number = node.value if isinstance(node, ast.Constant) else None
    return number if type(number) is int and number > 0 else None


def _numbers(tree: ast.Module) -> dict[str, int]:
    """Variables that are one whole number, and are given nothing else in this code."""
    given = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    found: dict[str, int] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if given.count(name) == 1:
                number = _whole(value, {})
                found |= {} if number is None else {name: number}
    return found
