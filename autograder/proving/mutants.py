"""Wrong programs made from right ones: each mutant is a solution's cell with one thing changed."""

from __future__ import annotations

import ast
import copy
import difflib
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import takewhile

from autograder.proving.mistakes import Change, Parents, kind_of, mistakes, trains
from autograder.submissions.python import tree_of

#: Words that take each other's place.
FAMILIES = (
    ("relu", "sigmoid", "tanh", "softmax", "linear"),
    ("adam", "sgd", "rmsprop"),
    ("sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy", "mse"),
    ("loss", "accuracy"),
    ("val_loss", "val_accuracy"),
    ("better", "worse", "no difference"),
    ("yes", "no"),
    ("a", "b", "c", "d", "e"),
)
#: Names of functions and classes that take each other's place.
CALLABLES = (
    ("Adam", "SGD", "RMSprop"), ("Flatten", "Identity"), ("Reshape", "Permute"), ("ReLU", "Softmax"),
    ("argmax", "argmin"), ("max", "min"), ("mean", "sum"), ("zeros", "ones"), ("argsort", "sort"),
    ("sorted", "list"), ("unique", "ravel"), ("add", "subtract"),
)  # fmt: skip
_SIZES = frozenset(("units", "epochs", "batch_size", "filters", "kernel_size", "range", "Dense"))
_LARGE = 8  # numbers from here on are also doubled and halved

