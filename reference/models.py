"""Every variant of the course, declared as data.

A variant says what is built, how it is trained and what it is compared with besides the
baseline (`control`). Nothing here imports Keras: `training.py` turns a declaration into a
model, of the layers in `layers.py`. Budgets follow the course documents.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase

from reference.errors import Told
from reference.layers import (
    CHANNEL,
    DENSE_128,
    DROPOUT_CNN,
    FLIP,
    LARGER_CNN,
    LENET5,
    LENET5_UNPADDED,
    MLP_784,
    MOVES,
    SIMPLE_CNN,
    WARPS,
    dense,
    perceptron,
)
from reference.layers import FLATTEN as FLATTEN
from reference.layers import SOFTMAX as SOFTMAX
from reference.layers import Layer as Layer
from reference.recipes import PLAIN, CosineDecay, Recipe

BASELINE = "logistic_regression"

#: Below this many training images a batch of 200 leaves too few steps in an epoch.
SMALL_SET = 10_000
LARGE_BATCH = 200


class UnknownVariant(Told, LookupError):
    """No variant matches the name asked for; the message lists those there are."""


@dataclass(frozen=True)
class Baseline:
    """scikit-learn's multinomial logistic regression on pixels scaled to [0, 1].

    `inverse_regularisation` is scikit-learn's C (L2 penalty), `max_iterations` those of L-BFGS.
    """

    name: str
    about: str
    inverse_regularisation: float = 1.0
    max_iterations: int = 400
    tolerance: float = 1e-3
    control: None = None
    lesson: str = ""

    @property
    def dense(self) -> bool:
        return False

    @property
    def tuned(self) -> bool:
        return False


@dataclass(frozen=True)
class Permitted:
    """What a student may choose: from the first number to the second; empty means as declared.

    `widths` are the units of the hidden layers. Calibration trains the corners of these ranges
    and their centre, so that a threshold holds for every choice between them.
    """

    epochs: tuple[int, int] | None = None
    batch_sizes: tuple[int, int] | None = None
    widths: tuple[int, int] | None = None


AS_DECLARED = Permitted()


@dataclass(frozen=True)
class Variant:
    """A Keras network and its training; `pixel_order` seeds one shuffle of all pixels.

    `permitted` is None where no exercise is scored by this variant; `lesson` says what one that
    cannot be trained teaches.
    """

    name: str
    about: str
    layers: tuple[Layer, ...]
    control: str | None = None
    optimiser: str = "adam"
    batch_size: int = 32
    epochs: int = 5
    normalise: bool = True
    pixel_order: int | None = None
    permitted: Permitted | None = None
    lesson: str = ""
    recipe: Recipe = PLAIN

    @property
    def dense(self) -> bool:
        """Whether the network is made of fully connected layers alone."""
        return {layer.kind for layer in self.layers} <= {"Flatten", "Dense"}

    @property
    def augments(self) -> bool:
        """Whether it changes images at random in training, by layers of Keras that all begin so."""
        return any(layer.kind.startswith("Random") for layer in self.layers)

    @property
    def tuned(self) -> bool:
        """Whether it is trained better than the documents do it, which takes long."""
        return self.recipe != PLAIN

    def batch_size_for(self, images: int) -> int:
        """The batch size on a training set of so many images."""
        return 32 if self.batch_size >= LARGE_BATCH and images < SMALL_SET else self.batch_size


Declared = Variant | Baseline


_NOT_TRAINED = ("permitted", "lesson")


def digest(variant: Declared) -> str:
    """Identifies a declaration by content: a changed variant is trained anew.

    What else is permitted and what is said of it change nothing about the declared training,
    and do not count; nor does a plain recipe, which calibrations that ship are older than.
    """
    left_out = _NOT_TRAINED if variant.tuned else (*_NOT_TRAINED, "recipe")
    content = {name: value for name, value in asdict(variant).items() if name not in left_out}
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


_CONTROL = "dense_128_relu"

_TOO_FEW_OUTPUTS = {
    5: "Every label needs an output unit of its own. Five units stand for the digits 0 to 4; for a 5, 6, "
    "7, 8 or 9 there is none whose probability the loss could take.",
    9: "Nine units stand for the digits 0 to 8. A single 9 in a batch is enough to end the training, since "
    "the loss looks for a tenth unit.",
}


def _explored(name: str, about: str, layers: tuple[Layer, ...] = DENSE_128, **changes: object) -> Variant:
    """A variant of the exploration exercises: the document's network with one thing changed."""
    return Variant(name, about, layers, control=_CONTROL, permitted=AS_DECLARED, **changes)  # type: ignore[arg-type]


def _imaged(
    name: str, about: str, layers: tuple[Layer, ...], control: str | None, **changes: object
) -> Variant:
    """A variant of the `cnn` assignment: ten epochs in batches of 200, as its documents say.

    On fewer than SMALL_SET images, such as the 4,000 of `mnist5k`, in batches of 32 (`batch_size_for`).
    """
    return Variant(name, about, layers, control=control, batch_size=200, epochs=10, **changes)  # type: ignore[arg-type]


_TUNED = Recipe(CosineDecay(peak=0.002, warmup=0.05), ema_momentum=0.999, label_smoothing=0.05)


def _tuned(name: str, about: str, layers: tuple[Layer, ...], epochs: int) -> Variant:
    """A network trained as well as we can on full MNIST; its control is trained as the documents do it."""
    control = name.removesuffix("_tuned")
    return Variant(name, about, layers, control=control, batch_size=128, epochs=epochs, recipe=_TUNED)


