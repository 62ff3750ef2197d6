"""What networks read of each digit: a table with a row for each, and a conclusion about each.

A digit has some hundred test images, and ten conclusions are drawn from one pair of networks: on so few
images much looks like a difference, and among ten something nearly always does.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from autograder.messages import Message, say
from autograder.networks.calibrated import CONCLUSIONS, differences_by_digit
from autograder.networks.conclusions import (
    CHANCE,
    Claim,
    Difference,
    Evidence,
    Paired,
    by_rule,
    evidence_against,
    paired,
)
from autograder.networks.results_table import Conclusion, Networks, number_at
from autograder.networks.table_rows import rows, same_key
from autograder.networks.told_by_digit import ByDigit, others, read_by, told_by_digit
from autograder.networks.trained import TrainedNetwork, named
from autograder.networks.training_evidence import doubt
from autograder.scoring.answers import Answers, Plain, Unanswered
from autograder.scoring.choices import as_option, listed
from autograder.scoring.rubrics import Rubric
from reference.datasets import CLASSES, Dataset

DIGITS = tuple(map(str, range(CLASSES)))
_SHOWN = 12  # values of a column, keys of a dict
_LONGEST = 40  # characters of a text that is shown
#: Claims on ten digits are ten chances of being taken in by noise. Each gets a tenth, so that a notebook as
#: a whole is wrongly contradicted by its own images no oftener than one that draws a single conclusion; and
#: not by Holm's method, where what is said of one digit would hang on what the other nine show.
_CHANCE_OF_EACH = CHANCE / CLASSES
_LEANS = 1.96  # standard deviations: an interval of 95 % leaves zero out


@dataclass(frozen=True)
class DigitResults:
    """A table with a row for each digit, which `key` names, and a column of accuracies for each network.

    `columns` are keys of `networks`, which students keep in the dict `models`. Its accuracies wait for
    `needs`; the criteria `shown_by` show work on its rows, as its accuracies do.
    """

    table: str
    models: str
    networks: Networks
    columns: tuple[str, ...]
    key: str = "digit"
    needs: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()


def add_digit_results(rubric: Rubric, results: DigitResults) -> None:
    """Adds the criteria `digits`, of the rows, and `digit_accuracy`, of the numbers in them."""

    def _some_measured(answers: Answers, data: Dataset) -> bool:
        """Shows that digits were measured: half a column or more, in per cent too."""
        return _has_measured(answers, results, data)

    @rubric.criterion(
        "digits", say("`{table}` has a row for each digit", table=results.table), weight=1,
        shown_by=(*results.shown_by, "digit_accuracy", _some_measured),
    )  # fmt: skip
    def _digits(answers: Answers, data: Dataset) -> Message | None:
        return wrong_digit_rows(answers, results.table, results.key, *results.columns)

    @rubric.criterion(
        "digit_accuracy", say("Its accuracies are those on the images of each digit"), weight=2,
        needs=("digits", *results.needs),
    )  # fmt: skip
    def _accuracy(answers: Answers, data: Dataset) -> Message | None:
        return wrong_digit_accuracies(answers, results, results.networks(answers, data), data)


def _has_measured(answers: Answers, results: DigitResults, data: Dataset) -> bool:
    found = results.networks(answers, data)
    for column in results.columns:
        try:
            read, told = read_by(named(found, column, results.models), data), _told(answers, results, column)
        except Unanswered:  # this one is broken; another may do
            continue
        wrong = min(len(others(told / scale, read.accuracies, read.images)) for scale in (1, 100))
        if wrong <= CLASSES / 2 and len(set(told.tolist())) > 1:
            return True
    return False


def wrong_digit_rows(answers: Answers, name: str, key: str, *columns: str) -> Message | None:
    """Whether a table has one row for each digit; a single row more, say of all images, may stand there."""
    _expect_upright(answers, name)
    held = [row[key] for row in rows(answers, name, key, *columns)]
    told = Counter(digit for value in held if (digit := _digit(value)) is not None)
    shown = ", ".join(list(dict.fromkeys(map(str, held)))[:_SHOWN]) or "-"
    if absent := [digit for digit in DIGITS if digit not in told]:
        return say("In the column {column} of `{name}` there is no row for {absent}; it holds {held}. A row "
                   "for each of the ten digits is asked for, with the digit as a number.", column=key,
                   name=name, absent=", ".join(absent), held=shown)  # fmt: skip
    if doubled := [digit for digit in DIGITS if told[digit] > 1]:
        return say("In the column {column} of `{name}` there is more than one row for {doubled}: are some "
                   "left over from before? Begin with an empty list, and make one row for each digit.",
                   column=key, name=name, doubled=", ".join(doubled))  # fmt: skip
    if len(held) > CLASSES + 1:
        return say("`{name}` has {found} rows, and there are ten digits: in the column {column} it holds "
                   "{held}. One row for each digit is asked for.", name=name, found=len(held), column=key,
                   held=shown)  # fmt: skip
    return None


def _expect_upright(answers: Answers, name: str) -> None:
    columns = {digit for column in answers.table(name) if (digit := _digit(column)) is not None}
    if columns.issuperset(DIGITS):
        raise Unanswered(say("`{name}` has a column for each digit, and a row for each is wanted: it lies "
                             "on its side. Turn it round with `.T`.", name=name))  # fmt: skip


def _digit(value: object) -> str | None:
    """The digit that a cell or a key means: 3, 3.0, "3"; None where it is none."""
    return None if isinstance(value, bool) else next((d for d in DIGITS if same_key(value, d)), None)


def wrong_digit_accuracies(
    answers: Answers, results: DigitResults, found: Mapping[str, TrainedNetwork], data: Dataset
) -> Message | None:
    """Whether each column says what its network reaches on the test images of each digit."""
    for column in results.columns:
        named(found, column, results.models)
        told = _told(answers, results, column)
        if wrong := told_by_digit(results.table, column, told, found, data):
            return wrong
    return None


def _told(answers: Answers, results: DigitResults, column: str) -> ByDigit:
    """What a column says of each digit; Unanswered where that is no number."""
    return np.array([number_at(answers, results.table, results.key, digit, column) for digit in DIGITS])


def add_digit_conclusions(
    rubric: Rubric, conclusion: Conclusion, needs: tuple[str, ...], weight: float = 2
) -> None:
    """Adds ten conclusions about a pair of networks, of which a student's notebook judges the form alone."""

    @rubric.criterion(
        conclusion.name, conclusion.title, weight=weight, needs=needs,
        local=form_of_digits(conclusion.variable),
    )  # fmt: skip
    def _conclusions(answers: Answers, data: Dataset) -> Message | None:
        claims = claims_of(answers, conclusion.variable)
        return refuted_digits(claims, *conclusion.pair(answers, data), data, conclusion.variable)

    @rubric.flag
    def _doubted(answers: Answers, data: Dataset) -> Message | None:
        pair = conclusion.pair(answers, data)
        return next((told for n in pair if (told := doubt(n.name, n.facts, n.facts.history, data))), None)


