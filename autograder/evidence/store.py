"""Evidence on disk, addressed by what it depends on: cells, asks, data and limits.

Checks are no part of the address, so they can change without running anything again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course.limits import Limits
from autograder.evidence.array_names import ArrayName
from autograder.evidence.asks import Ask
from autograder.evidence.evidence import Evidence, RunStatus, Sandbox
from autograder.evidence.schema import facts_of, kept_answer
from autograder.evidence.transcript import Transcript
from autograder.state_files import BUILDING
from autograder.submissions.submission import Submission

FORMAT_VERSION = 2  # with what names the lines of a figure


class EvidenceStore:
    """A folder of transcripts; each is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> Transcript | None:
        """The transcript under a key; one that cannot be read counts as absent."""
        folder = self._folder / key
        try:
            data = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
            with np.load(folder / "arrays.npz", allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            evidence = {e["exercise"]: _evidence(e, arrays) for e in data["evidence"]}
        except (OSError, ValueError, LookupError, zipfile.BadZipFile):
            return None
        outputs = tuple(tuple(cell) for cell in data["outputs"])
        return Transcript(evidence, outputs, data.get("memory_bytes"))  # earlier stores have none

    def keep(self, key: str, transcript: Transcript) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=self._folder, prefix=BUILDING))
        evidence = transcript.evidence.values()
        data = {"format_version": FORMAT_VERSION, "evidence": [_plain(e) for e in evidence]}
        more = {"outputs": transcript.outputs, "memory_bytes": transcript.memory_bytes}
        text = json.dumps({**data, **more})
        (building / "evidence.json").write_text(text, encoding="utf-8")
        arrays = {f"{e.exercise}/{name}": a for e in evidence for name, a in e.arrays.items()}
        np.savez_compressed(building / "arrays.npz", allow_pickle=False, **arrays)
        self.forget(key)
        building.rename(self._folder / key)

    def forget(self, key: str) -> None:
        shutil.rmtree(self._folder / key, ignore_errors=True)


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
        FORMAT_VERSION,
        submission.digest,
        sorted(submission.untouched),
        {exercise: [ask.to_json() for ask in put] for exercise, put in sorted(asks.items())},
        [data_digest, hidden_seed],
        asdict(limits),
        sandbox,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _plain(evidence: Evidence) -> dict[str, Any]:
    kept = ("exercise", "status", "stdout_tail", "error", "seconds")
    values = [facts_of(answer) for answer in evidence.values]
    return {name: getattr(evidence, name) for name in kept} | {"values": values}


def _evidence(data: dict[str, Any], arrays: Mapping[str, Any]) -> Evidence:
    prefix = f"{data['exercise']}/"
    own = {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}
    named = {ArrayName.read(name): array for name, array in own.items()}
    status, values = RunStatus(data.pop("status")), tuple(map(kept_answer, data.pop("values")))
    return Evidence(**data, status=status, values=values, arrays=named)
