"""Rebuilding behind the walls: a `verification.Rebuild` in a clean warm kernel."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.course.limits import Limits
from autograder.evidence import refusals
from autograder.evidence.evidence import RunStatus, read_answers
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
            images: Mapping[str, Prepared],
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
    images: Mapping[str, Prepared],
) -> Rebuilt:
    prepared = {
        name: {"split": p.split, "count": p.count, "way": p.way, "shape": p.shape}
        for name, p in images.items()
    }
    given = {f"weights.{i}": weight for i, weight in enumerate(weights)}
    given |= {f"way.{name}": p.table for name, p in images.items()}
    arrays = io.BytesIO()
    np.savez(arrays, allow_pickle=False, **given)
    question = {"description": description, "weights": len(weights), "prepared": prepared}
    run, folder = kernel.rebuild(question, arrays.getvalue(), seconds)
    if run.status is not RunStatus.COMPLETED:
        raise RebuildFailed(run.error or refusals.kept(refusals.REBUILDING_ENDED))
    try:
        facts, found = read_answers(folder)
        return Rebuilt(facts[0]["layers"], found)
    except ValueError as error:
        raise RebuildFailed(str(error)) from error
