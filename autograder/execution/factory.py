"""Which kernel runs a submission, and which process builds its networks anew: chosen in one place.

What needs Linux is imported only where walls are: a student's own machine may have none; and Jupyter's
client only where a kernel starts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from autograder.course.limits import Limits
from autograder.evidence.evidence import Sandbox
from autograder.evidence.rebuilding import Rebuild
from autograder.execution.kernel import Kernel

#: (walls, the students' view of the data, limits) -> a kernel that has run nothing yet.
KernelFactory = Callable[[Sandbox, Path, Limits], Kernel]
#: As above, for a process that rebuilds networks; gives None where nothing is rebuilt.
RebuilderFactory = Callable[[Sandbox, Path, Limits], AbstractContextManager[Rebuild | None]]


def kernel_for(sandbox: Sandbox, view: Path, limits: Limits) -> Kernel:
    """EngineError or SandboxError where there can be none."""
    if sandbox is Sandbox.NONE:
        from autograder.execution.local_kernel import LocalKernel

        return LocalKernel(view, limits)
    from autograder.execution.sandboxed_kernel import SandboxedKernel

    return SandboxedKernel(view, limits)


def make_ready(sandbox: Sandbox, view: Path, limits: Limits) -> None:
    """Begin with what takes seconds before the first kernel; a failure is told by `kernel_for`."""
    if sandbox is Sandbox.WALLS:
        from autograder.execution.sandbox import Walls
        from autograder.execution.warm_server import begin_to_start

        begin_to_start(Walls(view.absolute(), limits))


def rebuilder_for(sandbox: Sandbox, view: Path, limits: Limits) -> AbstractContextManager[Rebuild | None]:
    """A process behind the same walls that never ran student code; without walls nobody looks."""
    if sandbox is Sandbox.NONE:
        return contextlib.nullcontext(None)
    from autograder.execution.rebuilder import clean_process

    return clean_process(view, limits)
