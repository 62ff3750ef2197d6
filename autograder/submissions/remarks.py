"""What is odd about a file that was handed in and yet can be graded: told, at no cost in points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.messages import Message, say
from autograder.submissions.instead import named
from autograder.submissions.passed_over import is_passed_over

if TYPE_CHECKING:
    from nbformat import NotebookNode

_PICTURES = frozenset({"image/png", "image/jpeg"})
_KINDS = ("text/html", "text/markdown", "text/latex", "image/svg+xml", "application/javascript")
_NAME_ONLY = re.compile(r"<[^<>]*>|")  # as `<IPython.core.display.HTML object>`: no text of the output's


def of_notebook(notebook: NotebookNode) -> tuple[Message, ...]:
    """Of the notebook as nbformat read it: an old format, no kernel named."""
    told = []
    if (before := notebook.metadata.get("orig_nbformat")) is not None:
        told.append(
            say("The notebook is in the old format {format}; it was read as format 4.", format=before)
        )
    if not notebook.metadata.get("kernelspec"):
        told.append(say("The notebook names no kernel; it ran in the course's."))
    if any(cell.get("attachments") for cell in notebook.cells):
        told.append(say("Pictures pasted into text are not shown in formgrader; the notebook has them."))
    return tuple(told)


def of_outputs(outputs: Iterable[Iterable[Mapping[str, Any]]]) -> tuple[Message, ...]:
    """Of the cells' outputs: what formgrader is not given to show, since it would run in its page."""
    left_out = {kind for cell in outputs for output in cell for kind in _not_shown(output.get("data"))}
    if not left_out:
        return ()
    kinds = [kind for kind in _KINDS if kind in left_out]  # names of ours, not a student's
    named = ", ".join([*kinds, *(["…"] if left_out - {*kinds} else [])])
    return (say("Outputs that are neither text nor a PNG or JPEG picture are not shown: {kinds}.",
                kinds=named),)  # fmt: skip


def _not_shown(data: Any) -> set[str]:
    """The kinds of one output, where no text and no picture stands for them."""
    if not isinstance(data, Mapping) or _PICTURES & data.keys():
        return set()
    text = data.get("text/plain")
    named = isinstance(text, str) and not _NAME_ONLY.fullmatch(text.strip())
    return set() if named else {str(kind) for kind in data if kind != "text/plain"}


def beside(path: Path, given: Path) -> tuple[Message, ...]:
    """Of what lies in the folder of the notebook at `path`, beside what `given` held for students."""
    usual = {path.name} | ({p.name for p in given.iterdir()} if given.is_dir() else set())
    found = sorted(
        (p for p in path.parent.iterdir() if p.name not in usual and not is_passed_over(p.name)),
        key=lambda p: p.name,
    )
    links = [p.name for p in found if p.is_symlink()]
    files = [p.name for p in found if not p.is_symlink()]
    told = []
    if links:
        told.append(say("Links were handed in and not followed: {names}.", names=named(links)))
    if files:
        told.append(say("Files beside the notebook were not used, since only the notebook runs: {names}.",
                        names=named(files)))  # fmt: skip
    return tuple(told)
