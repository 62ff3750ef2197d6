"""A transcript as two files, JSON and NumPy's arrays: one writer, and one reader that unpickles nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from autograder.evidence.array_names import ArrayName
from autograder.evidence.earlier import with_reasons
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import Basis
from autograder.evidence.refusals import reason_from_json, reason_to_json
from autograder.evidence.schema import facts_of, kept_answer
from autograder.evidence.transcript import Transcript
from autograder.submissions.python import one_tree_at_a_time

FORMAT_VERSION = 5  # with a verified network's layers as they are called: without that it is run again
TEXT, ARRAYS = "evidence.json", "arrays.npz"
_MEASURED = ("memory_bytes", "whole_seconds")  # of a whole transcript
_ENGLISH = 2  # our own sentences are English texts, not messages


def written(transcript: Transcript) -> tuple[bytes, bytes]:
    """What the two files hold."""
    evidence = transcript.evidence.values()
    data = {"format_version": FORMAT_VERSION, "evidence": [_evidence_json(e) for e in evidence]}
    more = {name: getattr(transcript, name) for name in ("outputs", *_MEASURED)}
    arrays = {f"{e.exercise}/{name}": a for e in evidence for name, a in e.arrays.items()}
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    return json.dumps({**data, **more}).encode(), packed.getvalue()


def read(text: bytes, packed: Path | IO[bytes]) -> Transcript | None:
    """The transcript of two files; None of a version yet to come, or of one that verified by less than today.

    What broken files raise is of any kind.
    """
    data = json.loads(text)
    with one_tree_at_a_time(), np.load(packed, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    if not _is_typed(data):
        raise ValueError("no transcript of ours")
    if tells_too_little(data):
        return None
    kept = [_evidence(e, arrays) for e in data["evidence"]]
    version, outputs = data["format_version"], tuple(tuple(cell) for cell in data["outputs"])
    if version > FORMAT_VERSION:
        return None
    evidence = {e.exercise: with_reasons(e) if version <= _ENGLISH else e for e in kept}
    return Transcript(evidence, outputs, *map(data.get, _MEASURED))  # earlier stores have none


def tells_too_little(data: dict[str, Any]) -> bool:
    """Whether networks were verified for it by an earlier version, which kept less of them."""
    values = (value for one in data["evidence"] for value in one["values"])
    return data["format_version"] < FORMAT_VERSION and any(
        value.get("verified", Basis.UNSEEN) != Basis.UNSEEN for value in values
    )


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
