"""Evidence on disk, addressed by what it depends on: cells, asks, data and limits.

Checks are no part of the address, so they can change without running anything again.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.course.limits import Limits
from autograder.evidence.asks import Ask
from autograder.evidence.evidence import Sandbox
from autograder.evidence.transcript import Transcript
from autograder.evidence.transcript_files import ARRAYS, TEXT, read, tells_too_little, written
from autograder.state_files import BUILDING, DAMAGED, MALFORMED, set_aside, settle, write_whole
from autograder.submissions.submission import Submission

_ADDRESSES = 2  # of the form of addresses: what was kept before is found under them still


class EvidenceStore:
    """A folder of transcripts; each is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> Transcript | None:
        """The transcript under a key; one that cannot be read is set aside, and counts as absent."""
        folder = self._folder / key
        if (written := _inode(folder)) is None:
            return None
        try:
            found = read((folder / TEXT).read_bytes(), folder / ARRAYS)
        except FileNotFoundError:
            pass
        except OSError:
            return None
        except Exception:  # what unpacking broken files raises is of any kind
            pass
        else:
            return found if _inode(folder) == written else None
        if _inode(folder) == written:  # or else another took its place meanwhile, and half of each was read
            set_aside(folder)
        return None

    def is_outdated(self, key: str, asks: Mapping[str, Sequence[Ask]]) -> bool:
        """Whether a transcript was kept here that tells less, of networks or at all, than is asked today."""
        try:
            data = json.loads((self._folder / key / TEXT).read_bytes())
            return tells_too_little(data) or _answers_other_asks(data, asks)
        except MALFORMED:  # `find` tells
            return False

    def keep(self, key: str, transcript: Transcript) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=self._folder, prefix=BUILDING))
        text, arrays = written(transcript)
        write_whole(building / TEXT, text)
        write_whole(building / ARRAYS, arrays)
        while True:
            self._remove(key)
            try:
                building.rename(self._folder / key)
                break
            except OSError as error:  # somebody kept the same between the two: what is kept last counts
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
        settle(self._folder)

    def forget(self, key: str) -> None:
        for name in (key, key + DAMAGED):
            self._remove(name)

    def _remove(self, name: str) -> None:
        """Out of its place in one step, so that nobody finds half of it."""
        if not (self._folder / name).exists():
            return
        leaving = Path(tempfile.mkdtemp(dir=self._folder, prefix=BUILDING)) / name
        with contextlib.suppress(FileNotFoundError):
            (self._folder / name).rename(leaving)
        shutil.rmtree(leaving.parent, ignore_errors=True)


def _inode(folder: Path) -> int | None:
    try:
        return folder.stat().st_ino
    except OSError:
        return None


def _answers_other_asks(data: dict[str, Any], asks: Mapping[str, Sequence[Ask]]) -> bool:
    """Whether an exercise was put more questions, or fewer, than today; one that was refused answers none."""
    put = ((one["values"], asks[one["exercise"]]) for one in data["evidence"] if one["exercise"] in asks)
    return any(values and len(values) != len(wanted) for values, wanted in put)


def key(
    submission: Submission,
    asks: Mapping[str, tuple[Ask, ...]],
    data_digest: str,
    hidden_seed: int,
    limits: Limits,
    sandbox: Sandbox,
) -> str:
    """The address of a submission's evidence; the same for two students' same code."""
    parts: list[Any] = [
        _ADDRESSES,
        submission.digest,
        sorted(submission.untouched),
        {exercise: [ask.to_json() for ask in put] for exercise, put in sorted(asks.items())},
        [data_digest, hidden_seed],
        asdict(limits),
        sandbox,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
