"""LeNet-5, and its maps: exercise `lenet`, and what counts as right.

That maps are those of a convolution shows without knowing its weights: a stroke that moves in the image moves
in the maps, by as much as pooling leaves of it, and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.authoring import (
    Answers,
    Call,
    Drawn,
    Figure,
    Given,
    Message,
    Rubric,
    Unanswered,
    Value,
    say,
    whole_numbers,
)
from autograder.networks.architecture import every_layer
from autograder.networks.declared_network import DeclaredNetwork, add_declared_network
from autograder.networks.learning_curves import not_drawn, not_told_apart
from autograder.networks.pictures import on_each_other
from autograder.networks.told_shapes import drawn
from reference.datasets import SIDE, Dataset
from reference.shapes import Shape

_LENET = DeclaredNetwork("lenet", "lenet5", others=("lenet5_unpadded",))
_STAGES = (1, 2)
_MOVED = 4  # pixels, which two poolings leave one of
_SEEN = 4  # places of a map from which kernels of 5 × 5 see one pixel: 9, but for weights near 0
_SAME = 1e-3  # of maps whose numbers lie between -1 and 1


def _stroke(left: int) -> tuple[tuple[float, ...], ...]:
    """A small slanted stroke in an empty image, its first column given: no picture of the data."""
    image = np.zeros((SIDE, SIDE))
    for step in range(4):
        image[12 + step, left + step // 2] = 1 - step / 8
    return tuple(map(tuple, image.tolist()))


_BLANK = ((0.0,) * SIDE,) * SIDE
_PIXEL = tuple((0.0,) * 14 + (float(row == 14),) + (0.0,) * 13 for row in range(SIDE))
_STROKES = Given((_stroke(12), _stroke(12 + _MOVED), _BLANK, _PIXEL), "float32")
_NOISE = Drawn((6, SIDE, SIDE), "float32", 0, 1, salt=71)  # images that nobody has seen
_MAPS = {stage: Call("feature_maps", (_NOISE, Given(stage))) for stage in _STAGES}
_MOVES = {stage: Call("feature_maps", (_STROKES, Given(stage))) for stage in _STAGES}

lenet = Rubric(
    "lenet",
    *_LENET.asks,
    Value("stage_sides"),
    Value("stage_depths"),
    *_MAPS.values(),
    *_MOVES.values(),
    Figure(),
)
lenet.hints(
    say("A kernel of the second convolution looks at all 6 maps at once. What comes out of `Flatten` is the "
        "number of all numbers in the last maps."),
    say("`lenet_model.layers` is the list of its layers; the two poolings end the two stages. "
        "`keras.Model(lenet_model.inputs, layer.output)` is the network up to one of them."),
    say("`maps = feature_maps(x_test_norm[:1], 1)[0]` has shape (height, width, depth): `maps[:, :, k]` is "
        "map number k, and `plt.imshow` draws it."),
)  # fmt: skip
add_declared_network(lenet, _LENET)


def _stage_shapes(answers: Answers) -> list[Shape]:
    """Of the image and of the maps at the end of each stage, of the network that was built, right or not."""
    drawn_ones = [out.shape for out in drawn(_LENET.layers(answers)) if out.kind == "AveragePooling2D"]
    return [(SIDE, SIDE, 1), *(_built_stages(answers) or drawn_ones)]


def _built_stages(answers: Answers) -> list[Shape]:
    """What comes out of the two poolings of the student's network; empty where it has not two."""
    try:
        layers = every_layer(answers.model(_LENET.name).layers)
    except Unanswered:
        return []
    shapes = [layer.output_shape[1:] for layer in layers if layer.kind.endswith("Pooling2D")]
    found = [tuple(size for size in shape if size is not None) for shape in shapes]
    return found if [len(shape) for shape in found] == [3, 3] else []


@lenet.criterion("maps", say("`feature_maps` gives the maps of each stage"), weight=2)
def _maps(answers: Answers, data: Dataset) -> Message | None:
    for stage, shape in zip(_STAGES, _stage_shapes(answers)[1:], strict=True):
        found = answers.returned(_MAPS[stage])
        if found.shape != (6, *shape):
            return say("For 6 images and stage {stage} `feature_maps` returns shape {found}; the maps at the "
                       "end of that stage are {wanted}.", stage=stage, found=str(found.shape),
                       wanted=str((6, *shape)))  # fmt: skip
        if wrong := _no_maps(stage, found):
            return wrong
    return None


