"""A refusal comes at once: what it does not need is not imported for it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.coursedir.init import make_folder

#: What takes long to import, or brings what does.
HEAVY = (
    "IPython", "jinja2", "jupyter_client", "jupytext", "keras", "matplotlib", "nbclient", "nbconvert",
    "nbformat", "nbgrader", "pandas", "scipy", "sklearn", "sqlalchemy", "statsmodels", "tensorflow",
)  # fmt: skip

#: Each command line in one fresh interpreter: its exit code, what it said, what was imported for it.
SCRIPT = """
import contextlib, io, json, sys
from autograder.cli import main
given = json.load(sys.stdin)
for line in given["lines"]:
    said = io.StringIO()
    before = set(sys.modules)
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            code = main(line.split())
        except SystemExit as end:
            code = end.code
    new = sorted(set(given["heavy"]) & (set(sys.modules) - before))
    print(json.dumps([code, said.getvalue(), new]))
"""

#: The folders are made by `_places`.
REFUSED = {
    "init full": "is not empty",
    "init new --dataset cifar": "no dataset is called 'cifar'",
    "init new --dataset absent.npz": "is not there",
    "init new --course nowhere": "it is not there",
    "init course --language es": "is a course already",
    "init broken": "not valid TOML",
    "grade nowhere": "no course folder",
    "grade broken": "not valid TOML",
    "grade course": "nothing was handed in",
    "grade course nonsense": "no assignment 'nonsense'",
    "grade course fully_connected": "nobody handed in fully_connected",
    "grade handed_in fully_connected --student zed": "zed handed in nothing",
    "rescore nowhere": "no course folder",
    "rescore course": "nothing was handed in",
    "rescore course nonsense": "no assignment 'nonsense'",
    "explain nowhere ada train": "no course folder",
    "explain course ada nonsense": "which exercise is 'nonsense'?",
    "explain course ada load_data": "ada handed in nothing",
    "explain handed_in ada load_data": "has no score sheet",
    "confirm nowhere fully_connected train": "no course folder",
    "confirm course nonsense train": "no assignment 'nonsense'",
    "confirm course fully_connected nonsense": "no exercise 'nonsense'",
    "confirm course fully_connected train ada": "nothing of that waits",
    "override nowhere ada train --lift": "no course folder",
    "override course ada nonsense --lift": "which exercise is 'nonsense'?",
    "override course ada load_data --lift": "ada handed in nothing",
    "override course ada load_data": "--points",
    "extend nowhere ada fully_connected --until 2027-03-01": "is no course folder",
    "extend course ada nonsense --until 2027-03-01": "has no assignment 'nonsense'",
    "extend course ada fully_connected --until 2027-03-01": "fully_connected has no deadline",
    "extend course ada fully_connected --lift": "ada has no extension",
    "extend course ada fully_connected": "--until",
    "export nowhere": "no course folder",
    "export course": "nothing was handed in",
    "export course nonsense": "no assignment 'nonsense'",
    "export course fully_connected --out nowhere/criteria.csv": "nowhere is not there",
    "export course fully_connected --out full": "full is a folder",
    "init in[1]/new": "choose a folder with no [ in its path",
    "demo --out what?": "choose a folder with no ? in its path",
    "forget nowhere ada": "no course folder",
    "forget course ../ada": "no student's name",
    "report nowhere": "no course folder",
    "report course": "is graded yet",
    "report course nonsense": "no assignment 'nonsense'",
    "train --variants nonsense": "no variant matches",
    "train --dataset cifar": "no dataset is called 'cifar'",
    "train --dataset absent.npz": "is not there",
    "train --out full/mine/deeper": "a part of its path is no folder",
    "train --course nowhere": "no course folder",
    "train --course course --dataset digits": "leave --dataset out",
    "calibrate --variants nonsense": "no variant matches",
    "calibrate --dataset cifar": "no dataset is called 'cifar'",
    "calibrate --course course --variants nonsense": "no variant matches",
    "calibrate --course nowhere": "no course folder",
    "calibrate --course course --dataset digits": "leave --dataset out",
    "check nowhere.ipynb": "is not there",
    "check nowhere.ipynb --dataset cifar": "no dataset is called 'cifar'",
    "check nowhere.ipynb --dataset absent.npz": "is not there",
    "prove nonsense": "no assignment 'nonsense'",
    "prove ./nowhere": "it is not there",
    "mutate nonsense": "no assignment 'nonsense'",
    "mutate --exercise nonsense": "no exercise 'nonsense'",
    "demo --out full": "is not empty",
}


@dataclass(frozen=True)
class Refusal:
    code: int
    said: str
    heavy: list[str]


def _places(place: Path, data: Path) -> None:
    make_folder(place / "course", "en", str(data))
    folder = make_folder(place / "handed_in", "en", str(data))
    folder.submitted("fully_connected", "ada").parent.mkdir(parents=True)
    (place / "full").mkdir()
    (place / "full" / "mine").touch()
    (place / "broken").mkdir()
    (place / "broken" / "course.toml").write_text("language =", encoding="utf-8")


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> dict[str, Refusal]:
    place = tmp_path_factory.mktemp("refused")
    _places(place, small_npz)
    before = _files(place)
    given = json.dumps({"lines": list(REFUSED), "heavy": HEAVY})
    run = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(run, input=given, cwd=place, capture_output=True, text=True, check=True)
    assert _files(place) == before
    answers = (Refusal(*json.loads(line)) for line in done.stdout.splitlines())
    return dict(zip(REFUSED, answers, strict=True))


def _files(place: Path) -> set[Path]:
    return {path for path in place.rglob("*") if path.suffix not in (".mo", ".pyc")}


@pytest.mark.parametrize("line", REFUSED)
def test_a_refusal_needs_none_of_what_takes_long(line: str, refusals: dict[str, Refusal]) -> None:
    found = refusals[line]
    assert found.code == 2
    assert REFUSED[line] in found.said
    assert found.heavy == []
