"""Runs -> the finished data of the comparison page: every variant against the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.messages import Message, Translate, say
from autograder.training.comparison_words import headline, lead, notes, reason
from autograder.training.hardest_images import hardest_images
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
from reports.formats import Numbers
from reports.page_data.comparison import (
    Against,
    ComparisonPage,
    Confusion,
    Curve,
    StudentAccuracies,
    VariantRow,
)
from reports.page_data.parts import Interval

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
    numbers = Numbers.for_images(language, len(dataset.test))
    teller = _Teller(dataset, numbers, translate)
    rows = tuple(
        teller.row(
            own,
            max(len(own), (planned or {}).get(name, 0)),
            to_baseline.get(name),
            to_control.get(name),
        )
        for name, own in sorted(grouped.items(), key=lambda item: item[0] != BASELINE)
    )
    return ComparisonPage(
        title=say("Every variant against logistic regression").render(translate),
        dataset=dataset.name,
        train_images=len(dataset.train),
        test_images=len(dataset.test),
        margin=dataset.margin,
        summary=headline(rows, to_baseline).render(translate),
        lead=" ".join(told.render(translate) for told in lead(rows, to_baseline, numbers)),
        notes=tuple(note.render(translate) for note in notes(dataset)),
        rows=rows,
        hardest=hardest_images(runs, dataset.test),
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


@dataclass(frozen=True)
class _Teller:
    """Puts what was measured on a dataset into the words and numbers of a language."""

    dataset: Dataset
    numbers: Numbers
    translate: Translate

    def row(
        self,
        own: Sequence[Run],
        asked: int,
        to_baseline: Difference | None,
        to_control: Difference | None,
    ) -> VariantRow:
        variant, labels = VARIANTS[own[0].variant], self.dataset.test.labels
        trained = [run for run in own if run.status is Status.TRAINED]
        accuracies = tuple(run.test_accuracy for run in trained)
        interval, note = _interval(accuracies, len(labels))
        counts = len(trained), asked
        return VariantRow(
            name=variant.name,
            about=say(variant.about).render(self.translate),
            is_baseline=variant.name == BASELINE,
            asked=asked,
            trained=len(trained),
            accuracy=float(np.mean(accuracies)) if trained else None,
            interval=interval,
            interval_note=note.render(self.translate),
            baseline=self._against(BASELINE, to_baseline, counts),
            control=self._against(variant.control, to_control, counts),
            parameters=trained[0].parameters if trained else None,
            epochs=own[0].epochs,
            seconds=float(np.median([run.seconds for run in trained])) if trained else None,
            message=next((run.message for run in own if run.message), ""),
            curves=tuple(_curve(run) for run in trained if run.history),
            confusion=_confusion(trained, labels),
            seed_accuracies=accuracies,
            lesson=say(variant.lesson).render(self.translate) if variant.lesson else "",
        )

    def _against(
        self, opponent: str | None, difference: Difference | None, trained: tuple[int, int]
    ) -> Against | None:
        if opponent is None or difference is None:
            return None
        interval = difference.interval
        return Against(
            opponent=opponent,
            difference=difference.mean,
            interval=None if interval is None else Interval(interval.low, interval.high),
            verdict=_SLUGS.get(difference.verdict, "none"),
            words=reason(difference, trained, self.dataset.margin, self.numbers).render(self.translate),
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
