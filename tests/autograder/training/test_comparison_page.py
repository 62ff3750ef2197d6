"""The comparison's page data: its sentences in both languages, one alone and many."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from autograder.messages import translator
from autograder.training.comparison_page import comparison_page
from autograder.training.comparison_words import notes, reason
from reference.datasets import Dataset
from reference.evaluation import Difference, Interval, Verdict
from reference.models import VARIANTS
from reference.training import Run, Status
from reports.formats import Numbers
from reports.page_data.comparison import ComparisonPage, VariantRow

SPANISH = translator("es")


def runs(digits: Dataset, variant: str, seeds: int, wrong: float) -> list[Run]:
    """Networks that misread about this share of the test images, each seed others."""
    labels = digits.test.labels
    made = []
    for seed in range(seeds):
        missed = np.random.default_rng(seed + len(variant)).random(len(labels)) < wrong
        said = np.where(missed, (labels + 1) % 10, labels).astype(np.int8)
        accuracy = float((said == labels).mean())
        made.append(
            Run(variant, "digits", seed, Status.TRAINED, 5, 2.0, "", 1000, accuracy, accuracy,
                accuracy, 0.1, (), said, said)
        )  # fmt: skip
    return made


def failed(variant: str, seed: int = 0) -> Run:
    return Run(variant, "digits", seed, Status.FAILED, 5, 0.1, "ValueError: no")


def page(digits: Dataset, found: list[Run], language: str = "en") -> ComparisonPage:
    return comparison_page(found, digits, language, translator(language))


@pytest.fixture(scope="module")
def baseline(digits: Dataset) -> list[Run]:
    return runs(digits, "logistic_regression", 1, 0.10)


def test_many_are_counted(digits: Dataset, baseline: list[Run]) -> None:
    found = [*baseline, failed("no_flatten"), failed("outputs_5")]
    for variant in ("sgd", "epochs_1"):
        found += runs(digits, variant, 6, 0.35)
    for variant in ("deeper", "rmsprop"):
        found += runs(digits, variant, 1, 0.05)
    english, spanish = page(digits, found), page(digits, found, "es")
    assert english.summary == (
        "No variant is shown to be better than logistic regression; 2 are worse; 2 were not tested"
    )
    assert "2 have too few trained seeds for a verdict. 2 do not train at all." in english.lead
    assert spanish.summary == (
        "De ninguna variante se ha mostrado que sea mejor que la regresión logística; 2 son peores; "
        "2 no se pusieron a prueba"
    )
    assert "2 no se pueden entrenar." in spanish.lead
    assert re.search(r"regresión logística lee bien el \d\d\.\d\N{NO-BREAK SPACE}%", spanish.lead)


def test_one_alone_is_not_many(digits: Dataset, baseline: list[Run]) -> None:
    found = [*baseline, *runs(digits, "sgd", 6, 0.0), *runs(digits, "rmsprop", 1, 0.05), failed("no_flatten")]
    english, spanish = page(digits, found), page(digits, found, "es")
    assert english.summary == (
        "1 variant is better than logistic regression; none is shown to be worse; 1 was not tested"
    )
    assert "1 has too few trained seeds for a verdict. 1 does not train at all." in english.lead
    assert spanish.summary == (
        "1 variante es mejor que la regresión logística; de ninguna se ha mostrado que sea peor; "
        "1 no se puso a prueba"
    )
    assert "1 no se puede entrenar." in spanish.lead
    assert "rmsprop" not in english.lead
    assert "the highest mean is that of sgd" in english.lead


def test_where_all_are_better_nothing_else_is_said(digits: Dataset, baseline: list[Run]) -> None:
    found = [run for name in ("sgd", "rmsprop", "deeper") for run in runs(digits, name, 6, 0.0)]
    said = page(digits, [*baseline, *found]).summary
    assert said == "3 variants are better than logistic regression; none is shown to be worse"


def test_the_best_may_be_among_those_that_nobody_tested(digits: Dataset, baseline: list[Run]) -> None:
    found = [*baseline, *runs(digits, "sgd", 6, 0.35), *runs(digits, "deeper", 1, 0.0)]
    said = page(digits, found)
    assert said.summary == (
        "No variant is shown to be better than logistic regression; 1 is worse; 1 was not tested"
    )
    assert "the highest mean is that of deeper" in said.lead


@pytest.mark.parametrize(
    ("name", "said"), [("digits", "scikit-learn"), ("mnist5k", "no random sample"), ("mnist", "CC BY-SA 3.0")]
)
def test_the_source_of_the_images_is_told(digits: Dataset, name: str, said: str) -> None:
    told = notes(replace(digits, name=name))
    assert said in str(told[0])
    assert len(notes(replace(digits, name="own-12345678"))) == len(told) - 1


def test_without_seeds_there_are_no_verdicts(digits: Dataset, baseline: list[Run]) -> None:
    alone = page(digits, [*baseline, *runs(digits, "sgd", 1, 0.2)])
    assert alone.summary == "1 variant was compared; a verdict needs more seeds"
    nobody = page(digits, [failed("no_flatten")], "es")
    assert nobody.summary == "Se comparó 1 variante; un veredicto requiere más semillas"
    assert nobody.hardest is None


def test_a_row_keeps_its_seeds_and_what_it_teaches(digits: Dataset, baseline: list[Run]) -> None:
    rows = {row.name: row for row in page(digits, [*baseline, *runs(digits, "sgd", 3, 0.2)]).rows}
    assert len(set(rows["sgd"].seed_accuracies)) == 3
    taught = page(digits, [*baseline, failed("outputs_9")], "es").rows[1]
    assert taught.lesson.startswith("Nueve neuronas")
    assert taught.message == "ValueError: no"


def test_every_variant_that_cannot_train_teaches_something() -> None:
    assert {name for name, variant in VARIANTS.items() if variant.lesson} == {
        "no_flatten", "outputs_5", "outputs_9",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "p", "margin", "english", "spanish"),
    [
        (Verdict.WORSE, 0.0000321, 0.03, "p < 0.001 (Holm), 5 seeds", "p < 0.001 (Holm), 5 semillas"),
        (Verdict.BETTER, 0.0123, 0.03, "p = 0.012 (Holm), 5 seeds", "p = 0.012 (Holm), 5 semillas"),
        (Verdict.EQUIVALENT, 0.4, 0.01, "lies within 1 point", "menos de 1 punto del cero"),
        (Verdict.EQUIVALENT, 0.4, 0.003, "lies within 0.3 points", "menos de 0.3 puntos del cero"),
        (Verdict.UNDECIDED, 0.4, 0.03, "compatible with −1.2 to +3.4 points", "de −1.2 a +3.4 puntos"),
        (Verdict.INCOMPLETE, None, 0.03, "0 of 1 run trained", "0 de 1 ejecución se entrenó"),
    ],
)
def test_what_stands_behind_a_verdict(
    verdict: Verdict, p: float | None, margin: float, english: str, spanish: str
) -> None:
    interval = Interval(-0.012, 0.034)
    difference = Difference(0.01, 5, verdict, interval, interval, p)
    told = reason(difference, (0, 1), margin, Numbers("en", 1)).render(str)
    assert told.endswith(english) or told.startswith(english)
    assert spanish in reason(difference, (0, 1), margin, Numbers("es", 1)).render(SPANISH)


def test_rows_are_complete_for_the_charts(digits: Dataset, baseline: list[Run]) -> None:
    rows: tuple[VariantRow, ...] = page(digits, [*baseline, *runs(digits, "sgd", 3, 0.2)]).rows
    assert rows[0].is_baseline
    assert rows[0].baseline is None
    assert rows[1].baseline
    assert rows[1].baseline.interval
