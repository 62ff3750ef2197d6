"""Page data: everything a page shows, finished. Templates calculate nothing.

Accuracies, differences and margins are fractions of 1, times are seconds; `None` means
that there is nothing to show, never zero. Texts are sentences in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.digit_pictures import Picture
from reports.page_data.parts import Interval, ReferenceLine


@dataclass(frozen=True)
class Curve:
    """One training: a value an epoch; accuracies are fractions, losses in nats."""

    seed: int
    train_accuracy: tuple[float, ...]
    test_accuracy: tuple[float, ...]
    train_loss: tuple[float, ...]
    test_loss: tuple[float, ...]


@dataclass(frozen=True)
class Confusion:
    """Counts added over `seeds` trained networks: rows true digits, columns predicted classes."""

    counts: tuple[tuple[int, ...], ...]
    seeds: int


@dataclass(frozen=True)
class Against:
    """A variant compared with another: difference of accuracy, its interval, and what it means.

    `verdict` is one of better, worse, equivalent, undecided, none; `words` says it in a sentence.
    """

    opponent: str
    difference: float | None
    interval: Interval | None
    verdict: str
    words: str


@dataclass(frozen=True)
class VariantRow:
    """One variant of the comparison; `interval_note` says what the interval covers.

    `seed_accuracies` are those of the trained seeds, `lesson` what a variant teaches that cannot
    be trained.
    """

    name: str
    about: str
    is_baseline: bool
    asked: int
    trained: int
    accuracy: float | None
    interval: Interval | None
    interval_note: str
    baseline: Against | None
    control: Against | None
    parameters: int | None
    epochs: int
    seconds: float | None
    message: str
    curves: tuple[Curve, ...]
    confusion: Confusion | None
    seed_accuracies: tuple[float, ...] = ()
    lesson: str = ""


@dataclass(frozen=True)
class StudentRow:
    """What one student's network reached on the hidden images, and their points."""

    student: str
    accuracy: float | None
    interval: Interval | None
    points: float
    possible: float
    remark: str
    link: str | None


@dataclass(frozen=True)
class StudentAccuracies:
    """Students of one assignment beside the reference variants, all on the hidden images."""

    title: str
    images: int
    students: tuple[StudentRow, ...]
    references: tuple[ReferenceLine, ...]


@dataclass(frozen=True)
class HardImage:
    """One test image and what the networks took it for.

    `answers` are pairs of a class and the number of networks that said it, the most frequent
    first; `missed` is how many variants misread it with most of their networks.
    """

    picture: Picture
    digit: int
    missed: int
    answers: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class HardestImages:
    """The hardest test images; `most` counts those that at least half of all variants misread."""

    shown: tuple[HardImage, ...]
    most: int
    variants: int
    networks: int


@dataclass(frozen=True)
class ComparisonPage:
    """Every variant of one dataset against the baseline, the baseline first.

    `summary` is the headline, `lead` what follows it.
    """

    title: str
    dataset: str
    train_images: int
    test_images: int
    margin: float
    summary: str
    notes: tuple[str, ...]
    rows: tuple[VariantRow, ...]
    students: StudentAccuracies | None
    language: str = "en"
    awaits: str = ""
    lead: str = ""
    hardest: HardestImages | None = None
