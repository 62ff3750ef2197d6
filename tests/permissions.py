"""What the system denies to others, it denies to an administrator who lays that right down for a while."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterator

_VERSION_3 = 0x20080522
_OVERRIDE, _READ = 1 << 1, 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_EFFECTIVE = 0  # of the three words: effective, permitted, inheritable


@contextlib.contextmanager
def denied_as_to_others() -> Iterator[None]:
    """Modes of files and folders hold for this thread, and those that it starts, whoever runs the tests."""
    if os.geteuid() != 0:
        yield
        return
    before = _capabilities()
    _lay_down(before)
    try:
        yield
    finally:
        _set(before)


def _capabilities() -> list[int]:
    data = (ctypes.c_uint32 * 6)()
    _call("capget", data)
    return list(data)


def _lay_down(before: list[int]) -> None:
    without = list(before)
    without[_EFFECTIVE] &= ~(_OVERRIDE | _READ)
    _set(without)


def _set(words: list[int]) -> None:
    _call("capset", (ctypes.c_uint32 * 6)(*words))


def _call(name: str, data: ctypes.Array[ctypes.c_uint32]) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    if getattr(libc, name)(header, data) != 0:
        raise OSError(ctypes.get_errno(), name)
