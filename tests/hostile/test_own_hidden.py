"""What knows the public images by heart, graded on hidden images of the instructor's own.

Without them, hidden images are test images that were moved, and whoever carries those in weights reads them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from nbformat import write

from autograder.course.changes import MANIFEST
from autograder.course.course import Assignment, load_course
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_kernel import SandboxedKernel
from autograder.execution.warm_server import server_for
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.outcome import Graded
from autograder.proving.cases import Case, load_cases
from autograder.scoring.score_sheet import ScoreSheet, Verdict
from reference.calibration.measure import write_calibration
from reference.calibration.stored import HIDDEN, Calibrated, CalibratedVariant, Calibration
from reference.calibration.tolerance import Bounds
from reference.datasets import Dataset
from reference.training import TRAINING_VERSION
from tests.hostile.conftest import LIMITS
from tests.hostile.test_hostile import ASSIGNMENT, HONEST, SUBMISSIONS

CASES = {case.name: case for case in (*load_cases(ASSIGNMENT, SUBMISSIONS), HONEST)}
#: As narrow as calibration makes them where there are more training images than here.
BOUNDS = Bounds(0.6, 0.93)


@pytest.fixture(scope="module")
def course(
    bubblewrap: None, small_npz: Path, digits: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CourseFolder]:
    """Its hidden images are digits of others than those who wrote the public ones."""
    path = tmp_path_factory.mktemp("own-hidden") / "course"
    make_folder(path, "en", str(small_npz), hidden_seed=11)
    own = {"x_test": digits.train.images[300:600], "y_test": digits.train.labels[300:600]}
    np.savez(path / "hidden.npz", allow_pickle=False, **own)
    manifest = path / MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("# hidden =", "hidden ="), "utf-8")
    folder = open_folder(path)
    yield folder
    server_for(Walls(folder.view().absolute(), LIMITS)).close()


@pytest.fixture(scope="module")
def strict() -> Assignment:
    return replace(load_course().assignment(ASSIGNMENT.slug), limits=LIMITS)


def _graded(folder: CourseFolder, assignment: Assignment, case: Case) -> ScoreSheet:
    """Run once: the evidence is found again, whatever it is then held against."""
    path = folder.submitted(assignment.slug, case.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write(case.notebook(folder.source(assignment), "en"), path)
    graded = FolderGrader(folder, assignment, Sandbox.WALLS).grade(case.name)
    assert isinstance(graded, Graded), graded.reason
    return graded.sheet


def _verdict(sheet: ScoreSheet, criterion: str) -> Verdict:
    (train,) = (score for score in sheet.exercises if score.exercise == "train")
    return next(found.verdict for found in train.criteria if found.name == criterion)


_SEARCH = """
import os
found = [os.path.join(place, name) for place, _, names in os.walk("/") for name in names
         if name in ("hidden.npy", "hidden.npz", "course.toml") or "/calibration" in place]
assert [os.path.basename(path) for path in found] == ["hidden.npy"], found
import numpy as np
assert np.load(found[0]).shape == (300, 28, 28)
"""


def test_behind_walls_there_are_their_images_and_nothing_else_of_the_course(course: CourseFolder) -> None:
    with contextlib.closing(SandboxedKernel(course.view(), LIMITS)) as kernel:
        ended = kernel.run(_SEARCH, 60)
    assert ended.status is RunStatus.COMPLETED, ended.error


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("narrow_neighbours_in_weights", False),
        ("neighbours_in_weights", True),
        ("images_known_by_heart", True),
        ("honest", True),
    ],
)
def test_who_reads_no_digit_but_the_public_ones_fails_even_without_a_calibration(
    course: CourseFolder, strict: Assignment, name: str, reads: bool
) -> None:
    sheet = _graded(course, strict, CASES[name])
    assert (_verdict(sheet, "generalises") is Verdict.PASSED) is reads
    assert not [flag for e in sheet.exercises for flag in e.flags]


@pytest.fixture(scope="module")
def calibrated(course: CourseFolder, strict: Assignment) -> CourseFolder:
    data = course.data(strict)
    assert data is not None
    only = Calibrated("dense_128_relu", "d", 5, 32, None, (), {HIDDEN: BOUNDS})
    variants = {"dense_128_relu": CalibratedVariant(None, (only,), complete=True)}
    sizes = (len(data.train), len(data.test))
    made = Calibration(data.name, data.digest, *sizes, TRAINING_VERSION, variants, hidden_images=300)
    write_calibration(made, course.calibration(data.digest))
    return open_folder(course.path)


@pytest.mark.parametrize(
    ("name", "reads", "flagged"),
    [
        ("narrow_neighbours_in_weights", False, False),
        ("neighbours_in_weights", True, True),
        ("honest", True, False),
    ],
)
def test_calibrated_what_training_cannot_explain_is_flagged(
    calibrated: CourseFolder, strict: Assignment, name: str, reads: bool, flagged: bool
) -> None:
    sheet = _graded(calibrated, strict, CASES[name])
    assert (_verdict(sheet, "generalises") is Verdict.PASSED) is reads
    told = [flag.render(str) for score in sheet.exercises for flag in score.flags]
    assert bool(told) is flagged
    assert not told or "`hidden_accuracy` is 9" in told[0]
