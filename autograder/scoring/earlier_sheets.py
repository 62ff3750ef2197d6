"""Score sheets that earlier versions kept, as today's has them."""

from __future__ import annotations

from typing import Any

from autograder.evidence.earlier import reason_of_text
from autograder.evidence.refusals import reason_to_json
from autograder.messages import Message

_NO_TEXTS = 5  # of what was handed in
_UNCONFIRMED_IS_NEW = 4  # nothing waited: networks with code of a student's own were believed
_ENGLISH_ERRORS = 3  # where we refused what was handed in; and a network summary was called an exhibit
_BEFORE = 2  # and without remarks, usage and network summaries; its problem is a sentence in English, too


def renewed(data: dict[str, Any], version: Any, today: int) -> dict[str, Any]:
    """A sheet's content by an earlier version; ValueError for one that cannot be read."""
    if version not in (_BEFORE, _ENGLISH_ERRORS, _UNCONFIRMED_IS_NEW, _NO_TEXTS):
        raise ValueError(f"score sheet of format {version}, not {today}")
    if version == _BEFORE:
        data = _upgraded(data)
    if version in (_BEFORE, _ENGLISH_ERRORS):
        data = {**data, "exercises": [_exercise(exercise) for exercise in data["exercises"]]}
    return data


def _upgraded(before: dict[str, Any]) -> dict[str, Any]:
    problem = Message("{told}", (("told", before["problem"]),)).to_json() if before["problem"] else None
    exercises = [{**exercise, "exhibit": None} for exercise in before["exercises"]]
    return {**before, "problem": problem, "exercises": exercises, "remarks": [], "usage": None}


def _exercise(exercise: dict[str, Any]) -> dict[str, Any]:
    error = reason_to_json(reason_of_text(exercise["error"]))
    return {**exercise, "error": error, "network_summary": exercise["exhibit"]}
