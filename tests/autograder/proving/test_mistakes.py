"""The mistakes that people make: each kind is made of what it needs, and of nothing that stays right."""

from __future__ import annotations

import pytest

from autograder.proving.mistakes import SLIP, kind_of
from autograder.proving.mutants import Mutant, mutants

NAMES = {
    "x_train", "x_test", "x_train_norm", "x_test_norm", "y_train", "y_test", "EPOCHS", "LONG_EPOCHS",
    "base_model", "long_model", "model", "index", "test_index",
}  # fmt: skip
BY_FIT = """\
model.compile(optimizer="adam", loss="mse")
history = model.fit(x_train_norm, y_train, epochs=EPOCHS, validation_data=(x_test_norm, y_test))
read = model.predict(x_test_norm[test_index])
"""
BY_HELPER = """\
long_model = train(build_base(), epochs=LONG_EPOCHS)
train(long_model)
raw_model = train(build_base(), images=x_train, test_images=x_test)
layer = keras.layers.Dense(64, activation="relu")
"""


def _made(source: str) -> list[Mutant]:
    return list(mutants("train", source, NAMES))


@pytest.mark.parametrize(
    ("kind", "operator", "became"),
    [
        (
            "stale state",
            "use before it is made",
            "read = model.predict(x_test_norm[test_index]); history = model.fit",
        ),
        (
            "wrong split",
            "train on the test images too",
            "model.fit(np.concatenate((x_train_norm, x_test_norm)), np",
        ),
        (
            "wrong split",
            "train on a part",
            "fit(x_train_norm[:len(x_train_norm) // 2], y_train[:len(y_train) // 2]",
        ),
        ("wrong split", "validate on the training images", "validation_data=(x_train_norm, y_train)"),
        (
            "wrong split",
            "validate on a split",
            "fit(x_train_norm, y_train, epochs=EPOCHS, validation_split=0.2)",
        ),
        ("wrong split", "swap training and test", "validation_data=(x_train_norm, y_test)"),
        ("wrong variable", "another variable", "base_model.predict(x_test_norm"),
        ("wrong variable", "another variable", "x_test_norm[index]"),
        ("doubled training", "train twice", "y_test)); history = model.fit("),
        ("other settings", "set an optimiser", "optimizer=keras.optimizers.Adam(learning_rate=0.01)"),
        ("other settings", "set the epochs", "epochs=40"),
        ("other settings", "set a batch size", "y_test), batch_size=128)"),
    ],
)
def test_a_training_by_fit(kind: str, operator: str, became: str) -> None:
    found = [m for m in _made(BY_FIT) if m.operator == operator and became in m.became]
    assert [m.kind for m in found] == [kind]


@pytest.mark.parametrize(
    ("kind", "operator", "became"),
    [
        ("stale state", "take a trained network", "long_model = train(base_model, epochs=LONG_EPOCHS)"),
        ("doubled training", "train twice", "train(train(build_base(), epochs=LONG_EPOCHS))"),
        ("doubled training", "train twice", "train(long_model); train(long_model)"),
        ("skipped training", "skip a training", "long_model = build_base()"),
        ("skipped training", "skip a training", "pass"),
        ("other settings", "set the epochs", "long_model = train(build_base(), epochs=1)"),
        ("other settings", "set a batch size", "build_base().fit(x_train, y_train, batch_size=128, "
         "epochs=EPOCHS, validation_data=(x_test, y_test), verbose=0).model"),
        ("other settings", "regularise", "Dense(64, activation='relu', kernel_regularizer='l2')"),
        ("other settings", "change a size", "Dense(16, "),
        ("wrong split", "train on the test images too", "build_base().fit(np.concatenate((x_train, x_test)"),
    ],
)  # fmt: skip
def test_a_training_by_the_notebooks_own_function(kind: str, operator: str, became: str) -> None:
    found = [m for m in _made(BY_HELPER) if m.operator == operator and became in m.became]
    assert [m.kind for m in found] == [kind]


def test_a_training_that_is_to_fail_is_left_alone() -> None:
    tried = "try:\n    train(base_model)\nexcept ValueError as error:\n    name = str(error)"
    assert {m.kind for m in _made(tried)} & {"doubled training", "wrong split"} == set()
    assert not any("fit(" in m.source for m in _made(tried))


def test_a_new_network_may_be_trained_anew_and_what_needs_nothing_may_change_places() -> None:
    apart = "first = train(build_base())\nsecond = train(build_base())"
    assert not any("; " in m.became for m in _made(apart))


def test_without_the_notebooks_own_data_its_function_is_not_written_out() -> None:
    made = mutants("train", BY_HELPER, NAMES - {"x_train_norm"})
    assert not any(".fit(" in m.source for m in made)


def test_what_is_not_there_is_not_read() -> None:
    assert any("long_model.predict" in m.became for m in _made(BY_FIT))
    assert not any("long_model" in m.source for m in mutants("train", BY_FIT, NAMES - {"long_model"}))


def test_what_is_no_mistake_with_networks_is_a_slip() -> None:
    assert kind_of("off by one") == SLIP
    assert kind_of("forgotten normalisation") == "wrong variable"
