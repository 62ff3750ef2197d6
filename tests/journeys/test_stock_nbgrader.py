"""`nbgrader quickstart`'s own example: the same scores from the stock kernel and from the walled one."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.execution.provisioner import GROUP, NAME, WarmProvisioner

ROOT = Path(__file__).parents[2]


def _nbgrader(course: Path, *arguments: str) -> str:
    env = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{course.parent / 'site'}",
        "JUPYTER_PATH": str(course.parent / "share" / "jupyter"),
    }
    run = [sys.executable, "-P", "-m", "nbgrader", *arguments]
    done = subprocess.run(run, cwd=course, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def _scores(course: Path) -> dict[str, str]:
    _nbgrader(course, "export")
    with open(course / "grades.csv", encoding="utf-8") as file:
        return {row["student_id"]: row["raw_score"] for row in csv.DictReader(file)}


def _install_entry_point(site: Path) -> None:
    """As installing this package does; the environment may hold an older one."""
    info = site / "walled_kernel-0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: walled-kernel\nVersion: 0\n", encoding="utf-8"
    )
    target = f"{WarmProvisioner.__module__}:{WarmProvisioner.__name__}"
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{NAME} = {target}\n", encoding="utf-8")


@pytest.mark.usefixtures("bubblewrap")
def test_the_quickstart_earns_the_same_with_either_kernel(tmp_path: Path) -> None:
    course = tmp_path / "course"
    _install_entry_point(tmp_path / "site")
    assert main(["kernel", "install", "--prefix", str(tmp_path)]) == 0
    _nbgrader(tmp_path, "quickstart", "course")
    _nbgrader(course, "generate_assignment", "ps1", "--force", "--create")
    for student, handed_in in (("starter", "release"), ("solved", "source")):
        shutil.copytree(course / handed_in / "ps1", course / "submitted" / student / "ps1")
    _nbgrader(course, "autograde", "ps1", "--force")
    stock = _scores(course)
    _nbgrader(course, "autograde", "ps1", "--force", f"--Execute.kernel_name={NAME}")
    assert _scores(course) == stock
    assert float(stock["solved"]) > float(stock["starter"])
