"""The table of criteria holds what students wrote, and no spreadsheet takes any of it for a formula."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.gradebook.criteria_csv import export_criteria
from autograder.gradebook.standing import standing_of
from autograder.messages import say
from benchmarks.synthetic_class import sheets

FORMULA = re.compile(r"""["\s\ufeff]*[=+\-@＝＋－＠]""")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> CourseFolder:
    return make_folder(tmp_path_factory.mktemp("made") / "course", "en", str(small_npz))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", ":", "\n"])
@pytest.mark.parametrize(
    "said",
    ["=1+1", " =1", '"=1', "a{mark}=1", 'a{mark} "+1', "a{mark}\u00a0@x", "{mark}{mark}-1", "a{mark}＝1"],
)
def test_no_cell_becomes_a_formula_whatever_parts_cells(
    folder: CourseFolder, tmp_path: Path, mark: str, said: str
) -> None:
    (sheet,) = sheets(folder.course.assignments[0], 1)
    first, *others = sheet.exercises
    text = said.format(mark=mark)
    criterion = replace(first.criteria[0], message=say("{told}", told=text))
    odd = replace(first, criteria=(criterion, *first.criteria[1:]))
    out = tmp_path / "criteria.csv"
    export_criteria(folder, [standing_of(replace(sheet, exercises=(odd, *others)))], out)
    written = out.read_text(encoding="utf-8-sig")
    assert text.strip(f' {mark}"')[-1] in written
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        with out.open(encoding="utf-8-sig", newline="") as file:
            lines = file.read().splitlines() if mark == "\n" else file.readlines()
        rows = csv.reader(lines, delimiter="," if mark == "\n" else mark, quoting=quoting)
        cells = [cell for row in rows for cell in row]
        assert [cell for cell in cells if FORMULA.match(cell)] == []


def test_what_is_no_formula_is_as_it_was(folder: CourseFolder, tmp_path: Path) -> None:
    (sheet,) = sheets(folder.course.assignments[0], 1)
    first, *others = sheet.exercises
    text = "a-b, x_train = 1: 28 x 28"
    odd = replace(first, criteria=(replace(first.criteria[0], message=say("{told}", told=text)),))
    out = tmp_path / "criteria.csv"
    export_criteria(folder, [standing_of(replace(sheet, exercises=(odd, *others)))], out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert text in [row["message"] for row in csv.DictReader(file)]
