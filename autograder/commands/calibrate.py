"""`calibrate`: what correct solutions score, measured for thresholds."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands.arguments import a_count, add_dataset, add_jobs
from autograder.commands.bar import Bar
from autograder.commands.output import said, tell
from autograder.errors import AutograderError
from autograder.messages import say, spoken, translator

if TYPE_CHECKING:
    from autograder.training.calibrate import Wanted
    from reference.training import Run

#: What a course folder has by itself.
_OF_THE_COURSE = ("dataset", "train_images", "out")


def add(parser: argparse.ArgumentParser) -> None:
    add_dataset(parser, said("default: mnist5k"))
    parser.add_argument("--train-images", type=a_count, metavar="N", help=said("only the first N of them"))
    parser.add_argument("--variants", metavar=said("GLOB,GLOB"), help=said("of the scored ones"))
    parser.add_argument("--seeds", type=a_count, default=30, metavar="N", help=said("of each (default 30)"))
    parser.add_argument(
        "--corners", choices=("all", "extreme"), default="all", help=said("of what students may choose")
    )
    add_jobs(parser)
    parser.add_argument(
        "--out",
        type=Path,
        metavar=said("FILE"),
        help=said("adds to it where it is there (default: beside the finished runs)"),
    )
    parser.add_argument(
        "--course", type=Path, metavar=said("COURSE_DIR"), help=said("its data and its own hidden images")
    )


def run(options: argparse.Namespace) -> int:
    from autograder.training.calibrate import calibrate

    for wanted in _of_a_course(options) if options.course else [_wanted(options)]:
        with Calibrating(None, say("run"), translator(spoken())) as bar:
            path = calibrate(wanted, bar)
        print(path)
    if options.course:
        tell(
            say("What was graded goes by it after `autograder rescore {course}`", course=options.course),
            options,
        )
    return 0


def _wanted(options: argparse.Namespace) -> Wanted:
    from autograder.training.calibrate import Wanted
    from reference.calibration.measure import Corners
    from reference.datasets import DEFAULT

    return Wanted(
        dataset=options.dataset or DEFAULT,
        variants="*" if options.variants is None else options.variants,
        seeds=options.seeds,
        corners=Corners(options.corners),
        jobs=options.jobs,
        train_images=options.train_images,
        out=options.out,
        extend=options.out is not None,
    )


def _of_a_course(options: argparse.Namespace) -> Iterator[Wanted]:
    """A calibration for each number of training images that its assignments use."""
    from autograder.coursedir.coursedir import open_folder
    from autograder.training.calibrate import of_course

    for name in _OF_THE_COURSE:
        if getattr(options, name) is not None:
            option = f"--{name.replace('_', '-')}"
            raise AutograderError("--course says which data: leave {option} out", option=option)
    yield from of_course(open_folder(options.course), _wanted(options), options.variants)


class Calibrating(Bar["Run"]):
    """Says what was trained last."""

    def outcome(self, outcome: Run) -> None:
        self.note(outcome.variant)
        super().outcome(outcome)
