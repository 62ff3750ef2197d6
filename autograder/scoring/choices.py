"""Answers that are chosen from a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.messages import Message, say
from autograder.scoring.answers import Answers, Unanswered


def option(answers: Answers, name: str, options: Sequence[str]) -> str:
    """The one option that a variable holds, in lower case; Unanswered where it holds none of them."""
    chosen = options_of(answers, name, options)
    if len(chosen) != 1:
        raise Unanswered(say("`{name}` should be one of: {options}.", name=name, options=listed(options)))
    return next(iter(chosen))


def options_of(answers: Answers, name: str, options: Sequence[str]) -> frozenset[str]:
    """The options that a variable holds, one text or a list or set of them, in lower case."""
    chosen = frozenset(map(as_option, answers.items(name)))
    if odd := sorted(chosen - {o.lower() for o in options}):
        raise Unanswered(
            say("`{name}` holds {odd}; the options are: {options}.", name=name,
                odd=", ".join(odd)[:80], options=listed(options))
        )  # fmt: skip
    if not chosen:
        raise Unanswered(say("`{name}` is empty; the options are: {options}.", name=name,
                             options=listed(options)))  # fmt: skip
    return chosen


def as_option(item: object) -> str:
    """A chosen option as it is spelt among options: in lower case, without brackets and full stop."""
    return str(item).strip().strip(".)(").lower()


def listed(options: Sequence[str]) -> str:
    return ", ".join(f'"{o}"' for o in options)


@dataclass(frozen=True)
class FormOfOption:
    """Judges whether a variable holds one of the options, and not which."""

    name: str
    options: tuple[str, ...]

    def __call__(self, answers: Answers, *_: object) -> Message | None:
        option(answers, self.name, self.options)
        return None

    @property
    def codes(self) -> tuple[str, ...]:
        """Each option as code that a variable may be given."""
        return tuple(repr(str(each)) for each in self.options)


def form_of_option(name: str, options: Sequence[str]) -> FormOfOption:
    """For `local`; what the options are is known to whoever looks at the rubric."""
    return FormOfOption(name, tuple(options))


def plain(name: str | None) -> str:
    """A setting's name without what styles differ in: case, spaces, underscores, hyphens.

    `SparseCategoricalCrossentropy` and `sparse_categorical_crossentropy` are the same, and so
    are `tf.nn.relu` (whose own name is `relu_v2`) and `keras.activations.relu`.
    """
    last = (name or "").strip().rpartition(".")[2].removesuffix("_v2")
    return "".join(c for c in last.casefold() if c.isalnum())
