"""`.keras` files made by hand, without Keras: honest ones, and those that try something."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np

KERNEL, BIAS = np.arange(6, dtype=np.float32).reshape(3, 2), np.zeros(2, np.float32)
Write = Callable[[Any], None]


def dense(name: str = "out", **config: Any) -> dict[str, Any]:
    """A Dense layer of two units, as Keras describes it."""
    config = {"name": name, "units": 2, "activation": "relu", "use_bias": True, **config}
    return {"module": "keras.layers", "class_name": "Dense", "config": config, "registered_name": None}


def sequential(*layers: Any, **more: Any) -> dict[str, Any]:
    given = {"module": "keras.layers", "class_name": "InputLayer", "registered_name": None,
             "config": {"batch_shape": [None, 3], "dtype": "float32", "name": "given"}}  # fmt: skip
    config = {"name": "network", "layers": [given, *layers]}
    return {"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None, **more}


def plain(file: Any) -> None:
    """The weights of one Dense layer, where Keras has them."""
    stored = file.create_group("layers/dense/vars")
    stored["0"], stored["1"] = KERNEL, BIAS


def h5(write: Write = plain, **options: Any) -> bytes:
    """A model.weights.h5 with what `write` puts into it."""
    memory = io.BytesIO()
    with h5py.File(memory, "w", **options) as file:
        write(file)
    return memory.getvalue()


def members(config: Any = None, weights: bytes | None = None) -> dict[str, bytes]:
    """What the zip of an honest file holds, or with another config or other weights."""
    text = config if isinstance(config, bytes) else json.dumps(config or sequential(dense())).encode()
    return {
        "metadata.json": b"{}",
        "config.json": text,
        "model.weights.h5": h5() if weights is None else weights,
    }


def zipped(folder: Path, files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    path = folder / "network.keras"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


#: Where a field of a member stands, in its head and in the zip's list, and of how many bytes it is.
_FIELDS = {"flags": (6, 8, 2), "method": (8, 10, 2), "file_size": (22, 24, 4)}


def claim(path: Path, member: str, **fields: int) -> Path:
    """The same zip, which says something else of a member than is so."""
    with zipfile.ZipFile(path) as archive:
        head, listed = archive.getinfo(member).header_offset, archive.start_dir
    data = bytearray(path.read_bytes())
    entry = data.index(member.encode(), listed) - 46
    for name, value in fields.items():
        in_head, in_list, size = _FIELDS[name]
        data[head + in_head : head + in_head + size] = value.to_bytes(size, "little")
        data[entry + in_list : entry + in_list + size] = value.to_bytes(size, "little")
    path.write_bytes(data)
    return path
