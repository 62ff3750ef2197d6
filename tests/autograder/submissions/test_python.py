"""Student code that Python reads, and code that nobody can go through."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.course.notebooks import as_run
from autograder.submissions.fitting import batch_size
from autograder.submissions.names import names_bound
from autograder.submissions.no_return import without_return
from autograder.submissions.python import parsed
from autograder.submissions.set_up import own_part

TOO_DEEP = ("x = " + "not " * 20_000 + "1", "x = a" + ".b" * 400, "x = " + "[" * 150 + "]" * 150)


@pytest.mark.parametrize("source", ["x = 1", "", "# nothing", "x = (a +\n     b)"])
def test_what_can_be_read_is(source: str) -> None:
    assert parsed(source) is not None


@pytest.mark.parametrize("source", ["x = ", "!ls", "\0", *TOO_DEEP], ids=lambda text: text[:8])
def test_what_cannot_is_nothing(source: str) -> None:
    assert parsed(source) is None


@pytest.mark.parametrize("source", TOO_DEEP, ids=lambda text: text[:8])
def test_no_reader_of_code_ends_by_it(source: str) -> None:
    given = as_run("import numpy as np")
    assert own_part(f"{given}\n{source}", given) == as_run(f"{given}\n{source}")
    assert "x" in names_bound(source)
    assert batch_size(f"model.fit(a, b)\n{source}") is None
    assert without_return([source], "y = f()") == ()


@pytest.fixture
def threads_that_change_often() -> Iterator[None]:
    """Each few objects the collector of garbage runs, and another thread gets its turn."""

    def give_way(*_: object) -> None:
        time.sleep(0)

    before = gc.get_threshold()
    gc.callbacks.append(give_way)
    gc.set_threshold(50)
    yield
    gc.set_threshold(*before)
    gc.callbacks.remove(give_way)


@pytest.mark.usefixtures("threads_that_change_often")
def test_threads_read_side_by_side() -> None:
    """CPython before 3.12 takes one's depth for another's; without the lock this fails."""
    source = "\n".join(f"x{number} = [a(b, c[{number}]) for a in d if e]" for number in range(60))

    def reads(depth: int) -> bool:
        return reads(depth - 1) if depth else all(parsed(source) for _ in range(30))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(reads, (0, 30, 60, 90)))
