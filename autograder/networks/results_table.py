"""A student's table of results and conclusions, against what the grader measures of the same networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.inside.answering import COLUMNS
from autograder.messages import Message, say
from autograder.networks.base_network import BaseNetwork
from autograder.networks.calibrated import CONCLUSIONS, wrong_conclusion
from autograder.networks.predictions import is_accuracy
from autograder.networks.told_numbers import told_accuracy, told_first_loss
from autograder.networks.trained import TrainedNetwork
from autograder.networks.training_evidence import doubt
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.choices import form_of_option
from autograder.scoring.numbers import is_percentage
from autograder.scoring.rubrics import Rubric
from reference.datasets import Dataset

_SHOWN = 8  # values of a column
_ROUNDING = 5.1e-4  # accuracies may be reported with three decimals

Row = Mapping[str, Any]
#: The networks of an exercise by the keys that its table names them by.
Networks = Callable[[Answers, Dataset], Mapping[str, TrainedNetwork]]
#: Said of a wrong number in the row of a key, from all numbers told by their keys, and all networks.
Known = Callable[[str, str, Mapping[str, float], Mapping[str, TrainedNetwork]], Message | None]
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
    """A table with a row for each network, which `key` names, and its `test_accuracy`."""

    table: str
    key: str
    networks: Networks
    counts: Counts | None = None


@dataclass(frozen=True)
class Conclusion:
    """What is concluded about two networks, in `variable`; a criterion called `name` judges it."""

    name: str
    title: Message
    variable: str
    pair: Pair


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

    The conclusions wait for `needs`, the criteria that make the networks comparable. What is wrong only
    because `base` is not as asked for waits for the exercise that makes it.
    """
    counted = tuple(results.counts.columns) if results.counts else ()

    def _some_measured(answers: Answers, data: Dataset) -> bool:
        """Shows that networks were measured: an accuracy of one of them, in per cent too."""
        return _has_measured(answers, results, results.networks(answers, data))

    @rubric.criterion(
        "table", say("`{table}` has a row for each", table=results.table), weight=1,
        shown_by=("accuracy", *([results.counts.name] if results.counts else []), _some_measured),
    )  # fmt: skip
    def _table(answers: Answers, data: Dataset) -> Message | None:
        rows(answers, results.table, results.key, *counted, "test_accuracy")
        return lacking_rows(answers, results.table, results.key, results.networks(answers, data))

    if results.counts:
        _add_counts(rubric, results, results.counts, base)

    @rubric.criterion("accuracy", say("Its accuracies are those of the networks"), weight=2, needs=("table",))
    def _accuracy(answers: Answers, data: Dataset) -> Message | None:
        return wrong_accuracies(answers, results.table, results.key, results.networks(answers, data), data)

    for conclusion in conclusions:
        add_conclusion(rubric, conclusion, needs, base)


def _has_measured(answers: Answers, results: Results, found: Mapping[str, TrainedNetwork]) -> bool:
    for key in found:
        try:
            reached = found[key].accuracy
            told = _number(answers, results.table, results.key, key, "test_accuracy")
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
            told = {key: _number(answers, results.table, results.key, key, column) for key in wanted}
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
            wrong = wrong_conclusion(answers, conclusion.variable, variant, control, data)
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


def rows(answers: Answers, name: str, *columns: str) -> list[Row]:
    """The rows of a table by column, in lower case; Unanswered where it lacks one of `columns`."""
    found = {_spelt_alike(column): values for column, values in answers.table(name).items()}
    missing = [column for column in columns if column not in found]
    if missing and len(found) >= COLUMNS:
        raise Unanswered(say("Of `{name}` the first {most} columns are looked at, and {missing} is not among "
                             "them.", name=name, most=COLUMNS, missing=", ".join(missing)))  # fmt: skip
    if missing:
        raise Unanswered(_lacks(name, missing, columns, found))
    return [dict(zip(found, values, strict=True)) for values in zip(*found.values(), strict=True)]


