"""One variant trained once: repeatable, measured, and a failure told rather than raised."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reference.baseline import fit_baseline
from reference.datasets import Dataset, Images, Split
from reference.models import BASELINE, FLATTEN, SOFTMAX, VARIANTS, Baseline, Layer, Variant
from reference.training import STEPS_PER_EXECUTION, Run, Status, build, inputs, train
from tests.reference.runs import assert_equal, numbers

pytestmark = pytest.mark.usefixtures("_prepared")

Repeated = tuple[Run, Run, Run]


@pytest.fixture(scope="module", params=["dense_16", "augmented"])
def repeated(request: pytest.FixtureRequest, tiny: Dataset) -> Repeated:
    """A variant with seed 3, again with seed 3, then with seed 4."""
    first, again, other = (train(VARIANTS[request.param], tiny, seed, epochs=2) for seed in (3, 3, 4))
    return first, again, other


def test_the_same_seed_gives_the_samenumbers(repeated: Repeated) -> None:
    first, again, _ = repeated
    assert first.status is Status.TRAINED
    assert first.history == again.history
    assert numbers(first) == numbers(again)
    np.testing.assert_array_equal(first.test_predictions, again.test_predictions)
    np.testing.assert_array_equal(first.hidden_predictions, again.hidden_predictions)


def test_another_seed_gives_othernumbers(repeated: Repeated) -> None:
    first, _, other = repeated
    assert first.test_loss != other.test_loss
    assert first.history[0] != other.history[0]
    assert first.hidden_predictions is not None
    assert other.hidden_predictions is not None
    assert (first.hidden_predictions != other.hidden_predictions).any()


def test_a_run_is_what_its_predictions_say(repeated: Repeated, tiny: Dataset) -> None:
    run = repeated[0]
    assert (run.dataset, run.seed, run.epochs, len(run.history)) == ("tiny", 3, 2, 2)
    assert run.test_accuracy == np.mean(run.test_predictions == tiny.test.labels)
    assert run.hidden_accuracy == np.mean(run.hidden_predictions == tiny.hidden.labels)
    assert run.test_accuracy > 0.2, "better than chance"
    assert run.history[-1].test_accuracy == pytest.approx(run.test_accuracy)
    assert run.history[-1].test_loss == pytest.approx(run.test_loss, rel=1e-4)
    assert run.seconds > 0


def test_declared_epochs_are_the_rule(tiny: Dataset) -> None:
    run = train(VARIANTS["epochs_1"], tiny, 0)
    assert (run.epochs, len(run.history)) == (1, 1)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("no_flatten", r"output\.shape=\(None, 28, 10\)"),
        ("outputs_5", r"\b[5-9]\b.* \[0, 5\)"),
        ("outputs_9", r"\b9\b.* \[0, 9\)"),
    ],
)
def test_what_cannot_train_says_why(tiny: Dataset, name: str, cause: str) -> None:
    run = train(VARIANTS[name], tiny, 0, epochs=1)
    assert re.search(cause, run.message)
    assert re.match(r"\w+Error: ", run.message)
    assert "\n" not in run.message
    assert len(run.message) <= 240
    assert not re.search(r"/\w+/|site-packages|\.py\b|line \d", run.message), "nothing of this machine"
    _assert_failed(run, name)


def test_a_layer_s_complaint_is_one_plain_line(tiny: Dataset) -> None:
    impossible = Layer("Reshape", (("target_shape", (7, 7)),))
    message = train(Variant("odd", "", (impossible, FLATTEN, SOFTMAX)), tiny, 0, epochs=1).message
    assert message.startswith("ValueError: Exception encountered when calling Reshape.call(). The total size")
    assert message.endswith("target_shape=(7, 7)"), "without Keras's list of arguments"
    assert message.isprintable()


def test_long_complaints_are_cut(tiny: Dataset) -> None:
    variant = Variant("odd", "", (FLATTEN, Layer("Dense", (("units", "x" * 1000),))))
    message = train(variant, tiny, 0, epochs=1).message
    assert len(message) == 240
    assert message.endswith("…")


def test_eleven_outputs_train(tiny: Dataset) -> None:
    run = train(VARIANTS["outputs_11"], tiny, 0, epochs=2)
    assert run.status is Status.TRAINED
    assert run.message == ""
    assert run.parameters == 785 * 128 + 129 * 11
    assert run.test_accuracy > 0.5


def test_a_loss_that_is_no_number_is_a_failure(tiny: Dataset) -> None:
    run = train(_rescaled(math.nan), tiny, 0, epochs=1)
    assert run.message == "the loss became NaN: no network came of it"
    _assert_failed(run, "rescaled")


def test_a_network_lost_in_its_last_step_is_a_failure(tiny: Dataset) -> None:
    one_step = replace(tiny, train=Split(tiny.train.images[:30], tiny.train.labels[:30]))
    run = train(_rescaled(1e20), one_step, 0, epochs=1)
    assert run.message == "the loss became NaN: no network came of it"
    _assert_failed(run, "rescaled")


def test_the_baseline_is_one_deterministic_run(digits: Dataset) -> None:
    first, again = (train(VARIANTS[BASELINE], digits, seed) for seed in (0, 1))
    assert first.status is Status.TRAINED
    assert (first.parameters, first.epochs, first.history, first.message) == (7850, 0, (), "")
    assert first.test_accuracy > 0.93
    assert first.hidden_accuracy > 0.8
    np.testing.assert_array_equal(first.test_predictions, again.test_predictions)
    assert numbers(first) == numbers(again)


def test_the_baseline_gives_probabilities(tiny: Dataset) -> None:
    fitted = fit_baseline(_baseline(), tiny.train.images, tiny.train.labels, 0)
    probabilities = fitted.probabilities(tiny.test.images)
    assert probabilities.shape == (100, 10)
    assert (probabilities > 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_the_baseline_never_names_a_digit_it_has_not_seen(tiny: Dataset) -> None:
    seen = tiny.train.labels != 4
    fitted = fit_baseline(_baseline(), tiny.train.images[seen], tiny.train.labels[seen], 0)
    probabilities = fitted.probabilities(tiny.test.images)
    assert not probabilities[:, 4].any()
    fives = tiny.test.labels == 5
    assert np.mean(probabilities[fives].argmax(axis=1) == 5) > 0.7, "the digits after it keep their column"


def test_a_baseline_cut_short_says_so(tiny: Dataset) -> None:
    run, whole = (
        train(baseline, tiny, 0) for baseline in (replace(_baseline(), max_iterations=2), _baseline())
    )
    assert run.status is Status.TRAINED
    assert run.test_loss > whole.test_loss
    assert run.message == "stopped after 2 iterations"


def test_inputs_are_scaled_as_declared(tiny: Dataset) -> None:
    images = tiny.test.images
    scaled, raw = inputs(_network("dense_16"), images), inputs(_network("no_normalisation"), images)
    assert scaled.dtype == raw.dtype == np.float32
    assert (scaled.min(), scaled.max(), raw.max()) == (0, 1, 255)
    np.testing.assert_array_equal(raw, images)
    np.testing.assert_allclose(scaled * 255, images, rtol=1e-6)


def test_permuted_pixels_are_all_there_in_another_order() -> None:
    order = _order(_network("permuted_cnn"), images=1)[0]
    assert sorted(order) == list(range(784))
    assert np.mean(order == np.arange(784)) < 0.05
    np.testing.assert_array_equal(_order(_network("simple_cnn"), images=1)[0], np.arange(784))


def test_every_image_of_every_split_is_permuted_alike() -> None:
    mlp, cnn = (_network(name) for name in ("permuted_mlp", "permuted_cnn"))
    orders = np.concatenate([_order(mlp, images=5), _order(mlp, images=3), _order(cnn, images=2)])
    assert len(np.unique(orders, axis=0)) == 1
    assert not np.array_equal(_order(replace(mlp, pixel_order=8), images=1)[0], orders[0])


def test_what_a_permuted_network_learns_holds_for_all_splits(tiny: Dataset) -> None:
    run = train(VARIANTS["permuted_mlp"], tiny, 0, epochs=2)
    assert min(run.train_accuracy, run.test_accuracy, run.hidden_accuracy) > 0.5


@pytest.mark.parametrize(
    ("name", "parameters"), [("dense_128_relu", 101_770), ("mlp_784", 623_290), ("lenet5", 61_706)]
)
def test_parameters(name: str, parameters: int) -> None:
    assert build(_network(name)).count_params() == parameters


def test_every_network_is_built_as_declared() -> None:
    networks = [v for v in VARIANTS.values() if isinstance(v, Variant)]
    for variant in networks:
        model: Any = build(variant)
        assert [type(layer).__name__ for layer in model.layers] == [layer.kind for layer in variant.layers]
        units = dict(variant.layers[-1].options)["units"]
        assert model.output_shape == ((None, 28, 10) if variant.name == "no_flatten" else (None, units))
        assert type(model.optimizer).__name__.lower() == variant.optimiser


@pytest.mark.trains
@pytest.mark.parametrize("name", [v.name for v in VARIANTS.values() if v.dense and isinstance(v, Variant)])
def test_batches_taken_together_come_to_the_same_bits(
    name: str, digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19 batches, which 16 do not divide: the last block of an epoch is a short one."""
    data = replace(digits, train=Split(digits.train.images[:600], digits.train.labels[:600]))
    assert STEPS_PER_EXECUTION == 16
    together, weights = _trained(name, data, monkeypatch, STEPS_PER_EXECUTION)
    single, same = _trained(name, data, monkeypatch, 1)
    assert [w.tobytes() for w in weights] == [w.tobytes() for w in same]
    assert_equal(together, single)