def _no_maps(stage: int, found: NDArray[np.float64]) -> Message | None:
    if not np.isfinite(found).all() or abs(found).max(initial=0) > 1 + _SAME:
        return say("The maps of stage {stage} hold numbers outside of -1 to 1: after tanh there are none. "
                   "Are they the outputs of that stage?", stage=stage)  # fmt: skip
    if float(np.ptp(found, axis=0).max(initial=0)) < _SAME:
        return say("The maps of stage {stage} are the same for every image.", stage=stage)
    return None


@lenet.criterion("moves", say("What moves in the image moves in the maps"), weight=2, needs=("maps",))
def _moves(answers: Answers, data: Dataset) -> Message | None:
    for stage in _STAGES:
        found = answers.returned(_MOVES[stage])
        if found.ndim != 4 or len(found) != 4:
            return say("For 4 images and stage {stage} `feature_maps` returns shape {found}.", stage=stage,
                       found=str(found.shape))  # fmt: skip
        seen = int((abs(found[3] - found[2]) > _SAME).any(axis=-1).sum())
        if seen < _SEEN:
            return say("A single bright pixel changes the maps of stage {stage} at {found} places; a kernel "
                       "of 5 × 5 sees it from many. Are they what comes out of the convolutions?",
                       stage=stage, found=seen)  # fmt: skip
        steps = _MOVED // 2**stage
        first, second = found[0][:, :-steps], found[1][:, steps:]
        inner = slice(1, -1)
        if abs(first[inner, inner] - second[inner, inner]).max(initial=0) > _SAME:
            return say("A stroke was moved by {pixels} pixels to the right, and the maps of stage {stage} "
                       "did not just move along: are they what comes out of the convolutions and poolings, "
                       "and of the trained network?", pixels=_MOVED, stage=stage)  # fmt: skip
    return None


@lenet.criterion(
    "stages",
    say("Height shrinks and depth grows, in numbers"),
    weight=1,
    shown_by=("shapes", "maps", "moves"),
)
def _stages(answers: Answers, data: Dataset) -> Message | None:
    shapes = _stage_shapes(answers)
    for name, axis in (("stage_sides", 0), ("stage_depths", 2)):
        told, wanted = whole_numbers(answers, name), [shape[axis] for shape in shapes]
        if len(told) != len(wanted):
            return say("`{name}` has {found} numbers; three are wanted: of the image, of stage 1 and of "
                       "stage 2.", name=name, found=len(told))  # fmt: skip
        place = next((i for i, size in enumerate(wanted) if told[i] != size), None)
        if place is not None:
            return say("Number {number} of `{name}` is {found}, and that is not what your shapes say of the "
                       "end of that stage.", number=place + 1, name=name, found=told[place])  # fmt: skip
    return None


@lenet.criterion("curves", say("Both are drawn, and can be told apart"), weight=1, needs=("stages",))
def _curves(answers: Answers, data: Dataset) -> Message | None:
    curves = {
        name: [float(size) for size in whole_numbers(answers, name)]
        for name in ("stage_sides", "stage_depths")
    }
    return not_drawn(answers, curves) or not_told_apart(answers, curves)


@lenet.criterion("pictures", say("The maps of one image are drawn"), weight=1, needs=("maps",))
def _pictures(answers: Answers, data: Dataset) -> Message | None:
    drawn_maps = [picture for picture in answers.drawn_images() if picture.ndim == 2]
    for stage, shape in zip(_STAGES, _stage_shapes(answers)[1:], strict=True):
        found = [p for p in drawn_maps if p.shape == shape[:2]]
        if len(_different(found)) < shape[2] - _blank(answers, stage):
            return say("{found} different maps of stage {stage} were drawn, of shape {shape}; it has "
                       "{wanted}.", found=len(_different(found)), stage=stage, shape=str(shape[:2]),
                       wanted=shape[2])  # fmt: skip
    return on_each_other(answers)


def _different(pictures: Sequence[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    kept: list[NDArray[np.float64]] = []
    for picture in pictures:
        if not any(np.array_equal(picture, other) for other in kept):
            kept.append(picture)
    return kept


def _blank(answers: Answers, stage: int) -> int:
    """How many maps of a stage may look alike: those that answer to nothing."""
    maps = answers.returned(_MAPS[stage])
    return int((np.ptp(maps, axis=(1, 2)).min(axis=0) < _SAME).sum())


RUBRICS = (lenet,)
