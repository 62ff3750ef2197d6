"""What this machine has: `kernel install`, `doctor`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.commands.arguments import FAILURE, Commands, add_command
from autograder.commands.output import said, tell
from autograder.messages import say


def add(commands: Commands) -> None:
    _add_kernel(commands)
    _add_doctor(commands)


def _kernel_install(options: argparse.Namespace) -> int:
    from autograder.execution.kernelspec import install

    print(install(options.prefix))
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from autograder.execution.doctor import examine

    findings = examine()
    for finding in findings:
        word = say("ok") if finding.good else say("MISSING")
        line = say("{word:<7}  {what}: {found}", word=word, what=finding.what, found=finding.found)
        tell(line)
    return 0 if all(finding.good for finding in findings) else FAILURE


def _add_kernel(commands: Commands) -> None:
    about = said("the walled kernel for other Jupyter programs")
    kernel = commands.add_parser("kernel", help=about, description=about)
    actions = kernel.add_subparsers(required=True, metavar=said("ACTION"))
    about = said("make it known to nbclient, papermill, nbgrader and Jupyter")
    install = add_command(actions, "install", about, _kernel_install)
    install.add_argument(
        "--prefix", type=Path, metavar=said("DIR"), help=said("default: this Python's environment")
    )


def _add_doctor(commands: Commands) -> None:
    about = said("say what grading behind walls needs and what is missing")
    add_command(commands, "doctor", about, _doctor)
