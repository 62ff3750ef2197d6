"""Curves of networks that were compared: which of them are not drawn, and what was drawn instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.messages import Message, say
from autograder.networks.learning_curves import METRICS, Curves, follows, has_more_lines, not_drawn
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Answers

#: A network, and what training reported of it.
Curve = tuple[TrainedNetwork, str]


def curves_of(wanted: Mapping[str, Curve]) -> Curves:
    """Curves by the names that lines may have, a value an epoch."""
    return {name: network.facts.history.get(metric, ()) for name, (network, metric) in wanted.items()}


def not_drawn_of(
    answers: Answers, wanted: Mapping[str, Curve], beside: Sequence[TrainedNetwork]
) -> Message | None:
    """`not_drawn`, which names whose curves are wanted, and what the lines hold of these networks."""
    curves = curves_of(wanted)
    wrong = not_drawn(answers, curves)
    lines = [line.y for figure in answers.figures() for line in figure.lines]
    if wrong is None or not lines or has_more_lines(answers):
        return wrong
    absent = [curve for name, curve in wanted.items() if not any(follows(y, curves[name]) for y in lines)]
    held = [curve for y in lines if (curve := _whose(y, beside))]
    if held:
        return say("These curves are not drawn: {absent}. What was drawn: {held}.", absent=_listed(absent),
                   held=_listed(held))  # fmt: skip
    return say("These curves are not drawn: {absent}. The lines drawn, {count}, hold nothing that training "
               "reported of these networks.", absent=_listed(absent), count=len(lines))  # fmt: skip


def _whose(line: Sequence[float], networks: Sequence[TrainedNetwork]) -> Curve | None:
    """The curve that a line is, if it is one of these networks'."""
    known = ((network, metric) for network in networks for metric in sorted(METRICS))
    return next((c for c in known if follows(line, c[0].facts.history.get(c[1], ()))), None)


def _listed(curves: Sequence[Curve]) -> str:
    """As messages show them: `pixel_models[raw]` (loss, val_loss)."""
    metrics: dict[str, list[str]] = {}
    for network, metric in curves:
        told = metrics.setdefault(network.name, [])
        if metric not in told:
            told.append(metric)
    return ", ".join(f"`{name}` ({', '.join(told)})" for name, told in metrics.items())
