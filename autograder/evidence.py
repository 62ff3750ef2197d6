"""Evidence: what running a student's code showed. Untrusted, bounded, never unpickled."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.asks import Ask, Call, Figure, History, Model, Value
from autograder.messages import Message, say

FORMAT_VERSION = 1
FACTS_BYTES = 1 << 20
ARRAYS_BYTES = 64 << 20
ARRAYS = 2_000
_NUMBERS = "biuf"

Arrays = Mapping[str, NDArray[Any]]


class RunStatus(StrEnum):
    COMPLETED = "completed"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    DIED = "died"
    NOT_ATTEMPTED = "not_attempted"
    REFUSED = "refused"


@dataclass(frozen=True, eq=False)
class Evidence:
    """What one exercise's code showed: an answer an ask (`values`), with arrays beside them.

    `error` is the exception that the student's cells raised, in a line; `seconds` is the wall
    time of those cells.
    """

    exercise: str
    status: RunStatus
    values: tuple[Mapping[str, Any], ...] = ()
    arrays: Arrays = field(default_factory=dict)
    stdout_tail: str = ""
    error: str = ""
    seconds: float = 0.0


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
    optimiser: str | None
    loss: str | None
    from_logits: bool
    metrics: tuple[str | None, ...]


@dataclass(frozen=True, eq=False)
class ModelFacts:
    """A network; `predictions` maps (feed, split) to float32 (N, units).

    `verified` says what the predictions rest on: `rebuilt`, `claimed`, or empty if nobody looked.
    """

    layers: tuple[LayerFacts, ...]
    built: bool
    compiled: CompileFacts | None
    predictions: Mapping[tuple[str, str], NDArray[np.float32]]
    errors: Mapping[str, str]
    verified: str = ""


class Answers:
    """The evidence of one exercise, read through the asks that it answers.

    Every method raises Unanswered where the student's code gave nothing to judge.
    """

    def __init__(self, asks: tuple[Ask, ...], evidence: Evidence) -> None:
        self._asks = asks
        self.evidence = evidence

    @property
    def nothing(self) -> bool:
        """Whether no ask was answered at all: the exercise was not begun."""
        facts = self.evidence.values
        return not self.evidence.error and all(_is_empty(f) for f in facts)

    def value(self, name: str) -> Mapping[str, Any]:
        """The facts of a variable: `type` and, where it is one, `value`, `shape`, `dtype`, `sha256`."""
        return self._facts(Value(name))[1]

    def array(self, name: str) -> NDArray[Any]:
        """A numeric variable as an array."""
        position, facts = self._facts(Value(name))
        return self._array(position, "value", name, facts)

    def called(self, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """What a function of one argument returned, and what it left of its argument."""
        position, facts = self._facts(next(a for a in self._asks if isinstance(a, Call) and a.name == name))
        if not facts.get("callable"):
            raise Unanswered(say("`{name}` is not a function.", name=name))
        if facts.get("type") == "NoneType":
            raise Unanswered(say("`{name}` returned nothing: end it with `return`.", name=name))
        return self._array(position, "value", f"{name}(...)", facts), self._array(
            position, "input0", name, facts
        )

    def history(self, name: str) -> Mapping[str, list[float]]:
        """Each metric of a training, a value an epoch."""
        columns = self._facts(History(name))[1].get("columns")
        if not columns:
            raise Unanswered(say("`{name}` is not what `model.fit` returns.", name=name))
        return dict(columns)

    def drawn_lines(self) -> tuple[tuple[float, ...], ...]:
        """The y values of every line in the figures drawn."""
        figures = self._facts(Figure())[1].get("figures", [])
        return tuple(tuple(line["y"]) for figure in figures for line in figure["lines"])

    def drawn_images(self) -> tuple[NDArray[Any], ...]:
        """The pixels of every image in the figures drawn."""
        position, _ = self._facts(Figure())
        wanted = f"{position}.picture"
        return tuple(a for key, a in self.evidence.arrays.items() if key.startswith(wanted))

    def model(self, name: str) -> ModelFacts:
        """A Keras model: its layers, compile settings and predictions."""
        position, facts = self._facts(next(a for a in self._asks if isinstance(a, Model) and a.name == name))
        if not facts.get("is_model"):
            raise Unanswered(
                say("`{name}` is a {type}, not a Keras model.", name=name, type=str(facts.get("type")))
            )
        return _model_facts(position, facts, self.evidence.arrays)

    def _facts(self, ask: Ask) -> tuple[int, Mapping[str, Any]]:
        position = self._asks.index(ask)
        name = ask.name
        if position >= len(self.evidence.values):
            raise Unanswered(_stopped(self.evidence))
        facts = self.evidence.values[position]
        if facts["status"] == "raised":
            raise Unanswered(say("`{name}` raised {error}.", name=name, error=str(facts["error"])))
        if facts["status"] == "missing" and self.evidence.error:
            raise Unanswered(
                say(
                    "`{name}` is not defined, because your cell stopped: {error}",
                    name=name,
                    error=self.evidence.error,
                )
            )
        if facts["status"] == "missing":
            raise Unanswered(say("`{name}` is not defined yet: give your result that name.", name=name))
        return position, facts

    def _array(self, position: int, part: str, name: str, facts: Mapping[str, Any]) -> NDArray[Any]:
        array = self.evidence.arrays.get(f"{position}.{part}")
        if array is None:
            raise Unanswered(
                say("`{name}` is a {type}, not an array of numbers.", name=name, type=str(facts.get("type")))
            )
        return array


def read_answers(folder: Path) -> tuple[tuple[Mapping[str, Any], ...], dict[str, NDArray[Any]]]:
    """The answers that a student's kernel left; ValueError where they break a bound."""
    facts_file, arrays_file = folder / "facts.json", folder / "arrays.npz"
    for path, limit in ((facts_file, FACTS_BYTES), (arrays_file, ARRAYS_BYTES)):
        if path.is_symlink() or not path.is_file() or path.stat().st_size > limit:
            raise ValueError(f"{path.name} is missing or larger than {limit} bytes")
    facts = _parsed(facts_file)
    if not isinstance(facts, list) or not all(isinstance(f, dict) and "status" in f for f in facts):
        raise ValueError("facts.json is not a list of answers")
    arrays = _unpacked(arrays_file)
    if not all(isinstance(a, np.ndarray) and a.dtype.kind in _NUMBERS for a in arrays.values()):
        raise ValueError("arrays.npz holds something else than arrays of numbers")
    return tuple(facts), arrays


