"""How far a long work is: one bar for every command that has one."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Never, Self, TextIO, TypeVar

from autograder.commands.output import beside, on_a_line
from autograder.messages import Message, Translate, plural

if TYPE_CHECKING:
    from tqdm import tqdm

Outcome = TypeVar("Outcome", contravariant=True)


class Bar(Generic[Outcome]):
    """A `Progress` on the terminal, from `begin` to the end of its `with`.

    A command that has more to say of an outcome says it in `outcome`, before the bar moves.
    """

    def __init__(self, label: str | None, unit: Message, translate: Translate, *, leave: bool = True) -> None:
        self.translate = translate
        self._label, self._unit, self._leave = label, unit, leave
        self._bar: tqdm[Never] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def begin(self, total: int, done: int = 0) -> None:
        from tqdm import tqdm

        unit = self._unit.render(self.translate)
        self._bar = tqdm(total=total, initial=done, desc=self._label, unit=unit, leave=self._leave)

    def outcome(self, outcome: Outcome) -> None:
        if self._bar is not None:
            self._bar.update()

    def finishing(self, running: int) -> None:
        print(file=sys.stderr)
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
