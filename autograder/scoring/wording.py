"""Verdicts and states in words, with an icon each."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.evidence.evidence import RunStatus
from autograder.evidence.refusals import Reason
from autograder.messages import Message, Translate, say
from autograder.scoring.lacking import ENDED, asked_in_vain
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Verdict

ICONS = {
    Verdict.PASSED: "✓",
    Verdict.FAILED: "✗",
    Verdict.BLOCKED: "…",
    Verdict.NOT_ATTEMPTED: "○",
    Verdict.NEEDS_HUMAN: "✎",
    Verdict.UNCONFIRMED: "☐",
    Verdict.DEFERRED: "◌",
    Verdict.UNSCORED: "!",
}


WORDS = {
    Verdict.PASSED: say("holds"),
    Verdict.FAILED: say("not yet"),
    Verdict.BLOCKED: say("waits"),
    Verdict.NOT_ATTEMPTED: say("not begun"),
    Verdict.NEEDS_HUMAN: say("for a person to read"),
    Verdict.UNCONFIRMED: say("waits for your instructor to look"),
    Verdict.DEFERRED: say("recorded; judged when you hand in"),
    Verdict.UNSCORED: say("not scored"),
}


#: How an exercise's cells ran, for instructors.
STATUSES = {
    RunStatus.COMPLETED: say("it ran to its end"),
    RunStatus.RAISED: say("it raised an error"),
    RunStatus.TIMED_OUT: say("it was stopped: it took too long"),
    RunStatus.OUT_OF_MEMORY: say("it was stopped: it took too much memory"),
    RunStatus.DIED: say("its process ended early"),
    RunStatus.NOT_ATTEMPTED: say("not attempted"),
    RunStatus.REFUSED: say("its answers were refused"),
}

#: What is said of a cell that was stopped, where its kernel lived on.
_STOPPED = {
    RunStatus.TIMED_OUT: say("Your cell was stopped: it took longer than it may."),
    RunStatus.OUT_OF_MEMORY: say("Your cell was stopped: it took more memory than it may."),
}
_HOLDS = (Verdict.PASSED, Verdict.DEFERRED, Verdict.UNCONFIRMED)

#: Said at an exercise whose cell was deleted.
GONE = say("The cell of this exercise is not in the notebook: only what other cells give its names counts.")


def in_lines(score: ExerciseScore, translate: Translate) -> Iterator[str]:
    """Every criterion with verdict, points and message, and what an instructor is to know: plain text."""
    for criterion in score.counted:
        word = WORDS[criterion.verdict].render(translate)
        points = say("{earned:.2f} of {possible:.2f}",
                     earned=criterion.earned, possible=criterion.possible).render(translate)  # fmt: skip
        yield f"{ICONS[criterion.verdict]} {criterion.title.render(translate)}: {word}, {points}"
        if criterion.message:
            yield f"    {criterion.message.render(translate)}"
    for note in (score.remark, *score.flags):
        if note is not None:
            yield f"⚑ {note.render(translate)}"


def stopped(score: ExerciseScore) -> Message | None:
    """That an exercise's cell stopped, and of what is told then; None where it came to its end."""
    words = None if asked_in_vain(score.error) else _STOPPED.get(score.status)
    if score.status is RunStatus.RAISED and score.error:
        error = score.error.removesuffix(".") if isinstance(score.error, str) else score.error
        words = say("Your cell stopped: {error}.", error=error)
    if words is None or not any(_tells_of_before(c, score.error) for c in score.criteria):
        return words
    return say("{stopped} What follows is about what was there before that.", stopped=words)


def told_of_stopping(score: ExerciseScore) -> bool:
    """Whether a criterion says that the cell stopped."""
    return any(c.message is not None and _mentions(c.message, score.error) for c in score.criteria)


def _tells_of_before(criterion: CriterionScore, error: Reason) -> bool:
    told = criterion.message is not None and _mentions(criterion.message, error)
    return not told and criterion.verdict in (*_HOLDS, Verdict.FAILED)


def _mentions(message: Message, error: Reason) -> bool:
    """Whether it says that error, or that the notebook was stopped."""
    parts = [value for _, value in message.values]
    inner = any(_mentions(part, error) for part in parts if isinstance(part, Message))
    cut = say("{error}", error=error).values[0][1]
    return message.template in ENDED or inner or (bool(error) and cut in parts)


def headline(score: ExerciseScore) -> Message:
    """The state of an exercise in words: never by colour alone."""
    verdicts = [criterion.verdict for criterion in score.counted]
    deferred = verdicts.count(Verdict.DEFERRED)
    held, visible = verdicts.count(Verdict.PASSED), len(verdicts) - deferred
    if set(verdicts) == {Verdict.NOT_ATTEMPTED}:
        return say("Not begun yet.")
    if score.in_words:
        return say("Your instructor reads this one.")
    if score.unconfirmed:
        return say("What could not be checked here counts once your instructor has looked at it.")
    if score.unscored:
        return say("The grader failed here, not your code.")
    if not visible:
        return say("Recorded: this is judged when you hand in.")
    if deferred and held == visible:
        return say("What can be checked now holds ({held}); {deferred} left for when you hand in.",
                   held=held, deferred=deferred)  # fmt: skip
    if held == visible:
        return say("All {all} checks hold.", all=held)
    if deferred:
        return say("Not yet: {held} of {all} checks hold; {deferred} left for when you hand in.",
                   held=held, all=visible, deferred=deferred)  # fmt: skip
    return say("Not yet: {held} of {all} checks hold.", held=held, all=visible)
