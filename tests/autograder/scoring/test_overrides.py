"""An instructor's own verdicts: what may be settled, what is kept, and what is told where nothing can be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from autograder.errors import FolderError
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.messages import say
from autograder.scoring.overrides import (
    Overrides,
    lifted,
    overrides_of,
    read_overrides,
    with_overrides,
    write_overrides,
)
from autograder.scoring.overrides import override as settled
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Override, ScoreSheet, Verdict

TODAY = date(2026, 3, 1)


def _exercise(name: str, verdict: Verdict, earned: float) -> ExerciseScore:
    criterion = CriterionScore("one", say("one"), verdict, earned, 4.0)
    return ExerciseScore(name, RunStatus.COMPLETED, (criterion,))


@pytest.fixture
def sheet() -> ScoreSheet:
    exercises = (
        _exercise("train", Verdict.FAILED, 1.0),
        _exercise("broken", Verdict.UNSCORED, 0.0),
        _exercise("why", Verdict.NEEDS_HUMAN, 0.0),
    )
    return ScoreSheet("ada", "toy", "digest", "key", Sandbox.WALLS, exercises)


@pytest.mark.parametrize("points", [0, 2.5, 4])
def test_points_of_an_instructor_count_instead_of_ours_which_stay_beside_them(
    sheet: ScoreSheet, points: float
) -> None:
    found = settled(sheet, "train", points, "  read it \n", TODAY)
    assert found.points("train") == found.earned == points
    assert found.exercises[0].automatic == 1.0
    assert overrides_of(found) == {"train": Override(points, "read it", "2026-03-01")}


def test_what_the_grader_failed_on_is_scored_once_it_is_settled(sheet: ScoreSheet) -> None:
    assert sheet.unscored
    assert not settled(sheet, "broken", 4, "it is right", TODAY).unscored


@pytest.mark.parametrize(
    ("exercise", "points", "reason", "told"),
    [
        ("tarin", 1, "x", "toy has no exercise 'tarin'; it has train, broken, why"),
        ("why", 1, "x", "give its points in formgrader"),
        ("train", -0.5, "x", "train carries 0 to 4"),
        ("train", 4.5, "x", "train carries 0 to 4"),
        ("train", float("nan"), "x", "train carries 0 to 4"),
        ("train", 1, " \n", "needs a reason"),
    ],
)
def test_what_cannot_be_meant_is_told(
    sheet: ScoreSheet, exercise: str, points: float, reason: str, told: str
) -> None:
    with pytest.raises(FolderError, match=told):
        settled(sheet, exercise, points, reason, TODAY)


def test_a_sheet_without_a_score_takes_no_points(sheet: ScoreSheet) -> None:
    with pytest.raises(FolderError, match="ada has no score for toy: it is a picture"):
        settled(replace(sheet, exercises=(), problem=say("it is a picture")), "train", 1, "x", TODAY)


def test_a_second_override_leaves_the_first_and_is_lifted_alone(sheet: ScoreSheet) -> None:
    first = settled(sheet, "train", 4, "x", TODAY)
    both = settled(first, "broken", 2, "y", TODAY)
    assert {name: kept.points for name, kept in overrides_of(both).items()} == {"train": 4, "broken": 2}
    assert lifted(both, "broken") == first
    with pytest.raises(FolderError, match="nothing overrides broken of ada in toy"):
        lifted(first, "broken")


def test_they_are_kept_and_read_and_the_file_goes_with_the_last(tmp_path: Path) -> None:
    path = tmp_path / "overrides" / "ada.json"
    assert read_overrides(path) == Overrides()
    own = Override(4.0, "ñandú", "2026-03-01", "grace", "digest")
    kept = Overrides({"train": own}, frozenset({"train", "lifted"}))
    write_overrides(path, kept)
    assert read_overrides(path) == kept
    write_overrides(path, Overrides())
    assert not path.exists()
    write_overrides(path, Overrides())


def test_of_one_of_before_the_gradebook_has_yet_to_hear(tmp_path: Path) -> None:
    path = tmp_path / "ada.json"
    entry = {"points": 3.0, "reason": "x", "date": "2026-03-01"}
    path.write_text(json.dumps({"format_version": 1, "overrides": {"train": entry}}), encoding="utf-8")
    assert read_overrides(path) == Overrides(
        {"train": Override(3.0, "x", "2026-03-01")}, frozenset({"train"})
    )


def test_an_override_holds_for_what_it_was_given_for(sheet: ScoreSheet) -> None:
    first, *others = sheet.exercises
    answered = replace(sheet, exercises=(replace(first, text="one"), *others))
    settled_once = settled(answered, "train", 4, "x", TODAY)
    changed = replace(sheet, exercises=(replace(first, text="another"), *others))
    kept = overrides_of(settled_once)
    assert with_overrides(answered, kept).points("train") == 4
    assert with_overrides(changed, kept).points("train") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "cannot be read: mend it, or delete it"),
        ("[]", "cannot be read"),
        ('{"overrides": {}}', "cannot be read"),
        ('{"format_version": 1, "overrides": {"train": {"points": 3}}}', "cannot be read"),
        (json.dumps({"format_version": 9, "overrides": {}}), "has format 9, not 2"),
    ],
)
def test_what_cannot_be_read_is_told_and_not_lost(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "ada.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FolderError, match=told):
        read_overrides(path)
    assert path.read_text(encoding="utf-8") == text
