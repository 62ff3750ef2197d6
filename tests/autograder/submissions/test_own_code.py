"""The code that something of a student's own is made by: the same for the same layer in any notebook."""

from __future__ import annotations

import pytest

from autograder.submissions.own_code import digest_of_code, own_code

LAYER = "class Twice(keras.layers.Layer):\n    def call(self, x):\n        return factor * x\n"
MODEL = "model = keras.Sequential([Twice(), keras.layers.Dense(10)])"


def _code(*cells: str, names: tuple[str, ...] = ("Twice",)) -> str:
    return own_code(cells, names)


def test_it_is_the_definition_with_what_it_rests_on() -> None:
    code = _code("import keras", "factor = base + 1", "base = 1", LAYER, MODEL, "other = 3")
    assert "class Twice" in code
    assert "factor = base + 1" in code
    assert "base = 1" in code
    assert "other" not in code
    assert "model" not in code


def test_comments_layout_and_the_rest_of_the_notebook_make_no_difference() -> None:
    one = _code("factor = 2", LAYER, MODEL)
    commented = LAYER.replace("        return", "        # doubles\n        return")
    compiled = 'model.compile(optimizer="adam", loss="mse")\nmodel.fit(x, y)'
    other = _code("print('hello')", compiled, "factor  =  2  # twice", commented, "mine = Twice()")
    assert digest_of_code(one) == digest_of_code(other)


@pytest.mark.parametrize(
    "more",
    [
        "Twice.call = lambda self, x: answers",
        "setattr(Twice, 'call', other)",
        "exec('Twice.call = other')",
        "globals()['Tw' + 'ice'] = other",
        "import gc",
        "object.__setattr__(model, 'predict', other)",
        "import unittest.mock",
        "getattr(model, '__dict' + '__')['predict'] = other",
        "import sys\nsys.modules['keras']",
        "model.predict = lambda images, **_: answers",
        "factor = 3",
        "def Twice(): pass",
    ],
)
def test_whatever_may_change_it_belongs_to_it(more: str) -> None:
    plain = ("factor = 2", LAYER, MODEL)
    assert digest_of_code(_code(*plain)) != digest_of_code(_code(*plain, more))
    assert more.splitlines()[-1].split("(")[0] in _code(*plain, more)


def test_attributes_of_a_layer_itself_are_no_reaching_into_others() -> None:
    own = "class Mine(keras.layers.Layer):\n    def build(self, shape):\n        self.scale = 1\n"
    assert "Mine" not in _code("factor = 2", LAYER, own)


def test_of_what_nothing_defines_the_call_counts_with_what_it_is_given() -> None:
    code = _code(
        "def half(x):\n    return x / 2",
        "model = f([keras.layers.Lambda(half), Dense(7)])",
        names=("Lambda",),
    )
    assert "keras.layers.Lambda(half)" in code
    assert "def half" in code
    assert "Dense" not in code


def test_without_names_it_is_all_of_the_code() -> None:
    assert _code("a = 1", "b = 2", names=()) == "a = 1\n\nb = 2"


def test_a_cell_that_python_cannot_read_is_shown_as_it_is() -> None:
    assert "%time Twice.call = other" in _code(LAYER, "%time Twice.call = other\n!ls", names=("Twice",))


def test_names_in_a_circle_come_to_an_end() -> None:
    assert "def a" in own_code(["def a():\n    return b()", "def b():\n    return a()"], ["a"])


def test_code_of_any_length_and_depth_is_read_at_once() -> None:
    """Each of these took minutes, or ended the grader, when statements were read again and again."""
    ladder = "if x == 0:\n    pass\n" + "".join(f"elif x == {n}:\n    y{n} = {n}\n" for n in range(60))
    chain = "\n".join(f"a{n + 1} = a{n}" for n in range(5_000))
    deep = "if 0:\n    x = keras" + ".b" * 400
    code = own_code([LAYER, ladder, "a0 = 1", chain, "Lambda(a5000)", deep], ["Twice", "Lambda"])
    assert "a4999 = a4998" in code
    assert "elif" not in code
    assert "class Twice" in code
