"""A network that a sheet draws: its shapes told beforehand, built, trained, and what it reaches.

Begin with `add_declared_network`, which gives a rubric the criteria that all such exercises share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.evidence.asks import Ask, Images, Model, Value
from autograder.messages import Message, say
from autograder.networks.architecture import Part, every_layer
from autograder.networks.budget import began_trained, other_images, trained_before
from autograder.networks.calibrated import declared_parts, least_accuracy, too_good
from autograder.networks.comparable import not_factory, other_pixels, without_accuracy
from autograder.networks.keras_errors import explained
from autograder.networks.near_misses import AsBuilt, otherwise_built, too_large
from autograder.networks.predictions import accuracy, is_accuracy, probabilities
from autograder.networks.summary import summarised
from autograder.networks.told_shapes import drawn, wrong_parameters, wrong_shapes
from autograder.networks.trained import TrainedNetwork, trained_network
from autograder.networks.validation import not_on_test_images
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.choices import plain
from autograder.scoring.network_summary import NetworkSummary
from autograder.scoring.numbers import number
from autograder.scoring.rubrics import Rubric
from reference.datasets import Dataset
from reference.models import VARIANTS, Layer, Variant

_PER_CENT = 100


@dataclass(frozen=True)
class DeclaredNetwork:
    """The network that an exercise asks for as a variant of the reference declares it.

    What students call theirs begins with `prefix`: `mlp_model`, `mlp_shapes`, `mlp_parameters` and
    `mlp_error`. `others` are variants that would do as well.
    """

    prefix: str
    variant: str
    others: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.prefix}_model"

    @property
    def asks(self) -> tuple[Ask, ...]:
        told = (Value(f"{self.prefix}_{what}") for what in ("shapes", "parameters", "error"))
        return (*told, Model(self.name, (Images("test"), Images("hidden")), ("normalise",), verify=True))

    def declared(self, variant: str = "") -> Variant:
        found = VARIANTS[variant or self.variant]
        assert isinstance(found, Variant)
        return found

    def network(self, answers: Answers, data: Dataset) -> TrainedNetwork:
        return trained_or_explained(answers, self.name, data)

    def layers(self, answers: Answers) -> Sequence[Layer]:
        """Those that its shapes follow from: of several, those with the padding of the student's network."""
        own = self._padding(answers)
        declared = [self.declared(variant).layers for variant in (self.variant, *self.others)]
        return next((layers for layers in declared if _padding(layers) == own), declared[0])

    def _padding(self, answers: Answers) -> str | None:
        """That of the student's first convolution; None where there is none yet."""
        try:
            found = every_layer(answers.model(self.name).layers)
        except Unanswered:
            return None
        return next((layer.settings.get("padding") for layer in found if layer.kind == "Conv2D"), None)


def _padding(layers: Sequence[Layer]) -> str | None:
    return next((str(dict(x.options).get("padding")) for x in layers if x.kind == "Conv2D"), None)


def trained_or_explained(answers: Answers, name: str, data: Dataset) -> TrainedNetwork:
    """A trained network; Unanswered where there is none, with what an error of Keras meant."""
    try:
        return trained_network(answers, name, data)
    except Unanswered as lacking:
        if meant := explained(str(answers.evidence.error)):
            raise Unanswered(say("Your cell stopped: {error} {meant}", error=answers.evidence.error,
                                 meant=meant)) from lacking  # fmt: skip
        raise


def otherwise_made(answers: Answers, name: str, due: int, *wanted: Sequence[Part]) -> Message | None:
    """How a network is built otherwise than is drawn, whether it is trained or not: training takes long.

    None of one that is not there or answers nothing, which `trained_or_explained` tells. `due` is how many
    parameters it is to have.
    """
    try:
        facts = answers.model(name)
    except Unanswered:
        return None
    if not facts.predictions:
        return None
    large = too_large(name, facts.parameters, answers.evidence.seconds, due)
    return large or otherwise_built(AsBuilt(name, facts), *wanted)


def add_declared_network(rubric: Rubric, asked: DeclaredNetwork) -> None:
    """Adds what every such exercise is judged by, from the shapes to the error."""
    _add_predicted(rubric, asked)
    _add_built(rubric, asked)
    _add_reached(rubric, asked)

    @rubric.measurement("hidden_accuracy")
    def _hidden_accuracy(answers: Answers, data: Dataset) -> tuple[float, int]:
        network = asked.network(answers, data)
        predicted = probabilities(network.facts, network.feed, "hidden")
        return accuracy(predicted, data.hidden.labels), len(predicted)

    @rubric.network_summary
    def _own_network(answers: Answers, data: Dataset) -> NetworkSummary:
        network = asked.network(answers, data)
        return summarised(network.facts, network.feed, network.facts.history, data)

    @rubric.flag
    def _too_good(answers: Answers, data: Dataset) -> Message | None:
        found = asked.network(answers, data)
        return too_good(data, asked.variant, "test_accuracy", found.accuracy, len(found.predicted))


def _add_predicted(rubric: Rubric, asked: DeclaredNetwork) -> None:
    shapes, parameters = f"{asked.prefix}_shapes", f"{asked.prefix}_parameters"

    @rubric.criterion("shapes", say("`{name}` is what comes out of each layer", name=shapes), weight=2)
    def _shapes(answers: Answers, data: Dataset) -> Message | None:
        return wrong_shapes(answers, shapes, asked.layers(answers))

    @rubric.criterion("parameters", say("`{name}` counts what each layer learns", name=parameters), weight=2)
    def _parameters(answers: Answers, data: Dataset) -> Message | None:
        return wrong_parameters(answers, parameters, asked.layers(answers))