def _parsed(path: Path) -> Any:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(facts, ensure_ascii=False).encode()  # halves of characters can be read, not written
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path.name} cannot be read: {type(error).__name__}") from error
    return facts


def _unpacked(path: Path) -> dict[str, NDArray[Any]]:
    """Whatever NumPy and zipfile raise at a hostile file is the file's fault, lack of memory too."""
    try:
        members = zipfile.ZipFile(path).infolist()
        if len(members) > ARRAYS or sum(info.file_size for info in members) > ARRAYS_BYTES:
            raise ValueError(f"it unpacks to more than {ARRAYS_BYTES} bytes or {ARRAYS} arrays")
        with np.load(path, allow_pickle=False) as file:
            return {key: file[key] for key in file.files}
    except Exception as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from error


def _is_empty(facts: Mapping[str, Any]) -> bool:
    return (
        facts["status"] == "missing"
        or facts.get("type") in ("NoneType", "ellipsis")
        or facts.get("figures") == []
    )


def _stopped(evidence: Evidence) -> Message:
    if evidence.status is RunStatus.TIMED_OUT:
        return say("Your notebook was stopped here: a cell took longer than it may.")
    if evidence.status is RunStatus.DIED:
        return say("Your notebook's kernel ended before this exercise was reached.")
    if evidence.status is RunStatus.REFUSED:
        return say("The answers of your notebook could not be read here: {error}", error=evidence.error)
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
            settings["optimiser"], settings["loss"], settings["from_logits"], tuple(settings["metrics"])
        ),
        predictions=found,
        errors=facts["errors"],
        verified=str(facts.get("verified", "")),
    )
