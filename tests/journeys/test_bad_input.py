"""What a student may get wrong, and the sentence that names it: in their own notebook, not trained long."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder.course.course import Assignment, load_course
from autograder.course.notebooks import compile_source, stubbed
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score_sheet import ExerciseScore, Verdict
from reference.datasets import Dataset

SETUP = """
import keras, numpy as np, pandas as pd, matplotlib.pyplot as plt
from autograder import Grader, load_data
keras.utils.set_random_seed(1)
grader = Grader("fully_connected", dataset=DATA)
(x_train, y_train), (x_test, y_test) = load_data()
index, label = 7, int(y_train[7])
def normalise(images):
    return images / 255.0
x_train_norm, x_test_norm = normalise(x_train), normalise(x_test)
def build():
    return keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(),
        keras.layers.Dense(16, activation="relu"), keras.layers.Dense(10, activation="softmax")])
def compiled(network):
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return network
def lost():
    network = compiled(build())
    network.set_weights([weight * np.nan for weight in network.get_weights()])
    return network
model = compiled(build())
history = model.fit(x_train_norm, y_train, epochs=2, validation_data=(x_test_norm, y_test), verbose=0)
train_loss, train_accuracy = model.evaluate(x_train_norm, y_train, verbose=0)
test_loss, test_accuracy = model.evaluate(x_test_norm, y_test, verbose=0)
history_table = pd.DataFrame(history.history)
test_index = 3
probabilities = model.predict(x_test_norm[3:4], verbose=0)[0]
predicted_label, true_label = int(probabilities.argmax()), int(y_test[3])
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, digits: Dataset) -> Path:
    """400 training images and 100 test images."""
    path = tmp_path_factory.mktemp("data") / "few.npz"
    few = {k: v[:400] if k.endswith("train") else v[:100] for k, v in digits.public().items()}
    np.savez(path, allow_pickle=False, **few)
    return path


@pytest.fixture(scope="module")
def solved(data: Path) -> dict[str, Any]:
    """A notebook's variables after right answers."""
    namespace: dict[str, Any] = {"DATA": str(data)}
    exec(SETUP, namespace)
    return namespace


def _checked(solved: dict[str, Any], code: str, exercise: str) -> tuple[ExerciseScore, str]:
    """Score and text of `grader.check` after a student's code ran on top of right answers."""
    namespace = dict(solved)
    plt.close("all")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(f"grader._drawn.clear()\n{code}\nresult = grader.check({exercise!r})", namespace)
    score: ExerciseScore = namespace["result"].score
    return score, repr(namespace["result"])


