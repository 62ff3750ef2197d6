"""The reference at its best on MNIST: its test errors beside those of the documents, and what made them.

    python -m benchmarks.mnist_training --dataset PATH.npz [--only GLOB] [--jobs N] [--out DIR]

Takes hours. Finished runs are kept in out/bench-mnist, and Ctrl-C loses only what is in training: the
same command goes on from there. At the end, or where it is stopped, it tells all that is there. `--only`
trains the networks of matching names alone ("mlp_784*", "*-without-*"). Ends with 1 where a network
misses what the documents report.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from benchmarks.mnist_anchors import missed, report
from benchmarks.mnist_plan import ALL, Planned, chosen, tasks
from reference.datasets import load
from reference.run_store import Records, Settings
from reference.runner import missing, train_all
from reference.training import Run, Status

HIDDEN_SEED = 0
INTERRUPTED = 130  # what a shell says of Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    dataset = load(options.dataset)
    records = Records(options.out)
    records.open(Settings(dataset.name, dataset.digest, HIDDEN_SEED, None))
    try:
        _train(options.only, records, options.dataset, options.jobs)
    except KeyboardInterrupt:
        print("stopped: the same command goes on from here", file=sys.stderr)
        _tell(records)
        return INTERRUPTED
    return _tell(records)


def _train(networks: Sequence[Planned], records: Records, dataset: str, jobs: int) -> None:
    wanted = tasks(networks)
    left = missing(wanted, records)
    declared = {task.variant.name: task.variant for task in wanted}
    with tqdm(total=len(wanted), initial=len(wanted) - len(left), unit="run") as bar:
        for run in train_all(left, dataset, HIDDEN_SEED, jobs):
            records.keep(run, declared[run.variant])
            bar.set_postfix_str(_in_words(run), refresh=False)
            bar.update()


def _in_words(run: Run) -> str:
    if run.status is Status.FAILED:
        return f"{run.variant} failed: {run.message}"
    return f"{run.variant} {100 * (1 - run.test_accuracy):.2f} %"


def _tell(records: Records) -> int:
    """Prints all that is stored; 1 where a network misses what the documents report."""
    runs = {each.name: _stored(each, records) for each in ALL}
    print("\n".join(report(runs)))
    return int(bool(missed(runs)))


def _stored(planned: Planned, records: Records) -> tuple[Run, ...]:
    found = (records.find(planned.variant, seed) for seed in range(planned.seeds))
    return tuple(run for run in found if run is not None)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="the reference at its best on MNIST")
    parser.add_argument("--dataset", default="mnist")
    parser.add_argument("--only", default="*", metavar="GLOB")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("out/bench-mnist"))
    options = parser.parse_args(arguments)
    try:
        options.only = chosen(options.only)
    except ValueError as error:
        parser.error(str(error))
    return options


if __name__ == "__main__":
    sys.exit(main())
