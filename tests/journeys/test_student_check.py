"""`autograder check`: a student looks before handing in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.cli import main
from autograder.course.changes import Changes, adjusted
from autograder.course.course import Assignment, Course
from autograder.course.notebooks import compile_source, stubbed
from autograder.student.notebook_file import find

Write = Callable[[NotebookNode], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(notebook: NotebookNode) -> Path:
        path = tmp_path / "mine.ipynb"
        nbformat.write(notebook, path)
        return path

    return written


@pytest.fixture
def solved(assignment: Assignment, small_npz: Path, tmp_path: Path) -> NotebookNode:
    """The solution in Spanish, its data beside it."""
    shutil.copy(small_npz, tmp_path / "data.npz")
    return compile_source(assignment, "es", "data.npz")


@pytest.mark.usefixtures("bubblewrap")
def test_a_solved_notebook_holds_behind_walls(
    solved: NotebookNode, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(write(solved))]) == 0
    told = capsys.readouterr()
    assert "aislado, como al calificar" in told.out
    assert "Normalizar los píxeles (7 de 7 puntos): Todo se cumple: 7 de 7 comprobaciones." in told.out
    assert "  ✓ La entrada queda como estaba" in told.out
    assert "Ejecutando mine.ipynb desde el principio" in told.err


def test_a_starter_and_a_wrong_answer_are_told_from_a_plain_kernel(
    solved: NotebookNode,
    write: Write,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on a machine without bubblewrap; in English, because that was asked for."""
    monkeypatch.setenv("PATH", "")
    notebook = stubbed(solved, "es")
    cells = {cell.get("id"): cell for cell in notebook.cells}
    cells["normalise"].source = "def normalise(images):\n    return images * 1.0"
    assert main(["check", str(write(notebook)), "--language", "en"]) == 1
    told = capsys.readouterr().out
    assert "in a plain kernel, as it is your own machine (no walls: bubblewrap is missing" in told
    assert "Load the data (0 of 4 points): Not begun yet." in told
    assert "Your values run from 0 to 255" in told
    assert "Points that hold so far: 4 of 100." in told


@pytest.mark.parametrize("walls", [True, False])
def test_who_asks_a_question_or_imports_what_is_not_there_is_told_so(
    solved: NotebookNode,
    write: Write,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    walls: bool,
) -> None:
    if walls:
        request.getfixturevalue("bubblewrap")
    notebook = stubbed(solved, "es")
    cells = {cell.get("id"): cell for cell in notebook.cells}
    loaded = "(x_train, y_train), (x_test, y_test) = load_data()"
    cells["load_data"].source = f"import plotnine\nfrom math import floor\n{loaded}"
    cells["show_sample"].source = "index = floor(2.5)\nlabel = 1"
    cells["normalise"].source = "asked = input()\ndef normalise(images):\n    return images / 255"
    sandbox = "walls" if walls else "none"
    assert main(["check", str(write(notebook)), "--language", "en", "--sandbox", sandbox]) == 1
    told = capsys.readouterr().out
    assert "`x_train` is not defined, because your cell stopped: ModuleNotFoundError: No module" in told
    assert "(`plotnine` is not installed where your notebook ran: no mistake of yours)." in told
    assert "(the cell that brings it stopped before, because `plotnine` is not installed" in told
    assert "`normalise` is not defined, because your cell stopped: `input()` waits for an answer" in told


