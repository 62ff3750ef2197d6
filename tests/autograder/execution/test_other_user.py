"""A kernel of another user's: whose answers are read, and what is left of it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course.limits import Limits
from autograder.evidence.answer_files import read_files
from autograder.evidence.asks import Value
from autograder.evidence.evidence import RunStatus
from autograder.evidence.refusals import Refused
from autograder.execution import other_user
from autograder.execution.drop_root import UNPRIVILEGED
from autograder.execution.other_user import _FIRST, _MANY, OtherUserKernel, _own_file
from autograder.execution.procfs import of_user
from autograder.inside import linux
from tests.autograder.gradescope.containers import environment_for_anybody

pytestmark = pytest.mark.slow

SECRET = "hidden_seed = 48151623"


@pytest.fixture(scope="module")
def _root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can run student code as another user")


@pytest.fixture(scope="module")
def anybody(_root: None) -> Iterator[Path]:
    """A folder through which every user may pass, with a Python for them."""
    with tempfile.TemporaryDirectory(prefix="other-") as folder:
        Path(folder).chmod(0o755)
        if environment_for_anybody(Path(folder, "env")) is None:
            pytest.skip("no Python here that another user may run")
        yield Path(folder)


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
def kernel(
    anybody: Path, tmp_path: Path, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OtherUserKernel]:
    monkeypatch.setattr(sys, "executable", str(anybody / "env" / "bin" / "python"))
    with contextlib.closing(OtherUserKernel(tmp_path, limits)) as kernel:
        yield kernel


ASK = [Value("x").to_json()]
LINKED = """
import os, sys
handler = sys.modules["_autograder_ask_handler"]
usual = handler.answer_file
def answer(asks, folder):
    usual(asks, folder)
    os.remove(folder + "/facts.json")
    os.{way}({secret!r}, folder + "/facts.json")
handler.answer_file = answer
"""


def test_it_is_of_another_user_that_gained_nothing_and_ends_whole(kernel: OtherUserKernel) -> None:
    told = kernel.run("import os; os.getuid(), os.getgroups(), 'hunter2' in str(dict(os.environ))", 30.0)
    (shown,) = told.outputs
    assert str(shown).count(str(kernel._user))
    assert "False" in str(shown)
    assert "[]" in str(shown)
    kernel.run("import subprocess; subprocess.Popen(['sleep', '60'], start_new_session=True)", 30.0)
    assert len(of_user(kernel._user)) >= 2
    kernel.close()
    assert of_user(kernel._user) == []


def test_a_link_to_what_root_reads_is_no_answer(kernel: OtherUserKernel, anybody: Path) -> None:
    secret = anybody / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    secret.chmod(0o600)
    assert kernel.run(f"open({str(secret)!r})", 30.0).status is RunStatus.RAISED
    kernel.run("x = 1", 30.0)
    assert read_files(kernel.ask(ASK, 30.0)[1])[0]
    kernel.run(LINKED.format(way="symlink", secret=str(secret)), 30.0)
    run, folder = kernel.ask(ASK, 30.0)
    assert run.status is RunStatus.COMPLETED
    assert not (folder / "facts.json").exists()
    with pytest.raises(Refused):
        read_files(folder)


BROKEN = (
    "send_multipart([b'no message of any kind'])",
    "send_multipart([b'x', b'<IDS|MSG>', b'0' * 64, b'{}', b'{}', b'{}', b'{}'])",
)


@pytest.mark.parametrize("sent", BROKEN)
def test_a_kernel_that_sends_what_is_no_message_is_not_heard_again(
    kernel: OtherUserKernel, sent: str
) -> None:
    assert kernel.run(f"get_ipython().kernel.iopub_socket.{sent}", 30.0).status is RunStatus.DIED
    assert kernel.run("1", 30.0).status is RunStatus.DIED


def test_an_output_that_is_none_of_jupyters_is_not_kept(kernel: OtherUserKernel) -> None:
    run = kernel.run(
        "k = get_ipython().kernel\n"
        "for kind in ('stream', 'display_data', 'error'):\n"
        "    k.session.send(k.iopub_socket, kind, content={'data': 5}, parent=k.get_parent('shell'))\n"
        "print('kept')",
        30.0,
    )
    assert run.status is RunStatus.COMPLETED
    assert run.stdout_tail == "kept\n"


@pytest.mark.parametrize("limits", [Limits(output_bytes=100_000)])
def test_what_prints_without_end_is_interrupted_and_the_next_cell_runs(kernel: OtherUserKernel) -> None:
    run = kernel.run("while True: print('x' * 1_000)", 60.0)
    assert run.status is RunStatus.RAISED
    assert "100000" in str(run.error)
    assert kernel.run("print('next')", 30.0).stdout_tail == "next\n"


LEFT = """
import ctypes, os
libc = ctypes.CDLL(None)
print(libc.shmget({key}, 4096, 0o1666), libc.msgget({key}, 0o1666), libc.semget({key}, 1, 0o1666))
os.makedirs({place!r} + "-folder/within")
os.symlink({seen!r}, {place!r} + "-link")
for _ in range(2_000):
    os.mkdir("deep")
    os.chdir("deep")
