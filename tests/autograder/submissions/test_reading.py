"""Whatever was done to our cells, each exercise is asked once, where it belongs."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course.cells import check_id
from autograder.course.changes import Changes, adjusted
from autograder.course.course import Assignment, Course
from autograder.course.notebooks import compile_source, stubbed
from autograder.errors import SubmissionError
from autograder.proving.damaged_checks import damaged
from autograder.submissions.reading import read_submission
from autograder.submissions.submission import Cell, Submission

Read = Callable[[Any], Submission]


@pytest.fixture(scope="module")
def solved(assignment: Assignment) -> Any:
    return compile_source(assignment, "en", "digits")


@pytest.fixture(scope="module")
def released(solved: Any) -> Any:
    return stubbed(copy.deepcopy(solved), "en")


@pytest.fixture
def handed_in(tmp_path: Path, assignment: Assignment, released: Any) -> Read:
    def read(notebook: Any) -> Submission:
        path = tmp_path / "fully_connected.ipynb"
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
        return read_submission(path, "ada", assignment, released)

    return read


def _without(notebook: Any, *ids: str) -> Any:
    changed = copy.deepcopy(notebook)
    changed.cells = [c for c in changed.cells if c.id not in ids]
    return changed


def _checks(submission: Submission) -> list[str]:
    return [cell.check for cell in submission.cells if cell.check]


def test_a_solved_notebook_is_asked_in_order(handed_in: Read, solved: Any, assignment: Assignment) -> None:
    submission = handed_in(solved)
    assert _checks(submission) == [e.id for e in assignment.automatic]
    assert submission.untouched == frozenset()


def test_the_starter_is_untouched(handed_in: Read, released: Any, assignment: Assignment) -> None:
    assert handed_in(released).untouched == {e.id for e in assignment.automatic}


def test_a_comment_is_no_attempt(handed_in: Read, released: Any) -> None:
    changed = copy.deepcopy(released)
    cell = next(c for c in changed.cells if c.id == "train")
    cell.source = "# I do not know\n\n" + cell.source
    assert "train" in handed_in(changed).untouched


def test_a_check_left_out_is_asked_after_its_exercise(handed_in: Read, solved: Any) -> None:
    whole, without = handed_in(solved), handed_in(_without(solved, check_id("normalise")))
    assert without.digest == whole.digest


def test_an_exercise_left_out_whole_is_asked_at_the_end(handed_in: Read, solved: Any) -> None:
    submission = handed_in(_without(solved, "normalise", check_id("normalise")))
    assert _checks(submission)[-1] == "normalise"
    assert submission.cells[-1].check == "normalise"
    assert "normalise" in submission.untouched


@pytest.mark.parametrize("exercise", ["load_data", "show_sample", "predict_one"])
def test_a_damaged_check_changes_nothing(handed_in: Read, solved: Any, exercise: str) -> None:
    whole = handed_in(solved)
    for damage, notebook in damaged(solved, exercise):
        assert handed_in(notebook) == whole, damage


def test_checks_copied_to_the_end_are_no_second_chance_and_no_loss(handed_in: Read, solved: Any) -> None:
    changed = copy.deepcopy(solved)
    twins = [copy.deepcopy(cell) for cell in changed.cells if cell.id.startswith("check_")]
    for number, twin in enumerate(twins):
        twin.id = f"twin-{number}"
    changed.cells += twins
    assert handed_in(changed) == handed_in(solved)


def test_work_done_below_the_check_is_asked_at_the_check_put_below_it(handed_in: Read, solved: Any) -> None:
    """Within the exercise's own section, the last check counts."""
    changed = copy.deepcopy(solved)
    place = next(i for i, cell in enumerate(changed.cells) if cell.id == check_id("normalise"))
    more = [nbformat.v4.new_code_cell("again = 1"), nbformat.v4.new_code_cell('grader.check("normalise")')]
    changed.cells[place + 1 : place + 1] = more
    cells = handed_in(changed).cells
    again = next(i for i, cell in enumerate(cells) if cell.source == "again = 1")
    assert cells[again + 1].check == "normalise"
    assert _checks(handed_in(changed)).count("normalise") == 1


def test_work_done_at_the_end_is_asked_there_if_the_stub_was_left(
    handed_in: Read, solved: Any, released: Any
) -> None:
    changed = copy.deepcopy(released)
    solution = next(cell for cell in solved.cells if cell.id == "normalise").source
    changed.cells += [
        nbformat.v4.new_code_cell(solution),
        nbformat.v4.new_code_cell('grader.check("normalise")'),
    ]
    cells = handed_in(changed).cells
    assert cells[-1].check == "normalise"
    assert cells[-2].source == solution


def _moved(notebook: Any, cell: str, below: str) -> Any:
    changed = copy.deepcopy(notebook)
    (moved,) = (c for c in changed.cells if c.id == cell)
    changed.cells.remove(moved)
    place = next(i for i, c in enumerate(changed.cells) if c.id == below)
    changed.cells.insert(place + 1, moved)
    return changed


