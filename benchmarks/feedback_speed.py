"""How long a student waits for feedback: every check of an assignment, timed on its solution.

    python benchmarks/feedback_speed.py [--assignment fully_connected] [--dataset digits|mnist|PATH.npz]

Runs the solution's cells in this process, and times what stands between them: `grader.check` with
its HTML (the second of two, as the first also loads what stays loaded), hints and progress.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import matplotlib

matplotlib.use("Agg")

from autograder.course.cells import CHECK_PREFIX
from autograder.course.course import load_course
from autograder.course.notebooks import compile_source
from reference.quiet import loading_quietly

GOAL_SECONDS = 1.0

Wait = tuple[float, float]  # seconds on the clock, and of the processor (all threads together)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--assignment", default="fully_connected")
    parser.add_argument("--dataset", default="digits", metavar="digits|mnist|PATH.npz")
    options = parser.parse_args()
    with loading_quietly():
        import keras  # noqa: F401
    waits = timed(options.assignment, options.dataset)
    for name, (wall, processor) in waits.items():
        slow = "" if wall < GOAL_SECONDS else "  more than a second"
        print(f"{name:24} {wall:6.3f} s, {processor:6.3f} s of processor time{slow}")


def timed(slug: str, dataset: str) -> dict[str, Wait]:
    """The wait for each check, by exercise, and for a hint and progress after all of them."""
    notebook = compile_source(load_course().assignment(slug), "es", dataset)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    waits: dict[str, Wait] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if cell.id.startswith(CHECK_PREFIX):
            exercise = cell.id.removeprefix(CHECK_PREFIX)
            waits[exercise] = _seconds(namespace, f"grader.check({exercise!r})")
        else:
            exec(cell.source, namespace)
    exercise = next(iter(waits))
    waits["(hint)"] = _seconds(namespace, f"grader.hint({exercise!r})")
    waits["(progress)"] = _seconds(namespace, "grader.progress()")
    return waits


def _seconds(namespace: dict[str, Any], call: str) -> Wait:
    """The second time that it is called, with its HTML."""
    code = compile(f"shown = {call}._repr_html_()", "<call>", "exec")
    ask: Callable[[], None] = lambda: exec(code, namespace)  # noqa: E731
    ask()
    wall, processor = time.perf_counter(), time.process_time()
    ask()
    return time.perf_counter() - wall, time.process_time() - processor


if __name__ == "__main__":
    main()
