"""The one notebook among what a student uploaded."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.errors import SubmissionError

_PASSED_OVER = ("__MACOSX", "__pycache__", "autograder_course")


def the_notebook(folder: Path) -> Path:
    """The plain file that ends in .ipynb, whatever it is called; SubmissionError where there is not one."""
    found = sorted(_notebooks(folder))
    if not found:
        raise SubmissionError("There is no notebook in what you handed in: upload your .ipynb file.")
    if len(found) > 1:
        names = ", ".join(path.relative_to(folder).as_posix() for path in found)
        raise SubmissionError(
            "There is more than one notebook in what you handed in ({names}): upload the one that counts.",
            names=names,
        )
    return found[0]


def _notebooks(folder: Path) -> list[Path]:
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _PASSED_OVER and not name.startswith(".")]
        paths = (Path(place, name) for name in names if name.lower().endswith(".ipynb"))
        found += [path for path in paths if not path.name.startswith(".") and _is_plain(path)]
    return found


def _is_plain(path: Path) -> bool:
    """A link is followed by nobody."""
    return path.is_file() and not path.is_symlink()
