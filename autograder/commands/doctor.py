"""`doctor`: what this machine has of what grading behind walls needs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from autograder.commands.arguments import FAILURE
from autograder.commands.output import tell
from autograder.messages import Message, say

if TYPE_CHECKING:
    from autograder.execution.doctor import Finding


def add(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_: argparse.Namespace) -> int:
    from autograder.execution.doctor import examine, usual_packages

    findings = examine()
    for finding in findings:
        _tell(say("ok") if finding.good else say("MISSING"), finding)
    packages = usual_packages()
    _tell(say("ok") if packages.good else say("hint"), packages)  # grading does without
    return 0 if all(finding.good for finding in findings) else FAILURE


def _tell(word: Message, finding: Finding) -> None:
    tell(say("{word:<7}  {what}: {found}", word=word, what=finding.what, found=finding.found))
