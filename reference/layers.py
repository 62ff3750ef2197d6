"""Layers, and the networks made of them, as data; `models.py` declares how each is trained.

They follow the course documents; the four convolutional networks are those of LeCun et al. (1998)
and of the documents' authors. Nothing here imports Keras.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """One layer: its class in `keras.layers` and the arguments it is made with."""

    kind: str
    options: tuple[tuple[str, object], ...] = ()


def layer(kind: str, **options: object) -> Layer:
    return Layer(kind, tuple(sorted(options.items())))


def dense(units: int, activation: str = "relu") -> Layer:
    return layer("Dense", units=units, activation=activation)


def conv(filters: int, size: int, padding: str = "valid", activation: str = "relu") -> Layer:
    return layer("Conv2D", filters=filters, kernel_size=size, padding=padding, activation=activation)


FLATTEN = layer("Flatten")
CHANNEL = layer("Reshape", target_shape=(28, 28, 1))
POOL = layer("MaxPooling2D", pool_size=2)
AVERAGE_POOL = layer("AveragePooling2D", pool_size=2)
SOFTMAX = dense(10, "softmax")


def dropout(rate: float) -> Layer:
    return layer("Dropout", rate=rate)


def perceptron(*hidden: Layer, outputs: int = 10) -> tuple[Layer, ...]:
    return (FLATTEN, *hidden, dense(outputs, "softmax"))


DENSE_128 = perceptron(dense(128))
MLP_784 = perceptron(dense(784))
SIMPLE_CNN = (CHANNEL, conv(32, 5), POOL, dropout(0.2), FLATTEN, dense(128), SOFTMAX)
LARGER_CNN = (
    CHANNEL, conv(30, 5), POOL, conv(15, 3), POOL, dropout(0.2),
    FLATTEN, dense(128), dense(50), SOFTMAX,
)  # fmt: skip
_LENET5_BEHIND = (
    AVERAGE_POOL, conv(16, 5, "valid", "tanh"), AVERAGE_POOL, FLATTEN, dense(120, "tanh"), dense(84, "tanh"),
    SOFTMAX,
)  # fmt: skip
LENET5 = (CHANNEL, conv(6, 5, "same", "tanh"), *_LENET5_BEHIND)
LENET5_UNPADDED = (CHANNEL, conv(6, 5, "valid", "tanh"), *_LENET5_BEHIND)
DROPOUT_CNN = (
    CHANNEL, conv(32, 3, "same"), POOL, conv(64, 3, "same"), POOL, conv(96, 3, "same"), POOL,
    dropout(0.5), FLATTEN, dense(100), dense(50), SOFTMAX,
)  # fmt: skip
MOVES = (
    layer("RandomTranslation", height_factor=0.1, width_factor=0.1, fill_mode="constant"),
    layer("RandomRotation", factor=0.04, fill_mode="constant"),
    layer("RandomShear", x_factor=0.1, y_factor=0.1, fill_mode="constant"),
)
WARPS = (
    layer("RandomTranslation", height_factor=0.07, width_factor=0.07, fill_mode="constant"),
    layer("RandomRotation", factor=0.03, fill_mode="constant"),
    layer("RandomZoom", height_factor=0.1, width_factor=0.1, fill_mode="constant"),
)  # gentler than MOVES, whose networks have ten epochs to learn from
FLIP = layer("RandomFlip", mode="horizontal")
