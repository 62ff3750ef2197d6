"""How many examples: 500 in all in `make test`; AUTOGRADER_FUZZ=20 takes twenty times as many."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("AUTOGRADER_FUZZ", "1"))


def bounded(examples: int) -> settings:
    """The same examples each time, each within 2 seconds; other ones where more are asked for."""
    return settings(
        max_examples=examples * TIMES,
        deadline=2_000,
        derandomize=TIMES == 1,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
