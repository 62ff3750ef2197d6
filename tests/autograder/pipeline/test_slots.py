"""Who gets a slot, and who waits for one."""

from __future__ import annotations

import threading

import pytest

from autograder.pipeline.slots import Nowhere, Slots

HONEST, BOASTFUL = "tcp://127.0.0.1:1", "tcp://127.0.0.1:2"


@pytest.fixture
def slots() -> Slots:
    slots = Slots()
    slots.add(HONEST, 2)
    slots.add(BOASTFUL, 64)
    return slots


def test_of_those_that_have_answered_nothing_the_freest_goes_first(slots: Slots) -> None:
    assert slots.take() == BOASTFUL


def test_one_that_has_answered_well_goes_before_one_that_claims_more(slots: Slots) -> None:
    slots.prove(HONEST)
    assert [slots.take() for _ in range(3)] == [HONEST, HONEST, BOASTFUL]


def test_who_is_wary_waits_for_one_that_has_answered_well(slots: Slots) -> None:
    slots.prove(HONEST)
    taken = [slots.take(), slots.take()]
    waiting = threading.Thread(target=lambda: taken.append(slots.take(wary=True)), daemon=True)
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    slots.give_back(HONEST)
    waiting.join(30)
    assert taken == [HONEST] * 3


def test_who_is_wary_takes_any_where_none_has_answered_well_or_those_have_failed(slots: Slots) -> None:
    assert slots.take(wary=True) == BOASTFUL
    slots.prove(HONEST)
    assert slots.take({HONEST}, wary=True) == BOASTFUL
    with pytest.raises(Nowhere):
        slots.take({HONEST, BOASTFUL}, wary=True)


def test_one_that_comes_again_has_answered_nothing_yet(slots: Slots) -> None:
    slots.prove(HONEST)
    slots.remove(HONEST)
    slots.prove(HONEST)
    slots.add(HONEST, 2)
    assert not slots.is_proven(HONEST)
    assert slots.take() == BOASTFUL


@pytest.mark.parametrize("number", [0, -100])
def test_one_without_slots_is_not_there(slots: Slots, number: int) -> None:
    slots.add("tcp://127.0.0.1:3", number)
    assert slots.total == 66
    assert slots.taken == 0
    assert "tcp://127.0.0.1:3" not in slots.workers
