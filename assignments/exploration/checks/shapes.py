"""What goes in and what comes out: exercises `without_flatten` and `output_units`."""

from __future__ import annotations

from dataclasses import replace

from scipy.stats import binom

from autograder.authoring import (
    Answers,
    Images,
    Key,
    Message,
    Model,
    ModelFacts,
    Rubric,
    Unanswered,
    Value,
    form_of_option,
    models,
    number,
    option,
    say,
    whole_number,
)
from autograder.networks.architecture import Part, described, every_layer, meant
from autograder.networks.base_network import BaseNetwork
from autograder.networks.comparable import (
    Control,
    other_pixels,
    other_training,
    wrongly_built,
)
from autograder.networks.outputs import wrong_labels, wrong_spare
from autograder.networks.results_table import Conclusion, add_conclusion
from autograder.networks.row_by_row import another_shape, reads_by_guessing, wrong_error
from autograder.networks.table_rows import same_key
from autograder.networks.trained import (
    TrainedNetwork,
    named,
    trained_network,
    trained_networks,
)
from reference.datasets import CLASSES, Dataset

key = Key(__file__)

_BASE = BaseNetwork("prediction_vector", "base_model", "dense_128_relu")
_LUCK = 1e-3  # how often mere guessing may pass for learning
_CHOICES = ("a", "b", "c", "d")
_ON_TEST = (Images("test"),)
_LOOK = (Images("test", 8),)
#: How Keras refuses labels that do not fit the outputs by their shape, and TensorFlow by their value.
_WRONG_SHAPE, _WRONG_LABEL = "ValueError", "InvalidArgumentError"

without_flatten = Rubric(
    "without_flatten",
    Model("flatless_model", _LOOK, ("normalise",), verify=True),
    Model("repaired_model", _ON_TEST, ("normalise",), verify=True),
    *(Value(name) for name in ("flatless_shape", "flatless_error", "flatless_reason")),
)
without_flatten.hints(
    say("Copy the builder of the base network and take the line with Flatten out; leave the input with its "
        "shape (28, 28)."),
    say("`flatless_model.predict(x_test_norm[:5]).shape` says what comes out for five images. Compare it "
        "with `y_test[:5].shape`: what is one too many?"),
    say("The pixels have to become one vector all the same, or the 28 answers one. Look among the layers of "
        "Keras for one that changes a shape, or one that pools."),
)  # fmt: skip


@without_flatten.criterion("network", say("A network without Flatten"), weight=1)
def _flatless(answers: Answers, data: Dataset) -> Message | None:
    facts = answers.model("flatless_model")
    found = tuple(replace(part, rows=1) for part in meant(facts))
    wanted = (Part("Dense", 128, "relu"), Part("Dense", CLASSES, "softmax"))
    shaping = [x.kind for x in every_layer(facts.layers) if x.kind in ("Flatten", "Reshape")]
    if shaping:
        return say("At the end of the cell `flatless_model` has a layer {kind}. Was the repaired network "
                   "given that name? Keep the two under names of their own.", kind=shaping[0])  # fmt: skip
    if found != wanted:
        return say("`{variant}` is made of {found}; here it should be {wanted}.", variant="flatless_model",
                   found=described(found), wanted=described(wanted))  # fmt: skip
    return None


@without_flatten.criterion("shape", say("The shape that comes out"), weight=2, needs=("network",))
def _shape(answers: Answers, data: Dataset) -> Message | None:
    found = answers.items("flatless_shape")
    own = next(iter(answers.model("flatless_model").predictions.values()), None)
    if own is None:
        return say("Your network could not predict: {error}",
                   error=str(next(iter(answers.model("flatless_model").errors.values()), "-")))  # fmt: skip
    if wrong := another_shape("flatless_shape", "flatless_model", found, own.shape):
        return wrong
    if found[0] != 5:
        return say("`flatless_shape` is {shape}, which begins with {found}; five images were asked about.",
                   shape=str(tuple(found)), found=str(found[0]))  # fmt: skip
    return None


