"""What the process that records says arrives as it was meant."""

from __future__ import annotations

import errno
from multiprocessing import Pipe
from pathlib import Path

import pytest

from autograder.errors import AutograderError, FolderError, GradebookError
from autograder.grading import wire
from autograder.messages import plural, say
from autograder.pipeline.outcome import Problem
from reference.errors import Told, UnusableData

ERRORS = {
    "with values": FolderError("{path} holds {count}", path=Path("x"), count=3),
    "without": AutograderError("as it is, {braces} and all"),
    "with a message in it": GradebookError("no: {reason}", reason=say("{count} are left", count=2)),
    "of the room below": UnusableData("no data in {file}", file="a.npz"),
}


def _said(error: Told | OSError) -> Told | OSError:
    ours, theirs = Pipe()
    with ours, theirs:
        wire.failure(theirs, error)
        try:
            wire.answered(ours)
        except (Told, OSError) as raised:
            return raised
    raise AssertionError("it was no error")


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_the_same_at_the_other_end(name: str) -> None:
    found = _said(ERRORS[name])
    assert isinstance(found, Told)
    assert type(found) is type(ERRORS[name])
    assert (str(found), found.template) == (str(ERRORS[name]), ERRORS[name].template)
    assert found.values.keys() == ERRORS[name].values.keys()


def test_one_of_the_systems_has_its_number_and_file() -> None:
    found = _said(OSError(errno.ENOSPC, "No space left on device", "/x"))
    assert isinstance(found, OSError)
    assert (found.errno, found.filename) == (errno.ENOSPC, "/x")


def test_problems_keep_names_that_are_no_text_and_plurals() -> None:
    told = (
        Problem("jos\udce9", plural("{count} cell", "{count} cells", 2)),
        Problem("ada", say("no grade: {why}", why=say("late"))),
    )
    ours, theirs = Pipe()
    with ours, theirs:
        wire.answer(theirs, told)
        assert wire.answered(ours) == told


def test_nobody_at_the_other_end_is_told() -> None:
    ours, theirs = Pipe()
    theirs.close()
    with ours, pytest.raises(EOFError):
        wire.answered(ours)
