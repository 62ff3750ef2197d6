"""`grader.check` in a student's own notebook or script."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

import autograder
from autograder.errors import CourseError
from autograder.scores import Verdict

x_train: Any
index: Any
label: Any


@pytest.fixture
def grader() -> autograder.Grader:
    for name in ("x_train", "y_train", "x_test", "y_test", "normalise", "index", "label"):
        globals().pop(name, None)
    return autograder.Grader("fully_connected", language="es", dataset="digits")


def test_load_data_has_the_form_of_kerass() -> None:
    (x, y), (x_test, y_test) = autograder.load_data("digits")
    assert x.shape[1:] == x_test.shape[1:] == (28, 28)
    assert (len(x), len(x_test)) == (len(y), len(y_test))


def test_load_data_takes_what_the_grader_names(grader: autograder.Grader, small_npz: Path) -> None:
    autograder.Grader("fully_connected", dataset=str(small_npz))
    assert len(autograder.load_data()[0][0]) == 200


def test_nothing_done_is_said_kindly(grader: autograder.Grader) -> None:
    result = grader.check("load_data")
    assert {c.verdict for c in result.score.criteria} == {Verdict.NOT_ATTEMPTED}
    assert "✗" not in repr(result)


def test_a_right_answer_holds_in_the_students_language(grader: autograder.Grader) -> None:
    globals().update(zip(("x_train", "y_train"), autograder.load_data("digits")[0], strict=True))
    globals().update(zip(("x_test", "y_test"), autograder.load_data("digits")[1], strict=True))
    result = grader.check("load_data")
    assert result.score.earned == result.score.possible
    assert repr(result).startswith("Cargar los datos: ")


def test_html_escapes_what_the_student_wrote(grader: autograder.Grader) -> None:
    def normalise(images: Any) -> Any:
        raise ValueError("<script>alert(1)</script>")

    globals()["normalise"] = normalise
    html = grader.check("normalise")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_figure_counts_until_another_exercise_was_checked(grader: autograder.Grader) -> None:
    (images, labels), _ = autograder.load_data("digits")
    globals().update(index=3, label=labels[3])
    plt.imshow(images[3])
    plt.close("all")  # as inline plotting does after each cell
    assert grader.check("show_sample").score.earned == 5
    assert grader.check("show_sample").score.earned == 5
    grader.check("load_data")
    assert grader.check("show_sample").score.earned == 2.5


def test_an_unknown_exercise_names_those_there_are(grader: autograder.Grader) -> None:
    with pytest.raises(CourseError, match="load_data, show_sample"):
        grader.check("nonsense")


def test_the_local_hidden_images_are_not_those_of_grading(grader: autograder.Grader) -> None:
    seen: list[Any] = []

    def normalise(images: Any) -> Any:
        seen.append(images)
        return images / 255.0

    globals()["normalise"] = normalise
    assert grader.check("normalise").score.earned == 7
    (_, _), (x_test, _) = autograder.load_data("digits")
    assert not any(np.array_equal(seen[0][0], image) for image in x_test)


BLOCKED = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked!r}:
            raise ImportError(f"{{name}} is blocked")
sys.meta_path.insert(0, Block())
from autograder import Grader, load_data
(x_train, y_train), (x_test, y_test) = load_data("digits")
print(Grader("fully_connected").check("load_data").score.earned)
"""


def test_a_student_needs_neither_the_grading_extra_nor_posix_nor_a_started_tensorflow(tmp_path: Path) -> None:
    blocked = {
        "nbgrader", "nbformat", "nbclient", "jupyter_client", "jupytext", "statsmodels", "tqdm", "jinja2",
        "fcntl", "resource", "pwd", "tensorflow", "keras",
    }  # fmt: skip
    script = tmp_path / "script.py"
    script.write_text(BLOCKED.format(blocked=blocked), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "4.0", done.stderr
