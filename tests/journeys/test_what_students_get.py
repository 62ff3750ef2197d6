"""What students get, an install and the folder beside their notebook: all that checking needs, no answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest

from autograder.cli import main
from autograder.course.course import BESIDE, BUNDLED, Assignment, Course, load_course
from autograder.course.key import Key
from autograder.course.notebooks import read_script, solution_of
from autograder.coursedir.coursedir import open_folder
from autograder.errors import CourseError
from autograder.proving.cases import load_cases
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.choices import FormOfOption
from autograder.scoring.rubrics import rubrics_of
from reference.datasets import Dataset
from tests.autograder.kernel_answers import answered
from tests.wheels import ROOT, instructors, students

SLUGS = ("fully_connected", "exploration", "convolution", "cnn")
LONG = 40  # characters of a line that nobody writes twice by chance
#: Lines of solutions that the sheets or the hints tell.
TOLD = (
    "(x_train, y_train), (x_test, y_test) = load_data()",
    "hidden_models[units] = train(build_hidden(units))",
    "rows.append((units, model.count_params(), accuracy))",
    "def output_size(size, kernel, stride=1, padding=0):",
    "def max_pool(image, window=2, stride=None):",
    "baseline = LogisticRegression(max_iter=400, tol=1e-3)",
    "baseline.fit(x_train_norm.reshape(-1, 784), y_train)",
    "baseline_digits = baseline.predict(x_test_norm.reshape(-1, 784))",
)
#: Found by every Python that is started with its folder in PYTHONPATH: this checkout is not there.
EMPTY = f"""
import sys
sys.path[:] = [path for path in sys.path if path != {str(ROOT)!r}]
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder)]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The students' wheel, installed alone."""
    folder = tmp_path_factory.mktemp("students")
    with students(folder) as wheel:
        wheel.extractall(folder / "site")
    (folder / "site" / "sitecustomize.py").write_text(EMPTY, encoding="utf-8")
    return folder / "site"


@pytest.fixture(scope="module")
def course_dir(small_npz: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("instructor") / "my-course"
    assert main(["init", str(path), "--language", "es", "--dataset", str(small_npz)]) == 0
    return path


@pytest.fixture
def mine(course_dir: Path, tmp_path: Path) -> Path:
    """A student's folder, into which all assignments were handed out."""
    for slug in SLUGS:
        shutil.copytree(course_dir / "release" / slug, tmp_path / "mine", dirs_exist_ok=True)
    return tmp_path / "mine"


def _python(site: Path, where: Path, *program: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site), "LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, *program], cwd=where, env=environment, capture_output=True, text=True, check=False
    )


