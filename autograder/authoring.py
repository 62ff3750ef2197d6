"""The words that a course's checks are written with, in one import.

    from autograder.authoring import Answers, Message, Rubric, Value, number, say
    from reference.datasets import Dataset

What is asked of a student's notebook: `Value` (a variable), `Call` (what a function returns for `Images`, as
they are or `Scaled`, for a `Variable` of the student's, or for small arrays and numbers, `Given` or `Drawn`),
`Model` and `models` (a network, or a dict of them), `History`, `Figure`.
What comes back: `Answers`, read by name; an answer that is missing or of another type raises `Unanswered`,
which tells the student; a check raises `Elsewhere` where its exercise has to wait for another. What counts
as right: a `Rubric` and its criteria, each of which takes the answers (and the data, unless course.toml says
`data = "none"`) and returns None, or a `Message` made by `say`.
An error that a sentence ends with is quoted by `open_ended`, without its own full stop.
Numbers, choices from a list, and questions answered in one word have readers of their own below; what is
right there and judged only on handing in stands in the assignment's `key.toml`, which students do not get:
`Key`. A function that calculates with small arrays is held against a right one by an `Oracle`, which names a
`Slip` where it is one.

What checks say about Keras networks is `autograder.networks`; labels and sizes are `reference.datasets`.
"""

from autograder.course.key import Key
from autograder.evidence.asks import (
    Call,
    Drawn,
    Figure,
    Given,
    History,
    Images,
    Model,
    Scaled,
    Value,
    Variable,
    models,
)
from autograder.evidence.stopped import open_ended
from autograder.inside.answering import CARRIED_BYTES
from autograder.inside.network_facts import pale
from autograder.messages import Message, plural, say
from autograder.scoring.answers import Answers, CompileFacts, Elsewhere, LayerFacts, ModelFacts, Unanswered
from autograder.scoring.by_hand import Oracle, Slip, agrees, changed, not_refused
from autograder.scoring.choices import form_of_option, option, plain
from autograder.scoring.network_summary import NetworkSummary
from autograder.scoring.numbers import fraction, number, whole_number
from autograder.scoring.questions import (
    LETTERS,
    chosen,
    form_of_names,
    form_of_number,
    form_of_numbers,
    names,
    quoted,
    whole_numbers,
)
from autograder.scoring.rubrics import Rubric

__all__ = [
    "CARRIED_BYTES",
    "LETTERS",
    "Answers",
    "Call",
    "CompileFacts",
    "Drawn",
    "Elsewhere",
    "Figure",
    "Given",
    "History",
    "Images",
    "Key",
    "LayerFacts",
    "Message",
    "Model",
    "ModelFacts",
    "NetworkSummary",
    "Oracle",
    "Rubric",
    "Scaled",
    "Slip",
    "Unanswered",
    "Value",
    "Variable",
    "agrees",
    "changed",
    "chosen",
    "form_of_names",
    "form_of_number",
    "form_of_numbers",
    "form_of_option",
    "fraction",
    "models",
    "names",
    "not_refused",
    "number",
    "open_ended",
    "option",
    "pale",
    "plain",
    "plural",
    "quoted",
    "say",
    "whole_number",
    "whole_numbers",
]
