"""Evidence: what running a student's code showed. Untrusted, bounded, never unpickled."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.evidence import refusals
from autograder.evidence.refusals import kept

FORMAT_VERSION = 2  # with what names the lines of a figure
FACTS_BYTES = 1 << 20
ARRAYS_BYTES = 64 << 20
ARRAYS = 2_000
_NUMBERS = "biuf"

Arrays = Mapping[str, NDArray[Any]]


class RunStatus(StrEnum):
    COMPLETED = "completed"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    DIED = "died"
    NOT_ATTEMPTED = "not_attempted"
    REFUSED = "refused"


class Sandbox(StrEnum):
    """What stood around a submission when it ran; as a text in sheets, keys of evidence and options."""

    WALLS = "walls"
    NONE = "none"


@dataclass(frozen=True, eq=False)
class Evidence:
    """What one exercise's code showed: an answer an ask (`values`), with arrays beside them.

    `error` is the exception that the student's cells raised, in a line; `seconds` is the wall
    time of those cells.
    """

    exercise: str
    status: RunStatus
    values: tuple[Mapping[str, Any], ...] = ()
    arrays: Arrays = field(default_factory=dict)
    stdout_tail: str = ""
    error: str = ""
    seconds: float = 0.0


def read_answers(folder: Path) -> tuple[tuple[Mapping[str, Any], ...], dict[str, NDArray[Any]]]:
    """The answers that a student's kernel left; ValueError where they break a bound."""
    facts_file, arrays_file = folder / "facts.json", folder / "arrays.npz"
    for path, limit in ((facts_file, FACTS_BYTES), (arrays_file, ARRAYS_BYTES)):
        if path.is_symlink() or not path.is_file() or path.stat().st_size > limit:
            raise ValueError(kept(refusals.FILE_MISSING, name=path.name, bytes=limit))
    facts = _parsed(facts_file)
    if not isinstance(facts, list) or not all(isinstance(f, dict) and "status" in f for f in facts):
        raise ValueError(kept(refusals.NO_LIST))
    arrays = _unpacked(arrays_file)
    if not all(isinstance(a, np.ndarray) and a.dtype.kind in _NUMBERS for a in arrays.values()):
        raise ValueError(kept(refusals.NO_NUMBERS))
    return tuple(facts), arrays


def _parsed(path: Path) -> Any:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(facts, ensure_ascii=False).encode()  # halves of characters can be read, not written
    except (ValueError, RecursionError) as error:
        raise ValueError(
            kept(refusals.FILE_UNREADABLE, name=path.name, detail=type(error).__name__)
        ) from error
    return facts


def _unpacked(path: Path) -> dict[str, NDArray[Any]]:
    """Whatever NumPy and zipfile raise at a hostile file is the file's fault, lack of memory too."""
    try:
        members = zipfile.ZipFile(path).infolist()
        if len(members) > ARRAYS or sum(info.file_size for info in members) > ARRAYS_BYTES:
            raise ValueError(kept(refusals.FILE_UNPACKS, bytes=ARRAYS_BYTES, arrays=ARRAYS))
        with np.load(path, allow_pickle=False) as file:
            return {key: file[key] for key in file.files}
    except Exception as error:
        raise ValueError(kept(refusals.FILE_UNREADABLE, name=path.name, detail=str(error))) from error
