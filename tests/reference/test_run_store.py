"""Runs on disk: whole or absent, never mixed, and tables that agree with them."""

from __future__ import annotations

import csv
import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from reference.calibration.configurations import Choice, chosen
from reference.models import VARIANTS, Variant
from reference.run_store import Records, Settings, UnusableFolder
from reference.training import TRAINING_VERSION, Epoch, Run, Status

SETTINGS = Settings("digits", "0123abcd", hidden_seed=0, epochs=None)
LABELS = np.arange(40, dtype=np.uint8) % 10
HEADER = (
    "variant,dataset,seed,status,train_accuracy,test_accuracy,hidden_accuracy,"
    "test_loss,parameters,epochs,seconds,message"
)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    made = Records(tmp_path / "out")
    made.open(SETTINGS)
    return made


def test_a_trained_run_comes_back_as_it_was(records: Records) -> None:
    run = _trained("dense_16", 3, right=33)
    records.keep(run)
    found = records.find(VARIANTS["dense_16"], 3)
    assert found is not None
    _assert_same(found, run)
    assert found.status is Status.TRAINED
    assert isinstance(found.history[0], Epoch)
    assert found.test_predictions is not None
    assert found.test_predictions.dtype == np.int8


def test_a_failed_run_comes_back_as_it_was(records: Records) -> None:
    run = _failed("no_flatten", 0)
    records.keep(run)
    found = records.find(VARIANTS["no_flatten"], 0)
    assert found is not None
    _assert_same(found, run)
    assert math.isnan(found.test_accuracy)
    assert found.test_predictions is None


def test_another_seed_or_variant_is_another_run(records: Records) -> None:
    records.keep(_trained("dense_16", 3, right=33))
    assert records.find(VARIANTS["dense_16"], 0) is None
    assert records.find(VARIANTS["dense_32"], 3) is None


def test_a_newer_run_takes_the_place_of_the_older(records: Records) -> None:
    records.keep(_trained("dense_16", 0, right=30))
    records.keep(_trained("dense_16", 0, right=35))
    assert [run.test_accuracy for run in records.all()] == [35 / 40]


