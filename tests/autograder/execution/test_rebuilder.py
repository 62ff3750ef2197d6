"""Networks are rebuilt behind the walls, in a process that ran no student code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.evidence.facts import Basis
from autograder.evidence.verification import RebuildFailed, verify
from autograder.execution.rebuilder import clean_process
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
