"""Whether a network's predictions are its own: it is built anew and asked again.

A student's process may say anything about its network. Where that is made of Keras's
standard layers, description and weights are taken out, bounded, and rebuilt in a clean
process; the rebuilt network's predictions replace the claimed ones, if they agree. It is fed
with images that the clean process prepared itself, by the rule that the student's function
was seen to follow: where it follows none, what the network predicts after it does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.evidence import refusals
from autograder.evidence.asks import Ask, Model
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.standard_layers import Refused, not_rebuildable
from autograder.inside.preparation import RAW, known, padding_of
from reference.datasets import SIDE

AGREEMENT = 1e-3  # threads and batches round differently

#: What reading an answer raises that is not of the form that our own code gives it.
_MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_SPLITS = ("train", "test", "hidden")
_HANDED_OUT = ("description", "chained", "ways")
_NO_TABLE = np.zeros(0, np.float32)

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Prepared:
    """The first `count` images of a split, prepared by a rule: see `preparation.prepare`."""

    split: str
    count: int
    way: str = RAW
    table: NDArray[Any] = field(default_factory=lambda: _NO_TABLE)
    shape: tuple[int, ...] = (SIDE, SIDE)


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """What a clean process found: the network's layers as facts, and its predictions by name."""

    layers: Sequence[Mapping[str, Any]]
    predictions: Arrays


#: (description, weights, images by name) -> what a clean process finds.
#: Raises RebuildFailed where no network comes of it.
Rebuild = Callable[[Mapping[str, Any], Sequence[NDArray[Any]], Mapping[str, Prepared]], Rebuilt]


class RebuildFailed(Exception):
    """Description and weights make no network; the message says why."""


@dataclass(frozen=True, eq=False)
class _Claim:
    """One model answer of an exercise: its facts and its arrays, by their part's name."""

    position: int
    facts: Mapping[str, Any]
    arrays: Arrays

    def parts(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Arrays `prefix.<rest>` by their rest."""
        start = f"{prefix}."
        return {k.removeprefix(start): a for k, a in self.arrays.items() if k.startswith(start)}


_Answer = tuple[dict[str, Any], dict[str, NDArray[Any]]]


def verify(evidence: Evidence, asks: Sequence[Ask], rebuild: Rebuild) -> Evidence:
    """The same evidence with layers and predictions of rebuilt networks, and without their weights.

    `asks` are those that the evidence answers: what is to be verified is not the student's choice.
    An answer's fact `verified` says what its predictions rest on: `rebuilt`, or `claimed` with
    `unverified` saying why. `left_out` names the functions after which predictions do not count.
    Predictions that are not the network's own are REFUSED.
    """
    values, arrays = list(evidence.values), dict(evidence.arrays)
    for claim in _claims(evidence, asks):
        for part in claim.arrays:
            del arrays[f"{claim.position}.{part}"]
        try:
            facts, kept = _checked(claim, rebuild)
        except (Refused, *_MALFORMED) as refusal:
            why = str(refusal) if isinstance(refusal, Refused) else refusals.kept(refusals.NO_NETWORK)
            return replace(evidence, status=RunStatus.REFUSED, values=(), arrays={}, error=why)
        values[claim.position] = facts
        arrays |= {f"{claim.position}.{part}": array for part, array in kept.items()}
    return replace(evidence, values=tuple(values), arrays=arrays)


def _claims(evidence: Evidence, asks: Sequence[Ask]) -> Iterator[_Claim]:
    for position, (ask, facts) in enumerate(zip(asks, evidence.values, strict=False)):
        if isinstance(ask, Model) and ask.verify and facts.get("is_model"):
            start = f"{position}."
            own = {k.removeprefix(start): a for k, a in evidence.arrays.items() if k.startswith(start)}
            yield _Claim(position, facts, own)


def _checked(claim: _Claim, rebuild: Rebuild) -> _Answer:
    description, chained = claim.facts.get("description"), bool(claim.facts.get("chained"))
    weights = [array for _, array in sorted(claim.parts("weights").items(), key=lambda item: int(item[0]))]
    claimed = claim.parts("predictions")
    if claimed and not chained and not claim.facts.get("built"):
        raise Refused(refusals.kept(refusals.NEVER_BUILT))
    if why := not_rebuildable(description, weights):
        return _at_its_word(claim, why)
    assert isinstance(description, Mapping)  # or it were not rebuildable
    prepared = {name: p for name in claimed if (p := _prepared(claim, name)) is not None}
    try:
        found = rebuild(description, weights, prepared)
    except RebuildFailed as error:
        return _at_its_word(claim, str(error))
    if not all(_agree(claimed[name], found.predictions.get(name)) for name in prepared):
        if chained:
            return _at_its_word(claim, refusals.kept(refusals.OTHER_CALL))
        raise Refused(refusals.kept(refusals.OTHER_PREDICTIONS))
    left_out = sorted({name.partition(".")[0] for name in claimed.keys() - prepared.keys()})
    facts = {"layers": found.layers, "verified": "rebuilt", "left_out": left_out}
    return {**_kept(claim), **facts}, _renamed({name: found.predictions[name] for name in prepared})


def _at_its_word(claim: _Claim, why: str) -> _Answer:
    return {**_kept(claim), "verified": "claimed", "unverified": why}, _renamed(claim.parts("predictions"))


def _kept(claim: _Claim) -> dict[str, Any]:
    return {name: fact for name, fact in claim.facts.items() if name not in _HANDED_OUT}


def _renamed(predictions: Arrays) -> dict[str, NDArray[Any]]:
    return {f"predictions.{name}": array for name, array in predictions.items()}


def _prepared(claim: _Claim, name: str) -> Prepared | None:
    """The images of one prediction as the grader can prepare them; None where it knows no rule."""
    feed, _, split = name.partition(".")
    if split not in _SPLITS:
        raise Refused(refusals.kept(refusals.OTHER_IMAGES))
    count = len(claim.parts("predictions")[name])
    if feed == RAW:
        return Prepared(split, count)
    rule, table = claim.facts["ways"].get(name, {}), claim.parts("way").get(name, _NO_TABLE)
    way, shape = rule.get("way"), tuple(rule.get("shape", ()))
    follows = known(way, table) and padding_of((SIDE, SIDE), shape) is not None
    return Prepared(split, count, way, table, shape) if follows else None


def _agree(claimed: NDArray[Any], found: NDArray[Any] | None) -> bool:
    return (
        found is not None
        and claimed.shape == found.shape
        and np.allclose(claimed, found, rtol=AGREEMENT, atol=AGREEMENT, equal_nan=True)
    )


def unverified(evidence: Evidence) -> Evidence:
    """The same evidence without weights, its predictions taken at their word: nobody looked."""
    values = tuple({k: v for k, v in facts.items() if k not in _HANDED_OUT} for facts in evidence.values)
    arrays = {
        name: array
        for name, array in evidence.arrays.items()
        if not name.partition(".")[2].startswith(("weights.", "way."))
    }
    return replace(evidence, values=values, arrays=arrays)
