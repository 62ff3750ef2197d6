"""docs/security.md: each promise names its tests, and each test that it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PLACES = (ROOT / "tests" / "autograder", ROOT / "tests")
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)
_NONE = "no test: "


def _rows(heading: str) -> list[list[str]]:
    """The cells of every row of the tables under a heading, without those that head or rule them."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [cells for cells in lines if cells[-1] != "test"]


@cache
def _tests(path: str) -> frozenset[str]:
    """Functions of a file of tests, none where there is no such file; nothing of it runs."""
    file = next((place / path for place in PLACES if (place / path).is_file()), None)
    parsed = ast.parse(file.read_text(encoding="utf-8")) if file else ast.Module([], [])
    return frozenset(node.name for node in parsed.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_a_test_that_it_names_is_there(path: str, name: str) -> None:
    assert name.startswith("test_")
    assert name in _tests(path), f"docs/security.md names {path}::{name}, which is not there"


def test_every_promise_has_its_test() -> None:
    promises = _rows("Promised")
    assert len(promises) > 20
    assert [promise for promise, tests in promises if "::test_" not in tests] == []


def test_every_limit_names_its_test_or_says_why_there_is_none() -> None:
    limits = _rows("Not promised")
    assert len(limits) > 10
    told = [limit for limit, _, tests in limits if "::test_" in tests or tests.startswith(_NONE)]
    assert told == [limit for limit, *_ in limits]


def test_no_name_of_a_test_is_written_in_another_way() -> None:
    assert PAGE.count("::") == len(NAMED)


def test_what_is_not_there_is_seen() -> None:
    assert "test_a_grading_may_be_killed" in _tests("grading/test_killed.py")
    assert "test_nowhere" not in _tests("grading/test_killed.py")
    assert _tests("nowhere/test_nothing.py") == frozenset()
