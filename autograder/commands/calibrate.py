"""`calibrate`: what correct solutions score, measured for thresholds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands.arguments import a_count, add_jobs
from autograder.commands.bar import Bar
from autograder.commands.output import said
from autograder.messages import say, spoken, translator

if TYPE_CHECKING:
    from reference.training import Run


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", default="digits", metavar=said("digits|mnist|PATH.npz"))
    parser.add_argument("--train-images", type=a_count, metavar="N", help=said("only the first N of them"))
    parser.add_argument("--variants", default="*", metavar=said("GLOB,GLOB"), help=said("of the scored ones"))
    parser.add_argument("--seeds", type=a_count, default=30, metavar="N", help=said("of each (default 30)"))
    parser.add_argument(
        "--corners", choices=("all", "extreme"), default="all", help=said("of what students may choose")
    )
    add_jobs(parser)
    parser.add_argument(
        "--out", type=Path, metavar=said("FILE"), help=said("default: beside the finished runs")
    )


def run(options: argparse.Namespace) -> int:
    from autograder.training.calibrate import Wanted, calibrate
    from reference.calibration.measure import Corners

    wanted = Wanted(
        dataset=options.dataset,
        variants=options.variants,
        seeds=options.seeds,
        corners=Corners(options.corners),
        jobs=options.jobs,
        train_images=options.train_images,
        out=options.out,
    )
    with Calibrating(None, say("run"), translator(spoken())) as bar:
        path = calibrate(wanted, bar)
    print(path)
    return 0


class Calibrating(Bar["Run"]):
    """Says what was trained last."""

    def outcome(self, outcome: Run) -> None:
        self.note(outcome.variant)
        super().outcome(outcome)
