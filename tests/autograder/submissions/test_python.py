"""Student code that Python reads, and code that nobody can go through."""

from __future__ import annotations

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
