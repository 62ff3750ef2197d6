"""Feature maps: those of convolutions hold whatever their weights; nothing else passes for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from autograder.course.course import Course
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked
from reference.datasets import Dataset
from tests.autograder.kernel_answers import answered

Maps = NDArray[np.float64]
RNG = np.random.default_rng(5)
FIRST, SECOND = RNG.normal(0, 0.3, (5, 5, 1, 6)), RNG.normal(0, 0.1, (5, 5, 6, 16))
SHAPES = [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (400,), (120,), (84,), (10,)]
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


def _draw(maps: Callable[[Maps, int], Maps] = feature_maps, stages: tuple[int, ...] = (1, 2)) -> list[Any]:
    plt.close("all")
    plt.plot(RIGHT["stage_sides"], label="height")
    plt.plot(RIGHT["stage_depths"], label="depth")
    plt.legend()
    image = np.random.default_rng(1).random((1, 28, 28))
    for stage in stages:
        shown = maps(image, stage)[0]
        _, axes = plt.subplots(2, shown.shape[-1] // 2)
        for place, depth in zip(axes.flat, range(shown.shape[-1]), strict=True):
            place.imshow(shown[:, :, depth])
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
            "Number 1 of `stage_sides` is 1",
        ),
        ({"stage_depths": [1, 6, 15]}, "stages", "Number 3 of `stage_depths` is 15"),
    ],
)
def test_wrong_stages_are_told(
    said: Callable[..., dict[str, str]], names: dict[str, Any], criterion: str, words: str
) -> None:
    assert words in said(**names)[criterion]


def test_maps_are_to_be_drawn_all_of_them(said: Callable[..., dict[str, str]]) -> None:
    assert "0 different maps of stage 2 were drawn" in said(_draw(stages=(1,)))["pictures"]
    first = said(_draw(lambda images, stage: feature_maps(images, stage)[..., [0] * (10 * stage - 4)]))
    assert "1 different maps of stage 1 were drawn" in first["pictures"]
