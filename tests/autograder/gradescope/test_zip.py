"""What is in the zip, to the byte and to the mode."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import FolderError
from autograder.gradescope.requirements import requirements
from autograder.gradescope.zip_file import write_zip
from tests.autograder.gradescope.conftest import SLUG
from tests.autograder.gradescope.containers import ROOT
from tests.wheels import students

LOCK = ROOT / "requirements.lock"


def test_the_same_course_makes_the_same_bytes(
    small_course: CourseFolder, zipped: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.zip"
    write_zip(small_course, small_course.course.assignment(SLUG), LOCK, again)
    assert again.read_bytes() == zipped.read_bytes()


def test_scripts_can_be_run_and_the_truth_is_for_root_alone(zipped: Path) -> None:
    modes = {e.filename: e.external_attr >> 16 & 0o777 for e in ZipFile(zipped).infolist()}
    assert {name for name, mode in modes.items() if mode == 0o755} == {"setup.sh", "run_autograder"}
    open_to_all = {name for name, mode in modes.items() if mode & 0o044}
    assert open_to_all == {"setup.sh", "run_autograder", "requirements.txt"}
    assert {"course/course.toml", "course/data.npz", "gradescope.json"} <= modes.keys()
    assert not [
        name for name in modes if "students.csv" in name or "submitted" in name or ".autograder" in name
    ]


def test_where_the_gradebook_is_stays_at_home(small_course: CourseFolder, tmp_path: Path) -> None:
    shutil.copytree(small_course.path, tmp_path / "course")
    manifest, secret = tmp_path / "course" / "course.toml", "postgresql://ada:hunter2@server/grades"
    before = manifest.read_text(encoding="utf-8")
    manifest.write_text(f'db_url = "{secret}"\ncourse_id = "dl"\n{before}', encoding="utf-8")
    out = tmp_path / "out.zip"
    folder = open_folder(tmp_path / "course")
    write_zip(folder, folder.course.assignment(SLUG), LOCK, out)
    with ZipFile(out) as archive:
        assert not [name for name in archive.namelist() if b"hunter2" in archive.read(name)]
        text = archive.read("course/course.toml").decode()
    assert tomllib.loads(text) == tomllib.loads(before)


def test_into_a_folder_it_goes_under_its_usual_name(small_course: CourseFolder, tmp_path: Path) -> None:
    options = ["--out", str(tmp_path), "--lock", str(LOCK)]
    assert main(["gradescope", str(small_course.path), SLUG, *options]) == 0
    assert [path.name for path in tmp_path.iterdir()] == [f"gradescope-{SLUG}.zip"]


def test_our_wheel_has_the_files_of_the_one_that_is_built(zipped: Path, tmp_path: Path) -> None:
    with ZipFile(zipped) as archive:
        (name,) = (n for n in archive.namelist() if re.fullmatch(r"wheels/mnist_autograder-[^-]+-py3.*", n))
        archive.extract(name, tmp_path)
    ours = {n for n in ZipFile(tmp_path / name).namelist() if ".dist-info/" not in n}
    built = {n for n in students(tmp_path).namelist() if ".dist-info/" not in n and not n.endswith(".mo")}
    assert ours == built


def test_requirements_are_pinned_with_hashes_and_name_no_index_and_no_tool_of_development() -> None:
    text = requirements(LOCK).decode()
    entries = re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
    assert {"tensorflow", "nbgrader", "numpy", "jinja2"} <= set(entries)
    assert not {"playwright", "mypy", "ruff", "pytest"} & set(entries)
    assert "://" not in text
    assert "index" not in text.replace("index-", "")
    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=\S)", text.strip()))


def test_a_lock_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="with --lock"):
        requirements(tmp_path / "nowhere.lock")
    (tmp_path / "loose.lock").write_text("numpy==2.2.0\n", encoding="utf-8")
    with pytest.raises(FolderError, match="pins no packages"):
        requirements(tmp_path / "loose.lock")
