"""`grader.check` in a student's own notebook or script."""

from __future__ import annotations

import inspect
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

import autograder
from autograder.course.course import Assignment, Course, Exercise, Text
from autograder.errors import CourseError
from autograder.evidence.asks import Images, models
from autograder.messages import say
from autograder.scoring.rubrics import Rubric
from autograder.scoring.score_sheet import ExerciseScore, Verdict
from autograder.student.panels import Panel, Result
from reference.datasets import load
from reference.pairs import pairs

x_train: Any
index: Any
label: Any


def _score(result: Panel) -> ExerciseScore:
    assert isinstance(result, Result)
    return result.score


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


def test_load_pairs_gives_those_that_its_checks_ask_about(grader: autograder.Grader) -> None:
    images, maps = autograder.load_pairs()
    wanted = pairs(load("digits", 0))
    assert np.array_equal(images, wanted.images)
    assert np.array_equal(maps, wanted.maps)
    assert np.array_equal(grader._images("pairs"), images)


def test_load_data_has_the_signature_of_kerass() -> None:
    from keras.datasets import mnist

    assert (
        inspect.signature(autograder.load_data).parameters.keys()
        == inspect.signature(mnist.load_data).parameters.keys()
    )
    assert inspect.signature(autograder.load_data).parameters["path"].default == "mnist.npz"


def test_kerass_default_stands_for_the_courses_data(small_npz: Path) -> None:
    autograder.Grader("fully_connected", dataset=str(small_npz))
    assert len(autograder.load_data("mnist.npz")[0][0]) == 200
    assert len(autograder.load_data(path=str(small_npz))[0][0]) == 200


def test_other_data_than_the_courses_are_given_with_a_warning(small_npz: Path) -> None:
    autograder.Grader("fully_connected", language="es", dataset="digits")
    with pytest.warns(UserWarning, match="Al calificar, `load_data` entrega los datos del curso"):
        assert len(autograder.load_data(str(small_npz))[0][0]) == 200


