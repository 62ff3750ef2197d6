"""What this machine has: `kernel install`, `doctor`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.commands.arguments import FAILURE, Commands
from autograder.commands.telling import tell
from autograder.messages import say


def add(commands: Commands) -> None:
    _add_kernel(commands)
    _add_doctor(commands)


def _kernel_install(options: argparse.Namespace) -> int:
    from autograder.kernelspec import install

    print(install(options.prefix))
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from autograder.doctor import examine

    findings = examine()
    for finding in findings:
        word = say("ok") if finding.good else say("MISSING")
        line = say("{word:<7}  {what}: {found}", word=word, what=finding.what, found=finding.found)
        tell(line)
    return 0 if all(finding.good for finding in findings) else FAILURE


def _add_kernel(commands: Commands) -> None:
    kernel = commands.add_parser("kernel", help="the walled kernel for other Jupyter programs")
    install = kernel.add_subparsers(required=True, metavar="ACTION").add_parser(
        "install", help="make it known to nbclient, papermill, nbgrader and Jupyter"
    )
    install.set_defaults(command=_kernel_install)
    install.add_argument("--prefix", type=Path, metavar="DIR", help="default: this Python's environment")


def _add_doctor(commands: Commands) -> None:
    doctor = commands.add_parser("doctor", help="say what grading behind walls needs and what is missing")
    doctor.set_defaults(command=_doctor)
