"""Whether a network's predictions are its own: it is built anew and asked again.

A student's process may say anything about its network. Where that is made of Keras's own parts,
description and weights are taken out, bounded, and rebuilt in a clean process; the rebuilt
network's predictions replace the claimed ones, if they agree, and what cannot be rebuilt, or
disagrees, is refused. It is fed with images that the clean process prepared itself, by the rule
that the student's function was seen to follow: where it follows none, what the network predicts
after it does not count. A network that is truly made with code of a student's own is never
rebuilt: it keeps its claims, and what rests on them waits for a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from msgspec.structs import replace as with_facts
from numpy.typing import NDArray

from autograder.evidence import refusals
from autograder.evidence.answer_files import expect_room
from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import SIDES, Ask, Images, Model
from autograder.evidence.descriptions import MAX_PARAMETERS, Described, looked_over
from autograder.evidence.evidence import Arrays, Evidence, RunStatus
from autograder.evidence.facts import Answer, Basis, LayerFacts, NetworkAnswer
from autograder.evidence.keras_names import LAYERS, NETWORKS
from autograder.evidence.rebuilding import NO_TABLE, Prepared, Rebuild, RebuildFailed, Rebuilt
from autograder.evidence.refusals import Reason, Refused, filled
from autograder.inside.network_facts import sampled
from autograder.inside.preparation import RAW, known, padding_of
from reference.datasets import SIDE

AGREEMENT = 1e-3  # threads and batches round differently
#: The same for networks that compute with fewer digits than float32, by what their dtypes end with. What
#: counts is what the rebuilt network says, so that nothing is won by asking for them.
_COARSE = {"bfloat16": 6e-2, "float16": 1e-2}  # some ten times the distance between two numbers near 1

#: What reading a description raises that is not of the form that Keras gives it.
_MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_HANDED_OUT = (Part.WEIGHTS, Part.WAY, Part.SCORES, Part.POOLED)


@dataclass(frozen=True, eq=False)
class _Claim:
    """A network of an exercise as the student's process tells it: its facts and its arrays.

    `on` are the images that it was asked about, by what their predictions are called; with `few` it was
    asked about `network_facts.sampled` ones of these.
    """

    answer: NetworkAnswer
    arrays: Arrays
    on: Mapping[str, Images]
    few: bool = False

    def of(self, part: Part) -> dict[ArrayName, NDArray[Any]]:
        return {name: array for name, array in self.arrays.items() if name.part is part}

    @property
    def weights(self) -> list[NDArray[Any]]:
        return [array for _, array in sorted(self.of(Part.WEIGHTS).items(), key=lambda item: item[0].number)]


_Found = tuple[NetworkAnswer, Arrays]


class _AllWanted(Exception):
    """Of whose predictions few are there, and all are needed; with `ended` where rebuilding had no end."""

    def __init__(self, ended: RebuildFailed | None = None) -> None:
        self.ended = ended
        super().__init__()


#: The networks of which all predictions are needed, by the positions of their answers: a rebuilding that came
#: to no end is not tried again.
Wanted = Mapping[int, RebuildFailed | None]


def verify(evidence: Evidence, asks: Sequence[Ask], rebuild: Rebuild, only: Wanted | None = None) -> Evidence:
    """The same evidence with layers and predictions of rebuilt networks, and without their weights.

    `asks` are those that the evidence answers: what is to be verified is not the student's choice; with
    `only` it is the answers at these positions.
    An answer's `basis` says what its predictions rest on, and `left_out` names the functions after
    which predictions do not count. Predictions that are not the network's own are REFUSED, and so is a
    network that is Keras's own and does not let itself be rebuilt.
    """
    claims = [claim for claim in _claims(evidence, asks) if only is None or claim[0] in only]
    return _verified_all(evidence, claims, rebuild, only or {})[0]


def verify_few(evidence: Evidence, asks: Sequence[Ask], rebuild: Rebuild) -> tuple[Evidence, Wanted]:
    """As `verify`, of networks that predicted `network_facts.sampled` images alone.

    With it those of which all predictions are needed, because they would wait for a person or are not the
    network's own; their answers are as they were.
    """
    claims = [(position, replace(claim, few=True)) for position, claim in _claims(evidence, asks)]
    return _verified_all(evidence, claims, rebuild, {})


def _verified_all(
    evidence: Evidence, claims: Sequence[tuple[int, _Claim]], rebuild: Rebuild, known: Wanted
) -> tuple[Evidence, Wanted]:
    values, arrays = list(evidence.values), dict(evidence.arrays)
    predicted: dict[ArrayName, NDArray[Any]] = {}
    wanted: dict[int, RebuildFailed | None] = {}
    try:
        for position, claim in claims:
            try:
                values[position], found = _checked(claim, rebuild, known.get(position))
            except _AllWanted as more:
                wanted[position] = more.ended
                continue
            arrays = {name: array for name, array in arrays.items() if name not in claim.arrays}
            predicted.update(found)
            expect_room(predicted)
        arrays |= predicted
        if not wanted:  # else weights are among them
            expect_room(arrays)
    except (Refused, *_MALFORMED) as refusal:
        why = refusal.reason if isinstance(refusal, Refused) else refusals.NO_NETWORK
        return replace(evidence, status=RunStatus.REFUSED, values=(), arrays={}, error=why), {}
    return replace(evidence, values=tuple(values), arrays=arrays), wanted


def _claims(evidence: Evidence, asks: Sequence[Ask]) -> Iterator[tuple[int, _Claim]]:
    for position, (ask, answer) in enumerate(zip(asks, evidence.values, strict=False)):
        if isinstance(ask, Model) and ask.verify and isinstance(answer, NetworkAnswer):
            own = {name: array for name, array in evidence.arrays.items() if name.position == position}
            yield position, _Claim(answer, own, {images.called: images for images in ask.on})


def _checked(claim: _Claim, rebuild: Rebuild, ended: RebuildFailed | None = None) -> _Found:
    """`ended` is how rebuilding it went before, if it came to no end."""
    answer, weights, claimed = claim.answer, claim.weights, claim.of(Part.PREDICTIONS)
    if claimed and not answer.chained and not answer.built:
        raise Refused(refusals.NEVER_BUILT)
    if answer.description is None:
        return _waiting(claim, filled(refusals.OWN_CODE, names=_names(own := _undescribed(answer))), own)
    described = looked_over(answer.description, weights)
    if described.own:
        return _waiting(claim, filled(refusals.OWN_CODE, names=_names(described.own)), described.own)
    prepared = {name: p for name in claimed if (p := _prepared(claim, name)) is not None}
    try:
        if ended is not None:
            raise ended
        found = rebuild(described.network, weights, prepared)
    except RebuildFailed as error:
        if error.ended:
            return _waiting(claim, error.reason, ended=error)
        if answer.chained:  # its layers need not follow each other
            return _waiting(claim, refusals.OTHER_CALL, (answer.type,))
        raise Refused(refusals.BREAKS, detail=error.reason) from error
    if found.parameters is not None:
        return _withheld(claim, found.parameters)
    near = next((_COARSE[x] for x in _COARSE if x in described.precisions), AGREEMENT)
    if not all(_agree(claim, name, found.arrays.get(name), near) for name in prepared):
        if claim.few:
            raise _AllWanted
        if answer.chained:
            return _waiting(claim, refusals.OTHER_CALL, (answer.type,))
        raise Refused(refusals.OTHER_PREDICTIONS)
    return _verified(claim, described, found, prepared)


def _undescribed(answer: NetworkAnswer) -> tuple[str, ...]:
    """What is a student's own in a network that Keras could not describe; without any it is refused."""
    own = sorted({layer.kind for layer in _with_those_inside(answer.layers)} - LAYERS - NETWORKS)
    if not own:
        raise Refused(refusals.NO_DESCRIPTION)
    return tuple(own)


