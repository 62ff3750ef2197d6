"""What is installed says under which licence it stands, and that its types can be relied on."""

from __future__ import annotations

import tarfile
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.build import build_sdist

from tests.wheels import ROOT, instructors, students

TYPED = ("autograder", "reference", "reports")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    return students(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def assignments(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    return instructors(tmp_path_factory.mktemp("assignments"))


def _metadata(wheel: ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return BytesParser().parsebytes(wheel.read(name))


def test_the_licence_is_named_and_comes_along(wheel: ZipFile, assignments: ZipFile) -> None:
    assert _metadata(assignments)["License-Expression"] == "BSD-3-Clause"
    assert _metadata(wheel)["License-Expression"] == "BSD-3-Clause"
    (name,) = (name for name in wheel.namelist() if name.endswith("/LICENSE"))
    assert wheel.read(name) == (ROOT / "LICENSE").read_bytes()


def test_what_is_typed_says_so(wheel: ZipFile) -> None:
    names = wheel.namelist()
    assert [package for package in TYPED if f"{package}/py.typed" not in names] == []
    assert "Typing :: Typed" in (_metadata(wheel).get_all("Classifier") or [])


def test_the_metadata_names_no_place(wheel: ZipFile, assignments: ZipFile) -> None:
    for each in (wheel, assignments):
        assert {"Home-page", "Project-URL", "Download-URL"}.isdisjoint(_metadata(each).keys())


def test_every_catalogue_comes_as_gettext_reads_it(wheel: ZipFile, assignments: ZipFile) -> None:
    for each, rooms in ((wheel, ("autograder", "reports")), (assignments, ("assignments",))):
        made = {f"{room}/locale/es/LC_MESSAGES/autograder.mo" for room in rooms}
        assert made == {name for name in each.namelist() if name.endswith(".mo")}


def test_no_file_is_in_both_and_the_instructors_needs_the_students(
    wheel: ZipFile, assignments: ZipFile
) -> None:
    assert not {*wheel.namelist()} & {*assignments.namelist()}
    version = _metadata(wheel)["Version"]
    assert _metadata(assignments)["Version"] == version
    assert _metadata(assignments).get_all("Requires-Dist") == [f"mnist-autograder[grading]=={version}"]


def test_the_instructors_is_every_file_of_the_assignments(assignments: ZipFile) -> None:
    here = [p.relative_to(ROOT) for p in (ROOT / "assignments").rglob("*") if p.is_file()]
    kept = {p.as_posix() for p in here if "__pycache__" not in p.parts and p.name != "pyproject.toml"}
    assert kept == {name for name in assignments.namelist() if ".dist-info/" not in name}


def test_neither_the_students_nor_its_sources_hold_an_assignment(wheel: ZipFile, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        with tarfile.open(tmp_path / build_sdist(str(tmp_path))) as sources:
            tops = {name.split("/")[1] for name in sources.getnames()}
    assert {*TYPED, "pyproject.toml", "hatch_build.py"} <= tops
    assert not {"assignments", "tests", "docs", "benchmarks"} & tops
    assert {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" not in name} == {*TYPED}
