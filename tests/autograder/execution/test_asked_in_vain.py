"""Where a kernel ends while it is asked, the function that was asked is named."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.course.limits import Limits
from autograder.evidence.asks import Ask, Call, Given, History, Images, Model, Value
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.store import EvidenceStore
from autograder.execution import collector
from autograder.execution.asked_in_vain import asked_in_vain
from autograder.execution.collector import collect
from autograder.execution.kernel import CellRun
from autograder.execution.sandboxed_kernel import SandboxedKernel
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.scoring.answers import Answers, Unanswered
from autograder.submissions.submission import Cell, Submission

MAPS, POOL = Call("feature_maps", (Given(1),)), Call("max_pool", (Given(1),))
NETWORK = Model("lenet_model", (Images("test"),), ("normalise",))


def _run(status: RunStatus, said: str = "") -> CellRun:
    error = {"output_type": "error", "ename": "KeyboardInterrupt", "evalue": said, "traceback": []}
    return CellRun(status, 1.0, (error,) if said else ())


@pytest.mark.parametrize(
    ("asks", "said", "told"),
    [
        ((Value("x"), MAPS, POOL), "`max_pool`", "`max_pool` was asked"),
        ((Value("x"), MAPS, POOL), "", "`feature_maps`, `max_pool` was asked"),
        ((Value("x"), MAPS, POOL), "`something else`", "`feature_maps`, `max_pool` was asked"),
        ((NETWORK, MAPS), "`lenet_model`", "`lenet_model`, `normalise` was asked"),
        ((Value("x"), History("h")), "", ""),
        ((), "", ""),
    ],
)
def test_the_ask_that_it_was_at_is_named_else_all_that_it_may_have_been(
    asks: tuple[Ask, ...], said: str, told: str
) -> None:
    assert str(asked_in_vain(_run(RunStatus.TIMED_OUT, said), asks, 120.0)).startswith(told)
    assert not told or "came to no end in 120 s" in str(
        asked_in_vain(_run(RunStatus.TIMED_OUT, said), asks, 120.0)
    )


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (RunStatus.TIMED_OUT, "`feature_maps` was asked, and came to no end in 20 s."),
        (RunStatus.OUT_OF_MEMORY, "`feature_maps` was asked, and took more memory than it may."),
        (RunStatus.DIED, "its process ended while `feature_maps` was asked."),
    ],
)
def test_students_are_told_at_that_exercise_and_at_those_after_it(
    tmp_path: Path, status: RunStatus, told: str
) -> None:
    class Mute(ScriptedKernel):
        def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
            return _run(status, "`feature_maps`"), Path()

    asks: dict[str, tuple[Ask, ...]] = {"one": (MAPS, POOL), "two": (Value("y"),)}
    cells = (Cell("a"), Cell("", "one"), Cell("c"), Cell("", "two"))
    found = collect(Submission("ana", "lab", cells, frozenset()), asks, Mute(), Limits(10, 20))
    (store := EvidenceStore(tmp_path)).keep("k", found)
    kept = store.find("k")
    assert kept is not None
    for evidence in (found.evidence, kept.evidence):
        for exercise, looked in (("one", "feature_maps"), ("two", "y")):
            assert told in _told(asks[exercise], evidence[exercise], looked)


def _told(asks: tuple[Ask, ...], evidence: Evidence, name: str) -> str:
    answers = Answers(asks, evidence)
    with pytest.raises(Unanswered) as lacking:
        answers.value(name) if name == "y" else answers.returned(MAPS)
    return str(lacking.value.message)


@pytest.mark.walls
@pytest.mark.parametrize(
    "stubborn", ["while True: pass", "while True:\n        try: n = 1\n        except BaseException: pass"]
)
def test_behind_walls_an_endless_function_is_named(
    new_kernel: Callable[[], SandboxedKernel], monkeypatch: pytest.MonkeyPatch, stubborn: str
) -> None:
    monkeypatch.setattr(collector, "_ASK_SECONDS", 2.0)
    asks: dict[str, tuple[Ask, ...]] = {"one": (Value("x"), MAPS)}
    cells = (Cell(f"x = 1\ndef feature_maps(n):\n    {stubborn}"), Cell("", "one"))
    with contextlib.closing(new_kernel()) as kernel:
        found = collect(Submission("ana", "lab", cells, frozenset()), asks, kernel, Limits(60, 120))
    evidence = found.evidence["one"]
    assert evidence.status is RunStatus.TIMED_OUT
    assert str(evidence.error) == "`feature_maps` was asked, and came to no end in 2 s"
