"""One attack for each claim of sandbox.py, from inside a real kernel."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import BUNDLED
from autograder.evidence import RunStatus
from autograder.execution import sandbox
from autograder.execution.kernels import Kernel
from autograder.execution.limits import Limits
from autograder.execution.sandbox import Walls
from autograder.execution.warm_kernel import WarmKernel
from autograder.folder import CourseFolder

SECONDS = 30.0

NewKernel = Callable[[], WarmKernel]


def _says(kernel: Kernel, source: str) -> str:
    """What a cell prints; it must not raise."""
    run = kernel.run(source, SECONDS)
    assert run.status is RunStatus.COMPLETED, run.error
    return run.stdout_tail.strip()


def _raises(kernel: Kernel, source: str) -> str:
    run = kernel.run(source, SECONDS)
    assert run.status is RunStatus.RAISED, run
    return run.error


# The network ------------------------------------------------------------------------------------


def test_there_is_no_network(kernel: Kernel) -> None:
    assert "OSError" in _raises(kernel, "import socket; socket.create_connection(('192.0.2.1', 80), 3)")
    assert _says(kernel, "import socket; print([name for _, name in socket.if_nameindex()])") == "['lo']"
    assert _says(kernel, "import os; print(os.path.exists('/sys/class/net'))") == "False"


@pytest.fixture
def service() -> Iterator[tuple[int, str]]:
    """A service of the grader's machine on loopback and one on an abstract socket."""
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as abstract:
        name = f"autograder-test-{os.getpid()}"
        abstract.bind("\0" + name)
        abstract.listen()
        yield tcp.getsockname()[1], name


def test_the_machines_own_services_are_out_of_reach(kernel: Kernel, service: tuple[int, str]) -> None:
    port, name = service
    assert "Error" in _raises(kernel, f"import socket; socket.create_connection(('127.0.0.1', {port}), 3)")
    assert "ConnectionRefused" in _raises(
        kernel, f"s = socket.socket(socket.AF_UNIX); s.connect('\\0{name}')"
    )


# Files ------------------------------------------------------------------------------------------


def test_homes_hold_nothing_of_their_owners(kernel: Kernel) -> None:
    private = [str(Path.home() / name) for name in (".bashrc", ".profile", ".ssh", ".local", ".cache")]
    assert _says(kernel, f"import os; print([p for p in {private} if os.path.exists(p)])") == "[]"
    assert _says(kernel, "print(sorted(os.listdir('/home')), os.path.expanduser('~'))") == (
        "['student'] /home/student"
    )


def test_course_store_gradebook_and_other_submissions_are_not_there(
    kernel: Kernel, walled_course: CourseFolder
) -> None:
    walled_course.evidence.forget("x")
    paths = [walled_course.path, walled_course.path / "course.toml", walled_course.path / ".autograder"]
    there = f"import os; print([p for p in {[str(p) for p in paths]} if os.path.exists(p)])"
    assert all(p.exists() for p in paths)
    assert _says(kernel, there) == "[]"


def test_of_our_code_only_what_runs_inside_is_there(kernel: Kernel) -> None:
    found = _says(
        kernel,
        "import os\nprint(sorted(f for _, _, fs in os.walk('/run/autograder') for f in fs))",
    )
    assert found == str(sorted(f"{name}.py" for name in sandbox.INSIDE))
    ours = [str(BUNDLED), str(BUNDLED.parent / "reference"), str(Path(sandbox.__file__))]
    assert _says(kernel, f"print([p for p in {ours} if os.path.exists(p)])") == "[]"


@pytest.mark.parametrize("name", ["reference", "reports", "assignments", "autograder.scoring", "nowhere"])
def test_our_packages_cannot_be_imported(kernel: Kernel, name: str) -> None:
    assert "ModuleNotFoundError" in _raises(kernel, f"import {name}")


def test_no_file_named_checks_of_ours_is_anywhere(kernel: Kernel) -> None:
    names = [path.name for path in BUNDLED.rglob("checks/*.py")]
    marker = "from autograder.scoring import"
    search = (
        "import os\nfound = []\n"
        "for top in set(os.listdir('/')) - {'proc', 'sys', 'usr', 'dev'}:\n"
        "    for folder, _, files in os.walk('/' + top):\n"
        f"        found += [os.path.join(folder, f) for f in files if f in {names!r}]\n"
        f"print([f for f in found if {marker!r} in open(f).read()])"
    )
    assert names
    assert _says(kernel, search) == "[]"


