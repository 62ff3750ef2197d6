"""A bare folder in the place of Gradescope's container, in which the zip's own scripts run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import nbformat
from jsonschema import validate

from tests.autograder.gradescope.results_schema import SCHEMA

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Container:
    """`root` is what is called /autograder there; `python` has everything that setup.sh would install."""

    root: Path
    python: Path
    walls: bool

    def set_up(self, zipped: Path) -> None:
        unpack(zipped, self.root / "source")
        self._call("setup.sh")

    def grade(self, *notebooks: Any) -> dict[str, Any]:
        """What results.json says of a submission; texts and bytes are files as they are."""
        self.hand_in(*notebooks)
        self._call("run_autograder")
        return self.results()

    def hand_in(self, *notebooks: Any) -> None:
        place = self.root / "submission"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for number, notebook in enumerate(notebooks):
            text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
            (place / f"Homework {number} (final).ipynb").write_text(text, encoding="utf-8")

    def results(self) -> dict[str, Any]:
        """Held against the schema."""
        results = json.loads((self.root / "results" / "results.json").read_text(encoding="utf-8"))
        validate(results, SCHEMA)
        return dict(results)

    def _call(self, script: str) -> None:
        own = {"AUTOGRADER_ROOT": str(self.root), "AUTOGRADER_PYTHON": str(self.python)}
        own |= {"PYTHONPATH": str(ROOT)} if self.walls else {"AUTOGRADER_WITHOUT_WALLS": "1"}
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        path = self.root / "source" / script
        done = subprocess.run([path], env=inherited | own, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def unpack(zipped: Path, folder: Path) -> None:
    """With the modes that the zip names, as Gradescope does."""
    with ZipFile(zipped) as archive:
        archive.extractall(folder)
        for entry in archive.infolist():
            (folder / entry.filename).chmod(entry.external_attr >> 16 & 0o777)


def environment_for_anybody(place: Path) -> Path | None:
    """A Python that every user may run, with the packages of this one but for us; None if there is none."""
    base = next((path for path in _pythons() if _is_for_anybody(path)), None)
    if base is None:
        return None
    subprocess.run([base, "-m", "venv", "--without-pip", place], check=True, capture_output=True)
    python = place / "bin" / "python"
    ask = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()
    Path(packages, "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def _pythons() -> Iterator[Path]:
    yield Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
    yield Path(f"/usr/bin/python3.{sys.version_info.minor}")


def _is_for_anybody(path: Path) -> bool:
    if not path.is_file():
        return False
    real = path.resolve()
    return all(place.stat().st_mode & 0o001 for place in (real, *real.parents))
