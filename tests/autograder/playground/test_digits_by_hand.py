"""Digits drawn with the mouse, in three hands, on a page of networks that were trained."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from autograder.messages import say
from autograder.playground.networks import PageNetwork, runnable
from autograder.playground.page import write_page
from autograder.playground.preparation import preparation_of
from autograder.playground.trained import Reference
from reference.datasets import load
from reference.models import VARIANTS
from reference.own_hidden import HIDDEN_KEYS
from reference.training import Run, train
from tests.autograder.playground.hands import HANDS, Hand
from tests.autograder.playground.on_the_page import summary
from tests.browsing import look_at, quiet_tab
from tests.conftest import ROOT

pytestmark = pytest.mark.trains
EPOCHS = {"dense_16": 3, "simple_cnn": 5, "lenet5": 8}
CONVOLUTIONAL = ("simple_cnn", "lenet5")
MOST_WRONG = 3  # of the thirty digits


@pytest.fixture(scope="module")
def reference() -> Reference:
    """Networks trained on 5,000 images of MNIST where it is there, else on the 4,000 that always are."""
    mnist = Path(os.environ.get("AUTOGRADER_MNIST", ROOT.parent / "shared" / "data" / "mnist.npz"))
    data = load(str(mnist)).first(5_000) if mnist.is_file() else load("mnist5k")
    runs = [train(VARIANTS[name], data, 0, epochs, keep_network=True) for name, epochs in EPOCHS.items()]
    said = tuple(run.test_predictions for run in runs if run.test_predictions is not None)
    return Reference(tuple(map(_shown, runs)), said, data)


def _shown(run: Run) -> PageNetwork:
    assert run.network is not None
    network = runnable(run.network, preparation_of(VARIANTS[run.variant]))
    return PageNetwork(run.variant, say("trained"), network, accuracy=run.test_accuracy)


@pytest.fixture
def tab(browser: Browser, reference: Reference, tmp_path: Path) -> Iterator[Tab]:
    path = tmp_path / "page.html"
    write_page(path, reference, "en", str)
    with quiet_tab(browser, 1280, "light") as opened:
        look_at(opened, path)
        yield opened


def _draw(tab: Tab, hand: Hand, digit: int) -> None:
    tab.locator("#clear").click()
    tab.locator("#width").fill(str(hand.pen))
    box = tab.locator("#sheet").bounding_box()
    assert box is not None
    for stroke in hand.strokes(digit):
        places = np.array([box["x"], box["y"]]) + stroke * [box["width"], box["height"]]
        tab.mouse.move(*places[0])
        tab.mouse.down()
        for place in places[1:]:
            tab.mouse.move(*place)
        tab.mouse.up()


def _answers(tab: Tab) -> dict[str, str]:
    """The digit of each network, by its name."""
    summary(tab)
    found = tab.locator("#answers li.answer").evaluate_all(
        """items => items.map(item =>
            ['h3', '.read'].map(part => item.querySelector(part).firstChild.textContent.trim()))"""
    )
    return dict(found)


def test_convolutional_networks_read_what_three_hands_write(tab: Tab) -> None:
    wrong: Counter[str] = Counter()
    for hand in HANDS:
        for digit in range(10):
            _draw(tab, hand, digit)
            answers = _answers(tab)
            wrong.update(name for name in CONVOLUTIONAL if answers[name] != str(digit))
    assert max(wrong.values(), default=0) <= MOST_WRONG


def test_networks_stand_side_by_side_and_answer_for_themselves(tab: Tab, reference: Reference) -> None:
    """What each says in the page is what it says here, of a held-out image on which they differ."""
    said = dict(zip((each.name for each in reference.networks), reference.said, strict=True))
    first = tab.locator("#gallery button").first
    first.click()
    answers = _answers(tab)
    shown = tab.evaluate("JSON.parse(document.getElementById('data').textContent).gallery[0].pixels")
    pixels = tab.evaluate("pixels => [...bytesOf(pixels)]", shown)
    test = reference.dataset.test.images.reshape(-1, 784)
    (place,) = np.flatnonzero((test == np.array(pixels, np.uint8)).all(1))[:1]
    assert answers == {name: str(predictions[place]) for name, predictions in said.items()}
    assert len(set(answers.values())) > 1 or str(reference.dataset.test.labels[place]) not in answers.values()


def test_kept_digits_are_a_file_that_the_notebook_takes(tab: Tab, tmp_path: Path) -> None:
    for digit in (3, 8):
        _draw(tab, HANDS[0], digit)
        tab.locator("#labels button").nth(digit).click()
    with tab.expect_download() as download:
        tab.locator("#download").click()
    path = tmp_path / "own.npz"
    download.value.save_as(path)
    with np.load(path, allow_pickle=False) as file:
        images, labels = (file[key] for key in HIDDEN_KEYS)
    assert (images.shape, images.dtype, labels.tolist()) == ((2, 28, 28), np.uint8, [3, 8])
    assert images.max() > 200
    assert not np.array_equal(images[0], images[1])
