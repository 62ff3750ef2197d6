"""The same class for stock nbgrader and for Otter: plain notebooks that load their data from a file."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from nbformat import NotebookNode, write
from nbformat.v4 import new_code_cell, new_notebook

from reference.datasets import load

SLUG = "light"
_SETUP = """\
import keras, numpy as np
with np.load({data!r}) as file:
    x_train, y_train, x_test = (file[name] for name in ("x_train", "y_train", "x_test"))
x_train, y_train = x_train[:512] / 255, y_train[:512]"""
_NETWORK = """\
model = keras.Sequential([
    keras.Input((28, 28)), keras.layers.Flatten(),
    keras.layers.Dense({width}, "relu"), keras.layers.Dense(10, "softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
# {number}"""
_TRAINING = "history = model.fit(x_train, y_train, batch_size=32, epochs=1, verbose=0)\n# {number}"
_TESTS = {
    "network": "assert model.layers[-1].units == 10",
    "training": "assert len(history.history['loss']) == 1\n"
    "assert (model.predict(x_test, verbose=0).argmax(axis=1) >= 0).all()",
}


def stock_class(students: int, place: Path, settings: str = "") -> Path:
    """A course folder of stock nbgrader, its release made; `settings` end its nbgrader_config.py."""
    data = _data(place)
    _write(_notebook(data, 0), place / "source" / SLUG / f"{SLUG}.ipynb")
    config = f"c = get_config()\nc.CourseDirectory.course_id = 'bench'\n{settings}\n"
    (place / "nbgrader_config.py").write_text(config)
    program = [str(Path(sys.executable).parent / "nbgrader"), "generate_assignment", SLUG, "--create"]
    subprocess.run(program, cwd=place, check=True, capture_output=True, env=environment())
    for number in range(students):
        folder = place / "submitted" / f"student{number:04}" / SLUG
        _write(_notebook(data, number), folder / f"{SLUG}.ipynb")
    return place


def environment() -> dict[str, str]:
    """nbgrader looks for alembic on PATH."""
    return {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def otter_class(students: int, place: Path) -> tuple[Path, Sequence[Path]]:
    """Otter's autograder zip, and the notebooks that are handed in."""
    data = _data(place)
    notebooks = [place / f"student{number:04}.ipynb" for number in range(students)]
    for number, path in enumerate(notebooks):
        notebook = _notebook(data, number, checks=False)
        _write(notebook, path)
    with zipfile.ZipFile(place / "autograder.zip", "w") as file:
        file.writestr("otter_config.json", '{"pdf": false, "token": null}')
        for name, source in _TESTS.items():
            file.writestr(f"tests/{name}.py", _otter_test(name, source))
    return place / "autograder.zip", notebooks


def _otter_test(name: str, source: str) -> str:
    lines = "".join(f">>> {line}\n" for line in source.splitlines())
    cases = [{"code": lines, "hidden": False, "locked": False}]
    suite = {"cases": cases, "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    return f"OK_FORMAT = True\ntest = { ({'name': name, 'points': 1, 'suites': [suite]})!r}\n"


def _data(place: Path) -> str:
    place.mkdir(parents=True, exist_ok=True)
    digits = load("mnist5k")
    arrays = {"x_train": digits.train.images, "y_train": digits.train.labels, "x_test": digits.test.images}
    np.savez(place / "data.npz", allow_pickle=False, **arrays)
    return str((place / "data.npz").absolute())


def _notebook(data: str, number: int, checks: bool = True) -> NotebookNode:
    width = 24 + number % 24
    cells = [new_code_cell(_SETUP.format(data=data))]
    for name, source in (("network", _NETWORK), ("training", _TRAINING)):
        cells.append(_graded(new_code_cell(source.format(width=width, number=number)), name, solution=True))
        if checks:
            cells.append(_graded(new_code_cell(_TESTS[name]), f"test_{name}", solution=False))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _graded(cell: NotebookNode, name: str, solution: bool) -> NotebookNode:
    told = {"schema_version": 3, "grade_id": name, "solution": solution, "grade": not solution,
            "locked": not solution, "task": False}  # fmt: skip
    if not solution:
        told["points"] = 50
    cell.metadata["nbgrader"] = {**told, "cell_type": "code"}
    return cell


def _write(notebook: NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write(notebook, path)
