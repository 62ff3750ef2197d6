"""The real kernel without walls: how cells end, what is answered, and what never gets in."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.evidence.answer_files import read_files
from autograder.evidence.asks import Call, Images, Value
from autograder.evidence.evidence import RunStatus
from autograder.evidence.stopped import explained
from autograder.execution.ipc_paths import socket_folder
from autograder.execution.local_kernel import LocalKernel
from reference.pairs import pairs

pytestmark = pytest.mark.slow

SECONDS = 60.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> CourseFolder:
    return make_folder(tmp_path_factory.mktemp("kernels") / "course", "en", str(small_npz), hidden_seed=11)


@pytest.fixture(scope="module")
def kernel(folder: CourseFolder) -> Iterator[LocalKernel]:
    with contextlib.closing(LocalKernel(folder.view(), Limits())) as started:
        yield started


def test_temporary_files_may_lie_deeper_than_a_sockets_address_reaches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    folder = socket_folder("autograder-")
    try:
        assert len(str(folder)) < 70
        assert folder.stat().st_mode & 0o077 == 0
    finally:
        folder.rmdir()


def test_a_cell_completes_and_prints(kernel: LocalKernel) -> None:
    run = kernel.run("print('hello')\n6 * 7", SECONDS)
    assert run.status is RunStatus.COMPLETED
    assert run.stdout_tail == "hello\n"
    assert any(output.get("data", {}).get("text/plain") == "42" for output in run.outputs)


def test_an_error_is_told_in_a_line_and_the_kernel_goes_on(kernel: LocalKernel) -> None:
    run = kernel.run("raise ValueError('two\\nlines')", SECONDS)
    assert run.status is RunStatus.RAISED
    assert run.error == "ValueError: two lines"
    assert kernel.run("1", SECONDS).status is RunStatus.COMPLETED


def test_long_output_is_cut(kernel: LocalKernel) -> None:
    run = kernel.run("print('x' * 10_000_000)", SECONDS)
    assert sum(len(output["text"]) for output in run.outputs) < 30_000


def test_data_come_from_our_loader_and_from_keras_alike(kernel: LocalKernel, folder: CourseFolder) -> None:
    source = (
        "from autograder import load_data\nimport keras\n"
        "ours, kerass = load_data(), keras.datasets.mnist.load_data()\n"
        "import tensorflow as tf\nthird = tf.keras.datasets.mnist.load_data()\n"
        "x = ours[0][0]; same = all((a == b).all() and (a == c).all()"
        " for p, q, r in zip(ours, kerass, third) for a, b, c in zip(p, q, r))"
    )
    assert kernel.run(source, SECONDS).error == ""
    asks = [Value("x").to_json(), Value("same").to_json()]
    answered, left = kernel.ask(asks, SECONDS)
    assert answered.status is RunStatus.COMPLETED
    facts, arrays = read_files(left)
    assert facts[1]["value"] is True
    assert np.array_equal(arrays["0.value"], folder.dataset.train.images)


def test_functions_are_asked_with_the_hidden_images(kernel: LocalKernel, folder: CourseFolder) -> None:
    kernel.run("def half(images):\n    return images / 2", SECONDS)
    _, left = kernel.ask([Call("half", (Images("hidden", 5),)).to_json()], SECONDS)
    _, arrays = read_files(left)
    assert np.array_equal(arrays["0.value"], folder.dataset.hidden.images[:5] / 2)


def test_checks_and_answers_are_not_to_be_had_under_their_names(kernel: LocalKernel) -> None:
    imports = "from autograder import Grader\nGrader('x').check('y')\nimport autograder\n"
    run = kernel.run(imports + "hasattr(autograder, 'course')", SECONDS)
    assert run.error == ""
    assert run.outputs[-1]["data"]["text/plain"] == "False"


def test_pairs_are_those_of_the_courses_own_kernel(kernel: LocalKernel, folder: CourseFolder) -> None:
    """Another one than at home: it follows from hidden labels that are drawn by another seed."""
    source = (
        "from autograder import load_pairs\n"
        "images, maps = load_pairs()\nimages[:] = 0\nagain, _ = load_pairs()"
    )
    assert kernel.run(source, SECONDS).error == ""
    _, left = kernel.ask([Value("maps").to_json(), Value("again").to_json()], SECONDS)
    _, arrays = read_files(left)
    made = pairs(folder.dataset)
    np.testing.assert_array_equal(arrays["0.value"], made.maps)
    np.testing.assert_array_equal(arrays["1.value"], made.images)  # no cell changes those of the next


def test_labels_of_hidden_images_are_neither_in_the_view_nor_in_the_process(
    kernel: LocalKernel, folder: CourseFolder
) -> None:
    hidden = folder.dataset.hidden
    assert not np.array_equal(hidden.labels, folder.dataset.test.labels)  # else the test would prove nothing
    kernel.ask([Call("len", (Images("hidden"),)).to_json()], SECONDS)
    with np.load(folder.view() / "public.npz") as public:
        assert sorted(public.files) == ["x_test", "x_train", "y_test", "y_train"]
        assert not any(np.array_equal(public[name].ravel(), hidden.labels) for name in public.files)
    assert sorted(p.name for p in folder.view().iterdir()) == ["hidden.npy", "pairs.npz", "public.npz"]
    memory = _written_memory(kernel)
    assert hidden.images[0].tobytes() in memory  # the search does find what is there
    assert hidden.labels.tobytes() not in memory


def _written_memory(kernel: LocalKernel) -> bytes:
    """All readable memory of the kernel's process, as seen from outside."""
    kernel.run("import os\npid = os.getpid()\nimport numpy as np", SECONDS)
    kernel.run("kept = np.load(__import__('sys').argv[1] + '/hidden.npy')", SECONDS)
    _, left = kernel.ask([Value("pid").to_json()], SECONDS)
    pid = read_files(left)[0][0]["value"]
    chunks = []
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            low, high = (int(end, 16) for end in span.split("-"))
            if rights.startswith("rw") and high - low < 1 << 30:
                with contextlib.suppress(OSError):
                    memory.seek(low)
                    chunks.append(memory.read(high - low))
    return b"".join(chunks)


