"""Warm kernels against fresh ones: start, one whole submission, and fifty in a row.

Medians of runs that take turns, all in one process and with the bytecode cache on for both
sides; what is printed are ratios and differences, since seconds are this machine's own.

    python benchmarks/warm_kernels.py [REPEATS]
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import DEVNULL

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course.limits import Limits
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import RunStatus
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_kernel import SandboxedKernel
from autograder.execution.warm_server import WarmServer, server_for

IMPORTS = "import tensorflow, keras"
CELLS = (
    "import keras, numpy as np\nfrom autograder import load_data",
    "(x_train, y_train), (x_test, y_test) = load_data()\nx_train, x_test = x_train / 255, x_test / 255",
    "layers = keras.layers\nmodel = keras.Sequential([layers.Input(x_train.shape[1:]), layers.Flatten(),"
    " layers.Dense(32, 'relu'), layers.Dense(10, 'softmax')])",
    "model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])",
    "history = model.fit(x_train, y_train, batch_size=128, epochs=3, verbose=0)",
    "print(model.evaluate(x_test, y_test, verbose=0))",
)
IN_A_ROW = 50


def main(repeats: int) -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as scratch:
        tempfile.tempdir = scratch  # what is left there is ours
        view, limits = make_folder(Path(scratch) / "course", "en", "digits", hidden_seed=0).view(), Limits()
        server = server_for(Walls(view, limits))
        started = _seconds(server.start)
        print(f"server started and proven once: {started:.1f} s")
        _compare_starts(view, limits, repeats)
        _compare_submissions(view, limits, repeats)
        _many(view, limits, server)
        server.close()


def _compare_starts(view: Path, limits: Limits, repeats: int) -> None:
    _fresh()  # writes the bytecode cache
    pairs = [(_fresh(), _warm(view, limits)) for _ in range(repeats)]
    fresh, warm = (median(side) for side in zip(*pairs, strict=True))
    print(
        f"kernel ready with TensorFlow and Keras: {fresh:.2f} s fresh, {warm:.3f} s warm: "
        f"{fresh / warm:.0f} times faster (goal: at least 20)"
    )


def _fresh() -> float:
    """Seconds until a stock kernel has run the imports."""
    client = NotebookClient(
        new_notebook(cells=[new_code_cell(IMPORTS)]),
        km=AsyncKernelManager(kernel_name="python3"),
        shutdown_kernel="immediate",
    )
    started = time.perf_counter()
    with client.setup_kernel(cleanup_kc=True, stdout=DEVNULL, stderr=DEVNULL):
        client.execute_cell(client.nb.cells[0], 0)
        return time.perf_counter() - started


def _warm(view: Path, limits: Limits) -> float:
    started = time.perf_counter()
    with contextlib.closing(SandboxedKernel(view, limits)) as kernel:
        assert kernel.run(IMPORTS, 60.0).status is RunStatus.COMPLETED
        return time.perf_counter() - started


def _compare_submissions(view: Path, limits: Limits, repeats: int) -> None:
    pairs = [(_alone(view, limits), _seconds(lambda: _submission(view, limits))) for _ in range(repeats)]
    alone, whole = (median(side) for side in zip(*pairs, strict=True))
    print(
        f"a submission that fits a network: {whole:.2f} s, its cells alone {alone:.2f} s: "
        f"{whole / alone:.2f} times, {whole - alone:.2f} s more (goal: at most 0.5)"
    )


def _alone(view: Path, limits: Limits) -> float:
    """The cells' time in a process already warm, taken inside it around all of them."""
    timed = f"import time\nstarted = time.perf_counter()\nfor cell in {CELLS!r}: exec(cell)\n"
    with contextlib.closing(SandboxedKernel(view, limits)) as kernel:
        run = kernel.run(timed + "print('took', time.perf_counter() - started)", 120.0)
        return float(run.stdout_tail.rpartition("took")[2])


def _submission(view: Path, limits: Limits) -> None:
    with contextlib.closing(SandboxedKernel(view, limits)) as kernel:
        for cell in CELLS:
            run = kernel.run(cell, 120.0)
            assert run.status is RunStatus.COMPLETED, run.error


@dataclass(frozen=True)
class _Held:
    """What this process and the sandbox hold."""

    own_bytes: int
    sandbox_bytes: int
    processes: int
    descriptors: int
    files: int


def _many(view: Path, limits: Limits, server: WarmServer) -> None:
    for _ in range(3):
        _submission(view, limits)
    before = _held(server)
    started = time.perf_counter()
    for _ in range(IN_A_ROW):
        _submission(view, limits)
    seconds = time.perf_counter() - started
    after = _held(server)
    print(f"{IN_A_ROW} submissions in a row, {seconds / IN_A_ROW:.2f} s each; before -> after:")
    for name in ("own_bytes", "sandbox_bytes"):
        was, now = getattr(before, name), getattr(after, name)
        print(f"  {name:14} {was >> 20} -> {now >> 20} MiB ({now / was:.3f} times)")
    for name in ("processes", "descriptors", "files"):
        print(f"  {name:14} {getattr(before, name)} -> {getattr(after, name)}")


def _held(server: WarmServer) -> _Held:
    assert server.pid is not None
    inside = _tree(server.pid)
    return _Held(
        own_bytes=_resident(os.getpid()),
        sandbox_bytes=sum(_resident(process) for process in inside),
        processes=len(inside),
        descriptors=len(os.listdir("/proc/self/fd")),
        files=sum(_entries(folder) for folder in (tempfile.gettempdir(), jupyter_runtime_dir())),
    )


def _entries(top: str) -> int:
    return sum(len(files) + len(folders) for _, folders, files in os.walk(top))


def _tree(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [process, *(below for child in children for below in _tree(int(child)))]


def _resident(process: int) -> int:
    pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
