"""What looks like no digit that was learnt from gets no answer, however sure the networks are."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page

from autograder.playground.likeness import DIRECTIONS, UNLIKE, likeness, small, unlikeness
from reference.datasets import load
from tests.autograder.playground.made_page import fixed
from tests.autograder.playground.on_the_page import Open, Point, draw, summary

SAID = "This is unlike every digit that was learnt from. Draw a digit from 0 to 9."

CROSS = [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]]
SQUARE = [[(0.15, 0.15), (0.85, 0.15), (0.85, 0.85), (0.15, 0.85), (0.15, 0.15)]]
LETTER_K = [[(0.25, 0.15), (0.25, 0.85)], [(0.75, 0.15), (0.25, 0.5), (0.75, 0.85)]]
LETTER_M = [[(0.15, 0.85), (0.2, 0.15), (0.5, 0.6), (0.8, 0.15), (0.85, 0.85)]]


def test_few_digits_that_nobody_learnt_from_are_unlike_digits() -> None:
    data = load("mnist5k")
    found = likeness()
    assert found.directions.shape == (10, DIRECTIONS, 196)
    assert np.mean(unlikeness(found, data.test.images) > found.most) == pytest.approx(UNLIKE, abs=1e-3)
    assert np.mean(unlikeness(found, data.hidden.images) > found.most) < 0.03
    turned = data.test.images[data.test.labels == 4].transpose(0, 2, 1)
    assert np.mean(unlikeness(found, turned) > found.most) > 0.2


def test_a_small_image_has_the_means_of_windows() -> None:
    image = np.arange(784, dtype=np.uint32).reshape(1, 28, 28).astype(np.uint8)
    found = small(image).reshape(14, 14) * 255
    assert found[1, 2] == pytest.approx(image[0, 1:5, 3:7].mean())
    assert found[0, 0] == pytest.approx(image[0, :3, :3].sum() / 16)
    assert found[13, 13] == pytest.approx(image[0, 25:, 25:].sum() / 16)


def test_the_page_measures_the_same(open_page: Open) -> None:
    tab = open_page([fixed(8)])
    images = load("mnist5k").test.images[::100]
    there = "greys => new Likeness(DATA.likeness).unlikeness(greys)"
    found = [tab.evaluate(there, image.ravel().tolist()) for image in images]
    np.testing.assert_allclose(found, unlikeness(likeness(), images), atol=1e-3)


@pytest.mark.parametrize(
    "strokes",
    [CROSS, SQUARE, LETTER_K, LETTER_M],
    ids=["cross", "square", "K", "M"],
)
@pytest.mark.parametrize("width", [24, 38])
def test_what_is_no_digit_gets_no_answer_from_a_sure_network(
    open_page: Open, strokes: list[list[Point]], width: int
) -> None:
    tab = open_page([fixed(8)])
    tab.locator("#width").fill(str(width))
    for points in strokes:
        draw(tab, *points)
    assert summary(tab) == SAID
    assert tab.locator(".read").all_inner_texts() == ["–"]


def test_what_is_loaded_with_its_label_is_asked_about_all_the_same(page: Page) -> None:
    page.evaluate("new Likeness(DATA.likeness)")
    page.locator("#gallery button").first.click()
    assert summary(page) != SAID
