"""A kernel comes up beside the proof that children of the server can train, and is not had without it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from autograder.errors import EngineError, ServerLost
from autograder.execution import server_process, warm_server
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_process import SandboxedProcess
from autograder.execution.server_process import ServerProcess
from autograder.execution.warm_server import WarmServer

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="pidfd is Linux's")


class _Server(ServerProcess):
    """Its children are this machine's: a kernel waits for ever, a proof for what `release` sends."""

    def __init__(self, walls: Walls) -> None:
        self._proving, self._proof, self._doubt = threading.Lock(), None, None
        self.release, self._until = os.pipe()[::-1]
        self.forked = list[SandboxedProcess]()
        self.closed = False

    def wait_until_ready(self) -> None: ...

    def alive(self) -> bool:
        return not self.closed

    def shows(self, view: object) -> bool:
        return True

    def fork(self, request: dict[str, Any], descriptors: list[int]) -> SandboxedProcess:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        child = os.fork()
        if child == 0:
            if request["do"] == "prove":
                theirs.send(os.read(self._until, 64))
                os._exit(0)
            ours.close()
            theirs.recv(1)
            os._exit(0)
        theirs.close()
        self.forked.append(SandboxedProcess(os.pidfd_open(child), ours))
        return self.forked[-1]

    def kill(self) -> None: ...

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[WarmServer, list[_Server]]]:
    runs = list[_Server]()

    def run(walls: Walls) -> _Server:
        runs.append(_Server(walls))
        return runs[-1]

    monkeypatch.setattr(warm_server, "ServerProcess", run)
    monkeypatch.setattr(server_process, "_PROVE_SECONDS", 5.0)
    yield WarmServer(Walls(None)), runs
    for process in (process for each in runs for process in each.forked):
        try:
            process.close()
        except OSError:
            continue  # closed before


def _asked(server: WarmServer, runs: list[_Server], meanwhile: Callable[[_Server], object]) -> Any:
    """What comes of asking for a kernel, while something happens once it comes up beside the proof."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(server.fork, "key", [], [])
        while not runs or len(runs[-1].forked) < 2:
            assert not asked.done(), asked.result()
        assert not asked.done()
        meanwhile(runs[-1])
        return asked.result(10)


def _proof_says(told: bytes) -> Callable[[_Server], object]:
    return lambda run: os.write(run.release, told)


def test_it_is_had_once_the_proof_is_there(server: tuple[WarmServer, list[_Server]]) -> None:
    kernel = _asked(*server, _proof_says(b"ended 0"))
    assert kernel is server[1][0].forked[1]
    assert not kernel.ended()
    assert server[0].fork("key", [], []) is server[1][0].forked[2]  # nothing is proven twice


@pytest.mark.parametrize(("told", "error"), [(b"ended 1", EngineError), (b"ended -11", EngineError),
                                             (b"nothing", ServerLost)])  # fmt: skip
def test_a_failed_proof_ends_the_kernel_and_the_server(
    server: tuple[WarmServer, list[_Server]], told: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        _asked(*server, _proof_says(told))
    assert server[1][0].closed
    assert not server[0].alive()
    with pytest.raises(OSError, match="Bad file descriptor"):  # it was closed, which ends it
        os.fstat(server[1][0].forked[1].pidfd)


def test_a_proof_that_hangs_is_one_that_failed(
    server: tuple[WarmServer, list[_Server]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_process, "_PROVE_SECONDS", 0.05)
    with pytest.raises(EngineError, match="hung"):
        server[0].fork("key", [], [])
    assert server[1][0].closed


def test_whoever_waits_for_a_failed_proof_hears_of_it(server: tuple[WarmServer, list[_Server]]) -> None:
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(server[0].fork, "key", [], []) for _ in range(2)]
        while not server[1] or len(server[1][0].forked) < 3:
            assert not any(each.done() for each in asked)
        os.write(server[1][0].release, b"ended 1")
        assert {type(each.exception(10)) for each in asked} == {EngineError}
    assert len(server[1]) == 1
