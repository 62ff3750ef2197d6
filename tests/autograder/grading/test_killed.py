"""Wherever a grading is killed, the next one ends in the same state as one that was never killed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.autograder.grading.faults import Fault, How
from tests.autograder.grading.killed import RIGHT, Undisturbed, copied, grading, hand_in, state

pytestmark = pytest.mark.slow

#: What is about to happen when a grading is killed, and for which time.
FIRST = {
    "the lock is to be taken": ("write .autograder/lock", 0),
    "evidence lies half written": ("write .autograder/evidence/.new-*/.new-*", 1),
    "the gradebook is to be made": ("commit gradebook.db", 0),
    "the release is copied": ("write release/spread/autograder_course/course.toml", 0),
    "the gradebook knows no cell yet": ("commit gradebook.db", 8),
    "the gradebook knows some of the cells": ("commit gradebook.db", 12),
    "the gradebook knows most of the cells": ("commit gradebook.db", 18),
    "the release is to be written": ("write release/spread/spread.ipynb", 0),
    "the roster is in the gradebook": ("mkdir autograded/ada/spread", 0),
    "one student is recorded and one is not": ("mkdir autograded/grace/spread", 0),
    "no page is written": ("write reports/spread/.ada.html.*.draft", 0),
}
AGAIN = {
    "nothing is kept": ("mkdir .autograder/evidence/.new-*", 0),
    "evidence is begun": ("write .autograder/evidence/.new-*/.new-*", 0),
    "evidence lies half written": ("write .autograder/evidence/.new-*/.new-*", 1),
    "evidence is to be put in its place": ("rename .autograder/evidence/*", 0),
    "the sheet is to be written": ("write .autograder/sheets/spread/.new-*", 0),
    "the sheet is to be put in its place": ("rename .autograder/sheets/spread/ada.json", 0),
    "the sheet is there": ("write .autograder/sheets/spread/.new-*", 1),
    "the ledger is to forget": ("write .autograder/recorded/.new-*", 0),
    "the ledger is about to forget": ("rename .autograder/recorded/spread.json", 0),
    "the ledger has forgotten": ("remove spread.ipynb", 0),
    "nothing is autograded": ("rmdir autograded/ada/spread", 0),
    "autograded is to be written": ("mkdir autograded/ada/spread", 0),
    "the notebook is to be sanitised": ("write autograded/ada/spread/spread.ipynb", 0),
    "the sheet is to be written once more": ("rename .autograder/sheets/spread/ada.json", 1),
    "the notebook is to be autograded": ("write autograded/ada/spread/spread.ipynb", 1),
    "the ledger is to learn of it": ("write .autograder/recorded/.new-*", 1),
    "the ledger is about to learn of it": ("rename .autograder/recorded/spread.json", 1),
    "a page is to be written": ("write reports/spread/.ada.html.*.draft", 0),
    "a page is to be put in its place": ("rename reports/spread/ada.html", 0),
    "the pages are to be noted": ("rename reports/.pages.json", 0),
    "all is done": ("remove .autograder/holder.json", 0),
}
#: Within nbgrader's own step, where points go into the gradebook.
COMMITS = ("comment 1", "grade 1", "comment 2", "grade 2", "by hand", "hand-in time", "lateness")


def _place(points: Sequence[str], point: str, time: int) -> int:
    return [place for place, seen in enumerate(points) if seen == point][time]


@pytest.mark.parametrize("name", FIRST)
def test_a_first_grading_may_be_killed(first: Undisturbed, tmp_path: Path, name: str) -> None:
    folder = copied(first.before, tmp_path / "course")
    grading(folder.path, Fault(How.BEFORE, _place(first.passed.points, *FIRST[name])))
    grading(folder.path)
    assert state(folder) == first.state


@pytest.mark.parametrize("name", AGAIN)
def test_a_grading_may_be_killed(first: Undisturbed, again: Undisturbed, tmp_path: Path, name: str) -> None:
    _kill(first, again, tmp_path, _place(again.passed.points, *AGAIN[name]))


@pytest.mark.parametrize("number", range(len(COMMITS)), ids=COMMITS)
def test_the_gradebook_may_be_left_in_the_midst(
    first: Undisturbed, again: Undisturbed, tmp_path: Path, number: int
) -> None:
    after = _place(again.passed.points, "rename .autograder/sheets/spread/ada.json", 1)
    points = list(enumerate(again.passed.points))
    commits = [at for at, point in points if at > after and point == "commit gradebook.db"]
    _kill(first, again, tmp_path, commits[number])


def _kill(first: Undisturbed, again: Undisturbed, tmp_path: Path, place: int) -> None:
    """After it, what was handed in is graded as ever, and so is what was handed in before."""
    folder = copied(again.before, tmp_path / "course")
    grading(folder.path, Fault(How.BEFORE, place))
    taken_back = copied(folder, tmp_path / "taken-back")
    grading(folder.path)
    assert state(folder) == again.state
    hand_in(taken_back, "ada", RIGHT)
    grading(taken_back.path)
    assert _points(state(taken_back)) == _points(first.state)


def _points(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("grades", "sheets", "autograded", "evidence", "unfinished")}