def test_a_run_of_a_changed_declaration_is_not_found_again(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.keep(_trained("sgd", 0, right=33))
    changed = replace(VARIANTS["sgd"], about="another learning rate")
    assert records.find(changed, 0) is None
    assert len(records.all()) == 1
    monkeypatch.setitem(VARIANTS, "sgd", changed)
    assert records.all() == ()


def test_a_run_of_another_way_of_training_is_not_found_again(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.keep(_trained("sgd", 0, right=33))
    monkeypatch.setattr("reference.run_store.TRAINING_VERSION", TRAINING_VERSION + 1)
    assert records.find(VARIANTS["sgd"], 0) is None
    assert records.all() == ()


def test_a_run_under_another_choice_is_kept_apart(records: Records) -> None:
    sgd = VARIANTS["sgd"]
    assert isinstance(sgd, Variant)
    other = chosen(sgd, Choice(20, 16))
    records.keep(replace(_trained("sgd", 4, right=33), variant=other.name), other)
    found = records.find(other, 4)
    assert found is not None
    assert found.variant == "sgd-e20-b16"
    assert (records.seeds(other), records.seeds(sgd)) == ([4], [])
    assert records.all() == ()


@pytest.mark.parametrize("kept", [0, 3, 100, -200, -1])
def test_a_truncated_run_counts_as_absent(records: Records, kept: int) -> None:
    path = _kept(records, _trained("dense_16", 0, right=33))
    path.write_bytes(path.read_bytes()[:kept])
    assert records.find(VARIANTS["dense_16"], 0) is None
    assert records.all() == ()


def test_a_damaged_run_counts_as_absent(records: Records) -> None:
    path = _kept(records, _trained("dense_16", 0, right=33))
    whole = path.read_bytes()
    refused = 0
    for start in range(0, len(whole) - 4, 4):
        path.write_bytes(whole[:start] + b"\xff\xff\xff\xff" + whole[start + 4 :])
        refused += records.find(VARIANTS["dense_16"], 0) is None
    assert refused > len(whole) // 8, "not every byte matters, but many do"


def test_a_run_of_another_version_of_ours_counts_as_absent(records: Records) -> None:
    path = _kept(records, _trained("dense_16", 0, right=33))
    np.savez(path, facts=np.array('{"history": [], "status": "trained", "mood": "sunny"}'))
    assert records.find(VARIANTS["dense_16"], 0) is None


def test_runs_come_in_course_order(records: Records) -> None:
    for name, seed in [("lenet5", 0), ("sgd", 10), ("sgd", 9), ("dense_16", 0), ("logistic_regression", 0)]:
        records.keep(_trained(name, seed, right=33))
    assert [(run.variant, run.seed) for run in records.all()] == [
        ("logistic_regression", 0), ("dense_16", 0), ("sgd", 9), ("sgd", 10), ("lenet5", 0),
    ]  # fmt: skip


def test_a_folder_opens_again_under_the_same_settings(records: Records) -> None:
    records.keep(_trained("sgd", 0, right=33))
    again = Records(records.folder)
    again.open(replace(SETTINGS))
    assert len(again.all()) == 1


@pytest.mark.parametrize(
    ("settings", "there", "here"),
    [
        (replace(SETTINGS, dataset="mnist"), "on digits with", "on mnist with"),
        (replace(SETTINGS, epochs=2), "the declared epochs", "--epochs 2"),
        (replace(SETTINGS, hidden_seed=7), "hidden seed 0", "hidden seed 7"),
    ],
)
def test_a_folder_of_other_settings_is_refused(
    records: Records, settings: Settings, there: str, here: str
) -> None:
    with pytest.raises(UnusableFolder) as caught:
        records.open(settings)
    holds, wanted = str(caught.value).split(", not on ")
    assert holds.startswith(f"{records.folder} holds runs on ")
    assert there in holds
    assert here in f"on {wanted}"
    assert wanted.endswith(": choose another --out")


def test_a_folder_of_other_data_is_refused(records: Records) -> None:
    with pytest.raises(UnusableFolder, match="choose another --out"):
        records.open(replace(SETTINGS, data_digest="4567"))


def test_a_folder_of_another_format_is_refused(records: Records) -> None:
    with pytest.raises(UnusableFolder, match="holds results of format 1, not 99: choose another --out"):
        records.open(replace(SETTINGS, format_version=99))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"dataset": "digits"}'])
def test_unreadable_settings_are_refused(records: Records, content: str) -> None:
    (records.folder / "settings.json").write_text(content)
    with pytest.raises(UnusableFolder, match=r"cannot be used for results .*: choose another --out"):
        records.open(SETTINGS)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UnusableFolder, match="choose another --out"):
        Records(tmp_path / "out").open(SETTINGS)


def test_results_have_the_promised_columns(records: Records) -> None:
    _fill(records)
    assert (records.folder / "results.csv").read_text().splitlines()[0] == HEADER


def test_results_tell_trained_from_failed(records: Records) -> None:
    _fill(records)
    rows = _rows(records)
    assert [(row["variant"], row["seed"], row["status"]) for row in rows] == [
        ("dense_16", "0", "trained"), ("dense_16", "1", "trained"), ("no_flatten", "0", "failed"),
    ]  # fmt: skip
    failed = rows[2]
    assert failed["message"] == _failed("no_flatten", 0).message
    for column in ("train_accuracy", "test_accuracy", "hidden_accuracy", "test_loss", "parameters"):
        assert failed[column] == ""
        assert float(rows[0][column]) == getattr(_trained("dense_16", 0, right=30), column)


def test_predictions_need_no_pickle_and_agree_with_the_table(records: Records) -> None:
    _fill(records)
    with np.load(records.folder / "predictions.npz", allow_pickle=False) as file:
        stored = {key: file[key] for key in file.files}
    assert set(stored) == {"format_version", "labels", "dense_16/0", "dense_16/1"}
    np.testing.assert_array_equal(stored["labels"], LABELS)
    trained = [row for row in _rows(records) if row["status"] == "trained"]
    for row in trained:
        predictions = stored[f"{row['variant']}/{row['seed']}"]
        assert np.mean(predictions == stored["labels"]) == float(row["test_accuracy"])


