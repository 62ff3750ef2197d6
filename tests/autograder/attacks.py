"""What attacks from inside a real kernel are written with."""

from __future__ import annotations

from collections.abc import Callable

from autograder.evidence.evidence import RunStatus
from autograder.execution.kernel import Kernel
from autograder.execution.sandboxed_kernel import SandboxedKernel

SECONDS = 30.0

NewKernel = Callable[[], SandboxedKernel]


def says(kernel: Kernel, source: str) -> str:
    """What a cell prints; it must not raise."""
    run = kernel.run(source, SECONDS)
    assert run.status is RunStatus.COMPLETED, run.error
    return run.stdout_tail.strip()


def raises(kernel: Kernel, source: str) -> str:
    run = kernel.run(source, SECONDS)
    assert run.status is RunStatus.RAISED, run
    return str(run.error)
