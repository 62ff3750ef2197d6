"""What is read off a network: vectors and digits, spare outputs, labels, shapes, exceptions, epochs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure as Drawn

from autograder.evidence.asks import Figure, Value
from autograder.networks.best_epoch import another_epoch, smallest_itself
from autograder.networks.network_curves import not_drawn_of
from autograder.networks.outputs import wrong_labels, wrong_spare
from autograder.networks.predictions import of_another
from autograder.networks.ranking import misplaced, number_itself
from autograder.networks.row_by_row import another_shape, reads_by_guessing, wrong_error
from autograder.scoring.answers import Answers, LayerFacts, Unanswered
from tests.autograder.kernel_answers import answered
from tests.autograder.networks.made_up import DENSE, network, reading

PREDICTED = reading(30)
VECTOR = PREDICTED[3]
LOGITS = np.log(PREDICTED) + 3


def _answers(**names: Any) -> Answers:
    asks = tuple(Value(name) for name in names)
    return Answers(asks, answered(asks, names))


UNSURE = np.full(10, 0.1)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (PREDICTED[5], "answers for the test image at position 5"),
        (VECTOR.round(1), "rounded to steps of 0.1. Keep what `predict` returns"),
        (VECTOR.round(), "holds one 1 and nine 0"),
        (VECTOR * 100, "is 100 times what"),
        (np.exp(VECTOR) / np.exp(VECTOR).sum(), "is softmax of what"),
        (UNSURE, "it may have been predicted before training"),
        (np.roll(VECTOR, 1), "It may be of a training image"),
    ],
)
def test_a_vector_is_known_again(found: Any, said: str) -> None:
    facts = network(PREDICTED).facts
    assert said in str(of_another("prediction", "base_model", found, facts, "normalise", 3))


def test_scores_are_no_probabilities() -> None:
    linear = (*DENSE[:2], LayerFacts("Dense", 10, "linear", 170, (None, 10)))
    facts = network(LOGITS, layers=linear).facts
    settings = type(facts.compiled)("adam", "sparse_categorical_crossentropy", True, ())  # type: ignore[misc]
    facts = type(facts)(linear, True, settings, facts.predictions, {})
    told = str(of_another("prediction", "base_model", LOGITS[3], facts, "normalise", 3))
    assert "is what `base_model` returns, but its numbers sum to" in told
    assert "End the network with softmax" in told


RANKED = np.array([0.02, 0.5, 0.1, 0.2, 0.03, 0.04, 0.05, 0.011, 0.009, 0.04])


@pytest.mark.parametrize(
    ("digit", "place", "label", "said"),
    [
        (4, 1, 4, "`predicted_digit` is 4, the label of that image"),
        (
            8,
            1,
            0,
            "stands number 10 of the vector, not number 1 from the top. The numbers may have been sorted",
        ),
        (
            7,
            2,
            0,
            "number 9 of the vector, not number 2 from the top. The numbers may have been sorted upwards",
        ),
        (2, 2, 2, "number 3 of the vector, not number 2 from the top. Sort the positions"),
    ],
)
def test_the_place_of_a_digit_is_told(digit: int, place: int, label: int, said: str) -> None:
    name = "predicted_digit" if place == 1 else "second_digit"
    assert said in str(misplaced(name, digit, place, RANKED, label))


@pytest.mark.parametrize(
    ("value", "said"), [(0.2, "is 0.2, which is a probability"), (3, "None"), (2.5, "None")]
)
def test_a_probability_is_no_position(value: float, said: str) -> None:
    assert said in str(number_itself(_answers(digit=value), "digit", RANKED))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"8", "9"}, "holds 8, 9, and that is not all: with 7 outputs, positions 0 to 6 exist"),
        ({"0", "1"}, "labels that have an output: 0, 1"),
        ({"7", "8", "9", "10"}, "`broken_labels` holds 10; labels are whole numbers"),
        ({"7", "8", "9"}, "None"),
    ],
)
def test_labels_that_break(told: set[str], said: str) -> None:
    assert said in str(wrong_labels("broken_labels", told, 7))


WIDE = network(reading(30, units=15, seed=1))
MEANS = WIDE.predicted.mean(axis=0)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (100 * MEANS[10:].max(), "a hundred times what was measured"),
        (MEANS.max(), "the mean of an output that stands for a digit"),
        (MEANS[9], "the mean of an output that stands for a digit"),
        (WIDE.predicted[:, 10:].max(), "the largest single probability of a spare unit"),
        (MEANS[10:].sum(), "what the means of all spare units sum to. Take each unit alone"),
        (MEANS[10:].mean(), "the mean of the means of all spare units"),
        (WIDE.predicted[0, 10:].max(), "in the first test image"),
        (0.4321, "of `net` on the test images is another. Take each unit alone, its mean"),
        (MEANS[10:].max(), "None"),
    ],
)
def test_a_spare_probability_is_known_again(told: float, said: str) -> None:
    assert said in str(wrong_spare("spare_probability", float(told), WIDE))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("(5, 28, 10)",), "is a text; a tuple is wanted"),
        ((28, 10), "which lacks the axis of the images"),
        ((5, 10), "is not the shape of what `flatless_model` predicts"),
        ((5, 28, 10), "None"),
    ],
)
def test_another_shape_is_named(told: tuple[Any, ...], said: str) -> None:
    assert said in str(another_shape("flatless_shape", "flatless_model", told, (8, 28, 10)))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            "Argument `output` must have rank 2",
            "holds a text that is no name of a class",
        ),
        ("TypeError", "says TypeError; here `fit` ends with another exception"),
        ("<class 'ValueError'>", "None"),
        (ValueError, "holds a class itself"),
        (ValueError("no"), "holds the exception itself"),
    ],
)
def test_what_is_no_name_of_a_class_is_named(told: Any, said: str) -> None:
    try:
        wrong: Any = wrong_error(_answers(error=told), "error", "ValueError")
    except Unanswered as lacking:
        wrong = lacking.message
    assert said in str(wrong)


@pytest.mark.parametrize(
    ("kind", "said"), [("Lambda", "how many of the 784"), ("AveragePooling1D", "after pooling")]
)
def test_a_repair_that_guesses(kind: str, said: str) -> None:
    guessing = network(reading(4), layers=(LayerFacts(kind, None, None, 0, ()), *DENSE))
    assert said in str(reads_by_guessing("repaired_model", guessing))


SHORT = network(PREDICTED, "short", {"loss": (2.0, 1.0), "val_loss": (0.9, 0.8), "val_accuracy": (0.5, 0.6)})
LONG = network(PREDICTED, "long", {"loss": (2.1, 1.1, 0.6, 0.4, 0.3), "val_loss": (0.9, 0.7, 0.6, 0.5, 0.55),
                                   "val_accuracy": (0.6, 0.7, 0.8, 0.78, 0.9)})  # fmt: skip


@pytest.mark.parametrize(
    ("epoch", "said"),
    [
        (3, "in the next epoch it is lowest. Epochs count from 1"),
        (5, "there `val_accuracy` is highest"),
        (2, "the best epoch of `short`"),
        (1, "in another epoch it is lower"),
    ],
)
def test_another_epoch_than_the_best(epoch: int, said: str) -> None:
    assert said in str(another_epoch("best_epoch", epoch, LONG, SHORT))


def test_the_lowest_loss_is_no_epoch() -> None:
    losses = LONG.facts.history["val_loss"]
    assert "the lowest `val_loss` itself" in str(
        smallest_itself(_answers(best=0.5), "best", "val_loss", losses)
    )
    assert smallest_itself(_answers(best=4), "best", "val_loss", losses) is None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("loss",), "not drawn: `long` (val_loss). What was drawn: `long` (loss)."),
        (("val_accuracy",), "not drawn: `long` (loss, val_loss). What was drawn: `long` (val_accuracy)."),
        ((), "No line was drawn"),
        (("nothing",), "The lines drawn, 1, hold nothing that training reported"),
        (("loss", "val_loss"), "None"),
    ],
)
def test_lines_are_known_again(lines: tuple[str, ...], said: str) -> None:
    figure = Drawn()
    axes = figure.subplots()
    for name in lines:
        axes.plot(LONG.facts.history.get(name, (9, 8, 7)))
    answers = Answers((Figure(),), answered((Figure(),), {}, drawn=[figure]))
    wanted = {name: (LONG, name) for name in ("loss", "val_loss")}
    assert said in str(not_drawn_of(answers, wanted, (LONG, SHORT)))
