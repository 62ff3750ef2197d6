"""What the demo says of walls; the demo itself is tested in `journeys/test_whole_way.py`."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from nbformat import read, validate

from autograder.cli import main
from autograder.commands.demo import make_demo
from autograder.coursedir.init import make_folder
from autograder.messages import Message, say
from autograder.pipeline.progress import SILENT, Progress
from autograder.training.experiment import Experiment
from autograder.training.train import run_experiment, train_beside
from reference.training import Run, Status

pytestmark = pytest.mark.slow

FAILED = Run("outputs_5", "digits", 0, Status.FAILED, 5, 0.1, "a label beyond the outputs")
LACKING = say("bubblewrap is missing; on Debian or Ubuntu: {command}", command="apt-get install bubblewrap")


@pytest.mark.parametrize("lacking", [LACKING, None], ids=["without walls", "behind walls"])
def test_it_says_in_one_line_what_walls_lack(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    lacking: Message | None,
) -> None:
    monkeypatch.setattr("autograder.execution.sandbox.available", lambda: lacking)
    monkeypatch.setattr("autograder.commands.demo.make_demo", lambda out, jobs, language: out / "index.html")
    assert main(["demo", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(tmp_path / "index.html")
    told = [line for line in said.err.splitlines() if "without walls" in line]
    assert len(told) == (1 if lacking else 0)
    assert all("bubblewrap is missing" in line for line in told)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_front_page_is_there_before_anything_is_trained_or_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    front, seen = tmp_path / "index.html", []

    def looked_at(*_: object) -> tuple[()]:
        seen.append(front.read_text(encoding="utf-8"))
        return ()

    monkeypatch.setattr("autograder.training.train.train_beside", looked_at)
    monkeypatch.setattr("autograder.training.train.run_experiment", looked_at)
    monkeypatch.setattr("autograder.commands.demo._grade", looked_at)
    monkeypatch.setattr("autograder.commands.demo._drawing_page", lambda *_: None)
    assert make_demo(tmp_path, 1, language, dataset="digits") == front
    whole = front.read_text(encoding="utf-8")
    assert len(seen) == 6  # training, four assignments, and the students beside the variants
    assert all('http-equiv="refresh"' in page for page in seen)
    assert "refresh" not in whole
    for page in (*seen, whole):
        assert 'href="comparison.html"' not in page  # named, and not there
        assert page.count('href="notebooks/') == 8
        assert "patches_the_grader" in page  # named, and not graded


def test_every_notebook_is_shown_and_can_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.gradebook.writer.release", lambda *_: None)
    monkeypatch.setattr("autograder.training.train.train_beside", lambda *_: None)
    monkeypatch.setattr("autograder.training.train.run_experiment", lambda *_: None)
    monkeypatch.setattr("autograder.commands.demo._grade", lambda *_: None)
    monkeypatch.setattr("autograder.commands.demo._drawing_page", lambda *_: None)
    make_demo(tmp_path, 1, "en", dataset="digits")
    for slug in ("fully_connected", "exploration", "convolution", "cnn"):
        for language, word in (("en", "Download this notebook"), ("es", "Descargar este cuaderno")):
            page = (tmp_path / "notebooks" / f"{slug}.{language}.html").read_text(encoding="utf-8")
            assert f'<html lang="{language}">' in page
            assert word in page
            assert f'href="{slug}.{language}.ipynb"' in page
            assert "BEGIN SOLUTION" not in page
            notebook = read(tmp_path / "notebooks" / f"{slug}.{language}.ipynb", 4)
            validate(notebook)
            assert "<script src" not in page


def test_the_front_page_follows_the_trainings_and_stops_when_they_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    front, seen = tmp_path / "index.html", []

    def trained(_: object, __: object, shown: Callable[[], object]) -> None:
        (tmp_path / "comparison.html").touch()
        shown()
        seen.append(front.read_text(encoding="utf-8"))
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.gradebook.writer.release", lambda *_: None)
    monkeypatch.setattr("autograder.training.train.train_beside", trained)
    monkeypatch.setattr("autograder.commands.demo._grade", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        make_demo(tmp_path, 1, "en", dataset="digits")
    assert 'href="comparison.html"' in seen[0]
    assert 'http-equiv="refresh"' in seen[0]
    assert "refresh" not in front.read_text(encoding="utf-8")


def test_who_interrupts_the_grading_ends_the_trainings_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = Event(), Event()

    def trained(_: object, bar: Progress[Run], __: object) -> None:
        try:
            begun.set()
            for _run in range(1000):
                bar.outcome(FAILED)
                time.sleep(0.01)
        finally:
            ended.set()

    def interrupted(*_: object) -> None:
        assert begun.wait(10)  # beside the grading, and not after it
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.gradebook.writer.release", lambda *_: None)
    monkeypatch.setattr("autograder.training.train.train_beside", trained)
    monkeypatch.setattr("autograder.commands.demo._grade", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make_demo(tmp_path, 1, "en", dataset="digits")
    assert ended.is_set()
    assert "refresh" not in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.mark.trains
def test_what_trains_beside_the_grading_leaves_the_courses_reports_alone(tmp_path: Path) -> None:
    """Who grades sweeps away what lies there half written."""
    folder = make_folder(tmp_path / "course", "en", "digits", hidden_seed=0)
    plan = (("logistic_regression", 1),)
    experiment = Experiment("digits", plan, None, 1, tmp_path / "out", "en", folder, refreshed=True)
    train_beside(experiment, SILENT)
    page = (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8")
    assert "logistic_regression" in page
    assert "refresh" not in page
    assert not (folder.reports / "comparison.html").exists()
    run_experiment(experiment)
    assert (folder.reports / "comparison.html").is_file()
