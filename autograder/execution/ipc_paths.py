"""Where a kernel's sockets lie, and how that goes again.

A socket's address has room for about a hundred bytes of path.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_LONGEST = 70  # bytes of the folder for temporary files; macOS leaves 103 for all, names of ours included
_SHORT = Path("/tmp")
_REMOVES = Path("/bin/rm")  # wherever PATH leads


def socket_folder(prefix: str) -> Path:
    """A new folder among temporary files; where those lie too deep, in the system's own place for them."""
    usual = Path(tempfile.gettempdir())
    fits = len(os.fsencode(usual)) <= _LONGEST or not _SHORT.is_dir()
    return Path(tempfile.mkdtemp(prefix=prefix, dir=usual if fits else _SHORT))


def remove_folder(folder: Path) -> None:
    """However deep what student code made in it: shutil would call itself once for each level."""
    if _REMOVES.is_file():
        subprocess.run([_REMOVES, "-rf", "--", folder], check=False, stderr=subprocess.DEVNULL)
    else:
        shutil.rmtree(folder, ignore_errors=True)
