"""Numbers of a table that are not those of its networks: each is known again by what it really is."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.messages import say
from autograder.networks.predictions import accuracy
from autograder.networks.told_numbers import told_accuracy, told_first_loss, told_layers, told_parameters
from autograder.networks.trained import MadeWhenAsked, TrainedNetwork, sure_of
from autograder.scoring.answers import LayerFacts, Unanswered
from tests.autograder.networks.made_up import DATA, DENSE, network, reading

HISTORY = {"loss": (1.9, 0.9, 0.4), "val_loss": (1.2, 0.7, 0.5), "accuracy": (0.3, 0.6, 0.81),
           "val_accuracy": (0.2, 0.5, 0.72)}  # fmt: skip
OWN = network(reading(29), history=HISTORY, raw=reading(9))  # right for 72.5 %
OTHER = network(reading(35), "other")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (0.81, "what training reported of the training images"),
        (0.875, "that is what b reaches; a reaches 0.7250"),
        (np.mean(HISTORY["val_accuracy"]), "the mean of `val_accuracy` over all epochs"),
        (0.7, "0.7250 was measured: it seems rounded"),
        (9 / 40, "what it reaches on the raw test images"),
        (0.07, "near what guessing gives; measured on the test images"),
        (0.55, "measured on the test images, this network reaches 0.7250. It may be of other images"),
    ],
)
def test_an_accuracy_is_known_again(told: float, said: str) -> None:
    assert said in str(told_accuracy("results", "a", float(told), {"a": OWN, "b": OTHER}, DATA))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            0.975,
            "So much more is often reached on the images that it learnt from: measure on the test images.",
        ),
        (0.9, "the digits that it read are right for 0.8500. So much more"),
        (0.86, "the digits that it read are right for 0.8500. It may be of other images"),
        (0.07, "the digits that it read are right for 0.8500. It may be of other images"),
        (0.875, "that is what b reaches; baseline reaches 0.8500"),
        (0.8, "0.8500 was measured: it seems rounded"),
    ],
)
def test_an_accuracy_of_what_is_no_network_is_told_as_one(told: float, said: str) -> None:
    baseline = sure_of("baseline", reading(34).argmax(axis=1), DATA)
    networks = {"baseline": baseline, "b": OTHER}
    found = str(told_accuracy("results", "baseline", told, networks, DATA))
    assert said in found
    assert "this network" not in found


def test_a_broken_network_spoils_nothing_that_is_said_of_another() -> None:
    def broken() -> TrainedNetwork:
        raise Unanswered(say("broken"))

    networks = MadeWhenAsked({"a": lambda: OWN, "b": broken, "c": lambda: OTHER})
    assert "that is what c reaches" in str(told_accuracy("results", "a", 0.875, networks, DATA))
    assert ("b" in networks, "d" in networks, [*networks]) == (True, False, ["a", "b", "c"])


def test_what_the_tests_rest_on() -> None:
    assert accuracy(OWN.facts.predictions["raw", "test"], DATA.test.labels) == 9 / 40
    assert (OWN.accuracy, OTHER.accuracy) == (0.725, 0.875)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (0.4, "that is the loss of epoch 3. Take the first entry"),
        (0.9, "that is the loss of epoch 2"),
        (1.2, "that stands in the list `val_loss`"),
        (3.0, "in the first epoch training reported a loss of 1.9"),
    ],
)
def test_a_first_loss_is_known_again(told: float, said: str) -> None:
    assert said in str(told_first_loss("results", "raw", told, HISTORY))


@pytest.mark.parametrize(
    ("told", "key", "said"),
    [
        (
            {"base": 2, "deeper": 3},
            "base",
            "the number of all its Dense layers. The output layer is not hidden",
        ),
        ({"base": 3, "deeper": 4}, "base", "the number of all its layers"),
        ({"base": 3, "deeper": 5}, "base", "the number of all its layers"),  # and its input layer
        (
            {"base": 1, "deeper": 3},
            "deeper",
            "that network has fewer. If you gave its builder as many widths",
        ),
        ({"base": 0, "deeper": 2}, "base", "None"),
    ],
)
def test_hidden_layers_are_known_again(told: dict[str, float], key: str, said: str) -> None:
    given = LayerFacts("InputLayer", None, None, 0, ())
    inner = LayerFacts("Dense", 16, "relu", 272, (None, 16))
    deeper = network(reading(30), layers=(given, *DENSE[:2], inner, *DENSE[2:]))
    assert said in str(told_layers("results", key, told, {"base": OWN, "deeper": deeper}))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (12560, "that is one of its layers alone"),
        (12720, "that leaves out biases"),  # of the output
        (12704, "that leaves out biases"),  # all
        (12731, "None"),
    ],
)
def test_parameters_are_known_again(told: float, said: str) -> None:
    assert said in str(told_parameters("results", "16", {"16": told}, {"16": OWN}))
