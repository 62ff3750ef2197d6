"""A class counted sheet by sheet: who is counted, what waits, and what most were told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.course.course import Assignment
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.evidence.packages import not_installed, package_of
from autograder.gradebook.held import Cell, Held
from autograder.gradebook.standing import standing_of
from autograder.messages import Message, say
from autograder.pages.class_counts import ClassCounts
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Override, ScoreSheet, Verdict
from benchmarks.synthetic_class import sheets

WRITTEN = "q_epochs_why"


def _criterion(verdict: Verdict, message: Message | None = None, name: str = "scaled") -> CriterionScore:
    earned = 7.0 if verdict is Verdict.PASSED else 0.0
    return CriterionScore(name, say("All values lie between 0 and 1"), verdict, earned, 7.0, message)


def _score(
    *criteria: CriterionScore, exercise: str = "normalise", flags: tuple[Message, ...] = ()
) -> ExerciseScore:
    return ExerciseScore(exercise, RunStatus.COMPLETED, criteria, flags=flags)


def _sheet(student: str, *exercises: ExerciseScore, problem: Message | None = None) -> ScoreSheet:
    return ScoreSheet(student, "fully_connected", "digest", "key", Sandbox.WALLS, exercises, problem)


def _counted(
    assignment: Assignment, *counted: ScoreSheet, **more: dict[tuple[str, str], float]
) -> ClassCounts:
    counts = ClassCounts(assignment)
    for sheet in counted:
        counts.add(standing_of(sheet, _held(sheet, more["by_hand"]) if more else None))
    return counts


def _held(sheet: ScoreSheet, by_hand: dict[tuple[str, str], float]) -> Held:
    """As nbgrader has it, with these points given in formgrader."""
    ours = {e.exercise: None if e.in_words else e.automatic for e in sheet.exercises}
    return Held({name: Cell(ours[name], by_hand.get((sheet.student, name)), 0.0, "") for name in ours})


def _passed(student: str) -> ScoreSheet:
    return _sheet(student, _score(_criterion(Verdict.PASSED)))


def _failed(student: str, message: Message) -> ScoreSheet:
    return _sheet(student, _score(_criterion(Verdict.FAILED, message)))


def test_what_most_were_told_is_one_message_whatever_its_numbers(assignment: Assignment) -> None:
    runs_to = [say("Your values run to {high:g}.", high=high) for high in (255, 16, 128)]
    other = say("Your images are no array.")
    counts = _counted(
        assignment, *(_failed(f"s{i}", m) for i, m in enumerate((other, *runs_to))), _passed("ada")
    )
    count = counts.criteria["normalise", "scaled"]
    assert (count.students, count.earned, count.missed) == (5, 1, 4)
    told = count.most_told
    assert told is not None
    assert (told.example, told.students, told.varied) == (runs_to[0], 3, True)


def test_the_same_message_in_the_same_words_is_not_varied(assignment: Assignment) -> None:
    counts = _counted(assignment, *(_failed(name, say("It is {n}.", n=3)) for name in "abc"))
    told = counts.criteria["normalise", "scaled"].most_told
    assert told is not None
    assert not told.varied


def test_waiting_not_begun_and_failed_are_told_apart(assignment: Assignment) -> None:
    verdicts = (Verdict.BLOCKED, Verdict.BLOCKED, Verdict.NOT_ATTEMPTED, Verdict.PASSED)
    sheets = (_sheet(f"s{i}", _score(_criterion(v, say("Waits")))) for i, v in enumerate(verdicts))
    count = _counted(assignment, *sheets).criteria["normalise", "scaled"]
    assert (count.blocked, count.idle, count.missed) == (2, 1, 3)
    assert count.most_told is None


def test_our_own_failure_counts_against_nobody(assignment: Assignment) -> None:
    failed = _score(_criterion(Verdict.UNSCORED, say("The grader failed ({reason}).", reason="no space")))
    counts = _counted(
        assignment, _sheet("ada", failed), _passed("bob"), _sheet("eve", problem=say("no notebook"))
    )
    assert counts.criteria["normalise", "scaled"].students == 1
    assert counts.exercises["normalise"].judged == 1
    assert [line.student for line in counts.scored] == ["bob"]
    ada, _, eve = counts.lines
    assert (ada.failed, str(ada.reason)) == (("normalise",), "no space")
    assert str(eve.problem) == "no notebook"


def test_an_exercise_that_an_instructor_settled_is_no_failure_any_more(assignment: Assignment) -> None:
    failed = _score(_criterion(Verdict.UNSCORED))
    settled = replace(failed, override=Override(5.0, "read by me", "2026-03-01"))
    (line,) = _counted(assignment, _sheet("ada", settled)).lines
    assert line.scored
    assert line.points == 5.0


def test_written_answers_wait_until_somebody_gave_points(assignment: Assignment) -> None:
    answer = CriterionScore("answer", say("Your answer"), Verdict.NEEDS_HUMAN, 0.0, 4.0)
    both = (_score(_criterion(Verdict.PASSED)), _score(answer, exercise=WRITTEN))
    counts = _counted(assignment, _sheet("ada", *both), _sheet("bob", *both), by_hand={("bob", WRITTEN): 3.0})
    ada, bob = counts.lines
    assert (ada.points, ada.reachable, ada.waiting) == (7.0, 7.0, 4.0)
    assert (bob.points, bob.reachable, bob.waiting) == (10.0, 11.0, 0.0)
    assert counts.exercises[WRITTEN].waiting == 1
    assert counts.exercises[WRITTEN].shares == pytest.approx(0.75)
    assert (WRITTEN, "answer") not in counts.criteria


def test_attempted_full_and_mean_share(assignment: Assignment) -> None:
    half = _sheet("c", _score(_criterion(Verdict.PASSED), _criterion(Verdict.FAILED, name="kept")))
    idle = _sheet("d", _score(_criterion(Verdict.NOT_ATTEMPTED)))
    count = _counted(assignment, _passed("a"), half, idle).exercises["normalise"]
    assert (count.judged, count.attempted, count.full) == (3, 2, 1)
    assert count.shares == pytest.approx(1.5)


def test_flags_of_one_kind_stand_together(assignment: Assignment) -> None:
    def flagged(student: str, images: int) -> ScoreSheet:
        flag = say("It reads {images} images too well.", images=images)
        return _sheet(student, _score(_criterion(Verdict.PASSED), flags=(flag,)))

    counts = _counted(assignment, flagged("ada", 3), flagged("bob", 4), _passed("eve"))
    (found,) = counts.flags.values()
    assert (found.students, found.varied) == (["ada", "bob"], True)
    assert [line.flags for line in counts.lines] == [1, 1, 0]


def test_an_exercise_that_the_course_no_longer_has_is_left_out(assignment: Assignment) -> None:
    (line,) = _counted(assignment, _sheet("ada", _score(_criterion(Verdict.PASSED), exercise="gone"))).lines
    assert line.points == 0


def test_two_thousand_messages_with_two_thousand_numbers_are_kept_as_one(assignment: Assignment) -> None:
    made = (_failed(f"s{n}", say("Your values run to {high:g}.", high=n)) for n in range(2_000))
    (count,) = _counted(assignment, *made).criteria.values()
    assert [told.students for told in count.told.values()] == [2_000]


def test_a_class_of_two_thousand_adds_up(assignment: Assignment) -> None:
    counts = _counted(assignment, *sheets(assignment, 2_000))
    assert len(counts.lines) == 2_000
    assert 1_900 < len(counts.scored) < 2_000
    judged = {
        count.judged for id, count in counts.exercises.items() if id in {e.id for e in assignment.automatic}
    }
    assert judged == {len(counts.scored)}
    for count in counts.criteria.values():
        told = sum(found.students for found in count.told.values())
        assert told <= count.missed - count.idle - count.blocked
    earned = sum(line.points for line in counts.scored)
    shares = sum(assignment.exercise(id).points * count.shares for id, count in counts.exercises.items())
    assert earned == pytest.approx(shares, rel=1e-4)


def test_code_of_ones_own_waits_until_somebody_gave_points_were_it_none(assignment: Assignment) -> None:
    rests = _score(_criterion(Verdict.UNCONFIRMED))
    given = {("bob", "normalise"): 5.0, ("eve", "normalise"): 0.0}
    counts = _counted(assignment, *(_sheet(name, rests) for name in ("ada", "bob", "eve")), by_hand=given)
    assert [(line.points, line.waiting) for line in counts.lines] == [(0.0, 7.0), (5.0, 0.0), (0.0, 0.0)]
    assert counts.exercises["normalise"].waiting == 1


def test_each_package_that_is_not_installed_is_told_with_all_who_import_it(assignment: Assignment) -> None:
    lacking = {"ada": ["seaborn"], "bo": ["cv2", "seaborn"], "cy": []}
    sheets = (replace(_passed(student), remarks=not_installed(lacking[student])) for student in lacking)
    found = {package_of(f.example): f for f in _counted(assignment, *sheets).flags.values()}
    assert {package: f.students for package, f in found.items()} == {"seaborn": ["ada", "bo"], "cv2": ["bo"]}
    assert not any(f.varied for f in found.values())
