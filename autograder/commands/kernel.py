"""`kernel install`: the walled kernel, made known to other Jupyter programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.commands.output import said


def add(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar=said("ACTION"))
    about = said("make it known to nbclient, papermill, nbgrader and Jupyter")
    install = actions.add_parser("install", help=about, description=about)
    install.add_argument(
        "--prefix", type=Path, metavar=said("DIR"), help=said("default: this Python's environment")
    )


def run(options: argparse.Namespace) -> int:
    from autograder.execution.kernelspec import install

    print(install(options.prefix))
    return 0
