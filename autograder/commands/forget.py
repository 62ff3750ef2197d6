"""`forget`: what a course folder holds of a student, removed."""

from __future__ import annotations

import argparse

from autograder.commands.arguments import add_course_dir
from autograder.commands.output import said, tell
from autograder.messages import say


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    parser.add_argument("student", metavar=said("STUDENT"))


def run(options: argparse.Namespace) -> int:
    from autograder.coursedir.coursedir import open_folder

    folder = open_folder(options.course_dir)
    from autograder.grading.forget import forget

    for gone in forget(folder, options.student):
        tell(say("removed {what}", what=gone), options)
    return 0