def _with_those_inside(layers: Sequence[LayerFacts]) -> Iterator[LayerFacts]:
    for layer in layers:
        yield layer
        yield from _with_those_inside(layer.inside)


def _withheld(claim: _Claim, parameters: int) -> _Found:
    """A network whose weights are not there: more than can be carried, or kept back."""
    if parameters <= MAX_PARAMETERS:
        raise Refused(refusals.NO_WEIGHTS, count=parameters)
    return _waiting(claim, filled(refusals.TOO_BIG, count=parameters, most=MAX_PARAMETERS))


def _verified(
    claim: _Claim, described: Described, found: Rebuilt, prepared: Mapping[ArrayName, Prepared]
) -> _Found:
    left_out = tuple(sorted({name.feed for name in claim.of(Part.PREDICTIONS).keys() - prepared.keys()}))
    penalties = {
        name.fed: None if described.own_penalty else penalty for name, penalty in found.penalties.items()
    }
    seen = with_facts(
        _without_description(claim.answer), layers=_as_begun(found.layers, claim.answer.layers),
        basis=Basis.REBUILT, left_out=left_out,
        penalties=penalties, weights=_digest(claim.weights),
    )  # fmt: skip
    return seen, found.arrays


def _as_begun(built: Sequence[LayerFacts], claimed: Sequence[LayerFacts]) -> tuple[LayerFacts, ...]:
    """The rebuilt layers, with the initialisers that are claimed: weights are put in, so none was used."""
    alike = [layer.kind for layer in built] == [layer.kind for layer in claimed]
    return tuple(
        with_facts(layer, choices=_others(layer) | (_initialisers(told) if alike else {}))
        for layer, told in zip(built, claimed if alike else built, strict=True)
    )


