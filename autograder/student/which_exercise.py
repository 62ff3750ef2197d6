"""What is said where `grader.check` or `grader.hint` is given no exercise's name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from autograder.course.course import Assignment, Course
from autograder.messages import Message, joined, say

_ALIKE = 0.7
_SHOWN = 40  # characters of what was given


@dataclass(frozen=True)
class Unknown:
    """What to say; `listed` where the exercises that there are belong below it."""

    told: Message
    listed: bool = True


@dataclass(frozen=True, eq=False)
class Names:
    """What a word may stand for in a notebook: an exercise, or something else that students know by a name.

    `set_up` are the names that the set-up cell brings; `asking` has, by each name that an exercise asks
    for, the first that does.
    """

    course: Course
    assignment: Assignment
    language: str
    set_up: Collection[str]
    asking: Callable[[], Mapping[str, str]]

    def unknown(self, given: object, method: str, namespace: Mapping[str, Any]) -> Unknown:
        """Said of what is no exercise's name; `method` is what it was given to."""
        if isinstance(given, str):
            return self._of_text(given, method) if given.strip() else self._nothing(method)
        for name in _names_of(given, namespace):
            if name in self._exercises:
                return Unknown(_quoted(method, name), listed=False)
            if meant := self._meant(name):
                return self._asked_for(name, meant, method)
        return Unknown(say("An exercise is called by its name, a text in quotes; what was given is a {type}. "
                           "There are these:", type=type(given).__name__))  # fmt: skip

    def _of_text(self, given: str, method: str) -> Unknown:
        folded = {_folded(name): name for name in self._exercises}
        if meant := folded.get(_folded(given)) or self._titles.get(_folded(given)):
            return Unknown(_did_you_mean(method, meant), listed=False)
        if given in {exercise.id for exercise in self.assignment.left_out}:
            return Unknown(_with_list(say("Your course leaves it out.")))
        if other := self._elsewhere(given):
            return Unknown(_with_list(say("It belongs to another notebook, “{title}”.", title=other)))
        if meant := self._meant(given):
            return self._asked_for(given, meant, method)
        if given in self.set_up:
            return Unknown(_with_list(say("`{name}` comes with the set-up cell, in which there is nothing to "
                                          "check.", name=given)))  # fmt: skip
        words = {**self._titles, **folded}
        if alike := get_close_matches(_folded(given), words, n=1, cutoff=_ALIKE):
            return Unknown(_did_you_mean(method, words[alike[0]]), listed=False)
        return Unknown(_with_list())

    def _nothing(self, method: str) -> Unknown:
        example = next((e.id for e in self.assignment.automatic), self._exercises[0])
        return Unknown(say("Which exercise? Give its name in quotes, as in `grader.{method}(\"{name}\")`. "
                           "There are these:", method=method, name=example))  # fmt: skip

    def _meant(self, name: str) -> str:
        """The exercise that asks for this name, and is called otherwise."""
        return self.asking().get(name, "")

    def _asked_for(self, given: str, meant: str, method: str) -> Unknown:
        told = say("There is no exercise of that name; `{given}` is asked for in `{name}`. Did you mean "
                   "`grader.{method}(\"{name}\")`?", given=given, name=meant, method=method)  # fmt: skip
        return Unknown(told, listed=False)

    def _elsewhere(self, given: str) -> str:
        """The title of another assignment that has such an exercise."""
        others = (a for a in self.course.assignments if a.slug != self.assignment.slug)
        found = (a for a in others if any(exercise.id == given for exercise in a.exercises))
        return next((a.title.in_(self.language) for a in found), "")

    @property
    def _exercises(self) -> tuple[str, ...]:
        return tuple(exercise.id for exercise in self.assignment.exercises)

    @property
    def _titles(self) -> dict[str, str]:
        return {_folded(e.title.in_(self.language)): e.id for e in self.assignment.exercises}


def _with_list(*why: Message) -> Message:
    return joined(" ", (say("There is no exercise of that name."), *why, say("There are these:")))


def _did_you_mean(method: str, name: str) -> Message:
    return say("There is no exercise of that name. Did you mean `grader.{method}(\"{name}\")`?",
               method=method, name=name)  # fmt: skip


def _quoted(method: str, name: str) -> Message:
    return say("The name of an exercise stands in quotes: `grader.{method}(\"{name}\")`.",
               method=method, name=name)  # fmt: skip


def _names_of(given: object, namespace: Mapping[str, Any]) -> Iterator[str]:
    """What a thing that is no text is called: by itself, and in the notebook."""
    if isinstance(own := getattr(given, "__name__", None), str):
        yield own
    if given is not None and not isinstance(given, int | float):  # there may be many of those
        yield from _named(given, namespace.items())


def _named(given: object, variables: Iterable[tuple[str, Any]]) -> list[str]:
    return [name for name, value in variables if value is given and not name.startswith("_")]


def _folded(text: str) -> str:
    """Without what people write otherwise and mean alike: capitals, blanks, hyphens, underscores."""
    return "".join(c for c in text.casefold() if c.isalnum())


def shown(given: object) -> str:
    """What was given, in few characters, as the heading of what is said; its text may be anything."""
    text = given.strip() if isinstance(given, str) else ""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
