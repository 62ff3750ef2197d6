"""The seam to the dangerous thing: something that runs cells and answers asks.

Behind it stand `SandboxedKernel`, within walls, and `LocalKernel`, which has none; `factory` chooses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from autograder.evidence.evidence import RunStatus
from autograder.evidence.refusals import MORE, Reason, filled

_STDOUT_TAIL = 2_000
_SHOWN_TEXT = 20_000
_SHOWN_BINARY = 1 << 20
_MIME = re.compile(r"(text|image|application)/(?![A-Za-z0-9.+-]*json\Z)[A-Za-z0-9.+-]{1,60}")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class CellRun:
    """What a cell did: RAISED with its error in one line, or COMPLETED, TIMED_OUT or DIED.

    `ended` says that the kernel is gone; a cell that was interrupted in time leaves it alive.
    """

    status: RunStatus
    seconds: float
    outputs: tuple[dict[str, Any], ...] = ()
    error: Reason = ""
    ended: bool = False

    @property
    def stdout_tail(self) -> str:
        streams = (o.get("text", "") for o in self.outputs if o["output_type"] == "stream")
        return "".join(streams)[-_STDOUT_TAIL:]


class Kernel(Protocol):
    """One submission's kernel; once it has ended, every later call says DIED."""

    def run(self, source: str, seconds: float) -> CellRun: ...

    def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
        """Put asks; the folder holds what `answer_files.read_answers` reads."""
        ...

    @property
    def peak_bytes(self) -> int | None:
        """The most memory that its cells were seen to hold; None where nobody looked."""
        ...

    def close(self) -> None: ...


def error_line(outputs: Iterable[dict[str, Any]]) -> str:
    """The first exception among a cell's outputs, in a line; empty where there is none."""
    errors = (o for o in outputs if o["output_type"] == "error")
    text = next((f"{_cut(o['ename'])}: {_cut(o['evalue'])}" for o in errors), "")
    return " ".join(_COLOURS.sub("", text).split())


def shown(outputs: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """What is kept of a cell's outputs: streams joined where they follow each other, all cut.

    All are as nbformat has them, or not there: a kernel may send anything in their place. They are plain
    JSON without halves of characters, and so can be stored.
    """
    joined: list[dict[str, Any]] = []
    for output in filter(None, map(_well_formed, outputs)):
        before = joined[-1] if joined else {}
        if output["output_type"] == "stream" and before.get("name") == output["name"]:
            before["texts"].append(output["text"])
        else:
            joined.append({**output, "texts": [output["text"]]} if "text" in output else dict(output))
    streams = (o | {"text": "".join(o.pop("texts"))} if "texts" in o else o for o in joined)
    bounded = [_bounded(stream) for stream in streams]
    written: list[dict[str, Any]] = json.loads(whole_characters(json.dumps(bounded, ensure_ascii=False)))
    return tuple(written)


def whole_characters(text: str) -> str:
    """With `?` for halves of characters, which no file takes."""
    return text.encode(errors="replace").decode()


def _well_formed(output: Mapping[str, Any]) -> dict[str, Any] | None:
    """An output with what its kind has, and texts alone in it; None of what is no output at all."""
    kind = output.get("output_type")
    if kind == "stream":
        name = output.get("name")
        known = name if name in ("stdout", "stderr") else "stdout"
        return {"output_type": kind, "name": known, "text": str(output.get("text", ""))}
    if kind == "error":
        lines = output.get("traceback")
        traceback = [str(line) for line in lines] if isinstance(lines, list) else []
        told = {name: str(output.get(name, "")) for name in ("ename", "evalue")}
        return {"output_type": kind, **told, "traceback": traceback}
    if kind not in ("display_data", "execute_result"):
        return None
    data = output.get("data")
    texts = {k: v for k, v in data.items() if _is_text(k, v)} if isinstance(data, dict) else {}
    count = {"execution_count": None} if kind == "execute_result" else {}
    return {"output_type": kind, "data": texts, "metadata": {}, **count}


def _is_text(mime: Any, content: Any) -> bool:
    """Whether it is of a kind that nbformat keeps as a text."""
    return isinstance(content, str) and isinstance(mime, str) and _MIME.fullmatch(mime) is not None


def _bounded(output: dict[str, Any]) -> dict[str, Any]:
    """An output of bearable size: long texts are cut, large pictures left out."""
    if "text" in output:
        return {**output, "text": _cut(output["text"])}
    if "data" in output:
        kept = {k: v for k, v in output["data"].items() if len(str(v)) <= _SHOWN_BINARY}
        data = {k: v if k.startswith("image/") else _cut(v) for k, v in kept.items()}
        return {**output, "data": data}
    return output


def _cut(text: Any) -> Any:
    if not isinstance(text, str) or len(text) <= _SHOWN_TEXT:
        return text
    return f"{text[:_SHOWN_TEXT]}\n{filled(MORE, count=len(text) - _SHOWN_TEXT)}"
