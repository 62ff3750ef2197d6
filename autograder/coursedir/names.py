"""Names that nbgrader takes for something else: it finds folders by patterns, and makes a URL of a path."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import FolderError
from autograder.messages import Message, say

_OF_PATTERNS = "*?["
_OF_THE_GRADEBOOK = "%"  # which alembic, as it makes the gradebook, takes for a setting of its own


def expect_no_pattern(folder: Path) -> None:
    """FolderError where nbgrader could not work in a course folder at this path, links followed."""
    path = f"{folder.absolute()}{folder.resolve()}"
    if signs := [sign for sign in _OF_PATTERNS + _OF_THE_GRADEBOOK if sign in path]:
        raise FolderError(
            "nbgrader cannot work in {path}: choose a folder with no {signs} in its path",
            path=folder,
            signs=" ".join(signs),
        )


def misread(student: str) -> Message | None:
    """Why nbgrader would take the name of this student's folder for another's; None where it does not."""
    if signs := [sign for sign in _OF_PATTERNS if sign in student]:
        return say("nbgrader takes {signs} in the folder's name for a pattern of others' names: rename it",
                   signs=" ".join(signs))  # fmt: skip
    if student.strip() != student:
        return say("the folder's name begins or ends with a blank, which nbgrader drops: rename it")
    return None
