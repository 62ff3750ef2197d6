"""assignments/README.md, step by step: its blocks are a course, which is proven, handed out and graded."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main
from autograder.course.course import BESIDE, BUNDLED, HANDED_OUT, load_course
from autograder.course.notebooks import compile_source
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import CourseError
from autograder.evidence.evidence import Sandbox
from autograder.execution.factory import kernel_for
from autograder.execution.sandbox import available
from autograder.messages import translator
from autograder.proving.cases import load_cases
from autograder.scoring.score_sheet import ScoreSheet
from reference.datasets import load

README = BUNDLED / "README.md"
COMPILED = "locale/es/LC_MESSAGES/autograder.mo"
_BLOCK = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


#: Found by every Python that is started with its folder in PYTHONPATH, kernels without walls included.
WITHOUT_KERAS = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("keras", "tensorflow"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Block())
"""


@pytest.fixture(scope="module", autouse=True)
def _no_digits() -> Iterator[None]:
    """Whoever reads the digits fails."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the digits were read")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sklearn.datasets.load_digits", refuse)
        with pytest.raises(AssertionError, match="the digits were read"):
            load("digits")
        yield


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
    """Step 6, in Spanish, graded: a right and a wrong notebook, the wrong one with checks that like it."""
    path = tmp_path_factory.mktemp("toy") / "my-course"
    assert main(["init", str(path), "--language", "es", "--course", str(toy)]) == 0
    folder = open_folder(path)
    for case in load_cases(folder.course.assignment("spread")):
        target = folder.submitted("spread", case.name)
        target.parent.mkdir(parents=True)
        nbformat.write(case.notebook(folder.source(folder.course.assignment("spread")), "es"), target)
    changed = shutil.copytree(path / "release" / "spread" / BESIDE, target.parent / BESIDE)
    assert target.parent.parent.name == "not_divided"
    checks = (changed / "spread" / "checks" / "spread.py").read_text(encoding="utf-8")
    (changed / "spread" / "checks" / "spread.py").write_text(checks.replace("if ", "if False and "), "utf-8")
    (changed / "course.toml").unlink()
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
    """Whatever became of the folder that lay beside them."""
    assert not any(sheet.remarks for sheet in sheets.values())
    assert {name: sheet.earned for name, sheet in sheets.items()} == {"plain_python": 100, "not_divided": 70}


def test_their_pages_speak_the_languages_of_the_course(toy: Path, folder: CourseFolder) -> None:
    page = (folder.report("spread") / "not_divided.html").read_text(encoding="utf-8")
    assert "Los puntajes están alrededor de 0" in page
    assert translator("es", toy)("The scores lie around 0") == "Los puntajes están alrededor de 0"


def test_students_get_the_checks_without_solutions(folder: CourseFolder) -> None:
    given = folder.path / "release" / "spread"
    files = {str(path.relative_to(given)) for path in given.rglob("*") if path.is_file()}
    beside = {"course.toml", "locale/es.po", COMPILED, "spread/checks/spread.py", f"spread/{HANDED_OUT}"}
    assert files == {"spread.ipynb", *(f"{BESIDE}/{name}" for name in beside)}
    for solution in ("average = heights.mean()", "scores = (heights - average)"):
        assert solution in (folder.path / "source" / "spread" / "spread.ipynb").read_text(encoding="utf-8")
        assert [name for name in files if solution.encode() in (given / name).read_bytes()] == []


def test_nothing_of_the_folder_is_about_data(folder: CourseFolder) -> None:
    assert "dataset" not in (folder.path / "course.toml").read_text(encoding="utf-8")
    assert "hidden_seed" not in (folder.path / "course.toml").read_text(encoding="utf-8")
    setup = next(c for c in folder.released(folder.course.assignment("spread")).cells if c.id == "setup")
    assert 'Grader("spread", language="es")' in setup.source
    assert list(folder.view().iterdir()) == []
    assert not list(folder.path.rglob("*.npy"))


def test_choices_that_mean_nothing_to_it_are_left_alone(folder: CourseFolder, tmp_path: Path) -> None:
    """As in a folder that was made before its course said that it has no data."""
    manifest = (folder.path / "course.toml").read_text(encoding="utf-8")
    more = manifest.replace("format_version = 2", 'format_version = 2\ndataset = "gone.npz"\nhidden_seed = 3')
    (tmp_path / "course.toml").write_text(more, encoding="utf-8")
    assert open_folder(tmp_path).data(folder.course.assignment("spread")) is None
    assert main(["init", str(tmp_path)]) == 0
    assert not list(tmp_path.rglob("*.npz"))


@pytest.mark.parametrize("command", ["init", "check", "train"])
def test_who_chooses_data_for_it_is_told(
    command: str, toy: Path, folder: CourseFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = folder.path / "release" / "spread" / "spread.ipynb"
    arguments = {
        "init": [str(tmp_path / "new"), "--course", str(toy), "--dataset", "mnist"],
        "check": [str(notebook), "--language", "en", "--dataset", "mnist"],
        "train": ["--course", str(folder.path), "--out", str(tmp_path / "out")],
    }
    assert main([command, *arguments[command]]) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert any(words in told for words in ("leave --dataset out", "no tiene datos con que entrenar"))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("sandbox", [Sandbox.NONE, Sandbox.WALLS])
def test_in_grading_there_is_nothing_to_load(folder: CourseFolder, sandbox: Sandbox) -> None:
    if sandbox is Sandbox.WALLS and available():
        pytest.skip("no walls here")
    limits = folder.course.assignment("spread").limits
    with contextlib.closing(kernel_for(sandbox, folder.view(), limits)) as kernel:
        run = kernel.run("from autograder import load_data\nload_data()", 60)
    assert run.error == "RuntimeError: this course has no data: `load_data` has nothing to give"


def _without_keras(where: Path, tmp_path: Path, *program: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "blocked").mkdir(exist_ok=True)
    (tmp_path / "blocked" / "sitecustomize.py").write_text(WITHOUT_KERAS, encoding="utf-8")
    found = os.pathsep.join([str(tmp_path / "blocked"), str(BUNDLED.parent)])
    environment = {**os.environ, "PYTHONPATH": found, "LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, *program], cwd=where, env=environment, capture_output=True, text=True, check=False
    )


def test_a_students_own_notebook_finds_them(folder: CourseFolder, tmp_path: Path) -> None:
    """In the folder that was handed out, as a script; neither digits, Keras nor Babel are there."""
    script = (
        "import sys\nsys.modules['babel'] = None\n"  # nothing can make a `.mo`
        "import sklearn.datasets\nsklearn.datasets.load_digits = None\n"
        'from autograder import Grader, load_data\ngrader = Grader("spread", language="es")\n'
        "average = 170.0\n"
        'print(grader.check("average"), grader.hint("average"), grader.progress())\n'
        "try:\n    load_data()\nexcept Exception as error:\n    print(error)"
    )
    done = _without_keras(folder.path / "release" / "spread", tmp_path, "-c", script)
    assert done.returncode == 0, done.stderr
    assert "`average` es la media de las estaturas" in done.stdout
    assert "✓" in done.stdout
    assert "Este curso no tiene datos: `load_data` no tiene nada que dar." in done.stdout


@pytest.mark.parametrize(
    ("name", "sandbox", "code", "told"),
    [
        ("plain_python", "none", 0, "(60 de 60 puntos)"),
        ("plain_python", "walls", 0, "(60 de 60 puntos)"),
        ("not_divided", "none", 1, "it should be 1."),
    ],
)
def test_a_student_checks_a_whole_notebook_without_keras(
    folder: CourseFolder, tmp_path: Path, name: str, sandbox: str, code: int, told: str
) -> None:
    if sandbox == "walls" and available():
        pytest.skip("no walls here")
    where = tmp_path / "mine"
    shutil.copytree(folder.path / "release" / "spread", where)
    shutil.copyfile(folder.submitted("spread", name), where / "spread.ipynb")
    program = ("-m", "autograder.cli", "check", "mine/spread.ipynb", "--sandbox", sandbox)
    done = _without_keras(tmp_path, tmp_path, *program)
    assert done.returncode == code, done.stderr
    assert told in done.stdout
    assert "imágenes" not in done.stdout


def test_a_check_without_the_notebook_as_handed_out_is_told(
    folder: CourseFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a folder that an earlier version made."""
    shutil.copytree(folder.path / "release" / "spread", tmp_path / "mine")
    (tmp_path / "mine" / BESIDE / "spread" / HANDED_OUT).unlink()
    assert main(["check", str(tmp_path / "mine" / "spread.ipynb"), "--language", "en"]) == 2
    assert "get the files of this assignment from your course again" in capsys.readouterr().err


def test_it_is_handed_out_and_graded_without_keras(toy: Path, folder: CourseFolder, tmp_path: Path) -> None:
    command = ("-m", "autograder.cli")
    made = _without_keras(tmp_path, tmp_path, *command, "init", "mine", "--course", str(toy))
    assert made.returncode == 0, made.stderr
    shutil.copytree(folder.path / "submitted", tmp_path / "mine" / "submitted")
    graded = _without_keras(tmp_path, tmp_path, *command, "grade", "mine", "--sandbox", "none")
    assert graded.returncode == 0, graded.stderr
    sheets = open_folder(tmp_path / "mine").sheets("spread")
    assert {sheet.student: sheet.earned for sheet in sheets} == {"plain_python": 100, "not_divided": 70}


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
