"""A small course, its zip, and two containers: one with walls, one without."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder, refresh_folder
from tests.autograder.gradescope.containers import ROOT, Container, environment_for_anybody, unpack

SLUG = "fully_connected"
KEPT = ("load_data", "q_dataset", "normalise", "build_model", "compile_model", "q_activations_why", "train")
HIDDEN_SEED = 48_151_623


@pytest.fixture(scope="session")
def small_course(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> CourseFolder:
    place = tmp_path_factory.mktemp("gradescope") / "course"
    made = make_folder(place, "en", str(small_npz), hidden_seed=HIDDEN_SEED)
    left_out = [e.id for e in made.course.assignment(SLUG).exercises if e.id not in KEPT]
    text = (place / "course.toml").read_text(encoding="utf-8")
    head = f"[assignments.{SLUG}]"
    changed = text.replace(head, f"{head}\nleave_out = {left_out}\ndeadline = 2027-03-01T23:59:00-06:00")
    (place / "course.toml").write_text(changed, encoding="utf-8")
    refresh_folder(place)
    return open_folder(place)


@pytest.fixture(scope="session")
def zipped(small_course: CourseFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("zip") / "autograder.zip"
    lock = str(ROOT / "requirements.lock")
    assert main(["gradescope", str(small_course.path), SLUG, "--out", str(out), "--lock", lock]) == 0
    return out


@pytest.fixture(scope="session")
def walled(bubblewrap: None, zipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Container:
    made = Container(tmp_path_factory.mktemp("walled") / "autograder", Path(sys.executable), walls=True)
    unpack(zipped, made.root / "source")  # this Python has everything already
    return made


@pytest.fixture(scope="session")
def wall_less(zipped: Path) -> Iterator[Container]:
    """Where every user may pass, as in a real one: pytest's own folders are of one user."""
    if os.geteuid() != 0:
        pytest.skip("only root can run student code as another user")
    with tempfile.TemporaryDirectory(prefix="gradescope-") as folder:
        Path(folder).chmod(0o755)
        python = environment_for_anybody(Path(folder, "env"))
        if python is None:
            pytest.skip("no Python here that another user may run")
        made = Container(Path(folder, "autograder"), python, walls=False)
        made.set_up(zipped)
        yield made
