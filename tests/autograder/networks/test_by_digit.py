"""Tables and conclusions digit by digit: their form, what is said of them, and what refutes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.evidence.asks import Value
from autograder.messages import Message, say
from autograder.networks import by_digit
from autograder.networks.by_digit import (
    DigitResults,
    add_digit_conclusions,
    add_digit_results,
    claims_of,
    form_of_digits,
    on_digit,
    refuted_digits,
)
from autograder.networks.conclusions import Claim
from autograder.networks.results_table import Conclusion, against
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.rubrics import Rubric
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked
from reference.calibration.stored import Difference
from tests.autograder.kernel_answers import answered
from tests.autograder.networks.digits_read import DATA, IMAGES, LABELS, misread, reader

NETWORKS = {
    "moves": reader(misread(3, seed=1), "models[moves]"),
    "flips": reader(misread({digit: digit for digit in range(10)}, seed=2), "models[flips]"),
}


def _networks(*_: object) -> Mapping[str, TrainedNetwork]:
    return NETWORKS


def _rubric() -> Rubric:
    rubric = Rubric("e", Value("table"), Value("claims"))
    add_digit_results(rubric, DigitResults("table", "models", _networks, ("moves", "flips")))
    add_digit_conclusions(
        rubric,
        Conclusion("flipped", say("What mirroring does"), "claims", against(_networks, "flips", "moves")),
        needs=(),
    )
    return rubric


def _table(**changes: Any) -> pd.DataFrame:
    columns = {name: _accuracies(network) for name, network in NETWORKS.items()}
    return pd.DataFrame({"digit": range(10), **columns} | changes)


def _accuracies(network: TrainedNetwork) -> list[float]:
    read = network.predicted.argmax(axis=1)
    return [float(np.mean(read[digit == LABELS] == digit)) for digit in range(10)]


def _scored(**names: Any) -> dict[str, str]:
    """The criteria that do not pass, with what they say."""
    rubric = _rubric()
    evidence = answered(rubric.asks, {"table": _table(), "claims": NOTHING, **names})
    score = score_exercise(Asked(rubric, 10), evidence, DATA)
    assert not score.unscored, [c.message for c in score.criteria]
    return {c.name: str(c.message) for c in score.criteria if c.verdict is not Verdict.PASSED}


NOTHING = dict.fromkeys(range(10), "no difference")


@pytest.mark.parametrize(
    "table",
    [
        _table(),
        _table(digit=list("0123456789")),
        _table(digit=np.arange(10.0)),
        _table().iloc[::-1],
        pd.concat([_table(), pd.DataFrame({"digit": ["all"], "moves": [0.97], "flips": [0.95]})]),
    ],
)
def test_a_right_table_passes(table: pd.DataFrame) -> None:
    assert _scored(table=table) == {}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            _table()[:8],
            "there is no row for 8, 9; it holds 0, 1, 2, 3, 4, 5, 6, 7. A row for each",
        ),
        (_table(digit=range(1, 11)), "there is no row for 0; it holds 1, 2, 3, 4, 5, 6, 7, 8, 9, 10."),
        (pd.concat([_table(), _table()[4:5]]), "there is more than one row for 4: are some left over"),
        (
            pd.concat([_table(), pd.DataFrame({"digit": ["a", "b"], "moves": 1.0, "flips": 1.0})]),
            "`table` has 12 rows, and there are ten digits: in the column digit it holds 0, 1, 2",
        ),
        (_table().set_index("digit"), "lacks the column digit; it has moves, flips. If digit is its index"),
        (_table().set_index("digit").T, "`table` has a column for each digit, and a row for each is wanted"),
        (_table().drop(columns="flips"), "`table` lacks the column flips"),
    ],
)
def test_what_is_odd_of_its_rows_is_said(table: pd.DataFrame, said: str) -> None:
    assert said in _scored(table=table)["digits"]


def test_accuracies_are_looked_at_column_by_column() -> None:
    swapped = _table(moves=_accuracies(NETWORKS["flips"]), flips=_accuracies(NETWORKS["moves"]))
    assert _scored(table=swapped)["digit_accuracy"].startswith("The column moves of `table` holds what flips")
    assert "digits" in _scored(table=_table(moves=1.0, flips=1.0)), "rows alone show no work"
    assert "digits" not in _scored(table=_table(moves=np.array(_accuracies(NETWORKS["moves"])) * 100))
    texts = _scored(table=_table(flips=["high"] * 10))
    assert texts["digit_accuracy"] == "`table` says high as flips of 0; a number belongs there."


def test_rows_of_the_right_form_do_not_wait_for_their_numbers_where_other_work_is_shown() -> None:
    rubric = Rubric("e", Value("table"), Value("made"))

    @rubric.criterion("made", say("The networks are made"), weight=1)
    def _made(answers: Answers, data: Any) -> Message | None:
        return None if answers.value("made").value else say("Not yet.")

    results = DigitResults("table", "models", _networks, ("moves", "flips"), shown_by=("made",))
    add_digit_results(rubric, results)
    wrong = {"table": _table(moves=0.5, flips=0.5)}

    def told(**names: Any) -> dict[str, str]:
        score = score_exercise(Asked(rubric, 10), answered(rubric.asks, wrong | names), DATA)
        return {c.name: str(c.message) for c in score.criteria if c.verdict is not Verdict.PASSED}

    assert told(made=1).keys() == {"digit_accuracy"}
    assert told(made=0)["digits"] == "Waits for: The networks are made"


def test_a_network_that_is_not_there_is_told() -> None:
    rubric = Rubric("e", Value("table"))
    alone = {"moves": NETWORKS["moves"]}
    add_digit_results(rubric, DigitResults("table", "models", lambda *_: alone, ("moves", "flips")))
    score = score_exercise(Asked(rubric, 10), answered(rubric.asks, {"table": _table()}), DATA)
    assert [str(c.message) for c in score.criteria if c.verdict is not Verdict.PASSED] == [
        '`models` has no network under "flips"; it has moves.'
    ]


def _claims(**names: Any) -> dict[int, Claim]:
    return claims_of(Answers((Value("claims"),), answered((Value("claims"),), names)), "claims")


@pytest.mark.parametrize(
    "keys", [range(10), list("0123456789"), list(np.arange(10)), np.arange(10.0).tolist(), range(9, -1, -1)]
)
def test_keys_are_digits_however_they_are_written(keys: Any) -> None:
    told = {key: "Better" if int(key) == 4 else " no difference." for key in keys}
    found = _claims(claims=told)
    assert list(found) == list(range(10))
    assert [digit for digit, claim in found.items() if claim is Claim.BETTER] == [4]


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        (["better"] * 10, "`claims` should be a dict; yours is a list."),
        (dict.fromkeys(range(8), "worse"), "`claims` says nothing of 8, 9; a conclusion is asked for about"),
        (NOTHING | {10: "worse"}, "`claims` has the key 10; its keys are the ten digits, 0 to 9."),
        (NOTHING | {"": "worse"}, '`claims` has the key ""; its keys are'),
        ({"three": "worse"}, "`claims` has the key three; its keys are the ten digits, 0 to 9."),
        ({bool(d): "worse" for d in range(2)}, "`claims` has the key False, True; its keys"),
        (NOTHING | {5: "equal"}, '`claims` says "equal" of digit 5; the options are: "better", "worse", "no'),
        (NOTHING | {5: None}, '`claims` says - of digit 5; the options are: "better"'),
        (NOTHING | {5: ["worse"]}, '`claims` says - of digit 5; the options are: "better"'),
        ({}, "`claims` says nothing of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9; a conclusion"),
    ],
)
def test_what_is_no_conclusion_about_ten_digits_is_told_at_home_too(claims: Any, said: str) -> None:
    answers = Answers((Value("claims"),), answered((Value("claims"),), {"claims": claims}))
    with pytest.raises(Unanswered) as caught:
        form_of_digits("claims")(answers, DATA)
    assert said in str(caught.value.message)


def test_at_home_every_conclusion_looks_alike() -> None:
    form = form_of_digits("claims")
    assert len(form.codes) == len(Claim)
    for code in form.codes:
        claims = eval(code)
        answers = Answers((Value("claims"),), answered((Value("claims"),), {"claims": claims}))
        assert form(answers, DATA) is None


ZERO = Difference(0.0, -0.004, 0.004, -0.003, 0.003, seeds=30, images=100)
WIDE = replace(ZERO, low=-0.03, high=0.05, low90=0.011, high90=0.04)  # no interval of t, and still held to
WORSE = Difference(-0.05, -0.07, -0.03, -0.065, -0.035, seeds=30, images=100)


@pytest.fixture
def calibrated(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets calibration say something of digits; of all others it knows nothing."""

    def says(known: Mapping[int, Difference]) -> None:
        found = tuple(known.get(digit) for digit in range(10))
        monkeypatch.setattr(by_digit, "differences_by_digit", lambda *_: found)

    return says


