"""Rebuilding behind the walls: a `verification.Rebuild` in a process that runs no student's code.

A process that has rebuilt a network does so 20 times cheaper than a new one, so it serves other submissions
too: one at a time, and only as long as nothing unusual happened in it. What goes in is no code
(`evidence/descriptions.py` knows which layers and arguments may); `inside/rebuild_server.py` begins each
network with Keras as it is at first; a process in which one failed, that grew, or that has served long, is
ended.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.course.limits import Limits
from autograder.errors import ServerLost
from autograder.evidence import refusals
from autograder.evidence.answer_files import read_bytes
from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.rebuilding import Prepared, Rebuild, RebuildFailed, Rebuilt
from autograder.evidence.refusals import Refused
from autograder.evidence.schema import layers_of
from autograder.execution import shutdown
from autograder.execution.sandbox import Walls
from autograder.execution.shared_memory import SharedMemory
from autograder.execution.warm_server import server_for
from autograder.execution.watchdog import Watchdog
from autograder.inside.rebuild_server import DONE, GO, HERE

_SECONDS = 120.0
_SHORTEST, _COMING, _ENDING = 1e-3, 30.0, 10.0
_TOLD = 1 << 12  # bytes
_NETWORKS = 64  # of one process
_SERVING = 20.0  # seconds of one process: on many cores they are many processor seconds, which are bounded
_GROWN = 2  # its part of the memory that it may have


class _Clean:
    """A process that runs no student's code, and what it did so far."""

    def __init__(self, walls: Walls) -> None:
        self._limits = walls.limits
        self._memory = SharedMemory()
        self._dog: Watchdog | None = None
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            server = server_for(walls)
            self._process = server.fork_rebuilder(theirs.fileno(), self._memory.descriptors)
        except BaseException:
            self._line.close()
            self._memory.close()
            raise
        finally:
            theirs.close()
        self._networks, self._seconds, self.unusual = 0, 0.0, False
        self._expect_it_here()

    def _expect_it_here(self) -> None:
        """Watched before it is there, what it shares with others would count as taken by it."""
        self._line.settimeout(_COMING)
        try:
            here = self._line.recv(len(HERE)) == HERE
        except OSError:
            here = False
        if not here:
            self.close()
            raise ServerLost("a process that rebuilds networks was ended before it began")

    @property
    def is_there(self) -> bool:
        return not self._process.ended()

    def rebuild(self, question: dict[str, Any], arrays: bytes, seconds: float) -> tuple[bytes, bytes] | None:
        """What it answers. RebuildFailed where it raised or ended; ServerLost where others ended it."""
        self._memory.put([question], arrays)
        self.unusual = True  # until it has answered: whoever is interrupted leaves a question behind
        started = time.monotonic()
        with Watchdog(self._process, self._limits, before=self._dog) as self._dog:
            told = self._told(seconds)
        self._networks, self._seconds = self._networks + 1, self._seconds + time.monotonic() - started
        if told == DONE:
            self.unusual = False
            return self._memory.take()
        if told:
            raise RebuildFailed(told.decode(errors="replace"))
        raise RebuildFailed(refusals.REBUILDING_ENDED, ended=True)

    def _told(self, seconds: float) -> bytes:
        """What it says of a question; nothing where it ended, or was too late and so is ended."""
        self._line.settimeout(max(seconds, _SHORTEST))
        try:
            self._line.send(GO)
            told = self._line.recv(_TOLD)
        except TimeoutError:
            self._process.kill()
            return b""
        except OSError:
            told = b""
        if not told:
            self._expect_an_end_of_its_own()
        return told

    def _expect_an_end_of_its_own(self) -> None:
        """Init tells of every end that a network can bring about."""
        shutdown.go_on()
        self._process.ended(_ENDING)
        if self._process.exit_code() is None and not (self._dog and self._dog.killed):
            raise ServerLost("a network's rebuilding was ended from outside: look for a lack of memory")

    @property
    def serves_on(self) -> bool:
        """Whether it may rebuild another submission's networks."""
        grown = self._dog is not None and self._dog.peak_bytes > self._limits.memory_bytes // _GROWN
        return not (self.unusual or grown) and self._networks < _NETWORKS and self._seconds < _SERVING

    def close(self) -> None:
        self._process.close()
        self._line.close()
        self._memory.close()


_idle: dict[Walls, list[_Clean]] = {}
_idle_lock = threading.Lock()


