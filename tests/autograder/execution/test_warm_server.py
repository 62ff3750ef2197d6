"""Warm kernels: how cells end, what is answered, and that nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import ServerLost
from autograder.evidence.answer_files import read_files
from autograder.evidence.asks import Call, Images, Value
from autograder.evidence.evidence import RunStatus
from autograder.execution.kernel import Kernel
from autograder.execution.sandboxed_kernel import SandboxedKernel

SECONDS = 60.0

NewKernel = Callable[[], SandboxedKernel]


def test_a_cell_completes_prints_and_shows(kernel: Kernel) -> None:
    run = kernel.run("print('hello')\n6 * 7", SECONDS)
    assert run.status is RunStatus.COMPLETED
    assert run.stdout_tail == "hello\n"
    assert any(output.get("data", {}).get("text/plain") == "42" for output in run.outputs)


def test_an_error_is_told_in_a_line_and_the_kernel_goes_on(kernel: Kernel) -> None:
    run = kernel.run("raise ValueError('two\\nlines')", SECONDS)
    assert (run.status, run.error) == (RunStatus.RAISED, "ValueError: two lines")
    assert kernel.run("1", SECONDS).status is RunStatus.COMPLETED


def test_networks_train_and_figures_are_drawn(kernel: Kernel) -> None:
    train = (
        "import keras, numpy as np\nkeras.utils.set_random_seed(1)\n"
        "model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(2)])\n"
        "model.compile('adam', 'mse')\n"
        "loss = model.fit(np.ones((32, 4)), np.ones((32, 2)), epochs=3, verbose=0).history['loss'][-1]"
    )
    assert kernel.run(train, SECONDS).error == ""
    run = kernel.run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", SECONDS)
    assert any("image/png" in output.get("data", {}) for output in run.outputs)


def test_data_come_from_our_loader_and_from_keras_alike(kernel: Kernel, walled_course: CourseFolder) -> None:
    source = (
        "from autograder import Grader, load_data\nimport keras\nGrader('x').check('y')\n"
        "ours, kerass = load_data(), keras.datasets.mnist.load_data()\n"
        "x = ours[0][0]; same = all((a == b).all() for p, q in zip(ours, kerass) for a, b in zip(p, q))"
    )
    assert kernel.run(source, SECONDS).error == ""
    answered, left = kernel.ask([Value("x").to_json(), Value("same").to_json()], SECONDS)
    assert answered.status is RunStatus.COMPLETED
    facts, arrays = read_files(left)
    assert facts[1]["value"] is True
    assert np.array_equal(arrays["0.value"], walled_course.dataset.train.images)


def test_functions_are_asked_with_the_hidden_images(kernel: Kernel, walled_course: CourseFolder) -> None:
    kernel.run("def half(images):\n    return images / 2", SECONDS)
    _, left = kernel.ask([Call("half", (Images("hidden", 5),)).to_json()], SECONDS)
    _, arrays = read_files(left)
    assert np.array_equal(arrays["0.value"], walled_course.dataset.hidden.images[:5] / 2)


def test_an_answer_is_never_an_earlier_one(kernel: Kernel) -> None:
    kernel.run("x = 1", SECONDS)
    kernel.ask([Value("x").to_json()], SECONDS)
    kernel.run("import sys; sys.modules['_autograder_ask_handler'].answer_memory = lambda: None", SECONDS)
    _, left = kernel.ask([Value("x").to_json()], SECONDS)
    with pytest.raises(ValueError, match="missing"):
        read_files(left)


def test_chances_differ_between_kernels(new_kernel: NewKernel) -> None:
    drawn = {
        new_kernel()
        .run("import numpy as np, random; print(np.random.rand(), random.random())", SECONDS)
        .stdout_tail
        for _ in range(3)
    }
    assert len(drawn) == 3


# How kernels end ---------------------------------------------------------------------------------


def test_an_endless_loop_is_interrupted(kernel: Kernel) -> None:
    run = kernel.run("x = 5\nwhile True: pass", 1.0)
    assert (run.status, run.ended) == (RunStatus.TIMED_OUT, False)
    answered, left = kernel.ask([Value("x").to_json()], SECONDS)
    assert answered.status is RunStatus.COMPLETED
    assert read_files(left)[0][0]["value"] == 5
    assert kernel.run("1 / 0", SECONDS).status is RunStatus.RAISED


def test_a_loop_that_ignores_interrupts_is_killed(kernel: Kernel) -> None:
    stubborn = "import time\nwhile True:\n    try:\n        time.sleep(9)\n    except KeyboardInterrupt: pass"
    run = kernel.run(stubborn, 1.0)
    assert (run.status, run.ended) == (RunStatus.TIMED_OUT, True)
    assert kernel.run("1", SECONDS).status is RunStatus.DIED


ENDINGS = {
    "os._exit": "import os; os._exit(0)",
    "segfault": "import ctypes; ctypes.string_at(0)",
    "closed descriptors": "import os; os.closerange(0, 1024); import time; time.sleep(600)",
    "SIGKILL to itself": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ENDINGS)
def test_a_kernel_that_ends_itself_is_died_before_its_time_is_up(new_kernel: NewKernel, name: str) -> None:
    kernel, started = new_kernel(), time.monotonic()
    assert kernel.run(ENDINGS[name], SECONDS).status is RunStatus.DIED
    assert time.monotonic() - started < SECONDS
    assert new_kernel().run("1", SECONDS).status is RunStatus.COMPLETED


def test_a_kernel_killed_from_outside_is_lost(kernel: SandboxedKernel) -> None:
    _kill(_init_of(kernel))
    with pytest.raises(ServerLost, match="from outside"):
        kernel.run("1", SECONDS)


def test_a_kernel_killed_from_outside_while_its_cell_is_late_is_lost(new_kernel: NewKernel) -> None:
    deaf = "import signal, time\nsignal.signal(signal.SIGINT, lambda *_: print('late'))\ntime.sleep(60)"
    with ThreadPoolExecutor(1) as pool:  # a kernel's sockets belong to the thread that made it
        kernel = pool.submit(new_kernel).result()
        init = pool.submit(_init_of, kernel).result()
        late = pool.submit(kernel.run, deaf, 1.0)
        while kernel._dog._interrupted is None:  # killed between the interrupt and our own kill
            assert not late.done()
        _kill(init)
        with pytest.raises(ServerLost):
            late.result()


def _kill(process: int) -> None:
    """By somebody else's hand; it is gone afterwards."""
    pidfd = os.pidfd_open(process)
    os.kill(process, signal.SIGKILL)
    assert select.select([pidfd], [], [], SECONDS)[0] == [pidfd]
    os.close(pidfd)


