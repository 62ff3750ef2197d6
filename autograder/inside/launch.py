"""Starts a student's kernel: `launch.py VIEW CONNECTION_FILE`.

Run as a plain file for a kernel without walls; a warm kernel calls `set_up` alone. In either the
name `autograder` belongs to a stand-in that offers `Grader`, `load_data` and `load_pairs`, and holds no
checks. VIEW is a folder with the student's view of the data (`public.npz`), images with the maps of a hidden
kernel (`pairs.npz`), and the hidden images without labels (`hidden.npy`); it is empty where a course has no
data.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import mmap
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

_NEIGHBOURS = "_autograder"
ASK_HANDLER = "_autograder_ask_handler"  # where the engine finds `answer_file` and `answer_memory`

Arrays = dict[str, Any]
SharedMemory = tuple[int, int]  # descriptors of fixed size: where asks lie, where answers go


def main(view: Path, connection_file: str, rest: list[str]) -> None:
    _package()
    answering, figures = map(_neighbour, ("answering", "figures"))
    set_up(view, answering, figures)

    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=["-f", connection_file, *rest])


def set_up(view: Path, answering: Any, figures: Any, memory: SharedMemory | None = None) -> None:
    """Make this process a student's: stand-in, data, libraries kept, figures watched, a handler of asks."""
    public, pairs = kept(view / "public.npz"), kept(view / "pairs.npz")
    has_data = (view / "public.npz").is_file()
    sys.modules["autograder"] = _stand_in(public, pairs, has_data)
    if has_data:
        _redirect_keras(sys.modules["autograder"].load_data)
    answering.silence_retracing()
    answering.keep_libraries()

    images = images_of(view, public, pairs)
    sys.modules[ASK_HANDLER] = _ask_handler(answering, figures.watch(), images, memory)


def images_of(view: Path, public: Callable[[], Arrays], pairs: Callable[[], Arrays]) -> Callable[[str], Any]:
    """What gives the images of a split of the students' view."""

    def images(split: str) -> Any:
        if split == "hidden":
            return np.load(view / "hidden.npy", mmap_mode="r", allow_pickle=False)
        return pairs()["images"] if split == "pairs" else public()[f"x_{split}"]

    return images


def kept(path: Path) -> Callable[[], Arrays]:
    """Reads the arrays of a file when they are first wanted."""
    return functools.cache(lambda: dict(np.load(path, allow_pickle=False)))


def _package() -> None:
    """A package of the files beside this one: the name `autograder` is the stand-in's."""
    package = ModuleType(_NEIGHBOURS)
    package.__path__ = [str(Path(__file__).parent)]
    sys.modules[_NEIGHBOURS] = package


def _neighbour(name: str) -> Any:
    return importlib.import_module(f"{_NEIGHBOURS}.{name}")


def _stand_in(public: Callable[[], Arrays], pairs: Callable[[], Arrays], has_data: bool) -> Any:
    module = ModuleType("autograder", "The little of autograder that a graded notebook needs.")

    class Grader:
        """Marks the places of a notebook where the real grader asks its questions."""

        def __init__(self, *_: object, **__: object) -> None: ...

        def check(self, *_: object, **__: object) -> None: ...

        def hint(self, *_: object, **__: object) -> None: ...

        def progress(self) -> None: ...

        def playground(self, *_: object, **__: object) -> None: ...

    def load_data(path: str = "mnist.npz") -> Any:
        """Training and test data as `((x_train, y_train), (x_test, y_test))`."""
        if not has_data:
            raise RuntimeError("this course has no data: `load_data` has nothing to give")
        data = public()
        train, test = (("x_train", "y_train"), ("x_test", "y_test"))
        return tuple(tuple(data[key].copy() for key in split) for split in (train, test))

    def load_pairs() -> Any:
        """Images and the maps that a hidden kernel makes of them."""
        if not has_data:
            raise RuntimeError("this course has no data: `load_pairs` has nothing to give")
        return tuple(pairs()[key].copy() for key in ("images", "maps"))

    module.__dict__.update(Grader=Grader, load_data=load_data, load_pairs=load_pairs)
    return module


def _redirect_keras(load_data: Any) -> None:
    """Keras's own loader hands out the student's view too, and asks no network."""
    for name in ("keras.datasets.mnist", "tensorflow.keras.datasets.mnist"):
        with contextlib.suppress(ImportError):  # a course may do without Keras
            importlib.import_module(name).load_data = load_data  # type: ignore[attr-defined]


def _ask_handler(
    answering: Any, drawn: list[Any], images: Callable[[str], Any], memory: SharedMemory | None
) -> ModuleType:
    def answers(questions: Any) -> Any:
        from IPython import get_ipython

        found = answering.answer(questions, get_ipython().user_ns, images, drawn)
        drawn.clear()
        return found

    def answer_file(asks: str, folder: str) -> None:
        questions = json.loads(Path(asks).read_text(encoding="utf-8"))
        answering.write_answers(folder, *answers(questions))

    def answer_memory() -> None:
        assert memory is not None
        _use_all_memory()
        lay(memory[1], *answering.packed(*answers(json.loads(taken(memory[0])[0]))))

    module = ModuleType(ASK_HANDLER)
    module.__dict__.update(answer_file=answer_file, answer_memory=answer_memory)
    return module


def _use_all_memory() -> None:
    """Cells may have left none of theirs; the next one has no more than before."""
    import resource  # not on Windows, where no walls are

    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def taken(descriptor: int) -> tuple[bytes, bytes]:
    """What lies in a piece of shared memory: JSON, and an .npz or nothing."""
    header = os.pread(descriptor, 16, 0)
    first, second = (int.from_bytes(header[i : i + 8], "little") for i in (0, 8))
    return os.pread(descriptor, first, 16), os.pread(descriptor, second, 16 + first)


def lay(descriptor: int, facts: bytes, arrays: bytes) -> None:
    """Two lengths of 8 bytes, then facts and arrays; ValueError where they do not fit."""
    laid = len(facts).to_bytes(8, "little") + len(arrays).to_bytes(8, "little") + facts + arrays
    with mmap.mmap(descriptor, os.fstat(descriptor).st_size) as laid_in:
        laid_in[: len(laid)] = laid


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
