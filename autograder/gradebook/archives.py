"""Archives that came from students, opened with suspicion: nothing outside the folder, no links, no bombs.

What cannot be opened is told and costs nobody else anything.
"""

from __future__ import annotations

import errno
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO

from autograder.messages import Message, say
from autograder.submissions.instead import Kind, kind_of
from autograder.submissions.passed_over import is_passed_over

LARGEST = 256 << 20  # bytes of one file
_TOGETHER = 512 << 20  # bytes out of one archive within a download
_MOST = 2000  # files out of one such archive
_DEEPEST = 3  # archives within archives
_AT_ONCE = timedelta(minutes=2)
_PIECE = 1 << 20  # bytes

_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)
_BROKEN = (OSError, EOFError, ValueError, LookupError, OverflowError, RuntimeError, zipfile.BadZipFile,
           tarfile.TarError, zlib.error, lzma.LZMAError, struct.error)  # fmt: skip


class _TooMuch(Exception):
    """More comes out of an archive than a submission can be."""


@dataclass(frozen=True)
class _Member:
    """A file in an archive; `when` it was changed last, as far as the archive tells."""

    name: str
    when: datetime | None
    open: Callable[[], IO[bytes]]


@dataclass
class _Left:
    """What may still come out of one archive and those within it."""

    bytes: float
    files: float


class Unpacking:
    """Opens archives; `times` of what came out, in UTC, by path, and what is `told` of the rest."""

    def __init__(self) -> None:
        self.times: dict[Path, datetime] = {}
        self.told: list[Message] = []

    def unpack(self, archive: Path, to: Path, own: bool = False) -> None:
        """Unpack what was downloaded of a class, or a student's `own`, with the archives within it.

        What lies in a student's own archive came when that did, whatever it says. Where all of several
        files of a download bear one time, it is that of the download, and says nothing of them.
        """
        before = {*self.times}
        self._open(archive, to, _Left(_TOGETHER, _MOST) if own else _Left(float("inf"), float("inf")))
        came = {path: when for path, when in self.times.items() if path not in before}
        at_once = len(came) > 1 and max(came.values()) - min(came.values()) <= _AT_ONCE
        for path in came if own or at_once else ():
            del self.times[path]

    def _open(self, path: Path, to: Path, left: _Left, came: datetime | None = None, depth: int = 0) -> None:
        try:
            for member in _members(path):
                self._take(member, path.name, to, left, came, depth)
        except _TooMuch:
            self._tell_too_much(path.name)
        except _BROKEN as error:
            _raise_of_our_disk(error)
            self.told.append(say("{archive} cannot be opened: unpack it by hand, or ask for the notebook",
                                 archive=path.name))  # fmt: skip

    def _take(
        self, member: _Member, archive: str, to: Path, left: _Left, came: datetime | None, depth: int
    ) -> None:
        parts = [part for part in member.name.replace("\\", "/").split("/") if part not in ("", ".")]
        if not parts or any(map(is_passed_over, parts)):
            return
        if ".." in parts or member.name.startswith("/") or ":" in parts[0][1:2]:
            self.told.append(say("{archive} holds {name}, a path outside of it: left out", archive=archive,
                                 name=member.name))  # fmt: skip
            return
        place = to.joinpath(*parts[:-1], as_notebook(parts[-1]))
        try:
            _copy(member, place, left)
        except (_TooMuch, *_BROKEN) as error:
            if depth and isinstance(error, _TooMuch):
                raise
            _raise_of_our_disk(error)
            self.told.append(say("{name} of {archive} cannot be unpacked: left out", archive=archive,
                                 name=member.name))  # fmt: skip
            return
        self._keep(place, came if depth else member.when, left, depth)

    def _keep(self, place: Path, when: datetime | None, left: _Left, depth: int) -> None:
        """Note when a file came; open it, if it is an archive itself."""
        if kind_of(place.name) is Kind.ARCHIVE:
            own = left if depth else _Left(_TOGETHER, _MOST)
            if depth >= _DEEPEST:
                self._tell_too_much(place.name)
            else:
                self._open(place, place.with_name(stem_of(place.name)), own, when, depth + 1)
            place.unlink()
        elif when is not None:
            self.times[place] = when

    def _tell_too_much(self, archive: str) -> None:
        self.told.append(say("{archive} is not opened further: it holds more than a submission can",
                             archive=archive))  # fmt: skip


def _raise_of_our_disk(error: Exception) -> None:
    """What is no student's fault is not told as one."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EROFS):
        raise error


def stem_of(name: str) -> str:
    """An archive's name without what tells its kind."""
    return re.sub(r"(\.tar)?\.[^.]*$", "", name) or "archive"


def as_notebook(name: str) -> str:
    """The name with `.ipynb` as it must be, where mail or a browser put something behind it."""
    return _NOTEBOOK.sub(".ipynb", name)


def _members(path: Path) -> Iterator[_Member]:
    """The files of a zip or tar archive, without folders, links and devices."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if not info.is_dir() and (info.external_attr >> 28) in (0, 0o10):  # 0o10: a plain file
                    yield _Member(_name(info), _when(info), partial(archive.open, info))
        return
    with tarfile.open(path) as tar:
        for entry in tar:
            if entry.isreg():
                yield _Member(entry.name, _moment(entry.mtime), partial(_within, tar, entry))


def _within(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    found = tar.extractfile(entry)
    if found is None:
        raise ValueError("no file")
    return found


def _name(info: zipfile.ZipInfo) -> str:
    """A Mac writes names in UTF-8 and does not say so; without that word they are in an old code page."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _when(info: zipfile.ZipInfo) -> datetime | None:
    """A zip's times are those of a clock on a wall, here taken to be this machine's; 1980 stands for none."""
    if info.date_time[0] <= 1980:
        return None
    try:
        return datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _copy(member: _Member, place: Path, left: _Left) -> None:
    """Write what is really there, whatever the archive says of its size."""
    left.files -= 1
    if left.files < 0:
        raise _TooMuch
    place.parent.mkdir(parents=True, exist_ok=True)
    bound = min(LARGEST, left.bytes)
    size = 0
    try:
        with member.open() as source, place.open("wb") as file:
            while piece := source.read(_PIECE):
                if (size := size + len(piece)) > bound:
                    raise _TooMuch
                file.write(piece)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    finally:
        left.bytes -= size