def _initialisers(layer: LayerFacts) -> dict[str, str]:
    return {name: choice for name, choice in layer.choices.items() if name.endswith("_initializer")}


def _others(layer: LayerFacts) -> dict[str, str]:
    return {name: choice for name, choice in layer.choices.items() if not name.endswith("_initializer")}


def _digest(weights: Sequence[NDArray[Any]]) -> str:
    whole = hashlib.sha256()
    for array in weights:
        whole.update(f"{array.shape}{array.dtype}".encode())
        whole.update(np.ascontiguousarray(array).tobytes())
    return whole.hexdigest()


def _waiting(
    claim: _Claim, why: Reason, own: tuple[str, ...] = (), ended: RebuildFailed | None = None
) -> _Found:
    if claim.few:
        raise _AllWanted(ended)
    told = with_facts(_without_description(claim.answer), basis=Basis.CLAIMED, why=why, own=own)
    return told, claim.of(Part.PREDICTIONS)


def _names(own: Sequence[str]) -> str:
    return ", ".join(own)[:80]


def _without_description(answer: NetworkAnswer) -> NetworkAnswer:
    return with_facts(answer, description=None, chained=False, ways={})


def _prepared(claim: _Claim, name: ArrayName) -> Prepared | None:
    """The images of one prediction as the grader can prepare them; None where it knows no rule."""
    if (asked := claim.on.get(name.split)) is None:
        raise Refused(refusals.OTHER_IMAGES)
    sides = SIDES.get(asked.split, (SIDE, SIDE))
    images = asked if claim.few else replace(asked, count=len(claim.arrays[name]))
    if name.feed == RAW:
        return Prepared(images, shape=sides)
    rule, table = claim.answer.ways.get(name.fed), claim.arrays.get(replace(name, part=Part.WAY), NO_TABLE)
    if rule is None or not known(rule.way, table) or padding_of(sides, rule.shape) is None:
        return None
    return Prepared(images, rule.way, table, rule.shape)


def _agree(claim: _Claim, name: ArrayName, found: NDArray[Any] | None, near: float) -> bool:
    if found is None:
        return False
    claimed, same = claim.arrays[name], sampled(found) if claim.few else found
    alike = claimed.shape == same.shape
    return alike and np.allclose(claimed, same, rtol=near, atol=near, equal_nan=True)


def unverified(evidence: Evidence) -> Evidence:
    """The same evidence without weights, for where there are no walls: nobody looked at its networks."""
    arrays = {name: array for name, array in evidence.arrays.items() if name.part not in _HANDED_OUT}
    return replace(evidence, values=tuple(map(_bare, evidence.values)), arrays=arrays)


def _bare(answer: Answer) -> Answer:
    return _without_description(answer) if isinstance(answer, NetworkAnswer) else answer
