"""The first half of grading may be sent to another machine: no check, no label, no folder goes with it."""

from __future__ import annotations

import pickle
import pickletools
from pathlib import Path

import numpy as np
import pytest

from autograder.course.course import Assignment
from autograder.course.limits import Limits
from autograder.evidence.asks import Value
from autograder.evidence.evidence import Sandbox
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.pipeline.folder_grader import sizes_of
from autograder.pipeline.submission_runner import SubmissionRunner
from autograder.scoring.rubrics import Rubrics
from autograder.submissions.submission import Cell, Submission
from reference.datasets import Dataset

SUBMISSION = Submission("ada", "lab", (Cell("x = 1"), Cell("", "one"), Cell("", "two")), frozenset())


def _runner(kernel: ScriptedKernel, view: Path) -> SubmissionRunner:
    asks = {"one": (Value("x"),), "two": (Value("x"),)}
    return SubmissionRunner(asks, view, {}, Limits(), Sandbox.NONE, kernel=lambda *_: kernel)


@pytest.fixture
def runner(assignment: Assignment, rubrics: Rubrics, digits: Dataset) -> SubmissionRunner:
    asks = {e.id: rubrics[e.id].asks for e in assignment.automatic}
    return SubmissionRunner(asks, Path("/view"), sizes_of(digits), assignment.limits, Sandbox.WALLS)


def test_what_is_sent_names_no_module_that_judges(runner: SubmissionRunner) -> None:
    sent = pickle.dumps(runner, protocol=4)
    strings = [arg for op, arg, _ in pickletools.genops(sent) if isinstance(arg, str)]
    packages = ("autograder", "assignments", "reference", "reports")
    ours = [name for name in strings if name.startswith(packages)]
    rooms = {name.split(".")[1] for name in ours if name.count(".")}
    assert rooms == {"pipeline", "course", "evidence", "execution"}
    assert not [name for name in strings if name.startswith("_checks")]
    assert pickle.loads(sent).asks == runner.asks


def test_what_is_sent_holds_no_label(runner: SubmissionRunner, digits: Dataset) -> None:
    sent = pickle.dumps(runner, protocol=4)
    for split in (digits.train, digits.test, digits.hidden):
        for kind in (np.uint8, np.int32, np.int64):
            assert split.labels[:16].astype(kind).tobytes() not in sent
    assert len(sent) < 20_000


def test_only_what_is_looked_at_is_asked_and_all_runs(tmp_path: Path) -> None:
    kernel = ScriptedKernel(namespace={"x": 1})
    found = _runner(kernel, tmp_path).only({"two"}).run(SUBMISSION)
    assert kernel.ran == ["x = 1"]
    assert [len(found.evidence[name].values) for name in ("one", "two")] == [0, 1]
    assert kernel.closed
