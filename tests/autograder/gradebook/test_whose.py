"""Whose a download is: never one of two whom a name fits."""

from __future__ import annotations

import pytest

from autograder.coursedir.roster import Student
from autograder.gradebook.downloads import Sender
from autograder.gradebook.whose import owners


def _moodle(who: str, number: str = "") -> Sender:
    return Sender("moodle", who, number)


GARCIAS = (Student("ag1", "Ana", "García"), Student("ag2", "Ana", "García"))
EXCHANGED = (Student("ma", "Martín", "Alonso"), Student("am", "Alonso", "Martín"))
ACCENTS = (Student("jn1", "José", "Núñez"), Student("jn2", "Jose", "Nunez"))
ADA = (Student("ada", "Ada", "Lovelace"),)


def test_a_name_in_either_order_decides_and_its_number_is_known_from_then_on() -> None:
    senders = [
        _moodle("Ada Lovelace", "7"),
        Sender("canvas", "lovelaceada", "8"),
        _moodle("Grupo A-ADA LOVELACE", "7"),
    ]
    found = owners(senders, ADA, {})
    assert set(found.ids.values()) == {"ada"}
    assert len(found.ids) == 3
    assert found.numbers == {"moodle:7": "ada", "canvas:8": "ada"}
    assert not found.strangers


@pytest.mark.parametrize(
    ("roster", "who"),
    [(GARCIAS, "Ana García"), (EXCHANGED, "Martín Alonso"), (ACCENTS, "José Núñez"), (ACCENTS, "Jose Nunez")],
)
def test_a_name_that_fits_two_is_refused_with_both(roster: tuple[Student, ...], who: str) -> None:
    found = owners([_moodle(who, "7")], roster, {})
    assert not found.ids
    (told,) = found.refused.values()
    assert f"{who} (7) is not collected" in str(told)
    assert all(student.id in str(told) for student in roster)


def test_namesakes_are_told_apart_by_numbers_of_the_roster_and_of_before() -> None:
    senders = [_moodle("Ana García", "7"), _moodle("Ana García", "8")]
    roster = (Student("ag1", "Ana", "García", "", ("7",)), GARCIAS[1])
    found = owners(senders, roster, {"moodle:8": "ag2", "moodle:9": "gone"})
    assert found.ids == {senders[0]: "ag1", senders[1]: "ag2"}
    assert found.numbers == {"moodle:8": "ag2"}


def test_two_numbers_under_one_name_of_the_roster_are_two_people() -> None:
    senders = [_moodle("Ada Lovelace", "7"), _moodle("Ada Lovelace", "8")]
    found = owners(senders, ADA, {})
    assert not found.ids
    assert set(found.refused) == {*senders}
    found = owners(senders, ADA, {"moodle:7": "ada"})
    assert found.ids == {senders[0]: "ada"}
    assert "so is Ada Lovelace (7)" in str(found.refused[senders[1]])


def test_a_number_for_good_contradicts_a_name_and_moodles_of_another_assignment_does_not() -> None:
    canvas, moodle = Sender("canvas", "lovelaceada", "8"), _moodle("Ada Lovelace", "8")
    known = {"canvas:7": "ada", "moodle:7": "ada"}
    found = owners([canvas, moodle], ADA, known)
    assert found.ids == {moodle: "ada"}
    assert "so is 7" in str(found.refused[canvas])


def test_a_number_of_before_contradicts_another_name() -> None:
    sender = _moodle("Ada Lovelace", "7")
    found = owners([sender], (*ADA, Student("alan", "Alan", "Turing")), {"moodle:7": "alan"})
    assert not found.ids
    assert "the number was alan's" in str(found.refused[sender])


def test_blackboard_writes_ids_in_whatever_case_and_after_any_title() -> None:
    roster = (*ADA, Student("a_b", "Lovelace", "Ada"))
    first, second = Sender("blackboard", "HW_1_ADA"), Sender("blackboard", "HW_1_a_b")
    assert owners([first, second], roster, {}).ids == {first: "ada", second: "a_b"}
    other = Sender("blackboard", "HW_1_zoe")
    assert owners([other], roster, {}).strangers == {other: "zoe"}


def test_an_id_stands_for_a_name_only_where_the_roster_has_none() -> None:
    sender = Sender("canvas", "lovelaceada", "8")
    assert owners([sender], (Student("lovelaceada"),), {}).ids == {sender: "lovelaceada"}
    found = owners([sender], (Student("lovelaceada", "Alan", "Turing"),), {})
    assert found.ids == {sender: "lovelaceada_8"}


def test_strangers_of_one_name_are_kept_apart() -> None:
    alone, *two = _moodle("Zoë Z", "1"), _moodle("Jo Nu", "2"), _moodle("Jó Nu", "3")
    found = owners([alone, *two], ADA, {})
    assert found.strangers == {alone: "zoe_z", two[0]: "jo_nu_2", two[1]: "jo_nu_3"}
    assert found.numbers == {}
    unnumbered = [_moodle("Jo Nu"), _moodle("Jó Nu")]
    assert set(owners(unnumbered, ADA, {}).refused) == {*unnumbered}


def test_who_is_graded_blind_is_nobody_of_the_roster() -> None:
    senders = [Sender("moodle", "Participant 4711", "", True), Sender("moodle", "Participante", "4712", True)]
    roster = (Student("ada", "Ada", "Lovelace", "", ("4711", "4712")),)
    found = owners(senders, roster, {"moodle:4712": "ada"})
    assert found.ids == {senders[0]: "participant_4711", senders[1]: "participante_4712"}
    assert not found.strangers
