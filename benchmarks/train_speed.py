"""`autograder train --jobs 2` against a plain sequential Keras script, same trainings.

Both sides are whole processes on the data that are there offline, from start to the last result, with
TensorFlow imported and bytecode cached on both; medians of several rounds, taken in turns.
Prints the ratio, and the peak memory of the largest process; `--mnist` adds a round there.

    python benchmarks/train_speed.py [--rounds N] [--mnist PATH.npz]
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reference.embedded import EMBEDDED
from reference.models import Variant, select

PLAIN = Path(__file__).with_name("plain_keras.py")


def main() -> None:
    options = _options()
    for name in (*EMBEDDED, *([str(options.mnist)] if options.mnist else [])):
        ours, plain = [], []
        for _ in range(options.rounds if name in EMBEDDED else 1):
            ours.append(_seconds(_train_command(name, options.seeds)))
            plain.append(_seconds([sys.executable, str(PLAIN), name, str(options.seeds)]))
        left, right = statistics.median(ours), statistics.median(plain)
        print(f"{Path(name).stem}: {_networks()} dense networks, seeds {options.seeds}, rounds {len(ours)}")
        print(f"  autograder train --jobs 2  {left:8.1f} s")
        print(f"  plain sequential Keras     {right:8.1f} s")
        print(f"  ratio                      {right / left:8.2f} times as fast")
        print(f"  largest process            {_largest_process():8.0f} MiB")


def _networks() -> int:
    return sum(isinstance(variant, Variant) for variant in select("dense"))


def _train_command(dataset: str, seeds: int) -> list[str]:
    out = tempfile.mkdtemp(prefix="bench-train-")
    train = [sys.executable, "-m", "autograder.cli", "train", "--jobs", "2"]
    return [*train, "--dataset", dataset, "--variants", "dense", "--seeds", str(seeds), "--out", out]


def _seconds(command: list[str]) -> float:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    elapsed = time.perf_counter() - started
    if "--out" in command:
        shutil.rmtree(command[-1])
    return elapsed


def _largest_process() -> float:
    """Peak resident size, in MiB, of the largest process run so far, workers included."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--mnist", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
