"""Example submissions: what differs from the solution, and the score that it must earn.

A case is a percent script in `<assignment>/cases/`, named after what it shows, with just the
exercise cells that differ; `golden.toml` beside them says what each starts from, what it earns
and which words its messages must have.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.course.course import Assignment, Text, text
from autograder.course.notebooks import stubbed
from autograder.errors import CourseError
from autograder.messages import cause


@dataclass(frozen=True)
class Case:
    """`earned` holds the exercises that do not earn all of their points.

    `messages` are parts of English sentences, by the exercise that must say them; `demo` cases
    are those that `make demo` shows.
    """

    name: str
    starts_from: str
    about: Text
    cells: Mapping[str, str]
    earned: Mapping[str, float]
    messages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    demo: bool = False

    def exercises(self, assignment: Assignment) -> frozenset[str]:
        """What the case is about: everything that we score, where it names nothing."""
        named = {*self.cells, *self.earned, *self.messages}
        return frozenset(named or (e.id for e in assignment.automatic))

    def golden(self, assignment: Assignment) -> dict[str, float]:
        """Points by exercise that the case must earn; what is written waits for a person."""
        full = {} if self.starts_from == "starter" else {e.id: e.points for e in assignment.automatic}
        return {e.id: float(self.earned.get(e.id, full.get(e.id, 0.0))) for e in assignment.exercises}

    def notebook(self, source: NotebookNode, language: str) -> NotebookNode:
        """The case as a student would hand it in."""
        solved = copy.deepcopy(source)
        notebook = stubbed(solved, language) if self.starts_from == "starter" else solved
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = self.cells.get(grade_id, cell.source)
        return notebook


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


def _case(assignment: Assignment, script: Path, entry: Mapping[str, Any]) -> Case:
    import jupytext

    cells = jupytext.read(script).cells if script.is_file() else []
    replaced = {c.metadata["exercise"]: c.source for c in cells if "exercise" in c.metadata}
    messages = {name: tuple(parts) for name, parts in entry.get("messages", {}).items()}
    case = Case(
        name=script.stem,
        starts_from=str(entry.get("starts_from", "solution")),
        about=text(entry["about"]),
        cells=replaced,
        earned=entry.get("earned", {}),
        messages=messages,
        demo=bool(entry.get("demo", False)),
    )
    if unknown := case.exercises(assignment) - {e.id for e in assignment.exercises}:
        raise CourseError(
            "{script} or its golden entry names no exercise of ours: {names}",
            script=script,
            names=", ".join(sorted(unknown)),
        )
    return case
