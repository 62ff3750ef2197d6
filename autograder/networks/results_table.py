"""A student's table of results and conclusions, against what the grader measures of the same networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from autograder.messages import Message, say
from autograder.networks.base_network import BaseNetwork
from autograder.networks.calibrated import CONCLUSIONS, wrong_conclusion
from autograder.networks.predictions import is_accuracy
from autograder.networks.table_rows import lacking_rows, no_row, row_of, rows, stray_rows
from autograder.networks.told_numbers import told_accuracy, told_first_loss
from autograder.networks.trained import TrainedNetwork
from autograder.networks.training_evidence import doubt
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.choices import form_of_option
from autograder.scoring.numbers import is_percentage
from autograder.scoring.rubrics import Rubric
from reference.datasets import Dataset

_ROUNDING = 5.1e-4  # accuracies may be reported with three decimals

#: The networks of an exercise by the keys that its table names them by.
Networks = Callable[[Answers, Dataset], Mapping[str, TrainedNetwork]]
#: Said of a wrong number in the row of a key, from all numbers told by their keys, and all networks.
Known = Callable[[str, str, Mapping[str, float], Mapping[str, TrainedNetwork]], Message | None]
#: Said of an accuracy that is told of the network of a key.
KnownAccuracy = Callable[[Mapping[str, TrainedNetwork], str, float], Message | None]
#: A network and the one that it is held against.
Pair = Callable[[Answers, Dataset], tuple[TrainedNetwork, TrainedNetwork]]


@dataclass(frozen=True)
class Counts:
    """Columns of whole numbers, with what is to be counted of each network.

    A criterion called `name` judges them; `known` say of a column's wrong numbers what they count.
    """

    name: str
    title: Message
    columns: Mapping[str, Callable[[TrainedNetwork], int]]
    known: Mapping[str, Known] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """A table with a row for each network, which `key` names, and its `test_accuracy`.

    Its accuracies wait for `needs`; `known` says what a wrong one is, before anything else does.
    """

    table: str
    key: str
    networks: Networks
    counts: Counts | None = None
    needs: tuple[str, ...] = ()
    known: KnownAccuracy | None = None


@dataclass(frozen=True)
class Conclusion:
    """What is concluded about two networks, in `variable`; a criterion called `name` judges it.

    With `by_own_rule` what the sheet's rule says of the student's own networks stands, whatever calibration
    says: where one pair of trainings often shows less than thirty do. It waits for `needs`; without them for
    those of its comparison.
    """

    name: str
    title: Message
    variable: str
    pair: Pair
    by_own_rule: bool = False
    needs: tuple[str, ...] | None = None


def against(networks: Networks, variant: str, control: str) -> Pair:
    """Two of the networks by their keys, which must be there."""

    def pair(answers: Answers, data: Dataset) -> tuple[TrainedNetwork, TrainedNetwork]:
        found = networks(answers, data)
        return found[variant], found[control]

    return pair


def add_comparison(
    rubric: Rubric,
    results: Results,
    *conclusions: Conclusion,
    needs: tuple[str, ...],
    base: BaseNetwork | None = None,
) -> None:
    """Adds what every comparison of networks is judged by: table, accuracies, and conclusions.

    The conclusions wait for `needs`, the criteria that make the networks comparable, which show work on the
    table too. What is wrong only because `base` is not as asked for waits for the exercise that makes it.
    """
    counted = tuple(results.counts.columns) if results.counts else ()

    def _some_measured(answers: Answers, data: Dataset) -> bool:
        """Shows that networks were measured: an accuracy of one of them, in per cent too."""
        return _has_measured(answers, results, results.networks(answers, data))

    @rubric.criterion(
        "table", say("`{table}` has a row for each", table=results.table), weight=1,
        shown_by=(*needs, "accuracy", *([results.counts.name] if results.counts else []), _some_measured),
    )  # fmt: skip
    def _table(answers: Answers, data: Dataset) -> Message | None:
        rows(answers, results.table, results.key, *counted, "test_accuracy")
        return lacking_rows(answers, results.table, results.key, results.networks(answers, data))

    if results.counts:
        _add_counts(rubric, results, results.counts, base)

    @rubric.criterion(
        "accuracy", say("Its accuracies are those of the networks"), weight=2, needs=("table", *results.needs)
    )
    def _accuracy(answers: Answers, data: Dataset) -> Message | None:
        told = answers, results.table, results.key, results.networks(answers, data)
        return wrong_accuracies(*told, data, results.known) or stray_rows(*told)

    for conclusion in conclusions:
        add_conclusion(rubric, conclusion, needs if conclusion.needs is None else conclusion.needs, base)


def _has_measured(answers: Answers, results: Results, found: Mapping[str, TrainedNetwork]) -> bool:
    for key in found:
        try:
            reached = found[key].accuracy
            told = number_at(answers, results.table, results.key, key, "test_accuracy")
        except Unanswered:  # this one is broken; another may do
            continue
        if any(abs(told / scale - reached) <= _ROUNDING for scale in (1, 100)):
            return True
    return False


def _add_counts(rubric: Rubric, results: Results, counts: Counts, base: BaseNetwork | None) -> None:
    @rubric.criterion(counts.name, counts.title, weight=1, needs=("table",))
    def _counts(answers: Answers, data: Dataset) -> Message | None:
        found = results.networks(answers, data)
        for column, count in counts.columns.items():
            wanted = {key: count(network) for key, network in found.items()}
            told = {key: number_at(answers, results.table, results.key, key, column) for key in wanted}
            if (key := next((k for k in wanted if told[k] != wanted[k]), None)) is None:
                continue
            if base:
                base.expect_as_asked(found[key], answers)
            known = counts.known.get(column)
            return (known and known(results.table, key, told, found)) or _other_count(
                results.table, key, column, told[key]
            )
        return None


def _other_count(name: str, key: str, column: str, told: float) -> Message:
    return say("`{name}` says {told:g} as {counted} of {key}, which is not what that network has: see "
               "`model.summary()`.", name=name, told=told, counted=column, key=key)  # fmt: skip


def add_conclusion(
    rubric: Rubric, conclusion: Conclusion, needs: tuple[str, ...], base: BaseNetwork | None = None
) -> None:
    """Adds a conclusion, of which a student's own notebook says no more than whether it is one."""

    @rubric.criterion(
        conclusion.name, conclusion.title, weight=1, needs=needs,
        local=form_of_option(conclusion.variable, CONCLUSIONS),
    )  # fmt: skip
    def _conclusion(answers: Answers, data: Dataset) -> Message | None:
        variant, control = conclusion.pair(answers, data)
        try:
            wrong = wrong_conclusion(
                answers, conclusion.variable, variant, control, data, conclusion.by_own_rule
            )
        except Unanswered:
            if base:
                base.expect_its_epochs(answers, control)
            raise
        if wrong and base:
            base.expect_fair(control, answers, data)
        return wrong

    @rubric.flag
    def _doubted(answers: Answers, data: Dataset) -> Message | None:
        pair = conclusion.pair(answers, data)
        return next((told for n in pair if (told := doubt(n.name, n.facts, n.facts.history, data))), None)


