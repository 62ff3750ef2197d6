"""What right networks are known to reach, and which variant of the reference a student's network is."""

from __future__ import annotations

import math

from autograder.inside.layer_facts import sized
from autograder.messages import Message, say
from autograder.networks.architecture import Part, made_with, scales_pixels
from autograder.networks.conclusions import Claim, by_rule, paired, refuted
from autograder.networks.optimisers import not_as_it_comes
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Answers
from autograder.scoring.choices import option
from reference.calibration.stored import Difference, stored
from reference.datasets import CLASSES, Dataset
from reference.models import VARIANTS, Layer, Variant
from reference.shapes import outputs

CONCLUSIONS = tuple(Claim)

#: What any network reaches that learnt from images and labels that belong together, where these data
#: have no calibration.
UNCALIBRATED = 0.5
NEAR_GUESSING = 0.2  # an accuracy that networks have whose weights are as they were drawn


def least_accuracy(data: Dataset, variant: str, measure: str, images: int) -> float:
    """The accuracy, a fraction of so many images, below which a network is not built and trained as asked."""
    calibration = stored(data)
    floor = calibration.floor(variant, measure, images) if calibration else None
    return UNCALIBRATED if floor is None else floor


def most_accuracy(data: Dataset, variant: str, measure: str, images: int) -> float:
    """The accuracy above which permitted training does not explain it; 1 where that is unknown."""
    calibration = stored(data)
    ceiling = calibration.ceiling(variant, measure, images) if calibration else None
    return 1.0 if ceiling is None else ceiling


def too_good(data: Dataset, variant: str, measure: str, reached: float, images: int) -> Message | None:
    """Said to the instructor where no permitted choice of network and training explains an accuracy."""
    most = most_accuracy(data, variant, measure, images)
    if reached <= most:
        return None
    return say("`{measure}` is {reached:.1%}, above the {most:.1%} that the networks permitted here reach: "
               "look at how it was trained, and on which images.",
               measure=measure, reached=reached, most=most)  # fmt: skip


def wrong_conclusion(
    answers: Answers,
    name: str,
    variant: TrainedNetwork,
    control: TrainedNetwork,
    data: Dataset,
    by_own_rule: bool = False,
) -> Message | None:
    """What refutes the conclusion in `name` about a network and its control, if anything does.

    With `by_own_rule` nothing refutes what the sheets' rule says of these two.
    """
    claim = Claim(option(answers, name, CONCLUSIONS))
    own = paired(variant.predicted, control.predicted, data.test.labels)
    if by_own_rule and claim is by_rule(own):
        return None
    return refuted(claim, own, difference(variant, control, data), data.margin, name)


def difference(variant: TrainedNetwork, control: TrainedNetwork, data: Dataset) -> Difference | None:
    """What calibration measured of these two; None where they are networks of the student's own."""
    calibration, name = stored(data), declared_as(variant, control, data)
    return calibration.difference(name) if calibration and name else None


def differences_by_digit(
    variant: TrainedNetwork, control: TrainedNetwork, data: Dataset
) -> tuple[Difference | None, ...]:
    """The same on the test images of each digit, 0 to 9; all None where that is unknown."""
    calibration, name = stored(data), declared_as(variant, control, data)
    known = calibration.difference_by_digit(name) if calibration and name else ()
    return known or (None,) * CLASSES


def declared_as(variant: TrainedNetwork, control: TrainedNetwork, data: Dataset) -> str | None:
    """The variant of the reference that is held against its control just so, if there is one."""
    for name, declared in VARIANTS.items():
        against = VARIANTS.get(declared.control or "")
        if not (isinstance(declared, Variant) and isinstance(against, Variant)):
            continue
        if is_variant(variant, declared, data) and is_variant(control, against, data):
            return name
    return None


def is_variant(network: TrainedNetwork, declared: Variant, data: Dataset) -> bool:
    """Whether a network was built and trained as a variant of the reference declares it."""
    images = len(data.train)
    updates = declared.epochs * math.ceil(images / declared.batch_size_for(images))
    return (
        not declared.tuned
        and network.made_of == declared_parts(declared.layers)
        and network.optimiser == declared.optimiser
        and not any(not_as_it_comes(network.optimiser, network.options))
        and network.epochs == declared.epochs
        and network.updates in (None, updates)
        and is_normalised(network) is declared.normalise
    )


def is_normalised(network: TrainedNetwork) -> bool:
    """Whether the pixels were scaled on their way: before the network, or by a layer of it."""
    return network.feed != "raw" or scales_pixels(network.facts.layers)


def declared_parts(layers: tuple[Layer, ...]) -> tuple[Part, ...]:
    """The same as `parts` of a network made of these layers, with what comes out of each."""
    known = [(dict(layer.options), out) for layer, out in zip(layers, outputs(layers), strict=True)]
    return tuple(
        Part(
            out.kind,
            units if isinstance(units := named.get("units", named.get("filters")), int) else None,
            str(named.get("activation", "linear")),
            parameters=out.parameters,
            choices=made_with(out.kind, {name: sized(value) for name, value in named.items()}),
            shape=out.shape,
        )
        for named, out in known
        if out.kind not in ("Flatten", "Reshape")
    )
