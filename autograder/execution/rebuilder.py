"""Rebuilding behind the walls: a `verification.Rebuild` in a clean warm kernel."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.course.limits import Limits
from autograder.evidence import refusals
from autograder.evidence.answer_files import read_files
from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.evidence import RunStatus
from autograder.evidence.refusals import Refused
from autograder.evidence.schema import layers_of
from autograder.evidence.verification import Prepared, Rebuild, RebuildFailed, Rebuilt
from autograder.execution.sandboxed_kernel import SandboxedKernel

_SECONDS = 120.0


@contextlib.contextmanager
def clean_process(view: Path, limits: Limits) -> Iterator[Rebuild]:
    """A process behind the same walls that never ran student code, for as long as the block runs."""
    with contextlib.ExitStack() as stack:
        kernels: list[SandboxedKernel] = []

        def rebuild(
            description: Mapping[str, Any],
            weights: Sequence[NDArray[Any]],
            images: Mapping[ArrayName, Prepared],
        ) -> Rebuilt:
            if not kernels:  # most submissions without a network never need one
                kernels.append(stack.enter_context(contextlib.closing(SandboxedKernel(view, limits))))
            seconds = min(_SECONDS, limits.submission_seconds)
            return _rebuilt(kernels[0], seconds, description, weights, images)

        yield rebuild


def _rebuilt(
    kernel: SandboxedKernel,
    seconds: float,
    description: Mapping[str, Any],
    weights: Sequence[NDArray[Any]],
    images: Mapping[ArrayName, Prepared],
) -> Rebuilt:
    question = {"description": description, "weights": len(weights), "prepared": _numbered(images)}
    run, folder = kernel.rebuild(question, _packed(weights, images), seconds)
    if run.status is not RunStatus.COMPLETED:
        raise RebuildFailed(run.error or refusals.REBUILDING_ENDED, ended=run.status is not RunStatus.RAISED)
    try:
        facts, found = read_files(folder)
        return _read(facts[0], found, tuple(images))
    except (Refused, LookupError, TypeError, ValueError) as error:
        raise RebuildFailed(refusals.NO_NETWORK) from error


def _read(facts: Any, found: Mapping[str, NDArray[Any]], images: Sequence[ArrayName]) -> Rebuilt:
    """What `inside/rebuild.py` answered, by the names of the predictions asked for."""
    if "parameters" in facts:
        return Rebuilt(parameters=int(facts["parameters"]))
    arrays = {
        replace(name, part=part): found[f"{part}.{number}"]
        for number, name in enumerate(images)
        for part in (Part.PREDICTIONS, Part.SCORES, Part.POOLED)
        if f"{part}.{number}" in found
    }
    penalties = {name: float(facts["penalties"][str(number)]) for number, name in enumerate(images)}
    return Rebuilt(layers_of(facts["layers"]), arrays, penalties)


def _numbered(images: Mapping[ArrayName, Prepared]) -> dict[str, dict[str, Any]]:
    """How the images are to be prepared, as `inside/rebuild.py` reads it."""
    told = ({**p.of.to_json(), "way": p.way, "shape": p.shape} for p in images.values())
    return {str(number): one for number, one in enumerate(told)}


def _packed(weights: Sequence[NDArray[Any]], images: Mapping[ArrayName, Prepared]) -> bytes:
    """Weights and the tables of rules, named as `inside/rebuild.py` looks for them."""
    given = {f"weights.{number}": weight for number, weight in enumerate(weights)}
    given |= {f"way.{number}": p.table for number, p in enumerate(images.values())}
    arrays = io.BytesIO()
    np.savez(arrays, allow_pickle=False, **given)
    return arrays.getvalue()
