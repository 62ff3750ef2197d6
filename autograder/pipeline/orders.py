"""What goes out to another machine and what comes back, each as bytes: an order, and a reply to it.

An order holds what may leave: code to run, asks without answers, limits, digests of the students' view. A
reply is data alone, read by the reader of evidence; whoever sent it may have written anything.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import pickle
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

import msgspec

from autograder.course.limits import Limits
from autograder.errors import AutograderError, EngineError, NoEvidence
from autograder.evidence.answer_files import ARRAYS, ARRAYS_BYTES
from autograder.evidence.asks import Ask
from autograder.evidence.evidence import Evidence, Sandbox
from autograder.evidence.refusals import printed
from autograder.evidence.transcript import Transcript
from autograder.evidence.transcript_files import read, written
from autograder.execution.kernel import shown, whole_characters
from autograder.messages import LANGUAGES, Message, of_error, say, translator
from autograder.submissions.submission import Cell, Submission

#: Bytes of a reply that are taken: far more than honest evidence has.
MOST = 256 << 20
_NUMBERS = "biuf"
_LONGEST = 1_000  # characters of a template
_LONGEST_TOLD = 20_000  # characters, once its fields are filled
_WRITTEN = re.compile(r",?(\.\d)?[dfr%]?|<\d")  # how our sentences have numbers written, and words aligned


@dataclass(frozen=True)
class Place:
    """What the submissions of one assignment need of a machine: `view` has a digest for each of its files."""

    view: Mapping[str, str]
    limits: Limits
    sandbox: Sandbox


@dataclass(frozen=True)
class Order:
    """A submission to run, in a `grading` that may be ended; it says of nobody whose it is."""

    grading: str
    place: Place
    asks: Mapping[str, tuple[Ask, ...]]
    sizes: Mapping[str, int]
    cells: tuple[Cell, ...]
    untouched: frozenset[str]
    bound: frozenset[str]

    @property
    def submission(self) -> Submission:
        return Submission("", "", self.cells, self.untouched, bound=self.bound)


class Told(msgspec.Struct, frozen=True):
    """A message as it travels; its values are texts, numbers and messages."""

    template: str
    values: dict[str, str | int | float | Told | None] = {}
    other: str = ""

    @classmethod
    def of(cls, message: Message) -> Told:
        values = {k: _plain(v) for k, v in message.values}
        return cls(whole_characters(message.template), values, whole_characters(message.other))

    def message(self, depth: int = 4) -> Message:
        """NoEvidence where it is none that can be told in a line: a template may ask for a gigabyte."""
        try:
            said = self._message(depth)
            told = [said.render(translator(language)) for language in LANGUAGES]
            if all(len(text.encode()) <= _LONGEST_TOLD for text in told):
                return said
        except Exception as error:  # fields that their values do not fit, numbers beyond bounds, what not
            raise NoEvidence("what it returned is no reply") from error
        raise NoEvidence("what it returned is no reply")

    def _message(self, depth: int) -> Message:
        """What is within goes first: each part is short before it is put into another."""
        if depth == 0 or not all(map(self._is_plain, (self.template, self.other))):
            raise NoEvidence("what it returned is no reply")
        values = {k: v.message(depth - 1) if isinstance(v, Told) else v for k, v in self.values.items()}
        count = values["count"] if self.other else 0
        if not isinstance(count, int | float) or not math.isfinite(count):
            raise NoEvidence("what it returned is no reply")
        said = say(self.template, **values)
        return Message(said.template, said.values, self.other)

    def _is_plain(self, template: str) -> bool:
        """Whether it is short, and fills its fields with what is there, in as many places as one reads."""
        try:
            fields = [(name, spec or "", how) for _, name, spec, how in Formatter().parse(template)]
        except ValueError:
            return False
        filled = [(self.values.get(name, self), spec, how) for name, spec, how in fields if name is not None]
        known = all(value is not self for value, _, _ in filled)
        written = all(_WRITTEN.fullmatch(spec) and how in (None, "r") for _, spec, how in filled)
        numbers = all(isinstance(value, int | float) for value, spec, _ in filled if spec)
        return len(template) <= _LONGEST and known and written and numbers


class Reply(msgspec.Struct, frozen=True):
    """To the order of that digest: the two files of a transcript, or why there is none."""

    order: str
    text: bytes = b""
    arrays: bytes = b""
    failed: Told | None = None


class Card(msgspec.Struct, frozen=True):
    """What a machine says of itself: versions by name, packages that it lacks, whether it has the view."""

    versions: dict[str, str]
    lacking: list[str]
    has_view: bool


def packed(order: Order | Place) -> bytes:
    """Pickled by us, for workers: they take functions from their scheduler, and trust it."""
    return pickle.dumps(order, protocol=5)


def digest(order: bytes) -> str:
    return hashlib.sha256(order).hexdigest()


def done(order: bytes, transcript: Transcript) -> bytes:
    reply = msgspec.msgpack.encode(Reply(digest(order), *written(transcript)))
    if len(reply) > MOST:
        return failed(order, EngineError("its evidence is larger than {bytes} bytes", bytes=MOST))
    return reply


def failed(order: bytes, error: AutograderError) -> bytes:
    return msgspec.msgpack.encode(Reply(digest(order), failed=Told.of(of_error(error))))


def told(message: Message | None) -> bytes:
    return msgspec.msgpack.encode(Told.of(message) if message else None)


def untold(content: bytes) -> Message | None:
    """NoEvidence where it is no message."""
    said: Told | None = _decoded(content, Told | None)
    return said.message() if said else None


def card_of(content: bytes) -> Card:
    """NoEvidence where it is none."""
    card: Card = _decoded(content, Card)
    return card


def returned(content: bytes, sent: bytes, order: Order) -> Transcript:
    """The transcript that came back; EngineError with the reason why there is none, NoEvidence otherwise."""
    try:
        return _returned(content, sent, order)
    except (NoEvidence, EngineError):
        raise
    except Exception as error:  # what hostile bytes raise is of any kind
        raise NoEvidence("what it returned is no evidence") from error


def _returned(content: bytes, sent: bytes, order: Order) -> Transcript:
    if len(content) > MOST:
        raise NoEvidence("what it returned has more than {bytes} bytes", bytes=MOST)
    reply: Reply = _decoded(content, Reply)
    if reply.order != digest(sent):
        raise NoEvidence("what it returned belongs to another submission")
    if reply.failed is not None:
        raise EngineError("{reason}", reason=reply.failed.message())
    transcript = _read(reply, order)
    _expect_answers(transcript, order)
    return transcript


def _read(reply: Reply, order: Order) -> Transcript:
    """Its sizes are looked at before anything is unpacked."""
    members = zipfile.ZipFile(io.BytesIO(reply.arrays)).infolist()
    exercises = max(1, len(order.asks))
    if len(members) > exercises * ARRAYS or sum(m.file_size for m in members) > exercises * ARRAYS_BYTES:
        raise NoEvidence("what it returned unpacks to more than evidence may hold")
    transcript = read(reply.text, io.BytesIO(reply.arrays))
    json.dumps(json.loads(reply.text), ensure_ascii=False).encode()  # halves of characters can be read alone
    if transcript is None:
        raise NoEvidence("what it returned is evidence of another version")
    return transcript


def _expect_answers(transcript: Transcript, order: Order) -> None:
    """NoEvidence where something in it answers no ask of the order."""
    if transcript.evidence.keys() != {cell.check for cell in order.cells if cell.check is not None}:
        raise NoEvidence("what it returned is evidence of other exercises")
    if len(transcript.outputs) != len(order.cells):
        raise NoEvidence("what it returned has outputs of other cells")
    if not all(_answers(found, order.asks[name]) for name, found in transcript.evidence.items()):
        raise NoEvidence("what it returned answers other questions")
    if not all(Told.of(reason).message() == reason for reason in _reasons(transcript)):
        raise NoEvidence("what it returned is no evidence")
    if not all(map(_is_as_shown, transcript.outputs)):
        raise NoEvidence("what it returned is no evidence")
    if not all(map(math.isfinite, _numbers(transcript))):
        raise NoEvidence("what it returned took no time that there is")


def _is_as_shown(outputs: tuple[dict[str, Any], ...]) -> bool:
    """Whether they are as a kernel's are kept: pages and notebooks take no others."""
    uncut = tuple(map(_uncut, outputs))
    return shown(uncut) == uncut


