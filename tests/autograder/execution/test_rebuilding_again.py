"""A process that rebuilt one submission's network rebuilds the next one's, and nothing is left in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import Basis
from autograder.evidence.rebuilding import RebuildFailed
from autograder.evidence.verification import verify
from autograder.execution import rebuilder
from autograder.execution.rebuilder import clean_process, close_idle
from autograder.execution.sandbox import Walls
from tests.autograder.one_network import ASK, evidence, network_of, small_network

pytestmark = pytest.mark.usefixtures("bubblewrap")
layers = keras.layers


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The processes that were started."""
    close_idle()
    made = list[Any]()

    class Counted(rebuilder._Clean):
        def __init__(self, walls: Walls) -> None:
            super().__init__(walls)
            made.append(self)

    monkeypatch.setattr(rebuilder, "_Clean", Counted)
    yield made
    close_idle()


def _submission(course: CourseFolder, limits: Limits, given: Evidence) -> Evidence:
    with clean_process(course.view(), limits) as rebuild:
        return verify(given, (ASK,), rebuild)


def _told(found: Evidence) -> dict[str, bytes]:
    return {str(name): array.tobytes() for name, array in found.arrays.items()}


def _narrow(policy: str) -> Any:
    return keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, "softmax", dtype=policy)]
    )


def _not_a_number() -> Any:
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.BatchNormalization(), layers.Dense(10, "softmax")]
    )
    model.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
    return model


def _of_chance() -> Any:
    return keras.Sequential(
        [
            keras.Input((28, 28)), layers.GaussianNoise(1.0, seed=1), layers.Flatten(),
            layers.Dropout(0.5, seed=2), layers.Dense(10, "softmax"),
        ]
    )  # fmt: skip


def _called_alike() -> Any:
    """As Keras names the layers of the small network, and of other kinds."""
    return keras.Sequential(
        [
            keras.Input((28, 28), name="input_layer"), layers.Flatten(name="dense"),
            layers.Dense(10, "softmax", name="flatten", kernel_regularizer="l2"),
        ],
        name="sequential",
    )  # fmt: skip


def _with_a_table() -> Any:
    images = keras.Input((28, 28))
    looked_up = layers.CategoryEncoding(num_tokens=10)(layers.Discretization([0.5, 2.0])(images)[:, :, 0])
    return keras.Model(images, layers.Dense(10, "softmax")(looked_up))


