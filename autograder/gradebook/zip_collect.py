"""What learning platforms call a submission: Moodle's and Canvas's downloads, through nbgrader's zip_collect.

Moodle: `Ada Lovelace_1234_assignsubmission_file_/notebook.ipynb` (a folder a student), or the
same in one name. Canvas: `lovelaceada_late_123_4567_notebook-1.ipynb`, or without `late`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import Unicode

from autograder.coursedir.roster import Student, read_roster

_MOODLE = re.compile(r"(?P<who>[^/]+)_\d+_assignsubmission_file_?/?(?P<file>[^/]*\.ipynb)$")
_CANVAS = re.compile(r"(?P<who>[^/_]+)(_late)?_\d+_\d+_(?P<file>[^/]*\.ipynb)$", re.IGNORECASE)
_COPY = re.compile(r"( ?\(\d+\)|-\d+)$")


class PlatformCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Finds student and notebook in a file's name; other names go by nbgrader's `named_regexp`."""

    course_dir = Unicode("", help="The course folder; set by configure().").tag(config=True)

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        found = sent_in(submitted_file)
        if found is None:
            other: dict[str, str] | None = super().collect(submitted_file) if self.named_regexp else None
            return other
        who, notebook = found
        return {"student_id": student_of(who, read_roster(Path(self.course_dir))), "file_id": notebook}


def sent_in(path: str) -> tuple[str, str] | None:
    """(who, notebook's name without what platforms add to it) of a downloaded file's path."""
    place = "/".join(Path(path).parts[-2:])
    match = _MOODLE.search(place) or _CANVAS.match(Path(path).name)
    if match is None:
        return None
    return match["who"], _COPY.sub("", Path(match["file"]).stem)


def student_of(who: str, roster: Iterable[Student]) -> str:
    """The id on the roster of whoever a platform calls so; else the name itself, fit for a folder.

    Moodle writes first and last name, Canvas last and first without a space.
    """
    wanted = _letters(who)
    for student in roster:
        first, last = _letters(student.first_name), _letters(student.last_name)
        if wanted == _letters(student.id) or (first + last and wanted in (first + last, last + first)):
            return student.id
    return re.sub(r"\W+", "_", _without_accents(who)).strip("_").lower() or "nobody"


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", _without_accents(name)).lower()


def _without_accents(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
