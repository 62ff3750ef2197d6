"""Made-up pages rich enough to break a layout."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from reports.digit_pictures import picture
from reports.page_data.class_ import ClassPage
from reports.page_data.comparison import (
    Against,
    ComparisonPage,
    Confusion,
    Curve,
    HardestImages,
    HardImage,
    StudentAccuracies,
    StudentRow,
    VariantRow,
)
from reports.page_data.index import IndexPage, Link, LinkSection
from reports.page_data.parts import Interval
from reports.page_data.student import CriterionLine, ExerciseBlock, SheetPage
from tests.reports.classes import class_of, hostile_class
from tests.reports.networks import reference_line, student_network

HOSTILE_NAME = "<script>alert('name')</script> Robert"
HOSTILE_MESSAGE = "'\"><img src=x onerror=alert(1)><script>alert('message')</script>"
FRAMEWORK_MESSAGE = (
    "InvalidArgumentError: Received a label value of 9 which is outside the valid range of [0, 5).  "
    "Label values: 3 7 6 1 5 9 0 2 8 4 [Op:SparseSoftmaxCrossEntropyWithLogits]"
)
BASELINE = 0.9258

# name, what changed, control, accuracy (None: no run trained), parameters, epochs
VARIANTS: tuple[tuple[str, str, str | None, float | None, int, int], ...] = (
    ("dense_128_relu", "the document's network: 128 hidden units, relu", None, 0.9781, 101_770, 5),
    ("dense_16", "16 hidden units", "dense_128_relu", 0.9489, 12_730, 5),
    ("dense_32", "32 hidden units", "dense_128_relu", 0.9655, 25_450, 5),
    ("dense_64", "64 hidden units", "dense_128_relu", 0.9738, 50_890, 5),
    ("dense_256", "256 hidden units", "dense_128_relu", 0.9802, 203_530, 5),
    ("dense_512", "512 hidden units", "dense_128_relu", 0.9808, 407_050, 5),
    ("dense_sigmoid", "sigmoid in the hidden layer", "dense_128_relu", 0.9717, 101_770, 5),
    ("dense_tanh", "tanh in the hidden layer", "dense_128_relu", 0.9752, 101_770, 5),
    ("no_flatten", "the Flatten layer left out", "dense_128_relu", None, 101_770, 5),
    ("sgd", "stochastic gradient descent", "dense_128_relu", 0.9262, 101_770, 5),
    ("rmsprop", "RMSprop", "dense_128_relu", 0.9776, 101_770, 5),
    ("epochs_1", "trained for 1 epoch", "dense_128_relu", 0.9622, 101_770, 1),
    ("epochs_20", "trained for 20 epochs", "dense_128_relu", 0.9791, 101_770, 20),
    ("deeper", "two hidden layers: 128 and 64 units", "dense_128_relu", 0.9779, 109_386, 5),
    ("no_normalisation", "pixels left in 0..255", "dense_128_relu", 0.9603, 101_770, 5),
    ("outputs_5", "5 output units for ten digits", "dense_128_relu", None, 101_125, 5),
    ("outputs_11", "11 output units for ten digits", "dense_128_relu", 0.9778, 101_899, 5),
    ("outputs_20", "20 output units for ten digits", "dense_128_relu", 0.9774, 103_060, 5),
    ("mlp_784", "perceptron with 784 hidden units", "dense_128_relu", 0.9812, 623_290, 10),
    ("simple_cnn", "one convolution, pooling, dropout", "mlp_784", 0.9895, 592_074, 10),
    ("larger_cnn", "two convolutions and two hidden layers", "simple_cnn", 0.9917, 59_933, 10),
    ("lenet5", "LeNet-5: average pooling and tanh", "simple_cnn", 0.9872, 61_706, 10),
    ("augmented", "images shifted, turned and sheared in training", "simple_cnn", 0.9921, 592_074, 10),
    ("augmented_flip", "images also mirrored in training", "augmented", 0.9811, 592_074, 10),
    ("permuted_cnn", "convolution, pixels shuffled alike", "simple_cnn", 0.9725, 592_074, 10),
)


def curve(seed: int, epochs: int, final: float) -> Curve:
    noise = random.Random(f"{seed} {final}")
    error = [(1 - final) * (1 + 3 * math.exp(-epoch)) + noise.gauss(0, 0.0006) for epoch in range(epochs)]
    seen = [e * (1.6 * math.exp(-0.25 * epoch) + 0.05) for epoch, e in enumerate(error)]
    return Curve(
        seed,
        tuple(1 - e for e in seen),
        tuple(1 - e for e in error),
        tuple(3.2 * e for e in seen),
        tuple(3.2 * e + 0.004 * epoch for epoch, e in enumerate(error)),
    )


def confusion(accuracy: float, seeds: int, classes: int = 10) -> Confusion:
    noise = random.Random(accuracy)
    right = round(1000 * seeds * accuracy)
    rows = []
    for digit in range(10):
        row = [0] * classes
        for _ in range(1000 * seeds - right):
            row[(digit + noise.choice((1, 3, 3, 5, 6, 8))) % 10] += 1
        rows.append(tuple(right if c == digit else n for c, n in enumerate(row)))
    return Confusion(tuple(rows), seeds)


def against(opponent: str, difference: float) -> Against:
    half = 0.0011 + abs(difference) / 20
    low, high = difference - half, difference + half
    if abs(difference) < 0.0005:
        verdict, sentence = "undecided", "Not to be told apart with 5 seeds"
    elif abs(difference) < 0.0016:
        verdict, sentence = "equivalent", "Equivalent in practice: the 90 % interval lies inside the margin"
    else:
        verdict = "better" if difference > 0 else "worse"
        sentence = f"{verdict.capitalize()} than {opponent}, Holm-adjusted p below 0.001"
    return Against(opponent, difference, Interval(low, high), verdict, f"{sentence}; 5 seeds, 10,000 images.")


def variant_row(
    name: str, about: str, control: str | None, accuracy: float | None, parameters: int, epochs: int
) -> VariantRow:
    if accuracy is None:
        nothing = Against(
            "logistic_regression", None, None, "none", "No run was trained: nothing to compare."
        )
        return VariantRow(
            name, about, False, 5, 0, None, None, "", nothing, None, parameters, epochs, None,
            FRAMEWORK_MESSAGE, (), None, (), "Every label needs an output unit of its own.",
        )  # fmt: skip
    known = {variant[0]: variant[3] for variant in VARIANTS}
    beside = known.get(control or "")
    trained = 4 if name == "lenet5" else 5
    return VariantRow(
        name, about, False, 5, trained, accuracy, Interval(accuracy - 0.0014, min(accuracy + 0.0014, 1.0)),
        f"over {trained} seeds", against("logistic_regression", accuracy - BASELINE),
        against(control, accuracy - beside) if control and beside else None,
        parameters, epochs, 3.5 * epochs + parameters / 90_000,
        "ResourceExhaustedError: out of memory at seed 3" if trained < 5 else "",
        tuple(curve(seed, epochs, accuracy) for seed in range(trained)),
        confusion(accuracy, trained, 20 if name == "outputs_20" else 10),
        tuple(accuracy + 0.0008 * (seed - (trained - 1) / 2) for seed in range(trained)),
    )  # fmt: skip


def baseline_row() -> VariantRow:
    return VariantRow(
        "logistic_regression", "scikit-learn's logistic regression on the pixels", True, 1, 1, BASELINE,
        Interval(0.9205, 0.9308), "image sampling only", None, None, 7_850, 41, 18.2, "", (),
        confusion(BASELINE, 1),
    )  # fmt: skip


def students() -> StudentAccuracies:
    rows = (
        StudentRow("Ana Sofía Muñoz", 0.9874, Interval(0.985, 0.9894), 5, 5, "", "sheets/ana.html"),
        StudentRow("Bruno", 0.9868, Interval(0.9844, 0.9889), 5, 5, "", "sheets/bruno.html"),
        StudentRow("Chidi", 0.9713, Interval(0.9678, 0.9744), 3.5, 5, "Below the threshold of 97.9 %.", None),
        StudentRow("Dao Thi", 0.9451, Interval(0.9405, 0.9494), 2, 5, "Pixels were not normalised.", None),
        StudentRow("Emre", None, None, 0, 5, "The network was not trained.", "sheets/emre.html"),
        StudentRow(HOSTILE_NAME, 0.9905, Interval(0.9884, 0.9922), 5, 5, HOSTILE_MESSAGE, None),
    )
    reached = (("logistic_regression", 0.9102), ("dense_128_relu", 0.9655), ("simple_cnn", 0.9871))
    references = tuple(reference_line(name, accuracy) for name, accuracy in reached)
    return StudentAccuracies("Students of “Convolutional networks”", 10_000, rows, references)


def hardest_images() -> HardestImages:
    """Three images: all networks wrong, some right, and more answers than a card lists."""
    drawn = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)
    answers: tuple[tuple[tuple[int, int], ...], ...] = (
        ((1, 115),), ((3, 60), (8, 55)), ((7, 70), (2, 30), (9, 10), (17, 4), (4, 1)),
    )  # fmt: skip
    shown = tuple(
        HardImage(picture(image), digit, missed, said)
        for image, digit, missed, said in zip(drawn, (8, 8, 9), (24, 20, 14), answers, strict=True)
    )
    return HardestImages(shown, 41, 24, 115)


@pytest.fixture(scope="session")
def comparison() -> ComparisonPage:
    return ComparisonPage(
        title="Networks of the course beside a linear model",
        dataset="MNIST",
        train_images=60_000,
        test_images=10_000,
        margin=0.003,
        summary="22 of 25 networks read more digits than logistic regression’s 92.58 %; two never trained.",
        notes=(
            "Every variant was trained with five seeds; seeds and test images both count as noise.",
            "Verdicts use p-values adjusted by Holm’s method; the intervals shown are not adjusted.",
        ),
        rows=(baseline_row(), *(variant_row(*variant) for variant in VARIANTS)),
        students=students(),
        lead="Logistic regression reads 92.58 % right. 1 is too close to call.",
        hardest=hardest_images(),
    )


def exercises() -> tuple[ExerciseBlock, ...]:
    criteria = (
        CriterionLine("scales pixels to 0..1", "passed", "Passed", 1, 1, ""),
        CriterionLine("keeps the shape", "failed", "Not yet", 0, 1, HOSTILE_MESSAGE),
        CriterionLine("trains", "blocked", "Waits", 0, 2, "Waits for “keeps the shape”."),
    )
    free = (
        CriterionLine("explains the curve", "needs_human", "For your teacher", 0, 2, "Your text arrived."),
        CriterionLine("draws the curve", "unscored", "Not graded", 0, 1, "The grader failed, not your code."),
    )
    idle = (CriterionLine("defines accuracy()", "not_attempted", "Not attempted", 0, 1.5, ""),)
    done = (CriterionLine("loads", "passed", "Passed", 1, 1, "a" * 300),)
    return (
        ExerciseBlock("load", "Load the images", "All of it holds.", 1, 1, done),
        ExerciseBlock("normalise", "Normalise", "1 of 3 checks holds.", 1, 4, criteria, "Look at `x`."),
        ExerciseBlock("explain", "Explain", "A person reads this one.", 0, 3, free),
        ExerciseBlock("accuracy", "Accuracy by hand", "Nothing was handed in.", 0, 1.5, idle),
    )


@pytest.fixture(scope="session")
def sheet() -> SheetPage:
    return SheetPage(
        title="Your score sheet",
        student=HOSTILE_NAME,
        assignment="Fully connected networks",
        earned=2,
        possible=9.5,
        remarks=("Visible checks only.",),
        exercises=exercises(),
        network=student_network(),
    )


@pytest.fixture(scope="session")
def index() -> IndexPage:
    links = (Link("mnist/index.html", "MNIST", "25 networks"), Link("students/index.html", "Students", ""))
    return IndexPage("Reports", "What was measured, and where it lies.", (LinkSection("Comparisons", links),))


@pytest.fixture(scope="session")
def hostile() -> ClassPage:
    return hostile_class()


@pytest.fixture(scope="session")
def thirty() -> ClassPage:
    return class_of(30)
