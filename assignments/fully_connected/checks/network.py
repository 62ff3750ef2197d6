"""Building and compiling: exercises 4 and 5, and what counts as right."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.answers import Answers, CompileFacts, LayerFacts, Unanswered
from autograder.asks import Images, Model
from autograder.measuring import probabilities
from autograder.messages import Message, say
from autograder.scoring import Rubric
from reference.datasets import CLASSES, SIDE, Dataset

_BETWEEN = ("BatchNormalization", "LayerNormalization", "Dropout")
_NETWORK = Model("model", (Images("test", 8),), ("normalise",), verify=True)

build_model = Rubric("build_model", _NETWORK)


@build_model.criterion("flatten", say("The image becomes one vector"), weight=3)
def _flatten(answers: Answers, data: Dataset) -> Message | None:
    first, *_ = _dense(answers)
    pixels = SIDE * SIDE
    if first.parameters not in (first.units * pixels, first.units * (pixels + 1)):
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
        return say("The hidden layer's activation is {found}; relu was asked for.",
                   found=", ".join(str(a) for a in activations))  # fmt: skip
    return None


@build_model.criterion("outputs", say("Ten output units, one a digit"), weight=4)
def _outputs(answers: Answers, data: Dataset) -> Message | None:
    units = _dense(answers)[-1].units
    if units != CLASSES:
        return say("The last Dense layer has {found} units; there are ten digits to tell apart.",
                   found=units)  # fmt: skip
    probabilities(answers.model("model"), "raw", "test")
    return None


@build_model.criterion("softmax", say("The outputs are probabilities"), weight=3, needs=("outputs",))
def _softmax(answers: Answers, data: Dataset) -> Message | None:
    final = _dense(answers)[-1].activation
    if final in ("softmax", "linear"):  # raw scores are right if the loss is told so: see compile
        return None
    return say("The output layer's activation is {found}. Which one turns ten scores into "
               "probabilities that sum to 1?", found=str(final))  # fmt: skip


@dataclass(frozen=True)
class _Dense:
    """A Dense layer with the activation that follows it, inside it or as a layer of its own."""

    units: int
    activation: str
    parameters: int


def _dense(answers: Answers) -> list[_Dense]:
    """The network's Dense layers, at least one."""
    layers = answers.model("model").layers
    found = [
        _Dense(layer.units or 0, _activation(layer, layers[i + 1 :]), layer.parameters or 0)
        for i, layer in enumerate(layers)
        if layer.kind == "Dense"
    ]
    if not found:
        raise Unanswered(say("`model` has no Dense layer yet."))
    return found


def _activation(layer: LayerFacts, following: tuple[LayerFacts, ...]) -> str:
    """TensorFlow's own functions end in _v2; normalisation and dropout may stand between."""
    after = next((x for x in following if x.kind not in _BETWEEN), None)
    own = layer.activation or "linear"
    if own == "linear" and after is not None and after.kind == "Activation":
        own = after.activation or own
    elif own == "linear" and after is not None and after.kind in ("ReLU", "Softmax"):
        own = after.kind.lower()
    return own.removesuffix("_v2")


compile_model = Rubric("compile_model", _NETWORK)


@compile_model.criterion("optimiser", say("The optimiser is adam"), weight=3)
def _optimiser(answers: Answers, data: Dataset) -> Message | None:
    settings = _compiled(answers)
    if str(settings.optimiser).lower() != "adam":
        return say("The optimiser is {found}; adam was asked for.", found=str(settings.optimiser))
    return None


@compile_model.criterion("loss", say("The loss suits whole-number labels"), weight=3)
def _loss(answers: Answers, data: Dataset) -> Message | None:
    loss = _compiled(answers).loss
    if _snake(loss) != "sparse_categorical_crossentropy":
        return say("The loss is {found}. The labels are whole numbers from 0 to 9, one for each image: "
                   "which cross-entropy takes them like that?", found=str(loss))  # fmt: skip
    return None


@compile_model.criterion("fit", say("Loss and output layer fit together"), weight=2)
def _loss_fits(answers: Answers, data: Dataset) -> Message | None:
    final, logits = _dense(answers)[-1].activation, _compiled(answers).from_logits
    if final == "linear" and not logits:
        return say("The output layer has no softmax, so it returns raw scores, but the loss expects "
                   "probabilities: add softmax, or tell the loss from_logits=True.")  # fmt: skip
    if final == "softmax" and logits:
        return say("The output layer already returns probabilities, but the loss is told from_logits=True: "
                   "softmax would be applied twice.")  # fmt: skip
    return None


@compile_model.criterion("metrics", say("Accuracy is measured"), weight=2)
def _metrics(answers: Answers, data: Dataset) -> Message | None:
    found = [_snake(name) for name in _compiled(answers).metrics]
    if not {"accuracy", "acc", "sparse_categorical_accuracy"} & set(found):
        return say("The metrics are {found}; accuracy was asked for.", found=", ".join(found) or "none")
    return None


def _compiled(answers: Answers) -> CompileFacts:
    settings = answers.model("model").compiled
    if settings is None:
        raise Unanswered(say("`model` is not compiled yet: call `model.compile` with its settings."))
    return settings


def _snake(name: str | None) -> str:
    """SparseCategoricalCrossentropy and sparse_categorical_crossentropy are the same."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name or "").lstrip("_")


RUBRICS = (build_model, compile_model)
