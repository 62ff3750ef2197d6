"""Every import contract holds, and breaks where an import that it forbids is planted."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["name"] for contract in SETTINGS["contracts"]}

WAYS = "Imports run one way: assignments -> autograder -> reference, reports"
DATA = "The way of the data: what is asked -> handed in -> shown -> worth -> told"
CHECKS = "A course knows the words for checks, what they say of networks, and the data"
INSIDE = "What runs beside student code knows nothing of ours"
CIRCLES = "No circles between siblings"
NOTEBOOK = "A student's notebook needs no grading extra"
DRAWING = "The page to draw on needs what a student installs"
DASK = "Dask is known to what speaks to a cluster alone"
WORKER = "What runs at a worker knows neither scores nor course folders"
OWN_CHECK = "A student's own check of a notebook needs Jupyter alone"

#: The linter without this checkout on its path: of a namespace package Python takes what lies in either.
LINT = """
import sys
checkout = sys.argv.pop()
sys.path[:] = [".", *(entry for entry in sys.path if entry not in ("", checkout))]
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True))
"""

#: What is planted: the contracts that it breaks, and the lines that are added, by file.
PLANTED: dict[str, tuple[set[str], dict[str, str]]] = {
    "running student code knows what it is worth": (
        {DATA, WORKER}, {"autograder/execution/watchdog.py": "from autograder.scoring import score"},
    ),
    "scoring runs student code": (
        {DATA}, {"autograder/scoring/score_sheet.py": "import autograder.execution.kernel"},
    ),
    "what runs beside student code knows the course": (
        {DATA, INSIDE}, {"autograder/inside/linux.py": "from autograder.course import course"},
    ),
    "what runs beside student code knows the data": (
        {INSIDE}, {"autograder/inside/linux.py": "import reference.datasets"},
    ),
    "what runs beside student code knows our sentences": (
        {INSIDE}, {"autograder/inside/linux.py": "from autograder import catalogues"},
    ),
    "a check that draws pages": (
        {CHECKS}, {"assignments/fully_connected/checks/data.py": "import reports.render"},
    ),
    "a check that has a notebook's Grader": (
        {CHECKS}, {"assignments/fully_connected/checks/data.py": "from autograder import Grader"},
    ),
    "a room that the contract does not name": ({DATA}, {"autograder/shed/__init__.py": ""}),
    "a check that knows the pages": (
        {CHECKS}, {"assignments/fully_connected/checks/data.py": "from autograder.pages import site"},
    ),
    "two siblings that know each other": (
        {CIRCLES},
        {
            "reports/charts/axes.py": "import reports.charts.scatter",
            "reports/charts/scatter.py": "import reports.charts.axes",
        },
    ),
    "reports that know the grader": (
        {WAYS}, {"reports/digit_pictures.py": "import autograder.messages"},
    ),
    "a Grader that reads notebooks": (
        {NOTEBOOK}, {"autograder/student/progress.py": "def late() -> None:\n    import nbformat"},
    ),
    "a page to draw on that needs what graders install": (
        {DRAWING, NOTEBOOK}, {"autograder/playground/page.py": "import jinja2"},
    ),
    "a grading that is of Dask": (
        {DASK}, {"autograder/grading/grade.py": "def far() -> None:\n    import distributed"},
    ),
    "a worker that scores": (
        {WORKER}, {"autograder/pipeline/orders.py": "from autograder.scoring import score"},
    ),
    "a student's check that needs nbgrader": (
        {OWN_CHECK}, {"autograder/student/notebook_file.py": "import nbgrader"},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every module that the contracts are about, and their text."""
    house = tmp_path_factory.mktemp("house") / "sources"
    for package in SETTINGS["root_packages"]:
        for path in (ROOT / package).rglob("*.py"):
            copy = house / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    shutil.copy(ROOT / "pyproject.toml", house)
    return house


def _broken(house: Path) -> set[str]:
    """The contracts that the linter finds broken; its exit code says whether there are any."""
    done = subprocess.run(
        [sys.executable, "-c", LINT, str(ROOT)], cwd=house, capture_output=True, text=True, check=False
    )
    states = dict(re.findall(r"^(.+) (KEPT|BROKEN)\b.*$", done.stdout, re.MULTILINE))
    assert states.keys() == CONTRACTS, done.stdout + done.stderr
    broken = {name for name, state in states.items() if state == "BROKEN"}
    assert done.returncode == (1 if broken else 0)
    return broken


def test_all_contracts_hold(sources: Path) -> None:
    assert _broken(sources) == set()


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_forbidden_breaks_its_contract(name: str, sources: Path, tmp_path: Path) -> None:
    expected, planted = PLANTED[name]
    house = shutil.copytree(sources, tmp_path / "house")
    for path, lines in planted.items():
        (house / path).parent.mkdir(exist_ok=True)
        with (house / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{lines}\n")
    assert _broken(house) == expected


def test_every_contract_is_tried() -> None:
    assert set().union(*(broken for broken, _ in PLANTED.values())) == CONTRACTS