def test_what_the_course_left_out_is_neither_judged_nor_told(
    course: Course, small_npz: Path, tmp_path: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = ("load_data", "normalise")
    out = tuple(e.id for e in course.assignment("fully_connected").exercises if e.id not in kept)
    changes = {"fully_connected": Changes(leave_out=out, points={"normalise": 14})}
    shutil.copy(small_npz, tmp_path / "data.npz")
    changed = adjusted(course, changes).assignment("fully_connected")
    path = write(compile_source(changed, "en", "data.npz"))
    assert main(["check", str(path), "--sandbox", "none"]) == 0
    told = capsys.readouterr().out
    assert "Normalise the pixels (14 of 14 points)" in told
    assert "Points that hold so far: 18 of 18." in told
    headings = [line for line in told.splitlines() if " points)" in line]
    assert len(headings) == len(kept)


def test_a_set_up_cell_is_read_and_never_run(write: Write, tmp_path: Path) -> None:
    touch = f"__import__('pathlib').Path({str(tmp_path / 'run')!r}).touch()"
    own = find(write(_setup(f"'fully_connected', points={touch}, leave_out=['load_data']")), "en", None)
    assert "load_data" not in {e.id for e in own.assignment.exercises}
    assert own.assignment.revalued == ()
    assert not (tmp_path / "run").exists()


def test_a_magic_beside_the_grader_does_not_hide_it(write: Write) -> None:
    source = "%matplotlib inline\n!ls\nimport autograder\ngrader = autograder.Grader('fully_connected', 'es')"
    own = find(write(new_notebook(cells=[new_code_cell(source)])), None, "mnist")
    assert (own.assignment.slug, own.language, own.dataset) == ("fully_connected", "es", "mnist")


def test_the_notebooks_metadata_name_its_assignment_where_the_set_up_cell_is_gone(
    solved: NotebookNode, write: Write
) -> None:
    solved.cells = [cell for cell in solved.cells if cell.get("id") != "setup"]
    assert find(write(solved), "es", None).assignment.slug == "fully_connected"


def test_data_named_by_a_notebook_lie_beside_it_and_those_of_the_command_line_do_not(
    solved: NotebookNode, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, elsewhere = write(solved), tmp_path / "elsewhere"
    assert find(path, None, None).dataset == str(path.parent / "data.npz")
    elsewhere.mkdir()
    shutil.copyfile(path.parent / "data.npz", elsewhere / "other.npz")
    monkeypatch.chdir(elsewhere)
    assert find(path, None, "other.npz").dataset == str(Path.cwd() / "other.npz")


SETUP = "from autograder import Grader\ngrader = Grader({arguments})"


def _setup(arguments: str) -> NotebookNode:
    return new_notebook(cells=[new_code_cell(SETUP.format(arguments=arguments))])


@pytest.mark.parametrize(
    ("notebook", "told"),
    [
        (new_notebook(cells=[new_markdown_cell("# Notes"), new_code_cell("1 + 1")]), "makes no Grader"),
        (new_notebook(), "has no cells"),
        (_setup("'history_of_art'"), "is of history_of_art, which this course does not have"),
        (_setup("'fully_connected', leave_out=['art']"), "mine.ipynb: the set-up cell names art; fully_con"),
        (_setup("'fully_connected'"), "holds no cell of fully_connected"),
    ],
)
def test_a_notebook_of_no_use_is_told_in_a_line(
    notebook: NotebookNode, told: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(write(notebook)), "--language", "en", "--sandbox", "none"]) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("autograder: ")]
    assert len(lines) == 1
    assert told in lines[0]


def test_data_that_are_not_there_are_named(
    solved: NotebookNode, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data.npz").unlink()
    assert main(["check", str(write(solved)), "--sandbox", "none"]) == 2
    assert f"{tmp_path / 'data.npz'} is not there" in capsys.readouterr().err


def test_what_is_no_notebook_is_told_in_the_language_of_the_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    (tmp_path / "notes.txt").write_text("just text", encoding="utf-8")
    assert main(["check", str(tmp_path / "notes.txt")]) == 2
    assert "no es un cuaderno (.ipynb)" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "absent.ipynb")]) == 2
    assert "absent.ipynb no existe" in capsys.readouterr().err


def test_walls_that_were_asked_for_in_vain_are_told(
    solved: NotebookNode, write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert main(["check", str(write(solved)), "--sandbox", "walls"]) == 2
    assert "bubblewrap is missing" in capsys.readouterr().err
