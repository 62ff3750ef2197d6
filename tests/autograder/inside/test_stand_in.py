"""What a notebook calls of its grader is there in grading too, and does nothing."""

from __future__ import annotations

from autograder.inside import launch
from autograder.student.grader import Grader


def test_every_method_of_the_grader_is_there_and_gives_nothing() -> None:
    stand_in = launch._stand_in(dict, dict, has_data=True).Grader("cnn", language="es")
    methods = [name for name, value in vars(Grader).items() if callable(value) and not name.startswith("_")]
    assert {"check", "hint", "progress", "playground"} <= set(methods)
    given = {"check": ("mlp",), "hint": ("mlp",), "playground": (object(), len, "page.html")}
    assert [getattr(stand_in, name)(*given.get(name, ())) for name in methods] == [None] * len(methods)
