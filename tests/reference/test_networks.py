"""A trained network as data: it comes back as it was, or not at all, and nothing of it is run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from reference.baseline import fit_baseline
from reference.datasets import Dataset
from reference.models import VARIANTS, Baseline
from reference.networks import Network, logistic_network, read_network, write_network
from reference.run_store import Records, Settings, write_whole
from reference.training import Status, train

KERNEL = np.arange(7840, dtype=float).reshape(784, 10)
NETWORK = logistic_network(KERNEL, np.arange(10.0))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "network-1.0"
    write_network(NETWORK, path, write_whole)
    return path


def _assert_same(found: Network | None, wanted: Network) -> None:
    assert found is not None
    assert found.description == wanted.description
    assert found.weights.keys() == wanted.weights.keys()
    for name, weights in wanted.weights.items():
        assert all(map(np.array_equal, found.weights[name], weights))
        assert len(found.weights[name]) == len(weights)


def test_a_network_comes_back_as_it_was(written: Path) -> None:
    _assert_same(read_network(written), NETWORK)


def test_its_files_are_plain_json_and_arrays(written: Path) -> None:
    told = json.loads(written.with_name(written.name + ".json").read_text(encoding="utf-8"))
    assert told["format_version"] == 2
    with np.load(written.with_name(written.name + ".npz"), allow_pickle=False) as file:
        assert file.files == ["dense/0", "dense/1"]
        assert file["dense/0"].dtype == np.float32


def test_a_description_that_was_edited_is_none(written: Path) -> None:
    path = written.with_name(written.name + ".json")
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["network"]["config"]["layers"][2]["config"]["name"]
    path.write_text(json.dumps(told), encoding="utf-8")
    assert read_network(written) is None


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".json", b"{"),
        (".json", b"[]"),
        (".json", b'{"format_version": 2, "digest": "", "network": {}}'),
        (".npz", b"other bytes"),
        (".npz", None),
        (".json", None),
    ],
)
def test_a_damaged_half_makes_none_of_it(written: Path, suffix: str, content: bytes | None) -> None:
    half = written.with_name(written.name + suffix)
    half.unlink() if content is None else half.write_bytes(content)
    assert read_network(written) is None


def test_logistic_regression_is_the_network_that_it_says(digits: Dataset) -> None:
    baseline = VARIANTS["logistic_regression"]
    assert isinstance(baseline, Baseline)
    seen = digits.train.labels != 4  # a digit never trained on
    fitted = fit_baseline(baseline, digits.train.images[seen], digits.train.labels[seen], 0)
    kernel, bias = fitted.network().weights["dense"]
    scores = digits.test.images.reshape(len(digits.test), -1).astype(np.float32) / 255 @ kernel + bias
    powers = np.exp(scores - scores.max(1, keepdims=True))
    found = powers / powers.sum(1, keepdims=True)
    assert np.allclose(found, fitted.probabilities(digits.test.images), atol=1e-5)
    assert (found[:, 4] == 0).all()


@pytest.mark.usefixtures("_prepared")
def test_a_run_brings_its_network_where_it_is_to_be_kept(tiny: Dataset, tmp_path: Path) -> None:
    records, variant = Records(tmp_path / "out"), VARIANTS["dense_16"]
    records.open(Settings(tiny.name, tiny.digest, hidden_seed=0, epochs=1))
    assert train(variant, tiny, 1, epochs=1).network is None
    run = train(variant, tiny, 1, epochs=1, keep_network=True)
    assert run.network is not None
    records.keep(run)
    _assert_same(records.network(variant, 1), run.network)
    assert records.network(variant, 0) is None
    stored = records.find(variant, 1)
    assert stored is not None
    assert stored.network is None  # which is read when it is wanted
    assert stored.test_accuracy == run.test_accuracy


@pytest.mark.usefixtures("_prepared")
def test_what_could_not_be_trained_has_no_network(tiny: Dataset) -> None:
    run = train(VARIANTS["outputs_5"], tiny, 0, epochs=1, keep_network=True)
    assert (run.status, run.network) == (Status.FAILED, None)
