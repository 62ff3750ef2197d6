"""How feedback looks to a student: HTML in Jupyter, text elsewhere.

Words stand beside every icon, for those who cannot see it; no colour is set, so that it reads on
light and dark themes alike; and whatever a student's code may have written is escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.evidence import RunStatus
from autograder.messages import Message, Translate, say
from autograder.reasons import told
from autograder.scores import CriterionScore, ExerciseScore, Verdict

ICONS = {
    Verdict.PASSED: "✓",
    Verdict.FAILED: "✗",
    Verdict.BLOCKED: "…",
    Verdict.NOT_ATTEMPTED: "○",
    Verdict.NEEDS_HUMAN: "✎",
    Verdict.DEFERRED: "◌",
    Verdict.UNSCORED: "!",
}
WORDS = {
    Verdict.PASSED: say("holds"),
    Verdict.FAILED: say("not yet"),
    Verdict.BLOCKED: say("waits"),
    Verdict.NOT_ATTEMPTED: say("not begun"),
    Verdict.NEEDS_HUMAN: say("for a person to read"),
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

#: For screen readers alone. Jupyter may strip it from a notebook that it does not trust.
_UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"
_SIGN = "display:inline-block;min-width:1.2em"
_ITEM = "list-style:none;margin:.25em 0"


def headline(score: ExerciseScore) -> Message:
    """The state of an exercise in words: never by colour alone."""
    verdicts = [criterion.verdict for criterion in score.criteria]
    deferred = verdicts.count(Verdict.DEFERRED)
    held, visible = verdicts.count(Verdict.PASSED), len(verdicts) - deferred
    if set(verdicts) == {Verdict.NOT_ATTEMPTED}:
        return say("Not begun yet.")
    if score.waiting:
        return say("Your instructor reads this one.")
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


@dataclass(frozen=True)
class Line:
    """One finished line: an icon with its word, what it is about, and what there is to say."""

    icon: str
    word: str
    title: str
    detail: str = ""


class Panel:
    """A heading, lines below it and a closing sentence, in a language."""

    def __init__(
        self, language: str, title: str, text: str = "", lines: Iterable[Line] = (), closing: str = ""
    ) -> None:
        self._language, self._title, self._text = language, title, text
        self._lines, self._closing = tuple(lines), closing

    def __repr__(self) -> str:
        rows = [
            f"  {line.icon} {line.title}" + (f"\n      {line.detail}" if line.detail else "")
            for line in self._lines
        ]
        closing = [self._closing] if self._closing else []
        return "\n".join([f"{self._title}: {self._text}" if self._text else self._title, *rows, *closing])

    def _repr_html_(self) -> str:
        rows = "".join(map(_item, self._lines))
        listed = f"<ul style='padding-left:.5em'>{rows}</ul>" if rows else ""
        closing = f"<p>{marked(self._closing)}</p>" if self._closing else ""
        heading = f"<p><b>{marked(self._title)}.</b> {marked(self._text)}</p>"
        return region(self._language, self._title, heading + listed + closing)


class Result(Panel):
    """One exercise's score; `note` is what else there is to say."""

    def __init__(
        self,
        title: str,
        score: ExerciseScore,
        translate: Translate,
        language: str,
        note: Message | None = None,
    ) -> None:
        self.score = score
        lines = (_criterion(criterion, translate) for criterion in score.criteria)
        if score.error and note is None:
            note = say("Your cell stopped: {error}", error=told(score.error))
        closing = note.render(translate) if note else ""
        super().__init__(language, title, headline(score).render(translate), lines, closing)


def _criterion(criterion: CriterionScore, translate: Translate) -> Line:
    word = WORDS[criterion.verdict].render(translate)
    title = criterion.title.render(translate)
    detail = criterion.message.render(translate) if criterion.message else ""
    if criterion.verdict is Verdict.DEFERRED:  # said for all to see: nothing here holds yet
        title, word = f"{title} ({word})", ""
    return Line(ICONS[criterion.verdict], word, title, detail)


def _item(line: Line) -> str:
    detail = f"<div style='margin-left:1.5em'>{marked(line.detail)}</div>" if line.detail else ""
    return f"<li style='{_ITEM}'>{icon(line.icon, line.word)} {marked(line.title)}{detail}</li>"


def icon(sign: str, word: str = "") -> str:
    """A sign to be seen, and its word to be heard; without a word the sign is read out itself."""
    if not word:
        return f"<b style='{_SIGN}'>{html.escape(sign)}</b>"
    heard = f"<span style='{_UNSEEN}'>{html.escape(word)}: </span>"
    return f"<b style='{_SIGN}' aria-hidden='true'>{html.escape(sign)}</b>{heard}"


def region(language: str, label: str, content: str) -> str:
    """Finished HTML as one region that assistive technology can name and pronounce."""
    return (
        f"<div role='group' lang='{html.escape(language)}' aria-label='{html.escape(label)}'>{content}</div>"
    )


def marked(text: str) -> str:
    """Escaped, with `names` between backticks as code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(text))
