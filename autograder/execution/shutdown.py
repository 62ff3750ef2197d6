"""Stopping at once: every kernel of this process is ended, and none is begun any more."""

from __future__ import annotations

import threading
from collections.abc import Callable

_stopped = threading.Event()
_ends: dict[object, Callable[[], None]] = {}


def stop() -> None:
    """End all that was registered; whoever works with it learns of it by KeyboardInterrupt."""
    _stopped.set()
    for end in list(_ends.values()):
        end()


def go_on() -> None:
    """Raises KeyboardInterrupt once all was stopped: what comes of an ended kernel is no result."""
    if _stopped.is_set():
        raise KeyboardInterrupt


def at_stop(owner: object, end: Callable[[], None]) -> None:
    _ends[owner] = end


def forget(owner: object) -> None:
    _ends.pop(owner, None)