@dataclass(frozen=True)
class FormOfDigits:
    """Judges whether a variable holds a conclusion for each digit, and not which."""

    name: str

    def __call__(self, answers: Answers, *_: object) -> Message | None:
        claims_of(answers, self.name)
        return None

    @property
    def codes(self) -> tuple[str, ...]:
        """Each conclusion for all digits alike, as code that a variable may be given."""
        return tuple(f"dict.fromkeys(range({CLASSES}), {str(claim)!r})" for claim in CONCLUSIONS)


def form_of_digits(name: str) -> FormOfDigits:
    """For `local`."""
    return FormOfDigits(name)


def claims_of(answers: Answers, name: str) -> dict[int, Claim]:
    """The conclusion of each digit, 0 to 9, in a dict whose keys are whole numbers or their texts.

    Unanswered where it is no dict, has another key, lacks a digit, or says something else of one.
    """
    entries = answers.entries(name)
    if odd := [key for key in entries if _digit(key) is None]:
        raise Unanswered(say("`{name}` has the key {odd}; its keys are the ten digits, 0 to 9.", name=name,
                             odd=", ".join(odd[:_SHOWN])[:_LONGEST] or '""'))  # fmt: skip
    told = {_digit(key): value for key, value in entries.items()}
    if absent := [digit for digit in DIGITS if digit not in told]:
        raise Unanswered(say("`{name}` says nothing of {absent}; a conclusion is asked for about each of the "
                             "ten digits.", name=name, absent=", ".join(absent)))  # fmt: skip
    return {int(digit): _claim(name, digit, told[digit]) for digit in DIGITS}


