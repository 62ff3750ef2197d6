"""What is said, and what waits, where a network could not be verified."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from autograder.evidence.facts import Basis, NetworkAnswer
from autograder.evidence.refusals import REBUILDING_ENDED, TOO_BIG, Reason
from autograder.messages import Message, joined, say
from autograder.scoring.answers import Answers

#: Why a network could not be built anew, though nothing in it is a student's own.
_OF_KERAS = frozenset((TOO_BIG.template, REBUILDING_ENDED.template))
_OWN_CODE = say("So far as can be seen this holds. It rests on code of your own, which cannot be checked "
                "here: your instructor looks at it, and these points wait until then.")  # fmt: skip

Look = Callable[[Answers], Message | None]


def rests_on_it(look: Look, answers: Answers) -> bool:
    """Whether something that holds needs a network that nobody verified: it does not hold without it.

    To have looked at one is not to rest on it: shapes that were typed are right whatever was built.
    """
    if not answers.rests_on:
        return False
    try:
        return look(answers.without_claims()) is not None
    except Exception:  # Unanswered, or a check that cannot do without
        return True


def waits(rests_on: Mapping[str, Reason]) -> Message:
    """Said of what holds so far, by the networks that it rests on and why each was not verified."""
    if not all(isinstance(why, Message) and why.template in _OF_KERAS for why in rests_on.values()):
        return _OWN_CODE
    names = ", ".join(f"`{name}`" for name in sorted(rests_on))
    return say("So far as can be seen this holds. {names} could not be built anew to check it ({why}): your "
               "instructor looks at it, and these points wait until then.", names=names,
               why=_each_once(rests_on.values()))  # fmt: skip


def not_rebuilt(networks: Iterable[NetworkAnswer]) -> Message | None:
    """Said where predictions could not be checked against the network that they come from."""
    claimed = {network.why for network in networks if network.basis is Basis.CLAIMED}
    if not claimed:
        return None
    return say("This network could not be rebuilt, so what rests on it waits for your instructor: {reason}.",
               reason=_each_once(claimed))  # fmt: skip


def _each_once(reasons: Iterable[Reason]) -> Message:
    return joined("; ", (say("{told}", told=reason) for reason in sorted(set(reasons), key=str)))