def wrong_accuracies(
    answers: Answers,
    name: str,
    column: str,
    wanted: Mapping[str, TrainedNetwork],
    data: Dataset,
    known: KnownAccuracy | None = None,
) -> Message | None:
    """Whether the column `test_accuracy` says what each network reaches on the test images."""
    for key, network in wanted.items():
        told = number_at(answers, name, column, key, "test_accuracy")
        if is_percentage(told, network.accuracy):
            return say("`{name}` says {told:g} as test_accuracy of {key}, a percentage; accuracy is a "
                       "fraction between 0 and 1, and {share:.2%} is `{share:g}`.",
                       name=name, told=told, key=key, share=told / 100)  # fmt: skip
        if not 0 <= told <= 1:
            return say("`{name}` says {told:g} as test_accuracy of {key}; accuracy is a fraction between 0 "
                       "and 1.", name=name, told=told, key=key)  # fmt: skip
        if not is_accuracy(told, network.accuracy, len(network.predicted)):
            cause = known(wanted, key, told) if known else None
            return cause or told_accuracy(name, key, told, wanted, data)
    return None


def wrong_first_losses(
    answers: Answers, name: str, column: str, wanted: Mapping[str, TrainedNetwork]
) -> Message | None:
    """Whether the column `first_loss` says what training reported, to a hundredth of it."""
    for key, network in wanted.items():
        told = number_at(answers, name, column, key, "first_loss")
        first = (network.facts.history.get("loss") or [0.0])[0]
        if not np.isclose(told, first, rtol=0.01, atol=_ROUNDING):
            return told_first_loss(name, key, told, network.facts.history)
    return None


def number_at(answers: Answers, name: str, column: str, key: str, measure: str) -> float:
    """What the table says in the row of `key`; Unanswered where that is no number."""
    table = rows(answers, name, column, measure)
    row = row_of(table, column, key)
    if row is None:
        raise Unanswered(no_row(name, column, table, [key]))
    told = row[measure]
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise Unanswered(say("`{name}` says {told} as {measure} of {key}; a number belongs there.", name=name,
                             told=str(told), measure=measure, key=key))  # fmt: skip
    return float(told)
