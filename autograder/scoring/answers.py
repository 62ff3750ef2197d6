"""What evidence answers, read through the asks: the words that checks are written with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.evidence.asks import Ask, Call, Figure, History, Model, Value
from autograder.evidence.evidence import Arrays, Evidence, RunStatus
from autograder.evidence.refusals import told
from autograder.messages import Message, say


class Unanswered(Exception):
    """A criterion needs an answer that the evidence does not hold; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.template)
        self.message = message


@dataclass(frozen=True)
class LayerFacts:
    """A layer as its model describes it; `output_shape` begins with the batch (None)."""

    kind: str
    units: int | None
    activation: str | None
    parameters: int | None
    output_shape: tuple[int | None, ...]


@dataclass(frozen=True)
class CompileFacts:
    """How a network was compiled; `updates` is how often its weights were corrected since then."""

    optimiser: str | None
    loss: str | None
    from_logits: bool
    metrics: tuple[str | None, ...]
    learning_rate: float | None = None
    updates: int | None = None


@dataclass(frozen=True, eq=False)
class ModelFacts:
    """A network; `predictions` maps (feed, split) to float32 (N, units).

    `verified` says what the predictions rest on: `rebuilt`, `claimed`, or empty if nobody looked.
    `history` is what `fit` left on the network, a value an epoch: the student's process says so.
    """

    layers: tuple[LayerFacts, ...]
    built: bool
    compiled: CompileFacts | None
    predictions: Mapping[tuple[str, str], NDArray[np.float32]]
    errors: Mapping[str, str]
    verified: str = ""
    history: Mapping[str, list[float]] = field(default_factory=dict)


Plain = str | float | bool | None


