"""What a student's kernel leaves is read within bounds, and never unpickled."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.evidence.answer_files import ARRAYS, ARRAYS_BYTES, FACTS_BYTES, read_answers
from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Call, Figure, History, Model, Value
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import Answer, HistoryAnswer, Missing, ValueAnswer
from autograder.evidence.refusals import Refused
from autograder.inside import answering
from autograder.scoring.answers import Answers, Unanswered


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    facts = [{"status": "answered", "type": "list", "items": [0]}]
    answering.write_answers(str(tmp_path), facts, {"0.value": np.arange(3)})
    return tmp_path


ASKS = (Value("x"),)


def test_whole_answers_are_read(answers: Path) -> None:
    values, arrays = read_answers(answers, ASKS)
    assert values == (ValueAnswer(type="list", items=(0,)),)
    assert arrays[ArrayName(0, Part.VALUE)].tolist() == [0, 1, 2]


def _oversized_facts(folder: Path) -> None:
    (folder / "facts.json").write_text(json.dumps(["x" * FACTS_BYTES]))


def _symlinked_facts(folder: Path) -> None:
    (folder / "elsewhere.json").write_text("[]")
    (folder / "facts.json").unlink()
    (folder / "facts.json").symlink_to(folder / "elsewhere.json")


def _pickled_array(folder: Path) -> None:
    np.savez(folder / "arrays.npz", payload=np.array([{"a": 1}], object))


def _zip_bomb(folder: Path) -> None:
    header = io.BytesIO()
    np.save(header, np.zeros(1, np.uint8))
    with zipfile.ZipFile(folder / "arrays.npz", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros.npy", header.getvalue() + bytes(ARRAYS_BYTES))


def _many_arrays(folder: Path) -> None:
    np.savez(folder / "arrays.npz", **{f"0.weights.{i}": np.zeros(1) for i in range(ARRAYS + 1)})  # type: ignore[arg-type]


def _facts_of(content: str) -> Any:
    return lambda folder: (folder / "facts.json").write_text(content)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(_oversized_facts, id="oversized"),
        pytest.param(_symlinked_facts, id="symlink"),
        pytest.param(_pickled_array, id="pickle"),
        pytest.param(_zip_bomb, id="zip bomb"),
        pytest.param(_facts_of("{}"), id="not a list"),
        pytest.param(_facts_of("[1]"), id="not facts"),
        pytest.param(_facts_of("["), id="not JSON"),
        pytest.param(_facts_of("[" * 100_000 + "]" * 100_000), id="deep"),
        pytest.param(_facts_of('[{"status": "raised", "error": "\\ud800"}]'), id="half a character"),
        pytest.param(_many_arrays, id="too many arrays"),
        pytest.param(lambda folder: (folder / "arrays.npz").write_bytes(b"PK"), id="not a zip"),
        pytest.param(lambda folder: (folder / "arrays.npz").unlink(), id="missing"),
    ],
)
def test_what_breaks_a_bound_is_refused(answers: Path, spoil: Any) -> None:
    spoil(answers)
    with pytest.raises(Refused, match=r".+"):
        read_answers(answers, ASKS)


def _asked(answer: Answer, **evidence: Any) -> Answers:
    return Answers((Value("x"),), Evidence("e", RunStatus.COMPLETED, (answer,), **evidence))


def test_a_missing_name_says_what_to_do() -> None:
    with pytest.raises(Unanswered) as caught:
        _asked(Missing()).value("x")
    assert "give your result that name" in caught.value.message.render(str)


def test_a_missing_name_after_an_error_says_which() -> None:
    with pytest.raises(Unanswered) as caught:
        _asked(Missing(), error="NameError: y").value("x")
    assert "NameError: y" in caught.value.message.render(str)


def test_an_answer_to_another_question_is_none() -> None:
    asks = (Figure(), Model("x"), Call("x", ()), History("x"), Value("x"))
    said: tuple[Answer, ...] = (
        *[ValueAnswer(type="int", value=1)] * 4,
        HistoryAnswer(type="x", columns=None),
    )
    answers = Answers(asks, Evidence("e", RunStatus.COMPLETED, said))
    readers: tuple[Callable[[], object], ...] = (
        answers.figures, answers.drawn_images, lambda: answers.model("x"), lambda: answers.called("x"),
        lambda: answers.history("x"), lambda: answers.value("x"),
    )  # fmt: skip
    for read in readers:
        with pytest.raises(Unanswered, match="gave no answer here"):
            read()


def test_a_timeout_is_told_apart_from_a_missing_name() -> None:
    stopped = Answers((Value("x"),), Evidence("e", RunStatus.TIMED_OUT))
    with pytest.raises(Unanswered) as caught:
        stopped.value("x")
    assert "longer than it may" in caught.value.message.render(str)