def test_a_cell_below_its_own_check_is_asked_below_it(handed_in: Read, solved: Any) -> None:
    moved = _moved(solved, "normalise", check_id("normalise"))
    assert handed_in(moved).digest == handed_in(solved).digest
    far = _moved(solved, "normalise", check_id("train"))
    cells = handed_in(far).cells
    place = next(i for i, cell in enumerate(cells) if cell.check == "normalise")
    assert cells[place - 1].source == next(c.source for c in solved.cells if c.id == "normalise")


@pytest.mark.parametrize("stub", [True, False])
def test_work_below_the_check_in_the_place_of_the_stub_is_asked_there(
    handed_in: Read, solved: Any, released: Any, stub: bool
) -> None:
    changed = copy.deepcopy(released) if stub else _without(released, "normalise")
    solution = next(cell for cell in solved.cells if cell.id == "normalise").source
    place = next(i for i, cell in enumerate(changed.cells) if cell.id == check_id("normalise"))
    more = ["print(1)", solution, "print(2)"]
    changed.cells[place + 1 : place + 1] = [nbformat.v4.new_code_cell(source) for source in more]
    submission = handed_in(changed)
    place = next(i for i, cell in enumerate(submission.cells) if cell.check == "normalise")
    assert submission.cells[place - 1] == Cell(solution, own=True)
    assert submission.gone == (frozenset() if stub else {"normalise"})


def test_what_is_done_for_the_next_exercise_is_not_asked_for_this_one(
    handed_in: Read, solved: Any, released: Any
) -> None:
    changed = copy.deepcopy(solved)
    cell = next(c for c in changed.cells if c.id == "load_data")
    cell.source = next(c.source for c in released.cells if c.id == "load_data")
    place = next(i for i, c in enumerate(changed.cells) if c.id == check_id("load_data"))
    changed.cells.insert(place + 1, nbformat.v4.new_code_cell("plt.imshow(x_train[0])"))
    following = [c.check for c in handed_in(changed).cells]
    own = next(i for i, c in enumerate(handed_in(changed).cells) if c.source.startswith("plt.imshow"))
    assert following[own - 1] == "load_data"


def test_names_that_a_students_own_cells_bind_are_known(handed_in: Read, released: Any) -> None:
    assert handed_in(released).bound == frozenset()
    changed = copy.deepcopy(released)
    changed.cells += [
        nbformat.v4.new_code_cell(code)
        for code in (
            "def own(a):\n    b = a",
            "import one.two, three as four",
            "%time model = 1",
            "(c, d), e = f",
            "print('history')",
            "(" * 100_000,
        )
    ]
    assert handed_in(changed).bound == {"own", "b", "one", "four", "time", "model", "c", "d", "e"}


def test_an_edited_check_asks_all_the_same(handed_in: Read, solved: Any) -> None:
    changed = copy.deepcopy(solved)
    next(c for c in changed.cells if c.id == check_id("train")).source = "print('full marks')"
    submission = handed_in(changed)
    assert submission.digest == handed_in(solved).digest
    assert not any("full marks" in cell.source for cell in submission.cells)


def test_a_check_whose_metadata_were_lost_is_known_by_its_call(handed_in: Read, solved: Any) -> None:
    changed = copy.deepcopy(solved)
    next(c for c in changed.cells if c.id == check_id("train")).metadata = {}
    assert handed_in(changed).digest == handed_in(solved).digest


def _with_set_up(solved: Any, change: Callable[[str], str]) -> Any:
    changed = copy.deepcopy(solved)
    cell = next(c for c in changed.cells if c.id == "setup")
    cell.source = change(cell.source)
    return changed


def test_the_set_up_cell_runs_as_given_and_then_what_is_the_students(handed_in: Read, solved: Any) -> None:
    usual = handed_in(solved)
    found = handed_in(_with_set_up(solved, lambda _: "from evil import Grader"))
    assert found.cells[:2] == (usual.cells[0], Cell("from evil import Grader", own=True))
    makers = "grader = Grader('fully_connected', language='en', dataset='digits')"
    assert found.cells[2] == Cell(f"from autograder import Grader, load_data\n{makers}")
    assert found.cells[3:] == usual.cells[1:]
    assert usual.remarks == ()
    assert [str(remark) for remark in found.remarks] == [
        "The first code cell was changed: it ran as it was handed out, and then what was changed or added "
        "in it. After that, `Grader`, `grader`, `load_data` were made the course's again."
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda source: source.replace("import keras\n", "import keras  # the framework\n\n"),
        lambda source: source.replace('"en"', '"es"').replace('"digits"', '"mnist"'),
        lambda source: "\n".join(line for line in source.splitlines() if "pandas" not in line),
        lambda source: source.replace("import keras\nimport matplotlib.pyplot as plt",
                                      "import matplotlib.pyplot as plt\nimport keras"),
        lambda source: source.replace("Grader(", "Grader(\n    ").replace("'", '"'),
        lambda _: "",
    ],
)  # fmt: skip
def test_a_set_up_cell_in_which_nothing_is_the_students_is_the_same_submission(
    handed_in: Read, solved: Any, change: Callable[[str], str]
) -> None:
    assert handed_in(_with_set_up(solved, change)) == handed_in(solved)


