"""Answers are plain facts about the student's namespace, whatever is in it."""

from __future__ import annotations

import gc
import json
import weakref
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.evidence.asks import Ask, Call, Figure, History, Images, Model, Value, models
from autograder.inside import answering, drawn, training_facts
from autograder.inside.training_facts import TEXT_LENGTH

IMAGES = np.arange(2 * 28 * 28, dtype=np.uint8).reshape(2, 28, 28)


def _answer(ask: Ask, drawn: list[Any] | None = None, **namespace: Any) -> tuple[dict[str, Any], Any]:
    facts, arrays = answering.answer([ask.to_json()], namespace, lambda split: IMAGES, drawn or [])
    return json.loads(json.dumps(facts))[0], arrays


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3, 3), (2.5, 2.5), (np.int64(7), 7), (np.float32(0.5), 0.5), (True, True), ("seven", "seven")],
)
def test_scalars_are_answered_by_value(value: Any, expected: Any) -> None:
    assert _answer(Value("x"), x=value)[0]["value"] == expected


def test_none_and_absent_are_missing() -> None:
    assert _answer(Value("x"), x=None)[0] == {"status": "missing"}
    assert _answer(Value("x"))[0] == {"status": "missing"}


def test_a_large_array_is_answered_by_its_digest() -> None:
    facts, arrays = _answer(Value("x"), x=np.zeros(answering.CARRIED_BYTES + 1, np.uint8))
    assert len(facts["sha256"]) == 64
    assert arrays == {}


def test_objects_without_numbers_are_named_by_type() -> None:
    facts, arrays = _answer(Value("x"), x=object())
    assert facts["type"] == "object"
    assert arrays == {}


def test_a_table_shows_its_columns() -> None:
    facts, arrays = _answer(Value("x"), x=pd.DataFrame({"loss": [1.0, 0.5], "accuracy": [0.1, 0.9]}))
    assert facts["columns"] == ["loss", "accuracy"]
    assert arrays["0.value"].shape == (2, 2)


def test_a_call_gets_a_copy_and_shows_what_was_left_of_it() -> None:
    def spoil(images: Any) -> Any:
        images[:] = 0
        return images / 255.0

    facts, arrays = _answer(Call("spoil", (Images("hidden", 1),)), spoil=spoil)
    assert facts["callable"]
    assert arrays["0.input0"].any() == np.False_
    assert IMAGES.any()


def test_no_progress_is_drawn_of_what_is_asked_and_prints_of_students_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    import keras

    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(2)])

    def read(images: Any) -> Any:
        print("I read", images.shape)
        return model.predict(images.astype("float32"))

    facts, _ = _answer(Call("read", (Images("hidden", 2),)), read=read)
    assert facts["shape"] == [2, 2]
    assert capsys.readouterr().out == "I read (2, 28, 28)\n"
    _answer(Call("read", (Images("hidden", 2),)), read=lambda images: model.predict(images[0]))
    capsys.readouterr()
    read(IMAGES)
    assert "step" in capsys.readouterr().out, "a student's own call goes on telling"


def test_a_function_that_raises_is_an_answer() -> None:
    facts, _ = _answer(Call("f", (Images("hidden"),)), f=lambda images: images.nothing)
    assert facts["status"] == "raised"
    assert facts["error"].startswith("AttributeError")


def test_a_function_that_returns_nothing_and_what_is_no_function() -> None:
    assert _answer(Call("f", (Images("hidden"),)), f=lambda images: None)[0]["type"] == "NoneType"
    assert _answer(Call("f", (Images("hidden"),)), f=3)[0]["callable"] is False


def test_history_is_read_from_an_object_or_a_mapping() -> None:
    columns = {"loss": [np.float32(1.5), 0.5]}

    class History_:
        history = columns

    for given in (columns, History_()):
        assert _answer(History("h"), h=given)[0]["columns"] == {"loss": [1.5, 0.5]}
    assert _answer(History("h"), h=3)[0]["columns"] is None


def test_what_is_no_model_says_so() -> None:
    facts, arrays = _answer(Model("m", (Images("hidden"),)), m=[1, 2])
    assert facts["is_model"] is False
    assert arrays == {}


