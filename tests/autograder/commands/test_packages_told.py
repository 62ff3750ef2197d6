"""`grade` tells once, for all who import it, what this machine lacks."""

from __future__ import annotations

import argparse

import pytest

from autograder.commands.grade import Grading, _tell_packages
from autograder.evidence.evidence import Sandbox
from autograder.evidence.packages import not_installed
from autograder.evidence.transcript import Transcript
from autograder.messages import Message, say
from autograder.pipeline.outcome import Graded
from autograder.scoring.score_sheet import ScoreSheet
from autograder.submissions.submission import Submission


def _graded(student: str, *remarks: Message) -> Graded:
    sheet = ScoreSheet(student, "lab", "digest", "", Sandbox.WALLS, (), remarks=remarks)
    return Graded(Submission(student, "lab", (), frozenset()), Transcript({}, ()), sheet)


def test_a_package_is_told_once_with_all_who_import_it(capsys: pytest.CaptureFixture[str]) -> None:
    (seaborn,) = not_installed(["seaborn"])
    bar = Grading("lab", say("student"), str)
    for student in ("ada", "bo"):
        bar.outcome(_graded(student, seaborn, say("odd")))
    bar.outcome(_graded("cy", *not_installed(["cv2"])))
    _tell_packages(bar.packages, argparse.Namespace())
    assert bar.remarks == [("ada", say("odd")), ("bo", say("odd"))]
    assert capsys.readouterr().err.splitlines() == [
        "autograder: `cv2` is not installed here, and the notebook of cy imports it: that is no mistake of "
        "theirs. `pip install opencv-python-headless` installs it; then grade again.",
        "autograder: `seaborn` is not installed here, and the notebooks of ada, bo import it: that is no "
        'mistake of theirs. `pip install "mnist-autograder[colab]"` installs it; then grade again.',
    ]
