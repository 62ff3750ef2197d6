"""Replies of our own form that no honest worker sends: refused, and the submission goes to another worker."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import NoEvidence
from autograder.evidence.transcript import Transcript
from autograder.execution.kernel import shown
from autograder.pipeline.dask_worker import Worker
from autograder.pipeline.orders import Reply, Told, digest, returned, untold
from autograder.scoring.score_sheet import ScoreSheet
from tests.autograder.pipeline.remote import FakeLine, cluster, graded, machines, sheets
from tests.autograder.pipeline.test_orders import ORDER, SENT, scripted

BEYOND = 10**400
ANSWER = Worker(scripted).run(SENT)

#: Templates with values that do not fit them, and what a plural has beside.
UNTELLABLE: dict[str, dict[str, Any]] = {
    "a-fraction-as-whole": {"template": "{a:d}", "values": {"a": 1.5}},
    "a-whole-with-places": {"template": "{a:.2d}", "values": {"a": 1}},
    "a-plural-without-count": {"template": "one", "plural": "more", "values": {}},
    "a-count-beyond-bounds": {"template": "{count}", "plural": "{count}", "values": {"count": BEYOND}},
    "a-fraction-beyond-bounds": {"template": "{a:.1f}", "values": {"a": BEYOND}},
    "a-value-called-template": {"template": "{template}", "values": {"template": "x"}},
    "half-a-character": {"template": "\ud800", "values": {}},
    "half-a-character-as-value": {"template": "{a}", "values": {"a": "\ud800"}},
    "a-value-longer-than-ours": {"template": "{a}", "values": {"a": "x" * 5_000}},
    "a-list-as-value": {"template": "{a}", "values": {"a": [1]}},
    "a-plural-of-no-text": {"template": "{count}", "plural": 5, "values": {"count": 1}},
}

ODD_OUTPUTS: dict[str, Any] = {
    "nothing": {},
    "of-no-kind": {"output_type": "toast", "text": "x"},
    "a-number-as-text": {"output_type": "display_data", "data": {"text/plain": 5}, "metadata": {}},
    "no-metadata": {"output_type": "display_data", "data": {"text/plain": "5"}},
    "more-than-its-kind-has": {"output_type": "stream", "name": "stdout", "text": "x", "more": 1},
    "another-stream": {"output_type": "stream", "name": "../x", "text": "x"},
    "half-a-character": {"output_type": "stream", "name": "stdout", "text": "\ud800"},
    "longer-than-is-shown": {"output_type": "stream", "name": "stdout", "text": "x" * 30_000},
    "longer-with-a-mark": {
        "output_type": "stream",
        "name": "stdout",
        "text": "x" * 30_000 + "\n... (5 more characters)",
    },
}


def _bent(answer: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The same reply with its evidence changed."""
    import json  # which writes halves of characters

    reply = msgspec.msgpack.decode(answer, type=Reply)
    text = json.loads(reply.text)
    change(text)
    return msgspec.msgpack.encode(msgspec.structs.replace(reply, text=json.dumps(text).encode()))


def _with(**facts: Any) -> Callable[[dict[str, Any]], None]:
    """Has these in each exercise's evidence."""

    def change(text: dict[str, Any]) -> None:
        for one in text["evidence"]:
            one |= facts

    return change


def _measured(**numbers: Any) -> Callable[[dict[str, Any]], None]:
    return lambda text: text.update(numbers)


def _showing(*outputs: Any) -> Callable[[dict[str, Any]], None]:
    return lambda text: text.update(outputs=[list(outputs) for _ in text["outputs"]])


def _read(change: Callable[[dict[str, Any]], None]) -> Transcript:
    return returned(_bent(ANSWER, change), SENT, ORDER)


# Sentences ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", UNTELLABLE.values(), ids=UNTELLABLE)
def test_a_reason_that_cannot_be_told_in_any_language_is_no_evidence(reason: dict[str, Any]) -> None:
    with pytest.raises(NoEvidence):
        _read(_with(error=reason))


@pytest.mark.parametrize(
    "told",
    [
        Told("{a:d}", {"a": 1.5}), Told("{a:.2d}", {"a": 1}), Told("one", {}, "more"),
        Told("{template}", {"template": "x"}), Told("{a}", {"a": Told("{b:d}", {"b": 1.5})}),
    ],
)  # fmt: skip
def test_a_failure_that_cannot_be_told_is_no_reply(told: Told) -> None:
    with pytest.raises(NoEvidence):
        returned(msgspec.msgpack.encode(Reply(digest(SENT), failed=told)), SENT, ORDER)


