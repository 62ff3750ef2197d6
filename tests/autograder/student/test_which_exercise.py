"""`grader.check` and `grader.hint` with what is no exercise's name: which one may be meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import autograder
from autograder.course.course import Exercise, Text

model = object()


def normalise(images: Any) -> Any:
    return images


def _wrapped(images: Any) -> Any:
    return images


x_train = [1, 2]
normalised = _wrapped  # a name of the notebook's, and none of an exercise


@pytest.fixture(scope="module")
def grader() -> autograder.Grader:
    return autograder.Grader("fully_connected", leave_out=["show_sample"])


@pytest.mark.parametrize("given", ["", "  ", "\n"])
def test_without_a_name_it_is_asked_for(grader: autograder.Grader, given: str) -> None:
    told = repr(grader.check(given))
    assert told.startswith(
        'grader.check: Which exercise? Give its name in quotes, as in `grader.check("load_d'
    )
    assert "· `normalise`" in told


def test_no_argument_is_as_good_as_an_empty_name(grader: autograder.Grader) -> None:
    assert repr(grader.check()) == repr(grader.check(""))
    assert repr(grader.hint()) == repr(grader.hint(""))
    assert 'as in `grader.hint("load_data")`' in repr(grader.hint())


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("normalize", "normalise"),
        ("normalse", "normalise"),
        ("Normalise", "normalise"),
        (" normalise ", "normalise"),
        ("load data", "load_data"),
        ("load-data", "load_data"),
        ("LoadData", "load_data"),
        ("plot_histroy", "plot_history"),
        ("Load the data", "load_data"),  # its title
    ],
)
def test_a_name_nearly_right_is_recognised(grader: autograder.Grader, given: str, meant: str) -> None:
    for method in ("check", "hint"):
        told = repr(getattr(grader, method)(given))
        assert f'There is no exercise of that name. Did you mean `grader.{method}("{meant}")`?' in told
        assert "·" not in told


@pytest.mark.parametrize(("given", "name"), [(normalise, "normalise"), (autograder.load_data, "load_data")])
def test_the_function_in_the_place_of_its_name(grader: autograder.Grader, given: Any, name: str) -> None:
    told = repr(grader.check(given))
    assert told == f'grader.check: The name of an exercise stands in quotes: `grader.check("{name}")`.'


@pytest.mark.parametrize(
    ("given", "name", "exercise"),
    [(model, "model", "build_model"), (x_train, "x_train", "load_data"), ("x_train", "x_train", "load_data"),
     ("history", "history", "train")],
)  # fmt: skip
def test_a_name_that_an_exercise_asks_for_leads_to_it(
    grader: autograder.Grader, given: Any, name: str, exercise: str
) -> None:
    told = repr(grader.check(given))
    assert f'`{name}` is asked for in `{exercise}`. Did you mean `grader.check("{exercise}")`?' in told


@pytest.mark.parametrize(
    ("given", "kind"),
    [(None, "NoneType"), (3, "int"), (2.5, "float"), (["normalise"], "list"), (True, "bool"),
     (_wrapped, "function")],
)  # fmt: skip
def test_what_is_no_text_is_told_by_its_type(grader: autograder.Grader, given: Any, kind: str) -> None:
    told = repr(grader.check(given))
    assert f"what was given is a {kind}. There are these:" in told
    assert "0x" not in told
    assert "· `load_data`" in told


def test_an_exercise_of_another_notebook_says_which(grader: autograder.Grader) -> None:
    elsewhere = next(a for a in grader._course.assignments if a.slug == "exploration")
    own = {e.id for e in grader._assignment.exercises}
    other = next(e.id for e in elsewhere.exercises if e.id not in own)
    told = repr(grader.check(other))
    assert f"It belongs to another notebook, “{elsewhere.title.in_('en')}”. There are these:" in told


def test_what_the_course_left_out_is_said_to_be_so(grader: autograder.Grader) -> None:
    told = repr(grader.check("show_sample"))
    assert "There is no exercise of that name. Your course leaves it out. There are these:" in told
    assert "· `show_sample`" not in told


def test_a_name_of_the_set_up_cell_is_nothing_to_check(grader: autograder.Grader) -> None:
    assert "`grader` comes with the set-up cell, in which there is nothing to check." in repr(
        grader.check("grader")
    )


def test_another_word_lists_what_there_is_and_a_long_one_is_cut(grader: autograder.Grader) -> None:
    told = repr(grader.check("<b>" + "x" * 500))
    assert told.startswith("<b>xxx")
    assert "…: There is no exercise of that name. There are these:" in told
    assert len(told.splitlines()[0]) < 120
    assert "<b>" not in grader.check("<b>")._repr_html_().replace("<p><b>", "")


def test_an_answer_in_words_is_recognised_too(grader: autograder.Grader) -> None:
    own = autograder.Grader("fully_connected")
    why = Exercise("why_so", Text((("en", "Why?"), ("es", "¿Por qué?"))), 5.0, "written")
    own._assignment = replace(own._assignment, exercises=(*own._assignment.exercises, why))
    assert 'Did you mean `grader.check("why_so")`?' in repr(own.check("Why so"))


def test_it_is_told_in_the_students_language() -> None:
    told = repr(autograder.Grader("fully_connected", language="es").check("normalize"))
    assert '¿Querías decir `grader.check("normalise")`?' in told
