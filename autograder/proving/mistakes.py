"""The mistakes that people make with networks, as changes of a cell: what they forget, mix up and repeat.

`mutants` makes wrong programs of them, beside the slips of a single place that it knows itself. A
training is `model.fit(...)` or a notebook's own `train(model, images, test_images, epochs)`; where it
is to fail, within `try`, it is left alone.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterator, Mapping

#: An operator's name, what stands there, and what is put in its place.
Change = tuple[str, ast.AST, ast.AST]
Parents = Mapping[ast.AST, ast.AST]

SLIP = "slip"
_OPERATORS = {
    "stale state": ("use before it is made", "take a trained network"),
    "wrong split": (
        "swap training and test", "train on the test images too", "train on a part",
        "validate on the training images", "validate on a split",
    ),
    "wrong variable": ("another variable", "forgotten normalisation", "normalised where raw is meant"),
    "doubled training": ("train twice",),
    "skipped training": ("skip a training",),
    "other settings": (
        "swap a setting", "change a size", "set an optimiser", "set a batch size", "set the epochs",
        "regularise",
    ),
}  # fmt: skip
_KINDS = {operator: kind for kind, operators in _OPERATORS.items() for operator in operators}

_TRAINED = ("base_model", "model")
_HELPER = ("model", "images", "test_images", "epochs")
_HELPED = (
    "{model}.fit({images}, y_train, batch_size=32, epochs={epochs}, "
    "validation_data=({test_images}, y_test), verbose=0)"
)
_DEFAULTS = {"images": "x_train_norm", "test_images": "x_test_norm", "epochs": "EPOCHS"}
_SETTINGS = {
    "adam": "keras.optimizers.Adam(learning_rate=0.01)",
    "sgd": "keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)",
    "rmsprop": "keras.optimizers.RMSprop(rho=0.5)",
}
_CHANGING = ("fit", "train", "compile", "append", "add", "sort", "set_weights")
_NARROWED = 16  # units from here on are also halved and quartered


def kind_of(operator: str) -> str:
    """Which kind of mistake an operator makes."""
    return _KINDS.get(operator, SLIP)


def trains(node: ast.AST) -> bool:
    """Whether it is a training, or a statement that is one."""
    call = node.value if isinstance(node, ast.Expr) else node
    return isinstance(call, ast.Call) and _called(call) in ("fit", "train")


def mistakes(tree: ast.Module, parents: Parents, names: Collection[str]) -> Iterator[Change]:
    """Those that a cell can have; `names` are the variables that are there when it runs."""
    for node in ast.walk(tree):
        yield from _of_body(node, parents)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and not _is_called(node, parents):
            yield from _another_variable(node, names)
        if isinstance(node, ast.Call):
            yield from _trained_already(node, names)
            yield from _of_settings(node)
            if trains(node) and not _is_tried(node, parents):
                yield from _of_training(node, names)


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _is_called(node: ast.AST, parents: Parents) -> bool:
    parent = parents.get(node)
    return isinstance(parent, ast.Call) and parent.func is node


def _expression(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


def _is_tried(node: ast.AST, parents: Parents) -> bool:
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.Try):
            return True
    return False


# Stale state, and training again ----------------------------------------------------------------


def _of_body(node: ast.AST, parents: Parents) -> Iterator[Change]:
    """Trainings made twice, and statements exchanged where the second needs what the first does."""
    found = getattr(node, "body", None)
    body: list[ast.stmt] = found if isinstance(found, list) else []
    for i, first in enumerate(body):
        before, after = body[:i], body[i + 1 :]
        if _trains_what_is_there(first) and not _is_tried(first, parents):
            yield "train twice", node, _with_body(node, [*before, first, first, *after])
        if after and _made_by(first) & loaded(after[0]):
            yield "use before it is made", node, _with_body(node, [*before, after[0], first, *after[1:]])


def _with_body(node: ast.AST, body: list[ast.stmt]) -> ast.AST:
    changed = copy.copy(node)
    changed.body = body  # type: ignore[attr-defined]
    return changed


def _trains_what_is_there(statement: ast.stmt) -> bool:
    """Whether it trains a network that has a name: one built on the spot would begin anew."""
    call = getattr(statement, "value", None)
    return isinstance(call, ast.Call) and trains(call) and isinstance(_object(call), ast.Name)


def _object(call: ast.Call) -> ast.expr | None:
    """What a method is called of; of a function, its first argument."""
    if isinstance(call.func, ast.Attribute):
        return call.func.value
    return call.args[0] if call.args else None


def _made_by(statement: ast.stmt) -> set[str]:
    """The variables that it defines, or whose objects it changes."""
    if isinstance(statement, ast.FunctionDef):
        return {statement.name}
    made = set()
    for node in ast.walk(statement):
        changed: ast.AST | None = node
        if isinstance(node, ast.Call) and _called(node) in _CHANGING:
            changed = _object(node)
        while isinstance(changed, ast.Subscript | ast.Attribute) and changed is not node:
            changed = changed.value
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            changed = node.value
        if isinstance(changed, ast.Name) and (changed is not node or isinstance(changed.ctx, ast.Store)):
            made.add(changed.id)
    return made


def loaded(node: ast.AST) -> set[str]:
    """The variables that are read in it."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _trained_already(call: ast.Call, names: Collection[str]) -> Iterator[Change]:
    """A network that is there, where a new one is meant."""
    if _called(call).startswith("build_") or _called(call) in ("Sequential", "clone_model"):
        for name in _TRAINED:
            if name in names:
                yield "take a trained network", call, ast.Name(name, ast.Load())


