"""What is right where it is judged only on handing in: `key.toml` beside an assignment's `checks/`.

Students get the checks and never this file: at home a criterion with a `local` looks at the form alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.course.schema import KeyTable, read_toml, typed
from autograder.errors import CourseError
from autograder.messages import cause

KEY = "key.toml"
_FORMAT = 1


class Key:
    """The right answers of an assignment, by name; checks make it once, `key = Key(__file__)`.

    `key["learning_problem"]` is what `[answers]` of `key.toml` says. The file is opened when the first
    answer is asked for. CourseError where it is not there, is damaged, or has no such answer.
    """

    def __init__(self, checks: str) -> None:
        self.path = Path(checks).absolute().parents[1] / KEY

    def __getitem__(self, name: str) -> Any:
        if name not in self.answers:
            raise CourseError("{path} has no answer {name}", path=self.path, name=name)
        return self.answers[name]

    @cached_property
    def answers(self) -> Mapping[str, Any]:
        """All of them."""
        try:
            data = read_toml(self.path.read_bytes())
            if data["format_version"] != _FORMAT:
                raise CourseError(
                    "{manifest} has format {found}, not {format}",
                    manifest=self.path,
                    found=data["format_version"],
                    format=_FORMAT,
                )
            return typed(data, KeyTable).answers
        except FileNotFoundError as error:
            raise CourseError(
                "{path} is not there: it holds the right answers, which students do not get. Copy it "
                "from the instructor's course",
                path=self.path,
            ) from error
        except (OSError, ValueError) as error:
            raise CourseError("{path} cannot be used: {error}", path=self.path, error=cause(error)) from error
