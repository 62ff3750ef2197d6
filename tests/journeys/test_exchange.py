"""Through nbgrader's exchange and back: released, fetched, submitted, collected, graded, returned."""

from __future__ import annotations

import getpass
import io
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.course.course import BESIDE, HANDED_OUT
from autograder.coursedir.coursedir import open_folder
from autograder.submissions.handed_in import handed_in
from tests.journeys.classes import SLUG

_STUDENT = getpass.getuser()


def _nbgrader(place: Path, exchange: Path, *arguments: str) -> str:
    """A stock command in `place`, of someone whose home it is; what it logged."""
    run = [sys.executable, "-P", "-m", "nbgrader", *arguments, f"--Exchange.root={exchange}"]
    home = os.environ | {"HOME": str(place), "JUPYTER_CONFIG_DIR": str(place / ".jupyter")}
    done = subprocess.run(run, cwd=place, capture_output=True, text=True, check=False, env=home)
    assert done.returncode == 0, done.stderr
    return done.stderr


def _named(course: Path) -> tuple[str, ...]:
    return SLUG, f"--Exchange.course_id={course.name}", f"--CourseDirectory.course_id={course.name}"


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    place = tmp_path / "exchange"
    place.mkdir()
    place.chmod(0o777)  # nbgrader wants it so, whatever the umask
    return place


def test_init_has_entered_roster_and_deadline(quick_course: Path) -> None:
    with Gradebook(f"sqlite:///{quick_course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_student("ada").last_name == "Lovelace"
        assert gradebook.find_assignment(SLUG).duedate == datetime(2026, 3, 1, 12)


def test_the_exchange_carries_a_submission_in_and_the_feedback_out(
    quick_course: Path, quick_solution: Any, exchange: Path, tmp_path: Path
) -> None:
    home = tmp_path / "student"
    home.mkdir()
    named = _named(quick_course)
    _nbgrader(quick_course, exchange, "release_assignment", *named)
    _nbgrader(home, exchange, "fetch_assignment", *named)
    fetched = home / SLUG / f"{SLUG}.ipynb"
    assert "your code here" in fetched.read_text(encoding="utf-8")
    assert (home / SLUG / BESIDE / SLUG / HANDED_OUT).is_file()  # the checks came along
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


_ROSTER = """ID;First Name;Last Name;Platform ID
ada;Ada;Lovelace;
alan;Alan;Turing;
ag1;Ana;García;5
ag2;Ana;García;
"""
_MOODLE = "{who}_assignsubmission_file_/{file}"


def _downloaded(course: Path, solution: Any) -> None:
    """What an instructor puts there: a class's zip of Moodle's, with namesakes, and a file of Canvas's."""
    (course / "students.csv").write_text(_ROSTER, encoding="utf-8-sig")
    archive = course / "downloaded" / SLUG / "archive"
    archive.mkdir(parents=True)
    text, own = nbformat.writes(solution), io.BytesIO()
    with zipfile.ZipFile(own, "w") as inner:
        inner.writestr(f"mine/{SLUG}.ipynb", text)
        inner.writestr(f"__MACOSX/mine/._{SLUG}.ipynb", "x")
    sent = {
        "Ada Lovelace_4": (f"{SLUG}.ipynb", 1, "an older one"),
        "Ada Lovelace_4 ": (f"{SLUG} (1).ipynb", 2, text),
        "Ana García_5": (f"{SLUG}.IPYNB", 3, text), "Ana García_6": (f"{SLUG}.ipynb", 4, text),
        "José Núñez_9": ("work.zip", 5, own.getvalue()), "Participante_4711": (f"{SLUG}.ipynb", 6, text),
        "Zoe Zed_10": ("broken.zip", 7, "no archive"),
    }  # fmt: skip
    with zipfile.ZipFile(archive / "moodle.zip", "w") as file:
        for who, (name, hour, content) in sent.items():
            place = _MOODLE.format(who=who.strip(), file=name)
            file.writestr(zipfile.ZipInfo(place, (2026, 2, 28, hour, 0, 0)), content)
    (archive / f"turingalan_LATE_77_88_{SLUG}-2.ipynb").write_text(text, encoding="utf-8")


def test_downloads_come_in_with_namesakes_told_apart_and_their_feedback_goes_out(
    quick_course: Path, quick_solution: Any, exchange: Path, tmp_path: Path
) -> None:
    _downloaded(quick_course, quick_solution)
    log = _nbgrader(quick_course, exchange, "zip_collect", SLUG)
    whole = nbformat.writes(quick_solution)
    for student in ("ada", "ag1", "alan", "jose_nunez", "participante_4711"):
        assert (quick_course / "submitted" / student / SLUG / f"{SLUG}.ipynb").read_text("utf-8") == whole
    for unknown in ("ag2", "ana_garcia", "zoe_zed"):
        assert not (quick_course / "submitted" / unknown).exists()
    for told in (
        "Ana García (6) is not collected: that is ag1, ag2 of students.csv",
        f"ada sent {SLUG} twice: the later one counts",
        "broken.zip cannot be opened",
        "José Núñez (9) is not in students.csv: collected as jose_nunez",
    ):
        assert told in log
    folder = open_folder(quick_course)
    came = {student: handed_in(folder.submitted(SLUG, student)) for student in ("jose_nunez", "alan")}
    local = datetime(2026, 2, 28, 5).astimezone()
    assert came == {"jose_nunez": local, "alan": datetime(2026, 3, 1, 12, 0, 1, tzinfo=UTC)}

    assert main(["grade", str(quick_course), "--student", "alan", "--sandbox", "none"]) == 0
    named = _named(quick_course)
    _nbgrader(quick_course, exchange, "generate_feedback", *named, "--student", "alan")
    _nbgrader(quick_course, exchange, "release_feedback", *named, "--student", "alan")
    secret = quick_course / "submitted" / "alan" / SLUG / "submission_secret.txt"
    cache = tmp_path / "alan" / ".local" / "share" / "jupyter" / "nbgrader_cache" / quick_course.name
    known = (
        cache / f"alan+{SLUG}+2026-03-01 12:00:01 UTC"
    )  # a submission as nbgrader keeps it with its student
    known.mkdir(parents=True)
    nbformat.write(quick_solution, known / f"{SLUG}.ipynb")
    shutil.copy(secret, known)
    _nbgrader(tmp_path / "alan", exchange, "fetch_feedback", *named)
    (page,) = (tmp_path / "alan" / SLUG / "feedback").rglob("*.html")
    assert "Content-Security-Policy" in page.read_text(encoding="utf-8")
