"""What systems and nbgrader leave beside what students hand in, and nobody needs to hear of."""

from __future__ import annotations

_NAMES = frozenset(
    {
        "timestamp.txt", "submission_secret.txt", ".ipynb_checkpoints", "__pycache__", ".ds_store",
        "__macosx", "thumbs.db", "desktop.ini", ".localized", ".directory", "$recycle.bin", ".trashes",
        ".spotlight-v100", ".fseventsd", "system volume information", "@eadir", ".gitkeep",
    }
)  # fmt: skip


def is_passed_over(name: str) -> bool:
    """Whether a file or folder of this name is nothing that somebody handed in."""
    return name.lower() in _NAMES or name.startswith("._")
