"""A drawn digit is the image: every pixel's ink, in as many steps of grey as are drawn."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from reports.digit_pictures import SIDE, Picture, picture
from reports.render import environment

STROKE = re.compile(r"M(\d+) (\d+)h(\d+)")


def seen(drawn: Picture) -> NDArray[np.float64]:
    """The share of ink (28, 28) that the layers, laid on each other, leave on white paper."""
    ground = np.ones((SIDE, SIDE))
    for layer in drawn.layers:
        assert STROKE.sub("", layer.strokes) == ""
        for x, y, width in (map(int, found) for found in STROKE.findall(layer.strokes)):
            ground[y, x : x + width] *= 1 - layer.opacity
    return 1 - ground


def test_every_pixel_is_as_dark_as_in_the_image() -> None:
    image = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE), np.uint8)
    assert np.abs(seen(picture(image)) - image / 255).max() < 0.07


def test_full_ink_and_bare_ground_are_exact() -> None:
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[3, 5:8] = 255
    image[27, 27] = 255
    assert np.array_equal(seen(picture(image)), image / 255)


def test_an_empty_image_is_an_empty_frame() -> None:
    assert picture(np.zeros((SIDE, SIDE), np.uint8)).layers == ()


@pytest.mark.parametrize("wrong", [np.zeros((28, 27), np.uint8), np.zeros((28, 28))])
def test_what_is_no_image_is_refused(wrong: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="uint8"):
        picture(wrong)


def test_a_drawing_says_what_it_shows_and_escapes_it() -> None:
    image = np.full((SIDE, SIDE), 255, np.uint8)
    template = environment().from_string(
        '{% import "pictures.html" as pictures %}{{ pictures.picture(drawn, said) }}'
    )
    html = template.render(drawn=picture(image), said="a <seven>")
    assert 'role="img"><title>a &lt;seven&gt;</title>' in html
    assert html.count("<path") == 8
