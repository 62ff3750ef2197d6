"""What evidence answers, read through the asks: the words that checks are written with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from numpy.typing import NDArray

from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Ask, Call, Figure, History, Model, Value
from autograder.evidence.evidence import Evidence
from autograder.evidence.facts import (
    KERAS_HISTORY,
    Answer,
    Basis,
    CallAnswer,
    CompileFacts,
    FigureAnswer,
    FigureFacts,
    HistoryAnswer,
    LayerFacts,
    Missing,
    ModelAnswer,
    NetworkAnswer,
    Plain,
    Raised,
    ValueAnswer,
)
from autograder.evidence.refusals import Reason
from autograder.inside.answering import CARRIED_BYTES
from autograder.messages import say
from autograder.scoring.lacking import (
    Elsewhere,
    Unanswered,
    dots,
    expect_all,
    is_empty,
    missing,
    no_array,
    own_network,
    raised,
    size_of,
    stopped,
    type_of,
    unclaimed,
)
from autograder.scoring.model_facts import ModelFacts, model_facts

__all__ = [
    "Answers",
    "CompileFacts",
    "Elsewhere",
    "LayerFacts",
    "ModelFacts",
    "Plain",
    "Unanswered",
    "ValueAnswer",
]

A = TypeVar("A", bound=Answer)
_MIB = 1 << 20

#: The answers of another exercise of the same submission, by its name.
Beside = Callable[[str], "Answers | None"]


class Answers:
    """The evidence of one exercise, read through the asks that it answers.

    Every method raises Unanswered where the student's code gave nothing to judge.
    """

    def __init__(self, asks: tuple[Ask, ...], evidence: Evidence, beside: Beside | None = None) -> None:
        self._asks = asks
        self.evidence = evidence
        self._beside = beside
        #: Networks that were read and that nobody could verify, with why not; whoever judges clears it.
        self.rests_on: dict[str, Reason] = {}

    def of(self, exercise: str) -> Answers | None:
        """Those of another exercise of the same submission; None where it was not asked, as at home."""
        return self._beside(exercise) if self._beside else None

    def without_claims(self) -> Answers:
        """The same without the networks that nobody could verify."""
        return Answers(self._asks, unclaimed(self.evidence), self._beside)

    def nothing_but(self, given: tuple[str, ...]) -> bool:
        """Whether no ask was answered but those about names that were given: nothing was begun."""
        asked = zip(self._asks, self.evidence.values, strict=False)
        own = [answer for ask, answer in asked if ask.name not in given]
        return not self.evidence.error and all(map(is_empty, own))

    def value(self, name: str) -> ValueAnswer:
        """The facts of a variable: its type and, where it is one, a plain value, an array, a collection."""
        return self._answer(Value(name), ValueAnswer)[1]

    def array(self, name: str) -> NDArray[Any]:
        """A numeric variable as an array."""
        position, answer = self._answer(Value(name), ValueAnswer)
        return self._array(ArrayName(position, Part.VALUE), name, answer)

    def some(self, ask: Value) -> NDArray[Any]:
        """The entries of an array that just this ask is about."""
        position, answer = self._answer(ask, ValueAnswer)
        return self._array(ArrayName(position, Part.VALUE), ask.name, answer)

    def text(self, name: str) -> str:
        """A variable that holds a text."""
        answer = self.value(name)
        if not isinstance(answer.value, str):
            raise Unanswered(say("`{name}` should be a text in quotes; yours is a {type}.",
                                 name=name, type=answer.type))  # fmt: skip
        return answer.value

    def items(self, name: str) -> tuple[Plain, ...]:
        """The items of a list, tuple or set; a lone text or number counts as one item."""
        answer = self.value(name)
        if answer.items is not None:
            expect_all(name, answer, len(answer.items))
            return answer.items
        if answer.value is not None:
            return (answer.value,)
        if answer.shape:
            return tuple(self.array(name).ravel().tolist())
        raise Unanswered(say("`{name}` should be a list; yours is a {type}. Write its items between square "
                             "brackets.", name=name, type=answer.type))  # fmt: skip

    def entries(self, name: str) -> Mapping[str, Plain]:
        """A dict of plain values by the text of their keys."""
        answer = self.value(name)
        if answer.entries is None:
            raise Unanswered(say("`{name}` should be a dict; yours is a {type}.",
                                 name=name, type=answer.type))  # fmt: skip
        expect_all(name, answer, len(answer.entries))
        return answer.entries

    def table(self, name: str) -> Mapping[str, Sequence[Plain]]:
        """A pandas DataFrame, its values column by column, in its order."""
        answer = self.value(name)
        if answer.table is None:
            raise Unanswered(say("`{name}` should be a pandas DataFrame; yours is a {type}. Make one with "
                                 "`pd.DataFrame`.", name=name, type=answer.type))  # fmt: skip
        return answer.table

    def called(self, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """What a function of one argument returned, and what it left of its argument."""
        ask = next(a for a in self._asks if isinstance(a, Call) and a.name == name)
        position, returned = self._returned(ask)
        return returned, self._array(ArrayName(position, Part.INPUT), name, self._answer(ask, CallAnswer)[1])

    def returned(self, ask: Call) -> NDArray[Any]:
        """What a function returned for the inputs of just this ask."""
        return self._returned(ask)[1]

    def raised(self, ask: Call) -> Raised | None:
        """The error that a function answered the inputs of just this ask with, if it did."""
        position = self._asks.index(ask)
        answer = self.evidence.values[position] if position < len(self.evidence.values) else None
        return answer if isinstance(answer, Raised) else None

    def type_returned(self, ask: Call) -> str:
        """The type's name of what a function returned; empty of what is no function, or only a stub."""
        answer = self._answer(ask, CallAnswer)[1]
        return answer.type if answer.callable and not answer.stub else ""

    def left(self, ask: Call, number: int = 0) -> NDArray[Any]:
        """What a function left of an input of just this ask."""
        position, answer = self._answer(ask, CallAnswer)
        return self._array(ArrayName(position, Part.INPUT, number), ask.name, answer)

    def _returned(self, ask: Call) -> tuple[int, NDArray[Any]]:
        name = ask.name
        position, answer = self._answer(ask, CallAnswer)
        if not answer.callable:
            raise Unanswered(say("`{name}` is not a function: begin it with `def {name}(`.", name=name))
        if answer.stub:
            raise Unanswered(say("`{name}` does nothing yet: write what belongs into it.", name=name))
        if answer.type == "NoneType":
            raise Unanswered(say("`{name}` returned nothing: end it with `return`.", name=name))
        at, given = ArrayName(position, Part.VALUE), self.evidence.arrays.get(ArrayName(position, Part.INPUT))
        if given is not None and (too_large := self._is_too_large(at, answer)):
            raise Unanswered(say("For an input of shape {given}, `{name}` returns shape {found}, which takes "
                                 "{size:,.1f} MiB: at most {most:.0f} are looked at.", given=str(given.shape),
                                 name=name, found=str(answer.shape), **too_large))  # fmt: skip
        return position, self._array(at, f"{name}(...)", answer)

    def history(self, name: str) -> Mapping[str, Sequence[float]]:
        """Each metric of a training, a value an epoch."""
        columns = self._answer(History(name), HistoryAnswer)[1].columns
        if not columns:
            raise Unanswered(
                say("`{name}` is not what `model.fit` returns: keep that under this name.", name=name)
            )
        return columns

    def is_of_fit(self, name: str) -> bool:
        """Whether it is an object of Keras's own, as `fit` returns it, and no dict or class like it."""
        return self._answer(History(name), HistoryAnswer)[1].type == KERAS_HISTORY

    def updates_of(self, name: str) -> int | None:
        """How often the network of a history was corrected; None where it belongs to none."""
        return self._answer(History(name), HistoryAnswer)[1].updates

    def steps_of(self, name: str) -> int | None:
        """How many batches each epoch of a training had; None where that is not known."""
        return self._answer(History(name), HistoryAnswer)[1].steps

    def figures(self) -> tuple[FigureFacts, ...]:
        """The figures drawn: their lines, panels and legends; `learning_curves` reads them."""
        return self._answer(Figure(), FigureAnswer)[1].figures

    def drawn_images(self) -> tuple[NDArray[Any], ...]:
        """The pixels of every image in the figures drawn; Unanswered where all are too large."""
        position, answer = self._answer(Figure(), FigureAnswer)
        drawn = tuple(
            array
            for name, array in self.evidence.arrays.items()
            if name.position == position and name.part is Part.PICTURE
        )
        if not drawn and any(figure.images for figure in answer.figures):
            raise Unanswered(say("What was drawn is too large to be looked at: an image may take up to "
                                 "{most:.0f} MiB.", most=CARRIED_BYTES / _MIB))  # fmt: skip
        return drawn

    def built(self, ask: Model) -> ModelFacts:
        """The Keras model that a function builds from the arguments of just this ask."""
        position, answer = self._answer(ask, ModelAnswer)
        if isinstance(answer, NetworkAnswer):
            return model_facts(position, answer, self.evidence.arrays)
        if answer.type == "NoneType":
            raise Unanswered(say("`{call}` returned nothing: end the function with `return`.", call=ask.call))
        raise Unanswered(say("`{call}` should return a Keras model; it gives a {type}.", call=ask.call,
                             type=answer.type))  # fmt: skip

    def model(self, name: str) -> ModelFacts:
        """A Keras model: its layers, compile settings and predictions."""
        ask = next(a for a in self._asks if isinstance(a, Model) and a.name == name)
        position, answer = self._answer(ask, ModelAnswer)
        if not isinstance(answer, NetworkAnswer):
            raise Unanswered(say("`{name}` is a {type}, not a Keras model. Which line gave it that value?",
                                 name=name, type=answer.type))  # fmt: skip
        self._rest_on(name, answer)
        return model_facts(position, answer, self.evidence.arrays)

    def models(self, name: str) -> dict[str, ModelFacts]:
        """The networks of a dict by the text of their keys, in its order, as far as was asked."""
        entries = [a for a in self._asks if isinstance(a, Model) and a.name == name and a.entry is not None]
        found = {}
        for ask in entries:
            if ask.entry and self._has_ended(ask):
                break
            position, answer = self._answer(ask, ModelAnswer)
            network = own_network(name, answer)
            self._rest_on(name, network)
            found[str(network.key)] = model_facts(position, network, self.evidence.arrays)
        return found

    def _rest_on(self, name: str, network: NetworkAnswer) -> None:
        if network.basis is Basis.CLAIMED:
            self.rests_on[name] = network.why

    def _has_ended(self, ask: Ask) -> bool:
        """Whether a dict has no such entry."""
        position = self._asks.index(ask)
        values = self.evidence.values
        return position < len(values) and isinstance(values[position], Missing)

    def _answer(self, ask: Ask, kind: type[A]) -> tuple[int, A]:
        """What was answered to an ask, and at which position."""
        position = self._asks.index(ask)
        if position >= len(self.evidence.values):
            raise Unanswered(stopped(self.evidence))
        answer = self.evidence.values[position]
        if isinstance(answer, Raised):
            raise Unanswered(raised(ask.name, answer.error))
        if isinstance(answer, Missing):
            raise Unanswered(missing(ask.name, self.evidence))
        if not isinstance(answer, kind):  # a hostile process may answer another question
            raise Unanswered(stopped(self.evidence))
        if type_of(answer) == "ellipsis":
            raise Unanswered(dots(ask.name))
        return position, answer

    def _is_too_large(self, at: ArrayName, answer: ValueAnswer) -> dict[str, float]:
        """How large an array is that is none of the evidence for that, in MiB; empty for every other."""
        size = size_of(answer) if at not in self.evidence.arrays else 0
        return {"size": size / _MIB, "most": CARRIED_BYTES / _MIB} if size > CARRIED_BYTES else {}

    def _array(self, at: ArrayName, name: str, answer: ValueAnswer) -> NDArray[Any]:
        array = self.evidence.arrays.get(at)
        if too_large := self._is_too_large(at, answer):
            raise Unanswered(say("`{name}` has shape {shape} and takes {size:,.1f} MiB: at most {most:.0f} "
                                 "are looked at. Was so much meant?", name=name, shape=str(answer.shape),
                                 **too_large))  # fmt: skip
        if array is None:
            raise Unanswered(no_array(name, answer))
        return array
