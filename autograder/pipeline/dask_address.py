"""Where a scheduler may be: on this machine, or behind TLS."""

from __future__ import annotations

import ipaddress
from importlib.util import find_spec
from urllib.parse import urlsplit

from autograder.errors import ClusterError

INSTALL = 'pip install "mnist-autograder[cluster]"'
PORT = 8786


def is_loopback(address: str) -> bool:
    """By what is written there: no name but `localhost` is looked up."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def expect_usable(address: str) -> None:
    """ClusterError, before anything is sent, where it is no address, or what goes there could be read."""
    scheme = address.partition("://")[0]
    if scheme not in ("tcp", "tls") or not _has_port(address):
        raise ClusterError(
            "{address} is no scheduler's address: write it as tcp://127.0.0.1:{port} or tls://HOST:{port}",
            address=address, port=str(PORT),
        )  # fmt: skip
    if scheme == "tcp" and not is_loopback(address):
        raise ClusterError(
            "{address} is another machine, and nothing goes there unencrypted: use tls:// "
            "(docs/cluster.md says how)",
            address=address,
        )
    if find_spec("distributed") is None:
        raise ClusterError("--scheduler needs Dask: {command}", command=INSTALL)


def _has_port(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname and parts.port)
    except ValueError:
        return False
