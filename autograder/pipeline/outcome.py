"""What comes of one submission: a sheet with what it rests on, or a problem."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.evidence.transcript import Transcript
from autograder.messages import Message
from autograder.scoring.score_sheet import ScoreSheet
from autograder.submissions.submission import Submission


@dataclass(frozen=True)
class Graded:
    """A student's sheet with what it rests on."""

    submission: Submission
    transcript: Transcript
    sheet: ScoreSheet


@dataclass(frozen=True)
class Problem:
    """Why a student has no sheet; one line that says what to do."""

    student: str
    reason: Message
