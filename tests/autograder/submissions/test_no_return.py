"""Functions that give nothing back are told where something is made of that, and others are not."""

from __future__ import annotations

import pytest

from autograder.submissions.no_return import without_return

NOTHING = "def build():\n    model = 1\n    model.compile()\n"


@pytest.mark.parametrize(
    ("before", "stopped", "told"),
    [
        ([], NOTHING + "x = train(build())", ("build",)),
        ([NOTHING], "x = build().fit()", ("build",)),
        ([], "def build():\n    if a:\n        return\n" + "x = build()", ("build",)),
        ([], "def build():\n    def inner():\n        return 1\n" + "x = build()", ("build",)),
        ([], "def build():\n    return 1\nx = build()", ()),
        ([], "def build():\n    if a:\n        return 1\nx = build()", ()),
        ([], "def each():\n    yield 1\nx = list(each())", ()),
        ([NOTHING], "build()\nx = None.fit", ()),  # nothing is made of it
        ([NOTHING, "def build():\n    return 1"], "x = build()", ()),
        (["!ls", "x = ("], NOTHING + "x = build()", ("build",)),
        ([NOTHING], "x = train(build()", ()),
    ],
)
def test_functions_without_return(before: list[str], stopped: str, told: tuple[str, ...]) -> None:
    assert without_return(before, stopped) == told
