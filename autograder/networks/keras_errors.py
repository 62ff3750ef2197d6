"""What errors of Keras and TensorFlow mean where a network is built or trained for digits."""

from __future__ import annotations

import re

from autograder.messages import Message, say

#: What they say, by what it means here.
_ERRORS = (
    (
        re.compile(r"expected min_ndim=4, found ndim=3"),
        say("A convolution expects images with an axis of channels, (28, 28, 1), and gets (28, 28): put "
            "`keras.layers.Reshape((28, 28, 1))` before it."),
    ),
    (
        re.compile(r"output size would be (zero or )?negative"),
        say("What comes in is smaller than the kernel or the window that is to pass over it. Is the axis of "
            "channels the last one, (28, 28, 1), and is there not one pooling too many?"),
    ),
    (
        re.compile(r"must have rank \(ndim\) `target\.ndim - 1`"),
        say("The network gives more than one vector for each image: is there a `Flatten` before the Dense "
            "layers?"),
    ),
    (
        re.compile(r"`target` and `output` must have the same rank"),
        say("The loss expects a row of zeros with a one for each label, and the labels are whole numbers: "
            "the loss whose name begins with sparse takes them."),
    ),
    (
        re.compile(r"dtype='string' is not a valid dtype for Keras type promotion"),
        say("A text came where numbers are calculated with. In `compile` the third place is not that of the "
            "metrics: write their name, `metrics=[...]`."),
    ),
    (
        re.compile(r"outside the valid range"),
        say("Some label has no output unit of its own: ten digits need ten."),
    ),
    (
        re.compile(r"expected axis -1 of input shape to have value|input has incompatible shape"),
        say("Numbers of another shape come in than it was built for. Does each network get its images as "
            "(n, 28, 28), and is there a `Flatten` between the maps and the first Dense layer?"),
    ),
)  # fmt: skip


def explained(error: str) -> Message | None:
    """What an error of Keras or TensorFlow means in these exercises; None where that is not known."""
    return next((message for pattern, message in _ERRORS if pattern.search(error)), None)