def test_what_a_student_adds_to_the_set_up_cell_is_their_code(handed_in: Read, solved: Any) -> None:
    found = handed_in(
        _with_set_up(solved, lambda s: "%matplotlib inline\nimport seaborn as sns, os\n" + s + "\n!ls")
    )
    assert found.cells[1].source == "%matplotlib inline\nimport seaborn as sns, os\n!ls"
    assert found.digest != handed_in(solved).digest
    assert {"sns", "os"} <= found.bound


def test_a_set_up_cell_left_out_runs_all_the_same(handed_in: Read, solved: Any) -> None:
    assert handed_in(_without(solved, "setup")).cells == handed_in(solved).cells


def test_metadata_lost_on_the_way_come_back(handed_in: Read, solved: Any) -> None:
    changed = copy.deepcopy(solved)
    for cell in changed.cells:
        cell.metadata = {}
    assert handed_in(changed) == handed_in(solved)


def test_changed_points_are_no_other_submission(
    handed_in: Read, solved: Any, course: Course, tmp_path: Path
) -> None:
    """What a student's own Grader is told of them is not run, and so nothing is run again."""
    points = {"fully_connected": Changes(points={"normalise": 20})}
    changed = adjusted(course, points).assignment("fully_connected")
    released = stubbed(compile_source(changed, "en", "digits"), "en")
    assert 'points={"normalise": 20' in next(c for c in released.cells if c.id == "setup").source
    path = tmp_path / "changed.ipynb"
    nbformat.write(solved, path)
    assert read_submission(path, "ada", changed, released).digest == handed_in(solved).digest


def test_the_digest_follows_the_code(handed_in: Read, solved: Any) -> None:
    changed = copy.deepcopy(solved)
    next(c for c in changed.cells if c.id == "train").source += "\n# once more"
    assert handed_in(changed).digest != handed_in(solved).digest
    marked = copy.deepcopy(solved)
    next(c for c in marked.cells if c.cell_type == "markdown").source = "My notes"
    assert handed_in(marked).digest == handed_in(solved).digest


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("not JSON at all", "is not a notebook"),
        ("[1, 2]", "is not a notebook"),
        ('{"a": 1}', "is not a notebook"),
        (
            json.dumps(
                {
                    "cells": [{"cell_type": "markdown", "metadata": {}, "source": None}],
                    "metadata": {},
                    "nbformat": 4,
                    "nbformat_minor": 4,
                }
            ),
            "is damaged|is not a notebook",
        ),
        (json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "has no cells"),
        (
            nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])),
            "another assignment",
        ),
    ],
)
def test_what_is_no_submission_is_told_in_a_line(
    tmp_path: Path, assignment: Assignment, released: Any, content: str, told: str
) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SubmissionError, match=told) as caught:
        read_submission(path, "ada", assignment, released)
    assert "\n" not in str(caught.value)


def test_a_long_run_of_blanks_is_read_at_once(handed_in: Read, solved: Any) -> None:
    changed = copy.deepcopy(solved)
    for blank in (" ", "\n"):
        changed.cells.append(nbformat.v4.new_code_cell('grader.check("train")' + blank * 40_000 + "x"))
    began = time.process_time()
    submission = handed_in(changed)
    assert time.process_time() - began < 2
    assert _checks(submission) == _checks(handed_in(solved))


@pytest.mark.parametrize("kind", [None, "code "])
def test_a_cell_of_no_type_costs_no_more_than_itself(
    tmp_path: Path, assignment: Assignment, released: Any, solved: Any, kind: Any
) -> None:
    written = json.loads(nbformat.writes(solved))
    ours = next(c for c in written["cells"] if c["id"] == "train")
    own = {"metadata": {}, "source": "a cell of no type"}
    written["cells"].insert(-3, own)
    for cell in (ours, own):
        cell.pop("cell_type", None)
        if kind is not None:
            cell["cell_type"] = kind
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(written), encoding="utf-8")
    submission = read_submission(path, "ada", assignment, released)
    source = next(c.source for c in solved.cells if c.id == "train")
    sources = {cell.source for cell in submission.cells}
    assert source in sources  # a cell of ours has the type that we gave it
    assert own["source"] not in sources
    assert _checks(submission) == [e.id for e in assignment.automatic]


def test_halves_of_characters_are_read_as_what_can_be_written(
    tmp_path: Path, assignment: Assignment, released: Any, solved: Any
) -> None:
    changed = copy.deepcopy(solved)
    next(c for c in changed.cells if c.id == "train").source += "\n# HALF"
    path = tmp_path / "x.ipynb"
    path.write_text(nbformat.writes(changed).replace("HALF", "\\ud83d"), encoding="utf-8")
    found = read_submission(path, "ada", assignment, released)
    assert any(cell.source.endswith("# ?") for cell in found.cells)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, assignment: Assignment, released: Any) -> None:
    with pytest.raises(SubmissionError, match="another name"):
        read_submission(tmp_path / "x.ipynb", "ada", assignment, released)
