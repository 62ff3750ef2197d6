"""`train`: the reference variants, trained and compared."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands.arguments import a_count, add_dataset, add_report
from autograder.commands.bar import Bar
from autograder.commands.output import said
from autograder.messages import Message, say, spoken, translator

if TYPE_CHECKING:
    from reference.training import Run


def add(parser: argparse.ArgumentParser) -> None:
    add_dataset(parser, said("default: mnist5k"))
    parser.add_argument(
        "--variants",
        default="*",
        metavar=said("GLOB,GLOB"),
        help=said(
            "names or globs; `dense` is a group, and only a glob like `*_tuned` finds those that take hours"
        ),
    )
    parser.add_argument(
        "--seeds", type=a_count, default=5, metavar="N", help=said("trainings of each (default 5)")
    )
    parser.add_argument(
        "--epochs", type=a_count, metavar="N", help=said("instead of what each variant declares")
    )
    parser.add_argument("--out", type=Path, default=Path("out/train"), metavar=said("DIR"))
    parser.add_argument(
        "--course", type=Path, metavar=said("COURSE_DIR"), help=said("its data, and its students beside")
    )
    add_report(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.course.schema import Data
    from autograder.coursedir.coursedir import open_folder
    from autograder.errors import AutograderError, FolderError
    from autograder.training.experiment import Experiment
    from autograder.training.train import run_experiment
    from reference.datasets import DEFAULT

    if options.course and options.dataset:
        raise AutograderError("--course says which data: leave {option} out", option="--dataset")
    course = open_folder(options.course) if options.course else None
    if course and course.course.data is Data.NONE:
        raise FolderError("the course in {course} has no data to train on", course=options.course)
    experiment = Experiment(
        dataset=course.dataset_name if course else options.dataset or DEFAULT,
        plans=((options.variants, options.seeds),),
        epochs=options.epochs,
        jobs=options.jobs,
        out=options.out,
        language=options.language,
        course=course,
    )
    with Training() as bar:
        page = run_experiment(experiment, bar)
    print(page)
    return 0


class Training(Bar["Run"]):
    """Says how well the latest network does."""

    def __init__(self) -> None:
        super().__init__(None, say("run"), translator(spoken()))

    def outcome(self, outcome: Run) -> None:
        self.note(_run_in_words(outcome).render(self.translate))
        super().outcome(outcome)


def _run_in_words(run: Run) -> Message:
    from reference.training import Status

    if run.status is Status.FAILED:
        return say("{variant} cannot train", variant=run.variant)
    return say("{variant} {accuracy:.1%}", variant=run.variant, accuracy=run.test_accuracy)
