"""Runs on disk: one file a run while they come in, then the tables that readers open.

A folder holds runs of one dataset under one set of choices (`settings.json`), so that a
table never mixes what cannot be compared. Every file is written whole or not at all.
"""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reference.datasets import DAMAGED, Labels
from reference.errors import Told
from reference.models import VARIANTS, Declared, digest
from reference.networks import Network, read_network, write_network
from reference.training import TRAINING_VERSION, Epoch, Run, Status

if TYPE_CHECKING:
    import pandas as pd

FORMAT_VERSION = 1
COLUMNS = (
    "variant", "dataset", "seed", "status", "train_accuracy", "test_accuracy", "hidden_accuracy",
    "test_loss", "parameters", "epochs", "seconds", "message",
)  # fmt: skip

_ARRAYS = ("test_predictions", "hidden_predictions")
_STORED_APART = (*_ARRAYS, "network")


class UnusableFolder(Told):
    """The output folder cannot take these runs; the message says what to do."""


@dataclass(frozen=True)
class Settings:
    """What all runs of a folder have in common."""

    dataset: str
    data_digest: str
    hidden_seed: int
    epochs: int | None
    format_version: int = FORMAT_VERSION


class Records:
    """The folder of an `autograder train`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._runs = folder / "runs"

    def expect_room(self) -> None:
        """UnusableFolder where the folder could not be made; it is not made yet."""
        there = next(path for path in (self.folder, *self.folder.absolute().parents) if path.exists())
        if not there.is_dir():
            raise UnusableFolder(
                "{folder} cannot be used for results ({error}): choose another --out",
                folder=self.folder,
                error=NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)),
            )

    def open(self, settings: Settings) -> None:
        """Make the folder, or make sure that its runs were made under the same settings."""
        path = self.folder / "settings.json"
        try:
            self._runs.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                write_whole(path, json.dumps(asdict(settings), indent=2).encode())
            found = Settings(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise UnusableFolder(
                "{folder} cannot be used for results ({error}): choose another --out",
                folder=self.folder,
                error=error,
            ) from error
        if found.format_version != settings.format_version:
            raise UnusableFolder(
                "{folder} holds results of format {held}, not {wanted}: choose another --out",
                folder=self.folder,
                held=found.format_version,
                wanted=settings.format_version,
            )
        if found != settings:
            raise UnusableFolder(
                "{folder} holds runs on {held}, not on {wanted}: choose another --out",
                folder=self.folder,
                held=_described(found),
                wanted=_described(settings),
            )

    def settings(self) -> Settings | None:
        """What the runs of the folder have in common; None where it holds none of ours."""
        try:
            return Settings(**json.loads((self.folder / "settings.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, run: Run, declared: Declared | None = None) -> None:
        """Store one finished run; `declared` is what was trained where the course has no such name.

        Its network, where it brings one, goes to a folder beside the runs.
        """
        variant = declared or VARIANTS[run.variant]
        if run.network is not None:
            path = self._network(variant, run.seed)
            path.parent.mkdir(exist_ok=True)
            write_network(run.network, path, write_whole)
        told = replace(run, network=None)
        facts = {k: v for k, v in asdict(told).items() if k not in _STORED_APART}
        arrays = {k: v for k in _ARRAYS if (v := getattr(run, k)) is not None}
        with _replacing(self._path(variant, run.seed)) as temporary:
            np.savez_compressed(temporary, facts=np.array(json.dumps(facts)), **arrays)

    def find(self, variant: Declared, seed: int) -> Run | None:
        """The stored run of this very declaration and seed, if it is there and whole."""
        path = self._path(variant, seed)
        try:
            with np.load(path, allow_pickle=False) as file:
                facts = json.loads(str(file["facts"]))
                arrays = {key: file[key] for key in _ARRAYS if key in file.files}
            history = tuple(Epoch(**epoch) for epoch in facts.pop("history"))
            return Run(**{**facts, "status": Status(facts["status"])}, history=history, **arrays)
        except DAMAGED:  # or of another version of ours: then it is trained anew
            return None

    def network(self, variant: Declared, seed: int) -> Network | None:
        """The network of a stored run, if it was kept and is whole."""
        return read_network(self._network(variant, seed))

    def all(self) -> tuple[Run, ...]:
        """Every stored run of the variants as they are declared today, in course order."""
        found = (self.find(variant, seed) for variant in VARIANTS.values() for seed in self.seeds(variant))
        return tuple(run for run in found if run is not None)

    def write_tables(self, test_labels: Labels) -> None:
        """Write `results.csv` and `predictions.npz` from the stored runs."""
        runs = self.all()
        write_whole(self.folder / "results.csv", table(runs).to_csv(index=False).encode())
        predictions = {
            f"{run.variant}/{run.seed}": run.test_predictions
            for run in runs
            if run.test_predictions is not None
        }
        with _replacing(self.folder / "predictions.npz") as temporary:
            np.savez_compressed(
                temporary,
                allow_pickle=False,
                format_version=np.array(FORMAT_VERSION),
                labels=test_labels,
                **predictions,
            )

    def seeds(self, variant: Declared) -> list[int]:
        """The seeds of every stored run of this very declaration."""
        found = self._runs.glob(f"{_stem(variant)}.*.npz")
        return sorted(int(path.name.split(".")[1]) for path in found)

    def _path(self, variant: Declared, seed: int) -> Path:
        return self._runs / f"{_stem(variant)}.{seed}.npz"

    def _network(self, variant: Declared, seed: int) -> Path:
        return self.folder / "networks" / f"{_stem(variant)}.{seed}"


def table(runs: Iterable[Run]) -> pd.DataFrame:
    """One row a run, with the columns of `results.csv`; what a failed run lacks is empty."""
    import pandas as pd  # takes half a second: for those who come so far

    rows = [{c: getattr(run, c) for c in COLUMNS} for run in runs]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"parameters": "Int64"})


def _stem(variant: Declared) -> str:
    return f"{variant.name}-{digest(variant)[:12]}-{TRAINING_VERSION}"


def _described(settings: Settings) -> str:
    epochs = "the declared epochs" if settings.epochs is None else f"--epochs {settings.epochs}"
    seed, data = settings.hidden_seed, settings.data_digest[:8]
    return f"{settings.dataset} with {epochs} and hidden seed {seed} (data {data})"


class _replacing:
    """A temporary path that takes the place of `path` once the block ends well."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Path:
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".new-", suffix=self._path.suffix)
        os.close(handle)
        self._temporary = Path(name)
        return self._temporary

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self._temporary.chmod(0o644)
                self._temporary.replace(self._path)
        finally:
            self._temporary.unlink(missing_ok=True)  # where it took no place: the path may be a folder


def write_whole(path: Path, content: bytes) -> None:
    """Write the file, or leave what was there."""
    with _replacing(path) as temporary:
        temporary.write_bytes(content)
