"""How far a long work is: a bar for every command that has one, on a terminal; else a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Never, Self, TextIO, TypeVar

from autograder.commands.output import beside, on_a_line
from autograder.messages import Message, Translate, joined, plural, say

if TYPE_CHECKING:
    from tqdm import tqdm

Outcome = TypeVar("Outcome", contravariant=True)


#: Seconds that pass between two lines, where there is no terminal.
EVERY = 30.0


class Bar(Generic[Outcome]):
    """A `Progress` on the terminal, from `begin` to the end of its `with`; `Lines` in a log.

    A command that has more to say of an outcome says it in `outcome`, before the bar moves.
    """

    def __init__(self, label: str | None, unit: Message, translate: Translate, *, leave: bool = True) -> None:
        self.translate = translate
        self._label, self._unit, self._leave = label, unit, leave
        self._bar: tqdm[Never] | Lines | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def begin(self, total: int, done: int = 0) -> None:
        if not sys.stderr.isatty() or find_spec("tqdm") is None:  # which a student's install may lack
            self._bar = Lines(self._label, self._unit, self.translate, total, done)
            return
        from tqdm import tqdm

        unit = self._unit.render(self.translate)
        self._bar = tqdm(total=total, initial=done, desc=self._label, unit=unit, leave=self._leave)

    def outcome(self, outcome: Outcome) -> None:
        if self._bar is not None:
            self._bar.update()

    def finishing(self, running: int) -> None:
        if sys.stderr.isatty():
            print(file=sys.stderr)  # from the bar's line to the next
        still = plural(
            "1 notebook still runs and may finish; press Ctrl-C again to stop at once",
            "{count} notebooks still run and may finish; press Ctrl-C again to stop at once",
            running,
        )
        beside(still.render(self.translate))

    def note(self, text: str) -> None:
        """Beside the bar, from now on."""
        if self._bar is not None:
            self._bar.set_postfix_str(text, refresh=False)

    def above(self, lines: Iterable[Message], file: TextIO | None = None) -> None:
        """Lines that stay, on stderr if on nothing else; the bar comes back with the next outcome."""
        if self._bar is not None:
            self._bar.clear()
        for line in lines:
            print(on_a_line(line.render(self.translate)), file=file or sys.stderr)


class Lines:
    """The same in a log, which keeps every line: the first, the last, and one in `EVERY` seconds between."""

    def __init__(
        self,
        label: str | None,
        unit: Message,
        translate: Translate,
        total: int,
        done: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._label, self._unit, self._translate = label, unit, translate
        self._total, self._done, self._clock = total, done, clock
        self._note = ""
        self._tell()

    def update(self) -> None:
        self._done += 1
        if self._done == self._total or self._clock() - self._when >= EVERY:
            self._tell()

    def set_postfix_str(self, text: str, refresh: bool = False) -> None:
        self._note = text

    def clear(self) -> None:
        """No line of it is in anybody's way."""

    def close(self) -> None:
        if self._told != self._done:
            self._tell()

    def _tell(self) -> None:
        self._when, self._told = self._clock(), self._done
        where = say("{unit} {done} of {total}", unit=self._unit, done=self._done, total=self._total)
        line = joined(", ", [where, *([self._note] if self._note else [])]).render(self._translate)
        named = f"{self._label}: {line}" if self._label else line
        print(on_a_line(named), file=sys.stderr, flush=True)
