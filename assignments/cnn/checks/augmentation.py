"""Moves and flips, and what flips do to each digit: exercise `augmentation`, and what counts as right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograder.authoring import Answers, Images, LayerFacts, Message, Model, Rubric, Value, say
from autograder.networks.architecture import every_layer
from autograder.networks.by_digit import DigitResults, add_digit_conclusions, add_digit_results
from autograder.networks.calibrated import declared_parts, too_good
from autograder.networks.comparable import copied, not_factory
from autograder.networks.declared_network import (
    otherwise_made,
    otherwise_trained,
    reads_badly,
    trained_or_explained,
)
from autograder.networks.results_table import Conclusion, against
from autograder.networks.trained import TrainedNetwork
from reference.datasets import Dataset
from reference.models import VARIANTS, Variant

#: Each network by the name of its column, with the variant of the reference that is just that.
_ASKED = {"moves": "augmented", "flips": "augmented_flip"}
_NAMES = {"moves": "moves_model", "flips": "flips_model"}
#: By layer, the settings that say how far it moves an image, and that far.
_FAR = {
    "RandomTranslation": (("height_factor", "width_factor"), 0.1),
    "RandomRotation": (("factor",), 0.04),
    "RandomShear": (("x_factor", "y_factor"), 0.1),
}
_NEAR = 1e-3
_FILL = "constant"

augmentation = Rubric(
    "augmentation",
    *(
        Model(name, (Images("test"), Images("hidden")), ("normalise",), verify=True)
        for name in _NAMES.values()
    ),
    *(Value(name) for name in ("digit_results", "flip_conclusions")),
)
augmentation.hints(
    say("A builder may take layers: `def build_augmented(*first_layers)`, and `*first_layers` puts them into "
        "the list behind the `Reshape`. Make new layers for each network."),
    say("The images of one digit are `y_test == digit`; of these, the share that was read right is the mean "
        "of `predicted_digits(model)[y_test == digit] == digit`."),
    say("For the conclusion about a digit count the images that only one of the two networks reads right, as "
        "`compare` does, among those of that digit."),
)  # fmt: skip


def _networks(answers: Answers, data: Dataset) -> Mapping[str, TrainedNetwork]:
    return {column: trained_or_explained(answers, name, data) for column, name in _NAMES.items()}


def _declared(column: str) -> Variant:
    declared = VARIANTS[_ASKED[column]]
    assert isinstance(declared, Variant)
    return declared


def _add_built(column: str) -> None:
    name = _NAMES[column]

    @augmentation.criterion(column, say("`{name}` is the network that is drawn", name=name), weight=2)
    def _built(answers: Answers, data: Dataset) -> Message | None:
        wanted = declared_parts(_declared(column).layers)
        if wrong := otherwise_made(answers, name, sum(part.parameters for part in wanted), wanted):
            return wrong
        network = trained_or_explained(answers, name, data)
        return moved_otherwise(name, network.facts.layers) or not_factory(
            name, network, _declared(column).optimiser
        )


for _column in _ASKED:
    _add_built(_column)


def moved_otherwise(name: str, layers: Iterable[LayerFacts]) -> Message | None:
    """Whether a layer moves images further or less far than the sheet says, or mirrors them otherwise."""
    for layer in every_layer(layers):
        if layer.kind == "RandomFlip" and layer.settings.get("mode") not in (None, "horizontal"):
            return say('In `{name}` RandomFlip is made with "{found}"; as in a mirror is "horizontal".',
                       name=name, found=layer.settings["mode"])  # fmt: skip
        names, due = _FAR.get(layer.kind, ((), 0.0))
        told = (_further(name, layer, setting, due) for setting in names)
        if wrong := next(filter(None, told), None) or (_filled_otherwise(name, layer) if names else None):
            return wrong
    return None


def _further(name: str, layer: LayerFacts, setting: str, due: float) -> Message | None:
    """Whether a setting moves images further than is due, less far, or more to one side."""
    low, high = _range(layer, setting) or (-due, due)
    if max(abs(low + due), abs(high - due)) <= _NEAR:
        return None
    if abs(low + high) <= _NEAR:
        return say("In `{name}` {layer} is made with {setting} = {found:g}; the sheet says {due:g}.",
                   name=name, layer=layer.kind, setting=setting, found=high, due=due)  # fmt: skip
    return say("In `{name}` {layer} draws {setting} from {low:g} to {high:g}; the sheet says {due:g}, which "
               "is from {least:g} to {due:g}: to both sides.", name=name, layer=layer.kind, setting=setting,
               low=low, high=high, due=due, least=-due)  # fmt: skip


def _range(layer: LayerFacts, setting: str) -> tuple[float, float] | None:
    """Between what a setting lies; Keras writes one number, to both sides, or from where to where."""
    told = layer.settings.get(setting, "").split(" × ")
    try:
        numbers = [float(number) for number in told]
    except ValueError:
        return None
    return (-numbers[0], numbers[0]) if len(numbers) == 1 else (min(numbers), max(numbers))


def _filled_otherwise(name: str, layer: LayerFacts) -> Message | None:
    """Whether something else than background comes where an image was moved away."""
    mode, value = layer.settings.get("fill_mode", _FILL), layer.settings.get("fill_value", "0.0")
    if mode != _FILL:
        return say('In `{name}` {layer} has fill_mode "{found}", where the sheet says "{due}": background '
                   "comes where the image was moved away.", name=name, layer=layer.kind, found=mode,
                   due=_FILL)  # fmt: skip
    if value not in ("0", "0.0"):
        return say("In `{name}` {layer} has fill_value = {found}, where 0 is the background.", name=name,
                   layer=layer.kind, found=value)  # fmt: skip
    return None


@augmentation.criterion("trained", say("Both learnt from the training images, each by itself"), weight=2)
def _trained(answers: Answers, data: Dataset) -> Message | None:
    found = _networks(answers, data)
    for column, network in found.items():
        if wrong := otherwise_trained(network, _declared(column), data):
            return wrong
    return copied(found["flips"], found["moves"])


@augmentation.criterion("reads", say("Both read images that they never saw"), weight=1, needs=tuple(_ASKED))
def _reads(answers: Answers, data: Dataset) -> Message | None:
    found = _networks(answers, data)
    told = (reads_badly(network, (_ASKED[column],), data) for column, network in found.items())
    return next(filter(None, told), None)


_BUILT = tuple(_ASKED)
add_digit_results(
    augmentation, DigitResults("digit_results", "digit_results", _networks, _BUILT, shown_by=_BUILT)
)
add_digit_conclusions(
    augmentation,
    Conclusion(
        "conclusions", say("What flips do to each digit"), "flip_conclusions",
        against(_networks, "flips", "moves"),
    ),
    needs=(*_ASKED, "trained"),
)  # fmt: skip


@augmentation.flag
def _too_good(answers: Answers, data: Dataset) -> Message | None:
    """Told of networks that may have learnt from the test images."""
    told = (
        too_good(data, _ASKED[column], "test_accuracy", network.accuracy, len(network.predicted))
        for column, network in _networks(answers, data).items()
    )
    return next(filter(None, told), None)


RUBRICS = (augmentation,)
