"""Building and compiling: exercises 4 and 5, and what counts as right."""

from __future__ import annotations

from autograder.authoring import Answers, CompileFacts, Images, Message, Model, Rubric, Unanswered, plain, say
from autograder.networks.architecture import ACCURACIES, CROSS_ENTROPIES, Part, dense
from autograder.networks.optimisers import not_as_it_comes, shown
from autograder.networks.predictions import probabilities
from autograder.networks.trained import options_of
from reference.datasets import CLASSES, SIDE, Dataset

_WIDTHS = 64, 512  # of the hidden layer, as the sheet says
_NETWORK = Model("model", (Images("test", 8),), ("normalise",), verify=True)

build_model = Rubric("build_model", _NETWORK)
build_model.hints(
    say("`keras.Sequential` takes one list, and the list holds the layers in the order in which an image "
        "passes through them. Begin with `keras.Input`, which only says what shape a single image has."),
    say("Flattening comes before the first Dense layer. A Dense layer is given its number of neurons first, "
        "and the name of its activation as `activation=`."),
    say("The output layer needs as many neurons as there are answers to choose from, and the activation "
        "that turns scores into probabilities. Compare your layers with the drawing, arrow by arrow."),
)  # fmt: skip


@build_model.criterion(
    "flatten", say("The image becomes one vector"), weight=3, shown_by=("hidden", "outputs")
)
def _flatten(answers: Answers, data: Dataset) -> Message | None:
    first, *_ = _dense(answers)
    pixels, units = SIDE * SIDE, first.units or 0
    if first.parameters != units * (pixels + (not first.lacks_bias)):
        return say("The first Dense layer does not receive one vector of {pixels} numbers: which layer "
                   "lays the rows of an image end to end?", pixels=pixels)  # fmt: skip
    return None


@build_model.criterion("hidden", say("A hidden Dense layer with relu"), weight=4)
def _hidden(answers: Answers, data: Dataset) -> Message | None:
    hidden = _dense(answers)[:-1]
    if not hidden:
        return say("There is no hidden Dense layer: put one between the vector and the output layer.")
    activations = [layer.activation for layer in hidden]
    if any(name != "relu" for name in activations):
        return say("Keras reports this activation for the hidden layer: {found}. relu was asked for, as the "
                   "layer's `activation` or as a layer right after it.",
                   found=", ".join(activations))  # fmt: skip
    if len(hidden) > 1:
        return say("Your network has {found} hidden Dense layers, where one is asked for. In the next "
                   "lab there will be more.", found=len(hidden))  # fmt: skip
    narrowest, widest = _WIDTHS
    odd = [layer.units or 0 for layer in hidden if not narrowest <= (layer.units or 0) <= widest]
    if odd:
        return say("The hidden layer has {found} neurons; from {least} to {most} were asked for.",
                   found=odd[0], least=narrowest, most=widest)  # fmt: skip
    return _without_bias(hidden)


def _without_bias(layers: tuple[Part, ...]) -> Message | None:
    if found := next((layer for layer in layers if layer.lacks_bias), None):
        return say("{layer} adds no bias, though each of its neurons is to add one: a Dense layer as it "
                   "comes does so.", layer=str(found))  # fmt: skip
    return None


@build_model.criterion(
    "outputs", say("Ten output units, one a digit"), weight=4, shown_by=("hidden", "flatten")
)
def _outputs(answers: Answers, data: Dataset) -> Message | None:
    units = _dense(answers)[-1].units
    if units != CLASSES:
        return say("The last Dense layer has {found} units; there are ten digits to tell apart.",
                   found=units)  # fmt: skip
    probabilities(answers.model("model"), "raw", "test")
    return _without_bias(_dense(answers)[-1:])


@build_model.criterion(
    "softmax",
    say("The outputs are probabilities, or scores for a loss that makes them so"),
    weight=3,
    needs=("outputs",),
)
def _softmax(answers: Answers, data: Dataset) -> Message | None:
    final = _dense(answers)[-1].activation
    if final in ("softmax", "linear"):  # raw scores are right if the loss is told so: see compile
        return None
    return say("The output layer's activation is {found}. Which one turns ten scores into "
               "probabilities that sum to 1?", found=final)  # fmt: skip


