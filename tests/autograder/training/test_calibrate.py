"""`autograder calibrate`: resumed where it stopped, partial results told as such, wrong input refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.cli import main
from autograder.course.changes import MANIFEST
from autograder.coursedir.coursedir import open_folder
from autograder.coursedir.init import make_folder
from autograder.networks.calibrated import UNCALIBRATED, least_accuracy, most_accuracy
from reference.calibration.stored import Calibration, read_calibration
from reference.datasets import Dataset, load
from tests.autograder.training.drawn_runs import drawn, train_as


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch, small_npz: Path) -> list[tuple[str, int]]:
    """Which trainings were asked for: in place of them come runs with accuracies drawn at random."""
    asked: list[tuple[str, int]] = []
    train_as(monkeypatch, drawn(asked, load(str(small_npz))))
    return asked


def _calibrate(small_npz: Path, *more: str) -> int:
    return main(["calibrate", "--dataset", str(small_npz), "--jobs", "1", *more])


def _written(capsys: pytest.CaptureFixture[str]) -> Calibration:
    return read_calibration(Path(capsys.readouterr().out.strip()))


def test_one_file_holds_accuracies_bounds_and_differences(
    trained: list[tuple[str, int]], small_npz: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _calibrate(small_npz, "--variants", "sgd,dense_128_relu", "--seeds", "3") == 0
    found = _written(capsys)
    assert (found.train_images, found.test_images) == (200, 60)
    assert found.data_digest == load(str(small_npz)).digest
    assert len(found.runs("dense_128_relu")) == 30
    accuracies = [run.hidden_accuracy for run in found.runs("sgd")]
    floor = found.floor("sgd", "hidden_accuracy")
    assert floor is not None
    assert floor < min(accuracies)
    difference = found.difference("sgd")
    assert difference is not None
    assert (difference.seeds, difference.images) == (3, 60)
    own, control = (np.mean([r.test_accuracy for r in found.runs(v)[:3]]) for v in ("sgd", "dense_128_relu"))
    assert difference.mean == pytest.approx(own - control, abs=1e-5)
    assert difference.low < difference.low90 < difference.mean < difference.high90 < difference.high


def test_a_subset_of_the_training_images_is_a_calibration_of_its_own(
    trained: list[tuple[str, int]], small_npz: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _calibrate(small_npz, "--variants", "sgd", "--seeds", "2", "--train-images", "100") == 0
    found = _written(capsys)
    assert found.data_digest == load(str(small_npz)).first(100).digest
    assert _calibrate(small_npz, "--variants", "sgd", "--seeds", "2") == 0
    assert _written(capsys).train_images == 200
    assert len(trained) == 8, "nothing is shared between them"


def test_nothing_is_trained_twice(
    trained: list[tuple[str, int]], small_npz: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _calibrate(small_npz, "--variants", "sgd", "--seeds", "2") == 0
    first = _written(capsys)
    assert _calibrate(small_npz, "--variants", "sgd", "--seeds", "2") == 0
    assert _written(capsys) == first
    assert sorted(trained) == [("dense_128_relu", 0), ("dense_128_relu", 1), ("sgd", 0), ("sgd", 1)]
    assert _calibrate(small_npz, "--variants", "rmsprop,sgd", "--seeds", "3") == 0
    assert len(trained) == len(set(trained)) == 9
    assert _written(capsys).variants.keys() == {"dense_128_relu", "sgd", "rmsprop"}


def test_an_interruption_keeps_what_is_finished_and_promises_no_floor(
    small_npz: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, int]] = []
    data = load(str(small_npz))
    more = ("--variants", "dense_128_relu", "--corners", "extreme", "--seeds", "2", "--out", "c.json")
    train_as(monkeypatch, drawn(asked, data, stop_after=5))
    assert _calibrate(small_npz, *more) == 130
    assert "what was finished is kept" in capsys.readouterr().err
    partly = read_calibration(Path("c.json"))
    assert len(partly.runs("dense_128_relu")) == 5
    assert partly.floor("dense_128_relu", "hidden_accuracy") is None
    train_as(monkeypatch, drawn(asked, data))
    assert _calibrate(small_npz, *more) == 0
    assert len(asked) == len(set(asked)) == 8
    assert read_calibration(Path("c.json")).floor("dense_128_relu", "hidden_accuracy") is not None


@pytest.fixture
def course(tmp_path: Path, small_npz: Path, digits: Dataset) -> Path:
    """A course whose hidden images are its instructor's own."""
    path = tmp_path / "course"
    make_folder(path, "en", str(small_npz), hidden_seed=5)
    own = {"x_test": digits.train.images[300:450], "y_test": digits.train.labels[300:450]}
    np.savez(path / "hidden.npz", allow_pickle=False, **own)
    manifest = path / MANIFEST
    text = manifest.read_text(encoding="utf-8")
    assert '# hidden = "hidden.npz"' in text
    manifest.write_text(text.replace("# hidden =", "hidden ="), encoding="utf-8")
    return path


@pytest.fixture
def of_the_course(monkeypatch: pytest.MonkeyPatch, course: Path) -> list[tuple[str, int]]:
    asked: list[tuple[str, int]] = []
    train_as(monkeypatch, drawn(asked, open_folder(course).dataset))
    return asked


