"""Where a course is rehearsed, while it proves itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.course.course import Assignment, Course
from autograder.proving.rehearsal import Rehearsal, Scene, make_scene
from autograder.scoring.rubrics import rubrics_of


class Stage:
    """Where a course is rehearsed; safe to use from several threads."""

    def __init__(self, course: Course, place: Path, fast: bool = True) -> None:
        self.course, self.fast = course, fast
        self._place = place
        self._made: dict[tuple[str, str], Rehearsal] = {}
        self._scenes: dict[str, Scene] = {}
        self._lock = threading.Lock()

    def rehearsal(self, assignment: Assignment, language: str) -> Rehearsal:
        """The one of an assignment in a language, made when it is first asked for."""
        with self._lock:
            if language not in self._scenes:
                self._scenes[language] = make_scene(self._place, self.course, language, self.fast)
            wanted = (assignment.slug, language)
            if wanted not in self._made:
                self._made[wanted] = Rehearsal(self._scenes[language], assignment)
            return self._made[wanted]

    def close(self) -> None:
        """End what runs behind it."""
        for rehearsal in self._made.values():
            rehearsal.close()


@contextmanager
def stage_for(course: Course, fast: bool = True) -> Iterator[Stage]:
    """A stage in a folder that is thrown away.

    The checks are imported before there are threads: two that import the same packages at once may
    find them half made.
    """
    for assignment in course.assignments:
        with suppress(Exception):  # a proof of its own tells it
            rubrics_of(assignment)
    with (
        TemporaryDirectory(prefix="prove-") as folder,
        closing(Stage(course, Path(folder), fast)) as stage,
    ):
        yield stage