def _pair(gained: Mapping[int, int]) -> tuple[TrainedNetwork, TrainedNetwork]:
    """A variant and its control, of which the variant reads so many images more, or fewer, of each digit."""
    fewer = {digit: -count for digit, count in gained.items() if count < 0}
    more = {digit: count for digit, count in gained.items() if count > 0}
    return reader(misread(fewer), "models[flips]"), reader(misread(more), "models[moves]")


def _refuted(claims: Mapping[int, str], gained: Mapping[int, int]) -> Message | None:
    told = {digit: Claim(claims.get(digit, "no difference")) for digit in range(10)}
    return refuted_digits(told, *_pair(gained), DATA, "claims")


@pytest.mark.parametrize(
    ("known", "gained", "accepted"),
    [
        ({}, 0, set(Claim)),
        ({}, -11, set(Claim)),  # p of 1e-3: with ten digits to look at, chance may do that
        ({}, -15, {Claim.WORSE}),
        ({}, 15, {Claim.BETTER}),
        ({6: ZERO}, 0, {Claim.NO_DIFFERENCE}),
        ({6: ZERO}, -3, {Claim.NO_DIFFERENCE}),
        ({6: ZERO}, -5, {Claim.NO_DIFFERENCE, Claim.WORSE}),  # as their own interval shows
        ({6: ZERO}, 5, {Claim.NO_DIFFERENCE, Claim.BETTER}),
        ({6: ZERO}, -15, {Claim.NO_DIFFERENCE, Claim.WORSE}),
        ({6: WIDE}, 0, set(Claim)),
        ({6: WORSE}, 0, {Claim.WORSE, Claim.NO_DIFFERENCE}),  # as the sheet's rule says of one pair
        ({6: WORSE}, 6, {Claim.WORSE, Claim.NO_DIFFERENCE}),
        ({6: WORSE}, 12, {Claim.WORSE, Claim.BETTER}),
        ({6: WORSE}, 15, {Claim.BETTER}),  # read rightly, whatever others measured
    ],
)
def test_what_may_be_concluded_of_a_digit(
    calibrated: Any, known: dict[int, Difference], gained: int, accepted: set[Claim]
) -> None:
    calibrated(known)
    assert {claim for claim in Claim if _refuted({6: claim}, {6: gained}) is None} == accepted


