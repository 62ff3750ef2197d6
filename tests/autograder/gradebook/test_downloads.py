"""What platforms call a submission, and what that tells."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath

import pytest

from autograder.gradebook.downloads import Sender, Sent, sent_in

ADA = Sender("moodle", "Ada Lovelace", "1234")
CANVAS = Sender("canvas", "lovelaceada", "123")
BRIGHTSPACE = Sender("brightspace", "Ada Lovelace", "12345")


def _blind(who: str, number: str = "") -> Sender:
    return Sender("moodle", who, number, blind=True)


def _local(*when: int) -> datetime:
    return datetime(*when).astimezone()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("c/Ada Lovelace_1234_assignsubmission_file_/hw.ipynb", Sent(ADA, "hw")),
        ("Ada Lovelace_1234_assignsubmission_file_hw (2).ipynb", Sent(ADA, "hw", 2)),
        ("Ada Lovelace_1234_assignsubmission_file_work/my own/hw.ipynb", Sent(ADA, "hw")),
        ("lovelaceada_123_4567_hw-1.ipynb", Sent(CANVAS, "hw", 1, late=False)),
        ("lovelaceada_LATE_123_4567_hw.ipynb", Sent(CANVAS, "hw", late=True)),
        ("lovelaceada_late_123_4567_work/in/hw.ipynb", Sent(CANVAS, "hw", late=True)),
        # what a student calls a folder of their own says nothing of others
        ("lovelaceada_123_4567_work/turingalan_77_88_x/hw.ipynb", Sent(CANVAS, "hw", late=False)),
        ("anon_aB12c_LATE_77_hw.ipynb", Sent(Sender("canvas", "anon_aB12c", blind=True), "hw", late=True)),
        (
            "c/Homework 1_ada_attempt_2027-03-01-10-20-30_hw.ipynb",
            Sent(Sender("blackboard", "Homework 1_ada"), "hw", when=_local(2027, 3, 1, 10, 20, 30)),
        ),
        (
            "12345-67890 - Ada Lovelace - Mar 1, 2027 1020 AM/hw.ipynb",
            Sent(BRIGHTSPACE, "hw", when=_local(2027, 3, 1, 10, 20)),
        ),
        (
            "12345-67890 - Ada Lovelace - Dec 31, 2027 1220 AM - hw.ipynb",
            Sent(BRIGHTSPACE, "hw", when=_local(2027, 12, 31, 0, 20)),
        ),
        (
            "12345-67890 - Ada Lovelace - 1 de marzo de 2027 22:20/hw.ipynb",
            Sent(BRIGHTSPACE, "hw", when=_local(2027, 3, 1, 22, 20)),
        ),
        ("12345-67890 - Ada Lovelace - Feb 31, 2027 1020 AM/hw.ipynb", Sent(BRIGHTSPACE, "hw")),
        ("Participant 4711_assignsubmission_file_/hw.ipynb", Sent(_blind("Participant 4711"), "hw")),
        ("Participante_4711_assignsubmission_file_/hw.ipynb", Sent(_blind("Participante", "4711"), "hw")),
        ("ada/hw.ipynb", None),
        ("Ada Lovelace_1234_assignsubmission_file_/report.pdf", None),
    ],
)  # fmt: skip
def test_a_name_tells_whose_it_is(place: str, expected: Sent | None) -> None:
    assert sent_in(PurePath(place)) == expected
