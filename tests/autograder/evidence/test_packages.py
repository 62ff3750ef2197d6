"""Packages that students know from Colab: which one an import lacked, and what installs it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from autograder.evidence import packages
from autograder.evidence.packages import (
    OTHERS,
    USUAL,
    command,
    is_installed,
    is_usual,
    missing_here,
    module_lacking,
    not_installed,
    package_of,
)
from autograder.messages import say

_PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_the_extra_brings_what_is_told_and_nothing_of_it_is_needed_elsewhere() -> None:
    extras = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = {re.split(r"[<>=]", wanted)[0] for wanted in extras[packages.EXTRA]}
    assert named == {*USUAL.values()}
    assert not any(packages.EXTRA in wanted for name in extras for wanted in extras[name])


def test_a_package_is_either_of_the_extra_or_installed_by_itself() -> None:
    assert not USUAL.keys() & OTHERS.keys()


@pytest.mark.parametrize(
    ("error", "module"),
    [
        ("ModuleNotFoundError: No module named 'seaborn'", "seaborn"),
        ("ImportError: No module named seaborn", "seaborn"),
        ("ModuleNotFoundError: No module named 'cv2'", "cv2"),
        ("ModuleNotFoundError: No module named 'helpers'", "helpers"),
        ("ImportError: IProgress not found. Please update jupyter and ipywidgets.", "ipywidgets"),
        ("ImportError: `Import openpyxl` failed.  Use pip or conda to install it.", "openpyxl"),
        ("ImportError: You must install pydot (`pip install pydot`) for `plot_model` to work.", "pydot"),
        ("ModuleNotFoundError: No module named 'tensorflow.contrib'", ""),  # of one that is there
        ("ImportError: cannot import name 'x' from 'seaborn' (/a/b.py)", ""),
        ("ValueError: No module named 'seaborn'", ""),
        ("ModuleNotFoundError: No module named 'seaborn' or so", ""),
        ("", ""),
    ],
)
def test_the_module_that_an_error_lacks(error: str, module: str) -> None:
    assert module_lacking(error) == module


def test_only_packages_that_colab_has_are_a_graders_to_have() -> None:
    assert is_usual("seaborn")
    assert is_usual("torch")
    assert not is_usual("nunpy")
    assert not is_usual("")


def test_what_installs_a_package_names_the_extra_where_that_brings_it() -> None:
    assert command("skimage") == 'pip install "mnist-autograder[colab]"'
    assert command("cv2") == "pip install opencv-python-headless"


def test_what_is_told_of_a_submission_names_the_package() -> None:
    (told,) = not_installed(["seaborn"])
    assert package_of(told) == "seaborn"
    assert "`seaborn`" in str(told)
    assert "[colab]" in str(told)
    assert package_of(say("Something else.")) == ""


def test_what_is_missing_here_is_named_as_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "is_installed", lambda module: module not in ("PIL", "skimage"))
    assert missing_here() == ("pillow", "scikit-image")


def test_a_module_is_looked_for_and_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "only_looked_for.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert is_installed("only_looked_for")
    assert not is_installed("nothing_of_that_name")
