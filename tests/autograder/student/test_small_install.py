"""What a student's machine may lack: the grading extra, POSIX, walls, a started TensorFlow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import autograder
from autograder.course.course import Assignment
from autograder.course.notebooks import compile_source, stubbed

EXTRA = ("nbgrader", "statsmodels", "tqdm", "jinja2", "babel")
JUPYTER = ("nbformat", "nbclient", "jupyter_client", "jupytext", "ipykernel", "zmq")
POSIX = ("fcntl", "resource", "pwd", "grp", "termios")

START = """
import os, sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Block())
for name in ("geteuid", "pidfd_open", "memfd_create", "fork"):  # Windows has none of these
    if hasattr(os, name):
        delattr(os, name)
os.environ["PATH"] = ""
"""


def _run(script: str, folder: Path, *blocked: str) -> subprocess.CompletedProcess[str]:
    path = folder / "script.py"
    path.write_text(START.format(blocked=set(blocked)) + script, encoding="utf-8")
    return subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_checking_in_a_script_needs_none_of_them(tmp_path: Path) -> None:
    script = """
from autograder import Grader, load_data
(x_train, y_train), (x_test, y_test) = load_data()
grader = Grader("fully_connected")
print(grader.check("load_data").score.earned)
grader.hint("load_data"), grader.progress()
"""
    done = _run(script, tmp_path, *EXTRA, *JUPYTER, *POSIX, "tensorflow", "keras")
    assert done.stdout.strip() == "4.0", done.stderr


CHECK = """
from autograder.cli import main
sys.exit(main({arguments!r}))
"""


def test_the_commands_help_needs_none_of_them(tmp_path: Path) -> None:
    script = CHECK.format(arguments=["check", "--help"])
    done = _run(script, tmp_path, *EXTRA, *JUPYTER, *POSIX, "tensorflow", "keras")
    assert done.returncode == 0, done.stderr
    assert "NOTEBOOK" in done.stdout


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ("keras", "Keras is missing here: `pip install tensorflow`"),
        ("tensorflow", "Keras is missing here: `pip install tensorflow`"),
        ("jupytext", "`pip install jupytext`"),
    ],
)
def test_what_running_a_notebook_lacks_is_named(tmp_path: Path, lacking: str, told: str) -> None:
    script = CHECK.format(arguments=["check", "any.ipynb", "--language", "en"])
    done = _run(script, tmp_path, *EXTRA, *POSIX, lacking)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_a_notebook_is_run_without_the_grading_extra_and_without_posix(
    tmp_path: Path, assignment: Assignment, small_npz: Path
) -> None:
    path = tmp_path / "mine.ipynb"
    nbformat.write(stubbed(compile_source(assignment, "en", "digits"), "en"), path)
    script = CHECK.format(arguments=["check", str(path), "--dataset", str(small_npz)])
    done = _run(script, tmp_path, *EXTRA, *POSIX)
    assert done.returncode == 1, done.stderr
    assert "in a plain kernel, as it is your own machine (no walls:" in done.stdout
    assert "Load the data (0 of " in done.stdout


def test_its_names_are_found_before_they_are_named() -> None:
    assert dir(autograder) == ["Grader", "load_data", "load_pairs"]
    assert all(callable(getattr(autograder, name)) for name in dir(autograder))
    with pytest.raises(AttributeError, match="Gradr"):
        _ = autograder.Gradr
