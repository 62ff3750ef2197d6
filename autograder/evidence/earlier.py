"""What earlier versions kept of our own sentences: their English texts.

Only evidence and score sheets of those versions are read through this, so that a course that goes on is told
in its language still. What is written now keeps the message itself.
"""

from __future__ import annotations

import re
from dataclasses import replace
from string import Formatter

from msgspec.structs import replace as with_facts

from autograder.evidence import refusals
from autograder.evidence.evidence import Evidence
from autograder.evidence.facts import Answer, NetworkAnswer
from autograder.evidence.refusals import Reason
from autograder.messages import Message, say

_LONGEST = 600  # characters of a sentence of ours: its own, and two values cut where they were long
_DEEPEST = 3  # sentences of ours, one within the other


def reason_of_text(text: str, within: int = 0) -> Reason:
    """The sentence of ours that a text is; any other text, which students may write, as it is."""
    if len(text) > _LONGEST or within == _DEEPEST:
        return text
    for pattern, reason in _PATTERNS:
        if found := pattern.fullmatch(text):
            values = {name: reason_of_text(value, within + 1) for name, value in found.groupdict().items()}
            return say(reason.template, **values)
    return text


def with_reasons(evidence: Evidence) -> Evidence:
    """The same evidence with messages for the texts that are ours."""
    values = tuple(map(_with_reason, evidence.values))
    return replace(evidence, values=values, error=reason_of_text(str(evidence.error)))


def _with_reason(answer: Answer) -> Answer:
    if not isinstance(answer, NetworkAnswer):
        return answer
    return with_facts(answer, why=reason_of_text(str(answer.why)))


def _pattern(template: str) -> re.Pattern[str]:
    parts = Formatter().parse(template)
    return re.compile(
        "".join(re.escape(text) + (f"(?P<{name}>.*)" if name else "") for text, name, *_ in parts)
    )


_PATTERNS = tuple(
    (_pattern(reason.template), reason) for reason in vars(refusals).values() if isinstance(reason, Message)
)