def _trained(
    name: str, data: Dataset, monkeypatch: pytest.MonkeyPatch, steps: int
) -> tuple[Run, list[NDArray[np.float32]]]:
    """A run that takes so many batches at a time, and the weights at its end, or where it stopped."""
    built: list[Any] = []

    def kept(variant: Variant, steps: int) -> Any:
        built.append(build(variant, steps))
        return built[-1]

    with monkeypatch.context() as patch:
        patch.setattr("reference.training.STEPS_PER_EXECUTION", steps)
        patch.setattr("reference.training._traced", {})
        patch.setattr("reference.training.build", kept)
        run = train(VARIANTS[name], data, 1, epochs=2)
    assert built[0].steps_per_execution == steps
    return run, built[0].get_weights()


def _assert_failed(run: Run, name: str) -> None:
    assert run.status is Status.FAILED
    assert run.variant == name
    assert run.epochs == 1
    assert all(map(math.isnan, numbers(run)))
    assert run.history == ()
    assert (run.parameters, run.test_predictions, run.hidden_predictions) == (None, None, None)


def _network(name: str) -> Variant:
    variant = VARIANTS[name]
    assert isinstance(variant, Variant)
    return variant


def _baseline() -> Baseline:
    baseline = VARIANTS[BASELINE]
    assert isinstance(baseline, Baseline)
    return baseline


def _rescaled(scale: float) -> Variant:
    """Plain softmax regression on pixels multiplied by `scale`."""
    rescaling = Layer("Rescaling", (("scale", scale),))
    return Variant("rescaled", "", (FLATTEN, rescaling, SOFTMAX), optimiser="sgd")


def _order(variant: Variant, images: int) -> NDArray[np.int64]:
    """Where each pixel of each image comes from, read off pixels that are numbered in base 256."""
    numbers = np.arange(784)
    low, high = (
        np.tile(part.astype(np.uint8).reshape(28, 28), (images, 1, 1))
        for part in (numbers % 256, numbers // 256)
    )
    raw = replace(variant, normalise=False)

    def seen(numbered: Images) -> NDArray[np.int64]:
        return inputs(raw, numbered).reshape(images, -1).astype(np.int64)

    return seen(high) * 256 + seen(low)