@without_flatten.criterion("error", say("What training it ends with"), weight=1)
def _error(answers: Answers, data: Dataset) -> Message | None:
    return wrong_error(answers, "flatless_error", _WRONG_SHAPE)


@without_flatten.criterion(
    "reason",
    say("Why it cannot learn like that"),
    weight=2,
    local=form_of_option("flatless_reason", _CHOICES),
    shown_by=("shape", "repaired", "error"),
)
def _reason(answers: Answers, data: Dataset) -> Message | None:
    if option(answers, "flatless_reason", _CHOICES) != key["flatless_reason"]:
        return say("Your choice does not fit the shapes: follow one image through the layers, from the shape "
                   "that goes in to the shape that comes out.")  # fmt: skip
    return None


@without_flatten.criterion("repaired", say("It is repaired, and without Flatten"), weight=2)
def _repaired(answers: Answers, data: Dataset) -> Message | None:
    network = trained_network(answers, "repaired_model", data)
    if any(layer.kind == "Flatten" for layer in every_layer(network.facts.layers)):
        return say("`repaired_model` has a layer Flatten: find another way to one answer an image.")
    if network.predicted.shape[1] != CLASSES:
        return say("`repaired_model` returns {found} numbers for an image; ten are wanted.",
                   found=network.predicted.shape[1])  # fmt: skip
    return None


@without_flatten.criterion("learns", say("The repaired network learns"), weight=1, needs=("repaired",))
def _learns(answers: Answers, data: Dataset) -> Message | None:
    """Better than guessing is enough: one that pools its rows reads less than half, and is a repair too."""
    network = trained_network(answers, "repaired_model", data)
    images = len(network.predicted)
    if binom.sf(round(network.accuracy * images) - 1, images, 1 / CLASSES) > _LUCK:
        return reads_by_guessing("repaired_model", network)
    return None


_BUILT = Model("build_outputs", _LOOK, ("normalise",), arguments=(12,))

output_units = Rubric(
    "output_units",
    Model("few_model", _LOOK, ("normalise",), verify=True),
    *models("output_models", _ON_TEST, ("normalise",), count=4),
    *(Value(name) for name in (
        "few_units", "few_error", "broken_labels", "spare_probability", "many_conclusion", "ten_stands_for",
    )),
    _BUILT,
)  # fmt: skip
output_units.hints(
    say("`build_outputs(units)` is the builder of the base network with `units` in the place of 10 in its "
        "last layer."),
    say("With 5 outputs the positions run from 0 to 4. Which labels have no position? The text of the "
        "exception names one of them."),
    say("`predict` on all test images gives an array (N, units): the columns from 10 on belong to the spare "
        "units. Take the mean of each column, then the largest."),
)  # fmt: skip


@output_units.criterion(
    "few", say("A network with fewer than ten outputs"), weight=0.5, shown_by=("labels", "error", "many")
)
def _few(answers: Answers, data: Dataset) -> Message | None:
    units, told = _outputs(answers.model("few_model"), "few_model"), whole_number(answers, "few_units")
    if not 2 <= units < CLASSES:
        return say("`few_model` has {found} outputs; from 2 to 9 are wanted.", found=units)
    if told != units:
        return say("`few_units` is {told}, but `few_model` has {found} outputs.", told=told, found=units)
    return None


@output_units.criterion(
    "builder", say("`build_outputs` builds a network with any number of outputs"), weight=0.5
)
def _builder(answers: Answers, data: Dataset) -> Message | None:
    return wrongly_built(answers, _BUILT, (), 12)


def _outputs(facts: ModelFacts, name: str) -> int:
    """How many outputs a network has."""
    made_of = meant(facts)
    if not made_of or made_of[-1].kind != "Dense" or made_of[-1].units is None:
        raise Unanswered(say("`{name}` does not end with a Dense layer.", name=name))
    return made_of[-1].units


