"""What a container allows: walls, or another user; and who may read what in it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import autograder
import reference
import reports
from autograder.course.course import BUNDLED
from autograder.evidence.evidence import Sandbox
from autograder.execution import drop_root
from autograder.execution.factory import KernelFactory, kernel_for
from autograder.execution.other_user import other_user_kernel
from autograder.execution.sandbox import available
from autograder.gradescope.places import Places
from reference.embedded import packaged_files

#: Says that there are to be no walls, where there could be: for tests.
WITHOUT = "AUTOGRADER_WITHOUT_WALLS"


def kernel_here() -> tuple[Sandbox, KernelFactory]:
    """Walls where they stand, else another user's kernel."""
    if os.environ.get(WITHOUT) != "1" and available() is None and _root_can_show_files():
        return Sandbox.WALLS, kernel_for
    return Sandbox.NONE, other_user_kernel


def _root_can_show_files() -> bool:
    """Root in a container may lack the right to mount, which walls take where the grader is root."""
    if os.geteuid() != 0:
        return True
    probe = [sys.executable, "-P", drop_root.__file__, "--", "/bin/true"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def keep_from_others(places: Places) -> None:
    """Root alone reads the truth, our checks, labelled data of other packages, submissions and results.

    Of packages only where ours are installed in this Python's own environment: no other is ours to change.
    """
    for folder in (places.source, places.submission, places.results.parent):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    with contextlib.suppress(FileNotFoundError):
        places.metadata.chmod(0o600)
    packages = [Path(str(module.__file__)).parent for module in (autograder, reference, reports)]
    if all(map(_is_of_this_environment, packages)):
        for path in filter(_is_of_this_environment, (*packages, BUNDLED, *packaged_files())):
            path.chmod(0o700)


def _is_of_this_environment(path: Path) -> bool:
    return path.exists() and path.resolve().is_relative_to(Path(sys.prefix).resolve())
