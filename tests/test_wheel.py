"""What is installed says under which licence it stands, and that its types can be relied on."""

from __future__ import annotations

import zipfile
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

import pytest
from hatchling.build import build_wheel

ROOT = Path(__file__).parent.parent
TYPED = ("autograder", "reference", "reports")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return zipfile.ZipFile(folder / build_wheel(str(folder)))


def _metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return BytesParser().parsebytes(wheel.read(name))


def test_the_licence_is_named_and_comes_along(wheel: zipfile.ZipFile) -> None:
    assert _metadata(wheel)["License-Expression"] == "BSD-3-Clause"
    (name,) = (name for name in wheel.namelist() if name.endswith("/LICENSE"))
    assert wheel.read(name) == (ROOT / "LICENSE").read_bytes()


def test_what_is_typed_says_so(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert [package for package in TYPED if f"{package}/py.typed" not in names] == []
    assert "Typing :: Typed" in (_metadata(wheel).get_all("Classifier") or [])


def test_the_metadata_names_no_place(wheel: zipfile.ZipFile) -> None:
    assert {"Home-page", "Project-URL", "Download-URL"}.isdisjoint(_metadata(wheel).keys())