@pytest.mark.parametrize("make", [small_network, _not_a_number, _of_chance, _with_a_table])
def test_a_network_that_was_trained_further_gives_what_a_new_one_does(
    walled_course: CourseFolder, limits: Limits, make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the same description within a submission, weights alone are put in anew; for others all is."""
    network, again, asked = make(), list[bool](), rebuilder._Clean.rebuild

    def noted(clean: Any, question: dict[str, Any], *more: Any) -> Any:
        again.append(question["again"])
        return asked(clean, question, *more)

    monkeypatch.setattr(rebuilder._Clean, "rebuild", noted)
    first = evidence(walled_course.dataset, network)
    network.set_weights([np.linspace(-1, 1, w.size).reshape(w.shape) ** 2 for w in network.get_weights()])
    further = evidence(walled_course.dataset, network)
    with clean_process(walled_course.view(), limits) as rebuild:
        verify(first, (ASK,), rebuild)
        found = verify(further, (ASK,), rebuild)
        close_idle()
    fresh = _submission(walled_course, limits, further)
    assert again == [False, True, False]
    assert network_of(found).basis is Basis.REBUILT
    assert (_told(found), network_of(found)) == (_told(fresh), network_of(fresh))


@pytest.mark.parametrize(
    "make", [lambda: _narrow("float16"), lambda: _narrow("mixed_bfloat16"), lambda: _narrow("float64"),
             _not_a_number, _of_chance, _called_alike, _with_a_table]
)  # fmt: skip
def test_a_network_leaves_nothing_for_the_next_submission(
    walled_course: CourseFolder, limits: Limits, started: list[Any], make: Callable[[], Any]
) -> None:
    honest = evidence(walled_course.dataset, small_network())
    attack = evidence(walled_course.dataset, make())
    before = _told(_submission(walled_course, limits, honest))
    tried = _submission(walled_course, limits, attack)
    assert tried.status is RunStatus.COMPLETED, tried.error
    after = _submission(walled_course, limits, honest)
    assert network_of(after).basis is Basis.REBUILT
    assert _told(after) == before
    assert len(started) == 1


def test_a_new_process_gives_the_same_to_the_bit(
    walled_course: CourseFolder, limits: Limits, started: list[Any]
) -> None:
    honest = evidence(walled_course.dataset, small_network())
    once, again = _submission(walled_course, limits, honest), _submission(walled_course, limits, honest)
    close_idle()
    assert _told(_submission(walled_course, limits, honest)) == _told(again) == _told(once)
    assert len(started) == 2


@pytest.mark.parametrize("unusual", ["raises", "is late", "grew", "served long", "served many"])
def test_after_anything_unusual_a_process_serves_nobody(
    walled_course: CourseFolder,
    limits: Limits,
    started: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    unusual: str,
) -> None:
    honest = evidence(walled_course.dataset, small_network())
    if unusual == "raises":
        with clean_process(walled_course.view(), limits) as rebuild, pytest.raises(RebuildFailed) as caught:
            rebuild({"class_name": "Sequential", "config": {"layers": "none"}}, [], {})
        assert not caught.value.ended
    elif unusual == "is late":
        monkeypatch.setattr(rebuilder, "_SECONDS", 0.0)
        assert network_of(_submission(walled_course, limits, honest)).basis is Basis.CLAIMED
        monkeypatch.undo()
    else:
        name, bound = {"grew": ("_GROWN", 1 << 40), "served long": ("_SERVING", 0.0),
                       "served many": ("_NETWORKS", 1)}[unusual]  # fmt: skip
        monkeypatch.setattr(rebuilder, name, bound)
        assert network_of(_submission(walled_course, limits, honest)).basis is Basis.REBUILT
    assert len(started) == 1
    assert not rebuilder._idle.get(Walls(walled_course.view().absolute(), limits))


def test_a_process_that_was_left_in_the_midst_of_a_question_serves_nobody(
    walled_course: CourseFolder, limits: Limits, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    honest = evidence(walled_course.dataset, small_network())
    monkeypatch.setattr(rebuilder._Clean, "_told", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _submission(walled_course, limits, honest)
    assert len(started) == 1
    assert not rebuilder._idle.get(Walls(walled_course.view().absolute(), limits))


def test_a_process_that_ended_while_it_was_idle_is_replaced(
    walled_course: CourseFolder, limits: Limits, started: list[Any]
) -> None:
    honest = evidence(walled_course.dataset, small_network())
    _submission(walled_course, limits, honest)
    started[0]._process.kill()
    assert started[0]._process.ended(10.0)
    assert not started[0].is_there
    assert network_of(_submission(walled_course, limits, honest)).basis is Basis.REBUILT
    assert len(started) == 2


def test_two_submissions_at_a_time_have_a_process_each(
    walled_course: CourseFolder, limits: Limits, started: list[Any]
) -> None:
    honest = evidence(walled_course.dataset, small_network())
    with (
        clean_process(walled_course.view(), limits) as one,
        clean_process(walled_course.view(), limits) as two,
    ):
        assert _told(verify(honest, (ASK,), one)) == _told(verify(honest, (ASK,), two))
    assert len(started) == 2
    assert len(rebuilder._idle[Walls(walled_course.view().absolute(), limits)]) == 2


def test_other_limits_have_other_processes(
    walled_course: CourseFolder, limits: Limits, started: list[Any]
) -> None:
    honest = evidence(walled_course.dataset, small_network())
    _submission(walled_course, limits, honest)
    _submission(walled_course, replace(limits, processes=limits.processes - 1), honest)
    assert len(started) == 2