"""


def test_nothing_of_a_users_is_left_where_everybody_may_write(kernel: OtherUserKernel, anybody: Path) -> None:
    place, key, scratch = f"/tmp/left-{kernel._user}", 0x4000_0000 + kernel._user, kernel._scratch
    shared = [Path("/proc/sysvipc", kind) for kind in ("shm", "msg", "sem")]
    run = kernel.run(LEFT.format(place=place, key=key, seen=str(anybody)), 30.0)
    assert run.status is RunStatus.COMPLETED, run
    assert Path(f"{place}-folder").is_dir()
    assert [str(key) in table.read_text(encoding="utf-8") for table in shared] == [True] * 3
    kernel.close()
    assert not Path(f"{place}-folder").exists()
    assert not Path(f"{place}-link").is_symlink()
    assert not scratch.exists()
    assert anybody.is_dir()
    assert [str(key) in table.read_text(encoding="utf-8") for table in shared] == [False] * 3


BOUNDS = """
import ctypes, resource
limits = (resource.RLIMIT_NPROC, resource.RLIMIT_MSGQUEUE)
print([resource.getrlimit(limit)[1] for limit in limits], open("/proc/self/oom_score_adj").read().strip(),
      ctypes.CDLL(None).syscall(250, 0, -3, 0))
"""


@pytest.mark.parametrize("limits", [Limits(processes=4_000)])
def test_processes_have_a_bound_and_where_memory_ends_it_goes_before_the_grader(
    anybody: Path, kernel: OtherUserKernel
) -> None:
    told = kernel.run(BOUNDS, 30.0).stdout_tail
    assert told.startswith("[4000, 0] 1000 ")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the call has another number elsewhere")
def test_its_keyring_is_its_own(anybody: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(anybody / "env" / "bin" / "python"))
    linux.leave_keyring()  # one of the grader's, which every process that it starts would have
    ours = ctypes.CDLL(None).syscall(250, 0, -3, 0)
    with contextlib.closing(OtherUserKernel(tmp_path, Limits())) as kernel:
        told = kernel.run(BOUNDS, 30.0).stdout_tail
    assert ours == -1 or told.split()[-1] != str(ours)


def test_its_number_is_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert UNPRIVILEGED not in range(_FIRST, _FIRST + _MANY)
    drawn = iter((0, 1))
    monkeypatch.setattr("secrets.randbelow", lambda _: next(drawn))
    monkeypatch.setattr(other_user, "of_user", lambda user: [1] * (user == _FIRST))
    assert other_user._nobody() == _FIRST + 1


@pytest.mark.usefixtures("_root")
def test_only_plain_files_of_the_users_are_taken(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    (tmp_path / "own").write_bytes(b"1")
    (tmp_path / "others").write_bytes(b"2")
    (tmp_path / "link").symlink_to(tmp_path / "own")
    os.chown(tmp_path / "own", 61_184, 61_184)
    os.mkfifo(tmp_path / "pipe")
    taken = {name: _own_file(folder, name, 61_184) for name in ("own", "others", "link", "pipe", "nowhere")}
    os.close(folder)
    assert taken == {"own": b"1", "others": None, "link": None, "pipe": None, "nowhere": None}
