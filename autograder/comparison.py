"""Runs -> the finished data of the comparison page: every variant against the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograder.messages import Message, Translate, say
from reference.datasets import Dataset, Labels
from reference.evaluation import (
    Difference,
    Verdict,
    compare,
    confusion,
    image_interval,
    seed_interval,
)
from reference.models import BASELINE, VARIANTS
from reference.training import Run, Status
from reports.pages import (
    Against,
    ComparisonPage,
    Confusion,
    Curve,
    Interval,
    StudentAccuracies,
    VariantRow,
)

Grouped = Mapping[str, Sequence[Run]]

_SLUGS = {
    Verdict.BETTER: "better",
    Verdict.WORSE: "worse",
    Verdict.EQUIVALENT: "equivalent",
    Verdict.UNDECIDED: "undecided",
}


def comparison_page(
    runs: Sequence[Run],
    dataset: Dataset,
    language: str,
    translate: Translate,
    students: StudentAccuracies | None = None,
    planned: Mapping[str, int] | None = None,
) -> ComparisonPage:
    """The page's data from all runs of one dataset, failed ones too.

    `planned` says how many runs of a variant there are to be, where some may be missing yet.
    """
    grouped = {name: [r for r in runs if r.variant == name] for name in VARIANTS}
    grouped = {name: own for name, own in grouped.items() if own}
    to_baseline, to_control = _differences(grouped, dataset, planned or {})
    rows = tuple(
        _row(
            own,
            max(len(own), (planned or {}).get(name, 0)),
            to_baseline.get(name),
            to_control.get(name),
            dataset.test.labels,
            dataset.margin,
            translate,
        )
        for name, own in sorted(grouped.items(), key=lambda item: item[0] != BASELINE)
    )
    return ComparisonPage(
        title=say("Every variant against logistic regression").render(translate),
        dataset=dataset.name,
        train_images=len(dataset.train),
        test_images=len(dataset.test),
        margin=dataset.margin,
        summary=_summary(grouped, to_baseline).render(translate),
        notes=tuple(note.render(translate) for note in _notes(dataset)),
        rows=rows,
        students=students,
        language=language,
    )


def _differences(
    grouped: Grouped, dataset: Dataset, planned: Mapping[str, int]
) -> tuple[dict[str, Difference], dict[str, Difference]]:
    """Each variant against the baseline, and against its control."""
    labels, margin = dataset.test.labels, dataset.margin
    others = {name: own for name, own in grouped.items() if name != BASELINE}
    baseline = dict.fromkeys(others, grouped.get(BASELINE, ()))
    controls = {name: VARIANTS[name].control for name in others}
    opponents = {name: grouped[c] for name, c in controls.items() if c in grouped and c is not None}
    controlled = {name: grouped[name] for name in opponents}
    return (
        compare(others, baseline, labels, margin, planned),
        compare(controlled, opponents, labels, margin, planned),
    )


def hidden_accuracies(runs: Sequence[Run]) -> tuple[tuple[str, float], ...]:
    """(variant, mean accuracy over its seeds) on the hidden images, in course order."""
    means = []
    for name in VARIANTS:
        reached = [r.hidden_accuracy for r in runs if r.variant == name and r.status is Status.TRAINED]
        if reached:
            means.append((name, float(np.mean(reached))))
    return tuple(means)


def _row(
    own: Sequence[Run],
    asked: int,
    to_baseline: Difference | None,
    to_control: Difference | None,
    labels: Labels,
    margin: float,
    translate: Translate,
) -> VariantRow:
    variant = VARIANTS[own[0].variant]
    trained = [run for run in own if run.status is Status.TRAINED]
    accuracies = [run.test_accuracy for run in trained]
    interval, note = _interval(accuracies, len(labels))
    return VariantRow(
        name=variant.name,
        about=say(variant.about).render(translate),
        is_baseline=variant.name == BASELINE,
        asked=asked,
        trained=len(trained),
        accuracy=float(np.mean(accuracies)) if trained else None,
        interval=interval,
        interval_note=note.render(translate),
        baseline=_against(BASELINE, to_baseline, (len(trained), asked), margin, translate),
        control=_against(variant.control, to_control, (len(trained), asked), margin, translate),
        parameters=trained[0].parameters if trained else None,
        epochs=own[0].epochs,
        seconds=float(np.median([run.seconds for run in trained])) if trained else None,
        message=next((run.message for run in own if run.message), ""),
        curves=tuple(_curve(run) for run in trained if run.history),
        confusion=_confusion(trained, labels),
    )


def _interval(accuracies: Sequence[float], images: int) -> tuple[Interval | None, Message]:
    over_seeds = seed_interval(accuracies)
    if over_seeds is not None:
        within = Interval(max(over_seeds.low, 0.0), min(over_seeds.high, 1.0))
        return within, say("over {seeds} seeds", seeds=len(accuracies))
    if not accuracies:
        return None, say("did not train")
    sampled = image_interval(round(accuracies[0] * images), images)
    return Interval(sampled.low, sampled.high), say("one run: image sampling only")


def _against(
    opponent: str | None,
    difference: Difference | None,
    trained: tuple[int, int],
    margin: float,
    translate: Translate,
) -> Against | None:
    if opponent is None or difference is None:
        return None
    interval = difference.interval
    return Against(
        opponent=opponent,
        difference=difference.mean,
        interval=None if interval is None else Interval(interval.low, interval.high),
        verdict=_SLUGS.get(difference.verdict, "none"),
        words=_words(difference, trained, margin).render(translate),
    )


def _words(difference: Difference, trained: tuple[int, int], margin: float) -> Message:
    """What stands behind the verdict; `trained` is how many of how many runs did."""
    interval = difference.interval
    if difference.verdict is Verdict.INCOMPLETE:
        return say("{trained} of {asked} runs trained: no verdict", trained=trained[0], asked=trained[1])
    if interval is None:
        return say("too few seeds or images for a verdict")
    if difference.verdict is Verdict.EQUIVALENT:
        return say("the 90 % interval lies within {margin:g} points", margin=round(margin * 100, 2))
    if difference.verdict is Verdict.UNDECIDED:
        return say(
            "with {seeds} seeds (p = {p:.2g} after Holm's correction); the data are compatible with "
            "{low} to {high} points",
            seeds=difference.seeds,
            p=difference.p or 0.0,
            low=_signed(interval.low),
            high=_signed(interval.high),
        )
    return say(
        "p = {p:.2g} after Holm's correction, {seeds} seeds", p=difference.p or 0.0, seeds=difference.seeds
    )


def _signed(fraction: float) -> str:
    """A difference in percentage points, with a true minus sign."""
    return f"{fraction * 100:+.1f}".replace("-", "\N{MINUS SIGN}")


def _curve(run: Run) -> Curve:
    return Curve(
        seed=run.seed,
        train_accuracy=tuple(e.train_accuracy for e in run.history),
        test_accuracy=tuple(e.test_accuracy for e in run.history),
        train_loss=tuple(e.train_loss for e in run.history),
        test_loss=tuple(e.test_loss for e in run.history),
    )


def _confusion(trained: Sequence[Run], labels: Labels) -> Confusion | None:
    counted = [confusion(labels, r.test_predictions) for r in trained if r.test_predictions is not None]
    if not counted:
        return None
    widest = max(c.shape[1] for c in counted)
    total = sum(np.pad(c, ((0, 0), (0, widest - c.shape[1]))) for c in counted)
    return Confusion(tuple(tuple(int(n) for n in row) for row in np.asarray(total)), len(counted))


def _summary(grouped: Grouped, differences: Mapping[str, Difference]) -> Message:
    verdicts = [d.verdict for d in differences.values()]
    failed = sum(all(r.status is Status.FAILED for r in own) for own in grouped.values())
    if not any(v in _SLUGS for v in verdicts):
        return say("{variants} variants, {failed} of which cannot train; verdicts need more seeds",
                   variants=len(grouped), failed=failed)  # fmt: skip
    return say(
        "{better} better and {worse} worse than logistic regression, {close} too close to call, "
        "{single} without a verdict, {failed} cannot train",
        better=verdicts.count(Verdict.BETTER),
        worse=verdicts.count(Verdict.WORSE),
        close=verdicts.count(Verdict.EQUIVALENT) + verdicts.count(Verdict.UNDECIDED),
        single=verdicts.count(Verdict.TOO_FEW_SEEDS) + verdicts.count(Verdict.INCOMPLETE),
        failed=failed,
    )


def _notes(dataset: Dataset) -> tuple[Message, ...]:
    return (
        say(
            "Differences are paired on the same test images. Their 95 % intervals and verdicts take seeds "
            "and images into account as two crossed sources of noise; intervals are not adjusted for the "
            "number of variants, verdicts are (Holm)."
        ),
        say(
            "Equivalent in practice means that the 90 % interval lies within {margin:g} points of zero, a "
            "margin set beforehand for this data set.",
            margin=round(dataset.margin * 100, 2),
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
