"""The command line with wrong input: one line that says what to do, exit code 2, nothing half-written."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from autograder.cli import main
from autograder.coursedir.init import make_folder
from reference.run_store import COLUMNS
from tests.permissions import denied_as_to_others


def _error(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert main([str(a) for a in arguments]) == 2
    told = capsys.readouterr().err.strip()
    assert told.startswith("autograder: ")
    assert "\n" not in told
    return told


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"y_test": None}, "lacks y_test"),
        ({"x_train": np.zeros((4, 8, 8), np.uint8)}, "shape (N, 28, 28)"),
        ({"x_train": np.zeros((200, 28, 28), np.float32)}, "must be uint8"),
        ({"y_train": np.full(200, 10, np.uint8)}, "labels must lie in 0..9"),
    ],
    ids=["missing key", "wrong shape", "wrong dtype", "label out of range"],
)
def test_a_wrong_data_file_trains_nothing(
    capsys: pytest.CaptureFixture[str],
    small_npz: Path,
    tmp_path: Path,
    out: Path,
    change: dict[str, np.ndarray | None],
    told: str,
) -> None:
    arrays = {**np.load(small_npz), **change}
    path = tmp_path / "wrong.npz"
    np.savez(path, allow_pickle=False, **{k: v for k, v in arrays.items() if v is not None})
    assert told in _error(capsys, "train", "--dataset", path, "--out", out)
    assert told in _error(capsys, "init", out, "--dataset", path)
    assert not out.exists()


def test_unknown_variant_and_dataset(capsys: pytest.CaptureFixture[str], out: Path) -> None:
    assert "dense_128_relu" in _error(capsys, "train", "--variants", "dense_128,nonsense", "--out", out)
    assert "digits, mnist or the path" in _error(capsys, "train", "--dataset", "cifar", "--out", out)
    for name in ("none", ""):  # which mean nothing to a course that has data
        assert "digits, mnist or the path" in _error(capsys, "init", out, "--dataset", name)
    assert "is not there" in _error(capsys, "train", "--dataset", "absent.npz", "--out", out)
    assert not out.exists()


def test_no_network_when_mnist_must_be_downloaded(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, out: Path
) -> None:
    import keras.datasets.mnist

    def offline() -> None:
        raise Exception("URL fetch failure")

    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(keras.datasets.mnist, "load_data", offline)
    assert "give the path" in _error(capsys, "train", "--dataset", "mnist", "--out", out)
    assert not out.exists()


def test_an_output_folder_that_cannot_be_made(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("mine")
    assert "choose another --out" in _error(capsys, "train", "--variants", "sgd", "--out", occupied / "out")
    assert "choose another --out" in _error(capsys, "train", "--variants", "sgd", "--out", occupied)
    assert "choose another folder" in _error(capsys, "init", occupied / "course")
    assert "choose a new folder" in _error(capsys, "init", occupied)
    assert occupied.read_text() == "mine"


def test_a_course_folder_that_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "autograder init" in _error(capsys, "grade", tmp_path, "--sandbox", "none")
    assert "autograder init" in _error(capsys, "train", "--course", tmp_path / "absent")


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5"])
def test_counts_are_whole_and_positive(number: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["train", "--seeds", number])
    assert caught.value.code == 2


def _train(small_npz: Path, out: Path, *more: str) -> list[str]:
    train = [sys.executable, "-m", "autograder.cli", "train", "--dataset", str(small_npz), "--out", str(out)]
    return [*train, "--jobs", "1", *more]


@pytest.mark.trains
def test_training_is_interrupted_kept_and_continued(small_npz: Path, out: Path) -> None:
    command = _train(
        small_npz, out, "--variants", "dense_16,dense_32,outputs_5", "--seeds", "6", "--epochs", "1"
    )
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not list((out / "runs").glob("[a-z]*.npz")):  # the first finished run
        assert first.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    first.send_signal(signal.SIGINT)
    _, said = first.communicate(timeout=60)
    assert first.returncode == 130, said
    assert "what was finished is kept" in said
    assert "Traceback" not in said
    kept = {path: os.stat(path).st_mtime_ns for path in (out / "runs").iterdir()}
    assert 0 < len(kept) < 18
    assert len(pd.read_csv(out / "results.csv")) == len(kept)

    subprocess.run(command, check=True, capture_output=True)
    assert {path: os.stat(path).st_mtime_ns for path in kept} == kept  # nothing was trained twice
    table = pd.read_csv(out / "results.csv")
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 18
    assert set(table[table.variant == "outputs_5"].status) == {"failed"}
    assert (out / "comparison.html").read_text(encoding="utf-8").count("dense_32") > 1


@pytest.mark.trains
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_training_that_is_killed_leaves_no_process_behind(
    small_npz: Path, out: Path, number: signal.Signals
) -> None:
    command = _train(small_npz, out, "--variants", "dense_16", "--seeds", "2", "--epochs", "100000")
    with subprocess.Popen([*command, "--jobs", "2"], stderr=subprocess.DEVNULL) as training:
        _until(lambda: len(_workers(training)) == 2)
        started = _children(training)
        training.send_signal(number)
    assert training.returncode == -number
    try:
        _until(lambda: not any(_state(pid) for pid in started))
    finally:
        for pid in filter(_state, started):
            os.kill(pid, signal.SIGKILL)


def _workers(training: subprocess.Popen[bytes]) -> list[int]:
    assert training.poll() is None
    told = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in _children(training)}
    return [pid for pid, line in told.items() if b"spawn_main" in line]


def _children(training: subprocess.Popen[bytes]) -> list[int]:
    listed = Path(f"/proc/{training.pid}/task/{training.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


def _state(pid: int) -> str:
    """Empty for a process that has ended, whether anybody asked after it or not."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2]
    except OSError:
        return ""
    return "" if told[0] in "ZX" else told[0]


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.trains
def test_a_folder_of_other_results_is_left_alone(
    capsys: pytest.CaptureFixture[str], small_npz: Path, out: Path
) -> None:
    subprocess.run(
        _train(small_npz, out, "--variants", "no_flatten", "--seeds", "1", "--epochs", "1"),
        check=True,
        capture_output=True,
    )
    before = (out / "results.csv").read_bytes()
    told = _error(capsys, "train", "--dataset", "digits", "--variants", "no_flatten", "--out", out)
    assert "holds runs on small-" in told
    assert (out / "results.csv").read_bytes() == before


