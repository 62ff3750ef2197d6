"""Gradescope's documented results.json as a JSON schema, written from its documentation."""

from __future__ import annotations

from typing import Any

_VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
_NUMBER = {"type": "number"}
_TEXT = {"type": "string"}


def _closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


_TEST = _closed(
    [],
    score=_NUMBER,
    max_score=_NUMBER,
    status={"enum": ["passed", "failed"]},
    name=_TEXT,
    name_format=_FORMAT,
    number=_TEXT,
    output=_TEXT,
    output_format=_FORMAT,
    tags={"type": "array", "items": _TEXT},
    visibility=_VISIBILITY,
    extra_data={"type": "object"},
)
_ROW = _closed(["name", "value"], name=_TEXT, value={"type": ["number", "string"]}, order={"const": "asc"})

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_closed(
        [],
        score=_NUMBER,
        execution_time=_NUMBER,
        output=_TEXT,
        output_format=_FORMAT,
        test_output_format=_FORMAT,
        test_name_format=_FORMAT,
        visibility=_VISIBILITY,
        stdout_visibility=_VISIBILITY,
        extra_data={"type": "object"},
        tests={"type": "array", "items": _TEST},
        leaderboard={"type": "array", "items": _ROW},
    ),
    # a score at the top, or one of each test
    "anyOf": [
        {"required": ["score"]},
        {
            "required": ["tests"],
            "properties": {"tests": {"minItems": 1, "items": {"required": ["score"]}}},
        },
    ],
}
