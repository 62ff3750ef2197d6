"""All networks beside logistic regression: exercise `comparison`, and what counts as right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.authoring import Answers, Images, Message, Rubric, Unanswered, Value, models, say
from autograder.networks.results_table import Conclusion, Counts, Results, add_comparison, against
from autograder.networks.table_rows import row_of, rows
from autograder.networks.told_numbers import told_parameters
from autograder.networks.trained import TrainedNetwork, named, sure_of, trained_networks
from reference.datasets import CLASSES, SIDE, Dataset

#: The networks by their keys, each with the variable that another exercise keeps it in.
_KEYS = {
    "mlp": "mlp_model", "simple_cnn": "simple_model", "larger_cnn": "larger_model", "lenet": "lenet_model",
    "dropout_cnn": "dropout_model",
}  # fmt: skip
_BASELINE = "logistic_regression"
_PARAMETERS = CLASSES * (SIDE * SIDE + 1)
_LEAST = 0.8  # of an accuracy: logistic regression has 0.88 to 0.93 on all data that ship
_TABLE = "comparison_results"

comparison = Rubric(
    "comparison",
    Value("baseline_digits"),
    *models("compared_models", (Images("test"),), ("normalise",), count=len(_KEYS)),
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
    try:
        networks = _asked(answers, data)
    except Unanswered:
        return None  # what is wrong with them is told where they are judged
    for key, network in networks.items():
        if np.array_equal(network.predicted.argmax(axis=1), digits):
            return say("`baseline_digits` are what {key} reads, image by image: let `baseline.predict` read "
                       "them.", key=key)  # fmt: skip
    return None


def _asked(answers: Answers, data: Dataset) -> dict[str, TrainedNetwork]:
    found = trained_networks(answers, "compared_models", data)
    return {key: named(found, key, "compared_models") for key in _KEYS}


def _all(answers: Answers, data: Dataset) -> Mapping[str, TrainedNetwork]:
    """The networks, and the baseline as a network that is sure of each digit."""
    return _asked(answers, data) | {_BASELINE: sure_of(_BASELINE, _digits(answers, data), data)}


@comparison.criterion("networks", say("The five networks, each under its key"), weight=1)
def _networks(answers: Answers, data: Dataset) -> Message | None:
    for key, network in _asked(answers, data).items():
        names = network.facts.names
        if names is not None and _KEYS[key] not in names:
            return say("`compared_models` has another network than `{wanted}` under the key {key}.",
                       wanted=_KEYS[key], key=key)  # fmt: skip
    return None


def _parameters(network: TrainedNetwork) -> int:
    return _PARAMETERS if network.name == _BASELINE else network.parameters


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
            {"parameters": told_parameters},
        ),
    ),
    Conclusion("mlp", say("What the perceptron shows against the baseline"), "mlp_conclusion",
               against(_all, "mlp", _BASELINE), by_own_rule=True),
    Conclusion("simple", say("What the simple convolutional network shows"), "simple_conclusion",
               against(_all, "simple_cnn", "mlp"), by_own_rule=True),
    Conclusion("larger", say("What the larger one shows"), "larger_conclusion",
               against(_all, "larger_cnn", "simple_cnn"), by_own_rule=True),
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