@pytest.fixture
def course(tmp_path: Path, small_npz: Path) -> Path:
    return make_folder(tmp_path / "course", "en", str(small_npz)).path


def test_a_table_goes_into_a_folder_that_is_there(
    capsys: pytest.CaptureFixture[str], course: Path, out: Path
) -> None:
    export = ("export", course, "fully_connected", "--pseudonyms", "--out")
    before = set(course.rglob("*"))
    assert f"{out} is not there" in _error(capsys, *export, out / "criteria.csv")
    assert f"{course} is a folder" in _error(capsys, *export, course)
    assert not out.exists()
    assert set(course.rglob("*")) == before
    closed = course.parent / "closed"
    closed.mkdir(0o500)
    with denied_as_to_others():
        told = _error(capsys, *export, closed / "criteria.csv")
    assert "criteria.csv cannot be written (access to it is denied): name a file elsewhere" in told


def test_a_table_that_cannot_be_written_leaves_the_old_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, course: Path, tmp_path: Path
) -> None:
    target = tmp_path / "criteria.csv"
    target.write_text("mine")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    assert "its disk is full" in _error(capsys, "export", course, "fully_connected", "--out", target)
    assert target.read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"course", "criteria.csv"}


def test_a_pipe_that_takes_a_table_stays_a_pipe(course: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert main(["export", str(course), "fully_connected", "--out", str(pipe)]) == 0
        assert os.read(reader, 1000).startswith(b"\xef\xbb\xbfstudent,assignment,")
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_reader_that_is_gone_gets_a_line_beside_it(course: Path, tmp_path: Path) -> None:
    """As `| head -1` does; the work itself is done."""
    reading, writing = os.pipe()
    os.close(reading)
    run = [sys.executable, "-P", "-m", "autograder.cli", "export", str(course), "fully_connected"]
    done = subprocess.run(run, stdout=writing, stderr=subprocess.PIPE, text=True, cwd=tmp_path, check=False)
    os.close(writing)
    assert done.returncode == 2
    assert done.stderr == "autograder: nobody reads on: the rest of the output is left out\n"
    assert (tmp_path / "criteria.csv").read_bytes().startswith(b"\xef\xbb\xbfstudent,")
