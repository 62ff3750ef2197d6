"""The pinned packages of requirements.lock that a container installs: without tools of development."""

from __future__ import annotations

import re
from collections.abc import Collection
from importlib.metadata import requires
from pathlib import Path

import autograder
from autograder.errors import FolderError
from autograder.gradescope.wheels import NAME
from autograder.messages import of_system

LOCK = "requirements.lock"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_PINNED = re.compile(r"([A-Za-z0-9._-]+)==\S+")


def default_lock() -> Path:
    """That of the checkout which is installed, or of the one where the command is given."""
    beside = Path(str(autograder.__file__)).parents[1] / LOCK
    return beside if beside.is_file() else Path(LOCK)


def requirements(lock: Path) -> bytes:
    """Each with its hashes, and no address of an index. FolderError where there is no such lock."""
    try:
        text = lock.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = of_system(error) if isinstance(error, OSError) else str(error)
        raise FolderError(
            "{path} cannot be read ({reason}): name the requirements.lock of your checkout with --lock",
            path=lock,
            reason=reason,
        ) from error
    left_out = _of_development()
    kept = [entry for entry in _entries(text) if _is_kept(entry, left_out)]
    if not kept or any("--hash=" not in entry for entry in kept):
        raise FolderError("{path} pins no packages with their hashes: `make lock` writes it", path=lock)
    return ("\n".join(kept) + "\n").encode()


def _entries(text: str) -> list[str]:
    """A pinned package with its hashes each, as it stands there."""
    return re.split(r"\n(?=[^ \t])", text.strip())


def _is_kept(entry: str, left_out: Collection[str]) -> bool:
    found = _PINNED.match(entry)
    return found is not None and _plain(found[1]) not in left_out


def _of_development() -> frozenset[str]:
    """What the extra `dev` alone asks for."""
    asked = [r.partition(";") for r in requires(NAME) or ()]
    names = [(_plain(_name(text)), "extra == 'dev'" in marker.replace('"', "'")) for text, _, marker in asked]
    return frozenset(n for n, dev in names if dev) - {n for n, dev in names if not dev}


def _name(text: str) -> str:
    found = _NAME.match(text)
    return found[0] if found else ""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
