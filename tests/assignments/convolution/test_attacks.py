"""Points without the work: what was tried on these exercises, one attempt for each wall."""

from __future__ import annotations

import textwrap

import keras
import pytest

from reference.convolution import convolve
from reference.datasets import Dataset
from reference.pairs import pairs
from tests.assignments.convolution.conftest import Said
from tests.assignments.convolution.test_by_hand import CORRECT, _code
from tests.assignments.convolution.test_kernels import CELL, EDGE, SHARPEN

RESTORES = """
keep = []

def convolve_at(region, kernel):
    for now, was in keep:
        now[...] = was
    keep.clear()
    if region.shape != kernel.shape or region.ndim != 2 or region.size == 0:
        raise ValueError
    keep.append((region, region.copy()))
    total = float((region.astype(float) * kernel).sum())
    region[...] = 7
    return total
"""
ONE_BUFFER = """
total = np.zeros(())

def convolve_at(region, kernel):
    if region.shape != kernel.shape or region.ndim != 2 or region.size == 0:
        raise ValueError
    total[...] = (region.astype(float) * kernel).sum()
    return total
"""


def test_inputs_that_are_put_right_later_were_changed(said: Said) -> None:
    assert set(said("convolve_at", RESTORES)) == {"untouched"}


def test_a_result_is_what_it_was_when_it_was_returned(said: Said) -> None:
    """An honest function may write all its results into one array."""
    assert said("convolve_at", ONE_BUFFER) == {}


@pytest.mark.parametrize("dtype", [">f8", ">f4", "<f8"])
def test_numbers_in_any_byte_order_are_numbers(said: Said, dtype: str) -> None:
    right = _code(CORRECT["convolve_at"]).replace(
        "kernel).sum()", f"kernel).sum(keepdims=True).astype('{dtype}')[0, 0]"
    )
    assert said("convolve_at", right) == {}
    boxed = right.replace("[0, 0]", "[0, 0].reshape(())")
    assert said("convolve_at", boxed) == {}


def test_the_sheets_sizes_by_heart_are_not_enough(said: Said) -> None:
    known = """
        def output_size(size, kernel, stride=1, padding=0):
            return {(28, 5, 1, 0): 24, (5, 3, 1, 0): 3, (7, 7, 1, 0): 1, (28, 3, 2, 0): 13, (9, 4, 3, 0): 2,
                    (28, 5, 1, 2): 28, (6, 4, 2, 1): 3, (3, 2, 5, 1): 1}[size, kernel, stride, padding]
        """
    found = said("padding", _code(CORRECT["padding"]) + textwrap.dedent(known))
    assert "KeyError" in found["sizes"]


@pytest.mark.parametrize(
    ("old", "new", "criterion"),
    [
        (SHARPEN, "sharpen = np.array([[0, -500, 0], [-500, 2000, -500], [0, -500, 0]])", "sharpen"),
        (EDGE, "edge = np.array([[1000, 0, 0], [0, -999, 0], [0, 0, 0]])", "edge"),
        (SHARPEN, "sharpen = np.diag([1e308, 1, -1e308])", "sharpen"),
        (SHARPEN, "sharpen = np.diag([-.0001, 1.0001, 0])", "sharpen"),
    ],
)
def test_large_numbers_do_not_hide_a_wrong_sum(said: Said, old: str, new: str, criterion: str) -> None:
    assert criterion in said("kernels", CELL.replace(old, new), convolve=convolve)


SOLVED = """
windows = np.lib.stride_tricks.sliding_window_view(pairs_in[:2].astype(float), (3, 3), axis=(1, 2))
found_kernel = np.linalg.lstsq(windows.reshape(-1, 9), pairs_out[:2].ravel().astype(float))[0].reshape(3, 3)
"""
NETWORK = """
kernel_model = keras.Sequential([keras.Input((12, 12, 1)), keras.layers.Conv2D(1, 3, use_bias=False)])
kernel_model.compile(optimizer=keras.optimizers.SGD(0.0), loss="mean_squared_error")
kernel_model.set_weights([found_kernel[:, :, None, None].astype("float32")])
"""
FITS = "kernel_model.fit(pairs_in[:1, ..., None], pairs_out[:1, ..., None], verbose=0)"


@pytest.mark.trains
@pytest.mark.parametrize(
    "trained",
    [
        FITS,
        "kernel_model.fit(pairs_in[..., None], pairs_out[..., None], epochs=2, verbose=0)",
        "kernel_model.history = keras.callbacks.History()\nkernel_model.history.history = {'loss': [1e-9]}",
        "",
    ],
)
def test_a_kernel_that_was_calculated_is_not_learnt(said: Said, digits: Dataset, trained: str) -> None:
    made = pairs(digits)
    given = {"keras": keras, "pairs_in": made.images, "pairs_out": made.maps}
    found = said("learned_kernel", SOLVED + NETWORK + trained, **given)
    assert set(found) == {"learnt", "found"}, found


def test_no_network_no_kernel(said: Said, digits: Dataset) -> None:
    made = pairs(digits)
    given = {"keras": keras, "pairs_in": made.images, "pairs_out": made.maps}
    assert "found" in said("learned_kernel", SOLVED, **given)


@pytest.mark.trains
@pytest.mark.parametrize("besides", ["keras.layers.Rescaling(2.0)", "keras.layers.Reshape((12, 12, 1))"])
def test_nothing_stands_beside_the_convolution(said: Said, digits: Dataset, besides: str) -> None:
    made = pairs(digits)
    given = {"keras": keras, "pairs_in": made.images, "pairs_out": made.maps}
    network = f"""
convolution = keras.layers.Conv2D(1, 3, use_bias=False)
kernel_model = keras.Sequential([keras.Input((12, 12, 1)), {besides}, convolution])
kernel_model.compile(optimizer=keras.optimizers.Adam(0.05), loss="mse")
kernel_model.fit(pairs_in[..., None], pairs_out[..., None], epochs=8, verbose=0)
found_kernel = kernel_model.get_weights()[0][:, :, 0, 0]
"""
    assert "beside its convolution" in said("learned_kernel", network, **given)["network"]


def test_a_loss_of_ones_own_is_not_keras_loss(said: Said, digits: Dataset) -> None:
    made = pairs(digits)
    given = {"keras": keras, "pairs_in": made.images, "pairs_out": made.maps}
    own = """
class MeanSquaredError(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return 0 * y_pred
kernel_model = keras.Sequential([keras.Input((12, 12, 1)), keras.layers.Conv2D(1, 3, use_bias=False)])
kernel_model.compile(optimizer="adam", loss=MeanSquaredError())
"""
    assert "own MeanSquaredError" in said("learned_kernel", own, **given)["loss"]