def test_tables_of_no_runs_are_empty(records: Records) -> None:
    records.write_tables(LABELS)
    assert (records.folder / "results.csv").read_text() == f"{HEADER}\n"


def test_everybody_may_read_the_tables(records: Records) -> None:
    _fill(records)
    modes = {path.name: path.stat().st_mode & 0o777 for path in records.folder.iterdir() if path.is_file()}
    assert modes == dict.fromkeys(("settings.json", "results.csv", "predictions.npz"), 0o644)


@pytest.mark.parametrize("interruption", [OSError("no space left"), KeyboardInterrupt()])
def test_a_run_half_written_leaves_the_old_one(
    records: Records, monkeypatch: pytest.MonkeyPatch, interruption: BaseException
) -> None:
    old = _trained("dense_16", 0, right=30)
    records.keep(old)
    before = _contents(records)
    _break_writing(monkeypatch, interruption)
    with pytest.raises(type(interruption)):
        records.keep(_trained("dense_16", 0, right=35))
    assert _contents(records) == before


@pytest.mark.parametrize("interruption", [OSError("no space left"), KeyboardInterrupt()])
def test_predictions_half_written_leave_the_old_ones(
    records: Records, monkeypatch: pytest.MonkeyPatch, interruption: BaseException
) -> None:
    _fill(records)
    before = _contents(records)
    _break_writing(monkeypatch, interruption)
    with pytest.raises(type(interruption)):
        records.write_tables(LABELS)
    assert _contents(records) == before


def test_a_table_half_written_leaves_the_old_one(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(records)
    before = _contents(records)
    records.keep(_trained("sgd", 0, right=20))
    added = set(_contents(records)) - set(before)

    def half(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="no space left"):
        records.write_tables(LABELS)
    after = _contents(records)
    assert {path: content for path, content in after.items() if path not in added} == before


def _trained(variant: str, seed: int, right: int) -> Run:
    """A run that has the first `right` of the 40 labels right."""
    predictions = np.where(np.arange(40) < right, LABELS, (LABELS + 1) % 10).astype(np.int8)
    history = (Epoch(0.9, 0.5, math.nan, 0.4), Epoch(1 / 3, 0.8, 0.4, right / 40))
    return Run(
        variant, "digits", seed, Status.TRAINED, epochs=2, seconds=1.25, message="", parameters=12_730,
        train_accuracy=0.1 + 0.2, test_accuracy=right / 40, hidden_accuracy=2 / 3, test_loss=0.4,
        history=history, test_predictions=predictions, hidden_predictions=predictions[::-1].copy(),
    )  # fmt: skip


def _failed(variant: str, seed: int) -> Run:
    return Run(variant, "digits", seed, Status.FAILED, 5, 0.5, 'ValueError: "shapes", (None, 28, 10) — ñ')


def _fill(records: Records) -> None:
    for run in (
        _trained("dense_16", 0, right=30),
        _trained("dense_16", 1, right=35),
        _failed("no_flatten", 0),
    ):
        records.keep(run)
    records.write_tables(LABELS)


def _kept(records: Records, run: Run) -> Path:
    records.keep(run)
    (path,) = (records.folder / "runs").iterdir()
    return path


def _rows(records: Records) -> list[dict[str, str]]:
    with (records.folder / "results.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _contents(records: Records) -> dict[Path, bytes]:
    """Every file of the folder, hidden ones too."""
    return {p: p.read_bytes() for p in records.folder.rglob("*") if p.is_file()}


def _break_writing(monkeypatch: pytest.MonkeyPatch, interruption: BaseException) -> None:
    def half(path: Path, **_: object) -> None:
        path.write_text("PK and then nothing")
        raise interruption

    monkeypatch.setattr(np, "savez_compressed", half)


def _assert_same(one: Run, other: Run) -> None:
    for field in fields(Run):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if field.name == "history":
            assert str(mine) == str(theirs)
        else:
            np.testing.assert_equal(mine, theirs)
