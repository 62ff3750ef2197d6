"""The files that a student's kernel leaves its answers in: read within bounds, never unpickled."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.evidence import refusals
from autograder.evidence.asks import Ask
from autograder.evidence.refusals import Refused
from autograder.evidence.schema import Answered, answers_of
from autograder.submissions.python import one_tree_at_a_time

FACTS_BYTES = 1 << 20
ARRAYS_BYTES = 64 << 20
ARRAYS = 2_000
_HEADER = 1 << 10  # more than what stands before an array's numbers in a file
_FACTS, _ARRAYS = "facts.json", "arrays.npz"


def read_answers(folder: Path, asks: Sequence[Ask]) -> Answered:
    """The answers to `asks` in a folder, and their arrays. Raises Refused where they are not honest ones."""
    return answers_of(*read_files(folder), asks)


def read_files(folder: Path) -> tuple[Any, dict[str, NDArray[Any]]]:
    """What `facts.json` and `arrays.npz` hold, of whatever form. Raises Refused where a bound is broken."""
    facts_file, arrays_file = folder / _FACTS, folder / _ARRAYS
    for path, limit in ((facts_file, FACTS_BYTES), (arrays_file, ARRAYS_BYTES)):
        if path.is_symlink() or not path.is_file() or path.stat().st_size > limit:
            raise Refused(refusals.FILE_MISSING, name=path.name, bytes=limit)
    return read_bytes(facts_file.read_bytes(), arrays_file.read_bytes())


def read_bytes(facts: bytes, arrays: bytes) -> tuple[Any, dict[str, NDArray[Any]]]:
    """The same of the contents of such files, which are within their bounds."""
    return _parsed(facts), _unpacked(arrays)


def expect_room(arrays: Mapping[Any, NDArray[Any]]) -> None:
    """Refused where these are more than the answers of one exercise may hold, as a file of them."""
    if len(arrays) > ARRAYS or sum(array.nbytes + _HEADER for array in arrays.values()) > ARRAYS_BYTES:
        raise Refused(refusals.FILE_UNPACKS, bytes=ARRAYS_BYTES, arrays=ARRAYS)


def _parsed(content: bytes) -> Any:
    try:
        facts = json.loads(content.decode("utf-8"))
        json.dumps(facts, ensure_ascii=False).encode()  # halves of characters can be read, not written
    except (ValueError, RecursionError) as error:
        raise Refused(refusals.FILE_UNREADABLE, name=_FACTS, detail=type(error).__name__) from error
    return facts


def _unpacked(content: bytes) -> dict[str, NDArray[Any]]:
    """Whatever NumPy and zipfile raise at a hostile file is the file's fault, lack of memory too."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
        if len(members) > ARRAYS or sum(info.file_size for info in members) > ARRAYS_BYTES:
            raise Refused(refusals.FILE_UNPACKS, bytes=ARRAYS_BYTES, arrays=ARRAYS)
        with one_tree_at_a_time(), np.load(io.BytesIO(content), allow_pickle=False) as file:
            return {key: file[key] for key in file.files}
    except Refused as refusal:
        raise Refused(refusals.FILE_UNREADABLE, name=_ARRAYS, detail=refusal.reason) from refusal
    except Exception as error:
        raise Refused(refusals.FILE_UNREADABLE, name=_ARRAYS, detail=str(error)) from error
