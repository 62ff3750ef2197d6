"""What a student's process says, typed: one class for each kind of answer.

In JSON they are flat objects, told apart by what they hold, as `inside/answering.py` writes them;
`schema` reads those. Nothing here is believed for being well-formed, but a check may trust the types.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta, Struct, field

from autograder.evidence.refusals import Reason

Whole = Annotated[int, Meta(ge=1 - 2**63, le=2**63 - 1)]
Dtype = Annotated[str, Meta(pattern=r"^(bool|u?int(8|16|32|64)|float(16|32|64|96|128)|longdouble)\Z")]
Plain = str | int | float | bool | None
Columns = Mapping[str, tuple[float, ...]]  # of a history: a value an epoch


class Basis(StrEnum):
    """What a network's layers and predictions rest on."""

    REBUILT = "rebuilt"  # in a clean process, from its description and weights
    CLAIMED = "claimed"  # it could not be rebuilt: it waits for a person
    UNSEEN = "unseen"  # nobody looked


class _Facts(Struct, frozen=True, omit_defaults=True):
    pass


class _Answered(_Facts, tag_field="status", tag="answered", frozen=True):
    pass


class Missing(_Facts, tag_field="status", tag="missing", frozen=True):
    """There is nothing of that name."""


VALUE_ERROR = "ValueError"  # the kind of a raised error that a sheet may ask for


class Raised(_Facts, tag_field="status", tag="raised", frozen=True):
    """The student's code raised `error`, in a line, when it was asked; a ValueError has that `kind`."""

    error: str
    kind: str = ""


class ValueAnswer(_Answered, frozen=True, kw_only=True):
    """A variable: its type's name and, where it is one, a plain value, an array, a table or a collection.

    An array has `shape`, `dtype` and the digest of its values, `sha256`; the array itself is beside it
    where that is not too large. `length` counts all items, entries or rows, of which the first are told; it
    is None where nobody counted.
    """

    type: str
    value: Plain = None
    length: Whole | None = None
    shape: tuple[Whole, ...] | None = None
    dtype: Dtype = ""
    sha256: str = ""
    items: tuple[Plain, ...] | None = None
    entries: Mapping[str, Plain] | None = None
    columns: tuple[str, ...] | None = None
    table: Mapping[str, tuple[Plain, ...]] | None = None


class CallAnswer(ValueAnswer, frozen=True, kw_only=True):
    """What a function returned; a `stub` does nothing at all. Of what is no function, its type."""

    callable: bool
    stub: bool = False


KERAS_HISTORY = "History"  # as a type's name; a class of a student's own is told by another


class HistoryAnswer(_Answered, frozen=True, kw_only=True):
    """What training reported; None where the variable holds no history.

    `updates` is how often the weights of the network that it belongs to were corrected, where it belongs to
    one, as what `fit` returns does; `steps` is how many batches that training had in each epoch.
    """

    type: str
    columns: Columns | None
    updates: Whole | None = None
    steps: Whole | None = None


class LineFacts(_Facts, frozen=True, kw_only=True):
    """A line in the panel of that number; `called` is the legend's name for it, where that is seen."""

    panel: Whole
    label: str
    y: tuple[float, ...]
    called: str = ""


class PanelFacts(_Facts, frozen=True, kw_only=True):
    """What is written in and around a pair of axes, and, where they are known, their `place` in the figure
    and how many images lie on them.
    """

    legend: tuple[str, ...]
    texts: tuple[str, ...]
    title: str
    x_label: str
    y_label: str
    place: tuple[float, ...] = ()
    images: Whole | None = None


class FigureFacts(_Facts, frozen=True, kw_only=True):
    """`colour_maps` are those of its images by name, each once; None where nobody looked."""

    lines: tuple[LineFacts, ...]
    panels: tuple[PanelFacts, ...]
    legend: tuple[str, ...]
    images: Whole = 0
    colour_maps: tuple[str, ...] | None = None


class FigureAnswer(_Answered, frozen=True, kw_only=True):
    figures: tuple[FigureFacts, ...]


class LayerFacts(Struct, frozen=True):
    """A layer as its model describes it, where it is called; `output_shape` begins with the batch (None).

    It is empty where it is not known. `choices` are its initialisers, regularisers and constraints, by the
    name of their argument, `use_bias` where it has none, and `trainable` where it is frozen; `settings` what
    else it is made with, such as `kernel_size`, as messages write it; `inside` are the layers of a network
    that is a layer. With `again` its weights are those of an earlier call, where `parameters` counts them.
    """

    kind: str = field(name="class")
    units: Whole | None
    activation: str | None
    parameters: Whole | None
    output_shape: tuple[Whole | None, ...]
    choices: Mapping[str, str] = {}
    settings: Mapping[str, str] = {}
    inside: tuple[LayerFacts, ...] = ()
    again: bool = False


class CompileFacts(Struct, frozen=True):
    """How a network was compiled; `updates` is how often its weights were corrected since then.

    `options` are the settings of its optimiser that are plain values, such as momentum.
    """

    optimiser: str | None
    loss: str | None
    from_logits: bool
    metrics: tuple[str | None, ...]
    learning_rate: float | None = None
    updates: Whole | None = None
    label_smoothing: float = 0.0
    reduction: str | None = None
    options: Mapping[str, Plain] = {}


class WayFacts(Struct, frozen=True):
    """The rule by which a student's function was seen to prepare images, and their shape after it."""

    way: str
    shape: tuple[Whole, ...]


class ModelAnswer(_Answered, frozen=True, kw_only=True):
    """What stands where a network was asked for; of a dict of them under `key`, and as `twin` once before.

    `names` are variables of the notebook that are the same network; None where nobody looked.
    """

    type: str
    is_model: bool
    key: str | None = None
    twin: str | None = None
    names: tuple[str, ...] | None = None


class NetworkAnswer(ModelAnswer, frozen=True, kw_only=True):
    """A Keras model. `errors` has, by feed, why it could not predict; `history` is what `fit` left on it, of
    `steps` batches an epoch.

    `description`, `chained` and `ways` are handed out with its weights for rebuilding it, and dropped after
    that. What follows `ways` is the grader's own word, and no kernel can say it: `basis`, with `why` it is
    no better; what is the student's `own` in it, by name; the functions `left_out` after which predictions do
    not count; the `penalties` of regularisers by feed and split, None where they cannot be known; and a
    digest of its `weights`.
    """

    built: bool
    layers: tuple[LayerFacts, ...]
    compiled: bool
    settings: CompileFacts | None = field(name="compile")
    errors: Mapping[str, str]
    history: Columns | None = None
    steps: Whole | None = None
    description: Mapping[str, Any] | None = None
    chained: bool = False
    ways: Mapping[str, WayFacts] = {}
    basis: Basis = field(name="verified", default=Basis.UNSEEN)
    why: Reason = field(name="unverified", default="")
    own: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    penalties: Mapping[str, float | None] = {}
    weights: str = ""


Answer = Missing | Raised | ValueAnswer | CallAnswer | HistoryAnswer | FigureAnswer | ModelAnswer
