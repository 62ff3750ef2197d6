"""Cases: what they replace, what they are about, and what they must earn and hear."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.course.course import Assignment
from autograder.course.notebooks import compile_source, solution_of
from autograder.errors import CourseError
from autograder.proving.cases import Case, load_cases

GOLDEN = """\
[right]
about.en = "Right."
about.es = "Correcto."
demo = true

[half]
about.en = "Half."
about.es = "A medias."
earned = { evaluate = 1 }
messages.train = ["one part", "another part"]

[empty]
about.en = "Empty."
about.es = "Vacío."
starts_from = "starter"
earned = { load_data = 2 }

[begun]
about.en = "Begun."
about.es = "Empezada."
starts_from = "starter"
solved = ["load_data", "normalise"]
change.normalise = [["images / 255.0", "images"]]
earned = { normalise = 1 }

[edited]
about.en = "Edited."
about.es = "Cambiada."
change.build_model = [["relu", "tanh"], ["tanh", "elu"]]
change.normalise = [["images / 255.0", "images"]]
"""

ODD = '[odd]\nabout.en = "x"\nabout.es = "y"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "golden.toml").write_text(GOLDEN, encoding="utf-8")
    (tmp_path / "half.py").write_text('# %% exercise="normalise"\nnormalise = abs\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def cases(assignment: Assignment, folder: Path) -> dict[str, Case]:
    return {case.name: case for case in load_cases(assignment, folder)}


def test_a_case_is_about_what_it_replaces_earns_and_says(
    cases: dict[str, Case], assignment: Assignment
) -> None:
    assert cases["half"].exercises(assignment) == {"normalise", "evaluate", "train"}
    assert cases["half"].cells == {"normalise": "normalise = abs"}
    assert cases["half"].messages == {"train": ("one part", "another part")}


def test_a_case_that_names_nothing_is_about_everything(
    cases: dict[str, Case], assignment: Assignment
) -> None:
    assert cases["right"].exercises(assignment) == {e.id for e in assignment.automatic}


def test_golden_points_are_full_but_for_what_is_named(cases: dict[str, Case], assignment: Assignment) -> None:
    full = {e.id: e.points for e in assignment.automatic}
    written = {e.id: 0 for e in assignment.exercises if e.id not in full}
    assert cases["right"].golden(assignment) == full | written
    assert cases["half"].golden(assignment) == full | written | {"evaluate": 1}
    nothing = dict.fromkeys(full | written, 0)
    assert cases["empty"].golden(assignment) == nothing | {"load_data": 2}
    begun = {"load_data": full["load_data"], "normalise": 1}
    assert cases["begun"].golden(assignment) == nothing | begun


def test_only_demo_cases_are_for_the_demo(cases: dict[str, Case]) -> None:
    assert [name for name, case in cases.items() if case.demo] == ["right"]


def _solutions(notebook: NotebookNode) -> dict[str, list[str]]:
    return {cell.id: solution_of(cell.source) for cell in notebook.cells}


@pytest.mark.parametrize("language", ["en", "es"])
def test_changes_are_made_in_their_order_and_nowhere_else(
    cases: dict[str, Case], assignment: Assignment, language: str
) -> None:
    assert cases["edited"].exercises(assignment) == {"build_model", "normalise"}
    source = compile_source(assignment, language, "digits")
    before, after = _solutions(source), _solutions(cases["edited"].notebook(source, language))
    assert after["normalise"][0] == "    return images"
    assert after["build_model"] == [line.replace("relu", "elu") for line in before["build_model"]]
    assert {id for id in before if before[id] != after[id]} == {"build_model", "normalise"}


def test_what_was_begun_is_solved_and_the_rest_as_handed_out(
    cases: dict[str, Case], assignment: Assignment
) -> None:
    source = compile_source(assignment, "en", "digits")
    solved, begun = _solutions(source), _solutions(cases["begun"].notebook(source, "en"))
    assert begun["load_data"] == solved["load_data"]
    assert begun["normalise"] == ["    return images"]
    assert [id for id, code in begun.items() if code] == ["load_data", "normalise"]


@pytest.mark.parametrize(
    ("old", "count"),
    [("selu", 0), ("Dense(", 2), ("Define model", 0), ("BEGIN SOLUTION", 0)],
    ids=["nowhere", "twice", "in the task", "a mark"],
)
def test_a_change_that_is_not_in_the_code_once_is_told(
    cases: dict[str, Case], assignment: Assignment, old: str, count: int
) -> None:
    source = compile_source(assignment, "en", "digits")
    case = replace(cases["edited"], changes={"build_model": ((old, "x"),)})
    with pytest.raises(
        CourseError, match=re.escape(f"edited: the code of build_model has '{old}' {count} times")
    ):
        case.notebook(source, "en")


def test_a_script_is_not_changed_as_well(assignment: Assignment, folder: Path) -> None:
    (folder / "edited.py").write_text('# %% exercise="train"\nhistory = 1\n', encoding="utf-8")
    with pytest.raises(CourseError, match=r"edited.py has changes in golden.toml beside it"):
        load_cases(assignment, folder)


@pytest.mark.parametrize(
    "entry", ["earned = { no_such = 1 }", 'messages.no_such = ["x"]', 'change.no_such = [["x", "y"]]']
)
def test_an_unknown_exercise_is_told(assignment: Assignment, folder: Path, entry: str) -> None:
    with (folder / "golden.toml").open("a", encoding="utf-8") as golden:
        golden.write(f"\n{ODD}{entry}\n")
    with pytest.raises(CourseError, match="no_such"):
        load_cases(assignment, folder)


@pytest.mark.parametrize(
    "entry", ["[odd", "odd = 1", "[odd]\nearned = {}", f"{ODD}change.train = ['x', 'yes']"]
)
def test_a_golden_file_that_cannot_be_read_is_told(assignment: Assignment, folder: Path, entry: str) -> None:
    (folder / "golden.toml").write_text(
        f'half = {{ about = {{ en = "x", es = "y" }} }}\n{entry}\n', encoding="utf-8"
    )
    with pytest.raises(CourseError, match=r"golden.toml cannot be used"):
        load_cases(assignment, folder)
