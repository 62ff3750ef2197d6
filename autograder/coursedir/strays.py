"""What lies in `submitted/` and is no submission that we know: nobody would grade it, and nobody miss it."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir.coursedir import CourseFolder
from autograder.messages import Message, say
from autograder.submissions.instead import Kind, kind_of, named
from autograder.submissions.passed_over import is_passed_over

_SUBMITTED = "submitted"
_ALIKE = 0.6  # of difflib's measure


@dataclass(frozen=True)
class Stray:
    """Where it lies, below the course folder; whose folder that is, if it is one's; what to do about it."""

    place: str
    student: str
    told: Message


def strays(folder: CourseFolder) -> tuple[Stray, ...]:
    """In the order of places. What lies in the folder of a known assignment is told with its grade."""
    found = list(_files(folder, _SUBMITTED, ""))
    for student in folder.handed_in:
        if student in _slugs(folder):
            told = say("{place} bears an assignment's name where a student's must stand: the order is "
                       "submitted/<student>/<assignment>/", place=f"{_SUBMITTED}/{student}")  # fmt: skip
            found.append(Stray(f"{_SUBMITTED}/{student}", student, told))
            continue
        found += _files(folder, f"{_SUBMITTED}/{student}", student)
        found += _folders(folder, student)
    return tuple(found)


def nobody_grades(folder: CourseFolder) -> Message | None:
    """The places, in one sentence."""
    if not (places := [stray.place for stray in strays(folder)]):
        return None
    shown = named(places).encode(errors="backslashreplace").decode()  # a page is UTF-8, names may be none
    return say("Nobody grades what lies here, since it is no submission that is known: {places}.",
               places=shown)  # fmt: skip


def _files(folder: CourseFolder, place: str, student: str) -> Iterator[Stray]:
    """Files where only folders are looked for."""
    kinds: dict[Kind, list[str]] = {}
    for entry in _entries(folder.path / place):
        if not entry.is_dir(follow_symlinks=False) and not entry.is_symlink():
            kinds.setdefault(kind_of(entry.name), []).append(entry.name)
    for kind, names in kinds.items():
        wanted = _wanted(folder, student, names[0])
        yield Stray(f"{place}/{names[0]}", student, _told(kind, place, named(names), wanted))


def _told(kind: Kind, place: str, names: str, wanted: str) -> Message:
    if kind is Kind.NOTEBOOK:
        return say("{place} holds {names}: a notebook is looked for as {wanted}", place=place, names=names,
                   wanted=wanted)  # fmt: skip
    if kind is Kind.ARCHIVE:
        return say("{place} holds {names}: unpack it, so that the notebook is {wanted}", place=place,
                   names=names, wanted=wanted)  # fmt: skip
    return say("{place} holds {names}, which nobody grades: ask for the notebook, or move it elsewhere",
               place=place, names=names)  # fmt: skip


def _wanted(folder: CourseFolder, student: str, name: str) -> str:
    """Where a notebook belongs; of which assignment, as far as there is one or the file's name tells."""
    slugs = _slugs(folder)
    slug = slugs[0] if len(slugs) == 1 else _close(name.partition(".")[0], slugs) or "<assignment>"
    return f"{_SUBMITTED}/{student or '<student>'}/{slug}/{slug}.ipynb"


def _folders(folder: CourseFolder, student: str) -> Iterator[Stray]:
    """Folders of a student's that are called as no assignment is."""
    slugs = _slugs(folder)
    for entry in _entries(folder.submissions(student)):
        if entry.is_dir(follow_symlinks=False) and entry.name not in slugs and not _known(folder, entry.name):
            place = f"{_SUBMITTED}/{student}/{entry.name}"
            if probably := _close(entry.name, slugs):
                told = say("{place}: no assignment is called so; if {slug} is meant, rename the folder",
                           place=place, slug=probably)  # fmt: skip
            else:
                told = say("{place}: no assignment is called so; there is {slugs}", place=place,
                           slugs=named(slugs))  # fmt: skip
            yield Stray(place, student, told)


def _known(folder: CourseFolder, name: str) -> bool:
    """Whether nbgrader has an assignment of this name that is none of ours."""
    return (folder.path / "source" / name).is_dir()


def _close(name: str, slugs: tuple[str, ...]) -> str:
    plain = {_plain(slug): slug for slug in slugs}
    found = difflib.get_close_matches(_plain(name), plain, n=1, cutoff=_ALIKE)
    return plain[found[0]] if found else ""


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _slugs(folder: CourseFolder) -> tuple[str, ...]:
    return tuple(assignment.slug for assignment in folder.course.assignments)


def _entries(place: Path) -> list[os.DirEntry[str]]:
    try:
        found = [entry for entry in os.scandir(place) if not is_passed_over(entry.name)]
    except OSError:
        return []
    return sorted(found, key=lambda entry: entry.name)
