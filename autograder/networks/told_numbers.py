"""Numbers of a table that are not those of its networks: which numbers they are, where that shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from autograder.messages import Message, say
from autograder.networks.architecture import hidden, listed
from autograder.networks.calibrated import NEAR_GUESSING, UNCALIBRATED
from autograder.networks.predictions import accuracy
from autograder.networks.preprocessing import RAW
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Unanswered
from reference.datasets import Dataset

_SAME = 5.1e-4  # numbers may be told with three decimals
_LEARNT_BY_HEART = 0.02  # of an accuracy: so much more reaches what is measured on images learnt from
_LAYERS = 8  # whose biases may be left out


def told_accuracy(
    name: str, key: str, told: float, networks: Mapping[str, TrainedNetwork], data: Dataset
) -> Message:
    """Said of an accuracy that is not the network's: whose it is, or what may have come between."""
    own = networks[key]
    if not own.facts.layers:
        return (
            _of_another(name, key, told, networks)
            or _rounded(name, key, told, own)
            or _of_no_network(name, key, told, own)
        )
    return (
        _of_training(name, key, told, own)
        or _of_an_epoch(name, key, told, own)
        or _of_another(name, key, told, networks)
        or _of_validation(name, key, told, own)
        or _rounded(name, key, told, own)
        or _on_other_pixels(name, key, told, own, data)
        or _not_known(name, key, told, own)
    )


def _of_training(name: str, key: str, told: float, own: TrainedNetwork) -> Message | None:
    training = own.facts.history.get("accuracy", ())[-1:]
    if not training or abs(told - training[0]) > _SAME:
        return None
    return say("`{name}` says {told:.4f} as test_accuracy of {key}: that is what training reported of "
               "the training images in its last epoch. On the test images this network reaches "
               "{measured:.4f}.", name=name, told=told, key=key, measured=own.accuracy)  # fmt: skip


def _of_an_epoch(name: str, key: str, told: float, own: TrainedNetwork) -> Message | None:
    reported = own.facts.history.get("val_accuracy", ())[:-1]
    epoch = next((n for n, value in enumerate(reported, 1) if abs(told - value) <= _SAME / 10), None)
    if epoch is None:
        return None
    return say("`{name}` says {told:.4f} as test_accuracy of {key}: that is its `val_accuracy` after epoch "
               "{epoch}. At the end of its training it reaches {measured:.4f}: measure then.", name=name,
               told=told, key=key, epoch=epoch, measured=own.accuracy)  # fmt: skip


def _of_another(name: str, key: str, told: float, networks: Mapping[str, TrainedNetwork]) -> Message | None:
    others = (other for other in networks if _reaches(networks, other, told))
    if (other := next(others, None)) is None:
        return None
    return say("`{name}` says {told:.4f} as test_accuracy of {key}: that is what {other} reaches; {key} "
               "reaches {measured:.4f}. Does each row get the number of its own network?", name=name,
               told=told, key=key, other=other, measured=networks[key].accuracy)  # fmt: skip


def _reaches(networks: Mapping[str, TrainedNetwork], key: str, told: float) -> bool:
    try:
        return abs(told - networks[key].accuracy) <= _SAME / 10
    except Unanswered:  # it is broken, which is told elsewhere
        return False


def _of_validation(name: str, key: str, told: float, own: TrainedNetwork) -> Message | None:
    reported = own.facts.history.get("val_accuracy", ())
    if len(reported) < 2 or abs(told - float(np.mean(reported))) > _SAME:
        return None
    return say("`{name}` says {told:.4f} as test_accuracy of {key}, the mean of `val_accuracy` over all "
               "epochs; the trained network reaches {measured:.4f}. Count the right ones among its "
               "predicted digits.", name=name, told=told, key=key, measured=own.accuracy)  # fmt: skip


def _rounded(name: str, key: str, told: float, own: TrainedNetwork) -> Message | None:
    if not any(abs(told - round(own.accuracy, digits)) < 1e-9 for digits in (2, 1)):
        return None
    return say("`{name}` says {told:g} as test_accuracy of {key}, and {measured:.4f} was measured: it seems "
               "rounded. Keep the number as it is, and round only in `print`.", name=name, told=told,
               key=key, measured=own.accuracy)  # fmt: skip


def _on_other_pixels(name: str, key: str, told: float, own: TrainedNetwork, data: Dataset) -> Message | None:
    for (feed, split), predicted in own.facts.predictions.items():
        if split != "test" or feed == own.feed or predicted.ndim != 2:
            continue
        if abs(told - accuracy(predicted, data.test.labels)) > _SAME:
            continue
        if feed == RAW:
            return say("`{name}` says {told:.4f} as test_accuracy of {key}: that is what it reaches on the "
                       "raw test images, from 0 to 255. It learnt from normalised ones, and reaches "
                       "{measured:.4f} on them.", name=name, told=told, key=key,
                       measured=own.accuracy)  # fmt: skip
        return say("`{name}` says {told:.4f} as test_accuracy of {key}: that is what it reaches on the "
                   "normalised test images. It learnt from raw ones, and reaches {measured:.4f} on them.",
                   name=name, told=told, key=key, measured=own.accuracy)  # fmt: skip
    return None


