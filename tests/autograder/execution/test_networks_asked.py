"""A network is asked about few images, and about all where few do not do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from autograder.course.limits import Limits
from autograder.evidence import refusals
from autograder.evidence.answer_files import ARRAYS_BYTES
from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Ask, Figure, Value
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import Basis, NetworkAnswer, ValueAnswer
from autograder.evidence.rebuilding import Rebuild, RebuildFailed, Rebuilt
from autograder.execution.collector import collect
from autograder.execution.kernel import CellRun
from autograder.execution.networks_asked import Networks
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.inside import answering
from autograder.inside.network_facts import SAMPLED
from autograder.submissions.submission import Cell, Submission
from reference.datasets import Dataset
from tests.autograder.evidence.test_verification import DoesMore, Subclassed
from tests.autograder.kernel_answers import source_of
from tests.autograder.one_network import ASK, rebuild, small_network

SUBMISSION = Submission("ada", "lab", (Cell("train"), Cell("", check="train")), frozenset())
PREDICTED = [
    ArrayName(0, Part.PREDICTIONS, 0, feed, split)
    for feed in ("raw", "normalise")
    for split in ("test", "hidden")
]


class Asked(ScriptedKernel):
    """Answers with images; keeps what it was asked, and of how many images it gave predictions."""

    digits: Dataset
    end: int = 10  # asks, until it dies of one
    change: Callable[[dict[str, Any]], dict[str, Any]] = staticmethod(lambda arrays: arrays)

    def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
        self.puts = [*getattr(self, "puts", []), asks]
        if len(self.puts) == self.end:
            return CellRun(RunStatus.DIED, 0.0, ended=True), Path()
        facts, arrays = answering.answer(asks, self.namespace, source_of(self.digits), [])
        folder = Path(self._place)
        answering.write_answers(str(folder), json.loads(json.dumps(facts)), self.change(arrays))
        self.given = {name: len(a) for name, a in arrays.items() if ".predictions." in name}
        return CellRun(RunStatus.COMPLETED, 0.0), folder


def _kernel(digits: Dataset, network: Any, **more: Any) -> Asked:
    kernel = Asked(namespace={"model": network, "normalise": lambda images: images / 255.0, "x": 7})
    kernel.digits = digits
    for name, value in more.items():
        setattr(kernel, name, value)
    return kernel


def _evidence(
    digits: Dataset, kernel: Asked, asks: tuple[Ask, ...] = (ASK,), rebuild: Rebuild = rebuild
) -> Evidence:
    sizes = {"train": len(digits.train), "test": len(digits.test), "hidden": len(digits.hidden)}
    return collect(SUBMISSION, {"train": asks}, kernel, Limits(), Networks(rebuild, sizes)).evidence["train"]


def _network(found: Evidence, position: int = 0) -> NetworkAnswer:
    answer = found.values[position]
    assert isinstance(answer, NetworkAnswer)
    return answer


def _all(digits: Dataset) -> set[int]:
    return {min(images.count or 10**6, len(getattr(digits, images.split))) for images in ASK.on}


def _lengths(found: Evidence) -> set[int]:
    return {len(found.arrays[name]) for name in PREDICTED}


def test_few_predictions_prove_a_network_that_then_predicts_all_itself(digits: Dataset) -> None:
    kernel = _kernel(digits, small_network())
    found = _evidence(digits, kernel)
    assert _network(found).basis is Basis.REBUILT
    assert set(kernel.given.values()) == {SAMPLED}
    assert len(kernel.puts) == 1
    assert _lengths(found) == _all(digits)
    assert not [name for name in found.arrays if name.part is Part.WEIGHTS]


def test_no_graph_is_traced_for_few_images(digits: Dataset) -> None:
    network, traced = small_network(), list[Any]()
    network.make_predict_function = traced.append
    assert _network(_evidence(digits, _kernel(digits, network))).basis is Basis.REBUILT


def test_a_predict_of_ones_own_is_asked_all_the_same(digits: Dataset) -> None:
    network = small_network()
    network.predict = lambda images, **_: np.zeros((len(images), 10))
    assert _evidence(digits, _kernel(digits, network)).status is RunStatus.REFUSED


def test_a_call_of_ones_own_that_chains_its_layers_is_proven_by_few(digits: Dataset) -> None:
    kernel = _kernel(digits, Subclassed())
    assert _network(_evidence(digits, kernel)).basis is Basis.REBUILT
    assert len(kernel.puts) == 1


@pytest.mark.parametrize("make", [DoesMore, lambda: _with_code_of_its_own()])
def test_what_waits_for_a_person_is_asked_about_every_image(digits: Dataset, make: Callable[[], Any]) -> None:
    kernel = _kernel(digits, make())
    found = _evidence(digits, kernel)
    assert _network(found).basis is Basis.CLAIMED
    assert _lengths(found) == _all(digits)
    assert [ask.get("few") for (ask,) in kernel.puts] == [True, None]


def _with_code_of_its_own() -> Any:
    layers = keras.layers
    return keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, _sharper)])


def _sharper(scores: Any) -> Any:
    return keras.ops.softmax(2 * scores)


def test_a_rebuilding_that_came_to_no_end_is_not_tried_again(digits: Dataset) -> None:
    tried = list[int]()

    def endless(*_: Any) -> Rebuilt:
        tried.append(1)
        raise RebuildFailed(refusals.REBUILDING_ENDED, ended=True)

    kernel = _kernel(digits, small_network())
    found = _evidence(digits, kernel, rebuild=endless)
    assert len(tried) == 1
    assert (_network(found).basis, _network(found).why) == (Basis.CLAIMED, refusals.REBUILDING_ENDED)
    assert _lengths(found) == _all(digits)


def test_what_is_rebuilt_holds_no_more_than_answers_may(digits: Dataset) -> None:
    """16 rows are handed out of what may be many; nobody else bounds what all of them come to."""

    def large(*given: Any) -> Rebuilt:
        found = rebuild(*given)
        more = {replace(name, part=Part.SCORES): np.zeros(ARRAYS_BYTES // 4, np.float32)
                for name in list(found.arrays)[:1]}  # fmt: skip
        return replace(found, arrays={**found.arrays, **more})

    found = _evidence(digits, _kernel(digits, small_network()), rebuild=large)
    assert (found.status, found.values, found.arrays) == (RunStatus.REFUSED, (), {})
    assert str(ARRAYS_BYTES) in str(found.error)


def test_predictions_of_another_network_are_refused_after_all_were_asked(digits: Dataset) -> None:
    def better(arrays: dict[str, Any]) -> dict[str, Any]:
        return {name: 1 - array if ".predictions." in name else array for name, array in arrays.items()}

    kernel = _kernel(digits, small_network(), change=better)
    assert _evidence(digits, kernel).status is RunStatus.REFUSED
    assert len(kernel.puts) == 2


def test_a_difference_through_our_own_fault_is_mended_by_asking_all(digits: Dataset) -> None:
    asked = list[int]()

    def wrong_at_first(*given: Any) -> Any:
        built = rebuild(*given)
        asked.append(1)
        return built if len(asked) > 1 else replace(built, arrays={n: a + 1 for n, a in built.arrays.items()})

    found = _evidence(digits, _kernel(digits, small_network()), rebuild=wrong_at_first)
    assert _network(found).basis is Basis.REBUILT


def test_asking_again_asks_about_the_network_alone_and_keeps_the_other_answers(digits: Dataset) -> None:
    kernel = _kernel(digits, DoesMore())
    found = _evidence(digits, kernel, (Value("x"), ASK, Figure()))
    assert [[ask["ask"] for ask in asks] for asks in kernel.puts] == [["value", "model", "figure"], ["model"]]
    assert isinstance(found.values[0], ValueAnswer)
    assert _network(found, 1).basis is Basis.CLAIMED
    assert {n.position for n in found.arrays if n.part is Part.PREDICTIONS} == {1}


def test_one_of_whose_cells_the_kernel_nearly_died_may_die_when_asked_again(digits: Dataset) -> None:
    stopped = CellRun(RunStatus.DIED, 1.0)
    kernel = _kernel(digits, DoesMore(), end=2, script={"train": stopped})
    found = _evidence(digits, kernel)
    assert found.status is RunStatus.DIED
    assert found.values == ()


def test_a_kernel_that_dies_when_asked_again_ends_the_exercise(digits: Dataset) -> None:
    found = _evidence(digits, _kernel(digits, DoesMore(), end=2))
    assert found.status is RunStatus.DIED
    assert found.values == ()


@pytest.mark.parametrize("rows", [0, 1, SAMPLED - 1, SAMPLED + 1, 1_000])
def test_predictions_of_another_number_than_was_asked_for_are_none(digits: Dataset, rows: int) -> None:
    def other(arrays: dict[str, Any]) -> dict[str, Any]:
        return {n: np.resize(a, (rows, 10)) if ".predictions." in n else a for n, a in arrays.items()}

    found = _evidence(digits, _kernel(digits, small_network(), change=other))
    assert not [name for name in found.arrays if name.part is Part.PREDICTIONS]


def test_a_function_that_gives_other_rows_than_it_got_is_told_as_ever(digits: Dataset) -> None:
    kernel = _kernel(digits, small_network())
    kernel.namespace = {**kernel.namespace, "normalise": lambda images: images[:3] / 255.0}
    found = _evidence(digits, kernel)
    assert {name.feed for name in found.arrays if name.part is Part.PREDICTIONS} == {"raw", "scaled"}


def test_what_fails_to_predict_is_told_in_keras_own_words(digits: Dataset) -> None:
    kernel = _kernel(digits, keras.Sequential([keras.Input((3, 3)), keras.layers.Dense(2)]))
    whole = answering.answer([ASK.to_json()], kernel.namespace, source_of(digits), [])[0][0]["errors"]
    found = _network(_evidence(digits, kernel)).errors
    assert {feed: _without_numbers(error) for feed, error in found.items()} == {
        feed: _without_numbers(error) for feed, error in whole.items()
    }


def _without_numbers(error: str) -> str:
    return re.sub(r"\d+", "", error)
