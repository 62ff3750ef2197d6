"""Feature maps: those of convolutions hold whatever their weights; nothing else passes for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from autograder.course.course import Course
from autograder.evidence.array_names import ArrayName, Part
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked
from reference.datasets import Dataset, load
from tests.autograder.kernel_answers import answered

Maps = NDArray[np.float64]
RNG = np.random.default_rng(5)
FIRST, SECOND = RNG.normal(0, 0.3, (5, 5, 1, 6)), RNG.normal(0, 0.1, (5, 5, 6, 16))
SHAPES = [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (400,), (120,), (84,), (10,)]
TEST = load("digits").test.images / 255.0
RIGHT: dict[str, Any] = {"stage_sides": [28, 14, 5], "stage_depths": [1, 6, 16], "lenet_shapes": SHAPES}
OF_MAPS = ("maps", "moves", "stages", "curves", "pictures")


def _convolved(images: Maps, kernels: Maps, padding: int) -> Maps:
    wide = np.pad(images, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    windows = sliding_window_view(wide, kernels.shape[:2], (1, 2))
    made: Maps = np.tanh(np.einsum("nijdab,abdf->nijf", windows, kernels))
    return made


def _pooled(maps: Maps) -> Maps:
    count, height, width, depth = maps.shape
    made: Maps = maps.reshape(count, height // 2, 2, width // 2, 2, depth).mean((2, 4))
    return made


def feature_maps(images: Maps, stage: int) -> Maps:
    maps = _pooled(_convolved(np.asarray(images, float)[..., None], FIRST, 2))
    return maps if stage == 1 else _pooled(_convolved(maps, SECOND, 0))


def _draw(
    maps: Callable[[Maps, int], Maps] = feature_maps,
    stages: tuple[int, ...] = (1, 2),
    images: Maps = TEST[:1],
    **how: Any,
) -> list[Any]:
    plt.close("all")
    plt.plot(RIGHT["stage_sides"], label="height")
    plt.plot(RIGHT["stage_depths"], label="depth")
    plt.legend()
    for stage in stages:
        shown = maps(images, stage)
        depths = shown.shape[-1]
        _, axes = plt.subplots(2, depths // 2)
        for place, depth in zip(axes.flat, range(depths), strict=True):
            place.imshow(shown[depth % len(images), :, :, depth], **how)
    return [plt.figure(number) for number in plt.get_fignums()]


@pytest.fixture
def said(course: Course, digits: Dataset) -> Iterator[Callable[..., dict[str, str]]]:
    rubric = rubrics_of(course.assignment("cnn"))["lenet"]

    def judged(drawn: list[Any] | None = None, **names: Any) -> dict[str, str]:
        namespace = RIGHT | {"feature_maps": feature_maps} | names
        evidence = answered(rubric.asks, namespace, digits, _draw() if drawn is None else drawn, "lenet")
        score = score_exercise(Asked(rubric, 14), evidence, digits)
        assert not score.unscored, [c.message for c in score.criteria]
        found = {c.name: str(c.message) for c in score.criteria if c.verdict is not Verdict.PASSED}
        return {name: found[name] for name in OF_MAPS if name in found}

    yield judged
    plt.close("all")


def test_maps_of_convolutions_hold_whatever_their_weights(said: Callable[..., dict[str, str]]) -> None:
    assert said() == {}


def _of_pixels(images: Maps, stage: int) -> Maps:
    small = images[:, ::2, ::2] if stage == 1 else images[:, 4:24:4, 4:24:4]
    return small[..., None] * np.linspace(0.1, 1, 6 if stage == 1 else 16)


def _of_noise(images: Maps, stage: int) -> Maps:
    side, depth = (14, 6) if stage == 1 else (5, 16)
    return np.random.default_rng(0).uniform(-1, 1, (len(images), side, side, depth))


def _of_one_image(images: Maps, stage: int) -> Maps:
    return np.repeat(feature_maps(np.asarray(images[:1]), stage), len(images), axis=0)


def _by_columns(images: Maps, stage: int) -> Maps:
    weights = 1 + np.arange(14 if stage == 1 else 5) / 40
    return feature_maps(images, stage) * weights[:, None] / 2


@pytest.mark.parametrize(
    ("maps", "criterion", "words"),
    [
        (lambda images, stage: feature_maps(images, 3 - stage), "maps", "returns shape (6, 5, 5, 16)"),
        (lambda images, stage: feature_maps(images, stage)[0], "maps", "returns shape (14, 14, 6)"),
        (lambda images, stage: feature_maps(images, stage) * 9, "maps", "outside of -1 to 1"),
        (lambda images, stage: feature_maps(images, stage) * np.nan, "maps", "outside of -1 to 1"),
        (_of_one_image, "maps", "the same for every image"),
        (_of_pixels, "moves", "A single bright pixel changes the maps of stage 1 at 1 places"),
        (_of_noise, "moves", "did not just move along"),
        (_by_columns, "moves", "did not just move along"),
        (lambda images: feature_maps(images, 1), "maps", "raised TypeError"),
    ],
)
def test_what_is_no_map_is_told(
    said: Callable[..., dict[str, str]], maps: Any, criterion: str, words: str
) -> None:
    found = said(feature_maps=maps)
    assert words in found[criterion]


@pytest.mark.parametrize(
    ("names", "criterion", "words"),
    [
        ({"stage_sides": [28, 14]}, "stages", "has 2 numbers; three are wanted"),
        (
            {"stage_sides": [1, 6, 16], "stage_depths": [28, 14, 5]},
            "stages",
            "`stage_sides` begins with 1: its first number is that of the image itself, which is 28 pixels",
        ),
        ({"stage_depths": [0, 6, 16]}, "stages", "`stage_depths` begins with 0"),
        ({"stage_depths": [0, 6, 16]}, "stages", "which has depth 1"),
        ({"stage_depths": [1, 6, 15]}, "stages", "Number 3 of `stage_depths` is 15"),
    ],
)
def test_wrong_stages_are_told(
    said: Callable[..., dict[str, str]], names: dict[str, Any], criterion: str, words: str
) -> None:
    assert words in said(**names)[criterion]


def _anew(seed: int) -> Callable[[Maps, int], Maps]:
    """Maps of a network that was never trained, with weights of its own."""
    rng = np.random.default_rng(seed)
    first, second = rng.normal(0, 0.3, FIRST.shape), rng.normal(0, 0.1, SECOND.shape)

    def made(images: Maps, stage: int) -> Maps:
        maps = _pooled(_convolved(np.asarray(images, float)[..., None], first, 2))
        return maps if stage == 1 else _pooled(_convolved(maps, second, 0))

    return made


def test_a_network_made_for_each_call_is_told(said: Callable[..., dict[str, str]]) -> None:
    seeds = iter(range(100))
    found = said(feature_maps=lambda images, stage: _anew(next(seeds))(images, stage))
    assert "maps of stage 1 of the same image, `feature_maps` gives others" in found["maps"]
    found = said(feature_maps=lambda images, stage: _anew(next(seeds) if stage == 2 else 0)(images, stage))
    assert "maps of stage 2 of the same image" in found["maps"]


def test_maps_of_another_network_than_the_one_built_anew_are_told(course: Course, digits: Dataset) -> None:
    rubric = rubrics_of(course.assignment("cnn"))["lenet"]

    def judged(maps: Callable[[Maps, int], Maps]) -> str:
        names = RIGHT | {"feature_maps": maps, "lenet_model": _Network(), "normalise": lambda i: i / 255.0}
        evidence = answered(rubric.asks, names, digits, _draw(maps), "lenet")
        at = next(i for i, ask in enumerate(rubric.asks) if ask.name == "lenet_model")
        own = [feature_maps(TEST[:8], stage).reshape(8, -1) for stage in (1, 2)]
        name = ArrayName(at, Part.POOLED, 0, "normalise", "test")
        evidence = replace(evidence, arrays={**evidence.arrays, name: np.concatenate(own, axis=1)})
        found = {c.name: c for c in score_exercise(Asked(rubric, 14), evidence, digits).criteria}
        return str(found["maps"].message)

    assert judged(feature_maps) == "None"
    assert "other maps of stage 1 than `lenet_model` makes" in judged(_anew(3))
    mixed = judged(lambda images, stage: (feature_maps if stage == 1 else _anew(3))(images, stage))
    assert "other maps of stage 2 than" in mixed


class _Network:
    """As far as answers look at one that has no layers."""

    built = compiled = False
    layers: tuple[Any, ...] = ()
    input_shape = (None, 28, 28)

    def count_params(self) -> int:
        return 0

    def get_weights(self) -> list[Any]:
        return []

    def predict(self, images: Maps, **_: Any) -> Maps:
        return np.zeros((len(images), 10))


def test_maps_are_to_be_drawn_all_of_them(said: Callable[..., dict[str, str]]) -> None:
    assert "of shape (5, 5) that were drawn: 0. Stage 2 has 16 maps" in said(_draw(stages=(1,)))["pictures"]
    first = said(_draw(lambda images, stage: feature_maps(images, stage)[..., [0] * (10 * stage - 4)]))
    assert "of shape (14, 14) that were drawn: 1. Stage 1 has 6 maps" in first["pictures"]


def _of_nothing(images: Maps, stage: int) -> Maps:
    return feature_maps(images * 0 + 1e-9, stage)


def _of_random_numbers(images: Maps, stage: int) -> Maps:
    return np.random.default_rng(3).random(feature_maps(images, stage).shape)


def _on_their_sides(images: Maps, stage: int) -> Maps:
    return feature_maps(images, stage).swapaxes(1, 2)


def _some(images: Maps, stage: int) -> Maps:
    maps = feature_maps(images, stage)
    maps[..., 3] = np.random.default_rng(3).random(maps.shape[1:3])
    return maps


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        ({"images": TEST[:16]}, "of the first test image, `x_test_norm[:1]`, so many were drawn: 1."),
        ({"images": TEST[2:3]}, "are those of the test image at position 2; asked for is the first one"),
        ({"images": TEST[40:41]}, "so many were drawn: 0."),
        ({"images": RNG.random((1, 28, 28))}, "so many were drawn: 0."),
        ({"maps": _of_random_numbers}, "so many were drawn: 0."),
        ({"maps": _of_nothing}, "so many were drawn: 0."),
        ({"maps": _anew(9)}, "so many were drawn: 0."),
        ({"maps": _on_their_sides}, "with rows and columns exchanged"),
        ({"maps": _some}, "Of the 6 maps of stage 1 that"),
        ({"maps": _some}, "so many were drawn: 5."),
    ],
)
def test_other_pictures_than_the_maps_of_the_first_image_are_told(
    said: Callable[..., dict[str, str]], drawn: dict[str, Any], words: str
) -> None:
    found = said(_draw(**drawn))
    assert words in found["pictures"]
    assert found.keys() == {"pictures"}


@pytest.mark.parametrize(
    "drawn",
    [
        {"cmap": "gray"},
        {"cmap": "viridis", "vmin": -1, "vmax": 1},
        {"stages": (2, 1)},
        {"maps": lambda images, stage: feature_maps(images, stage)[..., ::-1]},
        {"maps": lambda images, stage: 255 * (1 + feature_maps(images, stage)) / 2},
        {"maps": lambda images, stage: -feature_maps(images, stage)},
        {"maps": lambda images, stage: (127 * (1 + feature_maps(images, stage))).astype(np.uint8)},
    ],
)
def test_maps_may_be_drawn_in_any_order_colour_and_scale(
    said: Callable[..., dict[str, str]], drawn: dict[str, Any]
) -> None:
    assert said(_draw(**drawn)) == {}


def test_a_map_that_answers_to_nothing_need_not_be_seen(said: Callable[..., dict[str, str]]) -> None:
    def with_a_dead_one(images: Maps, stage: int) -> Maps:
        maps = feature_maps(images, stage)
        maps[..., 0] = 0.25
        return maps

    assert said(_draw(with_a_dead_one), feature_maps=with_a_dead_one) == {}
