"""How many examples: 500 in all in `make test`; AUTOGRADER_FUZZ=10000 takes as many of each kind."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

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
