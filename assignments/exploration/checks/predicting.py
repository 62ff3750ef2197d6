"""What one prediction is: exercise `prediction_vector`, which trains the base network of all others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.authoring import (
    Answers,
    Images,
    Key,
    Message,
    Model,
    NetworkSummary,
    Rubric,
    Unanswered,
    Value,
    form_of_option,
    option,
    plain,
    say,
    whole_number,
)
from autograder.networks.architecture import ACCURACIES, CROSS_ENTROPIES, Part, described, hidden
from autograder.networks.budget import began_trained, other_images, steps_for, trained_before
from autograder.networks.calibrated import least_accuracy, most_accuracy
from autograder.networks.comparable import wrongly_built
from autograder.networks.optimisers import not_as_it_comes, shown
from autograder.networks.predictions import Probabilities, accuracy, of_another, probabilities
from autograder.networks.ranking import has_place, misplaced, number_itself
from autograder.networks.summary import summarised
from autograder.networks.trained import TrainedNetwork, trained_network
from reference.datasets import CLASSES, Dataset

key = Key(__file__)

_BATCH = 32  # of the notebook's `train`
_CONTROL = (Part("Dense", 128, "relu"), Part("Dense", CLASSES, "softmax"))
_CONTROL_VARIANT = "dense_128_relu"
_NUMBERS_ARE = ("a", "b", "c", "d")

_BUILT = Model("build_base", (Images("test", 2),), ("normalise",), arguments=())

prediction_vector = Rubric(
    "prediction_vector",
    Model("base_model", (Images("test"), Images("hidden")), ("normalise",), verify=True),
    *(
        Value(name)
        for name in ("image_index", "prediction", "predicted_digit", "second_digit", "numbers_are")
    ),
    Value("EPOCHS"),
    _BUILT,
    given=("EPOCHS",),
)
prediction_vector.hints(
    say("A builder is a function: it makes a `keras.Sequential`, calls its `compile`, and ends with "
        "`return model`. Do you hand the result to `train`?"),
    say("`predict` wants a batch: `x_test_norm[image_index : image_index + 1]` is one image with the shape "
        "(1, 28, 28). What is the shape of what comes back, and which part of it is the vector?"),
    say("`np.argsort(prediction)` gives the positions from the smallest number to the largest: where in it "
        "does the second largest stand?"),
)  # fmt: skip


@prediction_vector.criterion("network", say("The base network is built as asked"), weight=0.5)
def _network(answers: Answers, data: Dataset) -> Message | None:
    base = trained_network(answers, "base_model", data)
    if tuple(part.however_begun for part in base.made_of) != _CONTROL:
        return say("`base_model` is made of {found}; here it should be {wanted}.",
                   found=described(base.made_of), wanted=described(_CONTROL))  # fmt: skip
    if base.optimiser != "adam":
        return say("The optimiser is {found}; adam was asked for.", found=base.optimiser)
    for name, found, own in not_as_it_comes("adam", base.options):
        return say("The optimiser of `base_model` has {setting} = {found}; adam by its name alone, which is "
                   "asked for, has {own}.", setting=name, found=shown(found), own=shown(own))  # fmt: skip
    return _compiled_otherwise(base)


def _compiled_otherwise(base: TrainedNetwork) -> Message | None:
    settings = base.facts.compiled
    if settings is None or plain(settings.loss) not in CROSS_ENTROPIES:
        return say("The loss of `base_model` is {found}; a cross-entropy over the digits was asked for.",
                   found=str(settings.loss if settings else None))  # fmt: skip
    if not ACCURACIES & {plain(name) for name in settings.metrics}:
        found = ", ".join(str(name) for name in settings.metrics) or "none"
        return say("The metrics are {found}; accuracy was asked for.", found=found)
    return None


@prediction_vector.criterion("builder", say("`build_base` returns such a network, compiled"), weight=0.5)
def _builder(answers: Answers, data: Dataset) -> Message | None:
    """Whether it builds what `base_model` is; what that should be is judged there."""
    base = trained_network(answers, "base_model", data)
    return wrongly_built(answers, _BUILT, tuple(part.units or 0 for part in hidden(base.made_of)))


@prediction_vector.criterion("trained", say("It is trained for `EPOCHS` epochs"), weight=1)
def _trained(answers: Answers, data: Dataset) -> Message | None:
    base, epochs = trained_network(answers, "base_model", data), whole_number(answers, "EPOCHS")
    steps = steps_for(len(data.train), _BATCH)
    alike = not base.epochs or base.budget.steps == steps
    in_all = alike and base.updates == epochs * steps  # however often `fit` was called
    before = None if in_all else trained_before("base_model", base.budget)
    if base.epochs != epochs and not in_all and before is None:
        return say("`{variant}` was trained for {found} epochs, where {wanted} were due.",
                   variant="base_model", found=base.epochs, wanted=epochs)  # fmt: skip
    return (
        before
        or began_trained("base_model", base.facts.history)
        or other_images("base_model", base.budget, len(data.train), _BATCH, _BATCH)
    )


@prediction_vector.criterion("learnt", say("It reads digits that it never saw"), weight=1)
def _learnt(answers: Answers, data: Dataset) -> Message | None:
    reached, images = hidden_accuracy(answers, data)
    least = least_accuracy(data, _CONTROL_VARIANT, "hidden_accuracy", images)
    if reached >= least:
        return None
    if other := _network(answers, data) or _trained(answers, data):
        return say("On images that it never saw, the base network is right for {reached:.1%}; trained as "
                   "asked, it reaches at least {least:.1%}. That may come of this: {other}",
                   reached=reached, least=least, other=other)  # fmt: skip
    return say("On images that it never saw, the base network is right for {reached:.1%}; trained as "
               "asked, it reaches at least {least:.1%}. The images that it learnt from may be out of step "
               "with their labels: look at what you hand to `train`.",
               reached=reached, least=least)  # fmt: skip


@prediction_vector.measurement("hidden_accuracy")
def hidden_accuracy(answers: Answers, data: Dataset) -> tuple[float, int]:
    predicted = _on_hidden(answers, data)
    return accuracy(predicted, data.hidden.labels), len(predicted)


@prediction_vector.network_summary
def _own_network(answers: Answers, data: Dataset) -> NetworkSummary:
    base = trained_network(answers, "base_model", data)
    return summarised(base.facts, base.feed, base.facts.history, data)


def _on_hidden(answers: Answers, data: Dataset) -> Probabilities:
    base = trained_network(answers, "base_model", data)
    return probabilities(base.facts, base.feed, "hidden")


@prediction_vector.flag
def _too_good(answers: Answers, data: Dataset) -> Message | None:
    """For the instructor: a test accuracy that training on the training images cannot explain."""
    base = trained_network(answers, "base_model", data)
    most = most_accuracy(data, _CONTROL_VARIANT, "test_accuracy", len(base.predicted))
    if base.accuracy > most:
        return say("The base network's test accuracy is {reached:.1%}; over many seeds none came above "
                   "{most:.1%}. Was it trained on test images?",
                   reached=base.accuracy, most=most)  # fmt: skip
    return None


@prediction_vector.criterion("vector", say("`prediction` is the network's vector for one image"), weight=2)
def _vector(answers: Answers, data: Dataset) -> Message | None:
    wanted = _own_vector(answers, data)
    found = answers.array("prediction")
    if found.shape == (1, CLASSES):
        return say("`prediction` has shape (1, 10): a batch with one vector in it. The vector itself is its "
                   "first row, of shape (10,).")  # fmt: skip
    if found.shape != (CLASSES,):
        return say("`prediction` has shape {found}; one image gives ten numbers, shape (10,).",
                   found=str(found.shape))  # fmt: skip
    if not np.allclose(found.astype(float), wanted, atol=1e-2):
        base = trained_network(answers, "base_model", data)
        index = whole_number(answers, "image_index")
        return of_another("prediction", "base_model", found, base.facts, base.feed, index)
    return None


def _own_vector(answers: Answers, data: Dataset) -> NDArray[np.float32]:
    index = whole_number(answers, "image_index")
    if not 0 <= index < len(data.test):
        raise Unanswered(say("`image_index` is {index}; it must lie in 0..{last}.", index=index,
                             last=len(data.test) - 1))  # fmt: skip
    vector: NDArray[np.float32] = trained_network(answers, "base_model", data).predicted[index]
    return vector


@prediction_vector.criterion("digits", say("First and second choice are read off it"), weight=1)
def _digits(answers: Answers, data: Dataset) -> Message | None:
    vector, told = _own_vector(answers, data), _told_vector(answers)
    label = int(data.test.labels[whole_number(answers, "image_index")])
    for name, place in (("predicted_digit", 1), ("second_digit", 2)):
        if itself := number_itself(answers, name, vector if told is None else told):
            return itself
        digit = whole_number(answers, name)
        if not 0 <= digit < CLASSES:
            return say("`{name}` is {digit}: a digit from 0 to 9 is wanted, the position in the vector.",
                       name=name, digit=digit)  # fmt: skip
        if has_place(vector, digit, place):
            continue
        if told is None or has_place(told, digit, place):  # well read off: what is wrong is the vector
            return _vector(answers, data) or misplaced(name, digit, place, vector, label)
        return misplaced(name, digit, place, told, label)
    return None


def _told_vector(answers: Answers) -> NDArray[np.float64] | None:
    """The vector that the student has, right or wrong; None where it is none."""
    try:
        found = answers.array("prediction").astype(float)
    except Unanswered:
        return None
    return found.ravel() if found.size == CLASSES else None


@prediction_vector.criterion(
    "meaning",
    say("What the ten numbers are"),
    weight=2,
    local=form_of_option("numbers_are", _NUMBERS_ARE),
    shown_by=("vector", "digits", "learnt"),
)
def _meaning(answers: Answers, data: Dataset) -> Message | None:
    if option(answers, "numbers_are", _NUMBERS_ARE) != key["numbers_are"]:
        return say("Your choice does not fit what you see: look at the numbers of some more images, and hold "
                   "each of the four statements against them.")  # fmt: skip
    return None


RUBRICS = (prediction_vector,)