_DECLARED: tuple[Declared, ...] = (
    Baseline(BASELINE, "scikit-learn's logistic regression on the pixels"),
    Variant(
        _CONTROL,
        "the document's network: 128 hidden units, relu",
        DENSE_128,
        permitted=Permitted(epochs=(5, 20), batch_sizes=(16, 64), widths=(64, 512)),
    ),
    *(
        _explored(f"dense_{units}", f"{units} hidden units", perceptron(dense(units)))
        for units in (16, 32, 64, 256, 512)
    ),
    _explored("dense_sigmoid", "sigmoid in the hidden layer", perceptron(dense(128, "sigmoid"))),
    _explored("dense_tanh", "tanh in the hidden layer", perceptron(dense(128, "tanh"))),
    _explored(
        "no_flatten",
        "the Flatten layer left out",
        (dense(128), SOFTMAX),
        lesson="A Dense layer works along the last axis alone. Without Flatten each of the 28 rows of an "
        "image gets ten outputs of its own, while the loss expects ten for the whole image.",
    ),
    _explored(
        "no_flatten_repaired", "Flatten after the hidden layer instead", (dense(128), FLATTEN, SOFTMAX)
    ),
    _explored("sgd", "stochastic gradient descent", optimiser="sgd"),
    _explored("rmsprop", "RMSprop", optimiser="rmsprop"),
    *(
        _explored(f"epochs_{epochs}", f"trained for {epochs} epoch{'s' * (epochs > 1)}", epochs=epochs)
        for epochs in (1, 5, 20)
    ),
    _explored("deeper", "two hidden layers: 128 and 64 units", perceptron(dense(128), dense(64))),
    _explored("no_normalisation", "pixels left in 0..255", normalise=False),
    *(
        _explored(
            f"outputs_{outputs}",
            f"{outputs} output units for ten digits",
            perceptron(dense(128), outputs=outputs),
            lesson=_TOO_FEW_OUTPUTS.get(outputs, ""),
        )
        for outputs in (5, 9, 11, 20)
    ),
    _imaged("mlp_784", "perceptron with 784 hidden units", MLP_784, _CONTROL, permitted=AS_DECLARED),
    _imaged("simple_cnn", "one convolution, pooling, dropout", SIMPLE_CNN, "mlp_784", permitted=AS_DECLARED),
    _imaged(
        "larger_cnn",
        "two convolutions and two hidden layers",
        LARGER_CNN,
        "simple_cnn",
        permitted=AS_DECLARED,
    ),
    _imaged("lenet5", "LeNet-5: average pooling and tanh", LENET5, "simple_cnn", permitted=AS_DECLARED),
    _imaged(
        "lenet5_unpadded",
        "LeNet-5, its first convolution without padding",
        LENET5_UNPADDED,
        "simple_cnn",
        permitted=AS_DECLARED,
    ),
    _imaged(
        "dropout_cnn",
        "three convolutions, half the units dropped",
        DROPOUT_CNN,
        "larger_cnn",
        permitted=AS_DECLARED,
    ),
    _imaged(
        "dropout_cnn_flip",
        "three convolutions, images mirrored in training",
        (CHANNEL, FLIP, *DROPOUT_CNN[1:]),
        "dropout_cnn",
    ),
    _imaged(
        "augmented",
        "images shifted, turned and sheared in training",
        (CHANNEL, *MOVES, *SIMPLE_CNN[1:]),
        "simple_cnn",
        permitted=AS_DECLARED,
    ),
    _imaged(
        "augmented_flip",
        "images also mirrored in training",
        (CHANNEL, *MOVES, FLIP, *SIMPLE_CNN[1:]),
        "augmented",
        permitted=AS_DECLARED,
    ),
    _imaged(
        "permuted_mlp",
        "perceptron, pixels shuffled alike in every image",
        MLP_784,
        "mlp_784",
        pixel_order=7,
        permitted=AS_DECLARED,
    ),
    _imaged(
        "permuted_cnn",
        "convolution, pixels shuffled alike in every image",
        SIMPLE_CNN,
        "simple_cnn",
        pixel_order=7,
        permitted=AS_DECLARED,
    ),
    _tuned(
        "mlp_784_tuned", "perceptron with 784 hidden units, trained better", (CHANNEL, *WARPS, *MLP_784), 60
    ),
    _tuned("simple_cnn_tuned", "one convolution, trained better", (CHANNEL, *WARPS, *SIMPLE_CNN[1:]), 40),
    _tuned("larger_cnn_tuned", "two convolutions, trained better", (CHANNEL, *WARPS, *LARGER_CNN[1:]), 60),
    _tuned(
        "dropout_cnn_tuned", "three convolutions, trained better", (CHANNEL, *WARPS, *DROPOUT_CNN[1:]), 40
    ),
)

VARIANTS: dict[str, Declared] = {variant.name: variant for variant in _DECLARED}


def select(globs: str) -> tuple[Declared, ...]:
    """The variants that a comma-separated list of names or globs asks for, in course order.

    `dense` stands for all fully connected networks. Tuned ones take hours, so that no `*` brings
    them along: what finds them ends in `tuned`, as their names do. Raises UnknownVariant for a part
    that matches nothing.
    """
    parts = [part.strip() for part in globs.split(",") if part.strip()]
    for part in parts or [globs]:
        if not any(_matches(variant, part) for variant in _DECLARED):
            raise UnknownVariant(
                "no variant matches {part!r}; there are {names}", part=part, names=", ".join(VARIANTS)
            )
    return tuple(v for v in _DECLARED if any(_matches(v, part) for part in parts))


def _matches(variant: Declared, part: str) -> bool:
    if part == "dense":
        return variant.dense
    return fnmatchcase(variant.name, part) and (not variant.tuned or part.endswith("tuned"))