class Answers:
    """The evidence of one exercise, read through the asks that it answers.

    Every method raises Unanswered where the student's code gave nothing to judge.
    """

    def __init__(self, asks: tuple[Ask, ...], evidence: Evidence) -> None:
        self._asks = asks
        self.evidence = evidence

    def nothing_but(self, given: tuple[str, ...]) -> bool:
        """Whether no ask was answered but those about names that were given: nothing was begun."""
        asked = zip(self._asks, self.evidence.values, strict=False)
        own = [facts for ask, facts in asked if ask.name not in given]
        return not self.evidence.error and all(_is_empty(facts) for facts in own)

    def value(self, name: str) -> Mapping[str, Any]:
        """The facts of a variable: `type` and, where it is one, `value`, `shape`, `dtype`, `sha256`."""
        return self._facts(Value(name))[1]

    def array(self, name: str) -> NDArray[Any]:
        """A numeric variable as an array."""
        position, facts = self._facts(Value(name))
        return self._array(position, "value", name, facts)

    def text(self, name: str) -> str:
        """A variable that holds a text."""
        facts = self.value(name)
        if not isinstance(found := facts.get("value"), str):
            raise Unanswered(say("`{name}` should be a text in quotes; yours is a {type}.",
                                 name=name, type=str(facts["type"])))  # fmt: skip
        return found

    def items(self, name: str) -> tuple[Plain, ...]:
        """The items of a list, tuple or set; a lone text or number counts as one item."""
        facts = self.value(name)
        if "items" in facts:
            return tuple(facts["items"])
        if "value" in facts:
            return (facts["value"],)
        if facts.get("shape"):
            return tuple(self.array(name).ravel().tolist())
        raise Unanswered(say("`{name}` should be a list; yours is a {type}. Write its items between square "
                             "brackets.", name=name, type=str(facts["type"])))  # fmt: skip

    def entries(self, name: str) -> Mapping[str, Plain]:
        """A dict of plain values by the text of their keys."""
        facts = self.value(name)
        if "entries" not in facts:
            raise Unanswered(say("`{name}` should be a dict; yours is a {type}.",
                                 name=name, type=str(facts["type"])))  # fmt: skip
        return dict(facts["entries"])

    def table(self, name: str) -> Mapping[str, list[Plain]]:
        """A pandas DataFrame, a list a column, in its order."""
        facts = self.value(name)
        if "table" not in facts:
            raise Unanswered(say("`{name}` should be a pandas DataFrame; yours is a {type}. Make one with "
                                 "`pd.DataFrame`.", name=name, type=str(facts["type"])))  # fmt: skip
        return dict(facts["table"])

    def called(self, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """What a function of one argument returned, and what it left of its argument."""
        position, facts = self._facts(next(a for a in self._asks if isinstance(a, Call) and a.name == name))
        if not facts.get("callable"):
            raise Unanswered(say("`{name}` is not a function: begin it with `def {name}(`.", name=name))
        if facts.get("stub"):
            raise Unanswered(say("`{name}` does nothing yet: write what belongs into it.", name=name))
        if facts.get("type") == "NoneType":
            raise Unanswered(say("`{name}` returned nothing: end it with `return`.", name=name))
        return self._array(position, "value", f"{name}(...)", facts), self._array(
            position, "input0", name, facts
        )

    def history(self, name: str) -> Mapping[str, list[float]]:
        """Each metric of a training, a value an epoch."""
        columns = self._facts(History(name))[1].get("columns")
        if not columns:
            raise Unanswered(
                say("`{name}` is not what `model.fit` returns: keep that under this name.", name=name)
            )
        return dict(columns)

    def figures(self) -> tuple[Mapping[str, Any], ...]:
        """The figures drawn, as facts: `lines`, `panels` and `legend`; `curves` reads them."""
        return tuple(self._facts(Figure())[1].get("figures", ()))

    def drawn_images(self) -> tuple[NDArray[Any], ...]:
        """The pixels of every image in the figures drawn."""
        position, _ = self._facts(Figure())
        wanted = f"{position}.picture"
        return tuple(a for key, a in self.evidence.arrays.items() if key.startswith(wanted))

    def model(self, name: str) -> ModelFacts:
        """A Keras model: its layers, compile settings and predictions."""
        position, facts = self._facts(next(a for a in self._asks if isinstance(a, Model) and a.name == name))
        if not facts.get("is_model"):
            raise Unanswered(say("`{name}` is a {type}, not a Keras model. Which line gave it that value?",
                                 name=name, type=str(facts.get("type"))))  # fmt: skip
        return _model_facts(position, facts, self.evidence.arrays)

    def models(self, name: str) -> dict[str, ModelFacts]:
        """The networks of a dict by the text of their keys, in its order, as far as was asked."""
        entries = [a for a in self._asks if isinstance(a, Model) and a.name == name and a.entry is not None]
        found = {}
        for ask in entries:
            if ask.entry and self._has_ended(ask):
                break
            position, facts = self._facts(ask)
            found[str(facts.get("key"))] = self._network(name, position, facts)
        return found

    def _has_ended(self, ask: Ask) -> bool:
        """Whether a dict has no such entry."""
        position = self._asks.index(ask)
        values = self.evidence.values
        return position < len(values) and values[position]["status"] == "missing"

    def _network(self, name: str, position: int, facts: Mapping[str, Any]) -> ModelFacts:
        if facts.get("type") in ("NoneType", "ellipsis"):
            raise Unanswered(_dots(name))
        if "key" not in facts:
            raise Unanswered(say("`{name}` should be a dict of networks; yours is a {type}.",
                                 name=name, type=str(facts.get("type"))))  # fmt: skip
        key = str(facts["key"])
        if not facts.get("is_model"):
            raise Unanswered(say("`{name}` holds under {key} a {type}, not a Keras model.",
                                 name=name, key=key, type=str(facts.get("type"))))  # fmt: skip
        if facts.get("twin") is not None:
            raise Unanswered(say("In `{name}`, {twin} and {key} are one and the same network: build a new "
                                 "one for each.", name=name, twin=str(facts["twin"]), key=key))  # fmt: skip
        return _model_facts(position, facts, self.evidence.arrays)

    def _facts(self, ask: Ask) -> tuple[int, Mapping[str, Any]]:
        position = self._asks.index(ask)
        name = ask.name
        if position >= len(self.evidence.values):
            raise Unanswered(_stopped(self.evidence))
        facts = self.evidence.values[position]
        if facts["status"] == "raised":
            raise Unanswered(
                say(
                    "`{name}` raised {error}. Try it in a cell of its own, with a few images.",
                    name=name,
                    error=str(facts["error"]),
                )
            )
        if facts["status"] == "missing" and self.evidence.status is RunStatus.TIMED_OUT:
            raise Unanswered(_stopped(self.evidence))
        if facts["status"] == "missing" and self.evidence.error:
            raise Unanswered(
                say(
                    "`{name}` is not defined, because your cell stopped: {error}. Mend that first.",
                    name=name,
                    error=told(self.evidence.error),
                )
            )
        if facts["status"] == "missing":
            raise Unanswered(say("`{name}` is not defined yet: give your result that name.", name=name))
        if facts.get("type") == "ellipsis":
            raise Unanswered(_dots(name))
        return position, facts

    def _array(self, position: int, part: str, name: str, facts: Mapping[str, Any]) -> NDArray[Any]:
        array = self.evidence.arrays.get(f"{position}.{part}")
        if array is None:
            raise Unanswered(say("`{name}` is a {type}, not an array of numbers. Which line made it so?",
                                 name=name, type=str(facts.get("type"))))  # fmt: skip
        return array


def _dots(name: str) -> Message:
    return say("`{name}` still holds the three dots: put your answer in their place.", name=name)


def _is_empty(facts: Mapping[str, Any]) -> bool:
    nothing = facts.get("type") == "NoneType" and not facts.get("callable")
    left = nothing or facts.get("type") == "ellipsis" or facts.get("stub")
    return bool(left) or facts["status"] == "missing" or facts.get("figures") == []


def _stopped(evidence: Evidence) -> Message:
    if evidence.status is RunStatus.TIMED_OUT:
        return say("Your notebook was stopped here: a cell took longer than it may. Which cell waits, or "
                   "repeats more often than it must?")  # fmt: skip
    if evidence.status is RunStatus.DIED:
        return say("Your notebook's kernel ended before this exercise was reached. Restart it and run all "
                   "cells: where does it end?")  # fmt: skip
    if evidence.status is RunStatus.REFUSED:
        return say("The answers of your notebook could not be read here: {error}", error=told(evidence.error))
    return say("Your notebook gave no answer here.")


def _model_facts(position: int, facts: Mapping[str, Any], arrays: Arrays) -> ModelFacts:
    settings = facts.get("compile")
    found = {}
    for key, array in arrays.items():
        number, _, part = key.partition(".")
        if number == str(position) and part.startswith("predictions."):
            _, feed, split = part.split(".")
            found[feed, split] = array
    return ModelFacts(
        layers=tuple(
            LayerFacts(x["class"], x["units"], x["activation"], x["parameters"], tuple(x["output_shape"]))
            for x in facts["layers"]
        ),
        built=bool(facts["built"]),
        compiled=None
        if settings is None
        else CompileFacts(
            settings["optimiser"],
            settings["loss"],
            settings["from_logits"],
            tuple(settings["metrics"]),
            settings.get("learning_rate"),
            settings.get("updates"),
        ),
        predictions=found,
        errors=facts["errors"],
        verified=str(facts.get("verified", "")),
        history=facts.get("history") or {},
    )