def test_figures_are_answered_by_images_and_lines() -> None:
    from matplotlib.figure import Figure as Drawn

    figure = Drawn()
    first, second = figure.subplots(1, 2)
    first.imshow(IMAGES[0])
    second.plot([3, 1, 2], label="loss")
    facts, arrays = _answer(Figure(), [figure])
    (found,) = facts["figures"]
    assert found["images"] == 1
    assert found["lines"] == [{"panel": 1, "label": "loss", "y": [3, 1, 2], "called": ""}]
    assert len(found["panels"]) == 2
    assert np.array_equal(arrays["0.picture0"], IMAGES[0])


def test_a_figure_tells_what_is_written_in_it() -> None:
    from matplotlib.figure import Figure as Drawn

    figure = Drawn()
    panel = figure.subplots()
    panel.plot([3, 1, 2], label="loss")
    panel.legend()
    panel.text(0, 3, " here ")
    panel.text(1, 1, "")
    panel.set_title("History", loc="left")
    panel.set(xlabel="epoch", ylabel="nats")
    figure.legend(["for all"])
    (found,) = _answer(Figure(), [figure])[0]["figures"]
    assert found["legend"] == ["for all"]
    assert found["panels"] == [
        {
            "legend": ["loss"],
            "texts": ["here"],
            "title": "History",
            "x_label": "epoch",
            "y_label": "nats",
            "images": 0,
            "place": [0.125, 0.11, 0.775, 0.77],
        }
    ]


def test_what_figures_tell_is_bounded() -> None:
    from matplotlib.figure import Figure as Drawn

    figure = Drawn()
    for place in range(1, 122):
        panel = figure.add_subplot(11, 11, place)
        for i in range(4 if place < 50 else 0):
            panel.plot(np.zeros(3 * drawn.CURVE_POINTS), label=f"{i}")
        panel.imshow(np.zeros((1, 1)))
    for i in range(60):
        figure.axes[0].text(0, 0, f"{i}" * 1_000)
    (found,) = _answer(Figure(), [figure])[0]["figures"]
    assert len(found["panels"]) == drawn.PANELS
    assert found["images"] == 121  # counted, though not all are looked at
    assert len(found["lines"]) == drawn.LINES
    assert {len(line["y"]) for line in found["lines"]} == {drawn.CURVE_POINTS}
    assert len(found["panels"][0]["texts"]) == drawn.TEXTS
    assert len(found["panels"][0]["texts"][0]) == TEXT_LENGTH


def test_one_hostile_answer_does_not_spoil_the_others() -> None:
    class Hostile(dict[str, Any]):
        def __array__(self, *_: Any, **__: Any) -> Any:
            raise SystemError("no array for you")

        def items(self) -> Any:
            raise KeyError("none")

    asks = [Value("bad").to_json(), Value("good").to_json()]
    facts, _ = answering.answer(asks, {"bad": Hostile(), "good": 1}, lambda split: IMAGES, [])
    assert facts[0]["status"] == "raised"
    assert facts[1]["value"] == 1


@pytest.mark.parametrize(
    ("value", "field", "expected"),
    [
        (["a", 1, 2.5, None, object], "items", ["a", 1, 2.5, None, None]),
        ({"b", "a"}, "items", ["a", "b"]),
        ((np.int64(3), np.str_("c")), "items", [3, "c"]),
        ({"relu": np.float32(0.5), 3: "x"}, "entries", {"relu": 0.5, "3": "x"}),
        (pd.DataFrame({"u": [16, 64], "n": ["a", "b"]}), "table", {"u": [16, 64], "n": ["a", "b"]}),
    ],
)  # fmt: skip
def test_plain_collections_are_answered_item_by_item(value: Any, field: str, expected: Any) -> None:
    assert _answer(Value("x"), x=value)[0][field] == expected


def test_collections_are_bounded() -> None:
    endless = pd.DataFrame({f"c{i}": range(1_000) for i in range(150)})
    told = _answer(Value("x"), x=endless)[0]
    table = told["table"]
    assert told["length"] == 1_000
    assert len(table) == answering.COLUMNS
    assert {len(column) for column in table.values()} == {answering.ROWS}
    assert len(_answer(Value("x"), x=["a"] * 1_000)[0]["items"]) == answering.ITEMS


