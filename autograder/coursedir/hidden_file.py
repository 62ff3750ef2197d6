"""Where a file of hidden images may lie: in the course folder, and nowhere that is handed out."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import FolderError
from autograder.state_files import FOLDER, digest_of

#: What nbgrader gives to students or takes from them, what they are shown, and what their code sees.
_SEEN = ("source", "release", "submitted", "downloaded", "autograded", "feedback", "reports", FOLDER)
_HANDED_OUT = ("source", "release")


def expect_kept_back(course_dir: Path, file: Path, dataset: Path | None) -> None:
    """FolderError where `hidden` leads out of the course folder, or a student gets to see the file.

    `dataset` is the course's own file of training and test images, if it has one. Links are followed.
    """
    place = file.resolve()
    if not place.is_relative_to(course_dir.resolve()):
        raise FolderError(
            "{file} leads out of the course folder: put the hidden images into {folder}",
            file=file,
            folder=course_dir,
        )
    first = place.relative_to(course_dir.resolve()).parts[:1]
    if any(name.casefold() in _SEEN for name in first) or (dataset and place == dataset.resolve()):
        raise FolderError(
            "{file} is where students get to see it: put the hidden images right into {folder}, as a file of "
            "their own",
            file=file,
            folder=course_dir,
        )
    for copy in _copies(course_dir, place):
        raise FolderError(
            "{copy} is a copy of the hidden images and would be handed out: take it away", copy=copy
        )


def _copies(course_dir: Path, file: Path) -> list[Path]:
    """What is handed out and is the same to the byte."""
    if not file.is_file():
        return []
    size = file.stat().st_size
    handed_out = (path for name in _HANDED_OUT for path in sorted((course_dir / name).rglob("*")))
    alike = (path for path in handed_out if path.is_file() and path.stat().st_size == size)
    return [path for path in alike if digest_of(path) == digest_of(file)]
