"""Both distributions of this repository, built in this process: nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.build import build_wheel

ROOT = Path(__file__).parent.parent


def students(folder: Path) -> ZipFile:
    """The wheel that students install."""
    return _built(ROOT, folder)


def instructors(folder: Path) -> ZipFile:
    """The wheel that instructors install beside it: the assignments."""
    return _built(ROOT / "assignments", folder)


def _built(project: Path, folder: Path) -> ZipFile:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        return ZipFile(folder / build_wheel(str(folder)))
