"""Student code that Python reads, and code that nobody can go through."""

from __future__ import annotations

import ast
import gc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.course.notebooks import as_run
from autograder.submissions.fitting import batch_size
from autograder.submissions.names import names_bound
from autograder.submissions.no_return import without_return
from autograder.submissions.python import one_tree_at_a_time, parsed
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


def _literal(text: str) -> object:
    """As a file of arrays is read."""
    with one_tree_at_a_time():
        return ast.literal_eval(text)


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
@pytest.mark.parametrize("other", [parsed, _literal])
def test_threads_read_side_by_side(other: Callable[[str], object]) -> None:
    """CPython before 3.12 takes one's depth for another's; without the lock this fails.

    The other reader is ours, or NumPy's, which reads the head of each array so.
    """
    source = "\n".join(f"x{number} = [a(b, c[{number}]) for a in d if e]" for number in range(60))

    def reads(depth: int) -> bool:
        return reads(depth - 1) if depth else all(parsed(source) for _ in range(30))

    def beside(depth: int) -> bool:
        return beside(depth - 1) if depth else all(other("(1, 2)") for _ in range(300))

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(job, depth) for job in (reads, beside) for depth in (0, 60)]
        assert all(job.result() for job in jobs)
