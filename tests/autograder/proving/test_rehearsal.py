"""The fast way: few images, and no more cells than are needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.course import Assignment, Course
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.proving.rehearsal import FAST_IMAGES, Rehearsal, Scene, make_scene

NEEDS = {"show_sample": ("load_data",), "normalise": ("load_data",)}


@pytest.fixture
def needing(assignment: Assignment) -> Assignment:
    """The bundled assignment with prerequisites of this test's own."""
    changed = (replace(e, needs=NEEDS.get(e.id, ())) for e in assignment.exercises)
    return replace(assignment, exercises=tuple(changed))


@pytest.fixture
def scene(tmp_path: Path, course: Course) -> Scene:
    return make_scene(tmp_path, course)


def test_there_are_few_images(scene: Scene, assignment: Assignment) -> None:
    data = scene.data(assignment)
    assert data is not None
    assert (len(data.train), len(data.test)) == (FAST_IMAGES["train"], FAST_IMAGES["test"])


def test_the_full_way_takes_all_images(tmp_path: Path, course: Course, assignment: Assignment) -> None:
    scene = make_scene(tmp_path, course, fast=False)
    data = scene.data(assignment)
    assert data is not None
    assert len(data.train) > FAST_IMAGES["train"]


def test_only_what_is_needed_runs_and_only_what_is_looked_at_is_asked(
    scene: Scene, needing: Assignment
) -> None:
    kernel = ScriptedKernel()
    rehearsal = Rehearsal(scene, needing, kernel=lambda *_: kernel)
    graded = rehearsal.grade(rehearsal.source, ["normalise"])
    assert [e.exercise for e in graded.sheet.exercises] == ["normalise"]
    ran = "\n".join(kernel.ran)
    assert "load_data()" in ran
    assert "def normalise" in ran
    assert "plt.imshow" not in ran
    assert "model.fit" not in ran
    evidence = graded.transcript.evidence
    assert set(evidence) == {"load_data", "normalise"}
    assert (len(evidence["load_data"].values), len(evidence["normalise"].values)) == (0, 7)


def test_what_ran_before_is_not_run_again(scene: Scene, needing: Assignment) -> None:
    kernel = ScriptedKernel()
    rehearsal = Rehearsal(scene, needing, kernel=lambda *_: kernel)
    rehearsal.grade(rehearsal.source, ["normalise"])
    before = len(kernel.ran)
    rehearsal.grade(rehearsal.source, ["normalise"])
    assert len(kernel.ran) == before
