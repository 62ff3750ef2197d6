"""What commands refuse before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.cli import main
from autograder.coursedir.init import make_folder
from benchmarks.synthetic_class import sheets


@pytest.mark.parametrize("command", [["grade"], ["init"], ["report"], ["forget", "ada"]], ids=lambda c: c[0])
def test_a_roster_that_cannot_be_read_is_told_first(
    tmp_path: Path, small_npz: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    folder = make_folder(tmp_path / "course", "en", str(small_npz))
    (folder.path / "submitted" / "ada" / "fully_connected").mkdir(parents=True)
    (sheet,) = sheets(folder.course.assignment("fully_connected"), 1)
    folder.keep_sheet(sheet)
    (folder.path / "students.csv").write_text("ID;Email\nada;\n;a@x\n", encoding="utf-8")
    before = sorted(folder.path.rglob("*"))
    assert main([command[0], str(folder.path), *command[1:]]) == 2
    assert capsys.readouterr().err == f"autograder: {folder.path}/students.csv, line 3: there is no id\n"
    assert sorted(folder.path.rglob("*")) == before
