"""Every layer of the list, trained and adapted, predicts the same when it is built anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from autograder.evidence.descriptions import looked_over
from autograder.evidence.keras_names import LAYERS
from autograder.inside import network_facts
from autograder.inside.rebuild import rebuilt
from reference.datasets import load

L = keras.layers
IMAGES = load("digits").train.images[:24]
LABELS = load("digits").train.labels[:24]
Make = Callable[[Any], Any]


def _square(make: Make) -> Make:
    """Of layers that take images with a channel."""
    return lambda x: make(L.Reshape((28, 28, 1))(x))


def _solid(make: Make) -> Make:
    return lambda x: make(L.Reshape((7, 4, 28, 1))(x))


def _frames(shape: tuple[int, ...], make: Make) -> Make:
    return lambda x: make(L.Reshape(shape)(x))


def _flat(make: Make) -> Make:
    return lambda x: make(L.Flatten()(x))


def _two(make: Callable[[Any, Any], Any]) -> Make:
    return lambda x: make(L.Dense(5)(x), L.Dense(5)(x))


def _adapted(layer: Any) -> Any:
    layer.adapt(IMAGES.astype("float32"))
    return layer


def _whole(kind: str, *given: Any, **options: Any) -> Make:
    """Of layers that take whole numbers below 256."""
    return lambda x: keras.ops.cast(
        getattr(L, kind)(*given, **options)(keras.ops.cast(L.Flatten()(x), "int32")), "float32"
    )


PLAIN: dict[str, Any] = {
    "Identity": {}, "Masking": {}, "Flatten": {}, "Reshape": {"target_shape": (14, 56)},
    "Permute": {"dims": (2, 1)}, "Activation": {"activation": "tanh"}, "ReLU": {"max_value": 3.0},
    "LeakyReLU": {}, "PReLU": {}, "ELU": {}, "Softmax": {}, "Dropout": {"rate": 0.3, "seed": 3},
    "SpatialDropout1D": {"rate": 0.2}, "GaussianNoise": {"stddev": 0.2}, "GaussianDropout": {"rate": 0.2},
    "AlphaDropout": {"rate": 0.1}, "ActivityRegularization": {"l2": 1e-3}, "BatchNormalization": {},
    "LayerNormalization": {}, "GroupNormalization": {"groups": 4}, "UnitNormalization": {},
    "RMSNormalization": {}, "Rescaling": {"scale": 1 / 255, "offset": 0.1}, "Dense": {"units": 5},
    "EinsumDense": {"equation": "abc,cd->abd", "output_shape": (28, 5), "bias_axes": "d"},
    "Conv1D": {"filters": 4, "kernel_size": 3}, "Conv1DTranspose": {"filters": 4, "kernel_size": 3},
    "SeparableConv1D": {"filters": 4, "kernel_size": 3}, "DepthwiseConv1D": {"kernel_size": 3},
    "MaxPooling1D": {}, "AveragePooling1D": {"pool_size": 2},
    "GlobalMaxPooling1D": {}, "GlobalAveragePooling1D": {},
    "AdaptiveAveragePooling1D": {"output_size": 4}, "AdaptiveMaxPooling1D": {"output_size": 4},
    "ZeroPadding1D": {}, "Cropping1D": {}, "UpSampling1D": {}, "SimpleRNN": {"units": 3}, "GRU": {"units": 3},
    "LSTM": {"units": 3}, "Discretization": {"bin_boundaries": [50.0, 99.5]},
}  # fmt: skip
SQUARE: dict[str, Any] = {
    "SpatialDropout2D": {"rate": 0.2}, "Conv2D": {"filters": 3, "kernel_size": 3, "groups": 1},
    "Conv2DTranspose": {"filters": 3, "kernel_size": 3}, "SeparableConv2D": {"filters": 3, "kernel_size": 3},
    "DepthwiseConv2D": {"kernel_size": 3}, "MaxPooling2D": {"strides": 1},
    "AveragePooling2D": {"pool_size": 2},
    "GlobalMaxPooling2D": {}, "GlobalAveragePooling2D": {}, "AdaptiveAveragePooling2D": {"output_size": 3},
    "AdaptiveMaxPooling2D": {"output_size": 3}, "ZeroPadding2D": {}, "Cropping2D": {},
    "UpSampling2D": {"interpolation": "bilinear"}, "Resizing": {"height": 14, "width": 14},
    "CenterCrop": {"height": 20, "width": 20},
    "RandomFlip": {"seed": 1}, "RandomRotation": {"factor": 0.1}, "RandomTranslation": {"height_factor": 0.1,
    "width_factor": 0.1}, "RandomZoom": {"height_factor": 0.1}, "RandomShear": {"x_factor": 0.1},
    "RandomContrast": {"factor": 0.1}, "RandomBrightness": {"factor": 0.1}, "RandomErasing": {},
    "RandomGaussianBlur": {}, "RandomInvert": {}, "RandomPerspective": {}, "RandomSharpness": {"factor": 0.1},
    "RandomElasticTransform": {}, "RandomPosterization": {"factor": 4}, "CutMix": {}, "MixUp": {},
    "AutoContrast": {}, "Solarization": {}, "ContrastLimitedAdaptiveHistogramEqualization":
    {"tile_grid_size": (2, 2)},
}  # fmt: skip
COLOURED: dict[str, Any] = {
    "RandomColorDegeneration": {"factor": 0.1}, "RandomColorJitter": {"brightness_factor": 0.1},
    "RandomGrayscale": {}, "RandomHue": {"factor": 0.1}, "RandomSaturation": {"factor": 0.5}, "AugMix": {},
    "RandAugment": {},
}  # fmt: skip
SOLID: dict[str, Any] = {
    "SpatialDropout3D": {"rate": 0.2}, "Conv3D": {"filters": 2, "kernel_size": 2},
    "Conv3DTranspose": {"filters": 2, "kernel_size": 2}, "MaxPooling3D": {},
    "AveragePooling3D": {"pool_size": 2},
    "GlobalMaxPooling3D": {}, "GlobalAveragePooling3D": {}, "AdaptiveAveragePooling3D": {"output_size": 2},
    "AdaptiveMaxPooling3D": {"output_size": 2}, "ZeroPadding3D": {}, "Cropping3D": {}, "UpSampling3D": {},
}  # fmt: skip
MERGING = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")


def _of(kind: str, options: dict[str, Any]) -> Make:
    return lambda x: getattr(L, kind)(**options)(x)


def _coloured(kind: str, options: dict[str, Any]) -> Make:
    return lambda x: getattr(L, kind)(**options)(x[..., :3])


def _merged(kind: str) -> Callable[[Any, Any], Any]:
    return lambda a, b: getattr(L, kind)()([a, b])


MAKERS: dict[str, Make] = {
    **{kind: _of(kind, options) for kind, options in PLAIN.items()},
    **{kind: _square(_of(kind, options)) for kind, options in SQUARE.items()},
    **{kind: _frames((14, 14, 4), _coloured(kind, options))
       for kind, options in COLOURED.items()},
    **{kind: _solid(_of(kind, options)) for kind, options in SOLID.items()},
    **{kind: _two(_merged(kind)) for kind in MERGING},
    "Dot": _two(lambda a, b: L.Dot(axes=-1)([a, b])),
    "InputLayer": lambda x: x,
    "Pipeline": lambda x: L.Pipeline([L.Rescaling(1 / 255), L.ReLU()])(x),
    "RepeatVector": _flat(lambda x: L.RepeatVector(2)(x)),
    "Normalization": lambda x: _adapted(L.Normalization())(x),
    "SpectralNormalization": lambda x: L.SpectralNormalization(L.Dense(4))(x),
    "Embedding": _whole("Embedding", 256, 2),
    "ReversibleEmbedding": _whole("ReversibleEmbedding", 256, 2),
    "CategoryEncoding": _whole("CategoryEncoding", num_tokens=256),
    "Hashing": _whole("Hashing", num_bins=5),
    "HashedCrossing": lambda x: keras.ops.cast(
        L.HashedCrossing(num_bins=5)((keras.ops.cast(x[:, 3, :1], "int32"),) * 2), "float32"),
    "IntegerLookup": _whole("IntegerLookup", vocabulary=[0, 3, 255]),
    "RNN": lambda x: L.RNN(L.StackedRNNCells([L.LSTMCell(3), L.GRUCell(2), L.SimpleRNNCell(2)]))(x),
    "StackedRNNCells": lambda x: L.RNN([L.LSTMCell(3), L.LSTMCell(2)])(x),
    "SimpleRNNCell": lambda x: L.RNN(L.SimpleRNNCell(3))(x),
    "GRUCell": lambda x: L.RNN(L.GRUCell(3))(x),
    "LSTMCell": lambda x: L.RNN(L.LSTMCell(3), return_sequences=True)(x),
    "ConvLSTM1D": _frames((4, 14, 14), lambda x: L.ConvLSTM1D(2, 3)(x)),
    "ConvLSTM2D": _frames((4, 14, 14, 1), lambda x: L.ConvLSTM2D(2, 3)(x)),
    "ConvLSTM3D": _frames((2, 14, 7, 4, 1), lambda x: L.ConvLSTM3D(2, 2)(x)),
    "Bidirectional": lambda x: L.Bidirectional(L.LSTM(3))(x),
    "TimeDistributed": lambda x: L.TimeDistributed(L.Dense(3))(x),
    "Attention": _two(lambda a, b: L.Attention(use_scale=True)([a, b])),
    "AdditiveAttention": _two(lambda a, b: L.AdditiveAttention()([a, b])),
    "MultiHeadAttention": _two(lambda a, b: L.MultiHeadAttention(2, 3)(a, b)),
    "GroupedQueryAttention": _two(lambda a, b: L.GroupQueryAttention(2, 4, 2)(a, b)),
    "MelSpectrogram": _flat(lambda x: L.MelSpectrogram(fft_length=64, sequence_stride=32, num_mel_bins=8)(x)),
    "STFTSpectrogram": _frames((784, 1), lambda x: L.STFTSpectrogram(frame_length=64, frame_step=32)(x)),
}  # fmt: skip
MORE: dict[str, Make] = {
    "Normalization, adapted, in a network": lambda x: keras.Sequential([_adapted(L.Normalization())])(x),
    "Normalization with given numbers": lambda x: L.Normalization(mean=33.0, variance=9.0)(x),
    "Discretization, adapted": lambda x: keras.ops.cast(_adapted(L.Discretization(num_bins=4))(x), "float32"),
    "a network in a network": lambda x: keras.Sequential([L.Dense(4, "relu"), L.BatchNormalization()])(x),
    "operations": lambda x: keras.ops.relu(x[:, ::2] * 0.5 - keras.ops.ones((28,)))[..., None],
    "activations as layers": lambda x: L.Dense(4, activation=L.LeakyReLU(0.3))(x),
}
#: One answers with boxes, one is another's name, and in two Keras itself breaks: a circle, and no crop.
APART = {"MaxNumBoundingBoxes", "GroupQueryAttention", "Equalization", "RandomCrop"}


def _trained(make: Make) -> Any:
    keras.utils.set_random_seed(5)
    entry = keras.Input((28, 28))
    last = L.Dense(10, "softmax")(L.Flatten()(keras.ops.cast(make(entry), "float32")))
    model = keras.Model(entry, last)
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    model.train_on_batch(IMAGES.astype("float32"), LABELS)
    return model


def test_every_layer_of_the_list_is_tried() -> None:
    assert MAKERS.keys() == LAYERS - APART


@pytest.mark.trains
@pytest.mark.parametrize("name", [*MAKERS, *MORE])
def test_a_layer_built_anew_predicts_the_same(name: str) -> None:
    model = _trained({**MAKERS, **MORE}[name])
    told = json.loads(json.dumps(network_facts.description_of(model)))["description"]
    described = looked_over(told, model.get_weights())
    assert described.own == ()
    _, arrays = rebuilt(described.network, model.get_weights(), {"a": IMAGES.astype("float32")})
    wanted = np.asarray(model(IMAGES.astype("float32"), training=False))
    np.testing.assert_allclose(arrays["predictions.a"], wanted, atol=1e-5)
