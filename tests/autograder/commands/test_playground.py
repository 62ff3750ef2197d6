"""`autograder playground`: one line with the page, or one line that says what is in the way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.cli import main
from reference.models import VARIANTS
from reference.networks import logistic_network
from reference.run_store import Records, Settings
from reference.training import Run, Status
from tests.autograder.playground.keras_zips import dense, members, sequential, zipped


@pytest.fixture
def networks(tmp_path: Path) -> Path:
    """A folder with logistic regression, as `autograder train --dataset digits` leaves it."""
    from reference.datasets import load

    digits = load("digits")
    records = Records(tmp_path / "trained")
    records.open(Settings("digits", digits.digest, hidden_seed=0, epochs=None))
    network = logistic_network(np.random.default_rng(0).normal(size=(784, 10)), np.zeros(10))
    said = np.zeros(len(digits.test), np.int8)
    run = Run("logistic_regression", "digits", 0, Status.TRAINED, 0, 1.0, test_accuracy=0.1,
              test_predictions=said, network=network)  # fmt: skip
    records.keep(run, VARIANTS["logistic_regression"])
    return tmp_path / "trained"


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would be shown in a browser."""
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", shown.append)
    return shown


def _made(networks: Path, *more: str) -> int:
    out = networks.parent / "page.html"
    return main(["playground", "--models", str(networks), "--variants", "logistic_regression",
                 "--out", str(out), *more])  # fmt: skip


def test_the_page_is_written_and_named(
    networks: Path, opened: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert _made(networks, "--language", "es") == 0
    page = networks.parent / "page.html"
    assert capsys.readouterr().out == f"{page}\n"
    assert '<html lang="es">' in page.read_text(encoding="utf-8")
    assert opened == [page.as_uri()]


def test_no_browser_is_opened_where_none_is_wanted_or_seen(
    networks: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert _made(networks, "--no-open") == 0
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert _made(networks) == 0
    assert opened == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--variants", "lenet7"], "no variant matches 'lenet7'"),
        (["--model", "missing.keras"], "missing.keras"),
        (["--model", "{folder}/foreign.keras"], "foreign.keras"),
        (["--out", "{folder}/foreign.keras/page.html"], "foreign.keras/page.html cannot be written"),
        (["--out", "{folder}"], " cannot be written (it is a folder)"),
    ],
)
def test_what_is_in_the_way_is_said_in_one_line(
    more: list[str], said: str, networks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (networks.parent / "foreign.keras").write_text("no zip", encoding="utf-8")
    assert _made(networks, *(word.format(folder=networks.parent) for word in more)) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert "Traceback" not in error


def test_the_default_folder_is_that_of_train_where_it_has_networks(
    networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def stop(folder: Path, *_: object) -> None:
        asked.append(folder)
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.playground.trained.reference_networks", stop)
    monkeypatch.chdir(networks.parent)
    assert main(["playground"]) == 130
    (networks.parent / "out").mkdir()
    networks.rename(networks.parent / "out" / "train")
    assert main(["playground"]) == 130
    assert asked == [Path("out/playground"), Path("out/train")]


def test_what_is_no_model_is_told_before_anything_trains(
    networks: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr("autograder.playground.trained.reference_networks", lambda *_: asked.append(networks))
    assert _made(networks, "--model", "missing.keras") == 2
    gelu = sequential(dense(activation="gelu"))
    path = zipped(networks, members(gelu))
    assert _made(networks, "--model", str(path)) == 2
    assert path.name in capsys.readouterr().err
    assert asked == []
