"""Answers that nothing honest gives are known before a check sees them; honest ones are typed and kept."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Ask, Call, Figure, History, Images, Model, Value
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import (
    Answer,
    Basis,
    CallAnswer,
    FigureAnswer,
    HistoryAnswer,
    Missing,
    ModelAnswer,
    NetworkAnswer,
    Raised,
    ValueAnswer,
)
from autograder.evidence.refusals import Refused
from autograder.evidence.schema import answer_of, answers_of, counted, facts_of, kept_answer, layers_of

PANEL: dict[str, Any] = {"legend": ["a"], "texts": [], "title": "", "x_label": "", "y_label": ""}
LINE: dict[str, Any] = {"panel": 0, "label": "a", "y": [1.0]}
LAYER: dict[str, Any] = {
    "class": "Dense", "units": 10, "activation": None, "parameters": None, "output_shape": [None, 10],
    "choices": {}, "settings": {}, "inside": [], "again": False,
}  # fmt: skip
COMPILE: dict[str, Any] = {
    "optimiser": "adam", "loss": None, "from_logits": False, "label_smoothing": 0.0, "reduction": None,
    "metrics": [None], "learning_rate": None, "updates": None, "options": {},
}  # fmt: skip
MODEL: dict[str, Any] = {
    "status": "answered", "type": "Sequential", "is_model": True, "built": True, "layers": [LAYER],
    "compiled": True, "compile": COMPILE, "errors": {},
}  # fmt: skip
ARRAY: dict[str, Any] = {"status": "answered", "type": "int", "shape": [], "dtype": "int64", "sha256": "0"}
VALUE = Value("x")
HONEST: list[tuple[Ask, type[Answer], dict[str, Any]]] = [
    (VALUE, Missing, {"status": "missing"}),
    (VALUE, Raised, {"status": "raised", "error": "ValueError"}),
    (VALUE, ValueAnswer, {**ARRAY, "value": 3}),
    (VALUE, ValueAnswer, {"status": "answered", "type": "bool", "value": True}),
    (VALUE, ValueAnswer, {"status": "answered", "type": "list", "items": ["a", 1, 2.5, None, 2**999]}),
    (VALUE, ValueAnswer, {"status": "answered", "type": "dict", "entries": {"a": None, "b": "c"}}),
    (VALUE, ValueAnswer, {**ARRAY, "columns": ["loss"], "table": {"loss": [1.0, "x"]}}),
    (VALUE, ValueAnswer, {"status": "answered", "type": "DataFrame", "columns": ["loss"]}),
    (Call("x", ()), CallAnswer, {**ARRAY, "callable": True}),
    (Call("x", ()), CallAnswer, {"status": "answered", "type": "NoneType", "stub": True, "callable": True}),
    (Call("x", ()), CallAnswer, {"status": "answered", "type": "int", "callable": False}),
    (History("x"), HistoryAnswer, {"status": "answered", "type": "History", "columns": {"loss": [1.0, 0.5]}}),
    (History("x"), HistoryAnswer, {"status": "answered", "type": "int", "columns": None}),
    (History("x"), HistoryAnswer, {
        "status": "answered", "type": "History", "columns": {"loss": [1.0]}, "updates": 34, "steps": 34,
    }),
    (Figure(), FigureAnswer, {
        "status": "answered",
        "figures": [{"images": 1, "lines": [LINE], "panels": [PANEL], "legend": []}],
    }),
    (Model("x"), ModelAnswer, {"status": "answered", "type": "int", "is_model": False, "key": "1"}),
    (Model("x"), NetworkAnswer, MODEL),
    (Model("x"), NetworkAnswer, {
        **MODEL, "key": "16", "twin": "8", "history": {"loss": [1.0]}, "description": {"class_name": "S"},
        "chained": True, "ways": {"f.test": {"way": "affine", "shape": [28, 28]}},
        "compile": {**COMPILE, "learning_rate": 0.1, "updates": 7, "options": {"momentum": 0.9, "name": "s"}},
        "steps": 34, "names": ["base_model"],
    }),
]  # fmt: skip

SIZES = {"test": 360, "hidden": 360}


@pytest.mark.parametrize(("ask", "kind", "said"), HONEST, ids=range(len(HONEST)))
def test_an_honest_answer_is_typed_and_written_as_it_was(
    ask: Ask, kind: type[Answer], said: dict[str, Any]
) -> None:
    (answer,), _ = answers_of([said], {}, (ask,))
    assert type(answer) is kind
    written = json.loads(json.dumps(facts_of(answer)))
    assert written == said
    assert kept_answer(written) == answer


def test_a_setting_beyond_all_numbers_is_refused() -> None:
    said = {**MODEL, "compile": {**COMPILE, "options": {"beta_1": 10**400}}}
    with pytest.raises(Refused, match="compile"):
        answers_of([said], {}, (Model("x"),))


def test_numbers_that_are_none_are_numbers() -> None:
    answer = answer_of({"status": "answered", "type": "H", "columns": {"loss": [1, float("nan")]}})
    assert isinstance(answer, HistoryAnswer)
    assert answer.columns is not None
    assert np.isnan(answer.columns["loss"][1])


def test_what_nobody_asked_for_is_dropped() -> None:
    assert answer_of({**ARRAY, "grade": 100, "built": []}) == answer_of(ARRAY)


def test_a_kernel_cannot_say_that_its_network_was_verified() -> None:
    claim = {"verified": "rebuilt", "unverified": "because", "left_out": ["f"]}
    assert answer_of({**MODEL, **claim}) == answer_of(MODEL)
    kept = kept_answer({**MODEL, **claim})
    assert isinstance(kept, NetworkAnswer)
    assert (kept.basis, kept.left_out) == (Basis.REBUILT, ("f",))


LIST = {"status": "answered", "type": "list"}


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ({"status": "answered"}, "lacks type"),
        ({"status": "raised"}, "lacks error"),
        ({"status": ["answered"], "type": "int"}, "status"),
        ({"status": "done", "type": "int"}, "status"),
        ({"status": "answered", "type": ["int"]}, "type"),
        ({"status": "answered", "type": "int", "value": 10**400}, "value"),
        ({"status": "answered", "type": "int", "value": -(10**400)}, "value"),
        ({"status": "answered", "type": "int", "value": {"template": "x", "values": {}}}, "value"),
        ({**LIST, "items": [1, 10**400]}, "items"),
        ({**LIST, "items": [[1]]}, "items"),
        ({**LIST, "entries": {"a": 10**400}}, "entries"),
        ({**LIST, "entries": {"a": []}}, "entries"),
        ({**LIST, "table": {"a": [10**400]}}, "table"),
        ({**LIST, "table": {"a": 3}}, "table"),
        ({**ARRAY, "shape": [1], "dtype": "i4,(2,3)f8"}, "dtype"),
        ({**ARRAY, "dtype": "int64\n"}, "dtype"),
        ({**ARRAY, "shape": [True]}, "shape"),
        ({**ARRAY, "shape": [2**63]}, "shape"),
        ({**ARRAY, "sha256": None}, "sha256"),
        ({"status": "answered", "type": "int", "shape": [1]}, "lacks dtype, sha256"),
        ({"status": "answered", "type": "f", "callable": 1}, "callable"),
        ({"status": "answered", "type": "H", "columns": {"loss": "abc"}}, "columns"),
        ({"status": "answered", "type": "H", "columns": {"loss": [10**400]}}, "columns"),
        (
            {"status": "answered", "type": "M", "is_model": True},
            "lacks built, compile, compiled, errors, lay",
        ),
        ({"status": "answered", "type": "M", "is_model": 1}, "is_model"),
        ({**MODEL, "layers": [{**LAYER, "units": "ten"}]}, "layers"),
        ({**MODEL, "layers": [{**LAYER, "again": 3}]}, "layers"),
        ({**MODEL, "layers": [{"class": "Dense"}]}, "layers"),
        ({**MODEL, "compile": {**COMPILE, "updates": 2**63}}, "compile"),
        ({**MODEL, "compile": {**COMPILE, "learning_rate": "x"}}, "compile"),
        ({**MODEL, "errors": []}, "errors"),
        ({**MODEL, "description": [1], "ways": {}}, "description"),
        ({**MODEL, "description": {}}, "lacks ways"),
        ({**MODEL, "ways": {"normalise.test": 3}}, "ways"),
        ({"status": "answered", "figures": [3]}, "figures"),
        ({"status": "answered", "figures": [{"lines": [LINE], "panels": [PANEL]}]}, "figures"),
        ({"status": "answered", "figures": [{"lines": [LINE], "panels": [PANEL], "legend": [3]}]}, "figures"),
        (
            {"status": "answered", "figures": [{"lines": [{"y": [1.0]}], "panels": [PANEL], "legend": []}]},
            "figures",
        ),
        (
            {
                "status": "answered",
                "figures": [{"lines": [], "panels": [PANEL | {"title": 3}], "legend": []}],
            },
            "figures",
        ),
    ],
)
def test_odd_answers_are_refused(said: dict[str, Any], about: str) -> None:
    whole = about if about.startswith("lacks") else f"an answer's {about} is not as it must be"
    with pytest.raises(Refused, match=whole):
        answer_of(said)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "not a list"),
        ([1], "not a list"),
        ([{"type": "int"}], "not a list"),
        ([], "not every ask"),
        ([ARRAY, ARRAY], "not every ask"),
    ],
)
def test_what_does_not_answer_the_asks_is_refused(said: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        answers_of(said, {}, (VALUE,))


def test_arrays_of_no_numbers_are_refused() -> None:
    with pytest.raises(Refused, match="arrays of numbers"):
        answers_of([ARRAY], {"0.value": np.array(["a"])}, (VALUE,))


@pytest.mark.parametrize("said", [3, [3], [{"class": "Dense"}]])
def test_layers_that_are_none_are_refused(said: Any) -> None:
    with pytest.raises(Refused, match="layers"):
        layers_of(said)


# Names of arrays -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("0.value", ArrayName(0, Part.VALUE)),
        ("12.input0", ArrayName(12, Part.INPUT)),
        ("3.picture19", ArrayName(3, Part.PICTURE, 19)),
        ("0.weights.104", ArrayName(0, Part.WEIGHTS, 104)),
        ("5.predictions.raw.test", ArrayName(5, Part.PREDICTIONS, 0, "raw", "test")),
        ("5.way.año_1.hidden", ArrayName(5, Part.WAY, 0, "año_1", "hidden")),
    ],
)
def test_names_are_read_as_they_are_written(text: str, name: ArrayName) -> None:
    assert ArrayName.read(text) == name
    assert str(name) == text
    assert text == f"{name.position}.{name.within}"


@pytest.mark.parametrize(
    "text",
    [
        "0.weights.x", "0.predictions.a.b.c", "0.../../x", "value", "0.fed.", "x.value", "٣.value",
        "00.value", "0.weights.00", "0.input", "0.picture100", "0.predictions", "0.predictions.raw",
        "0.value\n", "1.way.a.b/c",
    ],
)  # fmt: skip
def test_arrays_of_odd_names_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no name of an array"):
        ArrayName.read(text)
    with pytest.raises(Refused, match="belongs to no answer"):
        answers_of([ARRAY], {text: np.zeros(1)}, (VALUE,))


def test_an_array_beside_no_answer_is_refused() -> None:
    assert answers_of([ARRAY], {"0.value": np.zeros(1)}, (VALUE,))[1].keys() == {ArrayName(0, Part.VALUE)}
    with pytest.raises(Refused, match="belongs to no answer"):
        answers_of([ARRAY], {"1.value": np.zeros(1)}, (VALUE,))


def test_predictions_of_another_number_than_asked_do_not_count() -> None:
    """Three lucky guesses would else pass for a network that reads."""
    ask = Model("model", (Images("test", 8), Images("hidden")))
    arrays = {
        "0.predictions.raw.test": np.zeros((8, 10)),
        "0.predictions.raw.hidden": np.zeros((3, 10)),
        "0.predictions.raw.train": np.zeros((8, 10)),
        "0.predictions.f.test": np.zeros(()),
        "0.weights.0": np.zeros(3),
    }
    named = {ArrayName.read(name): array for name, array in arrays.items()}
    evidence, sizes = (
        Evidence("train", RunStatus.COMPLETED, (Missing(),), named),
        {"test": 360, "hidden": 360},
    )
    kept = counted(evidence, (ask,), sizes)
    assert set(map(str, kept.arrays)) == {"0.predictions.raw.test", "0.weights.0"}
