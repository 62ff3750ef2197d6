"""Files that hold an instructor's own decisions: they must not be lost, so nothing sets them aside."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

from autograder.errors import FolderError
from autograder.state_files import MALFORMED

T = TypeVar("T")


def read_decisions(
    path: Path,
    version: int,
    parse: Callable[[dict[str, Any]], T],
    unreadable: FolderError,
    earlier: Collection[int] = (),
) -> T | None:
    """What `parse` makes of a file's content; None where there is none.

    Raises `unreadable`, which says what to do, where it cannot be read, and FolderError where it is of
    another version, the `earlier` ones excepted that `parse` knows.
    """
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format_version"] not in (version, *earlier):
            raise FolderError(
                "{path} has format {found}, not {format}",
                path=path,
                found=data["format_version"],
                format=version,
            )
        return parse(data)
    except MALFORMED as error:
        raise unreadable from error