def _add_built(rubric: Rubric, asked: DeclaredNetwork) -> None:
    @rubric.criterion("built", say("`{name}` is the network that is drawn", name=asked.name), weight=3)
    def _built(answers: Answers, data: Dataset) -> Message | None:
        due = sum(out.parameters for out in drawn(asked.layers(answers)))
        wanted = [declared_parts(asked.declared(v).layers) for v in (asked.variant, *asked.others)]
        wrong = otherwise_made(answers, asked.name, due, *wanted)
        if not wrong:
            asked.network(answers, data)
        return wrong

    @rubric.criterion(
        "compiled",
        say("It is compiled as all networks here"),
        weight=1,
        shown_by=("built", "shapes", "parameters"),
    )
    def _compiled(answers: Answers, data: Dataset) -> Message | None:
        found = asked.network(answers, data)
        if wrong := not_factory(found.name, found, asked.declared().optimiser):
            return wrong
        if "crossentropy" not in plain(found.loss):
            return say("`{name}` is compiled with the loss {found}; asked for was "
                       "sparse_categorical_crossentropy.", name=found.name,
                       found=found.loss or "-")  # fmt: skip
        return without_accuracy(found)

    @rubric.criterion("trained", say("It learnt from the training images, once"), weight=2)
    def _trained(answers: Answers, data: Dataset) -> Message | None:
        return otherwise_trained(asked.network(answers, data), asked.declared(), data)


def otherwise_trained(network: TrainedNetwork, declared: Variant, data: Dataset) -> Message | None:
    """How a network was trained otherwise than by the sheet's `train`; None where not at all."""
    return (
        otherwise_fitted(network, declared, data)
        or other_pixels(network, network)
        or not_on_test_images(network.name, network.facts, network.facts.history, data)
    )


def otherwise_fitted(network: TrainedNetwork, declared: Variant, data: Dataset) -> Message | None:
    """Whether it learnt for longer or shorter than declared, more than once, or from other images."""
    if network.epochs and network.epochs != declared.epochs:
        return say("`{variant}` was trained for {found} epochs, where {wanted} were due.",
                   variant=network.name, found=network.epochs, wanted=declared.epochs)  # fmt: skip
    images = len(data.train)
    size = declared.batch_size_for(images)
    return (
        trained_before(network.name, network.budget)
        or began_trained(network.name, network.facts.history)
        or other_images(network.name, network.budget, images, size, size)
    )


def _add_reached(rubric: Rubric, asked: DeclaredNetwork) -> None:
    @rubric.criterion("reads", say("It reads images that it never saw"), weight=2, needs=("built",))
    def _reads(answers: Answers, data: Dataset) -> Message | None:
        return reads_badly(asked.network(answers, data), (asked.variant, *asked.others), data)

    name = f"{asked.prefix}_error"

    @rubric.criterion("error", say("`{name}` is its test error", name=name), weight=1)
    def _error(answers: Answers, data: Dataset) -> Message | None:
        return wrong_error(answers, name, asked.network(answers, data))


def reads_badly(network: TrainedNetwork, variants: Sequence[str], data: Dataset) -> Message | None:
    """Told of a network that is right less often for hidden images than its kind is, trained as asked."""
    predicted = probabilities(network.facts, network.feed, "hidden")
    reached = accuracy(predicted, data.hidden.labels)
    least = min(least_accuracy(data, variant, "hidden_accuracy", len(predicted)) for variant in variants)
    if reached >= least:
        return None
    return say("`{variant}` is right for {reached:.1%} of the images that it never saw; trained as asked, it "
               "reaches at least {least:.1%}. Were training and test images prepared alike, and are they in "
               "step with their labels?", variant=network.name, reached=reached, least=least)  # fmt: skip


def wrong_error(answers: Answers, name: str, network: TrainedNetwork) -> Message | None:
    """Whether a test error, in per cent, is another than that of the network."""
    told, images = number(answers, name), len(network.predicted)
    error = 1 - network.accuracy
    if is_accuracy(1 - told / _PER_CENT, network.accuracy, images):
        return None
    for told_as, cause in _OTHER_NUMBERS:
        if is_accuracy(told_as(told), network.accuracy, images):
            return say("`{name}` is {found:g}. {cause}", name=name, found=told, cause=cause)
    reported = network.facts.history.get("accuracy", ())[-1:]
    if reported and abs(told - _PER_CENT * (1 - reported[0])) < 0.006:
        return say("`{name}` is {found:g}, the error on the training images in the last epoch. What counts "
                   "is the test images.", name=name, found=told)  # fmt: skip
    return say("`{name}` is {found:g}; `{network}` reads {error:.2f} % of the test images wrong.", name=name,
               found=told, network=network.name, error=_PER_CENT * error)  # fmt: skip


#: The accuracy that a number tells, were it taken for something else, and what to say then.
_OTHER_NUMBERS: tuple[tuple[Callable[[float], float], Message], ...] = (
    (lambda told: 1 - told, say("That is the error as a fraction; in per cent it is a hundred times that.")),
    (lambda told: told / _PER_CENT, say("That is the share that is read right, in per cent: the error is "
                                        "the rest.")),
    (lambda told: told, say("That is the accuracy, a fraction: the error is what is missing to 1, and in per "
                            "cent.")),
)  # fmt: skip
