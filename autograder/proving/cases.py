"""Example submissions: what differs from the solution, and the score that it must earn.

A case is an entry of `<assignment>/cases/golden.toml`, named after what it shows: what it starts
from, what it earns and which words its messages must have. What differs is either changed there, by
exercise, or is a percent script of that name beside it, with just the cells that differ.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.course.course import Assignment, Text, text
from autograder.course.notebooks import compile_source, stubbed
from autograder.errors import CourseError
from autograder.messages import Message, cause, of_error

_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)  # of one language, and so nothing to change


@dataclass(frozen=True)
class Case:
    """`earned` holds the exercises that do not earn all of their points.

    `messages` are parts of English sentences, by the exercise that must say them; `demo` cases
    are those that `make demo` shows. `changes` are pairs of old and new code, by the exercise whose
    cell has the old once, and are made in their order; `cells` replace cells whole. Of one that starts
    from the notebook as handed out, `solved` are the exercises that were done all the same.
    """

    name: str
    starts_from: str
    about: Text
    cells: Mapping[str, str]
    earned: Mapping[str, float]
    messages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    demo: bool = False
    changes: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    solved: tuple[str, ...] = ()

    def exercises(self, assignment: Assignment) -> frozenset[str]:
        """What the case is about: everything that we score, where it names nothing."""
        named = {*self.cells, *self.changes, *self.earned, *self.messages, *self.solved}
        return frozenset(named or (e.id for e in assignment.automatic))

    def golden(self, assignment: Assignment) -> dict[str, float]:
        """Points by exercise that the case must earn; what is written waits for a person."""
        full = {e.id: e.points for e in assignment.automatic if self._is_solved(e.id)}
        return {e.id: float(self.earned.get(e.id, full.get(e.id, 0.0))) for e in assignment.exercises}

    def notebook(self, source: NotebookNode, language: str) -> NotebookNode:
        """The case as a student would hand it in; CourseError where a change is not found just once."""
        notebook = copy.deepcopy(source)
        for cell, handed_out in zip(notebook.cells, stubbed(source, language).cells, strict=True):
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            begun = cell.source if self._is_solved(grade_id) else handed_out.source
            cell.source = self.cells.get(grade_id, begun)
            for old, new in self.changes.get(grade_id, ()):
                cell.source = self._changed(cell.source, grade_id, old, new)
        return notebook

    def _is_solved(self, exercise: str | None) -> bool:
        return self.starts_from != "starter" or exercise in self.solved

    def _changed(self, source: str, exercise: str, old: str, new: str) -> str:
        code = _COMMENT.sub(lambda comment: "\0" * len(comment[0]), source)
        if code.count(old) == 1:
            at = code.index(old)
            return source[:at] + new + source[at + len(old) :]
        raise CourseError(
            "{name}: the code of {exercise} has {old!r} {count} times, not once; "
            "copy what is to be changed from notebook.py, and enough of it",
            name=self.name,
            old=old,
            exercise=exercise,
            count=code.count(old),
        )


def load_cases(assignment: Assignment, folder: Path | None = None) -> tuple[Case, ...]:
    """The cases in a folder, or an assignment's own; CourseError where scripts and golden.toml differ."""
    folder = folder or assignment.folder / "cases"
    path = folder / "golden.toml"
    try:
        golden = tomllib.loads(path.read_text(encoding="utf-8"))
        scripts = {script.stem for script in folder.glob("*.py")}
        if odd := scripts - golden.keys():
            raise CourseError("{path} lacks {names}", path=path, names=", ".join(sorted(odd)))
        return tuple(_case(assignment, folder / f"{name}.py", entry) for name, entry in golden.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError("{path} cannot be used: {error}", path=path, error=cause(error)) from error


def misfits(assignment: Assignment) -> Iterator[Message]:
    """Changes that are not found just once in the notebook."""
    source = compile_source(assignment, "en", "digits")
    for case in load_cases(assignment):
        try:
            case.notebook(source, "en")
        except CourseError as error:
            yield of_error(error)


def _case(assignment: Assignment, script: Path, entry: Mapping[str, Any]) -> Case:
    import jupytext

    cells = jupytext.read(script).cells if script.is_file() else []
    replaced = {c.metadata["exercise"]: c.source for c in cells if "exercise" in c.metadata}
    changes = {id: tuple((str(old), str(new)) for old, new in pairs)
               for id, pairs in entry.get("change", {}).items()}  # fmt: skip
    if replaced and changes:
        raise CourseError(
            "{script} has changes in golden.toml beside it: keep the one or the other", script=script
        )
    messages = {name: tuple(parts) for name, parts in entry.get("messages", {}).items()}
    case = Case(
        name=script.stem,
        starts_from=str(entry.get("starts_from", "solution")),
        about=text(entry["about"]),
        cells=replaced,
        earned=entry.get("earned", {}),
        messages=messages,
        demo=bool(entry.get("demo", False)),
        changes=changes,
        solved=tuple(entry.get("solved", ())),
    )
    if unknown := case.exercises(assignment) - {e.id for e in assignment.exercises}:
        raise CourseError(
            "{script} or its golden entry names no exercise of ours: {names}",
            script=script,
            names=", ".join(sorted(unknown)),
        )
    return case
