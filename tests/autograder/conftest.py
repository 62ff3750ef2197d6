"""Kernels behind walls: one server for all tests, with limits that are soon reached."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.execution.sandboxed_kernel import SandboxedKernel

MIB = 1 << 20
LIMITS = Limits(
    cell_seconds=30.0,
    submission_seconds=120.0,
    cpu_seconds=60.0,
    memory_bytes=700 * MIB,
    processes=64,
    file_bytes=100 * MIB,
    scratch_bytes=48 * MIB,
    output_bytes=8 * MIB,
)


@pytest.fixture(scope="session")
def walled_course(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> CourseFolder:
    return make_folder(tmp_path_factory.mktemp("walled") / "course", "en", str(small_npz), hidden_seed=11)


@pytest.fixture(scope="session", autouse=True)
def _secret() -> None:
    """A secret of the grader's, in its environment before any server starts."""
    os.environ["AUTOGRADER_TEST_SECRET"] = "hunter2"


@pytest.fixture(scope="session")
def limits() -> Limits:
    return LIMITS


@pytest.fixture
def new_kernel(bubblewrap: None, walled_course: CourseFolder) -> Iterator[Callable[[], SandboxedKernel]]:
    """Makes kernels that are closed after the test."""
    with contextlib.ExitStack() as stack:
        view = walled_course.view()
        yield lambda: stack.enter_context(contextlib.closing(SandboxedKernel(view, LIMITS)))


@pytest.fixture
def kernel(new_kernel: Callable[[], SandboxedKernel]) -> SandboxedKernel:
    return new_kernel()