@contextlib.contextmanager
def clean_process(view: Path, limits: Limits) -> Iterator[Rebuild]:
    """A process behind the same walls that never ran student code, for as long as the block runs.

    All of a submission's networks together may take as long as its cells.
    """
    serving: list[_Clean] = []
    walls, left = Walls(view.absolute(), limits), limits.submission_seconds
    before: Mapping[str, Any] | None = None  # what was built last

    def rebuild(
        description: Mapping[str, Any], weights: Sequence[NDArray[Any]], images: Mapping[ArrayName, Prepared]
    ) -> Rebuilt:
        nonlocal left, before
        if left <= 0:
            raise RebuildFailed(refusals.REBUILDING_ENDED, ended=True)
        if serving and not serving[0].serves_on:
            serving.pop().close()
        if not serving:  # most submissions without a network never need one
            serving.append(_taken(walls))
            before = None
        question = _question(description, len(weights), images, again=bool(weights) and description == before)
        started, before = time.monotonic(), description if weights else None
        try:
            return _rebuilt(serving[0], min(_SECONDS, left), question, weights, images)
        finally:
            left -= time.monotonic() - started

    try:
        yield rebuild
    finally:
        for clean in serving:
            _given_back(walls, clean)


def _taken(walls: Walls) -> _Clean:
    """One that served before, where one is idle and the folder that it shows is still there; or a new one."""
    server_for(walls).start()
    while clean := _next_idle(walls):
        if clean.is_there:
            return clean
        clean.close()
    return _Clean(walls)


def _next_idle(walls: Walls) -> _Clean | None:
    with _idle_lock:
        waiting = _idle.get(walls)
        return waiting.pop() if waiting else None


def _given_back(walls: Walls, clean: _Clean) -> None:
    if not clean.serves_on:
        clean.close()
        return
    with _idle_lock:
        _idle.setdefault(walls, []).append(clean)


@atexit.register
def close_idle() -> None:
    """End every kernel that waits to rebuild again."""
    with _idle_lock:
        waiting = [clean for all_of in _idle.values() for clean in all_of]
        _idle.clear()
    for clean in waiting:
        clean.close()


def _rebuilt(
    clean: _Clean,
    seconds: float,
    question: dict[str, Any],
    weights: Sequence[NDArray[Any]],
    images: Mapping[ArrayName, Prepared],
) -> Rebuilt:
    answered = clean.rebuild(question, _packed(weights, images), seconds)
    try:
        facts, found = read_bytes(*(answered or (b"", b"")))
        return _read(facts[0], found, tuple(images))
    except (Refused, LookupError, TypeError, ValueError) as error:
        clean.unusual = True
        raise RebuildFailed(refusals.NO_NETWORK) from error


def _read(facts: Any, found: Mapping[str, NDArray[Any]], images: Sequence[ArrayName]) -> Rebuilt:
    """What `inside/rebuild.py` answered, by the names of the predictions asked for."""
    if "parameters" in facts:
        return Rebuilt(parameters=int(facts["parameters"]))
    arrays = {
        replace(name, part=part): found[f"{part}.{number}"]
        for number, name in enumerate(images)
        for part in (Part.PREDICTIONS, Part.SCORES, Part.POOLED)
        if f"{part}.{number}" in found
    }
    penalties = {name: float(facts["penalties"][str(number)]) for number, name in enumerate(images)}
    return Rebuilt(layers_of(facts["layers"]), arrays, penalties)


def _question(
    description: Mapping[str, Any], weights: int, images: Mapping[ArrayName, Prepared], *, again: bool
) -> dict[str, Any]:
    """With `again` the network before, of this very submission, was of the same description."""
    told = {"description": description, "weights": weights, "again": again}
    return {**told, "prepared": _numbered(images)}


def _numbered(images: Mapping[ArrayName, Prepared]) -> dict[str, dict[str, Any]]:
    """How the images are to be prepared, as `inside/rebuild.py` reads it."""
    told = ({**p.of.to_json(), "way": p.way, "shape": p.shape} for p in images.values())
    return {str(number): one for number, one in enumerate(told)}


def _packed(weights: Sequence[NDArray[Any]], images: Mapping[ArrayName, Prepared]) -> bytes:
    """Weights and the tables of rules, named as `inside/rebuild.py` looks for them."""
    given = {f"weights.{number}": _of_four_bytes(weight) for number, weight in enumerate(weights)}
    given |= {f"way.{number}": p.table for number, p in enumerate(images.values())}
    arrays = io.BytesIO()
    np.savez(arrays, allow_pickle=False, **given)
    return arrays.getvalue()


def _of_four_bytes(weight: NDArray[Any]) -> NDArray[Any]:
    """For as many there is room; what rounding a float64 changes is far below what counts as agreement."""
    return weight.astype(f"{weight.dtype.kind}4") if weight.dtype.itemsize > 4 else weight
