"""How feedback looks to a student: HTML in Jupyter, text elsewhere.

Words stand beside every icon, for those who cannot see it; no colour is set, so that it reads on
light and dark themes alike; and whatever a student's code may have written is escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.messages import Message, Translate
from autograder.scoring import wording
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Verdict
from autograder.scoring.wording import ICONS, WORDS, headline

#: For screen readers alone. Jupyter may strip it from a notebook that it does not trust.
_UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"
_SIGN = "display:inline-block;min-width:1.2em"
_ITEM = "list-style:none;margin:.25em 0"


@dataclass(frozen=True)
class Line:
    """One finished line: an icon with its word, what it is about, and what there is to say."""

    icon: str
    word: str
    title: str
    detail: str = ""


class Panel:
    """A heading, lines below it and a closing sentence, in a language; `lead` goes before all of it."""

    def __init__(
        self,
        language: str,
        title: str,
        text: str = "",
        lines: Iterable[Line] = (),
        closing: str = "",
        lead: str = "",
    ) -> None:
        self._language, self._title = language, title
        self._said = [said for said in (lead, text) if said]
        self._lines, self._closing = tuple(lines), closing

    def __repr__(self) -> str:
        rows = [
            f"  {line.icon} {line.title}" + (f"\n      {line.detail}" if line.detail else "")
            for line in self._lines
        ]
        closing = [self._closing] if self._closing else []
        first, *rest = self._said or [""]
        return "\n".join([f"{self._title}: {first}" if first else self._title, *rest, *rows, *closing])

    def _repr_html_(self) -> str:
        rows = "".join(map(_item, self._lines))
        listed = f"<ul style='padding-left:.5em'>{rows}</ul>" if rows else ""
        closing = f"<p>{marked(self._closing)}</p>" if self._closing else ""
        first, *rest = [marked(said) for said in self._said] or [""]
        heading = f"<p><b>{marked(self._title)}.</b> {first}</p>" + "".join(f"<p>{said}</p>" for said in rest)
        return region(self._language, self._title, heading + listed + closing)


class Result(Panel):
    """One exercise's score; that a cell `stopped` goes before it, and `note` is what else there is to say."""

    def __init__(
        self,
        title: str,
        score: ExerciseScore,
        translate: Translate,
        language: str,
        note: Message | None = None,
        stopped: Message | None = None,
    ) -> None:
        self.score = score
        lines = (_criterion(criterion, translate) for criterion in score.criteria)
        first = stopped or wording.stopped(score)
        closing, lead = (told.render(translate) if told else "" for told in (note, first))
        super().__init__(language, title, headline(score).render(translate), lines, closing, lead)


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
