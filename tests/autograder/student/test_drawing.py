"""`grader.playground`: a page beside the notebook, a sentence where there can be none, nothing in grading."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.messages import say, translator
from autograder.playground.networks import PageNetwork, runnable
from autograder.playground.preparation import SCALED
from autograder.playground.trained import Reference
from autograder.student import drawing
from autograder.student.drawing import Training, draw
from reference.datasets import Dataset
from reference.networks import logistic_network


@pytest.fixture
def trained_before(monkeypatch: pytest.MonkeyPatch, digits: Dataset) -> None:
    network = logistic_network(np.random.default_rng(0).normal(size=(784, 10)), np.zeros(10))
    shown = PageNetwork("first", say("the first"), runnable(network, SCALED))
    found = Reference((shown,), (), digits)
    monkeypatch.setattr(drawing, "reference_networks", lambda *_, **__: found)


@pytest.mark.usefixtures("trained_before")
def test_the_page_is_written_and_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    panel = draw(None, None, Path("mine & yours.html"), "es", translator("es"))
    assert (tmp_path / "mine & yours.html").is_file()
    assert "mine & yours.html" in repr(panel)
    assert '<a href="mine &amp; yours.html"' in panel._repr_html_()
    assert "lang='es'" in panel._repr_html_()


@pytest.mark.usefixtures("trained_before")
def test_what_is_no_network_is_said_and_ends_no_cell(tmp_path: Path) -> None:
    panel = draw("model", None, tmp_path / "page.html", "en", str)
    assert "this is a str" in repr(panel)
    assert not (tmp_path / "page.html").exists()


@pytest.mark.usefixtures("trained_before")
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_that_cannot_be_written_is_said_and_ends_no_cell(tmp_path: Path, language: str) -> None:
    (folder := tmp_path / "page.html").mkdir()
    panel = draw(None, None, folder, language, translator(language))
    assert str(folder) in repr(panel)
    assert ".new-" not in repr(panel)
    assert list(tmp_path.iterdir()) == [folder]


def test_trainings_are_told_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    told = Training(str)
    told.begin(2, 1)
    told.outcome(None)  # type: ignore[arg-type]
    shown = capsys.readouterr().out
    assert shown.split("\r")[1:] == [
        "networks to compare with: 1 of 2 trained", "networks to compare with: 2 of 2 trained\n",
    ]  # fmt: skip
