"""`autograder calibrate --out FILE` adds to a file that is there, or refuses before anything is trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.cli import main
from reference.calibration.measure import write_calibration
from reference.calibration.stored import Calibration, read_calibration
from reference.datasets import load
from tests.autograder.training.drawn_runs import drawn, train_as

OUT = Path("known.json")


@pytest.fixture(autouse=True)
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_npz: Path) -> list[tuple[str, int]]:
    """Which trainings were asked for, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    asked: list[tuple[str, int]] = []
    train_as(monkeypatch, drawn(asked, load(str(small_npz))))
    return asked


def _calibrate(small_npz: Path, variants: str, seeds: int, *more: str) -> int:
    wanted = ("--variants", variants, "--seeds", str(seeds), "--out", str(OUT), *more)
    return main(["calibrate", "--dataset", str(small_npz), "--jobs", "1", *wanted])


def _moved_away() -> None:
    """As if the file had come with the package: its runs lie nowhere."""
    Path("out/calibrations").rename("elsewhere")


def test_a_file_that_is_there_keeps_what_it_has(small_npz: Path) -> None:
    assert _calibrate(small_npz, "rmsprop,deeper", 3) == 0
    before = read_calibration(OUT)
    _moved_away()
    assert _calibrate(small_npz, "sgd", 2) == 0
    after = read_calibration(OUT)
    assert after.variants == {**before.variants, "sgd": after.variants["sgd"]}
    assert len(after.runs("sgd")) == 2
    assert len(after.variants["dense_128_relu"].configurations[0].runs) == 3, "two runs take nothing away"


def test_what_rests_on_more_takes_its_place(small_npz: Path) -> None:
    assert _calibrate(small_npz, "sgd", 2) == 0
    _moved_away()
    assert _calibrate(small_npz, "sgd", 4) == 0
    difference = read_calibration(OUT).difference("sgd")
    assert difference is not None
    assert difference.seeds == 4


def test_an_interruption_takes_nothing_away(
    small_npz: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _calibrate(small_npz, "sgd", 2) == 0
    before = read_calibration(OUT)
    _moved_away()
    train_as(monkeypatch, drawn([], load(str(small_npz)), stop_after=3))
    assert _calibrate(small_npz, "sgd,rmsprop", 9) == 130
    after = read_calibration(OUT)
    assert after.variants["sgd"] == before.variants["sgd"]
    assert len(after.runs("rmsprop")) == 1


def _of_other_data(known: Calibration) -> Calibration:
    return replace(known, dataset="digits", data_digest="0123456789")


def _of_another_training(known: Calibration) -> Calibration:
    return replace(known, training_version=0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_of_other_data, "a calibration on digits (data 01234567) takes none on "),
        (_of_another_training, "a calibration of networks trained by version 0 takes none by version "),
    ],
)
def test_what_does_not_belong_together_is_refused_before_training(
    small_npz: Path,
    asked: list[tuple[str, int]],
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Calibration], Calibration],
    told: str,
) -> None:
    assert _calibrate(small_npz, "sgd", 2) == 0
    write_calibration(change(read_calibration(OUT)), OUT)
    before, trained = OUT.read_bytes(), list(asked)
    capsys.readouterr()
    assert _calibrate(small_npz, "sgd", 3) == 2
    said = capsys.readouterr().err.strip()
    assert told in said
    assert said.endswith("choose another --out")
    assert "\n" not in said
    assert (OUT.read_bytes(), asked) == (before, trained)


@pytest.mark.parametrize("content", ["{", "notes of mine"])
def test_a_file_of_another_kind_is_not_written_over(
    small_npz: Path, asked: list[tuple[str, int]], capsys: pytest.CaptureFixture[str], content: str
) -> None:
    OUT.write_text(content, encoding="utf-8")
    assert _calibrate(small_npz, "sgd", 2) == 2
    assert "known.json is no calibration that can be read and added to" in capsys.readouterr().err
    assert (OUT.read_text(encoding="utf-8"), asked) == (content, [])