def test_sentences_within_sentences_do_not_fill_the_memory() -> None:
    within = Told("x" * 100)
    for _ in range(3):
        within = Told("{a}" * 300, {"a": within})
    with pytest.raises(NoEvidence):
        untold(msgspec.msgpack.encode(within))


# Texts and numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        _with(error="\ud800"), _with(stdout_tail="\ud800"), _with(seconds=BEYOND), _with(batch_size=BEYOND),
        _measured(whole_seconds=BEYOND), _measured(memory_bytes=BEYOND), _with(error={"template": "x"}),
    ],
    ids=[
        "half-an-error", "half-a-tail", "seconds", "batch-size", "whole-seconds", "memory", "no-values",
    ],
)  # fmt: skip
def test_what_could_not_be_written_or_reckoned_with_is_no_evidence(
    change: Callable[[dict[str, Any]], None],
) -> None:
    with pytest.raises(NoEvidence):
        _read(change)


# Outputs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("output", ODD_OUTPUTS.values(), ids=ODD_OUTPUTS)
def test_outputs_that_no_kernel_of_ours_keeps_are_no_evidence(output: Any) -> None:
    with pytest.raises(NoEvidence):
        _read(_showing(output))


def test_streams_that_would_have_been_joined_are_no_evidence() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": "x"}
    assert _read(_showing(stream))
    with pytest.raises(NoEvidence):
        _read(_showing(stream, stream))


_TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=20),
    st.integers(19_970, 20_050).map(lambda n: "é\n" + "x" * n),
    st.sampled_from(
        ["x" * 50_000, "... (5 more characters)", "\n... (5 more characters)" * 900, "\n" * 20_001]
    ),
)
_MIMES = st.sampled_from(["text/plain", "text/html", "image/png", "image/svg+xml", "application/json", "x"])
_DATA = st.dictionaries(_MIMES, st.one_of(_TEXTS, st.just("y" * (1 << 20)), st.just("y" * ((1 << 20) + 1))))
_OUTPUTS = st.one_of(
    st.fixed_dictionaries({
        "output_type": st.just("stream"), "name": st.sampled_from(["stdout", "stderr"]), "text": _TEXTS
    }),
    st.fixed_dictionaries({
        "output_type": st.just("error"), "ename": _TEXTS, "evalue": _TEXTS, "traceback": st.lists(_TEXTS)
    }),
    st.fixed_dictionaries({
        "output_type": st.sampled_from(["display_data", "execute_result"]), "data": _DATA,
    }),
)  # fmt: skip


@given(st.lists(_OUTPUTS, max_size=5))
@settings(max_examples=150, deadline=None)
def test_whatever_a_kernel_shows_comes_back_as_it_was(raw: list[dict[str, Any]]) -> None:
    """Cut texts, joined streams and pictures too: what students print costs no worker its work."""
    kept = shown(raw)
    assert _read(_showing(*kept)).outputs == (kept,) * len(ORDER.cells)


# A class --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        _with(error=UNTELLABLE["a-fraction-as-whole"], status="refused", values=[]),
        _with(error=UNTELLABLE["a-value-called-template"]),
        _with(stdout_tail="\ud800"),
        _measured(whole_seconds=BEYOND),
        _showing({}),
    ],
    ids=["sentence", "value-called-template", "half-a-character", "seconds", "outputs"],
)
def test_one_that_forges_gets_no_more_work_and_everybody_gets_what_they_should(
    folder: CourseFolder, expected: dict[str, ScoreSheet], change: Callable[[dict[str, Any]], None]
) -> None:
    """The honest worker begins once the other has lied."""
    lied, told, line = threading.Event(), list[str](), FakeLine(machines(2))
    liar = line.machines["tcp://127.0.0.1:4000"]
    honest, line.before = liar.run, lambda worker, what: _wait_if(what == "run" and "4001" in worker, lied)

    def run(order: bytes) -> bytes:
        lied.set()
        return _bent(honest(order), change)

    liar.run = run  # type: ignore[method-assign]
    graded(folder, cluster(line, told))
    assert sheets(folder) == expected
    assert [worker for worker, what, _ in line.sent if what == "run"].count("tcp://127.0.0.1:4000") == 1
    assert len(told) == 1
    assert "tcp://127.0.0.1:4000 gets no work: what it returned is no" in told[0]


def _wait_if(waits: bool, event: threading.Event) -> None:
    if waits:
        event.wait(30)
