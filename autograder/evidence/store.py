"""Evidence on disk, addressed by what it depends on: cells, asks, data and limits.

Checks are no part of the address, so they can change without running anything again.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course.limits import Limits
from autograder.evidence.array_names import ArrayName
from autograder.evidence.asks import Ask
from autograder.evidence.earlier import with_reasons
from autograder.evidence.evidence import Evidence, RunStatus, Sandbox
from autograder.evidence.facts import Basis
from autograder.evidence.refusals import reason_from_json, reason_to_json
from autograder.evidence.schema import facts_of, kept_answer
from autograder.evidence.transcript import Transcript
from autograder.state_files import BUILDING, DAMAGED, MALFORMED, set_aside, settle, write_whole
from autograder.submissions.python import one_tree_at_a_time
from autograder.submissions.submission import Submission

FORMAT_VERSION = 5  # with a verified network's layers as they are called: without that it is run again
_MEASURED = ("memory_bytes", "whole_seconds")  # of a whole transcript
_ENGLISH = 2  # our own sentences are English texts, not messages
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
            found = _read(folder)
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
            data = json.loads((self._folder / key / "evidence.json").read_bytes())
            return _tells_too_little(data) or _answers_other_asks(data, asks)
        except MALFORMED:  # `find` tells
            return False

    def keep(self, key: str, transcript: Transcript) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=self._folder, prefix=BUILDING))
        evidence = transcript.evidence.values()
        data = {"format_version": FORMAT_VERSION, "evidence": [_evidence_json(e) for e in evidence]}
        more = {name: getattr(transcript, name) for name in ("outputs", *_MEASURED)}
        text = json.dumps({**data, **more})
        arrays = {f"{e.exercise}/{name}": a for e in evidence for name, a in e.arrays.items()}
        packed = io.BytesIO()
        np.savez_compressed(packed, allow_pickle=False, **arrays)
        write_whole(building / "evidence.json", text)
        write_whole(building / "arrays.npz", packed.getvalue())
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


def _read(folder: Path) -> Transcript | None:
    """None of a version that is yet to come, or of one before that verified networks by less than today."""
    data = json.loads((folder / "evidence.json").read_bytes())
    with one_tree_at_a_time(), np.load(folder / "arrays.npz", allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    if not _is_typed(data):
        raise ValueError("no transcript of ours")
    if _tells_too_little(data):
        return None
    kept = [_evidence(e, arrays) for e in data["evidence"]]
    version, outputs = data["format_version"], tuple(tuple(cell) for cell in data["outputs"])
    if version > FORMAT_VERSION:
        return None
    evidence = {e.exercise: with_reasons(e) if version <= _ENGLISH else e for e in kept}
    return Transcript(evidence, outputs, *map(data.get, _MEASURED))  # earlier stores have none


def _tells_too_little(data: dict[str, Any]) -> bool:
    """Whether networks were verified for it by an earlier version, which kept less of them."""
    values = (value for one in data["evidence"] for value in one["values"])
    return data["format_version"] < FORMAT_VERSION and any(
        value.get("verified", Basis.UNSEEN) != Basis.UNSEEN for value in values
    )


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


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    kept = ("exercise", "status", "stdout_tail", "seconds", "elsewhere", "batch_size")
    values = [facts_of(answer) for answer in evidence.values]
    said = {"values": values, "error": reason_to_json(evidence.error)}
    return {name: getattr(evidence, name) for name in kept} | said


def _is_typed(data: dict[str, Any]) -> bool:
    """Whether all beside the answers, which have a reader of their own, is of the type that `keep` writes."""
    texts = [one[name] for one in data["evidence"] for name in ("exercise", "stdout_tail")]
    numbers = [*(one["seconds"] for one in data["evidence"]), *(data.get(name) or 0 for name in _MEASURED)]
    numbers += [one.get("batch_size") or 0 for one in data["evidence"]]
    flags = [one.get("elsewhere", True) for one in data["evidence"]]
    outputs = [output for cell in data["outputs"] for output in cell]
    kinds: list[tuple[list[Any], Any]] = [
        (texts, str),
        (numbers, int | float),
        (flags, bool),
        (outputs, dict),
    ]
    return all(isinstance(value, kind) for values, kind in kinds for value in values)


def _evidence(data: dict[str, Any], arrays: Mapping[str, Any]) -> Evidence:
    prefix = f"{data['exercise']}/"
    own = {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}
    named = {ArrayName.read(name): array for name, array in own.items()}
    return Evidence(
        exercise=data["exercise"],
        status=RunStatus(data["status"]),
        values=tuple(map(kept_answer, data["values"])),
        arrays=named,
        stdout_tail=data["stdout_tail"],
        error=reason_from_json(data["error"]),
        seconds=data["seconds"],
        elsewhere=data.get("elsewhere", True),
        batch_size=data.get("batch_size"),
    )