def test_load_data_is_cut_where_the_assignment_uses_fewer_images(
    course: Course, assignment: Assignment, small_npz: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(course, assignments=(replace(assignment, train_images=50),))
    monkeypatch.setattr("autograder.student.own_course.load_course", lambda folder: short)
    grader = autograder.Grader("fully_connected", dataset=str(small_npz))
    (x_train, y_train), (x_test, y_test) = autograder.load_data()
    assert (len(x_train), len(y_train), len(x_test), len(y_test)) == (50, 50, 60, 60)
    globals().update(x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    assert _score(grader.check("load_data")).earned == 4


def test_nothing_done_is_said_kindly(grader: autograder.Grader) -> None:
    result = grader.check("load_data")
    assert {c.verdict for c in _score(result).criteria} == {Verdict.NOT_ATTEMPTED}
    assert "✗" not in repr(result)


def test_a_right_answer_holds_in_the_students_language(grader: autograder.Grader) -> None:
    globals().update(zip(("x_train", "y_train"), autograder.load_data("digits")[0], strict=True))
    globals().update(zip(("x_test", "y_test"), autograder.load_data("digits")[1], strict=True))
    result = grader.check("load_data")
    assert _score(result).earned == _score(result).possible
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
    plt.imshow(images[3], cmap="gray")
    plt.close("all")  # as inline plotting does after each cell
    assert _score(grader.check("show_sample")).earned == 5
    assert _score(grader.check("show_sample")).earned == 5
    grader.check("load_data")
    assert _score(grader.check("show_sample")).earned == 2.5


def test_what_was_drawn_before_the_cell_ran_again_does_not_count(grader: autograder.Grader) -> None:
    """Neither against a cell that was mended, nor for one that was broken."""
    (images, labels), _ = autograder.load_data("digits")
    globals().update(index=3, label=labels[3])
    grader.check("load_data")  # takes what other tests drew
    earned = []
    for image, colours in ((3, "viridis"), (3, "gray"), (4, "gray")):
        plt.imshow(images[image], cmap=colours)
        plt.close("all")
        earned.append(_score(grader.check("show_sample")).earned)
    assert earned[0] < earned[1] == 5 > earned[2]


def test_an_unknown_exercise_names_those_there_are(grader: autograder.Grader) -> None:
    told = repr(grader.check("nonsense"))
    assert "No hay ningún ejercicio con ese nombre" in told
    assert "`load_data`" in told
    assert "Cargar los datos" in told
    assert repr(grader.hint("nonsense")) == told


def test_an_unknown_language_names_those_there_are() -> None:
    with pytest.raises(CourseError, match="choose en or es"):
        autograder.Grader("fully_connected", language="fr")


def test_what_the_course_left_out_is_nowhere_and_its_points_are_the_courses(assignment: Assignment) -> None:
    grader = autograder.Grader("fully_connected", leave_out=["show_sample"], points={"normalise": 14})
    told, total = repr(grader.progress()), sum(e.points for e in assignment.exercises)
    assert "show_sample" not in told
    assert "load_data" in told
    assert f"of {total - assignment.exercise('show_sample').points - 7 + 14:g}." in told
    assert "14 points" in told
    assert "There is no exercise of that name" in repr(grader.hint("show_sample"))
    assert "`show_sample`" not in repr(grader.check("nonsense"))
    assert _score(grader.check("normalise")).possible == 14


def test_what_a_solved_cell_defines_does_not_begin_the_exercise_after_it(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All about the model until it is trained is left out: building and compiling are handed out solved."""
    import keras

    layers = [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")]
    monkeypatch.setitem(globals(), "model", keras.Sequential(layers))
    names = [e.id for e in assignment.exercises]
    grader = autograder.Grader(
        "fully_connected", leave_out=names[names.index("build_model") : names.index("train")]
    )
    result = _score(grader.check("train"))
    assert {c.verdict for c in result.criteria} == {Verdict.NOT_ATTEMPTED}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"leave_out": ["history_of_art"]}, "names history_of_art; fully_connected has load_data, "),
        ({"points": {"history_of_art": 3}}, "names history_of_art; fully_connected has load_data, "),
        ({"points": {"normalise": 0}}, "points of normalise are 0, not a number above 0"),
        ({"leave_out": "normalise"}, "leave_out is 'normalise', not as in"),
    ],
)
def test_a_set_up_cell_that_cannot_be_meant_is_told(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(CourseError, match=f"the set-up cell .*{told}"):
        autograder.Grader("fully_connected", **changed)


def test_no_assignment_is_left_without_an_exercise(assignment: Assignment) -> None:
    with pytest.raises(CourseError, match="leaves every exercise of fully_connected out"):
        autograder.Grader("fully_connected", leave_out=[e.id for e in assignment.exercises])


def test_the_local_hidden_images_are_not_those_of_grading(grader: autograder.Grader) -> None:
    seen: list[Any] = []

    def normalise(images: Any) -> Any:
        seen.append(images)
        return images / 255.0

    (x_train, _), (x_test, _) = autograder.load_data("digits")
    globals().update(normalise=normalise, x_train_norm=x_train / 255.0, x_test_norm=x_test / 255.0)
    assert _score(grader.check("normalise")).earned == 7
    assert not any(np.array_equal(seen[0][0], image) for image in x_test)


def test_what_earlier_exercises_left_is_no_attempt_at_this_one(grader: autograder.Grader) -> None:
    """`evaluate` also asks about `history`, which is there since `train`."""
    globals().update(history={"loss": [2.0, 1.0]}, train_loss=...)
    result = grader.check("evaluate")
    globals().pop("history")
    assert {c.verdict for c in _score(result).criteria} == {Verdict.NOT_ATTEMPTED}
    assert "Todavía sin empezar." in repr(result)


def test_a_name_nearly_right_is_pointed_out(grader: autograder.Grader) -> None:
    globals().update(x_trian=1)
    told = repr(grader.check("load_data"))
    globals().pop("x_trian")
    assert told.endswith("Hay un `x_trian`: ¿debería llamarse `x_train`?")


def test_a_short_dict_of_networks_is_not_taken_for_a_missing_name(grader: autograder.Grader) -> None:
    rubric = Rubric("load_data", *models("networks", (Images("test", 8),)))
    rubric.criterion("dict", say("A dict of networks"))(
        lambda answers, data: say(str(answers.models("networks")))
    )
    grader._rubrics = {**grader._rubrics, "load_data": rubric}
    globals().update(networks={"relu": 1}, network={"relu": 2})
    told = repr(grader.check("load_data"))
    for name in ("networks", "network"):
        globals().pop(name)
    assert "Hay un" not in told
    assert "`networks` guarda con la clave relu algo de tipo int" in told


# Hints and progress -----------------------------------------------------------------------------


@pytest.fixture
def hinted(grader: autograder.Grader) -> autograder.Grader:
    grader._rubrics["train"].hints(say("Look <here>."), say("Look there."))
    return grader


def test_hints_come_one_by_one_and_end_kindly(hinted: autograder.Grader) -> None:
    first, second, third = (repr(hinted.hint("train")) for _ in range(3))
    assert "Pista 1 de 2" in first
    assert "Look there." not in first
    assert "Pista 2 de 2" in second
    assert second.endswith("Look there.")
    assert third.splitlines()[:-1] == second.splitlines()
    assert 'ejecuta `grader.check("train")`' in third


def test_hints_are_counted_for_each_exercise(hinted: autograder.Grader) -> None:
    hinted._rubrics["evaluate"].hints(say("Look <here>."), say("Look there."))
    hinted.hint("train")
    assert "Pista 1 de 2" in repr(hinted.hint("evaluate"))
    assert "Pista 2 de 2" in repr(hinted.hint("train"))
    assert "Look &lt;here&gt;." in hinted.hint("evaluate")._repr_html_()


def test_an_exercise_without_hints_says_so(hinted: autograder.Grader) -> None:
    rubric = hinted._rubrics["train"]
    rubric.hints()
    assert "Aquí no hay pistas" in repr(hinted.hint("train"))


def test_a_written_exercise_has_neither_check_nor_hints(
    grader: autograder.Grader, assignment: Assignment
) -> None:
    why = Exercise("why", Text((("en", "Why?"), ("es", "¿Por qué?"))), 5.0, "written")
    grader._assignment = replace(assignment, exercises=(*assignment.exercises, why))
    for told in (grader.check("why"), grader.hint("why")):
        assert repr(told) == "¿Por qué?: Esta pregunta se contesta por escrito: la lee tu docente."


def test_progress_tells_what_was_checked_in_this_session(grader: autograder.Grader) -> None:
    globals().update(zip(("x_train", "y_train"), autograder.load_data()[0], strict=True))
    globals().update(zip(("x_test", "y_test"), autograder.load_data()[1], strict=True))
    assert "Sin comprobar en esta sesión: " in repr(grader.progress())
    grader.check("load_data")
    assert "Puntos asegurados hasta ahora: 4 de 100." in repr(grader.progress())


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("5 out of the last 5 calls to <function> triggered tf.function retracing. Tracing is", False),
        ("The calling iterator did not fully read the dataset being cached.", True),
    ],
)
def test_of_tensorflows_warnings_that_of_several_networks_is_kept_away(
    grader: autograder.Grader, said: str, heard: bool
) -> None:
    autograder.Grader("exploration")  # another one changes nothing
    logger = logging.getLogger("tensorflow")
    record = logger.makeRecord(logger.name, logging.WARNING, __file__, 1, said, (), None)
    assert bool(logger.filter(record)) is heard
    assert sum(getattr(f, "__module__", "") == "autograder.inside.answering" for f in logger.filters) == 1
