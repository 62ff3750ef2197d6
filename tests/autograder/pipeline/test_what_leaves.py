"""What goes to workers: code, asks and images; no label, no check, no secret seed, nobody's name."""

from __future__ import annotations

import hashlib
import pickle
import pickletools
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import numpy as np
import pytest

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.errors import ClusterError
from autograder.evidence.evidence import Sandbox
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.pipeline import dask_worker
from autograder.pipeline.admission import Admission
from autograder.pipeline.dask_worker import Worker
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.orders import Place
from autograder.pipeline.outcome import Graded
from autograder.pipeline.slots import Slots
from tests.autograder.pipeline.remote import FakeLine, cluster

SEED = 8_123_457
STUDENT = "ada-lovelace"


@pytest.fixture
def folder(tmp_path: Path, small_npz: Path) -> CourseFolder:
    folder = make_folder(tmp_path / "course", "en", str(small_npz), hidden_seed=SEED)
    path = folder.submitted("fully_connected", STUDENT)
    path.parent.mkdir(parents=True)
    nbformat.write(folder.source(folder.course.assignments[0]), path)
    return folder


class _Line(FakeLine):
    """Keeps what was published, too."""

    def publish(self, content: bytes, worker: str) -> Any:
        self.contents = [*getattr(self, "contents", []), content]
        return super().publish(content, worker)


def _line(count: int = 1) -> _Line:
    return _Line(
        {f"tcp://127.0.0.1:{n}": Worker(lambda *_: ScriptedKernel()) for n in range(4_000, 4_000 + count)}
    )


def _grade(folder: CourseFolder, line: Any, told: list[str] | None = None) -> Graded:
    elsewhere = cluster(line, told)
    grader = FolderGrader(folder, folder.course.assignments[0], Sandbox.NONE, executor=elsewhere)
    (outcome,) = elsewhere.outcomes(grader.grade, [STUDENT])
    assert isinstance(outcome, Graded)
    return outcome


def _labels(folder: CourseFolder) -> list[bytes]:
    data = folder.dataset
    kinds = (np.uint8, np.int32, np.int64)
    return [part.labels[:16].astype(kind).tobytes() for part in (data.hidden,) for kind in kinds]


def test_no_label_seed_check_or_name_is_in_it(folder: CourseFolder) -> None:
    line = _line()
    assert not _grade(folder, line).sheet.unscored
    orders = [order for _, _, order in line.sent]
    assert {what for _, what, _ in line.sent} == {"examine", "prepare", "run"}
    for content in (*orders, *line.contents):
        assert STUDENT.encode() not in content
        assert SEED.to_bytes(3, "little") not in content
        assert str(SEED).encode() not in content
        assert not [label for label in _labels(folder) if label in content]
        assert str(folder.path).encode() not in content


def test_it_names_no_module_that_judges(folder: CourseFolder) -> None:
    line = _line()
    _grade(folder, line)
    for _, _, order in line.sent:
        strings = [arg for _, arg, _ in pickletools.genops(order) if isinstance(arg, str)]
        modules = [
            name
            for name in strings
            if name.startswith(("autograder.", "assignments", "reference", "_checks"))
        ]
        assert {name.split(".")[1] for name in modules} <= {"pipeline", "course", "evidence", "submissions"}
        assert all(name.startswith("autograder.") for name in modules)


def test_hidden_images_do_reach_workers_and_the_data_of_students(folder: CourseFolder) -> None:
    line = _line()
    _grade(folder, line)
    (content,) = line.contents
    files = msgspec.msgpack.decode(content, type=dict[str, bytes])
    assert files.keys() == {"public.npz", "pairs.npz", "hidden.npy"}
    assert folder.dataset.hidden.images[:4].tobytes() in files["hidden.npy"]


def test_what_would_be_found_is_found(folder: CourseFolder) -> None:
    """In a pickle of the data with its labels, and of the seed."""
    whole = pickle.dumps((folder.dataset.hidden.labels.astype(np.uint8), SEED), protocol=5)
    assert any(label in whole for label in _labels(folder))
    assert SEED.to_bytes(3, "little") in whole


def test_the_view_is_published_once_and_kept_for_the_next_assignment(folder: CourseFolder) -> None:
    view = folder.view()
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in view.iterdir()}
    line = _line(3)
    for limits in (Limits(), Limits(processes=99)):
        slots = Slots()
        place = Place(digests, limits, Sandbox.NONE)
        admission = Admission(line, slots, place, view, dask_worker, lambda told: None, beat=0.01)
        admission.begin()
        assert {slots.take() for _ in line.machines} == set(line.machines)
        admission.close()
    assert len(line.published) == 1
    assert len([what for _, what, _ in line.sent if what == "prepare"]) == 6


def test_a_view_that_came_damaged_is_refused(folder: CourseFolder) -> None:
    class Damaging(_Line):
        def publish(self, content: bytes, worker: str) -> Any:
            files = msgspec.msgpack.decode(content, type=dict[str, bytes])
            files["hidden.npy"] = files["hidden.npy"][:-1] + b"?"
            return super().publish(msgspec.msgpack.encode(files), worker)

    line, told = Damaging(_line().machines), list[str]()
    with pytest.raises(ClusterError, match="no worker is left that can be used"):
        _grade(folder, line, told)
    (line_told,) = told
    assert line_told.endswith(
        "gets no work: the students' view of the data came damaged: its digests are others"
    )


def test_a_workers_view_lies_in_a_folder_of_its_own_and_is_what_was_sent(folder: CourseFolder) -> None:
    line = _line()
    _grade(folder, line)
    (worker,) = line.machines.values()
    assert worker._home is not None
    home = Path(worker._home.name)
    assert home.stat().st_mode & 0o077 == 0
    (view,) = home.iterdir()
    ours = folder.view()
    for name in ("public.npz", "pairs.npz", "hidden.npy"):
        assert (
            hashlib.sha256((view / name).read_bytes()).digest()
            == hashlib.sha256((ours / name).read_bytes()).digest()
        )
