"""Sentences that evidence holds: why it was refused, cut short, or waits for a person.

They are kept as messages, and read in any language; what a student's exception said is a text beside them.
"""

from __future__ import annotations

import re
from typing import Any

from autograder.messages import Message, say

#: Where a long text is cut; a kernel behind walls, which knows nothing of ours, writes it too.
MORE = say("... ({count} more characters)")
PRINTED_TOO_MUCH = say("your cell printed more than {bytes} bytes and was stopped")
#: What a student's exception said, where a function of theirs gave nothing back.
NO_RETURN = say("{error} (`{name}` gives nothing back: it has no `return` with a value)")
#: What it said, where the machine on which it ran has less than Colab.
NO_PACKAGE = say("{error} (`{package}` is not installed where your notebook ran: no mistake of yours)")
AFTER_IMPORT = say("{error} (the cell that brings it stopped before, because `{package}` is not installed "
                   "where your notebook ran: no mistake of yours)")  # fmt: skip
COLAB_ONLY = say("{error} (`{package}` exists in Colab alone: hand in without the lines that need it)")
MODULE_MISSPELT = say("{error} (is `{name}` meant?)")
NO_INPUT = say("`{name}()` waits for an answer, and while a notebook is graded nobody is there to give one: "
               "write the value into your code")  # fmt: skip

# A kernel that was ended while the grader asked about a function:
ASKED_WITHOUT_END = say("{names} was asked, and came to no end in {seconds} s")
ASKED_TOO_MUCH = say("{names} was asked, and took more memory than it may")
ASKED_AND_DIED = say("its process ended while {names} was asked")

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
TOO_MANY_LAYERS = say("a network of {count} layers; at most {most} are taken")
NO_LAYERS = say("a network description without a list of layers")
TOO_LARGE = say("a network description with a size beyond all bounds")
OTHER_WEIGHTS = say("a network description that does not fit the weights handed out with it")
NO_WEIGHTS = say("a network of {count} parameters that hands out no weights")
NO_DESCRIPTION = say("a network of Keras's own layers that does not tell how it is built")
HIDDEN_IN_ARGUMENT = say("a {kind} stands in a network as {name}, where only a function belongs")
NAMES_A_FILE = say("a network description that names a file ({name})")
BREAKS = say("a network that cannot be built anew from its own description: {detail}")

# A network that waits for a person:
OWN_CODE = say("it is made with code of its own: {names}")
OTHER_CALL = say("its class does more than its layers in their order")
TOO_BIG = say("it has {count} parameters, and at most {most} can be looked at")
REBUILDING_ENDED = say("rebuilding it came to no end")


#: What evidence says went wrong: a sentence of ours, or a text that the student's process said.
Reason = Message | str

_CUT = re.compile(r"\.\.\. \(([0-9]{1,12}) more characters\)")


class Refused(ValueError):
    """Evidence that no honest run produces; `reason` says why, its fields filled with `values`."""

    def __init__(self, reason: Message, **values: Any) -> None:
        self.reason = filled(reason, **values)
        super().__init__(str(self.reason))


def filled(reason: Message, **values: Any) -> Message:
    """A reason with its fields filled."""
    return say(reason.template, **values)


def reason_to_json(reason: Reason) -> dict[str, Any] | str:
    return reason.to_json() if isinstance(reason, Message) else reason


def reason_from_json(data: dict[str, Any] | str) -> Reason:
    """Raises LookupError or TypeError where the data are no reason."""
    return data if isinstance(data, str) else Message.from_json(data)


def printed(line: str) -> Reason:
    """A line that a cell printed; the mark that a kernel leaves where it cut a text, as its message."""
    cut = _CUT.fullmatch(line)
    return filled(MORE, count=int(cut[1])) if cut else line
