"""Pages on disk, each with a digest of what it rests on, so that only what changed is rendered.

A page stands if it rests on the same inputs and is still the file that was written then. All pages
fall when the code that makes them changes, its words, or the course.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.course.changes import MANIFEST
from autograder.coursedir.coursedir import DATA, CourseFolder
from autograder.coursedir.roster import ROSTER
from autograder.messages import of_error, say
from autograder.pipeline.outcome import Problem
from autograder.scoring.score import broke_at
from autograder.state_files import read_versioned, write_versioned
from reference.errors import Told
from reports.render import Page, write

FORMAT_VERSION = 1
RECORD = ".pages.json"

_PACKAGES = Path(__file__).parents[2]
_MADE_BY = (
    "autograder/**/*.py", "autograder/locale/*.po", "reference/**/*.py", "reference/calibration/*.json",
    "reports/**/*.py", "reports/locale/*.po", "reports/templates/*",
)  # fmt: skip


@dataclass(frozen=True)
class _KeptPage:
    """A page as it was written; `about` is a line on it for the page in front."""

    digest: str
    size: int
    mtime_ns: int
    about: str = ""


class PageCache:
    """The pages in a course's reports folder; the record of them is written when the block ends."""

    def __init__(self, folder: CourseFolder) -> None:
        self._folder, self._path = folder, folder.reports / RECORD
        self._made_by = _digest([code_digest(), course_digest(folder)])
        self._kept: dict[str, _KeptPage] = {}
        self.written = self.unchanged = 0
        self.broken: list[Problem] = []

    def __enter__(self) -> Self:
        self._kept = read_versioned(self._path, FORMAT_VERSION, self._still_good) or {}
        return self

    def _still_good(self, record: dict[str, Any]) -> dict[str, _KeptPage]:
        """None of them, where what makes pages was another then."""
        pages = record["pages"] if record["made_by"] == self._made_by else {}
        return {name: _KeptPage(**entry) for name, entry in pages.items()}

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pages = {name: asdict(entry) for name, entry in self._kept.items()}
        write_versioned(self._path, FORMAT_VERSION, {"made_by": self._made_by, "pages": pages})

    def put(self, path: Path, rests_on: Iterable[str], page: Callable[[], Page], about: str = "") -> None:
        """Render a page to `path`, unless the one there rests on the same."""
        name, digest = self._name(path), _digest(rests_on)
        if self._stands(path, digest):
            self.unchanged += 1
            return
        write(page(), path, self._folder.translate)
        found = path.stat()
        self._kept[name] = _KeptPage(digest, found.st_size, found.st_mtime_ns, about)
        self.written += 1

    @contextmanager
    def guarded(self, path: Path) -> Iterator[None]:
        """A page that cannot be rendered is none, which is told, and keeps no other from being rendered."""
        try:
            yield
        except OSError:  # of our disk, which the next page needs as well
            raise
        except Exception as error:
            path.unlink(missing_ok=True)  # an earlier one would be stale
            self._kept.pop(self._name(path), None)
            why = of_error(error) if isinstance(error, Told) else broke_at(error)
            reason = say("this page could not be rendered ({why})", why=why)
            self.broken.append(Problem(self._name(path), reason))

    def about(self, path: Path) -> str:
        """What was said of a page when it was written; nothing if it no longer counts."""
        found = self._kept.get(self._name(path))
        return found.about if found else ""

    def keep_only(self, folder: Path, paths: Iterable[Path]) -> None:
        """Remove every other page from a folder: of students who are no longer there."""
        kept = {*paths}
        for stale in {*folder.glob("*.html")} - kept:
            stale.unlink()
        names, own = {self._name(path) for path in kept}, f"{self._name(folder)}/"
        for gone in [name for name in self._kept if name.startswith(own) and name not in names]:
            del self._kept[gone]

    def _stands(self, path: Path, digest: str) -> bool:
        known = self._kept.get(self._name(path))
        try:
            found = path.stat()
        except OSError:
            return False
        return known is not None and (known.digest, known.size, known.mtime_ns) == (
            digest, found.st_size, found.st_mtime_ns,
        )  # fmt: skip

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder.reports).as_posix()


@cache
def code_digest() -> str:
    """Of all that makes pages: code, templates, words."""
    return _digest_of(path for pattern in _MADE_BY for path in _PACKAGES.glob(pattern))


def course_digest(folder: CourseFolder) -> str:
    """Of the course's own words, the instructor's choices, and what was calibrated for them."""
    own, hidden = folder.course.folder, (folder.hidden_file,) if folder.hidden_file else ()
    calibrated = folder.calibration("any").parent.glob("*.json")
    words = (own / MANIFEST, *own.glob("locale/*.po"), *hidden, *calibrated)
    return _digest_of((*words, *(folder.path / name for name in (MANIFEST, ROSTER, DATA))))


def _digest_of(paths: Iterable[Path]) -> str:
    return _digest(hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths) if path.is_file())


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()
