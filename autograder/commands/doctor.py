"""`doctor`: what this machine has of what grading behind walls needs."""

from __future__ import annotations

import argparse

from autograder.commands.arguments import FAILURE
from autograder.commands.output import tell
from autograder.messages import say


def add(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_: argparse.Namespace) -> int:
    from autograder.execution.doctor import examine

    findings = examine()
    for finding in findings:
        word = say("ok") if finding.good else say("MISSING")
        line = say("{word:<7}  {what}: {found}", word=word, what=finding.what, found=finding.found)
        tell(line)
    return 0 if all(finding.good for finding in findings) else FAILURE
