"""A kernel of another user's: whose answers are read, and what is left of it."""

from __future__ import annotations

import contextlib
import os
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
from autograder.execution.other_user import OtherUserKernel, _own_file, _processes_of
from tests.autograder.gradescope.containers import environment_for_anybody

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
def kernel(anybody: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OtherUserKernel]:
    monkeypatch.setattr(sys, "executable", str(anybody / "env" / "bin" / "python"))
    with contextlib.closing(OtherUserKernel(tmp_path, Limits())) as kernel:
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
    assert len(_processes_of(kernel._user)) >= 2
    kernel.close()
    assert _processes_of(kernel._user) == []


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
