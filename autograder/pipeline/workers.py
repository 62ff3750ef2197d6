"""The seam to other machines: a line to workers, each with some slots. Behind it stands Dask, or a test."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from typing import Any, Protocol

from autograder.messages import Message


class WorkerLost(Exception):
    """The worker went before it had answered."""


class LineLost(Exception):
    """Nobody is reached any more; `reason` says how that was found out."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


class Unusable(Exception):
    """What the worker returned is not taken: no bytes, or too many; `reason` says which."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


class Published(Protocol):
    """Bytes that workers hand on to each other."""

    @property
    def lost(self) -> bool: ...


class Line(Protocol):
    """Safe to use from several threads."""

    def workers(self) -> Mapping[str, int]:
        """The slots of each worker that is there, by its address; LineLost."""

    def is_private(self, worker: str) -> bool:
        """Whether what goes there is encrypted, or stays on a machine."""

    def publish(self, content: bytes, worker: str) -> Published:
        """Give these to that worker, from which others get them. WorkerLost or LineLost."""

    def run(self, worker: str, what: Callable[..., bytes], order: bytes, *published: Any) -> Future[bytes]:
        """Call it there; it ends with the bytes that it returned, or as WorkerLost, LineLost or Unusable."""

    def end(self, what: Callable[[str], None], grading: str, workers: Collection[str]) -> None:
        """Call it at these workers beside what runs. Whoever waits for them here has LineLost."""
