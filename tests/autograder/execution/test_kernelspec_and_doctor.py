"""The walled kernel for other Jupyter programs, and what `autograder doctor` says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.cli import main
from autograder.execution import doctor
from autograder.messages import say

_RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, kernel_name="autograder-warm").execute()
nbformat.write(notebook, sys.argv[1])
"""


@pytest.mark.usefixtures("bubblewrap")
def test_stock_nbclient_uses_the_installed_kernel(
    tmp_path: Path, entry_point: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["kernel", "install", "--prefix", str(tmp_path / "prefix")]) == 0
    installed = Path(capsys.readouterr().out.strip())
    assert json.loads((installed / "kernel.json").read_text())["language"] == "python"
    cells = [new_code_cell("import os\nprint(os.getcwd(), os.listdir('.'))"), new_code_cell("40 + 2")]
    path = tmp_path / "notebook.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "prefix/share/jupyter"))
    monkeypatch.setenv("PYTHONPATH", f"{Path(__file__).parents[3]}:{entry_point}")
    run = [sys.executable, "-P", "-c", _RUN, str(path)]
    done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    first, second = nbformat.read(path, 4).cells
    assert first.outputs[0].text.startswith("/home/student ")
    assert second.outputs[0].data["text/plain"] == "42"


@pytest.mark.usefixtures("bubblewrap")
def test_doctor_says_that_all_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    assert "MISSING" not in told
    assert "a tiny training in it came to its end" in told


def test_doctor_says_what_is_missing_and_how_to_get_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert main(["doctor"]) == 2
    assert "MISSING  bubblewrap: on Debian or Ubuntu: sudo apt-get install bubblewrap" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("lacking", [(), ("seaborn", "scikit-image")])
def test_doctor_names_what_colab_has_as_a_hint_and_no_failure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lacking: tuple[str, ...]
) -> None:
    monkeypatch.setattr(doctor, "missing_here", lambda: lacking)
    monkeypatch.setattr(doctor, "examine", lambda: (doctor.Finding(say("user"), True, "ada"),))
    assert main(["doctor"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "Colab" in line]
    if lacking:
        assert line.startswith("hint     packages that students know from Colab: not installed: seaborn, sc")
        assert 'pip install "mnist-autograder[colab]"' in line
    else:
        assert line == "ok       packages that students know from Colab: there"
