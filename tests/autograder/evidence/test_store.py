"""Evidence on disk: what is kept is found again, and what cannot be read counts as absent."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course.limits import Limits
from autograder.evidence import refusals
from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Ask, Value
from autograder.evidence.evidence import Evidence, RunStatus, Sandbox
from autograder.evidence.facts import Basis, Missing, NetworkAnswer, ValueAnswer
from autograder.evidence.store import EvidenceStore, key
from autograder.evidence.transcript import Transcript
from autograder.execution.collector import collect
from autograder.execution.kernel import CellRun
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.submissions.submission import Cell, Submission

ASKS: dict[str, tuple[Ask, ...]] = {"one": (Value("x"),), "two": (Value("y"),)}
CELLS = (Cell("a"), Cell("b"), Cell("", "one"), Cell("c"), Cell("", "two"))
SUBMISSION = Submission("ada", "lab", CELLS, frozenset())
LIMITS = Limits(cell_seconds=10, submission_seconds=20)


def _collect(submission: Submission = SUBMISSION, limits: Limits = LIMITS, **kernel: object) -> Transcript:
    return collect(submission, ASKS, ScriptedKernel(namespace={"x": 1, "y": 2}, **kernel), limits)  # type: ignore[arg-type]


def _value(found: Transcript, exercise: str) -> object:
    (answer,) = found.evidence[exercise].values
    assert isinstance(answer, ValueAnswer)
    return answer.value


def test_the_store_gives_back_what_it_keeps(tmp_path: Path) -> None:
    store, transcript = EvidenceStore(tmp_path), _collect()
    store.keep("k", transcript)
    found = store.find("k")
    assert found is not None
    assert found.outputs == transcript.outputs
    for name, evidence in transcript.evidence.items():
        again = found.evidence[name]
        assert (again.status, again.values, again.error) == (evidence.status, evidence.values, evidence.error)
        assert again.arrays.keys() == evidence.arrays.keys()
        assert all(np.array_equal(again.arrays[k], a) for k, a in evidence.arrays.items())


def test_a_half_written_transcript_counts_as_absent(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.keep("k", _collect())
    (tmp_path / "k" / "arrays.npz").write_bytes(b"PK\x03\x04")
    assert store.find("k") is None
    assert store.find("other") is None


def test_the_address_follows_all_that_evidence_depends_on_and_nothing_else() -> None:
    def address(
        submission: Submission = SUBMISSION,
        data: str = "d",
        seed: int = 0,
        limits: Limits = LIMITS,
        sandbox: Sandbox = Sandbox.WALLS,
    ) -> str:
        return key(submission, ASKS, data, seed, limits, sandbox)

    base = address()
    assert base == "e0c324954aecaee12604cc1b9e0c746e"  # as it ever was: an upgrade runs nothing again
    assert base == address(replace(SUBMISSION, student="grace"))
    others = {
        address(replace(SUBMISSION, cells=CELLS[1:])),
        address(replace(SUBMISSION, untouched=frozenset({"one"}))),
        address(data="e"),
        address(seed=1),
        address(limits=Limits(1, 1)),
        key(SUBMISSION, {"one": ASKS["two"]}, "d", 0, LIMITS, Sandbox.WALLS),
        address(sandbox=Sandbox.NONE),
    }
    assert len(others) == 7
    assert base not in others


def test_what_a_run_took_is_kept_with_its_evidence(tmp_path: Path) -> None:
    script = {"a": CellRun(RunStatus.COMPLETED, 1.5), "c": CellRun(RunStatus.COMPLETED, 2.0)}
    transcript = collect(SUBMISSION, ASKS, ScriptedKernel(script=script, peak_bytes=5 << 20), LIMITS)
    store = EvidenceStore(tmp_path)
    store.keep("k", transcript)
    found = store.find("k")
    assert found is not None
    assert (found.seconds, found.memory_bytes) == (3.5, 5 << 20)


def test_refusals_and_networks_are_kept_as_they_are(tmp_path: Path) -> None:
    network = NetworkAnswer(
        type="Own", is_model=True, built=True, layers=(), compiled=False, settings=None, errors={},
        basis=Basis.CLAIMED, why=refusals.filled(refusals.OWN_CODE, names="Own"), own=("Own",),
        left_out=("f",), penalties={"raw.test": None}, weights="00",
    )  # fmt: skip
    named = {ArrayName(0, Part.PREDICTIONS, 0, "raw", "test"): np.zeros((2, 10), np.float32)}
    shown = Evidence("one", RunStatus.COMPLETED, (network, Missing()), named)
    refused = Evidence("two", RunStatus.REFUSED, error=refusals.NO_NETWORK)
    store = EvidenceStore(tmp_path)
    store.keep("k", Transcript({"one": shown, "two": refused}, ()))
    found = store.find("k")
    assert found is not None
    assert found.evidence["one"].values == shown.values
    assert found.evidence["one"].arrays.keys() == named.keys()
    assert found.evidence["two"].error == refusals.NO_NETWORK


#: As it was written when our own sentences were kept as English texts.
BEFORE = r"""{"format_version": 2, "evidence": [{"exercise": "one", "status": "completed", "values": [
 {"status": "answered", "type": "int", "value": 3, "shape": [], "dtype": "int64", "sha256": "0"},
 {"status": "answered", "type": "Sequential", "is_model": true, "errors": {"normalise": "ValueError: no"},
  "built": true, "layers": [{"class": "Dense", "units": 10, "activation": "softmax", "parameters": 7850,
  "output_shape": [null, 10]}], "compiled": false, "compile": null, "history": {"loss": [1.0, NaN]},
  "left_out": ["normalise"]},
 {"status": "answered", "type": "Own", "is_model": true, "errors": {}, "built": true, "layers": [],
  "compiled": false, "compile": null, "history": null, "key": "16", "twin": null,
  "unverified": "it is no Sequential or functional model"},
 {"status": "answered", "type": "Sequential", "is_model": true, "errors": {}, "built": true, "layers": [],
  "compiled": false, "compile": null, "history": null}],
 "stdout_tail": "", "error": "NameError: y", "seconds": 0.5},
 {"exercise": "two", "status": "refused", "values": [], "stdout_tail": "",
  "error": "not every ask was answered", "seconds": 0.0}],
 "outputs": [[]], "memory_bytes": 5}"""


def test_evidence_of_the_format_before_is_read(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    (tmp_path / "k" / "evidence.json").write_text(BEFORE, encoding="utf-8")
    np.savez(tmp_path / "k" / "arrays.npz", **{"one/1.predictions.raw.test": np.zeros((2, 10))})  # type: ignore[arg-type]
    found = EvidenceStore(tmp_path).find("k")
    assert found is not None
    one, two = found.evidence["one"], found.evidence["two"]
    value, *networks = one.values
    assert isinstance(value, ValueAnswer)
    assert (value.value, value.shape, one.error) == (3, (), "NameError: y")
    assert [n.left_out for n in networks if isinstance(n, NetworkAnswer)] == [("normalise",), (), ()]
    assert one.arrays.keys() == {ArrayName(1, Part.PREDICTIONS, 0, "raw", "test")}
    assert (two.status, two.error) == (RunStatus.REFUSED, refusals.NOT_EVERY_ASK)


@pytest.mark.parametrize("version", [2, 4])
@pytest.mark.parametrize("basis", ["rebuilt", "claimed"])
def test_networks_that_were_verified_by_less_are_to_be_run_again(
    tmp_path: Path, basis: str, version: int
) -> None:
    (tmp_path / "k").mkdir()
    verified = BEFORE.replace('"left_out"', f'"verified": "{basis}", "left_out"')
    verified = verified.replace('"format_version": 2', f'"format_version": {version}')
    (tmp_path / "k" / "evidence.json").write_text(verified, encoding="utf-8")
    np.savez(tmp_path / "k" / "arrays.npz")
    store = EvidenceStore(tmp_path)
    assert store.find("k") is None
    assert store.is_outdated("k", {})
    assert not store.is_outdated("another", {})
    assert [path.name for path in tmp_path.iterdir()] == ["k"]  # nothing is damaged


def test_evidence_that_answers_less_than_is_asked_today_is_to_be_run_again(tmp_path: Path) -> None:
    store, asked = EvidenceStore(tmp_path), (Value("one"), Value("two"))
    whole = Evidence("e", RunStatus.COMPLETED, (Missing(), Missing()))
    refused = Evidence("r", RunStatus.REFUSED)
    store.keep("k", Transcript({"e": whole, "r": refused}, ()))
    assert not store.is_outdated("k", {"e": asked, "r": asked})
    assert store.is_outdated("k", {"e": (*asked, Value("three")), "r": asked})


def test_the_same_kept_side_by_side_is_kept(tmp_path: Path) -> None:
    """Equal notebooks are graded at the same time."""
    store, transcript = EvidenceStore(tmp_path), _collect()
    with ThreadPoolExecutor(4) as pool:
        for kept in [pool.submit(store.keep, "k", transcript) for _ in range(40)]:
            kept.result()
    assert store.find("k") is not None
    assert [path.name for path in tmp_path.iterdir()] == ["k"]


def test_somebody_who_keeps_the_same_just_before_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, others = EvidenceStore(tmp_path), [replace(_collect(), memory_bytes=7)]
    forget = store.forget

    def outrun(key: str) -> None:
        forget(key)
        if others:
            EvidenceStore(tmp_path).keep(key, others.pop())

    monkeypatch.setattr(store, "forget", outrun)
    store.keep("k", replace(_collect(), memory_bytes=5))
    found = store.find("k")
    assert found is not None
    assert found.memory_bytes == 5


def test_halves_of_two_transcripts_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, once = EvidenceStore(tmp_path), _collect()  # collecting loads arrays as well
    store.keep("k", once)
    load = np.load

    def overtaken(*given: Any, **more: Any) -> Any:
        store.keep("k", once)
        return load(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(np, "load", overtaken)
        assert store.find("k") is None
    assert store.find("k") is not None


@pytest.mark.parametrize(
    "damage",
    [
        {"status": "odd"},
        {"error": {"template": "x"}},
        {"error": 3},
        {"values": [{"status": "answered"}]},
        {"values": [3]},
        {"values": 3},
    ],
    ids=str,
)
def test_what_no_store_of_ours_keeps_counts_as_absent(tmp_path: Path, damage: dict[str, Any]) -> None:
    store = EvidenceStore(tmp_path)
    store.keep("k", _collect())
    path = tmp_path / "k" / "evidence.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["evidence"][0] |= damage
    path.write_text(json.dumps(data), encoding="utf-8")
    assert store.find("k") is None


@pytest.mark.parametrize("damage", [{"outputs": None}, {"outputs": 3}, {"format_version": 99}], ids=str)
def test_a_transcript_of_another_form_or_of_a_later_version_counts_as_absent(
    tmp_path: Path, damage: dict[str, Any]
) -> None:
    store = EvidenceStore(tmp_path)
    store.keep("k", _collect())
    path = tmp_path / "k" / "evidence.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(data | damage), encoding="utf-8")
    assert store.find("k") is None


def test_arrays_of_no_answer_make_a_transcript_unreadable(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.keep("k", _collect())
    np.savez(tmp_path / "k" / "arrays.npz", **{"one/x.value": np.zeros(1)})  # type: ignore[arg-type]
    assert store.find("k") is None


def test_evidence_of_before_memory_was_measured_is_read(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.keep("k", _collect())
    path = tmp_path / "k" / "evidence.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["memory_bytes"]
    path.write_text(json.dumps(data), encoding="utf-8")
    found = store.find("k")
    assert found is not None
    assert found.memory_bytes is None
