"""Files that are written whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Put a UTF-8 text in the place of a file's old content, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=".new-", delete=False
    ) as building:
        building.write(text)
    new = Path(building.name)
    new.chmod(0o644)
    new.replace(path)