def _claim(name: str, digit: str, value: Plain) -> Claim:
    try:
        return Claim(as_option(value))
    except ValueError:
        told = "-" if value is None else str(value)[:_LONGEST]
        told = f'"{told}"' if isinstance(value, str) else told
        raise Unanswered(say("`{name}` says {told} of digit {digit}; the options are: {options}.", name=name,
                             told=told, digit=digit, options=listed(CONCLUSIONS))) from None  # fmt: skip


def refuted_digits(
    claims: Mapping[int, Claim], variant: TrainedNetwork, control: TrainedNetwork, data: Dataset, name: str
) -> Message | None:
    """What speaks against the first conclusion that is refuted; None where none is.

    Each is judged like any conclusion about two networks, on that digit's images. `name` is the variable
    that holds them.
    """
    calibrated = differences_by_digit(variant, control, data)
    for digit, claim in sorted(claims.items()):
        own = on_digit(variant, control, digit, data)
        match _against(claim, own, calibrated[digit], data.margin):
            case Evidence.OWN:
                return _against_own(own, claim, digit, name)
            case Evidence.CALIBRATED:
                return _against_calibrated(own, calibrated[digit], digit, name)
    return None


def on_digit(variant: TrainedNetwork, control: TrainedNetwork, digit: int, data: Dataset) -> Paired:
    """Two networks on the test images of one digit."""
    labels = data.test.labels[: len(variant.predicted)]
    mask = labels == digit
    return paired(variant.predicted[mask], control.predicted[mask], labels[mask])


def _against(claim: Claim, own: Paired, calibrated: Difference | None, margin: float) -> Evidence | None:
    """What refutes it. What the sheet's rule says of one's own images may always be said. Where many seeds
    leave zero in, so may "no difference" and what one's own interval shows.
    """
    if claim is by_rule(own):
        return None
    open_still = calibrated is not None and calibrated.low <= 0 <= calibrated.high
    if open_still and claim in (Claim.NO_DIFFERENCE, _leaning(own)):
        return None
    return evidence_against(claim, own, calibrated, margin, _CHANCE_OF_EACH)


def _leaning(own: Paired) -> Claim | None:
    """The direction that the 95 % interval of one pair shows, if it leaves zero out."""
    gained, apart = own.first_only - own.second_only, own.first_only + own.second_only
    if not apart or abs(gained) <= _LEANS * math.sqrt(apart - gained**2 / own.images):
        return None
    return Claim.BETTER if gained > 0 else Claim.WORSE


def _against_own(own: Paired, claim: Claim, digit: int, name: str) -> Message:
    least, most = sorted((own.first_only, own.second_only))
    told = {"name": name, "digit": digit, "images": own.images, "most": most, "least": least}
    if claim is Claim.NO_DIFFERENCE:
        return say("Your own networks speak against what `{name}` says of digit {digit}: of its {images} "
                   "test images, one of the two alone is right for {most}, the other alone for {least}. Is "
                   "the difference larger than its noise?", **told)  # fmt: skip
    return say("Your own networks speak against what `{name}` says of digit {digit}: of its {images} test "
               "images, one of the two alone is right for {most}, the other alone for {least}. Which of the "
               "two did you hold against which?", **told)  # fmt: skip


def _against_calibrated(own: Paired, found: Difference | None, digit: int, name: str) -> Message:
    return say("Trained with {seeds} different seeds, these networks do not bear out what `{name}` says of "
               "digit {digit}. Is the gap that you saw in its {images} test images larger than the one "
               "between two trainings of the same network?", seeds=found.seeds if found else 0, name=name,
               digit=digit, images=own.images)  # fmt: skip
