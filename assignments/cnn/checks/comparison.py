"""All networks beside logistic regression: exercise `comparison`, and what counts as right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from autograder.authoring import Answers, Images, Message, Rubric, Unanswered, Value, models, say
from autograder.networks.results_table import Conclusion, Counts, Pair, Results, add_comparison
from autograder.networks.table_rows import row_of, rows
from autograder.networks.told_numbers import told_parameters
from autograder.networks.trained import MadeWhenAsked, TrainedNetwork, named, sure_of, trained_networks
from reference.datasets import CLASSES, SIDE, Dataset

#: The networks by their keys, each with the variable that the exercise of that name keeps it in.
_KEYS = {
    "mlp": "mlp_model", "simple_cnn": "simple_model", "larger_cnn": "larger_model", "lenet": "lenet_model",
    "dropout_cnn": "dropout_model",
}  # fmt: skip
_BASELINE = "logistic_regression"
_PARAMETERS = CLASSES * (SIDE * SIDE + 1)
_SAME = 1e-3  # of probabilities
_LEAST = 0.8  # of an accuracy: logistic regression has 0.88 to 0.93 on all data that ship
_TABLE, _DICT = "comparison_results", "compared_models"

comparison = Rubric(
    "comparison",
    Value("baseline_digits"),
    *models(_DICT, (Images("test"),), ("normalise",), count=len(_KEYS)),
    *(Value(name) for name in (_TABLE, "mlp_conclusion", "simple_conclusion", "larger_conclusion")),
)
comparison.hints(
    say("The three lines above train the baseline. Read the clock before and after: `began = "
        "perf_counter()`, and then `perf_counter() - began`."),
    say("Collect one row a network in a list, `rows.append((network, accuracy, model.count_params(), "
        "model.seconds))`, and hand it to `pd.DataFrame` with the names of the columns."),
    say("`compare(digits, base_digits)` takes the digits of the network that the conclusion is about first, "
        "then those of the one that it is held against."),
)  # fmt: skip


def _digits(answers: Answers, data: Dataset) -> NDArray[np.int64]:
    found = answers.array("baseline_digits")
    if found.shape != (len(data.test),):
        raise Unanswered(say("`baseline_digits` has shape {found}; one digit for each of {images} test "
                             "images is wanted.", found=str(found.shape), images=len(data.test)))  # fmt: skip
    if not np.isin(found, range(CLASSES)).all():
        raise Unanswered(say("`baseline_digits` holds other numbers than the digits 0 to 9: keep what "
                             "`predict` returns."))  # fmt: skip
    return found.astype(int)


@comparison.criterion("baseline", say("`baseline_digits` are read by logistic regression"), weight=2)
def _baseline(answers: Answers, data: Dataset) -> Message | None:
    found = _digits(answers, data)
    right = float(np.mean(found == data.test.labels))
    if right == 1:
        return say("`baseline_digits` are the labels themselves: keep what `baseline.predict` returns.")
    if right < _LEAST:
        return say("`baseline_digits` are right for {right:.1%} of the test images; logistic regression "
                   "reads more. Did it learn from `x_train_norm` and `y_train`, and was it given the test "
                   "images normalised, each in one row?", right=right)  # fmt: skip
    return _read_by_a_network(found, answers, data)


def _read_by_a_network(digits: NDArray[np.int64], answers: Answers, data: Dataset) -> Message | None:
    networks = _all(answers, data)
    for key in _KEYS:
        try:
            read = networks[key].predicted.argmax(axis=1)
        except Unanswered:
            continue  # what is wrong with it is told where it is judged
        if np.array_equal(read, digits):
            return say("`baseline_digits` are what {key} reads, image by image: let `baseline.predict` read "
                       "them.", key=key)  # fmt: skip
    return None


def _all(answers: Answers, data: Dataset) -> Mapping[str, TrainedNetwork]:
    """The networks, and the baseline as a network that is sure of each digit."""

    def network(key: str) -> TrainedNetwork:
        return named(trained_networks(answers, _DICT, data), key, _DICT)

    def baseline() -> TrainedNetwork:
        return sure_of(_BASELINE, _digits(answers, data), data)

    return MadeWhenAsked({**{key: partial(network, key) for key in _KEYS}, _BASELINE: baseline})


@comparison.criterion("networks", say("The five networks, each under its key"), weight=1)
def _networks(answers: Answers, data: Dataset) -> Message | None:
    networks = _all(answers, data)
    return next(filter(None, (_another(answers, key, networks[key]) for key in _KEYS)), None)


def _another(answers: Answers, key: str, network: TrainedNetwork) -> Message | None:
    """Whether a network is not the one that the exercise of its key made, by its name or by what it reads."""
    names, wanted = network.facts.names, _KEYS[key]
    if names is None or wanted in names:
        return None
    if held := next((name for name in _KEYS.values() if name in names), None):
        return say("`compared_models` has `{held}` under the key {key}, where `{wanted}` belongs.", held=held,
                   key=key, wanted=wanted)  # fmt: skip
    if _made_before(answers, key, network):
        return None
    return say("`{wanted}` is not, or not any more, the network under the key {key} of `compared_models`: "
               "was it built anew, or deleted? Run the cells in order, from the one that makes it on.",
               wanted=wanted, key=key)  # fmt: skip


def _made_before(answers: Answers, key: str, network: TrainedNetwork) -> bool:
    """Whether it predicts what the network did that the exercise of that key left under its name."""
    try:
        before = found.model(_KEYS[key]).predictions if (found := answers.of(key)) else {}
    except Unanswered:
        return False
    shared = before.keys() & network.facts.predictions.keys()
    pairs = [(before[fed], network.facts.predictions[fed]) for fed in shared]
    return bool(pairs) and all(a.shape == b.shape and np.allclose(a, b, atol=_SAME) for a, b in pairs)


def _pair(variant: str, control: str) -> Pair:
    """Two that a conclusion is about, whatever is wrong with the others."""

    def pair(answers: Answers, data: Dataset) -> tuple[TrainedNetwork, TrainedNetwork]:
        found = _all(answers, data)
        for key in (variant, control):
            if key in _KEYS and (wrong := _another(answers, key, found[key])):
                raise Unanswered(wrong)
        return found[variant], found[control]

    return pair


def _parameters(network: TrainedNetwork) -> int:
    return _PARAMETERS if network.name == _BASELINE else network.parameters


def _told_parameters(
    name: str, key: str, told: Mapping[str, float], networks: Mapping[str, TrainedNetwork]
) -> Message | None:
    if key != _BASELINE:
        return told_parameters(name, key, told, networks)
    if told[key] == _PARAMETERS - CLASSES:
        return say("`{name}` says {told:g} as parameters of {key}: these are its weights, {inputs} × "
                   "{digits}. It has a bias for each digit, too.", name=name, told=told[key], key=key,
                   inputs=SIDE * SIDE, digits=CLASSES)  # fmt: skip
    return say("`{name}` says {told:g} as parameters of {key}. It is no network, and has weights and biases "
               "all the same: for each of the {digits} digits one weight for each of {inputs} pixels, and "
               "one bias.", name=name, told=told[key], key=key, inputs=SIDE * SIDE,
               digits=CLASSES)  # fmt: skip


add_comparison(
    comparison,
    Results(
        _TABLE,
        "network",
        _all,
        Counts(
            "parameters",
            say("Its parameters are counted right"),
            {"parameters": _parameters},
            {"parameters": _told_parameters},
        ),
    ),
    Conclusion("mlp", say("What the perceptron shows against the baseline"), "mlp_conclusion",
               _pair("mlp", _BASELINE), by_own_rule=True, needs=("baseline",)),
    Conclusion("simple", say("What the simple convolutional network shows"), "simple_conclusion",
               _pair("simple_cnn", "mlp"), by_own_rule=True, needs=()),
    Conclusion("larger", say("What the larger one shows"), "larger_conclusion",
               _pair("larger_cnn", "simple_cnn"), by_own_rule=True, needs=()),
    needs=("networks", "baseline"),
)  # fmt: skip


@comparison.criterion("seconds", say("Each row has its seconds"), weight=1, needs=("accuracy",))
def _seconds(answers: Answers, data: Dataset) -> Message | None:
    """For their form alone: how long something takes differs from machine to machine."""
    table = rows(answers, _TABLE, "network", "seconds")
    for key in (_BASELINE, *_KEYS):
        row = row_of(table, "network", key)
        told = row["seconds"] if row else None
        if isinstance(told, bool) or not isinstance(told, int | float) or not 0 < told < float("inf"):
            return say("`{name}` says {told} as seconds of {key}; a number above 0 is wanted.", name=_TABLE,
                       told=str(told), key=key)  # fmt: skip
    return None


RUBRICS = (comparison,)
