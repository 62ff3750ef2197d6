"""What students may choose, as networks: corners, centre and the declared one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reference.calibration.configurations import Choice, chosen, configurations, ranges
from reference.models import VARIANTS, Permitted, Variant, digest


def _variant(name: str) -> Variant:
    variant = VARIANTS[name]
    assert isinstance(variant, Variant)
    return variant


DOCUMENT = _variant("dense_128_relu")


def test_the_documents_network_has_corners_centre_and_itself() -> None:
    found = [each.choice for each in configurations(DOCUMENT)]
    assert found[:2] == [Choice(5, 32), Choice(10, 32, 181)]
    assert set(found[2:]) == {Choice(e, b, w) for e in (5, 20) for b in (16, 64) for w in (64, 512)}
    assert len(found) == 10


def test_no_calibration_is_complete_without_the_least_and_the_most_training() -> None:
    needed = [each.choice for each in configurations(DOCUMENT) if each.needed]
    assert needed == [Choice(5, 32), Choice(5, 64, 64), Choice(20, 16, 512)]


def test_a_configuration_is_the_variant_under_its_choice() -> None:
    network = chosen(DOCUMENT, Choice(20, 16, 512))
    hidden, last = (dict(layer.options) for layer in network.layers[-2:])
    assert (network.epochs, network.batch_size, hidden["units"], last["units"]) == (20, 16, 512, 10)
    assert (hidden["activation"], network.optimiser, network.control) == ("relu", "adam", None)
    assert network.batch_size_for(400) == 16


@pytest.mark.parametrize("batch", [16, 32, 64])
def test_a_permitted_batch_is_what_it_says_on_small_data_too(batch: int) -> None:
    assert chosen(DOCUMENT, Choice(5, batch, 64)).batch_size_for(1437) == batch


def test_configurations_are_told_apart_by_name_and_digest() -> None:
    networks = [each.network for each in configurations(DOCUMENT)]
    assert len({network.name for network in networks}) == len({digest(n) for n in networks}) == 10
    assert not {network.name for network in networks[1:]} & VARIANTS.keys()


@pytest.mark.parametrize("name", ["dense_16", "sgd", "epochs_20", "deeper", "no_flatten_repaired"])
def test_an_exploration_is_its_one_configuration(name: str) -> None:
    (only,) = configurations(_variant(name))
    assert (only.network, only.needed) == (_variant(name), True)


def test_a_range_left_out_stays_as_declared() -> None:
    variant = replace(DOCUMENT, permitted=Permitted(epochs=(5, 20)))
    assert [each.choice for each in configurations(variant)] == [
        Choice(5, 32),
        Choice(10, 32),
        Choice(20, 32),
    ]
    assert [each.needed for each in configurations(variant)] == [True, False, True]


def test_what_is_not_scored_permits_nothing() -> None:
    with pytest.raises(ValueError, match="dropout_cnn_flip is not scored"):
        ranges(_variant("dropout_cnn_flip"))