#: (exercise, what the student wrote, what must be among the sentences that they read)
CASES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "a function of the wrong name": (
        "normalise",
        "def normalize(images):\n    return images / 255.0\nnormalise = None",
        ("Not begun yet.", "There is a `normalize`: should it be called `normalise`?"),
    ),
    "a function of two arguments": (
        "normalise",
        "def normalise(images, scale):\n    return images / scale",
        ("`normalise`", "missing 1 required positional argument: 'scale'"),
    ),
    "a function without arguments": (
        "normalise",
        "def normalise():\n    return x_train / 255.0",
        ("`normalise`", "takes 0 positional arguments but 1 was given"),
    ),
    "a function that returns nothing": (
        "normalise",
        "def normalise(images):\n    images / 255.0",
        ("`normalise`", "return"),
    ),
    "a function that returns a string": (
        "normalise",
        "def normalise(images):\n    return 'normalised'",
        ("`normalise(...)` is a str",),
    ),
    "a function that returns one number": (
        "normalise",
        "def normalise(images):\n    return 0.5",
        ("shape ()", "(64, 28, 28)"),
    ),
    "a function that returns a tuple": (
        "normalise",
        "def normalise(images):\n    return images / 255.0, 255.0",
        ("`normalise(...)` is a tuple",),
    ),
    "a function that prints instead": (
        "normalise",
        "def normalise(images):\n    print(images / 255.0)",
        ("`normalise`", "return"),
    ),
    "a function that raises": (
        "normalise",
        "def normalise(images):\n    return images / undefined_name",
        ("`normalise` raised NameError: name 'undefined_name' is not defined",),
    ),
    "a number where a function belongs": ("normalise", "normalise = 3", ("`normalise` is not a function",)),
    "an array where a function belongs": (
        "normalise",
        "normalise = x_train / 255.0",
        ("`normalise` is not a function",),
    ),
    "no model": ("build_model", "model = None", ("Not begun yet.", "`model` is not defined yet")),
    "a list where a model belongs": (
        "build_model",
        "model = [keras.layers.Flatten()]",
        ("`model` is a list, not a Keras model",),
    ),
    "a layer where a model belongs": (
        "build_model",
        "model = keras.layers.Dense(10)",
        ("`model` is a Dense, not a Keras model",),
    ),
    "a model class where a model belongs": (
        "build_model",
        "model = keras.Sequential",
        ("`model` is a class, not a Keras model",),
    ),
    "a function where a model belongs": (
        "build_model",
        "model = build",
        ("`model` is a function, not a Keras model",),
    ),
    "an empty model": ("build_model", "model = keras.Sequential()", ("no Dense layer",)),
    "a model that is not compiled": ("compile_model", "model = build()", ("`model` is not compiled",)),
    "a model that is not compiled, trained": ("train", "model = build()", ("built anew",)),
    "a model that is not trained": ("train", "model = compiled(build())", ("loss",)),
    "a model that was never fitted": (
        "train",
        "model, history = compiled(build()), None",
        ("`history` is not defined",),
    ),
    "a model where a history belongs": ("train", "history = model", ("`history`", "model.fit")),
    "a list where a history belongs": ("train", "history = [1.0, 0.5]", ("`history`", "model.fit")),
    "NaN weights": ("train", "model = lost()", ("NaN",)),
    "NaN weights, evaluated": ("evaluate", "model = lost()", ("NaN",)),
    "NaN weights, predicted": (
        "predict_one",
        "model = lost()\nprobabilities = model.predict(x_test_norm[3:4], verbose=0)[0]",
        ("`probabilities`", "10 of 10 values are NaN"),
    ),
    "NaN losses": ("train", "history.history['loss'] = [float('nan')] * 2", ("NaN",)),
    "accuracy as a percentage": (
        "evaluate",
        "test_accuracy *= 100; train_accuracy *= 100",
        ("`train_accuracy`", "fraction between 0 and 1"),
    ),
    "accuracy as a text": (
        "evaluate",
        "test_accuracy = f'{test_accuracy:.2%}'",
        ("`test_accuracy` is a text", "as a fraction between 0 and 1"),
    ),
    "loss and accuracy as one list": (
        "evaluate",
        "test_accuracy = model.evaluate(x_test_norm, y_test, verbose=0)",
        ("`test_accuracy` should be one number",),
    ),
    "a table with missing columns": (
        "plot_history",
        "history_table = history_table[['loss', 'accuracy']]\nhistory_table.plot()",
        ("`history_table` lacks val_accuracy, val_loss",),
    ),
    "a dict where a table belongs": (
        "plot_history",
        "history_table = history.history\nplt.plot(history.history['loss'])",
        ("`history_table` is a dict", "DataFrame"),
    ),
    "a table the wrong way round": (
        "plot_history",
        "history_table = history_table.T\nhistory_table.plot()",
        ("`history_table` lacks",),
    ),
    "an index beyond the end": ("show_sample", "index = 10_000", ("`index` is 10000", "0..399")),
    "an index that is a text": ("show_sample", "index = '7'", ("`index` should be", "str")),
    "an index that is a fraction": (
        "show_sample",
        "index = 7.5",
        ("`index` should be a whole number; yours is 7.5",),
    ),
    "a label that is a list": (
        "show_sample",
        "label = [1, 2]",
        ("`label` should be one number; yours is a list",),
    ),
    "labels in the place of images": (
        "load_data",
        "(x_train, x_test), (y_train, y_test) = load_data()",
        ("`x_test` has shape (400,)",),
    ),
    "one probability": (
        "predict_one",
        "probabilities = probabilities.max()",
        ("`probabilities` has shape ()",),
    ),
    "probabilities of ten images": (
        "predict_one",
        "probabilities = model.predict(x_test_norm[:10], verbose=0)",
        ("shape (10, 10)",),
    ),
    "a predicted label that is a vector": (
        "predict_one",
        "predicted_label = probabilities",
        ("`predicted_label` should be one number",),
    ),
    "a model of other inputs": (
        "build_model",
        "model = keras.Sequential([keras.Input((32, 32)), keras.layers.Flatten(),"
        " keras.layers.Dense(10, activation='softmax')])",
        ("could not predict",),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name: str, solved: dict[str, Any]) -> None:
    exercise, code, wanted = CASES[name]
    score, told = _checked(solved, code, exercise)
    assert [part for part in wanted if part not in told] == [], told
    assert score.earned < score.possible
    assert not score.unscored, told


def _own_names(assignment: Assignment, exercise: str) -> set[str]:
    """What an exercise asks for that no earlier one did."""
    rubrics = rubrics_of(assignment)
    names = [e.id for e in assignment.automatic]
    before = {ask.name for name in names[: names.index(exercise)] for ask in rubrics[name].asks}
    return {ask.name for ask in rubrics[exercise].asks} - before


def _network(exercise: str, solved: dict[str, Any]) -> dict[str, Any]:
    """The network as it is when an exercise begins."""
    if exercise == "compile_model":
        return {"model": solved["build"]()}
    if exercise == "train":  # knows nothing, beyond luck
        model = solved["compiled"](solved["build"]())
        model.set_weights([weight * 0 for weight in model.get_weights()])
        return {"model": model}
    return {}


@pytest.mark.parametrize("exercise", [e.id for e in load_course().assignment("fully_connected").automatic])
def test_a_stub_left_as_it_is_is_not_begun_and_told_kindly(
    exercise: str, solved: dict[str, Any], assignment: Assignment
) -> None:
    """All before it is solved; a step that only changes what is there says what is missing of it."""
    own = _own_names(assignment, exercise)
    released = stubbed(compile_source(assignment, "en", "digits"), "en")
    stub = next(cell.source for cell in released.cells if cell.get("id") == exercise)
    namespace = {name: value for name, value in solved.items() if name not in own}
    namespace |= _network(exercise, solved)
    score, told = _checked(namespace, stub.partition("\n\n\n")[0], exercise)
    assert score.earned == 0
    if own:
        assert {c.verdict for c in score.criteria} == {Verdict.NOT_ATTEMPTED}
        assert "✗" not in told
        assert "Not begun yet." in told
    else:
        assert "is not compiled yet" in told


def test_the_three_dots_in_an_answers_place_are_no_answer(solved: dict[str, Any]) -> None:
    namespace = {name: value for name, value in solved.items() if not name.startswith(("train_", "test_"))}
    score, told = _checked(namespace, "train_accuracy = test_accuracy = ...", "evaluate")
    assert {c.verdict for c in score.criteria} == {Verdict.NOT_ATTEMPTED}
    assert "`train_accuracy` still holds the three dots" in told
