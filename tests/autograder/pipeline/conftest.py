"""A Dask cluster on loopback, in this process: a scheduler and two workers of one slot each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest


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
