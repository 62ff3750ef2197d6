"""Comprehension questions: an answer is a letter, a name or a number, and right or not.

What a question is answered with is judged when the work is handed in; a student's own notebook
looks at the form alone (`form_of_...`, for a criterion's `local`).
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.messages import Message, say
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.choices import option, plain
from autograder.scoring.numbers import whole_number
from autograder.scoring.rubrics import Judge

LETTERS = ("a", "b", "c", "d")


def chosen(
    answers: Answers, name: str, right: str, nudge: Message, options: Sequence[str] = LETTERS
) -> Message | None:
    """None for the right option; for another, which one it was and the `nudge` where to look."""
    found = option(answers, name, options)
    if found == right:
        return None
    return say("Your answer is {found}. {nudge}", found=f'"{found}"', nudge=nudge)


def whole_numbers(answers: Answers, name: str) -> tuple[int, ...]:
    """A list of whole numbers, the values of a dict too; Unanswered where it holds anything else."""
    facts = answers.value(name)
    items = answers.items(name) if facts.entries is None else tuple(facts.entries.values())
    if texts := [f'"{item}"' for item in items if isinstance(item, str)]:
        raise Unanswered(_texts(name, texts, alone=isinstance(facts.value, str)))
    if not all(isinstance(item, int | float) and float(item).is_integer() for item in items):
        raise Unanswered(
            say("`{name}` should hold whole numbers only; yours holds {found}.",
                name=name, found=", ".join(str(item) for item in items))
        )  # fmt: skip
    return tuple(int(item) for item in items if item is not None)


def _texts(name: str, texts: Sequence[str], alone: bool) -> Message:
    if alone:
        return say("`{name}` is a text, {found}; whole numbers are wanted, without quotes.", name=name,
                   found=texts[0])  # fmt: skip
    return say("`{name}` holds texts, {found}; whole numbers are wanted, without quotes.", name=name,
               found=", ".join(texts))  # fmt: skip


def names(answers: Answers, name: str) -> tuple[str, ...]:
    """A text, or a list of texts, as `architecture.plain` writes them; Unanswered for anything else."""
    facts = answers.value(name)
    items = () if facts.items is None and facts.value is None else answers.items(name)
    if not items or not all(isinstance(item, str) and plain(item) for item in items):
        raise Unanswered(say("`{name}` should hold names in quotes; yours is a {type}.",
                             name=name, type=facts.type))  # fmt: skip
    if together := next((item for item in items if "," in str(item).partition("(")[0]), None):
        raise Unanswered(say("`{name}` holds several names in one text, {found}: put each between quotes of "
                             "its own, in a list, `[..., ...]`.", name=name,
                             found=f'"{together}"'))  # fmt: skip
    return tuple(plain(str(item).partition("(")[0]) for item in items)


def quoted(answers: Answers, name: str) -> str:
    """The items of an answer as they were written."""
    return ", ".join(str(item) for item in answers.items(name))


def form_of_number(name: str) -> Judge:
    """Judges whether a variable holds a whole number."""

    def judge(answers: Answers, *_: object) -> Message | None:
        whole_number(answers, name)
        return None

    return judge


def form_of_numbers(name: str) -> Judge:
    """Judges whether a variable holds whole numbers."""

    def judge(answers: Answers, *_: object) -> Message | None:
        whole_numbers(answers, name)
        return None

    return judge


def form_of_names(name: str) -> Judge:
    """Judges whether a variable holds a name or names."""

    def judge(answers: Answers, *_: object) -> Message | None:
        names(answers, name)
        return None

    return judge
