"""Sentences that evidence holds: why it was refused, cut short, or is taken at its word.

Evidence is kept as plain English text and read by people of any language: `told` finds out which
sentence of ours a text is. Whatever else evidence says (a student's exceptions) stays as it is.
"""

from __future__ import annotations

import re
from string import Formatter

from autograder.messages import Message, say

#: Where a long text is cut; a kernel behind walls, which knows nothing of ours, writes it too.
MORE = say("... ({count} more characters)")
PRINTED_TOO_MUCH = say("your cell printed more than {bytes} bytes and was stopped")

# A file of answers, or what is in it:
FILE_MISSING = say("{name} is missing or larger than {bytes} bytes")
FILE_UNREADABLE = say("{name} cannot be read: {detail}")
FILE_UNPACKS = say("it unpacks to more than {bytes} bytes or {arrays} arrays")
NO_LIST = say("facts.json is not a list of answers")
NO_NUMBERS = say("arrays.npz holds something else than arrays of numbers")
NOT_EVERY_ASK = say("not every ask was answered")
FIELD_WRONG = say("an answer's {name} is not as it must be")
FIELDS_LACKING = say("an answer lacks {names}")
ARRAY_ASTRAY = say("an array belongs to no answer")

# A network that cannot be believed:
NO_NETWORK = say("an answer about a network that is none")
NEVER_BUILT = say("predictions of a network that was never built")
OTHER_PREDICTIONS = say("the predictions are not those of the network that was handed out with them")
OTHER_IMAGES = say("predictions on images that nobody asked about")
TOO_MANY_PARAMETERS = say("a network of {count} parameters; at most {most} are taken")
TOO_MANY_LAYERS = say("a network of {count} layers; at most {most} are taken")
NO_LAYERS = say("a network description without a list of layers")
TOO_LARGE = say("a network description with a size beyond all bounds")
OTHER_WEIGHTS = say("a network description that does not fit the weights handed out with it")

# A network that cannot be rebuilt:
OTHER_MODEL = say("it is no Sequential or functional model")
OTHER_LAYERS = say("it has layers of another kind: {names}")
OTHER_THINGS = say("it is made with things of another kind: {names}")
NO_WEIGHTS = say("its weights were not handed out")
OTHER_CALL = say("its class does more than its layers in their order")
REBUILDING_ENDED = say("rebuilding it came to no end")


class Refused(ValueError):
    """Evidence that no honest run produces."""


def kept(reason: Message, **values: object) -> str:
    """The text that evidence keeps: a reason in English, its fields filled."""
    return str(say(reason.template, **values))


def told(text: str) -> Message | str:
    """The sentence of ours that a kept text is; any other text as it is."""
    for pattern, reason in _PATTERNS:
        if found := pattern.fullmatch(text):
            return say(reason.template, **{name: told(value) for name, value in found.groupdict().items()})
    return text


def _pattern(template: str) -> re.Pattern[str]:
    parts = Formatter().parse(template)
    return re.compile(
        "".join(re.escape(text) + (f"(?P<{name}>.*)" if name else "") for text, name, *_ in parts)
    )


_PATTERNS = tuple(
    (_pattern(reason.template), reason) for reason in tuple(vars().values()) if isinstance(reason, Message)
)
