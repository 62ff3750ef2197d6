"""How asks get into a kernel and answers out: two pieces of memory of a size that is sealed.

A kernel can fill its piece with whatever it likes, and with no more than that holds; nothing
of it is ever on this machine's disk, or unpickled.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from typing import Any

from autograder.errors import EngineError
from autograder.evidence.answer_files import ARRAYS_BYTES, FACTS_BYTES

_ASKS_BYTES = 48 << 20  # room for the weights of a network
_HEADER = 16


class SharedMemory:
    """One kernel's; `descriptors` are for the kernel."""

    def __init__(self) -> None:
        self._asks = _sealed("asks", _ASKS_BYTES)
        self._answers = _sealed("answers", _HEADER + FACTS_BYTES + ARRAYS_BYTES)
        self.descriptors = (os.open(f"/proc/self/fd/{self._asks}", os.O_RDONLY | os.O_CLOEXEC), self._answers)

    def put(self, asks: list[dict[str, Any]], arrays: bytes = b"") -> None:
        """Lay asks down, and an .npz that belongs to them; earlier answers are forgotten.

        EngineError where they do not fit.
        """
        content = json.dumps(asks).encode()
        header = len(content).to_bytes(8, "little") + len(arrays).to_bytes(8, "little")
        if len(header) + len(content) + len(arrays) > _ASKS_BYTES:
            raise EngineError("asks of more than {limit} bytes", limit=_ASKS_BYTES)
        os.pwrite(self._asks, header + content + arrays, 0)
        os.pwrite(self._answers, bytes(_HEADER), 0)

    def take(self) -> tuple[bytes, bytes] | None:
        """Facts and arrays as the kernel left them, unread; None where it left none that fit."""
        header = os.pread(self._answers, _HEADER, 0)
        facts, arrays = (int.from_bytes(header[i : i + 8], "little") for i in (0, 8))
        if not 0 < facts <= FACTS_BYTES or not 0 < arrays <= ARRAYS_BYTES:
            return None
        return os.pread(self._answers, facts, _HEADER), os.pread(self._answers, arrays, _HEADER + facts)

    def close(self) -> None:
        for descriptor in {self._asks, *self.descriptors}:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _sealed(name: str, size: int) -> int:
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, size)
    seals = fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
    return descriptor
