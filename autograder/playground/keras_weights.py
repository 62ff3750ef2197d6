"""The weights in a `.keras` file's model.weights.h5: whose they are, and their numbers, as plain arrays.

Keras keeps the own weights of a layer under `layers/<its class in snake case>[_n]/vars/0`, `1`, ..., counted
within each class in the order of the layers; Keras 2.13 to 2.15 wrote `_layer_checkpoint_dependencies` for
`layers`. Names that students give to layers play no part, here as in Keras's own loader.

What this leaves open. The HDF5 library parses bytes of a stranger's in C, and faults of memory are found in
it time and again: a file made for one may crash this process, or run code in it. Little of the library is
used. It gets a bounded file from memory, with no path to anything beside it; it is asked for links by single
names, and their kind is known before one is followed; attributes, where texts of any length and references
live, are never opened; of a dataset only its description is read. The numbers are taken by NumPy from where
HDF5 says that they stand, within the file's own bytes, so that no filter, conversion, external or virtual
storage runs. Only plain contiguous arrays, as Keras writes them, are taken. For more, read behind walls.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np
from h5py import h5d, h5f, h5g, h5l, h5o, h5t
from numpy.typing import NDArray

from autograder.evidence import refusals
from autograder.evidence.descriptions import MAX_PARAMETERS
from autograder.evidence.refusals import Refused
from autograder.messages import Message, say

SIGNATURE = b"\x89HDF\r\n\x1a\n"

_FOLDERS = (b"layers", b"_layer_checkpoint_dependencies")
_GENERATORS = frozenset((b"seed_generator", b"generator", b"_random_generator"))  # predicting draws nothing
_MOST_NAMES = 16  # in one group of a layer's; four arrays are the most that a layer here keeps

_FLOATS = ((h5t.IEEE_F16LE, "<f2"), (h5t.IEEE_F32LE, "<f4"), (h5t.IEEE_F64LE, "<f8"))
_COUNTS = ((h5t.STD_I32LE, "<i4"), (h5t.STD_I64LE, "<i8"))

#: Kinds with a kernel, and a bias where they say so.
_KERNELS = {
    **dict.fromkeys(("Dense", "Conv1D", "Conv2D", "Conv3D", "DepthwiseConv1D", "DepthwiseConv2D",
                     "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), 1),
    "SeparableConv1D": 2, "SeparableConv2D": 2,
}  # fmt: skip

_DAMAGED = say("its model.weights.h5 is damaged: get the file again, or save the network again")
_LINK = say("its model.weights.h5 leads elsewhere by a link ({name}): hand over what `model.save` wrote")
_NO_GROUP = say("its model.weights.h5 holds something else than Keras's under {name}: "
                "hand over what `model.save` wrote")  # fmt: skip
_TOO_MANY = say("its model.weights.h5 holds more than Keras writes for its layer `{layer}`: "
                "hand over what `model.save` wrote")  # fmt: skip
_LACKING = say("it holds {count} arrays of weights for its layer `{layer}` ({kind}), which has {expected}: "
               "save the network after it was built or trained")  # fmt: skip
_PARTS = say("its layer `{layer}` ({kind}) is made of parts with weights of their own, which are not read: "
             "use simple layers")  # fmt: skip
_STORED_OTHERWISE = say("the weights of its layer `{layer}` are not stored as Keras stores them, but "
                        "compressed, in pieces or elsewhere: hand over what `model.save` wrote")  # fmt: skip
_NO_FLOATS = say("the weights of its layer `{layer}` are of a type other than float16, float32 and float64: "
                 "save the network before it is quantised")  # fmt: skip
_NOT_THERE = say(
    "the weights of its layer `{layer}` are not in the file, or too few of them: get the file again"
)
_NOT_FINITE = say("the weights of its layer `{layer}` hold numbers that are not finite: "
                  "train the network again, with a smaller learning rate")  # fmt: skip


@dataclass(frozen=True)
class StoredLayer:
    """A layer of a file: its name, class and config, and how many of its class stand before it.

    `before` is None for an operation between layers, of which Keras keeps nothing.
    """

    name: str
    kind: str
    config: Mapping[str, Any]
    before: int | None

    @property
    def group(self) -> bytes:
        """As Keras calls it."""
        name = snake_case(self.kind)
        return (f"{name}_{self.before}" if self.before else name).encode()

    @property
    def expected(self) -> int | None:
        """How many arrays of its own it keeps, where the kind says so."""
        if self.kind in _KERNELS:
            return _KERNELS[self.kind] + bool(self.config.get("use_bias", True))
        if self.kind == "BatchNormalization":
            return 2 + bool(self.config.get("scale", True)) + bool(self.config.get("center", True))
        if self.kind == "Normalization":
            return 3 if self.config.get("mean") is None else 0
        return None

    def refused(self, reason: Message, **values: Any) -> Refused:
        """What to raise, for a reason that names the layer."""
        return Refused(reason, layer=shown(self.name), **values)


def snake_case(name: str) -> str:
    """The name of a class as Keras writes it for files."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def stored_weights(data: bytes, layers: Sequence[StoredLayer]) -> dict[str, tuple[NDArray[Any], ...]]:
    """Each layer's own arrays by its name, out of the bytes of a model.weights.h5. Raises Refused."""
    if not data.startswith(SIGNATURE):  # HDF5 would search further on, where Keras writes nothing
        raise Refused(_DAMAGED)
    with faults_are_the_files(_DAMAGED), h5py.File(h5f.open_file_image(data), "r") as file:
        return _Weights(data, h5g.open(file.id, b"/")).of(layers)


