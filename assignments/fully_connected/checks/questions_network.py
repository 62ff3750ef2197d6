"""Questions about the network, judged against the student's own: layers, parameters, activations."""

from __future__ import annotations

import re

from autograder.authoring import (
    LETTERS,
    Answers,
    Images,
    Key,
    LayerFacts,
    Message,
    Model,
    Rubric,
    Unanswered,
    Value,
    chosen,
    form_of_names,
    form_of_number,
    form_of_numbers,
    form_of_option,
    names,
    plain,
    quoted,
    say,
    whole_number,
    whole_numbers,
)
from autograder.networks.architecture import Part, dense, listed
from reference.datasets import SIDE, Dataset

key = Key(__file__)

_NETWORK = Model("model", (Images("test", 8),), ("normalise",), verify=True)
_KINDS = ("a", "b", "c")
_COUNTERS = 3  # numbers that an optimiser keeps of itself, such as its steps
_ACTIVATIONS = frozenset(("relu", "sigmoid", "softmax", "tanh"))
_NONE = frozenset(("linear", "none", "ninguna", "identity"))

#: Layers whose numbers no training changes: a summary counts them as parameters, a reader may not.
_NOT_TRAINED = ("Normalization",)

q_layers = Rubric(
    "q_layers",
    *(Value(name) for name in ("architecture", "layer_kinds", "number_of_layers", "layers_with_parameters")),
    _NETWORK,
)
q_layers.hints(
    say("Run `model.summary()` in a cell of its own and go down its table: each row is one layer."),
    say("The first column says in brackets of which kind a layer is. The column of parameters tells which "
        "layers have something to learn: where it says 0, there is nothing."),
    say("To tell the architecture, ask of one neuron: how many of the outputs of the layer before does it "
        "receive? All of them, or only those of a small window?"),
)  # fmt: skip


def _kinds_named(answers: Answers, data: Dataset) -> bool:
    """Shows that a table of layers was read, though not this network's: Dense, and another kind."""
    found = {*names(answers, "layer_kinds")} - {"inputlayer"}
    return len(found) > 1 and "dense" in found


