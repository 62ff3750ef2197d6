"""What a grading and the process that writes its gradebook say: JSON, one answer to each request."""

from __future__ import annotations

import json
from collections.abc import Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from autograder import errors
from autograder.messages import Message, of_error
from autograder.pipeline.outcome import Problem
from autograder.state_files import aside_elsewhere, told_aside
from reference import errors as errors_below
from reference.errors import Told

#: It takes no sheet after this one.
END: dict[str, Any] = {}


def begin(course: Path, assignment: str, *, force: bool) -> dict[str, Any]:
    """Make the gradebook ready for an assignment's sheets; the folder's lock comes behind it."""
    return {"course": str(course), "assignment": assignment, "force": force}


def take(student: str) -> dict[str, Any]:
    """The sheet that is kept of a student."""
    return {"student": student}


def put(line: Connection, told: dict[str, Any]) -> None:
    line.send_bytes(json.dumps(told, default=str).encode())


def request(line: Connection) -> dict[str, Any]:
    """EOFError where nobody says anything any more."""
    told: dict[str, Any] = json.loads(line.recv_bytes())
    return told


def answer(line: Connection, problems: Iterable[Problem] = ()) -> None:
    """What stands between students and grades; with it goes what was damaged and is set aside."""
    told = [{"student": problem.student, "reason": problem.reason.to_json()} for problem in problems]
    put(line, {"problems": told, "aside": [str(path) for path in told_aside()]})


def failure(line: Connection, error: Told | OSError) -> None:
    """Nothing more comes of this assignment."""
    put(line, {"error": _error(error), "aside": [str(path) for path in told_aside()]})


def answered(line: Connection) -> tuple[Problem, ...]:
    """The answer to a request; raises what made it fail there, EOFError where it will never come."""
    told = request(line)
    aside_elsewhere(map(Path, told["aside"]))
    if "error" in told:
        raise _raised(told["error"])
    return tuple(Problem(each["student"], Message.from_json(each["reason"])) for each in told["problems"])


def _error(error: Told | OSError) -> dict[str, Any]:
    if isinstance(error, Told):
        message = of_error(error) if error.values else Message(error.template)
        return {"kind": type(error).__name__, **message.to_json()}
    return {"number": error.errno, "reason": error.strerror, "file": error.filename}


def _raised(told: dict[str, Any]) -> Told | OSError:
    if "kind" not in told:
        return OSError(told["number"], told["reason"], told["file"])
    message = Message.from_json(told)
    kind = vars(errors).get(told["kind"]) or vars(errors_below).get(told["kind"]) or errors.GradebookError
    raised: Told = kind(message.template, **dict(message.values))
    return raised