def _autograder(site: Path, where: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _python(site, where, "-m", "autograder.cli", *arguments)


# What is not there.


def _words(text: str) -> str:
    """A text without what editors differ in."""
    return " ".join(text.split())


def _told(value: Any) -> Iterator[str]:
    """Every text of a notebook's JSON, lists of lines as one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for inner in value.values() for text in _told(inner))
    elif isinstance(value, list):
        yield "".join(line for line in value if isinstance(line, str))
        yield from (text for inner in value if not isinstance(inner, str) for text in _told(inner))


def _content(path: Path) -> str:
    content = path.read_bytes().decode("utf-8", "ignore")
    return _words("\n".join(_told(json.loads(content))) if path.suffix in (".ipynb", ".json") else content)


def _secrets(assignment: Assignment) -> Iterator[str]:
    """Solutions, model answers and rubrics of written answers, cases, and right values in their place."""
    solutions = ["\n".join(solution_of(cell.source)) for cell in read_script(assignment).cells]
    scripts = sorted(assignment.folder.glob("cases/*.py"))
    cases = [cell.source for path in scripts for cell in jupytext.read(path).cells]
    changed = [new for case in load_cases(assignment) for c in case.changes.values() for _, new in c]
    for text in (*solutions, *cases, *changed):
        yield from (_words(part) for part in (text, *text.splitlines()) if len(_words(part)) >= LONG)
    yield from (f'{name} = "{value}"' for name, value in _key(assignment).answers.items())
    yield from (about for case in load_cases(assignment) for _, about in case.about.translations)


def _key(assignment: Assignment) -> Key:
    return Key(str(assignment.folder / "checks" / "any.py"))


def _found(places: tuple[Path, ...], secrets: set[str]) -> set[tuple[str, str]]:
    """Which secrets stand in which files."""
    files = (path for place in places for path in sorted(place.rglob("*")) if path.is_file())
    contents = {path: _content(path) for path in files}
    return {(path.name, s) for path, content in contents.items() for s in secrets if s in content}


@pytest.fixture(scope="module")
def secrets(course: Course) -> set[str]:
    return {text for assignment in course.assignments for text in _secrets(assignment)} - {*TOLD}


def test_no_solution_case_or_rubric_is_in_the_install_or_beside_a_notebook(
    site: Path, course_dir: Path, secrets: set[str]
) -> None:
    assert len(secrets) > 300
    assert _found((site, course_dir / "release"), secrets) == set()


def test_no_file_of_the_instructors_is_there(site: Path, course_dir: Path) -> None:
    paths = [path for place in (site, course_dir / "release") for path in place.rglob("*")]
    assert {"questions_data.py", "handed_out.json"} <= {path.name for path in paths}
    kept = {"key.toml", "notebook.py", "golden.toml", "programs.toml", "mutants.toml", "cases", "assignments"}
    assert kept & {path.name for path in paths} == set()


def test_what_lies_where_students_get_it_would_be_found(
    course: Course, tmp_path: Path, secrets: set[str]
) -> None:
    """As in the wheel of before: it is every file of the course that has secrets, and no check."""
    for slug in SLUGS:
        shutil.copytree(course.folder / slug, tmp_path / slug)
    found = {name for name, _ in _found((tmp_path,), secrets)}
    assert {"notebook.py", "golden.toml", "programs.toml", "key.toml", "another_style.py"} <= found
    assert not found & {path.name for path in BUNDLED.glob("*/checks/*.py")}


# What is right is not in the checks.


def _decided(folder: Path, dataset: Dataset) -> tuple[set[str], set[str]]:
    """Of all choices: the variables about which checks say anything, and those that they want a key for.

    Each option is given, and nothing else: a student with the checks could ask them in that way.
    """
    told, wanted = set(), set()
    for assignment in load_course(folder).assignments:
        for rubric in rubrics_of(assignment).values():
            for criterion in rubric.criteria:
                form = criterion.local
                for option in form.options if isinstance(form, FormOfOption) else ():
                    assert isinstance(form, FormOfOption)
                    answers = Answers(rubric.asks, answered(rubric.asks, {form.name: option}, dataset))
                    judge: Any = criterion.judge
                    try:
                        judge(answers, dataset)
                    except CourseError:
                        wanted.add(form.name)
                    except Unanswered:  # it is judged by the student's own networks
                        continue
                    else:
                        told.add(form.name)
    return told, wanted


def test_checks_decide_about_no_choice_without_the_key(mine: Path, course: Course, digits: Dataset) -> None:
    told, wanted = _decided(mine / BESIDE, digits)
    assert told == set()
    assert wanted == {name for assignment in course.assignments for name in _key(assignment).answers}


def test_a_check_that_names_the_right_letter_would_be_found(mine: Path, digits: Dataset) -> None:
    path = mine / BESIDE / "fully_connected" / "checks" / "questions_data.py"
    named = path.read_text(encoding="utf-8").replace('key["learning_problem"]', '"d"')
    path.write_text(named, encoding="utf-8")
    assert _decided(mine / BESIDE, digits)[0] == {"learning_problem"}


# What students can do with it.


def test_a_solved_notebook_is_checked_with_the_install_alone(
    site: Path, mine: Path, course_dir: Path
) -> None:
    folder = open_folder(course_dir)
    nbformat.write(folder.source(folder.course.assignment("fully_connected")), mine / "fully_connected.ipynb")
    done = _autograder(site, mine, "check", "fully_connected.ipynb", "--language", "en", "--sandbox", "none")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "◌ Which learning problem it is" in done.stdout
    assert "(7 of 7 points): All 7 checks hold" in done.stdout


SCRIPT = """
import autograder, sys
print(autograder.__file__, file=sys.stderr)
from autograder import Grader
grader = Grader("fully_connected", language="en", dataset="data.npz")
dataset_name, number_of_classes, learning_problem = "mnist", 10, sys.argv[1]
print(repr(grader.check("q_dataset")))
numbers_are = sys.argv[1]
print(repr(Grader("exploration", language="es", dataset="data.npz").check("prediction_vector")))
"""


def test_at_home_a_right_letter_looks_like_a_wrong_one_in_either_assignment(site: Path, mine: Path) -> None:
    done = [_python(site, mine, "-c", SCRIPT, letter) for letter in "da"]
    assert [each.returncode for each in done] == [0, 0], done[0].stderr
    assert done[0].stdout == done[1].stdout
    assert "◌ Which learning problem it is" in done[0].stdout
    assert "◌ Qué son los diez números" in done[0].stdout
    assert str(site) in done[0].stderr


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_notebook_without_its_folder_is_told_what_to_do(site: Path, mine: Path, language: str) -> None:
    shutil.rmtree(mine / BESIDE)
    told = {"en": "put the folder autograder_course, which came with this notebook, beside it",
            "es": "pon junto a este cuaderno la carpeta autograder_course que venía con él"}  # fmt: skip
    done = _autograder(site, mine, "check", "exploration.ipynb", "--language", language)
    assert (done.returncode, done.stderr.strip()) == (2, f"autograder: {told[language]}")
    script = f"from autograder import Grader\nGrader('exploration', {language!r})"
    assert told[language] in _python(site, mine, "-c", script).stderr.splitlines()[-1]


def test_a_folder_that_came_with_another_notebook_is_told(site: Path, course_dir: Path, mine: Path) -> None:
    shutil.rmtree(mine / BESIDE)
    shutil.copytree(course_dir / "release" / "exploration" / BESIDE, mine / BESIDE)
    done = _autograder(site, mine, "check", "fully_connected.ipynb", "--language", "en")
    assert done.returncode == 2
    assert "the folder autograder_course has no checks of fully_connected" in done.stderr


# What instructors need.


def test_who_has_the_students_install_is_told_what_an_instructor_installs(site: Path, tmp_path: Path) -> None:
    script = (
        "import sys\nfrom autograder.cli import main\n"
        "print([main(words.split()) for words in ('init new', 'prove', 'mutate', 'demo --out out')])"
    )
    done = _python(site, tmp_path, "-c", script)
    assert done.stdout.strip() == "[2, 2, 2, 2]", done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 4
    assert all('`pip install ".[grading]" ./assignments`' in line for line in lines)
    assert not (tmp_path / "new").exists()


def test_both_installed_side_by_side_are_a_whole_course(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "both")
    with instructors(tmp_path) as wheel:
        wheel.extractall(tmp_path / "both")
    script = (
        "from autograder.course.course import load_course\n"
        "from autograder.scoring.rubrics import rubrics_of\n"
        "from autograder.scoring.truth import truth_of\n"
        "course = load_course()\n"
        "found = [truth_of(course, a, rubrics_of(a), None) for a in course.assignments]\n"
        "print(course.folder, course.digest, course.translator('es')('How many layers'))"
    )
    done = _python(tmp_path / "both", tmp_path, "-c", script)
    words = f"{tmp_path / 'both' / 'assignments'} {load_course().digest} Cuántas capas"
    assert done.stdout.strip() == words, done.stderr
