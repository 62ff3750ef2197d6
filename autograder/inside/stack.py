"""Room on CPython's stack of frames, for what is called deep and often."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

_SLOTS = 66_000  # of 8 bytes: of a chunk of 1 MiB, somewhat less than half is left for frames


def with_room(work: Callable[[], Result]) -> Result:
    """What `work` returns, called where the frames above it find room without a system call.

    CPython keeps frames in chunks of 16 KiB, and maps and unmaps one at every call that crosses the end of
    the last: by bad luck in a loop, tens of thousands of times while TensorFlow is imported. A frame that
    asks for more than fits gets a larger chunk, and what it does not touch of it costs nothing.
    """
    return work()


with_room.__code__ = with_room.__code__.replace(co_stacksize=_SLOTS)
