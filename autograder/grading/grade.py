"""The story of a class: submissions -> evidence -> score sheets -> gradebook -> pages."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.evidence.evidence import Sandbox
from autograder.execution.sandbox import require_wall
from autograder.execution.shutdown import stop
from autograder.gradebook.writer import record
from autograder.pages.site import write_reports
from autograder.pipeline.executors import local_slots
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.outcome import Graded, Problem


def grade(
    folder: CourseFolder,
    assignment: Assignment,
    students: Sequence[str],
    sandbox: Sandbox,
    jobs: int,
    tell: Callable[[Graded | Problem], None],
    force: bool = False,
    finishing: Callable[[int], None] = lambda count: None,
) -> tuple[Problem, ...]:
    """Grade these students of one assignment, telling each outcome as it comes in.

    Interrupted, it tells how many notebooks it is `finishing`, and interrupted again, ends them.
    Returns what stands between a student and a grade in nbgrader's gradebook. Raises
    SandboxError before anything runs, unless running without walls was accepted. With `force`
    everything is run and recorded again.
    """
    require_wall(sandbox)
    grader = FolderGrader(folder, assignment, sandbox, force=force)
    with contextlib.closing(local_slots(grader.grade, students, jobs, finishing, stop)) as coming:
        for outcome in coming:
            tell(outcome)
    sheets = [sheet for sheet in folder.sheets(assignment.slug) if sheet.student in students]
    problems = record(folder, assignment, sheets, force)
    write_reports(folder, [assignment])
    return tuple(problems)