def _uncut(part: Any) -> Any:
    """Without the marks of what was cut, which make a text longer than it may be."""
    if isinstance(part, dict):
        return {name: _uncut(within) for name, within in part.items()}
    if not isinstance(part, str):
        return part
    kept, _, mark = part.rpartition("\n")
    return kept if isinstance(printed(mark), Message) else part


def _numbers(transcript: Transcript) -> Iterator[int | float]:
    yield from (transcript.seconds, transcript.whole_seconds or 0, transcript.memory_bytes or 0)
    yield from (found.batch_size or 0 for found in transcript.evidence.values())


def _reasons(transcript: Transcript) -> Iterator[Message]:
    """Our own sentences in it."""
    for found in transcript.evidence.values():
        said = (found.error, *(getattr(answer, "why", None) for answer in found.values))
        yield from (reason for reason in said if isinstance(reason, Message))


def _answers(found: Evidence, asks: tuple[Ask, ...]) -> bool:
    fits = len(found.values) in (0, len(asks))
    positions = all(name.position < len(asks) for name in found.arrays)
    return fits and positions and all(a.dtype.kind in _NUMBERS for a in found.arrays.values())


def _decoded(content: bytes, kind: Any) -> Any:
    try:
        return msgspec.msgpack.decode(content, type=kind)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise NoEvidence("what it returned is no reply") from error


def _plain(value: Any) -> str | int | float | Told | None:
    if isinstance(value, Message):
        return Told.of(value)
    return value if isinstance(value, int | float | None) else whole_characters(str(value))
