"""A submission is run cell by cell, and asked where its checks stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.course.limits import Limits
from autograder.evidence.asks import Ask, Value
from autograder.evidence.evidence import RunStatus
from autograder.evidence.facts import ValueAnswer
from autograder.evidence.store import EvidenceStore
from autograder.evidence.transcript import Transcript
from autograder.execution.collector import collect
from autograder.execution.kernel import CellRun
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.scoring.answers import Answers, Unanswered
from autograder.submissions.submission import Cell, Submission

ASKS: dict[str, tuple[Ask, ...]] = {"one": (Value("x"),), "two": (Value("y"),)}
CELLS = (Cell("a"), Cell("b"), Cell("", "one"), Cell("c"), Cell("", "two"))
SUBMISSION = Submission("ada", "lab", CELLS, frozenset())
LIMITS = Limits(cell_seconds=10, submission_seconds=20)


def _collect(submission: Submission = SUBMISSION, limits: Limits = LIMITS, **kernel: object) -> Transcript:
    return collect(submission, ASKS, ScriptedKernel(namespace={"x": 1, "y": 2}, **kernel), limits)  # type: ignore[arg-type]


def _value(found: Transcript, exercise: str) -> object:
    (answer,) = found.evidence[exercise].values
    assert isinstance(answer, ValueAnswer)
    return answer.value


def test_each_exercise_is_answered_at_its_place() -> None:
    found = _collect()
    assert _value(found, "one") == 1
    assert _value(found, "two") == 2
    assert {e.status for e in found.evidence.values()} == {RunStatus.COMPLETED}


def test_an_error_belongs_to_the_exercise_whose_cell_raised() -> None:
    found = _collect(script={"c": CellRun(RunStatus.RAISED, 0.5, error="ValueError: no")})
    assert found.evidence["one"].error == ""
    assert found.evidence["two"].status is RunStatus.RAISED
    assert found.evidence["two"].error == "ValueError: no"
    assert _value(found, "two") == 2


@pytest.mark.parametrize("ending", [RunStatus.TIMED_OUT, RunStatus.DIED])
def test_after_a_kernel_ended_nothing_runs_and_work_before_counts(ending: RunStatus) -> None:
    kernel = ScriptedKernel(script={"c": CellRun(ending, 1.0, ended=True)}, namespace={"x": 1})
    cells = (*CELLS[:4], Cell("never"), CELLS[4])
    found = collect(replace(SUBMISSION, cells=cells), ASKS, kernel, LIMITS)
    assert kernel.ran == ["a", "b", "c"]
    assert _value(found, "one") == 1
    assert found.evidence["two"].status is ending
    assert found.evidence["two"].values == ()


def test_after_a_cell_was_interrupted_the_kernel_is_asked_and_goes_on() -> None:
    kernel = ScriptedKernel(script={"b": CellRun(RunStatus.TIMED_OUT, 1.0)}, namespace={"x": 1})
    found = collect(SUBMISSION, ASKS, kernel, LIMITS)
    assert kernel.ran == ["a", "b", "c"]
    assert found.evidence["one"].status is RunStatus.TIMED_OUT
    assert _value(found, "one") == 1
    assert found.evidence["two"].status is RunStatus.COMPLETED


def test_what_a_stopped_cell_never_reached_is_told_as_that() -> None:
    kernel = ScriptedKernel(script={"b": CellRun(RunStatus.TIMED_OUT, 1.0)})
    found = collect(SUBMISSION, ASKS, kernel, LIMITS).evidence["one"]
    with pytest.raises(Unanswered, match="a cell took longer than it may"):
        Answers(ASKS["one"], found).value("x")


def test_a_kernel_that_does_not_answer_is_asked_no_more() -> None:
    class Mute(ScriptedKernel):
        asked = 0

        def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
            self.asked += 1
            return CellRun(RunStatus.TIMED_OUT, seconds), Path()

    kernel = Mute()
    found = collect(SUBMISSION, ASKS, kernel, LIMITS)
    assert kernel.asked == 1
    assert kernel.ran == ["a", "b"]
    assert {e.status for e in found.evidence.values()} == {RunStatus.TIMED_OUT}


def test_a_submission_out_of_time_runs_no_further_cell() -> None:
    found = _collect(limits=Limits(cell_seconds=10, submission_seconds=0))
    assert {e.status for e in found.evidence.values()} == {RunStatus.TIMED_OUT}


@pytest.mark.parametrize("answers", [b"nonsense", b"[]", b'[{"status": "answered"}, {"status": "answered"}]'])
def test_answers_that_no_honest_run_gives_are_refused(answers: bytes) -> None:
    assert {e.status for e in _collect(answers=answers).evidence.values()} == {RunStatus.REFUSED}


@pytest.mark.parametrize(("bound", "elsewhere"), [(frozenset({"y"}), True), (frozenset({"x"}), False)])
def test_work_in_another_cell_is_known_by_the_names_that_are_asked_for(
    tmp_path: Path, bound: frozenset[str], elsewhere: bool
) -> None:
    found = _collect(replace(SUBMISSION, untouched=frozenset({"two"}), bound=bound))
    store = EvidenceStore(tmp_path)
    store.keep("k", found)
    kept = store.find("k")
    assert kept is not None
    for evidence in (found.evidence["two"], kept.evidence["two"]):
        assert (evidence.status, evidence.elsewhere) == (RunStatus.NOT_ATTEMPTED, elsewhere)


def test_an_untouched_stub_is_not_attempted_whatever_it_raised() -> None:
    script = {"c": CellRun(RunStatus.RAISED, 0.1, error="NameError: x_train")}
    found = _collect(replace(SUBMISSION, untouched=frozenset({"two"})), script=script)
    assert found.evidence["two"].status is RunStatus.NOT_ATTEMPTED
    assert found.evidence["two"].error == ""


def test_outputs_stand_beside_their_cells() -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "hello"}
    found = _collect(script={"b": CellRun(RunStatus.COMPLETED, 0.1, (output,))})
    assert found.outputs == ((), (output,), (), (), ())
    assert found.evidence["one"].stdout_tail == "hello"


_RAISED = CellRun(RunStatus.RAISED, 0.1, error="NameError: z")


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ((Cell("x = z", own=True), Cell("", "one")), RunStatus.RAISED),
        ((Cell("x = z"), Cell("", "one")), RunStatus.NOT_ATTEMPTED),  # the stub itself
        ((Cell("print(z)", own=True), Cell("", "one")), RunStatus.NOT_ATTEMPTED),  # nothing of what is asked
    ],
)
def test_a_cell_of_a_students_own_that_raised_was_begun(cells: tuple[Cell, ...], status: RunStatus) -> None:
    submission = replace(SUBMISSION, cells=cells, untouched=frozenset({"one"}), bound=frozenset({"x"}))
    kernel = ScriptedKernel(script={cells[0].source: _RAISED})
    found = collect(submission, ASKS, kernel, LIMITS).evidence["one"]
    assert found.status is status
    assert found.error == ("NameError: z" if status is RunStatus.RAISED else "")


def test_a_function_without_return_is_named_where_its_result_stops_a_cell() -> None:
    error = "AttributeError: 'NoneType' object has no attribute 'fit'"
    build, use = "def build():\n    model = 1", "x = train(build())"
    kernel = ScriptedKernel(script={use: CellRun(RunStatus.RAISED, 0.1, error=error)})
    cells = (Cell(build, own=True), Cell(use, own=True), Cell("", "one"))
    found = collect(replace(SUBMISSION, cells=cells), ASKS, kernel, LIMITS).evidence["one"]
    assert str(found.error) == f"{error} (`build` gives nothing back: it has no `return` with a value)"
    with pytest.raises(Unanswered) as caught:
        Answers(ASKS["one"], found).value("x")
    assert "because your cell stopped: AttributeError" in (told := caught.value.message.render(str))
    assert "`build` gives nothing back" in told
