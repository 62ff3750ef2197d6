"""Where a scheduler may be, and what is said where it cannot be used: one line, before anything is sent."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder import cli
from autograder.errors import ClusterError
from autograder.pipeline import dask_address
from autograder.pipeline.dask_address import expect_usable, is_loopback
from tests.autograder.pipeline.remote import connect

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.1:8786", "tcp://example.org:8786", "tcp://0.0.0.0:8786", "tcp://127.0.0.1.nip.io:8786"],
)
def test_unencrypted_to_another_machine_is_refused_and_nothing_is_sent(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("something was looked up or sent")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr(socket.socket, "connect", never)
    with pytest.raises(ClusterError, match="nothing goes there unencrypted: use tls://"):
        expect_usable(address)


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tcp://127.8.9.1:1", "tcp://[::1]:8786", "tcp://localhost:8786"]
)
def test_this_machine_is_known(address: str, dask: None) -> None:
    expect_usable(address)
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1:8786", "tcp://127.0.0.1", "http://127.0.0.1:8786", "tcp://[::1", "tls://h:x"]
)
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(ClusterError, match=r"write it as tcp://127\.0\.0\.1:8786 or tls://HOST:8786"):
        expect_usable(address)


def test_without_the_extra_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_address, "find_spec", lambda name: None)
    with pytest.raises(ClusterError) as told:
        expect_usable("tcp://127.0.0.1:8786")
    assert str(told.value) == '--scheduler needs Dask: pip install "mnist-autograder[cluster]"'


def test_the_command_says_it_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["grade", str(tmp_path), "--scheduler", "tcp://10.0.0.1:8786"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("autograder: tcp://10.0.0.1:8786 is another machine")


def test_where_nobody_listens_it_is_told(dask: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.pipeline import dask_line

    monkeypatch.setattr(dask_line, "_CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ClusterError, match=f"no Dask scheduler answers at tcp://127.0.0.1:{port}"):
        connect(f"tcp://127.0.0.1:{port}")


# TLS ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory, dask: None) -> Callable[[str], dict[str, str]]:
    """Makes a certificate and its key, signed by themselves; settings of Dask's that name them."""
    import shutil

    if shutil.which("openssl") is None:
        required = os.environ.get("AUTOGRADER_REQUIRE_TOOLS") == "1"
        (pytest.fail if required else pytest.skip)("a tool is missing: no openssl")
    place = tmp_path_factory.mktemp("certificates")

    def made(name: str) -> dict[str, str]:
        key, certificate = place / f"{name}.key", place / f"{name}.pem"
        command = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ]
        command += ["-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", f"/CN={name}"]
        subprocess.run(command, check=True, capture_output=True)
        roles = {f"distributed.comm.tls.{r}.{k}": v for r in ("client", "scheduler", "worker")
                 for k, v in (("cert", str(certificate)), ("key", str(key)))}  # fmt: skip
        return {**roles, "distributed.comm.tls.ca-file": str(certificate)}

    return made


@pytest.fixture(scope="module")
def encrypted(certificates: Callable[[str], dict[str, str]]) -> Iterator[tuple[str, dict[str, str]]]:
    """A scheduler's address, and the settings by which it is reached."""
    import dask
    from distributed import LocalCluster, Security

    settings = certificates("class")
    with dask.config.set(settings):
        security_of: Any = Security  # it has no types
        made: Any = LocalCluster
        security = security_of(require_encryption=True)
        with made(
            n_workers=1, threads_per_worker=1, processes=False, protocol="tls://", host="127.0.0.1",
            security=security, dashboard_address=":0", memory_limit=0,
        ) as cluster:  # fmt: skip
            yield cluster.scheduler_address, settings


def _upper(order: bytes) -> bytes:
    return order.upper()


def test_behind_tls_it_works_with_dasks_own_settings(encrypted: tuple[str, dict[str, str]]) -> None:
    import dask

    address, settings = encrypted
    with dask.config.set(settings):
        line = connect(address)
    (worker,) = line.workers()
    assert worker.startswith("tls://")
    assert line.is_private(worker)
    assert line.run(worker, _upper, b"encrypted").result(30) == b"ENCRYPTED"
    line.close()


def test_a_scheduler_that_another_authority_vouches_for_is_not_spoken_to(
    encrypted: tuple[str, dict[str, str]],
    certificates: Callable[[str], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import dask

    from autograder.pipeline import dask_line

    monkeypatch.setattr(dask_line, "_CONNECT_SECONDS", 1.0)
    with dask.config.set(certificates("stranger")), pytest.raises(ClusterError, match="certificate"):
        connect(encrypted[0])


def test_without_certificates_it_is_told_what_to_set(dask: None) -> None:
    import dask as installed

    with (
        installed.config.set({"distributed.comm.tls.ca-file": None}),
        pytest.raises(ClusterError, match="ca-file"),
    ):
        connect("tls://127.0.0.1:8786")