@contextmanager
def faults_are_the_files(reason: Message) -> Iterator[None]:
    """Whatever is raised in reading a hostile file is the file's fault, lack of memory too."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        raise Refused(reason) from error


def shown(text: str, length: int = 80) -> str:
    """A text of the file's within a line of ours: no line breaks, nothing that steers a terminal."""
    return "".join(sign if sign.isprintable() and sign != "`" else "?" for sign in text[:length])


class _Weights:
    """An open model.weights.h5 with its bytes, and how many numbers may still come of it."""

    def __init__(self, data: bytes, root: Any) -> None:
        self.data, self.left = data, MAX_PARAMETERS
        self.folders = [folder for name in _FOLDERS if (folder := _opened(root, name, h5g.GroupID))]

    def of(self, layers: Sequence[StoredLayer]) -> dict[str, tuple[NDArray[Any], ...]]:
        return {layer.name: self._of_layer(layer) for layer in layers}

    def _of_layer(self, layer: StoredLayer) -> tuple[NDArray[Any], ...]:
        group = self._group(layer)
        arrays = self._arrays(layer, group) if group is not None else ()
        if layer.expected not in (None, len(arrays)):
            raise layer.refused(_LACKING, kind=layer.kind, count=len(arrays), expected=layer.expected)
        return arrays

    def _group(self, layer: StoredLayer) -> Any:
        """Where a layer's weights are, the newer place first; None where there is none."""
        if layer.before is None:
            return None
        found = (_opened(folder, layer.group, h5g.GroupID) for folder in self.folders)
        return next((group for group in found if group is not None), None)

    def _arrays(self, layer: StoredLayer, group: Any) -> tuple[NDArray[Any], ...]:
        """A layer's own arrays; weights in parts of it would be lost without a word, and are refused."""
        for name in _names(group, layer):
            if name != b"vars" and name not in _GENERATORS and _may_hold_weights(group, name, layer):
                raise layer.refused(_PARTS, kind=layer.kind)
        stored = _opened(group, b"vars", h5g.GroupID)
        if stored is None:
            return ()
        names = _names(stored, layer)
        numbered = [str(number).encode() for number in range(len(names))]
        if set(names) != set(numbered):
            raise Refused(_NO_GROUP, name=f"{layer.group.decode()}/vars")
        return tuple(self._array(_opened(stored, name, h5d.DatasetID), layer) for name in numbered)

    def _array(self, dataset: Any, layer: StoredLayer) -> NDArray[Any]:
        plan = dataset.get_create_plist()
        # Before anything else: HDF5 may open the files of a virtual dataset only to tell its shape.
        if plan.get_layout() != h5d.CONTIGUOUS or plan.get_external_count() or plan.get_nfilters():
            raise layer.refused(_STORED_OTHERWISE)
        dtype, shape, start = _dtype(dataset, layer), dataset.shape, dataset.get_offset()
        count = math.prod(shape)
        if count > self.left:
            raise Refused(refusals.TOO_BIG, count=MAX_PARAMETERS - self.left + count, most=MAX_PARAMETERS)
        self.left -= count  # one dataset may stand under many names
        if not count or start is None or start + count * dtype.itemsize > len(self.data):
            raise layer.refused(_NOT_THERE)
        array = np.frombuffer(self.data, dtype, count, start).reshape(shape).copy()
        if not np.isfinite(array).all():
            raise layer.refused(_NOT_FINITE)
        return array


def _dtype(dataset: Any, layer: StoredLayer) -> np.dtype[Any]:
    """Only types that are NumPy's bit for bit; of whole numbers a single one, as Normalization's count."""
    stored = dataset.get_type()
    known = _FLOATS if dataset.rank else (*_FLOATS, *_COUNTS)
    for kind, dtype in known:
        if stored.equal(kind):
            return np.dtype(dtype)
    raise layer.refused(_NO_FLOATS)


def _may_hold_weights(group: Any, name: bytes, layer: StoredLayer) -> bool:
    """Whether a part of a layer is more than one without weights, as an activation that is a layer."""
    part = _opened(group, name, h5g.GroupID)
    return any(_names(_opened(part, inner, h5g.GroupID), layer) for inner in _names(part, layer))


def _opened(group: Any, name: bytes, kind: type) -> Any:
    """What stands under a single name in a group, of the given kind; None where nothing does.

    h5py's `name in group` and `group[name]` follow links, into other files too.
    """
    if not group.links.exists(name):
        return None
    if group.links.get_info(name).type != h5l.TYPE_HARD:
        raise Refused(_LINK, name=shown(name.decode()))
    found = h5o.open(group, name)
    if not isinstance(found, kind):
        raise Refused(_NO_GROUP, name=shown(name.decode()))
    return found


def _names(group: Any, layer: StoredLayer) -> list[bytes]:
    """The names in a group, which may claim any number of them."""
    names: list[bytes] = []

    def take(name: bytes) -> bool | None:
        names.append(name)
        return True if len(names) > _MOST_NAMES else None  # anything but None ends it

    group.links.iterate(take)
    if len(names) > _MOST_NAMES:
        raise layer.refused(_TOO_MANY)
    return names
