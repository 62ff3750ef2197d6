"""Attacks on a claim of sandbox.py: there is no way up."""

from __future__ import annotations

import json

import pytest

from autograder.execution.kernel import Kernel
from tests.autograder.attacks import raises, says


def test_there_are_no_capabilities_and_no_new_ones(kernel: Kernel) -> None:
    status = says(kernel, "print([l.split()[1] for l in open('/proc/self/status') if l.startswith('Cap')])")
    assert set(json.loads(status.replace("'", '"'))) == {"0" * 16}
    assert says(kernel, "print([l.split()[1] for l in open('/proc/self/status') if l[:6] == 'NoNewP'])") == (
        "['1']"
    )


def test_no_namespaces_can_be_made(kernel: Kernel) -> None:
    for flag in ("0x10000000", "0x00020000", "0x20000000", "0x40000000", "0x08000000"):
        attack = f"import ctypes; c = ctypes.CDLL(None, use_errno=True); print(c.unshare({flag}))"
        assert says(kernel, attack) == "-1"


def test_nothing_can_be_mounted_or_unmounted(kernel: Kernel) -> None:
    attack = (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
        "print(c.mount(b'proc', b'/tmp', b'proc', 0, None), c.umount2(b'/tmp', 2), c.umount2(b'/proc', 2),"
        " c.mount(b'none', b'/', b'', 32 | 4096, None), c.setns(0, 0), c.chroot(b'/tmp'))"
    )
    assert set(says(kernel, attack).split()) == {"-1"}


def test_settings_of_the_machine_cannot_be_written(kernel: Kernel) -> None:
    for name in ("user/max_user_namespaces", "kernel/core_pattern", "kernel/hostname"):
        assert "Error" in raises(kernel, f"open('/proc/sys/{name}', 'w').write('1')")


@pytest.mark.parametrize("family", ["AF_VSOCK", "AF_ALG", "AF_PACKET"])
def test_sockets_that_no_namespace_covers_are_not_to_be_had(kernel: Kernel, family: str) -> None:
    assert "Error" in raises(kernel, f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM)")


def test_calls_of_another_numbering_are_refused(kernel: Kernel) -> None:
    """x86-64 knows its calls by a second number, too: 0x40000000 and memfd_create's."""
    attack = "import ctypes; c = ctypes.CDLL(None); print(c.syscall(0x40000000 | 319, b'x', 0))"
    assert says(kernel, attack) == "-1"


def test_the_filter_of_calls_is_a_childs_too(kernel: Kernel) -> None:
    asked = "import os; os.memfd_create('x')"
    attack = (
        "import subprocess, sys\n"
        f"print(subprocess.run([sys.executable, '-c', {asked!r}], stderr=subprocess.DEVNULL).returncode)"
    )
    assert says(kernel, attack) == "1"