@pytest.mark.parametrize(
    ("value", "length"),
    [
        (["a"] * 1_000, 1_000),
        (list(range(600)), 600),
        (set(range(600)), 600),
        (np.array(["a"] * 700), 700),
        ({i: i for i in range(800)}, 800),
        (pd.DataFrame({"n": ["a"] * 900, "x": range(900)}), 900),  # of texts and numbers
        (pd.DataFrame({"x": []}), 0),
        ([], 0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_bounded_is_counted(value: Any, length: int) -> None:
    assert _answer(Value("x"), x=value)[0]["length"] == length


def test_what_a_callback_noted_beside_numbers_spoils_no_history() -> None:
    noted = {"loss": [2.0, 1.0], "when": ["now", "then"], "lr": [None, 0.1], "each": [np.ones(3)] * 2, "n": 3}
    assert _answer(History("x"), x=noted)[0]["columns"] == {"loss": [2.0, 1.0]}


class Network:
    layers: tuple[Any, ...] = ()
    built = compiled = False
    history = None

    def predict(self, images: Any, **_: Any) -> Any:
        return np.full((len(images), 10), 0.1)


def _networks(subject: Any) -> list[dict[str, Any]]:
    asks = [ask.to_json() for ask in models("nets", (Images("test"),), count=3)]
    facts, _ = answering.answer(asks, {"nets": subject}, lambda split: IMAGES, [])
    return facts


def test_a_dict_of_networks_is_answered_entry_by_entry() -> None:
    twice = Network()
    first, second, third = _networks({16: twice, "relu": twice, 64: 3})
    assert (first["key"], first["twin"], first["is_model"]) == ("16", None, True)
    assert (second["key"], second["twin"]) == ("relu", "16")
    assert (third["key"], third["is_model"]) == ("64", False)


def test_entries_that_are_not_there_are_missing() -> None:
    assert [f["status"] for f in _networks({1: Network()})] == ["answered", "missing", "missing"]
    assert _networks([Network()])[0]["type"] == "list"
    assert _networks({})[0]["type"] == "empty dict"


def test_a_network_tells_its_steps_and_how_many_it_took() -> None:
    import keras

    keras.utils.set_random_seed(1)  # wanted where another test has made TensorFlow deterministic
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])
    model.compile(optimizer=keras.optimizers.SGD(0.5), loss="mse")
    model.fit(np.zeros((9, 28, 28)), np.zeros((9, 10)), batch_size=4, epochs=2, verbose=0)
    facts, _ = _answer(Model("model", (Images("test", 2),)), model=model)
    assert facts["compile"]["learning_rate"] == 0.5
    assert facts["compile"]["updates"] == 6


class _Failing(Network):
    """Holds what it began to predict with in a cycle, as Keras does with its threads."""

    begun: weakref.ref[Any]

    def predict(self, images: Any, **settings: Any) -> Any:
        held = type("Held", (), {})()
        held.itself = held
        self.begun = weakref.ref(held)
        raise ValueError("another shape")


def test_nothing_is_left_of_a_prediction_that_failed(request: pytest.FixtureRequest) -> None:
    """Keras would leave a dozen threads each time, until the kernel may have no more and is aborted."""
    gc.disable()
    request.addfinalizer(gc.enable)
    model = _Failing()
    facts, _ = _answer(Model("model", (Images("test", 2),)), model=model)
    assert facts["errors"] == {"raw": "ValueError: another shape"}
    assert model.begun() is None


def test_how_a_network_was_compiled_is_read_by_keras_itself() -> None:
    import keras

    class Adam(keras.optimizers.SGD):  # type: ignore[misc]
        pass

    class Telling(keras.Sequential):  # type: ignore[misc]
        def get_compile_config(self) -> dict[str, str]:
            return {"optimizer": "adam"}

    model: Any = Telling([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(2)])
    for optimizer, told in (("sgd", "SGD"), (keras.optimizers.Adam(), "Adam"), (Adam(), "own Adam")):
        model.compile(optimizer=optimizer, loss="mse")
        settings = training_facts.compile_settings(model)
        assert settings is not None
        assert settings["optimiser"] == told
    model.get_compile_config = lambda: {"loss": "forged"}
    settings = training_facts.compile_settings(model)
    assert settings is not None
    assert settings["loss"] == "mse"


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ([(24, 24, 32), (10,)], ["(24, 24, 32)", "(10,)"]),
        ([[5, 5], (np.int64(3), None)], ["(5, 5)", "(3, None)"]),
        ([(1,) * 9, (1.5, 2), ("a",), ()], [None, None, None, "()"]),
    ],
)
def test_shapes_in_a_list_are_told_as_texts(held: Any, told: Any) -> None:
    facts, _ = answering.answer([{"ask": "value", "name": "held"}], {"held": held}, lambda _: np.zeros(0), [])
    assert facts[0]["items"] == told
