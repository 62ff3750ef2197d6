"""What `autograder train` is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir.coursedir import CourseFolder


@dataclass(frozen=True)
class Experiment:
    """What is to be trained, on which data, and where the results go.

    `plans` are names or globs of variants, and of how many seeds each, in the order of training. With
    `refreshed` the page is there from the first runs on, and loads itself anew until it is whole.
    """

    dataset: str
    plans: tuple[tuple[str, int], ...]
    epochs: int | None
    jobs: int
    out: Path
    language: str = "en"
    course: CourseFolder | None = None
    refreshed: bool = False

    @property
    def hidden_seed(self) -> int:
        return self.course.hidden_seed if self.course else 0

    @property
    def hidden_file(self) -> Path | None:
        return self.course.hidden_file if self.course else None