@output_units.criterion("error", say("What training it ends with"), weight=1)
def _few_error(answers: Answers, data: Dataset) -> Message | None:
    settings = answers.model("few_model").compiled
    if settings is None:
        return say("`few_model` is not compiled yet: let your builder call `compile`.")
    sparse = "sparse" in str(settings.loss).lower()  # one-hot labels have ten columns
    wrong = wrong_error(answers, "few_error", _WRONG_LABEL if sparse else _WRONG_SHAPE)
    if wrong and _outputs(answers.model("few_model"), "few_model") >= CLASSES:
        return _few(answers, data)  # no exception comes: told where the outputs are counted
    return wrong


@output_units.criterion("labels", say("The labels that have no output"), weight=1, needs=("few",))
def _broken(answers: Answers, data: Dataset) -> Message | None:
    units = _outputs(answers.model("few_model"), "few_model")
    told = {str(item).removesuffix(".0") for item in answers.items("broken_labels")}
    return wrong_labels("broken_labels", told, units)


def _many(answers: Answers, data: Dataset) -> tuple[TrainedNetwork, TrainedNetwork]:
    """The network with the most outputs, and the base network."""
    found = trained_networks(answers, "output_models", data)
    by_outputs = {_outputs(network.facts, network.name): network for network in found.values()}
    return by_outputs[max(by_outputs)], named(found, str(CLASSES), "output_models")


@output_units.criterion("many", say("A network with more than ten, trained alike"), weight=1)
def _more(answers: Answers, data: Dataset) -> Message | None:
    many, control = _many(answers, data)
    found = trained_networks(answers, "output_models", data)
    for key, network in found.items():
        if _BASE.is_it(network, answers):
            continue
        if not same_key(units := _outputs(network.facts, network.name), key):
            return say("`{variant}` has {found} outputs: their number is to be its key.",
                       variant=network.name, found=units)  # fmt: skip
    if _outputs(many.facts, many.name) <= CLASSES:
        return say("`output_models` has no network with more than ten outputs.")
    if few := [t.name for t in found.values() if _outputs(t.facts, t.name) < CLASSES]:
        return say("`{variant}` has fewer than ten outputs and cannot learn: only networks of ten outputs "
                   "and more belong there.", variant=few[0])  # fmt: skip
    return _BASE.expected(control, answers) or _BASE.odd(
        many, control, answers, data, _other_inside, other_pixels, other_training
    )


def _other_inside(network: TrainedNetwork, control: Control) -> Message | None:
    """Whether more differs than how many outputs it has."""
    alike = (*network.made_of[:-1], replace(network.made_of[-1], units=CLASSES))
    if alike == control.made_of:
        return None
    return say("`{variant}` is made of {found}; but for how many outputs it has, it should be like "
               "`{control}`: {wanted}.", variant=network.name, found=described(network.made_of),
               control=control.name, wanted=described(control.made_of))  # fmt: skip


@output_units.criterion("spare", say("What the spare units learn, as a number"), weight=2, needs=("many",))
def _spare(answers: Answers, data: Dataset) -> Message | None:
    many, _ = _many(answers, data)
    return wrong_spare("spare_probability", number(answers, "spare_probability"), many)


add_conclusion(
    output_units,
    Conclusion("conclusion", say("What more outputs show"), "many_conclusion", _many),
    needs=("many",),
    base=_BASE,
)


@output_units.criterion(
    "ten",
    say("What the number ten stands for"),
    weight=2,
    local=form_of_option("ten_stands_for", _CHOICES),
    shown_by=("labels", "spare", "many", "error"),
)
def _ten(answers: Answers, data: Dataset) -> Message | None:
    if option(answers, "ten_stands_for", _CHOICES) != key["ten_stands_for"]:
        return say("Your choice does not fit what you saw: think of what broke with fewer outputs, and of "
                   "what more of them brought.")  # fmt: skip
    return None


RUBRICS = (without_flatten, output_units)
