"""A download, planned as a whole: whose each notebook is, which of several counts, and when it came."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder
from autograder.coursedir.platform_ids import forget_platform_ids, read_platform_ids
from autograder.gradebook.returnable import make_returnable
from autograder.gradebook.zip_collect import Plan, plan

SLUG = "fully_connected"
DEADLINE = datetime(2027, 3, 1, 12, tzinfo=UTC)
BEFORE, AFTER = DEADLINE - timedelta(hours=1), DEADLINE + timedelta(hours=1)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> CourseFolder:
    folder = make_folder(tmp_path_factory.mktemp("zip") / "course", "en", str(small_npz))
    manifest, section = folder.path / "course.toml", f"[assignments.{SLUG}]\n"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(section, f"{section}deadline = 2027-03-01T12:00:00Z\n"), "utf-8")
    table = (
        "id,first_name,last_name\nada,Ada,Lovelace\nAlan,Alan,Turing\nam,Alonso,Martín\nma,Martín,Alonso\n"
    )
    (folder.path / "students.csv").write_text(table, encoding="utf-8")
    return open_folder(folder.path)


@pytest.fixture
def extracted(course: CourseFolder, tmp_path: Path) -> Path:
    course.state.platform_ids.unlink(missing_ok=True)
    return tmp_path / "extracted"


def _planned(folder: CourseFolder, root: Path, files: Mapping[str, datetime | None]) -> Plan:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", encoding="utf-8")
    return plan(folder, SLUG, root, {root / name: when for name, when in files.items() if when})


def _kept(made: Plan, root: Path) -> dict[str, tuple[str, str, datetime | None]]:
    return {p.relative_to(root).as_posix(): (k.student, k.notebook, k.when) for p, k in made.kept.items()}


def test_the_latest_of_ones_doubles_counts_and_is_told(course: CourseFolder, extracted: Path) -> None:
    made = _planned(course, extracted, {
        f"old/Ada Lovelace_7_assignsubmission_file_/{SLUG}.ipynb": AFTER,
        f"new/Ada Lovelace_7_assignsubmission_file_/{SLUG}.ipynb": BEFORE,
        f"turingalan_8_1_{SLUG}.ipynb": None, f"turingalan_8_2_{SLUG}-1.ipynb": None,
    })  # fmt: skip
    assert _kept(made, extracted) == {
        f"old/Ada Lovelace_7_assignsubmission_file_/{SLUG}.ipynb": ("ada", SLUG, AFTER),
        f"turingalan_8_2_{SLUG}-1.ipynb": ("Alan", SLUG, None),
    }
    assert len(made.left_out) == 2
    assert {str(told) for told in made.told} == {
        f"Alan sent {SLUG} twice: the later one counts (turingalan_8_2_{SLUG}-1.ipynb)",
        f"ada sent {SLUG} twice: the later one counts ({SLUG}.ipynb)",
    }
    assert read_platform_ids(course.state.platform_ids) == {"canvas:8": "Alan", "moodle:7": "ada"}


def test_exchanged_names_are_refused_until_the_roster_has_their_number(
    course: CourseFolder, extracted: Path
) -> None:
    sent = {f"Alonso Martín_{n}_assignsubmission_file_/{SLUG}.ipynb": BEFORE for n in (5, 6)}
    made = _planned(course, extracted, sent)
    assert made.kept == {}
    assert all("am, ma of students.csv" in str(told) for told in made.told)
    assert len(made.told) == 2
    roster = course.path / "students.csv"
    before = roster.read_text(encoding="utf-8")
    rows = before.replace("last_name", "last_name,platform_id").replace(
        "am,Alonso,Martín", "am,Alonso,Martín,5"
    )
    roster.write_text(rows.replace("ma,Martín,Alonso", "ma,Martín,Alonso,6"), encoding="utf-8")
    assert {k.student for k in _planned(course, extracted, sent).kept.values()} == {"am", "ma"}
    roster.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "told", "came"),
    [
        ("lovelaceada_LATE_7_1", AFTER, AFTER),
        ("lovelaceada_LATE_7_1", None, DEADLINE + timedelta(seconds=1)),
        ("lovelaceada_LATE_7_1", BEFORE, DEADLINE + timedelta(seconds=1)),
        ("lovelaceada_7_1", BEFORE, BEFORE),
        ("lovelaceada_7_1", AFTER, None),  # the archive's time against Canvas's word: nobody knows
        ("HW_ada_attempt_2027-03-09-10-20-30", BEFORE, datetime(2027, 3, 9, 10, 20, 30).astimezone(UTC)),
        ("7-8 - Ada Lovelace - Mar 9, 2027 1020 AM - ", BEFORE, datetime(2027, 3, 9, 10, 20).astimezone(UTC)),
    ],
)
def test_what_a_platform_says_of_the_time_goes_first(
    course: CourseFolder, extracted: Path, name: str, told: datetime | None, came: datetime | None
) -> None:
    mark = "" if name.endswith(" ") else "_"
    (kept,) = _planned(course, extracted, {f"{name}{mark}{SLUG}.ipynb": told}).kept.values()
    assert (kept.student, kept.when) == ("ada", came)
    assert kept.info().get("timestamp") == (came and f"{came:%Y-%m-%d %H:%M:%S} UTC")


def test_strangers_and_the_blind_have_folders_of_their_own(course: CourseFolder, extracted: Path) -> None:
    made = _planned(course, extracted, {
        f"Grace Hopper_1_assignsubmission_file_/{SLUG}.ipynb": None,
        f"Participant_2_assignsubmission_file_/{SLUG}.ipynb": None,
        f"notes/{SLUG}.ipynb": None,
    })  # fmt: skip
    assert {kept.student for kept in made.kept.values()} == {"grace_hopper", "participant_2"}
    assert [str(told) for told in made.told] == [
        "Grace Hopper (1) is not in students.csv: collected as grace_hopper"
    ]


def test_a_folder_that_is_there_is_not_made_twice(course: CourseFolder, extracted: Path) -> None:
    (course.path / "submitted" / "alan").mkdir(parents=True)
    (kept,) = _planned(course, extracted, {f"turingalan_8_1_{SLUG}.ipynb": None}).kept.values()
    assert kept.student == "alan"
    (course.path / "submitted" / "alan").rmdir()


def test_what_is_there_and_came_later_stays(course: CourseFolder, extracted: Path) -> None:
    place = course.path / "submitted" / "am" / SLUG
    place.mkdir(parents=True)
    (place / "timestamp.txt").write_text("2027-03-01 11:30:00 UTC", encoding="utf-8")
    for hours, kept in ((-48, 0), (48, 1)):
        when = (DEADLINE + timedelta(hours=hours)).astimezone()
        sent = f"HW_am_attempt_{when:%Y-%m-%d-%H-%M-%S}_{SLUG}.ipynb"
        made = _planned(course, extracted / str(hours), {sent: None})
        assert len(made.kept) == kept
        assert len(made.left_out) == 1 - kept
        assert len(made.told) == 1 - kept


def test_a_students_numbers_are_forgotten(course: CourseFolder, extracted: Path) -> None:
    _planned(course, extracted, {f"lovelaceada_7_1_{SLUG}.ipynb": None, f"turingalan_8_1_{SLUG}.ipynb": None})
    forget_platform_ids(course.state.platform_ids, unicodedata.normalize("NFD", "ALAN"))
    assert read_platform_ids(course.state.platform_ids) == {"canvas:7": "ada"}


def test_feedback_has_what_release_feedback_reads_and_keeps_its_secret(course: CourseFolder) -> None:
    submitted, feedback = (course.path / step / "ada" / SLUG for step in ("submitted", "feedback"))
    submitted.mkdir(parents=True)
    make_returnable(course, SLUG, "ada")
    secret = (feedback / "submission_secret.txt").read_text(encoding="utf-8")
    assert len(secret) == 128
    assert (feedback / "timestamp.txt").read_text(encoding="utf-8") == ""
    (feedback / "submission_secret.txt").unlink()
    (feedback / "timestamp.txt").write_text("2027-03-01 10:20:30 UTC", encoding="utf-8")
    make_returnable(course, SLUG, "ada")
    assert (feedback / "submission_secret.txt").read_text(encoding="utf-8") == secret
    assert (feedback / "timestamp.txt").read_text(encoding="utf-8") == "2027-03-01 10:20:30 UTC"