def _another_variable(node: ast.Name, names: Collection[str]) -> Iterator[Change]:
    """One that is called alike: the last of their words is the same."""
    last = node.id.rpartition("_")[2]
    for name in sorted(names):
        if name != node.id and name.rpartition("_")[2] == last:
            yield "another variable", node, ast.Name(name, ast.Load())


# How a network is trained -----------------------------------------------------------------------


def _of_training(call: ast.Call, names: Collection[str]) -> Iterator[Change]:
    if isinstance(call.func, ast.Attribute):
        yield from ((operator, call, changed) for operator, changed in _of_fit(call, names))
        return
    if not call.args:
        return
    yield "skip a training", call, call.args[0]
    yield "train twice", call, ast.Call(call.func, [call], [])
    yield from (("set the epochs", call, _with(call, "epochs", epochs)) for epochs in ("1", "40"))
    if {*_DEFAULTS.values(), "y_train", "y_test"} <= {*names}:
        for operator, changed in _of_fit(_as_fit(call), names):
            if operator != "set the epochs":
                yield operator, call, ast.Attribute(changed, "model", ast.Load())


def _as_fit(call: ast.Call) -> ast.Call:
    """What the notebook's own `train` does with these arguments."""
    given = dict(zip(_HELPER, call.args, strict=False)) | {k.arg: k.value for k in call.keywords}
    fit = _expression(
        _HELPED.format(**_DEFAULTS | {str(name): ast.unparse(value) for name, value in given.items()})
    )
    assert isinstance(fit, ast.Call)
    return fit


def _of_fit(fit: ast.Call, names: Collection[str]) -> Iterator[tuple[str, ast.Call]]:
    yield from (("set the epochs", _with(fit, "epochs", epochs)) for epochs in ("1", "40"))
    yield "set a batch size", _with(fit, "batch_size", "128")
    if len(fit.args) != 2:
        return
    data = [ast.unparse(argument) for argument in fit.args]
    tests = [name.replace("train", "test") for name in data]
    if tests != data and {*tests} <= {*names}:
        yield "train on the test images too", _on(fit, "np.concatenate(({0}, {1}))", data, tests)
    yield "train on a part", _on(fit, "{0}[: len({0}) // 2]", data, data)
    if any(keyword.arg == "validation_data" for keyword in fit.keywords):
        yield "validate on the training images", _with(fit, "validation_data", f"({data[0]}, {data[1]})")
        yield "validate on a split", _without(_with(fit, "validation_split", "0.2"), "validation_data")


def _on(fit: ast.Call, template: str, *data: list[str]) -> ast.Call:
    return ast.Call(
        fit.func, [_expression(template.format(*pair)) for pair in zip(*data, strict=True)], fit.keywords
    )


def _with(call: ast.Call, name: str, value: str) -> ast.Call:
    """The call with an argument set, in its place where it has one by that name."""
    given = ast.keyword(name, _expression(value))
    kept = [given if keyword.arg == name else keyword for keyword in call.keywords]
    return ast.Call(call.func, call.args, kept if given in kept else [*kept, given])


def _without(call: ast.Call, name: str) -> ast.Call:
    return ast.Call(call.func, call.args, [keyword for keyword in call.keywords if keyword.arg != name])


def _of_settings(call: ast.Call) -> Iterator[Change]:
    if _called(call) == "Dense":
        yield "regularise", call, _with(call, "kernel_regularizer", "'l2'")
        for units in call.args[:1]:
            if isinstance(units, ast.Constant) and isinstance(units.value, int) and units.value >= _NARROWED:
                yield from (("change a size", units, ast.Constant(units.value // part)) for part in (2, 4))
    for setting in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(setting, ast.Constant) and setting.value in _SETTINGS:
            yield "set an optimiser", setting, _expression(_SETTINGS[setting.value])
