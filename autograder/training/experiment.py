"""What `autograder train` is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir.coursedir import CourseFolder


@dataclass(frozen=True)
class Experiment:
    """What is to be trained, on which data, and where the results go."""

    dataset: str
    variants: str
    seeds: int
    epochs: int | None
    jobs: int
    out: Path
    language: str = "en"
    course: CourseFolder | None = None

    @property
    def hidden_seed(self) -> int:
        return self.course.hidden_seed if self.course else 0

    @property
    def hidden_file(self) -> Path | None:
        return self.course.hidden_file if self.course else None
