"""Keras's own parts, by the names under which it describes them: what is judged by configuration and weights.

A test holds the lists against the Keras that is installed: each of its layers stands here, or says there
why it does not.
"""

from __future__ import annotations

#: Layers whose result follows from their configuration, weights and state; none runs code of a student's.
LAYERS = frozenset((
    "InputLayer", "Identity", "Masking", "Flatten", "Reshape", "Permute", "RepeatVector", "Pipeline",
    "Dense", "EinsumDense", "Embedding", "ReversibleEmbedding",
    "Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax",
    "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianNoise",
    "GaussianDropout", "AlphaDropout", "ActivityRegularization",
    "BatchNormalization", "LayerNormalization", "GroupNormalization", "UnitNormalization",
    "RMSNormalization", "SpectralNormalization", "Normalization", "Rescaling",
    "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
    "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D", "DepthwiseConv2D",
    "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "AveragePooling1D", "AveragePooling2D",
    "AveragePooling3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D",
    "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D",
    "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D",
    "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D",
    "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "Cropping1D", "Cropping2D", "Cropping3D",
    "UpSampling1D", "UpSampling2D", "UpSampling3D",
    "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot",
    "RNN", "SimpleRNN", "SimpleRNNCell", "GRU", "GRUCell", "LSTM", "LSTMCell", "StackedRNNCells",
    "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Bidirectional", "TimeDistributed",
    "Attention", "AdditiveAttention", "MultiHeadAttention", "GroupedQueryAttention",
    "GroupQueryAttention",
    "Discretization", "CategoryEncoding", "Hashing", "HashedCrossing", "IntegerLookup",
    "Resizing", "CenterCrop", "RandomCrop", "RandomFlip", "RandomRotation", "RandomTranslation",
    "RandomZoom", "RandomShear", "RandomContrast", "RandomBrightness", "RandomColorDegeneration",
    "RandomColorJitter", "RandomElasticTransform", "RandomErasing", "RandomGaussianBlur",
    "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization",
    "RandomSaturation", "RandomSharpness", "AugMix", "AutoContrast", "CutMix", "MixUp", "RandAugment",
    "Equalization", "ContrastLimitedAdaptiveHistogramEqualization", "Solarization", "MaxNumBoundingBoxes",
    "MelSpectrogram", "STFTSpectrogram",
))  # fmt: skip

#: Of those, what may stand as another layer's activation.
ACTIVATIONS = frozenset(("Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax"))

NETWORKS = frozenset(("Sequential", "Functional"))

#: Modules of `keras.ops` whose operations take no functions.
OPERATIONS = frozenset(f"keras.src.ops.{name}" for name in ("numpy", "nn", "math", "image", "linalg"))
#: Such operations of `keras.ops.core`, where others do; and the one of `linalg` that does.
CORE_OPERATIONS = frozenset((
    "Cast", "ConvertToTensor", "SaturateCast", "Scatter", "ScatterUpdate", "Slice", "SliceUpdate",
    "StopGradient", "Unstack",
))  # fmt: skip
TAKES_A_FUNCTION = frozenset(("JVP",))

#: Plain values that Keras marks, as they stand in the calls of a functional model.
MARKED = frozenset(("__keras_tensor__", "__tensor__", "__numpy__", "__slice__", "__tuple__", "__ellipsis__"))

REGULARIZERS = frozenset(("L1", "L2", "L1L2", "OrthogonalRegularizer"))

#: TensorFlow's functions by the name of Keras's activation that computes the same; others have that name.
TENSORFLOW_FUNCTIONS = {
    "softmax_v2": "softmax",
    "log_softmax_v2": "log_softmax",
    "swish": "silu",
    **{name: name for name in (
        "relu", "relu6", "sigmoid", "softmax", "softplus", "softsign", "tanh", "selu", "elu", "gelu",
        "silu", "exponential", "hard_sigmoid", "leaky_relu", "log_softmax", "linear", "mish",
    )},
}  # fmt: skip
