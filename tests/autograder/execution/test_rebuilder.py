"""Networks are rebuilt behind the walls, in a process that ran no student code."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.evidence.array_names import Part
from autograder.evidence.descriptions import MAX_PARAMETERS
from autograder.evidence.evidence import RunStatus
from autograder.evidence.facts import Basis
from autograder.evidence.rebuilding import RebuildFailed, Rebuilt
from autograder.evidence.verification import verify
from autograder.execution import rebuilder
from autograder.execution.rebuilder import clean_process, close_idle
from tests.autograder.one_network import ASK, evidence, network_of, small_network

pytestmark = pytest.mark.usefixtures("bubblewrap")


def test_a_network_is_rebuilt_and_predicts_the_same_there(
    walled_course: CourseFolder, limits: Limits
) -> None:
    given = evidence(walled_course.dataset, small_network())
    with clean_process(walled_course.view(), limits) as rebuild:
        checked = verify(given, (ASK,), rebuild)
    network = network_of(checked)
    assert network.basis is Basis.REBUILT
    assert network.layers == network_of(given).layers


def test_what_describes_no_network_fails_with_a_reason(walled_course: CourseFolder, limits: Limits) -> None:
    with clean_process(walled_course.view(), limits) as rebuild:
        with pytest.raises(RebuildFailed) as caught:
            rebuild({"class_name": "Sequential", "config": {"layers": "none"}}, [], {})
        assert caught.value.reason


def test_rebuilding_that_takes_too_long_fails(walled_course: CourseFolder, limits: Limits) -> None:
    hurried = replace(limits, submission_seconds=0.0)
    given = evidence(walled_course.dataset, small_network())
    with clean_process(walled_course.view(), hurried) as rebuild:
        checked = verify(given, (ASK,), rebuild)
    assert network_of(checked).basis is Basis.CLAIMED


def test_no_process_is_started_where_there_is_no_network(walled_course: CourseFolder, limits: Limits) -> None:
    impossible = replace(limits, memory_bytes=-1)
    with clean_process(walled_course.view(), impossible):
        pass


def test_what_it_shares_with_others_counts_for_nobody(walled_course: CourseFolder, limits: Limits) -> None:
    """300 MiB are far more than the network takes, and less than all that the process was begun with."""
    small = replace(limits, memory_bytes=300 << 20)
    given = evidence(walled_course.dataset, small_network())
    with clean_process(walled_course.view(), small) as rebuild:
        assert network_of(verify(given, (ASK,), rebuild)).basis is Basis.REBUILT
    close_idle()


def test_a_network_of_long_numbers_is_rebuilt_too(walled_course: CourseFolder, limits: Limits) -> None:
    layers = keras.layers
    long = keras.Sequential([keras.Input((28, 28)), layers.Flatten(),
                             layers.Dense(10, "softmax", dtype="float64")])  # fmt: skip
    with clean_process(walled_course.view(), limits) as rebuild:
        checked = verify(evidence(walled_course.dataset, long), (ASK,), rebuild)
    assert network_of(checked).basis is Basis.REBUILT


def test_more_weights_than_a_kernel_hands_out_are_refused(
    walled_course: CourseFolder, limits: Limits
) -> None:
    given = evidence(walled_course.dataset, small_network())
    last = max((n for n in given.arrays if n.part is Part.WEIGHTS), key=lambda name: name.number)
    more = {replace(last, number=last.number + 1): np.zeros(MAX_PARAMETERS, np.float64)}
    forged = replace(given, arrays={**given.arrays, **more})
    with clean_process(walled_course.view(), limits) as rebuild:
        assert verify(forged, (ASK,), rebuild).status is RunStatus.REFUSED


def test_all_networks_of_a_submission_have_one_time_together(
    walled_course: CourseFolder, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, given = [0.0], list[float]()

    class _Serving:
        serves_on = True

        def close(self) -> None: ...

    def rebuilt(clean: object, seconds: float, *_: object) -> Rebuilt:
        given.append(seconds)
        now[0] += 70.0
        return Rebuilt()

    monkeypatch.setattr(rebuilder, "_taken", lambda walls: _Serving())
    monkeypatch.setattr(rebuilder, "_given_back", lambda walls, clean: None)
    monkeypatch.setattr(rebuilder, "_rebuilt", rebuilt)
    monkeypatch.setattr(rebuilder, "time", SimpleNamespace(monotonic=lambda: now[0]))
    with clean_process(walled_course.view(), replace(limits, submission_seconds=150.0)) as rebuild:
        for _ in range(3):
            rebuild({}, [], {})
        with pytest.raises(RebuildFailed) as caught:
            rebuild({}, [], {})
    assert given == [120.0, 80.0, 10.0]
    assert caught.value.ended
