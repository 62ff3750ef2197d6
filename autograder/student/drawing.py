"""`grader.playground(model)`: a page to draw on, written beside the notebook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.messages import Message, Translate, say, told
from autograder.playground.own import Through, live_networks
from autograder.playground.page import write_page
from autograder.playground.trained import reference_networks
from autograder.student.panels import Panel, marked
from reference.errors import Told

if TYPE_CHECKING:
    from reference.training import Run

#: The reference networks, trained once and kept beside the notebook.
NETWORKS = Path("playground_networks")


class Training:
    """Says how far the trainings are, on one line of a cell's output."""

    def __init__(self, translate: Translate) -> None:
        self._translate, self._done, self._total = translate, 0, 0

    def begin(self, total: int, done: int = 0) -> None:
        self._done, self._total = done, total
        self._tell()

    def outcome(self, outcome: Run) -> None:
        self._done += 1
        self._tell()

    def finishing(self, running: int) -> None: ...

    def _tell(self) -> None:
        line = say("networks to compare with: {done} of {total} trained", done=self._done, total=self._total)
        print(f"\r{line.render(self._translate)}", end="\n" if self._done == self._total else "", flush=True)


class Drawing(Panel):
    """Where the page is, with a link to it."""

    def __init__(self, language: str, title: str, text: str, file: Path) -> None:
        super().__init__(language, title, text)
        self._file = file

    def _repr_html_(self) -> str:
        link = (
            f'<p><a href="{marked(self._file.as_posix())}" target="_blank">{marked(self._file.name)}</a></p>'
        )
        return super()._repr_html_() + link


def draw(model: Any, through: Through | None, file: Path, language: str, translate: Translate) -> Panel:
    """Write the page and say where it is; or say what stands in the way, which ends no cell."""
    title = say("Draw a digit").render(translate)
    try:
        reference = reference_networks(NETWORKS, jobs=os.cpu_count() or 1, progress=Training(translate))
        own = () if model is None else live_networks(model, through, reference.dataset.test)
        write_page(file, reference, language, translate, own)
    except Told as error:
        return Panel(language, title, told(error, translate))
    return Drawing(language, title, _written(file).render(translate), file)


def _written(file: Path) -> Message:
    return say("Open `{file}` in a browser: it needs nothing else, and nothing that you draw leaves it.",
               file=str(file))  # fmt: skip