def test_scikit_learns_digits_are_empty(kernel: Kernel) -> None:
    _raises(kernel, "from sklearn.datasets import load_digits; load_digits()")


def test_accounts_and_environment_name_nobody(kernel: Kernel) -> None:
    assert _says(
        kernel, "print(open('/etc/passwd').read().count(':x:'), open('/etc/passwd').read()[:7])"
    ) == ("1 student")
    assert _says(
        kernel, "import os; print(os.path.exists('/etc/shadow'), os.path.exists('/etc/hostname'))"
    ) == ("False False")
    seen = json.loads(_says(kernel, "import json; print(json.dumps(dict(os.environ)))"))
    assert os.environ["AUTOGRADER_TEST_SECRET"] not in seen.values()
    assert "PYTHONPATH" not in seen


@pytest.mark.parametrize(
    "folder", ["/", "/usr", "/etc", "/home", "/run", "/run/view", "/dev", "/sys", "/root", "/opt", sys.prefix]
)
def test_nothing_but_scratch_can_be_written(kernel: Kernel, folder: str) -> None:
    assert "Error" in _raises(kernel, f"open({folder!r} + '/x', 'w')")


def test_the_view_cannot_be_changed(kernel: Kernel) -> None:
    assert "Error" in _raises(kernel, "open('/run/view/public.npz', 'r+b')")
    assert "Error" in _raises(kernel, "import os; os.rename('/run/view/public.npz', '/run/view/x')")


# Other processes ----------------------------------------------------------------------------------


def test_a_kernel_sees_its_own_processes_alone(new_kernel: NewKernel) -> None:
    first, second = new_kernel(), new_kernel()
    for kernel in (first, second):
        seen = _says(kernel, "import os; print(sorted(int(p) for p in os.listdir('/proc') if p.isdigit()))")
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
    assert _says(first, attack) == "1"
    assert _says(second, "print('alive')") == "alive"
    assert new_kernel().run("1", SECONDS).status is RunStatus.COMPLETED


def test_init_cannot_be_looked_into(kernel: Kernel) -> None:
    for name in ("mem", "environ", "maps", "root/etc"):
        assert "Error" in _raises(kernel, f"import os; f = os.open('/proc/1/{name}', os.O_RDONLY)")
    assert "Error" in _raises(kernel, "print(os.listdir('/proc/1/fd'))")


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
    assert _says(kernel, source) == "[]"


# Scratch ------------------------------------------------------------------------------------------