@q_layers.criterion(
    "architecture",
    say("Which architecture it is"),
    weight=1,
    local=form_of_option("architecture", _KINDS),
    shown_by=("kinds", "count", "learning", _kinds_named),
)
def _architecture(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("Look at the kinds of layers in `model.summary()`, and at how the text says that they are "
                "joined.")  # fmt: skip
    return chosen(answers, "architecture", key["architecture"], nudge, _KINDS)


@q_layers.criterion(
    "kinds", say("The kind of each layer, in order"), weight=2, local=form_of_names("layer_kinds")
)
def _layer_kinds(answers: Answers, data: Dataset) -> Message | None:
    found = tuple(kind for kind in names(answers, "layer_kinds") if kind != "inputlayer")
    wanted = tuple(plain(layer.kind) for layer in _layers(answers))
    if found == wanted:
        return None
    if sorted(found) == sorted(wanted):
        return say("Your list is {found}: these are the layers of your network, but in another order.",
                   found=quoted(answers, "layer_kinds"))  # fmt: skip
    if any(re.fullmatch(r"[a-z]+_\d+", str(item)) for item in answers.items("layer_kinds")):
        return say("Your list is {found}: these look like the names of the layers. The kind stands in "
                   "brackets beside each name in `model.summary()`.",
                   found=quoted(answers, "layer_kinds"))  # fmt: skip
    return say("Your list is {found}; the kinds that `model.summary()` shows of your network, row by row, "
               "are others.", found=quoted(answers, "layer_kinds"))  # fmt: skip


@q_layers.criterion(
    "count",
    say("How many layers"),
    weight=1,
    local=form_of_number("number_of_layers"),
    shown_by=("kinds", "learning", _kinds_named),
)
def _count(answers: Answers, data: Dataset) -> Message | None:
    found = whole_number(answers, "number_of_layers")
    if found != len(_layers(answers)):
        return say("`{name}` is {found}. Count the rows of `model.summary()` again, without InputLayer.",
                   name="number_of_layers", found=found)  # fmt: skip
    return None


@q_layers.criterion(
    "learning",
    say("How many of them have parameters"),
    weight=1,
    local=form_of_number("layers_with_parameters"),
    shown_by=("kinds", "count", _kinds_named),
)
def _learning(answers: Answers, data: Dataset) -> Message | None:
    found = whole_number(answers, "layers_with_parameters")
    having = [layer.kind for layer in _layers(answers) if layer.parameters]
    if found not in (len(having), len([kind for kind in having if kind not in _NOT_TRAINED])):
        return say("`{name}` is {found}. In `model.summary()`, how many rows have a number of parameters "
                   "other than 0?", name="layers_with_parameters", found=found)  # fmt: skip
    return None


q_summary = Rubric(
    "q_summary",
    *(Value(name) for name in ("summary_purpose", "parameters_per_layer", "total_parameters")),
    _NETWORK,
)
q_summary.hints(
    say("Run `model.summary()`: one column says how many parameters each layer has, and below the table "
        "stands their sum."),
    say("The first Dense layer receives as many numbers as an image has pixels. Write the multiplication "
        "down, then do not forget the biases: one for each neuron."),
    say("The list has as many numbers as the table has layers, in the same order, and begins with that of "
        "the layer that learns nothing."),
)  # fmt: skip


def _counted(answers: Answers, data: Dataset) -> bool:
    """Shows that parameters were counted, though not this network's: a weight for each pixel among them."""
    found = {*whole_numbers(answers, "parameters_per_layer")}
    return len(found) > 1 and max(found) >= SIDE * SIDE


@q_summary.criterion(
    "purpose",
    say("What `model.summary()` does"),
    weight=1,
    local=form_of_option("summary_purpose", LETTERS),
    shown_by=("parameters", "total", _counted),
)
def _purpose(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("Run it in a cell of its own, before training and after it, and read what is printed.")
    return chosen(answers, "summary_purpose", key["summary_purpose"], nudge)


@q_summary.criterion(
    "parameters",
    say("The parameters of each layer"),
    weight=3,
    local=form_of_numbers("parameters_per_layer"),
)
def _parameters(answers: Answers, data: Dataset) -> Message | None:
    found = whole_numbers(answers, "parameters_per_layer")
    wanted = tuple(layer.parameters or 0 for layer in _layers(answers))
    if len(found) == len(wanted) + 1 and found[0] == 0:  # an InputLayer's row, which has none to count
        found = found[1:]
    if len(found) != len(wanted):
        if len(found) < len(wanted):
            return say("`parameters_per_layer` has {found} numbers, fewer than your network has layers: one "
                       "for each row of `model.summary()`, without InputLayer and with a 0 for layers "
                       "that do not learn.", found=len(found))  # fmt: skip
        return say("`parameters_per_layer` has {found} numbers, more than your network has layers: one for "
                   "each row of `model.summary()`, without InputLayer. A comma between thousands makes two "
                   "numbers of one.", found=len(found))  # fmt: skip
    off = [str(found[i]) for i in range(len(wanted)) if found[i] != wanted[i]]
    if off:
        return say("In `parameters_per_layer`, this does not agree with your network: {off}. Inputs times "
                   "neurons, and then the biases.", off=", ".join(off))  # fmt: skip
    return None


@q_summary.criterion(
    "total", say("The parameters of the whole network"), weight=2, local=form_of_number("total_parameters")
)
def _total(answers: Answers, data: Dataset) -> Message | None:
    found = whole_number(answers, "total_parameters")
    total = sum(layer.parameters or 0 for layer in _layers(answers))
    if found == total:
        return None
    if 3 * total <= found <= 3 * total + _COUNTERS:
        return say("`total_parameters` is {found}, three times what the layers of your network have: adam "
                   "keeps two numbers for each parameter, and these do not belong to it.",
                   found=found)  # fmt: skip
    return say("`total_parameters` is {found}; the parameters of your network's layers, biases too, have "
               "another sum.", found=found)  # fmt: skip


q_activations = Rubric(
    "q_activations",
    *(Value(name) for name in ("hidden_activation", "output_activation", "softmax_promise")),
    _NETWORK,
)
q_activations.hints(
    say("The names are those that you gave as `activation=` when you built the network."),
    say("For softmax, do the little sum of the drawing with three numbers of your own, negative ones too, "
        "and see what always holds of the results."),
    say("Give an untrained network an image: it knows nothing yet, but softmax keeps its promise all the "
        "same. Which of the four statements is still true?"),
)  # fmt: skip


@q_activations.criterion(
    "hidden", say("The activation of the hidden layer"), weight=2, local=form_of_names("hidden_activation")
)
def _hidden(answers: Answers, data: Dataset) -> Message | None:
    own = {layer.activation for layer in _dense(answers)[:-1]}
    if not own:
        raise Unanswered(say("`model` has no hidden Dense layer."))
    return _named_otherwise(answers, "hidden_activation", own)


@q_activations.criterion(
    "output", say("The activation of the output layer"), weight=2, local=form_of_names("output_activation")
)
def _output(answers: Answers, data: Dataset) -> Message | None:
    """A network of raw scores has its softmax in the loss: either may be named."""
    final, settings = _dense(answers)[-1].activation, answers.model("model").compiled
    found = set(names(answers, "output_activation"))
    if final == "linear" and found <= _NONE:
        return None
    in_loss = final == "linear" and settings is not None and settings.from_logits
    return _named_otherwise(answers, "output_activation", {"softmax"} if in_loss else {final})


def _named_otherwise(answers: Answers, name: str, own: set[str]) -> Message | None:
    found = names(answers, name)
    if set(found) == own:
        return None
    return say("`{name}` is {found}, but your network has another one there. Look where you built it.",
               name=name, found=quoted(answers, name))  # fmt: skip


def _activations_named(answers: Answers, data: Dataset) -> bool:
    """Shows that activations are known by name, though exchanged: two, and not the same."""
    found = {*names(answers, "hidden_activation"), *names(answers, "output_activation")}
    return len(found) > 1 and found <= _ACTIVATIONS


@q_activations.criterion(
    "softmax",
    say("What softmax guarantees"),
    weight=1,
    local=form_of_option("softmax_promise", LETTERS),
    shown_by=("output", "hidden", _activations_named),
)
def _softmax(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("Work it out for ten numbers of your own: does what you chose hold whatever they are, and "
                "whatever the right digit is?")  # fmt: skip
    return chosen(answers, "softmax_promise", key["softmax_promise"], nudge)


def _layers(answers: Answers) -> tuple[LayerFacts, ...]:
    return listed(answers.model("model"))


def _dense(answers: Answers) -> tuple[Part, ...]:
    found = dense(answers.model("model"))
    if not found:
        raise Unanswered(say("`model` has no Dense layer yet."))
    return found


RUBRICS = (q_layers, q_summary, q_activations)
