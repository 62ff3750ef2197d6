"""Starts a student's kernel: `launch.py VIEW CONNECTION_FILE`.

Run as a plain file for a kernel without walls; a warm kernel calls `set_up` alone. In either the
name `autograder` belongs to a stand-in that offers `Grader` and `load_data` and holds no checks.
VIEW is a folder with the student's view of the data (`public.npz`) and the hidden images without
labels (`hidden.npy`).
"""

from __future__ import annotations

import functools
import importlib
import io
import json
import mmap
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

_NEIGHBOURS = "_autograder"
DESK = "_autograder_desk"  # where the engine finds `answer_file` and `answer_tray`

Trays = tuple[int, int]  # descriptors of fixed size: where asks lie, where answers go


def main(view: Path, connection_file: str, rest: list[str]) -> None:
    _package()
    answering, figures, rebuild = map(_neighbour, ("answering", "figures", "rebuild"))
    set_up(view, answering, figures, rebuild)

    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=["-f", connection_file, *rest])


def set_up(view: Path, answering: Any, figures: Any, rebuild: Any, trays: Trays | None = None) -> None:
    """Make this process a student's: stand-in, data, figures watched, a warning less, and a desk for asks."""
    public = functools.cache(lambda: dict(np.load(view / "public.npz", allow_pickle=False)))
    sys.modules["autograder"] = _stand_in(public)
    _redirect_keras(sys.modules["autograder"].load_data)
    answering.silence_retracing()
    sys.modules[DESK] = _desk(answering, rebuild, figures.watch(), public, view, trays)


def _package() -> None:
    """A package of the files beside this one: the name `autograder` is the stand-in's."""
    package = ModuleType(_NEIGHBOURS)
    package.__path__ = [str(Path(__file__).parent)]
    sys.modules[_NEIGHBOURS] = package


def _neighbour(name: str) -> Any:
    return importlib.import_module(f"{_NEIGHBOURS}.{name}")


def _stand_in(public: Any) -> Any:
    module = ModuleType("autograder", "The little of autograder that a graded notebook needs.")

    class Grader:
        """Marks the places of a notebook where the real grader asks its questions."""

        def __init__(self, *_: object, **__: object) -> None: ...

        def check(self, exercise: str) -> None: ...

        def hint(self, exercise: str) -> None: ...

        def progress(self) -> None: ...

    def load_data(path: str = "mnist.npz") -> Any:
        """Training and test data as `((x_train, y_train), (x_test, y_test))`."""
        data = public()
        train, test = (("x_train", "y_train"), ("x_test", "y_test"))
        return tuple(tuple(data[key].copy() for key in split) for split in (train, test))

    module.Grader, module.load_data = Grader, load_data  # type: ignore[attr-defined]
    return module


def _redirect_keras(load_data: Any) -> None:
    """Keras's own loader hands out the student's view too, and asks no network."""
    import keras.datasets.mnist
    import tensorflow.keras.datasets.mnist as in_tensorflow

    for module in (keras.datasets.mnist, in_tensorflow):
        module.load_data = load_data


def _desk(
    answering: Any, rebuild: Any, drawn: list[Any], public: Any, view: Path, trays: Trays | None
) -> ModuleType:
    def images(split: str) -> Any:
        if split == "hidden":
            return np.load(view / "hidden.npy", mmap_mode="r", allow_pickle=False)
        return public()[f"x_{split}"]

    def answers(questions: Any) -> Any:
        from IPython import get_ipython

        found = answering.answer(questions, get_ipython().user_ns, images, drawn)
        drawn.clear()
        return found

    def answer_file(asks: str, folder: str) -> None:
        questions = json.loads(Path(asks).read_text(encoding="utf-8"))
        answering.write_answers(folder, *answers(questions))

    def answer_tray() -> None:
        assert trays is not None
        _use_all_memory()
        _lay(trays[1], *answering.packed(*answers(json.loads(_taken(trays[0])[0]))))

    def rebuild_tray() -> None:
        assert trays is not None
        question, arrays = _taken(trays[0])
        with np.load(io.BytesIO(arrays), allow_pickle=False) as given:
            layers, found = rebuild.answer(json.loads(question)[0], dict(given), images)
        _lay(trays[1], *answering.packed([{"status": "answered", "layers": layers}], found))

    module = ModuleType(DESK)
    module.__dict__.update(answer_file=answer_file, answer_tray=answer_tray, rebuild_tray=rebuild_tray)
    return module


def _use_all_memory() -> None:
    """Cells may have left none of theirs; the next one has no more than before."""
    import resource  # not on Windows, where no walls are

    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _taken(tray: int) -> tuple[bytes, bytes]:
    """What lies in the tray: JSON, and an .npz or nothing."""
    header = os.pread(tray, 16, 0)
    first, second = (int.from_bytes(header[i : i + 8], "little") for i in (0, 8))
    return os.pread(tray, first, 16), os.pread(tray, second, 16 + first)


def _lay(tray: int, facts: bytes, arrays: bytes) -> None:
    """Two lengths of 8 bytes, then facts and arrays; ValueError where they do not fit."""
    laid = len(facts).to_bytes(8, "little") + len(arrays).to_bytes(8, "little") + facts + arrays
    with mmap.mmap(tray, os.fstat(tray).st_size) as memory:
        memory[: len(laid)] = laid


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
