"""Networks of shuffled pixels: what each learnt from, what is told of a mix-up, and what may be concluded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace as with_facts

from autograder.course.course import Course
from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Model
from autograder.evidence.evidence import Arrays
from autograder.evidence.facts import LayerFacts
from autograder.networks import calibrated
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked
from reference.calibration.stored import Difference
from reference.datasets import Dataset, Split, in_order
from tests.assignments.exploration.conftest import Measured, Network
from tests.autograder.kernel_answers import answered

IMAGES = 400
EPOCHS = 10
CONVOLUTION = (
    LayerFacts("InputLayer", None, None, 0, (None, 28, 28)),
    LayerFacts("Reshape", None, None, 0, (None, 28, 28, 1)),
    LayerFacts(
        "Conv2D", None, "relu", 832, (None, 24, 24, 32),
        settings={"filters": "32", "kernel_size": "5 × 5", "strides": "1 × 1", "padding": "valid"},
    ),
    LayerFacts(
        "MaxPooling2D", None, None, 0, (None, 12, 12, 32),
        settings={"pool_size": "2 × 2", "strides": "2 × 2", "padding": "valid"},
    ),
    LayerFacts("Dropout", None, None, 0, (None, 12, 12, 32), settings={"rate": "0.2"}),
    LayerFacts("Flatten", None, None, 0, (None, 4608)),
    LayerFacts("Dense", 128, "relu", 589_952, (None, 128)),
    LayerFacts("Dense", 10, "softmax", 1290, (None, 10)),
)  # fmt: skip


@dataclass(frozen=True)
class Fake(Network):
    """A fake network that reads images in one order, and was validated on such in the same or another."""

    hidden: tuple[tuple[int, str], ...] = ((784, "relu"),)
    epochs: int = EPOCHS
    updates: int = EPOCHS * 13
    reads: str = "test"
    validated: str = "test"
    convolves: bool = False
    began: float = 6.0  # its losses in the first and the last epoch
    ended: float = 0.4

    def layers(self) -> tuple[LayerFacts, ...]:
        return CONVOLUTION if self.convolves else super().layers()

    def on(self, data: Dataset, called: str, feed: str) -> Any:
        fake = self if called in (self.reads, "hidden") else replace(self, right=0.15, seed=self.seed + 1)
        return Network.predicted(fake, data.hidden if called == "hidden" else data.test, feed)

    def history(self, data: Dataset) -> dict[str, tuple[float, ...]]:
        shown = self.on(data, self.validated, self.feed)
        right = shown[np.arange(IMAGES), data.test.labels]
        last, reached = -np.log(right.astype(float)).mean(), (shown.argmax(1) == data.test.labels).mean()
        falling = tuple(np.geomspace(self.began, self.ended, self.epochs).tolist())
        told = tuple(np.linspace(last + 1.6, last, self.epochs).tolist())
        return {"loss": falling, "val_loss": told, "val_accuracy": (float(reached),) * self.epochs}


FAKES: dict[str, Fake] = {
    "mlp": Fake(seed=1),
    "mlp shuffled": Fake(seed=11, ended=0.41, reads="test_7", validated="test_7"),
    "cnn": Fake(seed=21, ended=0.42, convolves=True, right=0.95),
    "cnn shuffled": Fake(seed=31, ended=0.43, convolves=True, right=0.8, reads="test_7", validated="test_7"),
}


@pytest.fixture(scope="module")
def data() -> Dataset:
    """Images of noise with labels in turn: nobody has to read them."""
    rng = np.random.default_rng(0)
    labels = np.arange(IMAGES, dtype=np.uint8) % 10
    train, test, unseen = (Split(rng.integers(0, 256, (IMAGES, 28, 28), np.uint8), labels) for _ in range(3))
    return Dataset("noise", train, test, unseen, digest="noise")


@dataclass(frozen=True)
class Judge:
    course: Course
    data: Dataset

    def said(self, fakes: Mapping[str, Fake] = FAKES, **names: Any) -> dict[str, str]:
        """The criteria that do not pass, with what they say."""
        rubric = rubrics_of(self.course.assignment("convolution"))["pixel_order"]
        evidence = answered(rubric.asks, self._names(fakes) | names, self.data)
        values, arrays = list(evidence.values), dict(evidence.arrays)
        for position, ask in enumerate(rubric.asks):
            if isinstance(ask, Model) and ask.entry is not None and ask.entry < len(fakes):
                key, fake = list(fakes.items())[ask.entry]
                values[position] = with_facts(fake.answer(self.data), key=key)
                arrays |= self._predictions(fake, ask, position)
        evidence = replace(evidence, values=tuple(values), arrays=arrays)
        score = score_exercise(Asked(rubric, 14), evidence, self.data)
        assert not score.unscored, [c.message for c in score.criteria]
        return {c.name: str(c.message) for c in score.criteria if c.verdict is not Verdict.PASSED}

    def _predictions(self, fake: Fake, ask: Model, position: int) -> Arrays:
        return {
            ArrayName(position, Part.PREDICTIONS, 0, feed, images.called): fake.on(
                self.data, images.called, feed
            )
            for feed in ("raw", "normalise")
            for images in ask.on
        }

    def _names(self, fakes: Mapping[str, Fake]) -> dict[str, Any]:
        labels = self.data.test.labels
        reached = {
            key: float((fake.on(self.data, fake.reads, fake.feed).argmax(1) == labels).mean())
            for key, fake in fakes.items()
        }
        table = pd.DataFrame(reached.items(), columns=["network", "test_accuracy"])
        concluded = {"mlp_conclusion": "no difference", "cnn_conclusion": "worse"}
        return {"shuffled": lambda images: in_order(images, 7), "order_results": table, **concluded}


@pytest.fixture
def judge(course: Course, data: Dataset) -> Judge:
    return Judge(course, data)


def _with(key: str, **changes: Any) -> dict[str, Fake]:
    return FAKES | {key: replace(FAKES[key], **changes)}


def test_what_the_sheet_asks_earns_everything(judge: Judge) -> None:
    assert judge.said() == {}


@pytest.mark.parametrize(
    ("key", "changes", "criterion", "words"),
    [
        ("mlp shuffled", {"reads": "test", "validated": "test"}, "trained", "learnt from these"),
        ("mlp", {"reads": "test_7", "validated": "test_7"}, "trained", "of the shuffled ones"),
        ("cnn shuffled", {"validated": "test"}, "trained", "validated on test images that are not shuffled"),
        ("cnn", {"validated": "test_7"}, "trained", "validated on shuffled test images"),
        ("mlp", {"epochs": 5, "updates": 65}, "trained", "5 epochs, where 10"),
        ("mlp", {"updates": 260, "changes": {"steps": 13}}, "trained", "corrected 260 times"),
        ("cnn", {"optimiser": "sgd"}, "built", "compiled with sgd"),
        ("mlp", {"hidden": ((128, "relu"),)}, "built", "Dense(784, relu)"),
        ("cnn", {"convolves": False}, "built", "the Conv2D with 32 kernels of 5 × 5 (relu)"),
        ("cnn shuffled", {"right": 0.3}, "reads", "reaches at least"),
        ("mlp", {"feed": "raw"}, "trained", "raw pixels"),
    ],
)
def test_a_mix_up_is_told(
    judge: Judge, key: str, changes: dict[str, Any], criterion: str, words: str
) -> None:
    found = judge.said(_with(key, **changes))
    assert words in found.get(criterion, ""), found
    assert f"order_models[{key}]" in found[criterion]


def test_a_network_without_accuracy_is_told(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Fake.answer

    def without(fake: Fake, data: Dataset) -> Any:
        answer = whole(fake, data)
        assert answer.settings
        return with_facts(answer, settings=with_facts(answer.settings, metrics=()))

    monkeypatch.setattr(Fake, "answer", without)
    assert "without the metric accuracy" in judge.said()["built"]


def test_one_network_twice_is_told(judge: Judge) -> None:
    copy = replace(FAKES["mlp"], reads="test_7", validated="test_7")
    assert "very same losses" in judge.said(FAKES | {"mlp shuffled": copy})["trained"]
    assert "answer alike" in judge.said(FAKES | {"mlp shuffled": replace(copy, ended=0.41)})["trained"]


def test_weights_that_had_learnt_before_are_told(judge: Judge) -> None:
    trained = replace(FAKES["mlp shuffled"], began=0.3, ended=0.2)
    assert "has learnt before" in judge.said(FAKES | {"mlp shuffled": trained})["trained"]


def test_a_missing_network_is_named(judge: Judge) -> None:
    found = judge.said({key: fake for key, fake in FAKES.items() if key != "cnn shuffled"})
    assert '"cnn shuffled"' in found["built"]


@pytest.mark.parametrize(
    ("function", "criterion", "words"),
    [
        (lambda images: images.copy(), "shuffled", "nothing was shuffled"),
        (lambda images: in_order(images, 8), "shuffled", "your function gives"),
        (lambda images: np.stack([in_order(i[None], n)[0] for n, i in enumerate(images)]), "shuffled",
         "one for all"),
        (lambda images: in_order(images, 7).reshape(len(images), 784), "shuffled", "shape (6, 784)"),
        (lambda images: in_order(images, 7) / 255, "shuffled", "your function gives"),
        (lambda images: in_order(images, 7).astype(float), "dtype", "float64"),
    ],
)  # fmt: skip
def test_a_shuffle_that_is_none_is_told(judge: Judge, function: Any, criterion: str, words: str) -> None:
    found = judge.said(shuffled=function)
    assert words in found.get(criterion, ""), found


def test_pixels_put_instead_of_taken_are_named(judge: Judge) -> None:
    order = np.random.default_rng(7).permutation(784)

    def put(images: Any) -> Any:
        rows = np.empty_like(images.reshape(len(images), 784))
        rows[:, order] = images.reshape(len(images), 784)
        return rows.reshape(images.shape)

    assert "was put at `order[k]`" in judge.said(shuffled=put)["shuffled"]


@pytest.mark.parametrize(
    ("variable", "claim", "interval", "refuted"),
    [
        ("mlp_conclusion", "no difference", (-0.01, 0.01), False),
        ("mlp_conclusion", "worse", (-0.004, 0.004), True),
        ("mlp_conclusion", "better", (-0.004, 0.004), True),
        ("cnn_conclusion", "worse", (-0.06, -0.02), False),
        ("cnn_conclusion", "better", (-0.06, -0.02), True),
    ],
)
def test_conclusions_are_refuted_by_what_was_measured(
    judge: Judge, monkeypatch: pytest.MonkeyPatch, variable: str, claim: str,
    interval: tuple[float, float], refuted: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(calibrated, "difference", lambda *_: Measured(*interval, *interval))
    found = judge.said(FAKES, **{variable: claim})
    assert (variable.removesuffix("_conclusion") in found) is refuted, found


def test_calibration_knows_these_networks(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fakes are just what the reference declares, so its differences are those of these pairs."""
    seen: list[str] = []

    class Calibration:
        def difference(self, name: str) -> None:
            seen.append(name)

        def floor(self, *_: object) -> float:
            return 0.0

    monkeypatch.setattr(calibrated, "stored", lambda _: Calibration())
    judge.said(mlp_conclusion="better", cnn_conclusion="better")
    assert seen == ["permuted_mlp", "permuted_cnn"]


def test_what_the_rule_says_of_ones_own_networks_stands(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 200 honest pairs of convolutional networks 7 show no difference, where thirty seeds show one."""

    class Calibration:
        def difference(self, name: str) -> Difference:
            return Difference(-0.2, -0.25, -0.15, -0.24, -0.16, 30, IMAGES)

        def floor(self, *_: object) -> float:
            return 0.0

    monkeypatch.setattr(calibrated, "stored", lambda _: Calibration())
    alike = _with("cnn shuffled", right=0.94)
    assert judge.said(alike, cnn_conclusion="no difference") == {}
    assert "30 different seeds" in judge.said(alike, cnn_conclusion="better")["cnn"]
    apart = judge.said(cnn_conclusion="no difference")  # 0.95 against 0.8: their own networks show it
    assert "30 different seeds" in apart["cnn"]
