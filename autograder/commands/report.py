"""`report`: every page of a course, rendered where something changed."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.commands.arguments import Commands, add_command
from autograder.commands.output import said, tell, translate_for
from autograder.messages import say


def add(commands: Commands) -> None:
    about = said("render what was graded, where it changed: a page for each class and student, one in front")
    report = add_command(commands, "report", about, _report)
    report.add_argument("course_dir", type=Path, metavar=said("COURSE_DIR"))
    report.add_argument(
        "assignments", nargs="*", metavar=said("ASSIGNMENT"), help=said("all that are graded, if none")
    )  # fmt: skip


def _report(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from autograder.coursedir.coursedir import open_folder
    from autograder.pages.site import graded, write_reports

    folder = open_folder(options.course_dir)
    assignments = graded(folder, options.assignments)
    students = sum(len(folder.state.sheets(assignment.slug)) for assignment in assignments)
    with tqdm(total=students, desc="report", unit=say("student").render(translate_for(options))) as bar:
        found = write_reports(folder, assignments, bar.update)
    tell(say("pages rendered: {written}; left as they were: {unchanged}",
             written=found.written, unchanged=found.unchanged), options)  # fmt: skip
    print(found.front)
    return 0
