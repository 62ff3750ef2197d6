"""Runs students' notebooks and scores them. A student's notebook needs only these names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.student.data import load_data, load_pairs
    from autograder.student.grader import Grader

__all__ = ["Grader", "load_data", "load_pairs"]


def __getattr__(name: str) -> object:
    """Imported when named: a command, and what runs beside a notebook, waits for none of it."""
    if name == "Grader":
        from autograder.student.grader import Grader

        return Grader
    if name in ("load_data", "load_pairs"):
        from autograder.student import data

        return getattr(data, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """For completion and `help`, which look before they name anything."""
    return __all__
