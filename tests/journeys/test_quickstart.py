"""nbgrader's own example course, graded by its stock commands: once with the stock kernel, once with ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.execution.provisioner import NAME


@pytest.mark.usefixtures("bubblewrap")
def test_the_quickstart_course_gets_the_same_scores_from_our_kernel(
    tmp_path: Path, entry_point: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["kernel", "install", "--prefix", str(tmp_path / "prefix")]) == 0
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "prefix/share/jupyter"))
    monkeypatch.setenv("PYTHONPATH", f"{Path(__file__).parents[2]}:{entry_point}")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    _nbgrader(tmp_path, "quickstart", "course")
    course = tmp_path / "course"
    _nbgrader(course, "generate_assignment", "ps1", "--force")
    for student, handed_in in (("solved", "source"), ("untouched", "release")):
        shutil.copytree(course / handed_in / "ps1", course / "submitted" / student / "ps1")
    witness = course / "submitted" / "solved" / "ps1" / "problem1.ipynb"
    notebook = nbformat.read(witness, 4)
    notebook.cells.append(nbformat.v4.new_code_cell("import os\nprint(os.getcwd())"))
    nbformat.write(notebook, witness)
    graded = course / "autograded" / "solved" / "ps1" / "problem1.ipynb"
    _nbgrader(course, "autograde", "ps1", "--force")
    stock = _scores(course)
    assert "/home/student" not in graded.read_text(encoding="utf-8")
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f'\nc = get_config()\nc.Execute.kernel_name = "{NAME}"\n')
    _nbgrader(course, "autograde", "ps1", "--force")
    assert "/home/student" in graded.read_text(encoding="utf-8")  # so it was our kernel
    assert _scores(course) == stock
    assert stock["solved"] > stock["untouched"] >= 0


def _nbgrader(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-P", "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def _scores(course: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {s["student"]: s["score"] for s in gradebook.submission_dicts("ps1")}
