"""Attacks on a claim of sandbox.py: memory, processor time and processes are bounded."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
from dataclasses import replace

import pytest

from autograder.course.course import BUNDLED
from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.evidence.evidence import RunStatus
from autograder.execution.kernel import Kernel
from autograder.execution.sandboxed_kernel import SandboxedKernel
from tests.autograder.attacks import SECONDS, NewKernel, raises, says


def test_a_memory_bomb_ends_as_such(new_kernel: NewKernel) -> None:
    run = new_kernel().run("kept = []\nwhile True: kept.append(bytearray(10 << 20))", SECONDS)
    assert run.status is RunStatus.OUT_OF_MEMORY or str(run.error).startswith("MemoryError")
    assert new_kernel().run("1", SECONDS).status is RunStatus.COMPLETED


def test_a_memory_bomb_of_many_processes_is_seen_as_one(new_kernel: NewKernel) -> None:
    bomb = (
        "import os, time\n"
        "for _ in range(20):\n"
        "    if os.fork() == 0:\n"
        "        kept = bytearray(os.urandom(1 << 20) * 200); time.sleep(60); os._exit(0)\n"
        "time.sleep(60)"
    )
    assert new_kernel().run(bomb, SECONDS).status is RunStatus.OUT_OF_MEMORY
    assert new_kernel().run("1", SECONDS).status is RunStatus.COMPLETED


def test_a_fork_bomb_is_bounded(new_kernel: NewKernel) -> None:
    bomb = (
        "import os, time\n"
        "try:\n"
        "    while True:\n"
        "        if os.fork() == 0: time.sleep(60); os._exit(0)\n"
        "except BlockingIOError as error: print('refused')"
    )
    run = new_kernel().run(bomb, SECONDS)
    assert run.status is RunStatus.OUT_OF_MEMORY or "refused" in run.stdout_tail
    assert new_kernel().run("1", SECONDS).status is RunStatus.COMPLETED


def test_processor_time_is_bounded_over_all_processes(
    walled_course: CourseFolder, limits: Limits, bubblewrap: None
) -> None:
    spin = "import os\nos.fork()\nwhile True: pass"
    with contextlib.closing(
        SandboxedKernel(walled_course.view(), replace(limits, cpu_seconds=2.0))
    ) as kernel:
        run = kernel.run(spin, SECONDS)
    assert (run.status, run.ended) == (RunStatus.TIMED_OUT, True)  # late, it would have been interrupted


_ORPHAN = """
import sys, time
from autograder.execution.sandbox import Walls
from autograder.execution.warm_server import WarmServer
server = WarmServer(Walls(None))
server.start()
print(server.pid, flush=True)
time.sleep(100)
"""


def test_a_server_does_not_outlive_its_grader(bubblewrap: None) -> None:
    run = [sys.executable, "-P", "-c", _ORPHAN]
    env = {**os.environ, "PYTHONPATH": str(BUNDLED.parent)}
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True, env=env) as grader:
        assert grader.stdout is not None
        server = os.pidfd_open(int(grader.stdout.readline()))
        assert select.select([server], [], [], 0)[0] == []
        grader.kill()
        assert select.select([server], [], [], SECONDS)[0] == [server]
        os.close(server)


HIDDEN_MEMORY = {
    "memfd": "import os; os.memfd_create('x')",
    "shared memory without a file": "import mmap; mmap.mmap(-1, 1 << 20)",
    "shared memory of /dev/zero": "import mmap, os; mmap.mmap(os.open('/dev/zero', os.O_RDWR), 1 << 20)",
}


@pytest.mark.parametrize("name", HIDDEN_MEMORY)
def test_memory_that_no_process_has_in_its_tables_is_not_to_be_had(kernel: Kernel, name: str) -> None:
    assert "OSError" in raises(kernel, HIDDEN_MEMORY[name])


def test_system_v_memory_and_messages_are_not_to_be_had(kernel: Kernel) -> None:
    attack = (
        "import ctypes; c = ctypes.CDLL(None)\n"
        "print(c.shmget(0, 1 << 20, 0o1600), c.msgget(0, 0o1600), c.semget(0, 1, 0o1600))"
    )
    assert says(kernel, attack) == "-1 -1 -1"


def test_what_honest_code_shares_memory_with_still_works(kernel: Kernel) -> None:
    use = (
        "import mmap, multiprocessing as mp\nfrom multiprocessing.shared_memory import SharedMemory\n"
        "private = mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\n"
        "shared = SharedMemory(create=True, size=100); shared.close(); shared.unlink()\n"
        "process = mp.get_context('fork').Process(target=int); process.start(); process.join()\n"
        "print(process.exitcode)"
    )
    assert says(kernel, use) == "0"


def test_buffers_of_sockets_count(new_kernel: NewKernel) -> None:
    bomb = (
        "import os, socket, time\nkept = []\n"
        "for _ in range(20):\n"
        "    if os.fork() == 0:\n"
        "        try:\n"
        "            while True:\n"
        "                kept.append(socket.socketpair()); kept[-1][0].setblocking(False)\n"
        "                try: kept[-1][0].send(bytes(150_000))\n"
        "                except BlockingIOError: pass\n"
        "        except OSError: time.sleep(60)\n"
        "time.sleep(60)"
    )
    assert new_kernel().run(bomb, SECONDS).status is RunStatus.OUT_OF_MEMORY


# Not all of these can say how they ended, but for the reserve that cells do not get.
EXHAUSTED = {
    "by little things": "kept = []\nwhile True: kept.append(bytearray(1 << 10))",
    "by larger things": "kept = []\nwhile True: kept.append(bytearray(1 << 20))",
}


@pytest.mark.parametrize("name", EXHAUSTED)
def test_a_cell_without_memory_says_so_and_its_kernel_goes_on(new_kernel: NewKernel, name: str) -> None:
    kernel = new_kernel()
    run = kernel.run(EXHAUSTED[name], SECONDS)
    assert (run.status, str(run.error)[:11]) == (RunStatus.RAISED, "MemoryError")
    assert says(kernel, "print(len(kept) > 1)") == "True"


def test_a_kernel_too_short_of_memory_to_answer_is_not_just_late(new_kernel: NewKernel) -> None:
    """It catches the error, and leaves no room for its own reply."""
    greedy = (
        "kept = []\n"
        "try:\n"
        "    while True: kept.append(bytearray(1 << 20))\n"
        "except MemoryError: pass\n"
        "while True:\n"
        "    try: kept.append(bytearray(64))\n"
        "    except MemoryError: break"
    )
    assert new_kernel().run(greedy, 5.0).status is not RunStatus.TIMED_OUT


def test_the_most_memory_that_a_kernel_held_is_known_afterwards(new_kernel: NewKernel) -> None:
    """It is looked at 20 times a second, on an idle machine."""
    kernel = new_kernel()
    assert (
        kernel.run("import time; held = bytearray(b'x') * (200 << 20)", SECONDS).status is RunStatus.COMPLETED
    )
    for _ in range(100):
        if kernel.peak_bytes is not None and kernel.peak_bytes > 195 << 20:
            break
        assert kernel.run("time.sleep(0.1)", SECONDS).status is RunStatus.COMPLETED
    assert kernel.run("del held", SECONDS).status is RunStatus.COMPLETED
    assert kernel.peak_bytes is not None
    assert 195 << 20 < kernel.peak_bytes < 300 << 20
