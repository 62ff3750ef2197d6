"""What the class benchmark is made of: a course that its solutions pass, and seconds that count all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.evidence.evidence import Sandbox
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.outcome import Graded
from benchmarks.class_of import SLUG, class_of
from benchmarks.class_stock import otter_class, stock_class
from benchmarks.processor_time import may_measure, measured

ORPHAN = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        until = time.process_time() + 0.5
        while time.process_time() < until: pass
    os._exit(0)
"""


@pytest.mark.trains
def test_each_of_the_class_hands_in_another_right_solution(tmp_path: Path) -> None:
    folder = class_of(3, tmp_path / "course", "digits")
    handed_in = [folder.submitted(SLUG, student).read_text() for student in folder.students(SLUG)]
    assert len(set(handed_in)) == 3
    grader = FolderGrader(folder, folder.course.assignment(SLUG), Sandbox.NONE)
    outcome = grader.grade("student0000")
    assert isinstance(outcome, Graded)
    assert outcome.sheet.earned == 100


@pytest.mark.slow
def test_stock_nbgrader_and_otter_get_as_many(tmp_path: Path) -> None:
    course = stock_class(2, tmp_path / "stock")
    assert (course / "release" / SLUG / f"{SLUG}.ipynb").is_file()
    assert len(list((course / "submitted").iterdir())) == 2
    archive, notebooks = otter_class(2, tmp_path / "otter")
    assert archive.is_file()
    assert len({path.read_text() for path in notebooks}) == 2


@pytest.mark.skipif(not may_measure(), reason="may make no control group here")
def test_the_processor_time_of_an_orphan_counts(tmp_path: Path) -> None:
    took = measured([sys.executable, "-c", ORPHAN], tmp_path / "log")
    assert took.processor >= 0.5


@pytest.mark.skipif(not may_measure(), reason="may make no control group here")
def test_a_command_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="out of luck"):
        measured([sys.executable, "-c", "raise SystemExit('out of luck')"], tmp_path / "log")
