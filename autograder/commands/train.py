"""Training the reference networks: `train`, `calibrate`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.commands.arguments import Commands, a_count, add_command, add_common, cores
from autograder.commands.output import said


def add(commands: Commands) -> None:
    _add_train(commands)
    _add_calibrate(commands)


def _train(options: argparse.Namespace) -> int:
    from autograder.course.schema import Data
    from autograder.coursedir.coursedir import open_folder
    from autograder.errors import FolderError
    from autograder.training.train import Experiment, run_experiment

    course = open_folder(options.course) if options.course else None
    if course and course.course.data is Data.NONE:
        raise FolderError("the course in {course} has no data to train on", course=options.course)
    experiment = Experiment(
        dataset=course.dataset_name if course else options.dataset,
        variants=options.variants,
        seeds=options.seeds,
        epochs=options.epochs,
        jobs=options.jobs,
        out=options.out,
        language=options.language,
        course=course,
    )
    page = run_experiment(experiment)
    print(page)
    return 0


def _calibrate(options: argparse.Namespace) -> int:
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
    print(calibrate(wanted))
    return 0


def _add_train(commands: Commands) -> None:
    train = add_command(commands, "train", said("train the reference variants and compare them"), _train)
    train.add_argument("--dataset", default="digits", metavar=said("digits|mnist|PATH.npz"))
    train.add_argument(
        "--variants", default="*", metavar=said("GLOB,GLOB"), help=said("names or globs; `dense` is a group")
    )
    train.add_argument(
        "--seeds", type=a_count, default=5, metavar="N", help=said("trainings of each (default 5)")
    )
    train.add_argument(
        "--epochs", type=a_count, metavar="N", help=said("instead of what each variant declares")
    )
    train.add_argument("--out", type=Path, default=Path("out/train"), metavar=said("DIR"))
    train.add_argument(
        "--course", type=Path, metavar=said("COURSE_DIR"), help=said("its data, and its students beside")
    )
    add_common(train)


def _add_calibrate(commands: Commands) -> None:
    about = said("measure what correct solutions score, for thresholds")
    calibrate = add_command(commands, "calibrate", about, _calibrate)
    calibrate.add_argument("--dataset", default="digits", metavar=said("digits|mnist|PATH.npz"))
    calibrate.add_argument("--train-images", type=a_count, metavar="N", help=said("only the first N of them"))
    calibrate.add_argument(
        "--variants", default="*", metavar=said("GLOB,GLOB"), help=said("of the scored ones")
    )
    calibrate.add_argument(
        "--seeds", type=a_count, default=30, metavar="N", help=said("of each (default 30)")
    )
    calibrate.add_argument(
        "--corners", choices=("all", "extreme"), default="all", help=said("of what students may choose")
    )
    calibrate.add_argument("--jobs", type=a_count, default=cores(), metavar="N")
    calibrate.add_argument(
        "--out", type=Path, metavar=said("FILE"), help=said("default: beside the finished runs")
    )
