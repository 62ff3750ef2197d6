"""Links in submissions: nbgrader would follow them where it copies what lies beside a notebook.

A student's link may name any file of the instructor's, and feedback hands it back.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

_USUAL = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback")  # what nbgrader leaves out by itself


class LeftOut(list[str]):
    """nbgrader's `CourseDirectory.ignore`, with every link below a folder, as it is when files are copied.

    nbgrader asks for `ignore + [...]` before each copy, and leaves out what one of these patterns names.
    Pipes and devices are left out as well: a copy of one may never end.
    """

    def __init__(self, submitted: Path, usual: Iterable[str] = _USUAL) -> None:
        super().__init__(usual)
        self._submitted = submitted

    def __add__(self, more: Iterable[str]) -> list[str]:  # type: ignore[override]
        return [*self, *map(glob.escape, map(str, no_files(self._submitted))), *more]


def no_files(folder: Path) -> Iterator[Path]:
    """Whatever lies below a folder and is no file or folder of its own, or may not be looked at."""
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if not _is_plain(path := Path(place, name)):
                yield path


def _is_plain(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:  # one student's folder may be closed, and stops nobody else's
        return False
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)