def _init_of(kernel: SandboxedKernel) -> int:
    """The process above a kernel's own, which is told by the name that it takes."""
    name = f"doomed {os.getpid()}"  # of 15 characters at most
    code = f"import ctypes; ctypes.CDLL(None).prctl(15, {name.encode()!r})"  # PR_SET_NAME
    assert kernel.run(code, SECONDS).status is RunStatus.COMPLETED
    (init,) = (parent for found, parent in _names_and_parents() if found == name)
    return init


def _names_and_parents() -> Iterator[tuple[str, int]]:
    """Of every process that does not end meanwhile."""
    for path in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            fields = dict(
                line.split(":\t", 1) for line in path.read_text("utf-8").splitlines() if ":\t" in line
            )
            yield fields["Name"], int(fields["PPid"])


def test_input_raises(kernel: Kernel) -> None:
    run = kernel.run("input('your name? ')", SECONDS)
    assert run.status is RunStatus.RAISED
    assert "input" in str(run.error)


def test_deleted_files_are_a_students_own_trouble(new_kernel: NewKernel) -> None:
    delete = "import shutil, os\nfor d in ('/', os.getcwd()): shutil.rmtree(d, ignore_errors=True)"
    assert new_kernel().run(delete, SECONDS).status is RunStatus.COMPLETED
    assert new_kernel().run("import os; open('x', 'w')", SECONDS).status is RunStatus.COMPLETED


# Output ----------------------------------------------------------------------------------------


def test_300_000_lines_are_cut(kernel: Kernel) -> None:
    run = kernel.run("for i in range(300_000): print(i)", SECONDS)
    assert run.status is RunStatus.COMPLETED
    assert sum(len(output["text"]) for output in run.outputs) < 30_000


def test_300_megabytes_on_a_line_are_cut(kernel: Kernel) -> None:
    run = kernel.run("print('x' * 300_000_000)", SECONDS)
    assert run.status is RunStatus.COMPLETED
    assert sum(len(output["text"]) for output in run.outputs) < 30_000


def test_an_error_of_50_megabytes_is_cut(kernel: Kernel) -> None:
    run = kernel.run("raise ValueError('x' * 50_000_000)", SECONDS)
    assert run.status is RunStatus.RAISED
    assert len(str(run.error)) < 30_000


def test_output_without_end_stops_the_cell_and_not_the_kernel(kernel: Kernel, limits: Limits) -> None:
    run = kernel.run("while True: print('x' * 1000)", SECONDS)
    assert run.status is RunStatus.RAISED
    assert f"more than {limits.output_bytes} bytes" in str(run.error)
    assert kernel.run("1", SECONDS).status is RunStatus.COMPLETED


def test_a_message_forged_too_large_is_not_taken(kernel: Kernel) -> None:
    forge = (
        "from ipykernel.kernelapp import IPKernelApp\napp = IPKernelApp.instance()\n"
        "app.session.__class__ = app.session.__class__.__mro__[1]\n"
        "print('y' * 50_000_000)"
    )
    run = kernel.run(forge, SECONDS)
    assert sum(len(output.get("text", "")) for output in run.outputs) < 30_000


ENDLESS = """
import os, socket, threading, time
def pump(s):
    s.setblocking(True)
    while True: s.sendall(b"\\x01\\x00" * 200_000)  # an empty part, and more to come
for n in range(3, 256):
    try:
        s = socket.socket(fileno=os.dup(n))
        if s.family == socket.AF_UNIX and s.getpeername() is not None:
            threading.Thread(target=pump, args=(s,), daemon=True).start()
    except OSError: pass
time.sleep(60)
"""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_message_of_endless_parts_ends_its_kernel_and_no_other(new_kernel: NewKernel) -> None:
    other, flooding = new_kernel(), new_kernel()
    run = flooding.run(ENDLESS, SECONDS)
    assert (run.status, run.ended) == (RunStatus.DIED, True)
    assert other.run("1", SECONDS).status is RunStatus.COMPLETED


def test_nothing_is_left_of_a_kernel(new_kernel: NewKernel, tmp_path: Path) -> None:
    kernel = new_kernel()
    kernel.run("import subprocess; subprocess.Popen(['sleep', '1000'], start_new_session=True)", SECONDS)
    before = _sleepers()
    assert before
    kernel.close()
    assert not _sleepers() & before


def _sleepers() -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cmdline").read_bytes() == b"sleep\x001000\x00":
                    found.add(int(entry.name))
            except OSError:
                continue
    return found