def _of_no_network(name: str, key: str, told: float, own: TrainedNetwork) -> Message:
    """Of one that is known by the digits that it reads: what it reached in training cannot be seen."""
    if told >= own.accuracy + _LEARNT_BY_HEART:
        return say("`{name}` says {told:.4f} as test_accuracy of {key}; of the test images, the digits that "
                   "it read are right for {measured:.4f}. So much more is often reached on the images that "
                   "it learnt from: measure on the test images.", name=name, told=told, key=key,
                   measured=own.accuracy)  # fmt: skip
    return say("`{name}` says {told:.4f} as test_accuracy of {key}; of the test images, the digits that it "
               "read are right for {measured:.4f}. It may be of other images, or of an earlier training: "
               "measure at the end of the cell.", name=name, told=told, key=key,
               measured=own.accuracy)  # fmt: skip


def _not_known(name: str, key: str, told: float, own: TrainedNetwork) -> Message:
    if told <= NEAR_GUESSING and own.accuracy >= UNCALIBRATED:
        return say("`{name}` says {told:.4f} as test_accuracy of {key}, near what guessing gives; measured "
                   "on the test images, this network reaches {measured:.4f}. It may have been measured "
                   "before training, or on another network.", name=name, told=told, key=key,
                   measured=own.accuracy)  # fmt: skip
    return say("`{name}` says {told:.4f} as test_accuracy of {key}; measured on the test images, this "
               "network reaches {measured:.4f}. It may be of other images, or of an earlier training: "
               "measure at the end of the cell.", name=name, told=told, key=key,
               measured=own.accuracy)  # fmt: skip


def told_first_loss(name: str, key: str, told: float, history: Mapping[str, Sequence[float]]) -> Message:
    """Said of a number that is not the training loss of the first epoch, in a column `first_loss`."""
    losses, validated = history.get("loss", ()), history.get("val_loss", ())
    if (epoch := _place(told, losses)) is not None:
        return say("`{name}` says {told:.4g} as first_loss of {key}: that is the loss of epoch {epoch}. Take "
                   "the first entry of the list `loss`.", name=name, told=told, key=key,
                   epoch=epoch + 1)  # fmt: skip
    if _place(told, validated) is not None:
        return say("`{name}` says {told:.4g} as first_loss of {key}: that stands in the list `val_loss`. "
                   "Take the first entry of the list `loss`.", name=name, told=told, key=key)  # fmt: skip
    return say("`{name}` says {told:.4g} as first_loss of {key}; in the first epoch training reported a loss "
               "of {measured:.4g}. Take the first entry of the list `loss`.", name=name, told=told, key=key,
               measured=losses[0] if losses else 0.0)  # fmt: skip


def _place(told: float, values: Sequence[float]) -> int | None:
    return next((i for i, value in enumerate(values) if np.isclose(told, value, rtol=1e-3, atol=_SAME)), None)


def told_layers(
    name: str, key: str, told: Mapping[str, float], networks: Mapping[str, TrainedNetwork]
) -> Message | None:
    """Said of a number of hidden layers, where what it counts is known; None where it is not."""
    inner = {each: len(hidden(networks[each].made_of)) for each in told}
    if all(count == inner[each] + 1 for each, count in told.items()):
        return say("`{name}` says {told:g} as hidden_layers of {key}, the number of all its Dense layers. "
                   "The output layer is not hidden: count the Dense layers before it.", name=name,
                   told=told[key], key=key)  # fmt: skip
    if all(count in _all_layers(networks[each]) for each, count in told.items()):
        return say("`{name}` says {told:g} as hidden_layers of {key}, the number of all its layers. Count "
                   "only the Dense layers before the output layer.", name=name, told=told[key],
                   key=key)  # fmt: skip
    if told[key] > inner[key]:
        return say("`{name}` says {told:g} as hidden_layers of {key}, and that network has fewer. If you "
                   "gave its builder as many widths: does it use each of them?", name=name, told=told[key],
                   key=key)  # fmt: skip
    return None


def _all_layers(network: TrainedNetwork) -> tuple[float, float]:
    """How many layers it lists, with its input layer and without."""
    return len(network.facts.layers), len(listed(network.facts))


def told_parameters(
    name: str, key: str, told: Mapping[str, float], networks: Mapping[str, TrainedNetwork]
) -> Message | None:
    """Said of a number of parameters, where what it counts is known; None where it is not."""
    network = networks[key]
    alone = [layer.parameters for layer in network.facts.layers if layer.parameters]
    if len(alone) > 1 and told[key] in alone:
        return say("`{name}` says {told:g} as parameters of {key}: that is one of its layers alone. Take "
                   "`count_params()` of the whole network.", name=name, told=told[key], key=key)  # fmt: skip
    if network.parameters - told[key] in _sums_of_biases(network):
        return say("`{name}` says {told:g} as parameters of {key}: that leaves out biases. Take "
                   "`count_params()`, which counts all.", name=name, told=told[key], key=key)  # fmt: skip
    return None


def _sums_of_biases(network: TrainedNetwork) -> set[int]:
    """How many biases some or all of its Dense layers have."""
    biases = [part.units or 0 for part in network.made_of if part.kind == "Dense"][:_LAYERS]
    return {sum(chosen) for n in range(1, len(biases) + 1) for chosen in combinations(biases, n)}
