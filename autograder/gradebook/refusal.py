"""Why nbgrader took no grade: the error at the bottom of its log, not the line that sums it up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from autograder.messages import Message, say

_HEADER = re.compile(r"(?P<indent> *)(?:\[\w+\] )?Traceback \(most recent call last\):")
_LOGGED = re.compile(r"\[(?:ERROR|CRITICAL)\] (?P<text>.+)")
_LOG_INDENT = 4  # of the second and later lines of what is logged
_CAUSED = "The above exception was the direct cause"
_MEANWHILE = "During handling of the above exception"
_SUMMARY = "NbGraderException"
_SUMMING_UP = ("There was an error processing assignment", "Please see the", "Traceback (")
_NAMED = re.compile(r"(?P<module>(?:\w+\.)*)(?P<kind>\w+)(?P<rest>: .*)?")


@dataclass(frozen=True)
class _Raised:
    """The first line of an exception; whether it came of the one before it, or while that was handled."""

    text: str
    caused: bool = False
    meanwhile: bool = False

    @property
    def sums_up(self) -> bool:
        return self.text.partition(":")[0].endswith(_SUMMARY)


def log_of(outcome: Mapping[str, Any]) -> str:
    """All that nbgrader said."""
    return "\n".join(str(outcome[part]).strip() for part in ("log", "error") if outcome.get(part)) + "\n"


def reason_of(outcome: Mapping[str, Any]) -> Message | str:
    """The error that stood in the way, in one line.

    Of several that are logged the last; what it came of, where it was raised for another's sake. Where
    there is none but nbgrader's own, what that says.
    """
    for text in (outcome.get("log") or "", outcome.get("error") or ""):
        roots = [root for root in _roots(text) if not root.sums_up]
        if roots:
            return _short(roots[-1].text)
    logged = (found["text"] for found in _LOGGED.finditer(outcome.get("log") or ""))
    told = [text for text in logged if not text.startswith(_SUMMING_UP)]
    lines = log_of(outcome).strip().splitlines()
    return told[0] if told else _short(lines[-1].strip()) if lines else say("no reason given")


def _roots(text: str) -> Iterator[_Raised]:
    """What is at the bottom of each traceback, with those that it is chained to."""
    root: _Raised | None = None
    for raised in _raised(text):
        if root is None or not (raised.caused or raised.meanwhile):
            if root is not None:
                yield root
            root = raised
        elif raised.meanwhile and not raised.sums_up:
            root = raised
    if root is not None:
        yield root


def _raised(text: str) -> Iterator[_Raised]:
    """The exceptions of all tracebacks, as they stand there."""
    indent: int | None = None
    link = _Raised("")
    for line in text.splitlines():
        if header := _HEADER.match(line):
            indent = _LOG_INDENT if line.startswith("[") else len(header["indent"])
        elif indent is not None and line.strip() and len(line) - len(line.lstrip()) <= indent:
            yield replace(link, text=line.strip())
            indent, link = None, _Raised("")
        elif indent is None and (_CAUSED in line or _MEANWHILE in line):
            link = _Raised("", caused=_CAUSED in line, meanwhile=_MEANWHILE in line)


def _short(text: str) -> str:
    """Without the module of its kind; one of ours by what it says alone."""
    found = _NAMED.fullmatch(text)
    if not found or not found["rest"]:
        return text
    ours = found["module"].startswith(("autograder.", "reference."))
    return found["rest"].removeprefix(": ") if ours else f"{found['kind']}{found['rest']}"
