"""Whose a download is: one student of the roster, a stranger kept apart, or nobody, and told.

A name that fits two students is nobody's, and so is a number that contradicts a name: work is never
credited to one of two. Case, accents, blanks and the order of first and last name do not tell people apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.coursedir.roster import ROSTER, Student
from autograder.coursedir.same_student import ByStudent, student_key
from autograder.gradebook.downloads import Sender
from autograder.messages import Message, say

#: Where a student has one number for good; Moodle gives another in each assignment.
_FOR_GOOD = frozenset({"canvas", "brightspace"})


@dataclass
class Owners:
    """Ids by sender, why others have none, and all numbers that are known now, by `platform:number`.

    `renamed` are those whom a number in the roster names, and who are called otherwise there.
    """

    ids: dict[Sender, str] = field(default_factory=dict)
    refused: dict[Sender, Message] = field(default_factory=dict)
    strangers: dict[Sender, str] = field(default_factory=dict)
    renamed: dict[Sender, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)


def owners(senders: Collection[Sender], roster: Sequence[Student], known: Mapping[str, str]) -> Owners:
    """Everyone of a download at once, since two who share a name show only side by side.

    `known` are numbers that earlier downloads told.
    """
    enrolled = ByStudent((student.id, student) for student in roster)
    found = Owners(numbers={number: id for number, id in known.items() if id in enrolled})
    by_name: dict[Sender, str] = {}
    unknown = []
    for sender in sorted(senders, key=lambda sender: (sender.who, sender.number)):
        if sender.blind:
            unknown.append(sender)
        elif explicit := [s.id for s in roster if {sender.number, sender.who} & {*s.platform_ids}]:
            called = _called(sender, roster)
            if called and explicit[0] not in called:
                found.refused[sender] = _contradicted(sender, explicit[0], called)
            else:
                found.ids[sender] = explicit[0]
            if not called:
                found.renamed[sender] = explicit[0]
        elif isinstance(told := _by_name(sender, roster, found.numbers), Message):
            found.refused[sender] = told
        elif told:
            by_name[sender] = told
        else:
            unknown.append(sender)
    _settle(found, by_name, enrolled)
    _name_strangers(found, unknown, enrolled)
    return found


def _contradicted(sender: Sender, numbered: str, called: Sequence[str]) -> Message:
    return say("{who} is not collected: by the number that is {numbered} of {roster}, by the name {called}; "
               "look at the platform_id there", who=sender.named, numbered=numbered, roster=ROSTER,
               called=", ".join(called))  # fmt: skip


def _by_name(sender: Sender, roster: Sequence[Student], known: Mapping[str, str]) -> str | Message:
    """The one student who is called so; why none is, or nothing for a stranger."""
    called = _called(sender, roster)
    before = known.get(_number(sender))
    if before is not None:
        if before in called:
            return before
        return say("{who} is not collected: the number was {before}'s, who is called otherwise in {roster}; "
                   "enter it there as a platform_id", who=sender.named, before=before,
                   roster=ROSTER)  # fmt: skip
    if len(called) > 1:
        return say("{who} is not collected: that is {names} of {roster}; enter the number there as the one's "
                   "platform_id", who=sender.named, names=", ".join(called), roster=ROSTER)  # fmt: skip
    return called[0] if called else ""


def _called(sender: Sender, roster: Sequence[Student]) -> list[str]:
    if sender.platform == "blackboard":
        names = {student_key(part) for part in _ends(sender.who, "_")}
        return [student.id for student in roster if student_key(student.id) in names]
    for name in _ends(sender.who, "-") if sender.platform == "moodle" else [sender.who]:  # after a group's
        if found := [student.id for student in roster if _letters(name) in _forms(student)]:
            return found
    return []


def _ends(text: str, mark: str) -> Iterator[str]:
    """The text, and what comes after each mark."""
    parts = text.split(mark)
    return (mark.join(parts[at:]) for at in range(len(parts)))


def _forms(student: Student) -> set[str]:
    """How a platform may write a student; by id, where the roster has no name."""
    first, last = _letters(student.first_name), _letters(student.last_name)
    return {first + last, last + first} if first + last else {_letters(student.id)}


def _settle(found: Owners, by_name: Mapping[Sender, str], enrolled: ByStudent[Student]) -> None:
    """Let a name decide where one sender alone bears it, and no number says otherwise."""
    explicit = dict(found.ids)
    for sender, id in by_name.items():
        numbers = _numbers_of(id, sender.platform, found.numbers, enrolled)
        others = [s for s, other in (*by_name.items(), *explicit.items()) if other == id and s != sender]
        rivals = [s for s in others if s.number != sender.number and s.platform == sender.platform]
        contradicted = sender.number and numbers and sender.platform in _FOR_GOOD
        if sender.number and sender.number in numbers:
            found.ids[sender] = id
        elif rivals or contradicted:
            among = ", ".join([rival.named for rival in rivals] or numbers)
            found.refused[sender] = say(
                "{who} is not collected: only {id} of {roster} is called so, and so is {others}; enter the "
                "number there as a platform_id", who=sender.named, id=id, roster=ROSTER,
                others=among)  # fmt: skip
        else:
            found.ids[sender] = id
    for sender, id in by_name.items():
        if sender in found.ids and sender.number:
            found.numbers[_number(sender)] = id


def _numbers_of(
    id: str, platform: str, known: Mapping[str, str], enrolled: ByStudent[Student]
) -> tuple[str, ...]:
    """A student's numbers on a platform, from the roster and from before."""
    before = (
        n.partition(":")[2] for n, owner in known.items() if owner == id and n.startswith(f"{platform}:")
    )
    return (*enrolled[id].platform_ids, *before)


def _name_strangers(found: Owners, senders: Iterable[Sender], enrolled: ByStudent[Student]) -> None:
    """A name for a folder of their own to whoever is not on the roster; nobody gets another's."""
    senders = [*senders]
    count = Counter(map(_plain, senders))
    for sender in senders:
        own = _plain(sender)
        if own in enrolled or count[own] > 1:
            own = f"{own}_{sender.number}" if sender.number else ""
        if not own or own in enrolled:
            found.refused[sender] = say(
                "{who} is not collected: another has that name, and no number tells them apart",
                who=sender.named)  # fmt: skip
        else:
            found.ids[sender] = own
            if not sender.blind:
                found.strangers[sender] = own


def _plain(sender: Sender) -> str:
    """Fit for a folder. Who is graded blind goes by the number, which is all that there is."""
    who = sender.who
    if sender.blind and sender.number and not who.endswith(sender.number):
        who = f"{who} {sender.number}"
    if sender.platform == "blackboard":
        who = [*_ends(who, "_")][-1]
    return re.sub(r"\W+", "_", _without_accents(who)).strip("_").lower() or "nobody"


def _number(sender: Sender) -> str:
    return f"{sender.platform}:{sender.number}"


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", _without_accents(name)).casefold()


def _without_accents(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
