"""assignments/README.md, step by step: its blocks are a course, which is proven, handed out and graded."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main
from autograder.course.course import BESIDE, BUNDLED, load_course
from autograder.course.notebooks import compile_source
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import CourseError
from autograder.execution.sandbox import available
from autograder.messages import translator
from autograder.proving.cases import load_cases
from autograder.scoring.score_sheet import ScoreSheet

README = BUNDLED / "README.md"
COMPILED = "locale/es/LC_MESSAGES/autograder.mo"
_BLOCK = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Steps 1 to 5: each block under the name of its file."""
    folder = tmp_path_factory.mktemp("toy") / "statistics"
    for name, content in _BLOCK.findall(README.read_text(encoding="utf-8")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert not path.exists(), f"{name} is on the page twice"
        path.write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(toy: Path, tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    """Step 6, in Spanish, with a right and a wrong notebook handed in, graded."""
    path = tmp_path_factory.mktemp("toy") / "my-course"
    assert main(["init", str(path), "--language", "es", "--course", str(toy)]) == 0
    folder = open_folder(path)
    for case in load_cases(folder.course.assignment("spread")):
        target = folder.submitted("spread", case.name)
        target.parent.mkdir(parents=True)
        nbformat.write(case.notebook(folder.source(folder.course.assignment("spread")), "es"), target)
    assert main(["grade", str(path), "--sandbox", "none" if available() else "walls"]) == 0
    return folder


@pytest.fixture(scope="module")
def sheets(folder: CourseFolder) -> dict[str, ScoreSheet]:
    return {sheet.student: sheet for sheet in folder.sheets("spread")}


def test_the_page_has_six_steps_and_every_kind_of_file(toy: Path) -> None:
    steps = re.findall(r"^## (\d)\. ", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert steps == ["1", "2", "3", "4", "5", "6"]
    kinds = {str(path.relative_to(toy)) for path in toy.rglob("*") if path.is_file()}
    assert kinds >= {"course.toml", "locale/es.po", "spread/notebook.py", "spread/cases/golden.toml"}


def test_the_course_is_loaded_and_compiles_in_both_languages(toy: Path) -> None:
    course = load_course(toy)
    assignment = course.assignment("spread")
    assert {e.id: e.points for e in assignment.exercises} == {"average": 40, "standardise": 60}
    for language, words in (("en", "How numbers spread"), ("es", "Cómo se reparten")):
        notebook = compile_source(assignment, language, "digits")
        assert words in notebook.cells[0].source
    with pytest.raises(CourseError, match="it has spread"):
        course.assignment("fully_connected")


def test_it_proves_itself(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", str(toy)]) == 0
    told = capsys.readouterr().out
    assert "✓ spread: case not_divided" in told
    assert "fully_connected" not in told
    assert (toy / COMPILED).is_file()


def test_a_right_and_a_wrong_notebook_get_what_they_should(sheets: dict[str, ScoreSheet]) -> None:
    assert {name: sheet.earned for name, sheet in sheets.items()} == {"plain_python": 100, "not_divided": 70}


def test_their_pages_speak_the_languages_of_the_course(toy: Path, folder: CourseFolder) -> None:
    page = (folder.report("spread") / "not_divided.html").read_text(encoding="utf-8")
    assert "Las puntuaciones están en torno a 0" in page
    assert translator("es", toy)("The scores lie around 0") == "Las puntuaciones están en torno a 0"


def test_students_get_the_checks_without_solutions(folder: CourseFolder) -> None:
    given = folder.path / "release" / "spread"
    files = {str(path.relative_to(given)) for path in given.rglob("*") if path.is_file()}
    beside = {"course.toml", "locale/es.po", COMPILED, "spread/checks/spread.py"}
    assert files == {"spread.ipynb", *(f"{BESIDE}/{name}" for name in beside)}


def test_a_students_own_notebook_finds_them(folder: CourseFolder) -> None:
    """In the folder that was handed out, as a script, where nothing can make a `.mo`."""
    script = (
        'sys.modules["babel"] = None\n'
        'from autograder import Grader\ngrader = Grader("spread", language="es")\naverage = 170.0\n'
        'print(grader.check("average"))'
    )
    where = folder.path / "release" / "spread"
    root = str(BUNDLED.parent)
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r})\n{script}"],
        cwd=where, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "`average` es la media de las estaturas" in done.stdout
    assert "✓" in done.stdout


def test_a_course_folder_that_has_gone_is_told(folder: CourseFolder, tmp_path: Path) -> None:
    choices = 'format_version = 2\nlanguage = "es"\ndataset = "digits"\nhidden_seed = 1\n'
    manifest = f'{choices}course = "{tmp_path}/gone"\n'
    (tmp_path / "course.toml").write_text(manifest, encoding="utf-8")
    with pytest.raises(CourseError, match="gone"):
        _ = open_folder(tmp_path).course


def test_a_course_with_a_fault_leaves_no_folder(
    toy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "faulty" / "spread").mkdir(parents=True)
    (tmp_path / "faulty" / "course.toml").write_bytes((toy / "course.toml").read_bytes())
    assert main(["init", str(tmp_path / "mine"), "--course", str(tmp_path / "faulty")]) == 2
    assert "notebook.py cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()
