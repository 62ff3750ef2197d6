"""Attacks on a claim of sandbox.py: no other process is reached, nothing is left, scratch is bounded."""

from __future__ import annotations

import json

import pytest

from autograder.course.limits import Limits
from autograder.evidence.evidence import RunStatus
from autograder.execution.kernel import Kernel
from tests.autograder.attacks import SECONDS, NewKernel, raises, says


def test_a_kernel_sees_its_own_processes_alone(new_kernel: NewKernel) -> None:
    first, second = new_kernel(), new_kernel()
    for kernel in (first, second):
        seen = says(kernel, "import os; print(sorted(int(p) for p in os.listdir('/proc') if p.isdigit()))")
        assert len(json.loads(seen)) == 2


def test_nobody_else_can_be_signalled(new_kernel: NewKernel) -> None:
    first, second = new_kernel(), new_kernel()
    attack = (
        "import os, signal\nown = {int(t) for t in os.listdir('/proc/self/task')}\n"
        "for p in {1, -1, *range(2, 40_000)} - own:\n"
        "    try: os.kill(p, signal.SIGKILL)\n"
        "    except OSError: pass\n"
        "print(os.getppid())"
    )
    assert says(first, attack) == "1"
    assert says(second, "print('alive')") == "alive"
    assert new_kernel().run("1", SECONDS).status is RunStatus.COMPLETED


def test_init_cannot_be_looked_into(kernel: Kernel) -> None:
    for name in ("mem", "environ", "maps", "root/etc"):
        assert "Error" in raises(kernel, f"import os; f = os.open('/proc/1/{name}', os.O_RDONLY)")
    assert "Error" in raises(kernel, "print(os.listdir('/proc/1/fd'))")


def test_no_descriptor_leads_to_the_server(kernel: Kernel) -> None:
    """Of sockets there are the kernel's own five, and what they accepted."""
    source = (
        "import os, socket, stat\nnames = set()\n"
        "for n in range(3, 1024):\n"
        "    try:\n"
        "        if not stat.S_ISSOCK(os.fstat(n).st_mode): continue\n"
        "        s = socket.socket(fileno=os.dup(n))\n"
        "        names.add((s.type & 0xf, s.getsockname() if isinstance(s.getsockname(), str) else ''))\n"
        "    except OSError: pass\n"
        "print(sorted(k for k, n in names if k != socket.SOCK_STREAM))"
    )
    assert says(kernel, source) == "[]"


def test_another_kernels_scratch_is_never_seen(new_kernel: NewKernel) -> None:
    first = new_kernel()
    folders = ("/tmp", "/dev/shm", "/home/student")
    for folder in folders:
        assert says(first, f"open({folder!r} + '/secret', 'w').write('x'); print('written')") == "written"
    second = new_kernel()
    first.close()
    for kernel in (second, new_kernel()):
        assert (
            says(kernel, f"import os; print([f for f in {folders} if os.path.exists(f + '/secret')])") == "[]"
        )


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "/home/student"])
def test_scratch_is_bounded(kernel: Kernel, folder: str, limits: Limits) -> None:
    fill = (
        f"import os\nwritten = 0\n"
        f"try:\n"
        f"    for i in range(200):\n"
        f"        with open({folder!r} + f'/{{i}}', 'wb', 0) as f: written += f.write(bytes(1 << 20))\n"
        f"except OSError as error: print(error.errno, written)"
    )
    code, written = says(kernel, fill).split()
    assert int(code) == 28
    assert int(written) <= limits.scratch_bytes


def test_scratch_takes_no_end_of_empty_files(kernel: Kernel) -> None:
    assert "No space" in raises(kernel, "for i in range(100_000): open(f'{i}', 'w').close()")


def test_a_file_is_bounded(kernel: Kernel, limits: Limits) -> None:
    grow = f"open('x', 'wb').truncate({limits.file_bytes + 1})"
    assert "File too large" in raises(kernel, grow)


def test_the_memory_for_answers_cannot_grow(kernel: Kernel) -> None:
    grow = (
        "import os\ngrown = []\n"
        "for n in range(3, 256):\n"
        "    try:\n"
        "        os.ftruncate(n, 1 << 40)\n"
        "        grown.append(n)\n"
        "    except OSError: pass\n"
        "print(grown)"
    )
    assert says(kernel, grow) == "[]"
