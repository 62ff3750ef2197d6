"""A kernel that a network learns: exercise 6, and what counts as right."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from autograder.authoring import Answers, Images, Message, Model, ModelFacts, Rubric, Unanswered, Value, say
from autograder.networks.architecture import Part, described, is_same_loss, listed, meant
from autograder.networks.trained import budget_of
from autograder.networks.training_evidence import contradiction
from reference.datasets import Dataset
from reference.pairs import PAIR_SIDE, hidden_kernel, pairs

#: Of a weight; the kernel's lie 0.5 apart. Measured: adam(0.05) for 50 epochs ends within 4e-7 over 200
#: seeds; adam, sgd and rmsprop in other steps within 0.01; what was ended too soon is off by 0.8.
NEAR = 0.02
#: What the losses of the first batches sum to at the least, of weights that know nothing: the kernel's
#: squares sum to 15, and so does the loss of a first batch.
_FIRST_LOSS = 3.0
_SHOWN = Images("pairs", 64)
_ASKED = Part("Conv2D", 1, choices=("kernel_size=3 × 3", "use_bias=False"))
_LOSS = "meansquarederror"
_MAP = PAIR_SIDE - 2  # what a 3 × 3 kernel leaves of 12

learned_kernel = Rubric(
    "learned_kernel", Model("kernel_model", (_SHOWN,), verify=True), Value("found_kernel")
)
learned_kernel.hints(
    say("The network is an input of shape (12, 12, 1) and one layer. Which number of filters, which size, "
        "and what is to be left out, the comment says."),
    say("`fit` takes images and maps, both with one more axis at the end: `pairs_in[..., np.newaxis]`. Look "
        "at the loss of the last epoch: how far from 0 is it?"),
    say("`get_weights()` is a list; its only array has shape (3, 3, 1, 1). `[:, :, 0, 0]` takes rows and "
        "columns of the one channel and the one filter."),
)  # fmt: skip


@learned_kernel.criterion("network", say("The network is one convolution, and nothing besides"), weight=3)
def _network(answers: Answers, data: Dataset) -> Message | None:
    model = answers.model("kernel_model")
    made_of = tuple(part.however_begun for part in meant(model))
    besides = [layer.kind for layer in listed(model) if layer.kind != _ASKED.kind]
    if made_of == (_ASKED,) and not besides:
        return _of_another_size(model)
    if made_of == (_ASKED,):
        return say("`kernel_model` has {besides} beside its convolution. One layer is asked for, and nothing "
                   "that prepares its images or lays out its maps.", besides=", ".join(besides))  # fmt: skip
    if len(made_of) == 1 and (odd := _odd(made_of[0])):
        return odd
    return say("`kernel_model` is made of {found}; asked for was {wanted}.", found=described(made_of),
               wanted=described((_ASKED,)))  # fmt: skip


def _of_another_size(model: ModelFacts) -> Message | None:
    """Told of a network that was made for images which are not those of the pairs."""
    rows, columns = listed(model)[0].output_shape[1:3]
    if (rows, columns) in ((_MAP, _MAP), (None, None)):
        return None
    return say("`kernel_model` was made for images of another size: its maps are {rows} by {columns}, and "
               "those of `pairs_out` are {wanted} by {wanted}.", rows=str(rows), columns=str(columns),
               wanted=_MAP)  # fmt: skip


def _odd(layer: Part) -> Message | None:
    """What is said of a single layer that is not as asked for, where one thing about it is to be named."""
    if layer.kind != "Conv2D":
        return None
    if layer.units != 1:
        return say("`kernel_model` has {found} filters; the maps were made with a single kernel.",
                   found=layer.units or 0)  # fmt: skip
    if layer.activation != "linear":
        return say("The layer of `kernel_model` has the activation {found}, which changes what comes out of "
                   "the kernel: leave it out.", found=layer.activation)  # fmt: skip
    if not layer.lacks_bias:
        return say("The layer of `kernel_model` has a bias, a tenth weight: `use_bias=False` leaves it out.")
    if "padding=same" in layer.choices:
        return say("The layer of `kernel_model` pads its images with zeros, and its maps are 12 by 12. Those "
                   "of `pairs_out` are 10 by 10.")  # fmt: skip
    return None


@learned_kernel.criterion("loss", say("It is compiled with the mean squared error"), weight=1)
def _loss(answers: Answers, data: Dataset) -> Message | None:
    compiled = answers.model("kernel_model").compiled
    if compiled is None:
        return say("`kernel_model` is not compiled yet: `compile` comes before `fit`.")
    if not is_same_loss(compiled.loss, _LOSS) and not is_same_loss(compiled.loss, "mse"):
        return say("`kernel_model` was compiled with the loss {found}; asked for was mean_squared_error, "
                   "which is 0 just where its maps are those of `pairs_out`.",
                   found=compiled.loss or "none")  # fmt: skip
    return None


@learned_kernel.criterion("learnt", say("It has learnt the kernel from the pairs"), weight=4)
def _learnt(answers: Answers, data: Dataset) -> Message | None:
    model = answers.model("kernel_model")
    if untrained := _untrained(model, data):
        return untrained
    weights = _weights(model, data)
    off = float(np.abs(weights - hidden_kernel(data)).max())
    if off <= NEAR:
        return None
    if _network(answers, data):
        return say("`kernel_model` has not found the kernel: see first what is said of how it is made.")
    told = model.history.get("loss") or ()
    if not told:
        return say("`kernel_model` has not found the kernel yet: its maps are not those of `pairs_out`. "
                   "Train it for more epochs, or with a larger learning rate.")  # fmt: skip
    if told[-1] < _exact(off):
        return say("`kernel_model` reported a loss of {loss:.2g} in its last epoch, and now gives other maps "
                   "than `pairs_out`. Were those the pairs of `load_pairs` that it learnt from, and was it "
                   "changed since?", loss=told[-1])  # fmt: skip
    return say("`kernel_model` has not found the kernel yet: in the last of {epochs} epochs its loss was "
               "{loss:.2g}, and it can fall almost to 0. Train it for more epochs, or with a larger learning "
               "rate.", epochs=len(told), loss=told[-1])  # fmt: skip


def _untrained(model: ModelFacts, data: Dataset) -> Message | None:
    """Told of a network that `fit` has not taught the kernel."""
    if not (model.history.get("loss") or (model.compiled and model.compiled.updates)):
        return say("`kernel_model` has not been trained: `fit` does that.")
    if wrong := contradiction("kernel_model", model, model.history, data):
        return wrong
    told, budget = model.history.get("loss") or (), budget_of(model)
    once = budget.told is not None and (budget.updates or 0) <= budget.told
    if told and once and told[0] * (budget.steps or 0) < _FIRST_LOSS:
        return say("In the first epoch of the only training that is told of, the loss of `kernel_model` was "
                   "{loss:.2g} already: it knew the kernel before. Build it anew, and let `fit` find the "
                   "kernel.", loss=told[0])  # fmt: skip
    return None


def _exact(off: float) -> float:
    """A mean squared error that weights which are so far off cannot have on standard normal images."""
    return off**2 / 4


def _weights(model: ModelFacts, data: Dataset) -> NDArray[np.float64]:
    """The nine weights (3, 3) by what comes out of the network; Unanswered where none give that."""
    found = model.predictions.get(("raw", _SHOWN.called))
    images = pairs(data).images[: _SHOWN.count].astype(float)
    windows = sliding_window_view(images, (3, 3), axis=(1, 2)).reshape(-1, 9)
    if found is None or found.size != len(windows) or not np.isfinite(found).all():
        raise Unanswered(say("Of images of shape (12, 12, 1) `kernel_model` makes no maps of shape (10, "
                             "10, 1), or such as hold no numbers."))  # fmt: skip
    weights: NDArray[np.float64] = np.linalg.lstsq(windows, found.astype(float).ravel())[0]
    return weights.reshape(3, 3)


@learned_kernel.criterion("found", say("`found_kernel` is that kernel"), weight=4, needs=("learnt",))
def _found(answers: Answers, data: Dataset) -> Message | None:
    found, kernel = answers.array("found_kernel"), hidden_kernel(data)
    if found.shape != (3, 3):
        return say("`found_kernel` has shape {found}; asked for is (3, 3): the rows and columns of the only "
                   "channel and the only filter.", found=str(found.shape))  # fmt: skip
    if _is_near(found, kernel):
        return None
    if any(_is_near(found, kernel.round(digits)) for digits in (0, 1)):
        return say("`found_kernel` is what `kernel_model` has learnt, rounded: take its weights as they are.")
    turned = {
        say("with rows and columns exchanged"): kernel.T,
        say("turned by half a turn"): kernel[::-1, ::-1],
    }
    if known := next((how for how, of in turned.items() if _is_near(found, of)), None):
        return say("`found_kernel` is the kernel {how}. `convolve` of an image of `pairs_in` with it does "
                   "not give the map in `pairs_out`.", how=known)  # fmt: skip
    return say("`found_kernel` is not what `kernel_model` has learnt. Take it from the weights of the "
               "network, after its training; in grading the kernel is another.")  # fmt: skip


def _is_near(found: NDArray[np.generic], wanted: NDArray[np.float64]) -> bool:
    return bool(np.allclose(found.astype(float), wanted, rtol=0, atol=NEAR))


RUBRICS = (learned_kernel,)