def _dense(answers: Answers) -> tuple[Part, ...]:
    """The network's Dense layers, at least one."""
    found = dense(answers.model("model"))
    if not found:
        raise Unanswered(say("`model` has no Dense layer yet."))
    return found


compile_model = Rubric("compile_model", _NETWORK)
compile_model.hints(
    say("`compile` is a method: you call it on `model`, and it returns nothing worth keeping. All three "
        "settings go into one call, each by its name."),
    say("The optimiser and the loss are given as text between quotes, written as in the instructions; the "
        "metrics are a list, even when there is only one."),
    say("Look at one label with `y_train[0]`. A single whole number needs the loss whose name begins with "
        "*sparse*; a row of zeros with a one in it would need the other."),
)  # fmt: skip


@compile_model.criterion("optimiser", say("The optimiser is adam"), weight=3)
def _optimiser(answers: Answers, data: Dataset) -> Message | None:
    settings = _compiled(answers)
    if plain(settings.optimiser) != "adam":
        return say("The optimiser is {found}; adam was asked for.", found=str(settings.optimiser))
    for name, found, own in not_as_it_comes("adam", options_of(answers.model("model"))):
        return say("The optimiser has {setting} = {found}; adam by its name alone, which is asked for, has "
                   "{own}.", setting=name, found=shown(found), own=shown(own))  # fmt: skip
    return None


@compile_model.criterion("loss", say("The loss is a cross-entropy over the digits"), weight=3)
def _loss(answers: Answers, data: Dataset) -> Message | None:
    """Labels as whole numbers or one-hot: which of them the network is given shows in training.

    With the loss of the other kind of labels `fit` raises, so `train` and `evaluate` tell.
    """
    loss = _compiled(answers).loss
    if plain(loss) not in CROSS_ENTROPIES:
        return say("The loss is {found}. The labels are whole numbers from 0 to 9, one for each image: "
                   "which cross-entropy takes them like that?", found=str(loss))  # fmt: skip
    if plain(loss) == "categoricalcrossentropy" and _stopped_training(answers):
        return say("The loss is {found}, which takes a row of zeros with a one for each label, and `fit` "
                   "stopped. The labels are whole numbers: the loss whose name begins with sparse takes "
                   "them.", found=str(loss))  # fmt: skip
    return None


def _stopped_training(answers: Answers) -> bool:
    """Whether the training ended with an error, where that can be seen."""
    training = answers.of("train")
    return training is not None and bool(training.evidence.error)


@compile_model.criterion(
    "fit", say("Loss and output layer fit together"), weight=2, shown_by=("loss", "optimiser", "metrics")
)
def _loss_fits(answers: Answers, data: Dataset) -> Message | None:
    """With softmax either will do: Keras takes the scores before it, and warns where it is told of others."""
    final, logits = _dense(answers)[-1].activation, _compiled(answers).from_logits
    if final == "linear" and not logits:
        return say("The output layer has no softmax, so it returns raw scores, but the loss expects "
                   "probabilities: add softmax, or tell the loss from_logits=True.")  # fmt: skip
    return None


@compile_model.criterion("metrics", say("Accuracy is measured"), weight=2)
def _metrics(answers: Answers, data: Dataset) -> Message | None:
    found = _compiled(answers).metrics
    if not ACCURACIES & {plain(name) for name in found}:
        named = ", ".join(str(name) for name in found) or "none"
        return say("The metrics are {found}; accuracy was asked for.", found=named)
    if others := [str(name) for name in found if plain(name) not in ACCURACIES]:
        return say("Besides accuracy there is {others} among the metrics: a list with a single item is asked "
                   "for, and each more is a number more that `evaluate` returns.",
                   others=", ".join(others))  # fmt: skip
    return None


def _compiled(answers: Answers) -> CompileFacts:
    settings = answers.model("model").compiled
    if settings is None:
        raise Unanswered(say("`model` is not compiled yet: call `model.compile` with its settings."))
    return settings


RUBRICS = (build_model, compile_model)
