"""A name that was asked for and is not there, and the one that looks like it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import ModuleType
from typing import Any

_ALIKE = 0.8


def misspelt_name(
    missing: Iterable[str], known: Iterable[str], namespace: Mapping[str, Any]
) -> tuple[str, str] | None:
    """The first missing name with a variable that is nearly called so; None where there is no such pair.

    `known` are names that mean something else: those of the other exercises.
    """
    others = {*known, *missing}
    own = [n for n, value in namespace.items() if n not in others and not _is_furniture(n, value)]
    folded = {name.lower(): name for name in own}
    for name in missing:
        if alike := get_close_matches(name.lower(), folded, n=1, cutoff=_ALIKE):
            return name, folded[alike[0]]
    return None


def _is_furniture(name: str, value: Any) -> bool:
    """What a notebook has before a student wrote anything: modules, and what IPython puts there."""
    return (
        name.startswith("_") or isinstance(value, ModuleType) or name in ("In", "Out", "exit", "quit", "open")
    )
