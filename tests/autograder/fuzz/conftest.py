"""How many examples: 500 in all in `make test`; AUTOGRADER_FUZZ=10000 takes as many of each kind."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

MOST_KIB = 1 << 20  # by which no example may raise the memory that this process ever held

EACH = int(os.environ.get("AUTOGRADER_FUZZ", "0"))


def bounded(examples: int, tests: int = 1) -> settings:
    """The same examples each time, each within 2 seconds; other ones where more are asked for.

    `tests` is how many tests share the examples of a kind, where there are more than one.
    """
    return settings(
        max_examples=-(-EACH // tests) if EACH else examples,
        deadline=2_000,
        derandomize=not EACH,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(autouse=True)
def _bounded_memory() -> Iterator[None]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= MOST_KIB