def test_a_course_is_calibrated_in_its_folder_and_graded_by_it(
    of_the_course: list[tuple[str, int]], course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = open_folder(course)
    assignment = folder.course.assignments[0]
    data = folder.data(assignment)
    assert data is not None
    asked = (data, "dense_128_relu", "hidden_accuracy", 150)
    assert (least_accuracy(*asked), most_accuracy(*asked)) == (UNCALIBRATED, 1.0)
    assert folder.uncalibrated(assignment) == ("dense_128_relu", "no_normalisation")
    assert main(["calibrate", "--course", str(course), "--seeds", "3"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [
        str(folder.calibration(data.digest)),
        f"What was graded goes by it after `autograder rescore {course}`",
    ], "all its assignments use the same images"
    wanted = {"dense_16", "dense_512", "sgd", "epochs_20", "no_normalisation"}
    assert wanted <= {name for name, _ in of_the_course}
    found = read_calibration(folder.calibration(data.digest))
    assert (found.data_digest, found.hidden_images) == (data.digest, 150)
    data = folder.data(assignment)
    assert data is not None
    floor, ceiling = least_accuracy(data, *asked[1:]), most_accuracy(data, *asked[1:])
    assert 0 < floor < min(run.hidden_accuracy for run in found.runs("dense_128_relu")) < ceiling <= 1
    assert floor != UNCALIBRATED
    assert folder.uncalibrated(assignment) == ()


def test_a_course_goes_on_where_it_was_interrupted(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, asked = open_folder(course), list[tuple[str, int]]()
    more = ("--variants", "dense_128_relu", "--corners", "extreme", "--seeds", "2")
    train_as(monkeypatch, drawn(asked, folder.dataset, stop_after=5))
    assert main(["calibrate", "--course", str(course), *more]) == 130
    assert "what was finished is kept" in capsys.readouterr().err
    assert folder.uncalibrated(folder.course.assignments[0]), "half a calibration promises nothing"
    train_as(monkeypatch, drawn(asked, folder.dataset))
    assert main(["calibrate", "--course", str(course), *more]) == 0
    assert "run 5 of 8" in capsys.readouterr().err, "progress says what was done before"
    assert len(asked) == len(set(asked)) == 8
    assert folder.uncalibrated(folder.course.assignments[0]) == ("no_normalisation",)


def test_another_file_is_not_calibrated_by_the_old_one(
    of_the_course: list[tuple[str, int]], course: Path, digits: Dataset
) -> None:
    assert main(["calibrate", "--course", str(course), "--seeds", "2"]) == 0
    assignment = open_folder(course).course.assignments[0]
    assert open_folder(course).uncalibrated(assignment) == ()
    own = {"x_test": digits.train.images[301:451], "y_test": digits.train.labels[301:451]}
    np.savez(course / "hidden.npz", allow_pickle=False, **own)
    assert open_folder(course).uncalibrated(assignment)


def test_moved_test_images_of_a_course_are_calibrated_too(
    of_the_course: list[tuple[str, int]], course: Path
) -> None:
    manifest = course / MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("hidden =", "# hidden ="), "utf-8")
    assert main(["calibrate", "--course", str(course), "--seeds", "2", "--variants", "dense_128_relu"]) == 0
    folder = open_folder(course)
    data = folder.data(folder.course.assignments[0])
    assert data is not None
    assert least_accuracy(data, "dense_128_relu", "hidden_accuracy", 60) != UNCALIBRATED


def test_a_damaged_calibration_of_a_course_says_what_to_do(
    of_the_course: list[tuple[str, int]], course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = open_folder(course)
    path = folder.calibration(folder.dataset.digest)
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    handed_in = folder.submitted("fully_connected", "ada")
    handed_in.parent.mkdir(parents=True)
    handed_in.write_text("{}", encoding="utf-8")
    assert main(["grade", str(course), "--sandbox", "none"]) == 2
    assert "cannot be read as a calibration" in capsys.readouterr().err
    assert main(["calibrate", "--course", str(course), "--seeds", "2"]) == 0
    assert read_calibration(path).data_digest == folder.dataset.digest


@pytest.mark.parametrize("option", [["--dataset", "digits"], ["--train-images", "5"], ["--out", "x.json"]])
def test_a_course_says_which_data_by_itself(
    course: Path, capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    assert main(["calibrate", "--course", str(course), *option]) == 2
    assert f"--course says which data: leave {option[0]} out" in capsys.readouterr().err


@pytest.mark.trains
def test_a_whole_training_in_a_process_of_its_own(
    small_npz: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _calibrate(small_npz, "--variants", "outputs_5,epochs_1", "--seeds", "2") == 0
    found = _written(capsys)
    (failed,) = found.variants["outputs_5"].configurations
    assert (failed.failed, failed.runs, failed.bounds) == (2, (), {})
    assert "not in [0, 5)" in failed.message
    assert found.floor("outputs_5", "hidden_accuracy") is None
    assert found.difference("outputs_5") is None
    first, second = found.runs("epochs_1")
    assert first != second
    assert found.difference("epochs_1") is not None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--dataset", "cifar"], "digits, mnist or the path"),
        (["--dataset", "absent.npz"], "is not there"),
        (["--variants", "nonsense"], "no variant matches 'nonsense'"),
        (
            ["--variants", "dropout_cnn_flip"],
            "no exercise is scored by 'dropout_cnn_flip'; calibration knows dense_128",
        ),
        (["--variants", ""], "no variant matches ''"),
        (
            ["--dataset", "digits", "--train-images", "2000"],
            "digits has 1437 training images, not 2000: choose a smaller",
        ),
    ],
)
def test_wrong_input_trains_nothing(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(["calibrate", *arguments]) == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith("autograder: ")
    assert told in said
    assert "\n" not in said
    assert not Path("out").exists()


@pytest.mark.parametrize("option", ["--seeds", "--train-images", "--jobs"])
@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_counts_are_whole_and_positive(option: str, number: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["calibrate", option, number])
    assert caught.value.code == 2
