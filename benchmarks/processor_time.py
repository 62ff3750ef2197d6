"""Wall and processor seconds of a command with everything that it starts."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")
_ENDS_WITHIN = 30.0


@dataclass(frozen=True)
class Took:
    """Seconds; `processor` of all processes together, whoever waited for them."""

    wall: float
    processor: float


def measured(command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> Took:
    """Runs a command to its end. RuntimeError where it fails.

    What it says goes to `log`. Needs Linux with control groups that it may make, in version 1 or 2: what a
    killed process spent is told by nothing else.
    """
    with _control_group() as (group, seconds), log.open("w") as file:
        started = time.perf_counter()
        done = subprocess.run(
            command, stdout=file, stderr=subprocess.STDOUT, env=environment, check=False,
            preexec_fn=lambda: (group / "cgroup.procs").write_text(str(os.getpid())) and None,
        )  # fmt: skip
        wall = time.perf_counter() - started
        _expect_empty(group)
        took = Took(wall, seconds())
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {log.read_text()[-2_000:]}")
    return took


def may_measure() -> bool:
    """Whether this process may make control groups."""
    try:
        with _control_group():
            return True
    except OSError:
        return False


@contextmanager
def _control_group() -> Iterator[tuple[Path, Callable[[], float]]]:
    """A new group, and what reads its processor seconds."""
    old = (_GROUPS / "cpuacct").is_dir()
    group = Path(tempfile.mkdtemp(prefix="bench-", dir=_GROUPS / "cpuacct" if old else _GROUPS))

    def seconds() -> float:
        if old:
            return int((group / "cpuacct.usage").read_text()) / 1e9
        told = dict(line.split() for line in (group / "cpu.stat").read_text().splitlines())
        return int(told["usage_usec"]) / 1e6

    try:
        yield group, seconds
    finally:
        group.rmdir()


def _expect_empty(group: Path) -> None:
    """Killed processes may take a moment to be gone."""
    until = time.monotonic() + _ENDS_WITHIN
    while (group / "cgroup.procs").read_text().strip():
        if time.monotonic() > until:
            raise RuntimeError("something that the command started does not end")
        time.sleep(0.05)
