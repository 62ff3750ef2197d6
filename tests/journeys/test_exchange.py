"""Through nbgrader's exchange and back: released, fetched, submitted, collected, graded, returned."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.coursedir.coursedir import open_folder
from tests.journeys.classes import SLUG

_STUDENT = getpass.getuser()


def _nbgrader(place: Path, exchange: Path, *arguments: str) -> None:
    """A stock command in `place`, of someone whose home it is."""
    run = [sys.executable, "-P", "-m", "nbgrader", *arguments, f"--Exchange.root={exchange}"]
    home = os.environ | {"HOME": str(place), "JUPYTER_CONFIG_DIR": str(place / ".jupyter")}
    done = subprocess.run(run, cwd=place, capture_output=True, text=True, check=False, env=home)
    assert done.returncode == 0, done.stderr


def test_init_has_entered_roster_and_deadline(quick_course: Path) -> None:
    with Gradebook(f"sqlite:///{quick_course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_student("ada").last_name == "Lovelace"
        assert gradebook.find_assignment(SLUG).duedate == datetime(2026, 3, 1, 12)


def test_the_exchange_carries_a_submission_in_and_the_feedback_out(
    quick_course: Path, quick_solution: Any, tmp_path: Path
) -> None:
    exchange, home = tmp_path / "exchange", tmp_path / "student"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)  # nbgrader wants it so, whatever the umask
    home.mkdir()
    named = (
        SLUG,
        f"--Exchange.course_id={quick_course.name}",
        f"--CourseDirectory.course_id={quick_course.name}",
    )
    _nbgrader(quick_course, exchange, "release_assignment", *named)
    _nbgrader(home, exchange, "fetch_assignment", *named)
    fetched = home / SLUG / f"{SLUG}.ipynb"
    assert "your code here" in fetched.read_text(encoding="utf-8")
    nbformat.write(quick_solution, fetched)
    _nbgrader(home, exchange, "submit", *named)
    _nbgrader(quick_course, exchange, "collect", *named)
    assert main(["grade", str(quick_course), "--sandbox", "none"]) == 0
    sheet = open_folder(quick_course).kept_sheet(SLUG, _STUDENT)
    assert sheet.earned == sheet.possible - sheet.waiting > 0
    _nbgrader(quick_course, exchange, "generate_feedback", *named)
    _nbgrader(quick_course, exchange, "release_feedback", *named)
    _nbgrader(home, exchange, "fetch_feedback", *named)
    (page,) = (home / SLUG / "feedback").rglob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "Content-Security-Policy" in text
    assert f"{sheet.earned:g}" in text
    assert "<script" not in text
