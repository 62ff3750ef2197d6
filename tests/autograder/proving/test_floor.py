"""The floor is measured by notebooks that run, and found where it is too high."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from autograder.course.cells import grade_id_of
from autograder.course.course import load_course
from autograder.evidence.asks import Call, Figure, History, Model, Value
from autograder.execution.warm_server import close_servers
from autograder.messages import say
from autograder.networks.by_digit import form_of_digits
from autograder.proving.floor import Effort, handed_in, kinds, most_points, sheet, too_easy
from autograder.proving.proofs import proofs
from autograder.proving.rehearsal import Rehearsal
from autograder.proving.stage import Stage
from autograder.scoring.choices import form_of_option
from autograder.scoring.rubrics import Rubric, Rubrics, rubrics_of

COURSE = load_course()
ASSIGNMENT = COURSE.assignment("fully_connected")
CHOICES = Effort(say("the last of each"), option=3)


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    stage = Stage(COURSE, tmp_path_factory.mktemp("stage"))
    yield stage.rehearsal(ASSIGNMENT, "en")
    stage.close()
    close_servers()


@pytest.fixture(scope="module")
def rubrics() -> Rubrics:
    return rubrics_of(ASSIGNMENT)


def _toy(exercise: str) -> Rubric:
    names = ("letter", "number", "there")
    rubric = Rubric(exercise, *map(Value, names), Call("f", ()), History("h"), Model("m", entry=0),
                    Model("m", entry=1), Figure(), given=("there",))  # fmt: skip
    rubric.criterion("letter", say("x"), local=form_of_option("letter", ("a", "b")))(lambda a, d: None)
    return rubric


def test_conclusions_about_ten_digits_are_all_alike(rehearsal: Rehearsal) -> None:
    rubric = Rubric("normalise", Value("claims"))
    rubric.criterion("claims", say("x"), local=form_of_digits("claims"))(lambda a, d: None)
    for option, claim in ((0, "better"), (2, "no difference"), (9, "no difference")):
        told = f"claims = dict.fromkeys(range(10), {claim!r})"
        assert _cell(rehearsal, rubric, Effort(say("x"), option=option)) == told


def _cell(rehearsal: Rehearsal, rubric: Rubric, effort: Effort) -> str:
    notebook = handed_in(rehearsal, {rubric.exercise: rubric}, effort)
    return next(str(c.source) for c in notebook.cells if grade_id_of(c) == rubric.exercise)


@pytest.mark.parametrize(
    ("effort", "wanted"),
    [
        (Effort(say("x"), value="7"), "letter = 7\nnumber = 7"),
        (Effort(say("x"), value="7", option=0), "letter = 'a'\nnumber = 7"),
        (Effort(say("x"), option=3), "letter = 'b'"),
        (Effort(say("x"), function="numpy.zeros"), "import numpy\nf = numpy.zeros"),
        (Effort(say("x"), history="{}"), "h = {}"),
        (Effort(say("x"), network="0"), "m = {str(key): 0 for key in range(2)}"),
        (Effort(say("x"), figure="pyplot.figure()"), "from matplotlib import pyplot\npyplot.figure()"),
    ],
)
def test_what_is_handed_in_follows_from_the_asks(rehearsal: Rehearsal, effort: Effort, wanted: str) -> None:
    assert _cell(rehearsal, _toy("normalise"), effort) == wanted


def test_what_an_effort_says_nothing_of_stays_as_it_was_handed_out(
    rehearsal: Rehearsal, rubrics: Rubrics
) -> None:
    stub = next(c.source for c in rehearsal.starter.cells if grade_id_of(c) == "normalise")
    assert _cell(rehearsal, rubrics["normalise"], CHOICES) == stub


@pytest.mark.slow
def test_what_the_sheet_dictates_is_written_as_in_the_solution(
    rehearsal: Rehearsal, rubrics: Rubrics
) -> None:
    assert "= load_data()" in _cell(rehearsal, rubrics["load_data"], CHOICES)
    earned = {score.exercise: score.earned for score in sheet(rehearsal, rubrics, CHOICES)}
    assert earned.pop("load_data") == 4
    assert earned.pop("q_dataset") == 3  # two choices by luck
    assert not any(earned.values())


@pytest.mark.slow
def test_every_kind_of_effort_runs_to_its_end(rehearsal: Rehearsal, rubrics: Rubrics) -> None:
    """One that raised would earn nothing, and prove nothing."""
    for kind in kinds():
        for score in sheet(rehearsal, rubrics, kind.efforts[-1]):
            assert not score.error, (kind.name, score.exercise, score.error)
            assert not score.unscored


def test_a_floor_too_high_is_told_with_what_it_is_earned_by(
    rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = next(kind for kind in kinds() if "choice" in str(kind.name))
    assert list(too_easy(rehearsal, choices)) == []
    monkeypatch.setattr("autograder.scoring.score.waiting", lambda *_: {})  # nothing needs work to be shown
    (fault,) = map(str, too_easy(rehearsal, choices))
    assert fault.startswith("option 4 of each choice: ")
    assert "points, where 5 are the most" in fault
    assert "q_normalise 2 (What is gained by normalising)" in fault


def test_of_a_shortened_assignment_it_is_the_same_share() -> None:
    short = replace(ASSIGNMENT, exercises=tuple(e for e in ASSIGNMENT.exercises if e.id != "train"))
    assert most_points(short) == pytest.approx(0.05 * 93)


def test_the_floor_is_a_proof_for_each_kind() -> None:
    names = [p.name for p in proofs(COURSE, [ASSIGNMENT]) if "next to nothing" in p.name]
    assert len(names) == len(kinds()) == 7