def test_a_cell_that_takes_too_long_ends_the_kernel_and_no_process_stays(folder: CourseFolder) -> None:
    kernel = LocalKernel(folder.view(), Limits())
    kernel.run("import os\npid = os.getpid()", SECONDS)
    _, left = kernel.ask([Value("pid").to_json()], SECONDS)
    pid = read_files(left)[0][0]["value"]
    assert kernel.run("while True: pass", 1).status is RunStatus.TIMED_OUT
    assert kernel.run("1", SECONDS).status is RunStatus.DIED
    kernel.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_process_that_ends_itself_is_died(folder: CourseFolder) -> None:
    with contextlib.closing(LocalKernel(folder.view(), Limits())) as kernel:
        assert kernel.run("import os; os._exit(0)", SECONDS).status is RunStatus.DIED


SEVERAL = """
import keras, logging, numpy as np, tensorflow as tf
class Hearing(logging.Handler):
    def emit(self, record):
        print(record.getMessage())
tf.get_logger().addHandler(Hearing())
for units in range(1, 8):
    network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(units)])
    network.predict(np.zeros((2, 3)), verbose=0)
tf.get_logger().warning("another warning")
"""


def test_several_networks_bring_no_warning_and_others_are_kept(kernel: LocalKernel) -> None:
    assert kernel.run(SEVERAL, SECONDS).stdout_tail.splitlines() == ["another warning"]


@pytest.mark.parametrize("asked", ["input('How many? ')", "__import__('getpass').getpass()"])
def test_who_asks_a_question_is_told_in_words_that_nobody_answers(kernel: LocalKernel, asked: str) -> None:
    run = kernel.run(f"asked = {asked}", SECONDS)
    assert run.status is RunStatus.RAISED
    assert "nobody is there to give one" in str(explained(str(run.error)))
    assert kernel.run("1", SECONDS).status is RunStatus.COMPLETED
