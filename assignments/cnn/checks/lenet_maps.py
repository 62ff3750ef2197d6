"""LeNet-5, and its maps: exercise `lenet`, and what counts as right.

That maps are those of a convolution shows without knowing its weights: a stroke that moves in the image moves
in the maps, by as much as pooling leaves of it, and nothing else changes. That they are those of the network
shows where it is built anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from autograder.authoring import (
    Answers,
    Call,
    Drawn,
    Figure,
    Given,
    Images,
    Message,
    Model,
    Rubric,
    Scaled,
    Unanswered,
    Value,
    say,
    whole_numbers,
)
from autograder.networks.architecture import every_layer
from autograder.networks.declared_network import DeclaredNetwork, add_declared_network
from autograder.networks.learning_curves import not_drawn, not_told_apart
from autograder.networks.pictures import on_each_other, shows
from autograder.networks.told_shapes import drawn
from reference.datasets import SIDE, Dataset
from reference.shapes import Shape

Maps = NDArray[np.float64]

_LENET = DeclaredNetwork("lenet", "lenet5", others=("lenet5_unpadded",))
_STAGES = (1, 2)
_MOVED = 4  # pixels, which two poolings leave one of
_SEEN = 4  # places of a map from which kernels of 5 × 5 see one pixel: 9, but for weights near 0
_SAME = 1e-3  # of maps whose numbers lie between -1 and 1
_OWN = 1e-2  # the same, where another machine or another precision made them
_FEW = 8  # test images of which the network itself is asked
_FEEDS = ("scaled", "normalise")  # what gives normalised images, the surest first


def _stroke(left: int) -> tuple[tuple[float, ...], ...]:
    """A small slanted stroke in an empty image, its first column given: no picture of the data."""
    image = np.zeros((SIDE, SIDE))
    for step in range(4):
        image[12 + step, left + step // 2] = 1 - step / 8
    return tuple(map(tuple, image.tolist()))


_BLANK = ((0.0,) * SIDE,) * SIDE
_PIXEL = tuple((0.0,) * 14 + (float(row == 14),) + (0.0,) * 13 for row in range(SIDE))
_STROKES = Given((_stroke(12), _stroke(12 + _MOVED), _BLANK, _PIXEL), "float32")
_UNSEEN = 6
_NOISE = Drawn((_UNSEEN, SIDE, SIDE), "float32", 0, 1, salt=71)  # images that nobody has seen
_MAPS = {stage: Call("feature_maps", (_NOISE, Given(stage))) for stage in _STAGES}
_MOVES = {stage: Call("feature_maps", (_STROKES, Given(stage))) for stage in _STAGES}
_ONE, _SEVERAL = (
    {stage: Call("feature_maps", (Scaled(Images("test", count)), Given(stage))) for stage in _STAGES}
    for count in (1, _FEW)
)
_WITH_MAPS = (Images("test", pooled=_FEW), Images("hidden"))

lenet = Rubric(
    "lenet",
    *(replace(ask, on=_WITH_MAPS) if isinstance(ask, Model) else ask for ask in _LENET.asks),
    Value("stage_sides"),
    Value("stage_depths"),
    *_MAPS.values(),
    *_MOVES.values(),
    *_ONE.values(),
    *_SEVERAL.values(),
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
        for ask, images in ((_MAPS, _UNSEEN), (_ONE, 1), (_SEVERAL, min(_FEW, len(data.test)))):
            found = answers.returned(ask[stage])
            if found.shape != (images, *shape):
                return say("For images of shape {given} and stage {stage} `feature_maps` returns shape "
                           "{found}; the maps at the end of that stage are {wanted}.", stage=stage,
                           given=str((images, SIDE, SIDE)), found=str(found.shape),
                           wanted=str((images, *shape)))  # fmt: skip
        if wrong := _no_maps(stage, answers.returned(_MAPS[stage])) or _changing(answers, stage):
            return wrong
    return _of_another_network(answers)


def _no_maps(stage: int, found: Maps) -> Message | None:
    if not np.isfinite(found).all() or abs(found).max(initial=0) > 1 + _SAME:
        return say("The maps of stage {stage} hold numbers outside of -1 to 1: after tanh there are none. "
                   "Are they the outputs of that stage?", stage=stage)  # fmt: skip
    if float(np.ptp(found, axis=0).max(initial=0)) < _SAME:
        return say("The maps of stage {stage} are the same for every image.", stage=stage)
    return None


def _changing(answers: Answers, stage: int) -> Message | None:
    """Whether the maps of one image are others when it is asked about again, among others."""
    once, again = answers.returned(_ONE[stage]), answers.returned(_SEVERAL[stage])[:1]
    if np.allclose(once, again, atol=_SAME):
        return None
    return say("Asked again for the maps of stage {stage} of the same image, `feature_maps` gives others. "
               "Does it build or train a network each time? It is to open `lenet_model`, which is there "
               "already.", stage=stage)  # fmt: skip


def _of_another_network(answers: Answers) -> Message | None:
    """Whether the maps are others than those of the network that was built anew; None where none was."""
    try:
        pooled = answers.model(_LENET.name).pooled
    except Unanswered:
        return None
    own = next((pooled[feed, "test"] for feed in _FEEDS if (feed, "test") in pooled), None)
    given = [answers.returned(_SEVERAL[stage]) for stage in _STAGES]
    sizes = [maps[0].size for maps in given]
    if own is None or own.shape != (len(given[0]), sum(sizes)):
        return None  # nobody looked, or it is no LeNet, which is told where it is built
    for stage, maps, due in zip(_STAGES, given, np.split(own, sizes[:1], axis=1), strict=True):
        if not np.allclose(maps.reshape(due.shape), due, atol=_OWN):
            return say("`feature_maps` gives other maps of stage {stage} than `lenet_model` makes there: is "
                       "it that network that it opens, as it is at the end of your cell?",
                       stage=stage)  # fmt: skip
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
        if place == 0:
            return _not_of_the_image(name, told[0])
        if place is not None:
            return say("Number {number} of `{name}` is {found}, and that is not what your shapes say of the "
                       "end of that stage.", number=place + 1, name=name, found=told[place])  # fmt: skip
    return None


def _not_of_the_image(name: str, found: int) -> Message:
    if name == "stage_depths":
        return say("`{name}` begins with {found}: its first number is that of the image itself, which has "
                   "depth 1.", name=name, found=found)  # fmt: skip
    return say("`{name}` begins with {found}: its first number is that of the image itself, which is {side} "
               "pixels high.", name=name, found=found, side=SIDE)  # fmt: skip


@lenet.criterion("curves", say("Both are drawn, and can be told apart"), weight=1, needs=("stages",))
def _curves(answers: Answers, data: Dataset) -> Message | None:
    curves = {
        name: [float(size) for size in whole_numbers(answers, name)]
        for name in ("stage_sides", "stage_depths")
    }
    return not_drawn(answers, curves) or not_told_apart(answers, curves)


@lenet.criterion("pictures", say("The maps of the first test image are drawn"), weight=1, needs=("maps",))
def _pictures(answers: Answers, data: Dataset) -> Message | None:
    pictures = [p for p in answers.drawn_images() if p.ndim == 2 and np.isfinite(p).all()]
    for stage in _STAGES:
        if wrong := _maps_not_drawn(pictures, stage, answers.returned(_SEVERAL[stage])):
            return wrong
    return on_each_other(answers)


def _maps_not_drawn(pictures: Sequence[Maps], stage: int, maps: Maps) -> Message | None:
    """Whether those of the first image are not all among the pictures; `maps` are those of several."""
    fitting = [picture for picture in pictures if picture.shape == maps.shape[1:3]]
    wanted, absent = maps.shape[3], _absent(fitting, maps[0])
    if not absent:
        return None
    if (found := len(_different(fitting))) < len(_lively(maps[0])):
        return say("Different pictures of shape {shape} that were drawn: {found}. Stage {stage} has {wanted} "
                   "maps of that shape, and each is to be drawn.", shape=str(maps.shape[1:3]), found=found,
                   stage=stage, wanted=wanted)  # fmt: skip
    other = next((i for i in range(1, len(maps)) if not _absent(fitting, maps[i])), None)
    if other is not None:
        return say("The maps of stage {stage} that were drawn are those of the test image at position "
                   "{place}; asked for is the first one, `x_test_norm[:1]`.", stage=stage,
                   place=other)  # fmt: skip
    if not _absent(fitting, maps[0].swapaxes(0, 1)):
        return say("The maps of stage {stage} were drawn with rows and columns exchanged: `maps[:, :, k]` is "
                   "map number k as it stands in the image.", stage=stage)  # fmt: skip
    return say("Of the {wanted} maps of stage {stage} that `feature_maps` gives of the first test image, "
               "`x_test_norm[:1]`, so many were drawn: {found}. The other pictures of that shape show "
               "something else.", wanted=wanted, stage=stage, found=wanted - len(absent))  # fmt: skip


def _absent(pictures: Sequence[Maps], maps: Maps) -> list[Maps]:
    """The maps, in the last axis, that no picture shows, brighter or darker or with the two exchanged."""
    return [one for one in _lively(maps) if not any(shows(p, one, negative=True) for p in pictures)]


def _lively(maps: Maps) -> list[Maps]:
    """The maps of an image that answer to anything: others are a single colour, however they are drawn."""
    return [one for one in np.moveaxis(maps, -1, 0) if float(np.ptp(one)) > _SAME]


def _different(pictures: Sequence[Maps]) -> list[Maps]:
    kept: list[Maps] = []
    for picture in pictures:
        if not any(np.array_equal(picture, other) for other in kept):
            kept.append(picture)
    return kept


RUBRICS = (lenet,)