def test_another_kernels_scratch_is_never_seen(new_kernel: NewKernel) -> None:
    first = new_kernel()
    folders = ("/tmp", "/dev/shm", "/home/student")
    for folder in folders:
        assert _says(first, f"open({folder!r} + '/secret', 'w').write('x'); print('written')") == "written"
    second = new_kernel()
    first.close()
    for kernel in (second, new_kernel()):
        assert (
            _says(kernel, f"import os; print([f for f in {folders} if os.path.exists(f + '/secret')])")
            == "[]"
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
    code, written = _says(kernel, fill).split()
    assert int(code) == 28
    assert int(written) <= limits.scratch_bytes


def test_scratch_takes_no_end_of_empty_files(kernel: Kernel) -> None:
    assert "No space" in _raises(kernel, "for i in range(100_000): open(f'{i}', 'w').close()")


def test_a_file_is_bounded(kernel: Kernel, limits: Limits) -> None:
    grow = f"import os; fd = os.memfd_create('x'); os.pwrite(fd, b'x', {limits.file_bytes + 1})"
    assert "File too large" in _raises(kernel, grow)


def test_the_tray_of_answers_cannot_grow(kernel: Kernel) -> None:
    grow = (
        "import os\ngrown = []\n"
        "for n in range(3, 256):\n"
        "    try:\n"
        "        os.ftruncate(n, 1 << 40)\n"
        "        grown.append(n)\n"
        "    except OSError: pass\n"
        "print(grown)"
    )
    assert _says(kernel, grow) == "[]"


# No way up ----------------------------------------------------------------------------------------


def test_there_are_no_capabilities_and_no_new_ones(kernel: Kernel) -> None:
    status = _says(kernel, "print([l.split()[1] for l in open('/proc/self/status') if l.startswith('Cap')])")
    assert set(json.loads(status.replace("'", '"'))) == {"0" * 16}
    assert _says(kernel, "print([l.split()[1] for l in open('/proc/self/status') if l[:6] == 'NoNewP'])") == (
        "['1']"
    )


def test_no_namespaces_can_be_made(kernel: Kernel) -> None:
    for flag in ("0x10000000", "0x00020000", "0x20000000", "0x40000000", "0x08000000"):
        attack = f"import ctypes; c = ctypes.CDLL(None, use_errno=True); print(c.unshare({flag}))"
        assert _says(kernel, attack) == "-1"


def test_nothing_can_be_mounted_or_unmounted(kernel: Kernel) -> None:
    attack = (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
        "print(c.mount(b'proc', b'/tmp', b'proc', 0, None), c.umount2(b'/tmp', 2), c.umount2(b'/proc', 2),"
        " c.mount(b'none', b'/', b'', 32 | 4096, None), c.setns(0, 0), c.chroot(b'/tmp'))"
    )
    assert set(_says(kernel, attack).split()) == {"-1"}


def test_settings_of_the_machine_cannot_be_written(kernel: Kernel) -> None:
    for name in ("user/max_user_namespaces", "kernel/core_pattern", "kernel/hostname"):
        assert "Error" in _raises(kernel, f"open('/proc/sys/{name}', 'w').write('1')")


# Bounds -------------------------------------------------------------------------------------------


def test_a_memory_bomb_ends_as_such(new_kernel: NewKernel) -> None:
    run = new_kernel().run("kept = []\nwhile True: kept.append(bytearray(10 << 20))", SECONDS)
    assert run.status is RunStatus.OUT_OF_MEMORY or run.error.startswith("MemoryError")
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
    with contextlib.closing(WarmKernel(walled_course.view(), replace(limits, cpu_seconds=2.0))) as kernel:
        started = time.monotonic()
        assert kernel.run(spin, SECONDS).status is RunStatus.TIMED_OUT
        assert time.monotonic() - started < 10.0


_ORPHAN = """
import sys, time
from autograder.execution.sandbox import Walls
from autograder.execution.warm import WarmServer
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
        server = Path("/proc", grader.stdout.readline().strip())
        assert server.is_dir()
        grader.kill()
        deadline = time.monotonic() + 5.0
        while server.is_dir() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not server.is_dir()


# The command --------------------------------------------------------------------------------------


def test_packages_installed_into_the_environment_are_covered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site" / "reference").mkdir(parents=True)
    monkeypatch.setattr(sandbox, "_PACKAGES", tmp_path / "site")
    command = Walls(None, environments=(tmp_path,)).command(["true"], {})
    position = command.index(str(tmp_path / "site" / "reference"))
    assert command[position - 1] == "--tmpfs"
    assert position > command.index(str(tmp_path))
    assert "--remount-ro" in command[position:]


def test_the_command_passes_nothing_of_the_graders_environment() -> None:
    command = Walls(None).command(["true"], {})
    assert "--clearenv" in command
    assert "--unshare-all" in command


def test_a_missing_bubblewrap_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.execution.sandbox.shutil.which", lambda name: None)
    assert "sudo apt-get install bubblewrap" in str(sandbox.available())


def test_kernels_can_be_had_from_several_threads(new_kernel: NewKernel) -> None:
    said: list[str] = []

    def one() -> None:
        said.append(_says(new_kernel(), "print('here')"))

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["here"] * 3


def test_kernels_outlive_the_thread_that_started_the_server(
    walled_course: CourseFolder, bubblewrap: None
) -> None:
    limits = Limits(cell_seconds=11)
    made: list[WarmKernel] = []
    thread = threading.Thread(target=lambda: made.append(WarmKernel(walled_course.view(), limits)))
    thread.start()
    thread.join()
    with contextlib.closing(made[0]) as kernel:
        assert _says(kernel, "print('alive')") == "alive"