def _lacks(name: str, missing: list[str], columns: tuple[str, ...], found: Mapping[str, Any]) -> Message:
    """Said of a table without some of its columns, of which the first tells its rows apart."""
    told = ", ".join(found) or "-"
    heights = {len(values) for values in found.values()}
    if missing == list(columns) and heights == {len(columns)} and all(map(str.isdigit, found)):
        return say("`{name}` has the columns {found}, and as many rows as columns are wanted. If {missing} "
                   "are its index, it lies on its side: turn it round with `.T`.", name=name, found=told,
                   missing=", ".join(missing))  # fmt: skip
    if len(missing) > 1:
        return say("`{name}` lacks the columns {missing}; it has {found}.", name=name,
                   missing=", ".join(missing), found=told)  # fmt: skip
    if missing[0] == columns[0] and len(columns) > 1:
        return say("`{name}` lacks the column {missing}; it has {found}. If {missing} is its index: "
                   "`reset_index()` makes a column of it.", name=name, missing=missing[0],
                   found=told)  # fmt: skip
    return say("`{name}` lacks the column {missing}; it has {found}.", name=name, missing=missing[0],
               found=told)  # fmt: skip


def lacking_rows(
    answers: Answers, name: str, column: str, wanted: Mapping[str, TrainedNetwork]
) -> Message | None:
    """Whether each network has its row, known by its key in `column`."""
    table = rows(answers, name, column)
    absent = [key for key in wanted if _row(table, column, key) is None]
    if absent and (answers.value(name).length or 0) > len(table):
        return say("Of the {count:,} rows of `{name}` the first {told:,} are looked at, and none of them is "
                   "for {absent}.", count=answers.value(name).length, name=name, told=len(table),
                   absent=", ".join(absent))  # fmt: skip
    return _no_row(name, column, table, absent) if absent else None


def _no_row(name: str, column: str, table: Sequence[Row], absent: Sequence[str]) -> Message:
    held = ", ".join(list(dict.fromkeys(str(row[column]) for row in table))[:_SHOWN]) or "-"
    return say("In the column {column} of `{name}` there is no row for {absent}; it holds {held}. Write the "
               "keys of the dict there.", column=column, name=name, absent=", ".join(absent),
               held=held)  # fmt: skip


def wrong_accuracies(
    answers: Answers, name: str, column: str, wanted: Mapping[str, TrainedNetwork], data: Dataset
) -> Message | None:
    """Whether the column `test_accuracy` says what each network reaches on the test images."""
    for key, network in wanted.items():
        told = _number(answers, name, column, key, "test_accuracy")
        if is_percentage(told, network.accuracy):
            return say("`{name}` says {told:g} as test_accuracy of {key}, a percentage; accuracy is a "
                       "fraction between 0 and 1, and {share:.1%} is `{share:g}`.",
                       name=name, told=told, key=key, share=told / 100)  # fmt: skip
        if not 0 <= told <= 1:
            return say("`{name}` says {told:g} as test_accuracy of {key}; accuracy is a fraction between 0 "
                       "and 1.", name=name, told=told, key=key)  # fmt: skip
        if not is_accuracy(told, network.accuracy, len(network.predicted)):
            return told_accuracy(name, key, told, wanted, data)
    return None


def wrong_first_losses(
    answers: Answers, name: str, column: str, wanted: Mapping[str, TrainedNetwork]
) -> Message | None:
    """Whether the column `first_loss` says what training reported, to a hundredth of it."""
    for key, network in wanted.items():
        told = _number(answers, name, column, key, "first_loss")
        first = (network.facts.history.get("loss") or [0.0])[0]
        if not np.isclose(told, first, rtol=0.01, atol=_ROUNDING):
            return told_first_loss(name, key, told, network.facts.history)
    return None


def _number(answers: Answers, name: str, column: str, key: str, measure: str) -> float:
    """What the table says in the row of `key`; Unanswered where that is no number."""
    table = rows(answers, name, column, measure)
    row = _row(table, column, key)
    if row is None:
        raise Unanswered(_no_row(name, column, table, [key]))
    told = row[measure]
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise Unanswered(say("`{name}` says {told} as {measure} of {key}; a number belongs there.", name=name,
                             told=str(told), measure=measure, key=key))  # fmt: skip
    return float(told)


def _row(table: list[Row], column: str, key: str) -> Row | None:
    return next((row for row in table if same_key(row[column], key)), None)


def same_key(one: Any, other: str) -> bool:
    """Whether 16, 16.0, "16" and " ReLU" mean the key that another is."""
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return _spelt_alike(str(one)) == _spelt_alike(other)


def _spelt_alike(text: str) -> str:
    return text.strip().lower().replace(" ", "_")
