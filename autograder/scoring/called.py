"""What a student's function is called with, as the grader knows it."""

from __future__ import annotations

from typing import Any

from autograder.evidence.asks import Call, Images, Input, Variable
from autograder.inside.network_facts import wanted_images
from autograder.inside.small_arrays import small_array
from reference.datasets import Dataset


def inputs_of(ask: Call, data: Dataset) -> tuple[list[Any], dict[str, Any]]:
    """What an ask calls a function with, in order and by name; new arrays each time."""
    return [_input(of, data) for of in ask.inputs], {name: _input(of, data) for name, of in ask.named}


def _input(wanted: Input, data: Dataset) -> Any:
    if isinstance(wanted, Variable):
        raise TypeError("what a student keeps is not known here")
    if isinstance(wanted, Images):
        return wanted_images(wanted.to_json(), lambda split: getattr(data, split).images)
    return small_array(wanted.to_json(), data.hidden.images)
