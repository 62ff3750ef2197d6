"""One shuffle of all pixels, for a dense and a convolutional network: exercise 7, and what is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np

from autograder.authoring import (
    Answers,
    Call,
    Drawn,
    Images,
    Message,
    Oracle,
    Rubric,
    Slip,
    Value,
    changed,
    models,
    say,
)
from autograder.networks.calibrated import declared_parts, least_accuracy, too_good
from autograder.networks.comparable import copied, not_factory, other_pixels, unlike_layers, without_accuracy
from autograder.networks.declared_network import otherwise_fitted
from autograder.networks.in_order import InOrder
from autograder.networks.predictions import accuracy, is_accuracy, probabilities
from autograder.networks.results_table import Conclusion, Results, add_comparison, against
from autograder.networks.trained import TrainedNetwork, named
from autograder.networks.validation import not_on_test_images
from reference.datasets import SIDE, Dataset, in_order
from reference.models import VARIANTS, Variant

#: Each network by its key, with the variant of the reference that is just that.
_ASKED = {
    "mlp": "mlp_784", "mlp shuffled": "permuted_mlp", "cnn": "simple_cnn", "cnn shuffled": "permuted_cnn",
}  # fmt: skip
_ORDER = 7  # the seed that the sheet draws `order` by
_FAR_BETTER = 0.2  # of an accuracy

_DIGITS = Call("shuffled", (Images("hidden", 6),))
_FLOATS = Call("shuffled", (Drawn((3, SIDE, SIDE), "float64", 0, 1, salt=61),))

pixel_order = Rubric(
    "pixel_order",
    _DIGITS,
    _FLOATS,
    *models(
        "order_models",
        (Images("test"), Images("test", order=_ORDER), Images("hidden", 1000)),
        ("normalise",),
        count=len(_ASKED),
    ),
    *(Value(name) for name in ("order_results", "mlp_conclusion", "cnn_conclusion")),
)
pixel_order.hints(
    say("`images.reshape(len(images), 784)` lays each image in one row. How does NumPy take the columns of "
        "an array in an order that another array says?"),
    say("Each of the four networks is built anew. Those that are called shuffled get "
        "`shuffled(x_train_norm)` and `shuffled(x_test_norm)`, and are measured on `shuffled(x_test_norm)`."),
    say("`train(build_cnn(), shuffled(x_train_norm), shuffled(x_test_norm))` trains one of them and returns "
        "it."),
)  # fmt: skip


def _by_columns(images: Any) -> Any:
    """Each pixel put where `order` says, instead of taken from there."""
    back = np.argsort(np.random.default_rng(_ORDER).permutation(images[0].size))
    return images.reshape(len(images), -1)[:, back].reshape(images.shape)


_SLIPS = (
    Slip(_by_columns, say("the pixel of position k was put at `order[k]`. Position k is to have the pixel "
                          "that stood at `order[k]`.")),
    Slip(lambda images: np.asarray(images), say("the images are as they were: nothing was shuffled.")),
)  # fmt: skip


@pixel_order.criterion("shuffled", say("`shuffled` puts the pixels of every image in that order"), weight=2)
def _shuffled(answers: Answers, data: Dataset) -> Message | None:
    found = answers.returned(_DIGITS)
    images = data.hidden.images[:6]
    if found.shape == images.shape and _is_of_each_its_own(found, images):
        return say("`shuffled` shuffles each image otherwise: in one it puts the pixels in another order "
                   "than in the next. `order` is one for all.")  # fmt: skip
    return Oracle(lambda images: in_order(images, _ORDER), _SLIPS).wrong(answers, data, _DIGITS, _FLOATS)


def _is_of_each_its_own(found: Any, images: Any) -> bool:
    """Whether each image has its own pixels, and no one order of positions explains them."""
    before, after = (array.reshape(len(array), -1) for array in (images, found))
    columns = [sorted(map(tuple, array.T.tolist())) for array in (before, after)]
    return bool((np.sort(before) == np.sort(after)).all()) and columns[0] != columns[1]


@pixel_order.criterion("dtype", say("It returns a new array of the same type"), weight=1, needs=("shuffled",))
def _dtype(answers: Answers, data: Dataset) -> Message | None:
    found = answers.returned(_DIGITS).dtype
    if found != np.uint8:
        return say("For images of uint8 `shuffled` returns {found}: pixels change their places, and nothing "
                   "else.", found=str(found))  # fmt: skip
    return changed(answers, data, _DIGITS)


def _networks(answers: Answers, data: Dataset) -> InOrder:
    orders = {key: _order_of(key) for key in _ASKED}
    return InOrder("order_models", answers.models("order_models"), orders, data)


def _order_of(key: str) -> int | None:
    variant = VARIANTS[_ASKED[key]]
    return variant.pixel_order if isinstance(variant, Variant) else None


@pixel_order.criterion("built", say("The four networks are those that are drawn"), weight=2)
def _built(answers: Answers, data: Dataset) -> Message | None:
    return _first(answers, data, _otherwise_built)


@pixel_order.criterion("trained", say("Each learnt from images in its own order"), weight=3)
def _trained(answers: Answers, data: Dataset) -> Message | None:
    wrong = _first(answers, data, _in_other_order, _on_other_images, _otherwise_trained)
    return _unless_shuffled_so(wrong or _copied(answers, data), answers, data)


def _unless_shuffled_so(wrong: Message | None, answers: Answers, data: Dataset) -> Message | None:
    """What is wrong of a network, or that its images came of a function that is wrong itself."""
    if wrong is None or _shuffled(answers, data) is None:
        return wrong
    return say("These networks learnt from what `shuffled` makes of images, and that is not right yet: mend "
               "it first, and train them again.")  # fmt: skip


def _first(answers: Answers, data: Dataset, *looks: Callable[..., Message | None]) -> Message | None:
    found = _networks(answers, data)
    return next(filter(None, (look(found, key, data) for key in _ASKED for look in looks)), None)


def _declared(key: str) -> Variant:
    declared = VARIANTS[_ASKED[key]]
    assert isinstance(declared, Variant)
    return declared


def _network(found: InOrder, key: str) -> TrainedNetwork:
    return named(found, key, "order_models")


def _otherwise_built(found: InOrder, key: str, data: Dataset) -> Message | None:
    network, declared = _network(found, key), _declared(key)
    return (
        unlike_layers(network, declared_parts(declared.layers))
        or not_factory(network.name, network, declared.optimiser)
        or without_accuracy(network)
    )


def _in_other_order(found: InOrder, key: str, data: Dataset) -> Message | None:
    """Told of a network that reads images in the other order far better, or was validated on those."""
    network, shuffled = _network(found, key), _order_of(key) is not None
    other = found.read_in_other_order(key)
    if other > network.accuracy + _FAR_BETTER:
        if shuffled:
            return say("`{variant}` is right for {reached:.1%} of the shuffled test images, and for "
                       "{other:.1%} of those as they are: it learnt from these. Hand `train` the shuffled "
                       "ones.", variant=network.name, reached=network.accuracy, other=other)  # fmt: skip
        return say("`{variant}` is right for {reached:.1%} of the test images as they are, and for "
                   "{other:.1%} of the shuffled ones: it learnt from these. Hand `train` the images as "
                   "they are.", variant=network.name,
                   reached=network.accuracy, other=other)  # fmt: skip
    if found.validated_in_other_order(key):
        if shuffled:
            return say("`{variant}` was validated on test images that are not shuffled: hand `train` "
                       "`shuffled(x_test_norm)` too.", variant=network.name)  # fmt: skip
        return say("`{variant}` was validated on shuffled test images: hand `train` `x_test_norm`.",
                   variant=network.name)  # fmt: skip
    return None


def _on_other_images(found: InOrder, key: str, data: Dataset) -> Message | None:
    network = _network(found, key)
    facts = network.facts
    return other_pixels(network, network) or not_on_test_images(network.name, facts, facts.history, data)


def _otherwise_trained(found: InOrder, key: str, data: Dataset) -> Message | None:
    return otherwise_fitted(_network(found, key), _declared(key), data)


def _copied(answers: Answers, data: Dataset) -> Message | None:
    found = _networks(answers, data)
    for one, other in combinations(_ASKED, 2):
        losses = found[one].facts.history.get("loss")
        if losses and losses == found[other].facts.history.get("loss"):
            return say("`{name}` and `{twin}` report the very same losses, epoch by epoch, as no two "
                       "trainings do: train each of them.", name=found[one].name,
                       twin=found[other].name)  # fmt: skip
    for one, other in (("mlp shuffled", "mlp"), ("cnn shuffled", "cnn")):
        if found[one].facts.weights and found[one].facts.weights == found[other].facts.weights:
            return say("`{name}` and `{twin}` have the very same weights: they are one network. Build each "
                       "of the four anew.", name=found[one].name, twin=found[other].name)  # fmt: skip
        if told := copied(found[one], found[other]):
            return told
    return None


@pixel_order.criterion("reads", say("Each reads as many digits as its kind does"), weight=1, needs=("built",))
def _reads(answers: Answers, data: Dataset) -> Message | None:
    return _unless_shuffled_so(_first(answers, data, _reads_badly), answers, data)


def _reads_badly(found: InOrder, key: str, data: Dataset) -> Message | None:
    network = _network(found, key)
    if _in_other_order(found, key, data):  # told where it is trained
        return None
    least = least_accuracy(data, _ASKED[key], "test_accuracy", len(network.predicted))
    if network.accuracy >= least:
        return None
    seen = say("shuffled test images") if _order_of(key) is not None else say("test images")
    return say("`{variant}` is right for {reached:.1%} of the {images}; trained as asked, it reaches at "
               "least {least:.1%}. Were training and test images prepared alike, with one `order` for both, "
               "and are they in step with their labels?", variant=network.name, reached=network.accuracy,
               images=seen, least=least)  # fmt: skip


def _all_four(answers: Answers, data: Dataset) -> InOrder:
    found = _networks(answers, data)
    for key in _ASKED:
        _network(found, key)
    return found


def _on_other_order(found: Mapping[str, TrainedNetwork], key: str, told: float) -> Message | None:
    if not isinstance(found, InOrder) or not is_accuracy(
        told, found.read_in_other_order(key), len(found[key].predicted)
    ):
        return None
    if key in _ASKED and _order_of(key) is not None:
        return say("`order_results` says {told:.4f} as test_accuracy of {key}: that is what it reaches on "
                   "test images as they are. It learnt from shuffled ones: measure it on "
                   "`shuffled(x_test_norm)`.", told=told, key=key)  # fmt: skip
    return say("`order_results` says {told:.4f} as test_accuracy of {key}: that is what it reaches on "
               "shuffled test images. It learnt from images as they are: measure it on `x_test_norm`.",
               told=told, key=key)  # fmt: skip


add_comparison(
    pixel_order,
    Results("order_results", "network", _all_four, needs=("shuffled",), known=_on_other_order),
    Conclusion(
        "mlp", say("What shuffling does to the dense network"), "mlp_conclusion",
        against(_networks, "mlp shuffled", "mlp"), by_own_rule=True,
    ),
    Conclusion(
        "cnn", say("What shuffling does to the convolutional network"), "cnn_conclusion",
        against(_networks, "cnn shuffled", "cnn"), by_own_rule=True,
    ),
    needs=("built", "trained"),
)  # fmt: skip


@pixel_order.flag
def _too_good(answers: Answers, data: Dataset) -> Message | None:
    """Told of networks that may have learnt from the test images."""
    found = _networks(answers, data)
    told = (
        too_good(data, _ASKED[key], "test_accuracy", found[key].accuracy, len(found[key].predicted))
        for key in _ASKED
        if key in found
    )
    return next(filter(None, told), None)


@pixel_order.measurement("hidden_accuracy")
def hidden_accuracy(answers: Answers, data: Dataset) -> tuple[float, int]:
    """Of the convolutional network that learnt from images as they are."""
    network = _network(_networks(answers, data), "cnn")
    predicted = probabilities(network.facts, network.feed, "hidden")
    return accuracy(predicted, data.hidden.labels), len(predicted)


RUBRICS = (pixel_order,)
