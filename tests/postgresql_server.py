"""A PostgreSQL server of the tests' own: on loopback, with a password, under a user without rights."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USER, PASSWORD, DATABASE = "ada", "p@ss:w/rd%41 ${x}", "postgres"
VARIABLE = "GRADEBOOK_PASSWORD"
_SECONDS = 60
_SHOWN = 0.05  # seconds between two looks whether it answers


@dataclass(frozen=True)
class Server:
    """`data` is the folder of its files."""

    port: int
    data: Path = Path()

    @property
    def db_url(self) -> str:
        """As an instructor writes it."""
        return f"postgresql://{USER}:${{{VARIABLE}}}@127.0.0.1:{self.port}/{DATABASE}"


def programs() -> Path | None:
    """Debian keeps a server's programs apart, by version."""
    versions = [*Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    found = newest or (Path(name) if (name := shutil.which("initdb")) else None)
    return found and found.resolve().parent


@contextlib.contextmanager
def running(programs: Path) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        place, who = Path(folder), _unprivileged()
        if who:
            os.chown(place, who["user"], who["group"])
        (place / "password").write_text(PASSWORD, encoding="utf-8")
        (place / "password").chmod(0o644)  # its folder is closed to others
        _initialise(programs, place, who)
        port = _free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "port": port,
        }
        chosen = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (place / "log").open("w") as log:
            command = [str(programs / "postgres"), "-D", str(place / "data"), *chosen]
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=place, **who)
        try:
            _await(server, port, place / "log")
            yield Server(port, place / "data")
        finally:
            server.send_signal(signal.SIGINT)  # ends it at once, whoever is connected
            server.wait(_SECONDS)


def _unprivileged() -> dict[str, Any]:
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _initialise(programs: Path, place: Path, who: dict[str, Any]) -> None:
    options = [
        "-A",
        "scram-sha-256",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
        "--pwfile",
        str(place / "password"),
    ]
    command = [str(programs / "initdb"), "-D", str(place / "data"), "-U", USER, *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=place, timeout=_SECONDS, **who)
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _await(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _SECONDS
    while "ready to accept connections" not in log.read_text(encoding="utf-8"):
        assert server.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < until, f"no server on port {port} after {_SECONDS} s"
        time.sleep(_SHOWN)
