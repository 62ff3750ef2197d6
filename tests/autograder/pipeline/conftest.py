"""A class for workers, and a Dask cluster on loopback, in this process: two workers of one slot each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.scoring.score_sheet import ScoreSheet
from tests.autograder.grading.killed import RIGHT, copied, hand_in, toy_course
from tests.autograder.pipeline.remote import CLASS, graded, sheets


@pytest.fixture(scope="session")
def dask() -> None:
    """Skips where the extra `cluster` is not installed; a failure where tools are required."""
    if find_spec("distributed") is None:
        required = os.environ.get("AUTOGRADER_REQUIRE_TOOLS") == "1"
        (pytest.fail if required else pytest.skip)(
            "a tool is missing: no Dask, which the extra `cluster` brings"
        )


@pytest.fixture(scope="module")
def scheduler(dask: None) -> Iterator[Any]:
    """A `LocalCluster`."""
    from distributed import LocalCluster

    made: Any = LocalCluster  # it has no types
    with made(
        n_workers=2, threads_per_worker=1, processes=False, protocol="tcp", host="127.0.0.1",
        dashboard_address=":0", memory_limit=0,
    ) as cluster:  # fmt: skip
        yield cluster


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    """A class of which no two handed in the same code."""
    folder = toy_course(tmp_path_factory.mktemp("remote"))
    for number, student in enumerate(["ada", "grace", *(f"s{n}" for n in range(CLASS - 2))]):
        hand_in(folder, student, f"{RIGHT} + {number % 2} * {number}")
    return folder


@pytest.fixture(scope="module")
def expected(handed_in: CourseFolder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, ScoreSheet]:
    """What they get on this machine alone."""
    folder = copied(handed_in, tmp_path_factory.mktemp("here") / "course")
    graded(folder, None)
    return sheets(folder)


@pytest.fixture
def folder(handed_in: CourseFolder, tmp_path: Path) -> CourseFolder:
    return copied(handed_in, tmp_path / "course")
