"""How some code calls `fit`, as far as it can be read without being run."""

from __future__ import annotations

import ast


def leaves_batches_alone(source: str) -> bool:
    """Whether every `fit` in some code is given arrays and no batch_size, so that Keras takes 32."""
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except (SyntaxError, ValueError, RecursionError):  # such as lines for the shell
        return False
    fits = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "fit"]
    named = {keyword.arg for call in fits for keyword in call.keywords}  # None is what `**` brings
    return (
        bool(fits)
        and not named & {"batch_size", "steps_per_epoch", None}
        and all(len(call.args) == 2 or {"x", "y"} <= named for call in fits)
    )
