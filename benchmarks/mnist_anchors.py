"""The mean test errors of `make bench-mnist` beside those of the course documents.

    python benchmarks/mnist_anchors.py OUT

Prints the table of the README and ends with 1 where an anchor is missed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

#: Test error in per cent after ten epochs at batch 200, and how far a mean may lie from it.
ANCHORS = {"mlp_784": (1.75, 0.5), "simple_cnn": (1.15, 0.3), "larger_cnn": (0.70, 0.3)}


def main(out: Path) -> int:
    runs = pd.read_csv(out / "results.csv")
    trained = runs[runs["status"] == "trained"].assign(error=lambda r: 100 * (1 - r["test_accuracy"]))
    print(
        "| network | seeds | test error (%) | lowest to highest | in the documents | parameters | seconds |"
    )
    print("|---|---|---|---|---|---|---|")
    missed = 0
    for name, own in trained.groupby("variant", sort=False):
        anchor, slack = ANCHORS.get(str(name), (None, 0.0))
        mean = own["error"].mean()
        missed += anchor is not None and abs(mean - anchor) > slack
        print(
            f"| `{name}` | {len(own)} | {mean:.2f} | {own['error'].min():.2f} to {own['error'].max():.2f} "
            f"| {'' if anchor is None else f'{anchor:.2f}'} | {own['parameters'].iloc[0]:,} "
            f"| {own['seconds'].median():.0f} |"
        )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
