"""What is odd about a file that was handed in and yet can be graded: told, at no cost in points."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from autograder.messages import Message, say

_NAMED = 5  # of what lies beside a notebook
_USUAL = frozenset({"timestamp.txt", ".ipynb_checkpoints", "__pycache__"})


def of_notebook(notebook: NotebookNode) -> tuple[Message, ...]:
    """Of the notebook as nbformat read it: an old format, no kernel named."""
    told = []
    if (before := notebook.metadata.get("orig_nbformat")) is not None:
        told.append(
            say("The notebook is in the old format {format}; it was read as format 4.", format=before)
        )
    if not notebook.metadata.get("kernelspec"):
        told.append(say("The notebook names no kernel; it ran in the course's."))
    return tuple(told)


def beside(path: Path, given: Path) -> tuple[Message, ...]:
    """Of what lies in the folder of the notebook at `path`, beside what `given` held for students."""
    usual = _USUAL | {path.name} | ({p.name for p in given.iterdir()} if given.is_dir() else set())
    found = sorted((p for p in path.parent.iterdir() if p.name not in usual), key=lambda p: p.name)
    links = [p.name for p in found if p.is_symlink()]
    files = [p.name for p in found if not p.is_symlink()]
    told = []
    if links:
        told.append(say("Links were handed in and not followed: {names}.", names=_listed(links)))
    if files:
        told.append(say("Files beside the notebook were not used, since only the notebook runs: {names}.",
                        names=_listed(files)))  # fmt: skip
    return tuple(told)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
