"""`explain`: why an exercise earned what it earned."""

from __future__ import annotations

import argparse

from autograder.commands.arguments import add_course_dir, add_exercise


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    add_exercise(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.commands.output import on_a_line
    from autograder.coursedir.coursedir import open_folder
    from autograder.coursedir.lookup import exercise_of

    folder = open_folder(options.course_dir)
    assignment, exercise = exercise_of(folder, options.exercise)
    from autograder.grading.explain import explain

    for line in explain(folder, assignment, options.student, exercise):
        print(on_a_line(line))
    return 0
