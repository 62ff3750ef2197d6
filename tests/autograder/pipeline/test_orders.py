"""What comes back is a transcript of that order, or refused; whoever sent it may have written anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.limits import Limits
from autograder.errors import EngineError, NoEvidence, ServerLost
from autograder.evidence.asks import Value
from autograder.evidence.evidence import Sandbox
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.messages import plural, say
from autograder.pipeline.dask_worker import Worker
from autograder.pipeline.orders import Order, Place, Reply, Told, done, failed, packed, returned, told, untold
from autograder.pipeline.submission_runner import SubmissionRunner
from autograder.submissions.submission import Cell

PLACE = Place({}, Limits(), Sandbox.NONE)
CELLS = (Cell("x = 1"), Cell("", "one"), Cell("", "two"))
ORDER = Order(
    "a grading",
    PLACE,
    {"one": (Value("x"),), "two": (Value("x"), Value("y"))},
    {},
    CELLS,
    frozenset(),
    frozenset(),
)
SENT = packed(ORDER)


def scripted(*_: Any) -> Any:
    return ScriptedKernel(namespace={"x": 1})


@pytest.fixture(scope="module")
def answer() -> bytes:
    return Worker(scripted).run(SENT)


def test_it_is_what_running_it_here_would_have_shown(answer: bytes, tmp_path: Path) -> None:
    here = SubmissionRunner(ORDER.asks, tmp_path, {}, Limits(), Sandbox.NONE, scripted).run(ORDER.submission)
    there = returned(answer, SENT, ORDER)
    assert there.evidence.keys() == here.evidence.keys()
    assert [e.values for e in there.evidence.values()] == [e.values for e in here.evidence.values()]
    assert there.outputs == here.outputs


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_whatever_bytes_it_is_no_evidence(content: bytes) -> None:
    with pytest.raises(NoEvidence):
        returned(content, SENT, ORDER)


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_whatever_is_changed_it_is_read_or_refused(answer: bytes, data: st.DataObject) -> None:
    bent = bytearray(answer)
    for _ in range(data.draw(st.integers(1, 4))):
        bent[data.draw(st.integers(0, len(bent) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = returned(bytes(bent), SENT, ORDER)
    except (NoEvidence, EngineError):
        return
    assert found.evidence.keys() == {"one", "two"}
    assert all(len(e.values) in (0, len(ORDER.asks[name])) for name, e in found.evidence.items())


@pytest.mark.parametrize(
    "other", [{"cells": CELLS[:2]}, {"cells": (*CELLS, Cell("y = 2"))}, {"asks": {"one": (), "two": ()}}]
)
def test_the_answer_to_another_order_is_refused_though_its_digest_is_right(
    answer: bytes, other: dict[str, Any]
) -> None:
    from dataclasses import replace

    with pytest.raises(NoEvidence):
        returned(answer, SENT, replace(ORDER, **other))


def test_times_that_there_are_not_are_refused(answer: bytes) -> None:
    reply = msgspec.msgpack.decode(answer, type=Reply)
    text = reply.text.replace(b'"whole_seconds": ', b'"whole_seconds": Infinity, "was": ')
    with pytest.raises(NoEvidence, match="took no time"):
        returned(msgspec.msgpack.encode(msgspec.structs.replace(reply, text=text)), SENT, ORDER)


def test_a_failure_of_the_workers_comes_back_as_one_in_whatever_language() -> None:
    error = ServerLost("the sandbox's server ended: {error}", error=OSError(28, "no room"))
    with pytest.raises(EngineError) as found:
        returned(failed(SENT, error), SENT, ORDER)
    assert "the sandbox's server ended: its disk is full" in str(found.value)


def test_a_worker_that_fails_says_so_and_raises_nothing() -> None:
    def broken(*_: Any) -> Any:
        raise KeyError("a bug of ours")

    with pytest.raises(EngineError, match="the worker failed on it: KeyError: 'a bug of ours'"):
        returned(Worker(broken).run(SENT), SENT, ORDER)


def test_a_worker_whose_error_has_half_a_character_raises_nothing_either() -> None:
    def broken(*_: Any) -> Any:
        raise ValueError("half: \ud800")

    with pytest.raises(EngineError, match=r"the worker failed on it: ValueError: half: \?"):
        returned(Worker(broken).run(SENT), SENT, ORDER)
    assert str(untold(told(say("{a} \ud800", a=say("\ud800"))))) == "? ?"


@pytest.mark.parametrize(
    "message",
    [
        say("plain"),
        say("{a} of {b:.1f}", a=say("{c!r}", c="x"), b=2.5),
        plural("{count} one", "{count} more", 3),
    ],
)
def test_our_own_messages_travel(message: Any) -> None:
    assert str(untold(told(message))) == str(message)
    assert untold(told(None)) is None


@pytest.mark.parametrize(
    "bad",
    [
        Told("{a}"), Told("{"), Told("{a:>999999999}", {"a": "x"}), Told("{a.__class__}", {"a": "x"}),
        Told("{a:.2f}", {"a": "x"}), Told("x" * 5_000), Told("{count} one", {"count": "x"}, "{count} more"),
        Told("{a}", {"a": Told("{a}", {"a": Told("{a}", {"a": Told("{a}", {"a": Told("deep")})})})}),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_refused(bad: Told) -> None:
    with pytest.raises(NoEvidence):
        untold(msgspec.msgpack.encode(bad))


def test_more_than_is_taken_is_not_even_sent(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    from autograder.pipeline import orders

    transcript = returned(answer, SENT, ORDER)
    monkeypatch.setattr(orders, "MOST", 100)
    reply = msgspec.msgpack.decode(done(SENT, transcript), type=Reply)
    assert not reply.text
    assert reply.failed is not None
    assert str(reply.failed.message()) == "its evidence is larger than 100 bytes"


@pytest.mark.parametrize("template", ["{a:>999999999}", "{b}", "{"])
def test_a_reason_in_evidence_that_cannot_be_told_is_refused(answer: bytes, template: str) -> None:
    """One of the exercises is told to have stopped by it; a page would show that."""
    reply = msgspec.msgpack.decode(answer, type=Reply)
    evidence = msgspec.json.decode(reply.text)
    evidence["evidence"][0]["error"] = {"template": template, "values": {"a": "x"}}
    bent = msgspec.structs.replace(reply, text=msgspec.json.encode(evidence))
    with pytest.raises(NoEvidence):
        returned(msgspec.msgpack.encode(bent), SENT, ORDER)


def test_our_own_reasons_can_be_told(answer: bytes) -> None:
    reply = msgspec.msgpack.decode(answer, type=Reply)
    evidence = msgspec.json.decode(reply.text)
    evidence["evidence"][0]["error"] = {"template": "more than {bytes:,} bytes", "values": {"bytes": 3_000}}
    same = msgspec.structs.replace(reply, text=msgspec.json.encode(evidence))
    found = returned(msgspec.msgpack.encode(same), SENT, ORDER)
    assert str(found.evidence["one"].error) == "more than 3,000 bytes"
