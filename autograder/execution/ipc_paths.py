"""Where a kernel's sockets lie: a socket's address has room for about a hundred bytes of path."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_LONGEST = 70  # bytes of the folder for temporary files; macOS leaves 103 for all, names of ours included
_SHORT = Path("/tmp")


def socket_folder(prefix: str) -> Path:
    """A new folder among temporary files; where those lie too deep, in the system's own place for them."""
    usual = Path(tempfile.gettempdir())
    fits = len(os.fsencode(usual)) <= _LONGEST or not _SHORT.is_dir()
    return Path(tempfile.mkdtemp(prefix=prefix, dir=usual if fits else _SHORT))