def test_the_first_digit_that_is_refuted_is_named_and_not_what_is_right(calibrated: Any) -> None:
    calibrated({3: WORSE})
    gained = {6: -15, 7: 15}
    right = {3: "worse", 6: "worse", 7: "better"}
    assert _refuted(right, gained) is None
    assert str(_refuted(right | {6: "better"}, gained)) == (
        "Your own networks speak against what `claims` says of digit 6: of its 92 test images, one of the "
        "two alone is right for 15, the other alone for 0. Which of the two did you hold against which?"
    )
    assert str(_refuted(right | {7: "no difference"}, gained)) == (
        "Your own networks speak against what `claims` says of digit 7: of its 104 test images, one of the "
        "two alone is right for 15, the other alone for 0. Is the difference larger than its noise?"
    )
    assert str(_refuted(right | {3: "better", 6: "better"}, gained)) == (
        "Trained with 30 different seeds, these networks do not bear out what `claims` says of digit 3. Is "
        "the gap that you saw in its 101 test images larger than the one between two trainings of the same "
        "network?"
    )


def test_two_networks_are_paired_on_the_images_of_one_digit() -> None:
    own = on_digit(*_pair({6: -4, 7: 9}), 6, DATA)
    assert (own.first_only, own.second_only, own.images) == (0, 4, IMAGES[6])


def _by_the_rule(variant: TrainedNetwork, control: TrainedNetwork, deviations: float) -> dict[int, Claim]:
    """What a student concludes whose difference counts where it is larger than its noise."""
    claims = {}
    for digit in range(10):
        own = on_digit(variant, control, digit, DATA)
        noise = deviations * np.sqrt(own.first_only + own.second_only)
        gained = own.first_only - own.second_only
        claim = Claim.BETTER if gained > noise else Claim.WORSE if -gained > noise else Claim.NO_DIFFERENCE
        claims[digit] = claim
    return claims


@pytest.mark.parametrize("deviations", [1.96, 3.0])
def test_who_concludes_by_the_rule_is_never_refuted_where_zero_is_left_in(
    calibrated: Any, deviations: float
) -> None:
    rng = np.random.default_rng(9)
    directions = set()
    for known in (ZERO, WIDE, replace(ZERO, low=0.0), replace(ZERO, high=0.0)):
        calibrated(dict.fromkeys(range(10), known))
        for _ in range(50):
            pair = [
                reader(misread(dict(enumerate(rng.integers(0, 25, 10))), int(rng.integers(99)))) for _ in "ab"
            ]
            claims = _by_the_rule(pair[0], pair[1], deviations)
            directions |= set(claims.values())
            assert refuted_digits(claims, pair[0], pair[1], DATA, "claims") is None
    assert directions == set(Claim)


def test_guesses_of_networks_alike_are_seldom_contradicted_by_own_images(calibrated: Any) -> None:
    """Without a calibration, whatever ten claims are made: fewer than one notebook in a hundred."""
    calibrated({})
    rng = np.random.default_rng(2)
    refuted = 0
    for _ in range(150):
        pair = [reader(misread(dict(enumerate(rng.binomial(83, 0.04, 10))), seed)) for seed in (1, 2)]
        claims = {digit: list(Claim)[rng.integers(3)] for digit in range(10)}
        refuted += refuted_digits(claims, pair[0], pair[1], DATA, "claims") is not None
    assert refuted == 0