_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult,
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.GtE, ast.LtE), ast.LtE: (ast.Gt, ast.Lt), ast.Gt: (ast.LtE, ast.GtE),
    ast.GtE: (ast.Lt, ast.Gt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One exercise's cell with one change; `was` and `became` are the lines that differ."""

    exercise: str
    operator: str
    source: str
    was: str
    became: str

    @property
    def id(self) -> str:
        """By content: the same wherever and whenever it is made."""
        return hashlib.sha256(f"{self.exercise}\n{self.source}".encode()).hexdigest()[:10]

    @property
    def kind(self) -> str:
        """Which kind of mistake it is."""
        return kind_of(self.operator)


def mutants(exercise: str, source: str, names: Collection[str]) -> Iterator[Mutant]:
    """Every mutant of a cell, once each; `names` are the variables that are there when it runs."""
    tree = tree_of(source)
    whole = ast.unparse(tree)
    seen = {whole}
    for operator, old, new in _changes(tree, names):
        # What deepcopy is told to have copied already, it takes as it is.
        changed = ast.unparse(ast.fix_missing_locations(copy.deepcopy(tree, {id(old): new})))
        if changed not in seen and _is_python(changed):
            seen.add(changed)
            yield Mutant(exercise, operator, changed, *_different(whole, changed))


def assigned(source: str) -> set[str]:
    """The variables that a cell defines; those within its functions end with them."""
    found: set[str] = set()
    left: list[ast.AST] = [tree_of(source)]
    while left:
        node = left.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        if not isinstance(node, ast.FunctionDef | ast.Lambda):
            left.extend(ast.iter_child_nodes(node))
    return found


def _is_python(source: str) -> bool:
    try:
        tree_of(source)
    except SyntaxError:
        return False
    return True


def _different(whole: str, changed: str) -> tuple[str, str]:
    before, after = ([line for line in source.splitlines() if line] for source in (whole, changed))
    if {*before} == {*after}:
        return _moved(before, after)
    lines = list(difflib.ndiff(before, after))
    return (
        "\n".join(line[2:].strip() for line in lines if line.startswith("- ")),
        "\n".join(line[2:].strip() for line in lines if line.startswith("+ ")),
    )


def _moved(before: list[str], after: list[str]) -> tuple[str, str]:
    """Lines in another order, or more than once: on one line, as they stood and as they stand."""
    first = _alike(before, after)
    last = min(_alike(before[::-1], after[::-1]), len(before) - first)
    if first + last == len(before):  # what stands twice now is told beside what stood once
        first -= 1
    parts = (lines[first : len(lines) - last] for lines in (before, after))
    was, became = ("; ".join(line.strip() for line in part) for part in parts)
    return was, became


def _alike(before: list[str], after: list[str]) -> int:
    """How many lines they begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))


def _changes(tree: ast.Module, names: Collection[str]) -> Iterator[Change]:
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            yield "skip a training" if trains(node) else "drop a statement", node, ast.Pass()
        elif not _is_only_read(node, parents):
            yield from _of_expression(node, parents, names)
    yield from (change for change in mistakes(tree, parents, names) if not _is_only_read(change[1], parents))


def _is_only_read(node: ast.AST, parents: Parents) -> bool:
    """Whether it only changes what is printed, which nobody judges."""
    while node in parents:
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
        ):
            return True
        node = parents[node]
    return False


def _of_expression(node: ast.AST, parents: Parents, names: Collection[str]) -> Iterator[Change]:
    if isinstance(node, ast.Constant):
        yield from _of_constant(node, parents)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from _of_name(node, parents, names)
    elif isinstance(node, ast.Name | ast.Attribute):
        yield from _of_callable(node)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        yield from _of_items(node)
    elif isinstance(node, ast.Dict):
        yield from _of_dict(node)
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield "forgotten index", node, node.value
    else:
        yield from _of_operation(node)


def _of_constant(node: ast.Constant, parents: Parents) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield "flip a truth", node, ast.Constant(not value)
    elif isinstance(value, str):
        for family in FAMILIES:
            for other in family if value in family else ():
                yield _word_operator(family), node, ast.Constant(other)
    elif isinstance(value, int):
        operator = _number_operator(node, parents)
        for other in (value + 1, value - 1, *((value * 2, value // 2) if value >= _LARGE else ())):
            yield operator, node, ast.Constant(other)
    elif isinstance(value, float):
        for changed in (value + 1.0, value * 2, value / 2):
            yield "change a number", node, ast.Constant(changed)


def _word_operator(family: tuple[str, ...]) -> str:
    if "a" in family or "better" in family or "yes" in family:
        return "claim something else"
    return "swap a setting" if "relu" in family or "adam" in family or "mse" in family else "swap a measure"


def _number_operator(node: ast.AST, parents: Parents) -> str:
    while node in parents and not isinstance(node, ast.stmt):
        node = parents[node]
        if isinstance(node, ast.keyword):
            return (
                "wrong axis"
                if node.arg == "axis"
                else "change a size"
                if node.arg in _SIZES
                else "change a number"
            )
        if isinstance(node, ast.Subscript | ast.Slice):
            return "off by one"
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            return "change a size" if called in _SIZES else "change a number"
    return "change a number"


def _of_name(node: ast.Name, parents: Parents, names: Collection[str]) -> Iterator[Change]:
    yield from _of_callable(node)
    for one, other in (("train", "test"), ("test", "train")):
        if one in node.id and (swapped := node.id.replace(one, other)) in names:
            yield "swap training and test", node, ast.Name(swapped, ast.Load())
    if node.id.endswith("_norm") and node.id.removesuffix("_norm") in names:
        yield "forgotten normalisation", node, ast.Name(node.id.removesuffix("_norm"), ast.Load())
    elif f"{node.id}_norm" in names:
        yield "normalised where raw is meant", node, ast.Name(f"{node.id}_norm", ast.Load())
    if node.id.startswith("y_") and isinstance(parents.get(node), ast.Call | ast.Tuple | ast.keyword):
        shuffled = ast.parse(f"np.random.default_rng(0).permutation({node.id})", mode="eval").body
        yield "shuffle the labels", node, shuffled


def _of_callable(node: ast.Name | ast.Attribute) -> Iterator[Change]:
    name = node.id if isinstance(node, ast.Name) else node.attr
    for family in CALLABLES:
        for other in family if name in family else ():
            changed = copy.copy(node)
            setattr(changed, "id" if isinstance(changed, ast.Name) else "attr", other)
            yield "swap a function", node, changed


def _of_call(node: ast.Call) -> Iterator[Change]:
    for keyword in node.keywords:
        kept = [other for other in node.keywords if other is not keyword]
        yield "drop an argument", node, ast.Call(node.func, node.args, kept)
    if len(node.args) == 1 and not node.keywords and not trains(node):
        yield "forgotten call", node, node.args[0]
    if len(node.args) == 2:
        yield "swap arguments", node, ast.Call(node.func, node.args[::-1], node.keywords)


def _of_items(node: ast.List | ast.Tuple | ast.Set) -> Iterator[Change]:
    stored = not isinstance(node, ast.Set) and isinstance(node.ctx, ast.Store)
    for i in range(len(node.elts)) if not stored else ():
        yield "drop an item", node, _with_items(node, [*node.elts[:i], *node.elts[i + 1 :]])
    for i in range(len(node.elts) - 1):
        items = [*node.elts]
        items[i], items[i + 1] = items[i + 1], items[i]
        yield "swap two items", node, _with_items(node, items)


def _with_items(node: ast.List | ast.Tuple | ast.Set, items: list[ast.expr]) -> ast.AST:
    changed = copy.copy(node)
    changed.elts = items
    return changed


def _of_dict(node: ast.Dict) -> Iterator[Change]:
    for i in range(len(node.keys)):
        keys = [*node.keys[:i], *node.keys[i + 1 :]]
        yield "drop an item", node, ast.Dict(keys, [*node.values[:i], *node.values[i + 1 :]])
    for i in range(len(node.keys) - 1):
        swapped = [*node.values]
        swapped[i], swapped[i + 1] = swapped[i + 1], swapped[i]
        yield "swap two items", node, ast.Dict(node.keys, swapped)


def _of_operation(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp) and (other := _ARITHMETIC.get(type(node.op))):
        yield "swap an operation", node, ast.BinOp(node.left, other(), node.right)
        yield "drop an operation", node, node.left
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for flipped in _COMPARISONS.get(type(node.ops[0]), ()):
            yield "flip a comparison", node, ast.Compare(node.left, [flipped()], node.comparators)
    elif isinstance(node, ast.UnaryOp):
        yield "drop a sign", node, node.operand
    elif isinstance(node, ast.IfExp):
        yield "take one branch", node, node.body
        yield "take one branch", node, node.orelse
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield "drop a condition", node, ast.comprehension(node.target, node.iter, [], node.is_async)
