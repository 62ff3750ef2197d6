"""What a check learns of each kind of answer, and what a student is told where there is nothing to judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Ask, Call, Figure, History, Images, Model, Value, models
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import (
    Answer,
    CallAnswer,
    FigureAnswer,
    FigureFacts,
    HistoryAnswer,
    Missing,
    ModelAnswer,
    NetworkAnswer,
    Raised,
    ValueAnswer,
)
from autograder.evidence.stopped import explained
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.choices import option, options_of
from autograder.scoring.numbers import number, whole_number

CALL = Call("f", (Images("test", 2),))
PAIR = np.array([3, 4])


def _network(**more: Any) -> NetworkAnswer:
    return NetworkAnswer(type="Sequential", is_model=True, built=True, layers=(), compiled=False,
                         settings=None, errors={}, **more)  # fmt: skip


def _answers(asks: tuple[Ask, ...], *found: Answer, **more: Any) -> Answers:
    return Answers(asks, Evidence("toy", more.pop("status", RunStatus.COMPLETED), found, **more))


def _value(**facts: Any) -> Answers:
    arrays = {ArrayName(0, Part.VALUE): facts.pop("array")} if "array" in facts else {}
    return _answers((Value("x"),), ValueAnswer(**{"type": "int", **facts}), arrays=arrays)


def _called(**facts: Any) -> Answers:
    return _answers((CALL,), CallAnswer(**{"type": "int", "callable": True, **facts}))


def _entry(answer: ModelAnswer) -> Answers:
    return _answers(models("nets", count=2), answer, Missing())


Read = Callable[[Answers], object]

UNANSWERED: dict[str, tuple[Answers, Read, str]] = {
    "no text": (_value(value=3), lambda a: a.text("x"), "`x` should be a text in quotes; yours is a int."),
    "no list": (_value(type="NoneType"), lambda a: a.items("x"), "`x` should be a list; yours is a NoneType"),
    "no dict": (_value(value=3), lambda a: a.entries("x"), "`x` should be a dict; yours is a int."),
    "no table": (_value(value=3), lambda a: a.table("x"), "`x` should be a pandas DataFrame"),
    "no array": (_value(value=3), lambda a: a.array("x"), "`x` is a int, not an array of numbers"),
    "dots": (_value(type="ellipsis"), lambda a: a.value("x"), "`x` still holds the three dots"),
    "no number": (_value(type="str", value="3"), lambda a: number(a, "x"), "should be one number"),
    "a truth": (_value(type="bool", value=True), lambda a: number(a, "x"), "yours is a bool"),
    "two numbers": (_value(type="ndarray", shape=(2,), array=PAIR), lambda a: number(a, "x"), "one number"),
    "a half": (_value(type="float", value=2.5), lambda a: whole_number(a, "x"), "whole number"),
    "no option": (_value(value="e"), lambda a: option(a, "x", "abc"), '`x` holds e; the options are: "a"'),
    "two options": (_value(items=("a", "b")), lambda a: option(a, "x", "abc"), "`x` should be one of"),
    "no options": (_value(items=()), lambda a: options_of(a, "x", "abc"), "`x` is empty; the options are"),
    "no function": (_called(callable=False), lambda a: a.called("f"), "`f` is not a function"),
    "a stub": (_called(stub=True), lambda a: a.called("f"), "`f` does nothing yet"),
    "no return": (_called(type="NoneType"), lambda a: a.called("f"), "`f` returned nothing"),
    "no array returned": (_called(type="str"), lambda a: a.called("f"), "`f(...)` is a str"),
    "it raised": (
        _answers((CALL,), Raised(error="ValueError: x")), lambda a: a.called("f"), "`f` raised ValueError: x"
    ),
    "no history": (
        _answers((History("h"),), HistoryAnswer(type="list", columns=None)),
        lambda a: a.history("h"),
        "`h` is not what `model.fit` returns",
    ),
    "no network": (
        _answers((Model("net"),), ModelAnswer(type="str", is_model=False)),
        lambda a: a.model("net"),
        "`net` is a str, not a Keras model",
    ),
    "no dict of networks": (
        _entry(ModelAnswer(type="list", is_model=False)), lambda a: a.models("nets"), "should be a dict"
    ),
    "a dict of others": (
        _entry(ModelAnswer(type="str", is_model=False, key="8")),
        lambda a: a.models("nets"),
        "`nets` holds under 8 a str, not a Keras model",
    ),
    "a dict still to be made": (
        _entry(ModelAnswer(type="NoneType", is_model=False)), lambda a: a.models("nets"), "the three dots"
    ),
    "one network twice": (
        _entry(_network(key="16", twin="8")), lambda a: a.models("nets"), "8 and 16 are one and the same"
    ),
    "another question's answer": (
        _answers((Model("net"),), FigureAnswer(figures=())), lambda a: a.model("net"), "gave no answer here"
    ),
    "not defined": (_answers((Value("x"),), Missing()), lambda a: a.value("x"), "`x` is not defined yet"),
    "not defined after an error": (
        _answers((Value("x"),), Missing(), error="NameError: y"),
        lambda a: a.value("x"),
        "your cell stopped: NameError: y. Mend that first.",
    ),
    "not defined after a sentence": (
        _answers((Value("x"),), Missing(), error="ValueError: no."),
        lambda a: a.value("x"),
        "your cell stopped: ValueError: no. Mend that first.",
    ),
    "not defined after a cut": (
        _answers((Value("x"),), Missing(), error="ValueError: no..."),
        lambda a: a.value("x"),
        "your cell stopped: ValueError: no.... Mend",
    ),
    "it raised a sentence": (
        _answers((CALL,), Raised(error="ValueError: no.")), lambda a: a.called("f"), "Error: no. Try it in"
    ),
    "not defined in time": (
        _answers((Value("x"),), Missing(), status=RunStatus.TIMED_OUT), lambda a: a.value("x"), "longer than"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNANSWERED)
def test_what_cannot_be_judged_is_told(name: str) -> None:
    answers, read, told = UNANSWERED[name]
    with pytest.raises(Unanswered) as caught:
        read(answers)
    assert told in str(caught.value.message)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (RunStatus.COMPLETED, "gave no answer here"),
        (RunStatus.TIMED_OUT, "a cell took longer than it may"),
        (RunStatus.DIED, "kernel ended before this exercise was reached"),
        (RunStatus.REFUSED, "could not be read here: too many arrays"),
    ],
)
def test_a_notebook_that_ended_before_says_how_it_ended(status: RunStatus, told: str) -> None:
    answers = _answers((Value("x"),), status=status, error="too many arrays")
    with pytest.raises(Unanswered) as caught:
        answers.value("x")
    assert told in str(caught.value.message)


@pytest.mark.parametrize(
    ("facts", "items"),
    [
        ({"items": (1, "b", None)}, (1, "b", None)),
        ({"items": ()}, ()),
        ({"value": "b"}, ("b",)),
        ({"value": 0}, (0,)),
        ({"type": "ndarray", "shape": (2,), "array": PAIR}, (3, 4)),
    ],
)
def test_one_thing_counts_as_a_list_of_it(facts: dict[str, Any], items: tuple[Any, ...]) -> None:
    assert _value(**facts).items("x") == items


@pytest.mark.parametrize("chosen", ["B", " b) ", "(b", "b."])
def test_an_option_may_be_spelt_as_it_is_printed(chosen: str) -> None:
    assert option(_value(value=chosen), "x", ["a", "b"]) == "b"
    assert options_of(_value(items=(chosen, "a")), "x", ["a", "b"]) == {"a", "b"}


@pytest.mark.parametrize(
    "facts", [{"value": 7}, {"type": "ndarray", "shape": (1, 1), "array": np.array([[7]])}]
)
def test_one_number_is_a_number_however_it_is_held(facts: dict[str, Any]) -> None:
    assert number(_value(**facts), "x") == 7.0
    assert whole_number(_value(**facts), "x") == 7


def test_a_dict_of_networks_ends_where_it_ends() -> None:
    found = _entry(_network(key="8")).models("nets")
    assert list(found) == ["8"]
    assert found["8"].built
    assert found["8"].compiled is None


@pytest.mark.parametrize(
    ("answer", "nothing"),
    [
        (Missing(), True),
        (ValueAnswer(type="NoneType"), True),
        (ValueAnswer(type="ellipsis"), True),
        (CallAnswer(type="NoneType", callable=True, stub=True), True),
        (CallAnswer(type="NoneType", callable=True), False),
        (CallAnswer(type="NoneType", callable=False), True),
        (FigureAnswer(figures=()), True),
        (ValueAnswer(type="int", value=0), False),
        (Raised(error="x"), False),
    ],
)
def test_nothing_is_begun_where_nothing_has_a_value(answer: Answer, nothing: bool) -> None:
    given = ValueAnswer(type="int", value=1)
    asks: tuple[Ask, ...] = (Value("given"), Figure() if isinstance(answer, FigureAnswer) else Value("x"))
    assert _answers(asks, given, answer).nothing_but(("given",)) is nothing
    assert not _answers(asks, given, answer).nothing_but(())
    assert not _answers(asks, given, answer, error="NameError: x").nothing_but(("given",))


# What stopped on the machine that graded ---------------------------------------------------------


def _told(ask: Callable[[], object]) -> str:
    with pytest.raises(Unanswered) as lacking:
        ask()
    return str(lacking.value.message)


_NO_SEABORN = "ModuleNotFoundError: No module named 'seaborn'"


def test_nobody_is_asked_to_mend_what_the_grader_lacks() -> None:
    answers = _answers((Value("x"),), Missing(), error=explained(_NO_SEABORN))
    told = _told(lambda: answers.value("x"))
    assert told.startswith("`x` is not defined, because your cell stopped: ModuleNotFoundError")
    assert "no mistake of yours" in told
    assert "Mend" not in told


def test_a_function_that_imports_what_the_grader_lacks_is_told_so_too() -> None:
    told = _told(lambda: _answers((CALL,), Raised(_NO_SEABORN)).called("f"))
    assert "no mistake of yours" in told
    assert "Try it" not in told


def test_a_function_that_asks_is_told_that_nobody_answers() -> None:
    asked = "StdinNotImplementedError: raw_input was called, but this frontend does not support stdin."
    told = _told(lambda: _answers((CALL,), Raised(asked)).called("f"))
    assert "nobody is there to give one" in told
    assert "frontend" not in told


# What is larger than we look at --------------------------------------------------------------------


def test_an_array_that_is_too_large_is_told_with_its_shape_and_size() -> None:
    answers = _value(type="ndarray", shape=(60_000, 28, 28), dtype="float32", sha256="0")
    told = _told(lambda: answers.array("x"))
    assert told.startswith("`x` has shape (60000, 28, 28) and takes 179.4 MiB: at most 8 are looked at.")


def test_what_a_function_returns_too_large_is_told_with_what_it_was_given() -> None:
    answer = CallAnswer(type="ndarray", callable=True, shape=(2, 9**7), dtype="float64", sha256="0")
    answers = _answers((CALL,), answer, arrays={ArrayName(0, Part.INPUT): np.zeros((2, 28, 28))})
    told = _told(lambda: answers.called("f"))
    assert told.startswith(
        "For an input of shape (2, 28, 28), `f` returns shape (2, 4782969), which takes 73.0"
    )


def test_an_array_small_enough_that_is_not_there_is_not_called_large() -> None:
    answers = _value(type="ndarray", shape=(3,), dtype="float64", sha256="0")
    assert "not an array of numbers" in _told(lambda: answers.array("x"))


def test_many_numbers_are_no_number_however_many() -> None:
    answers = _value(type="ndarray", shape=(60_000, 28, 28), dtype="float32", sha256="0")
    assert _told(lambda: number(answers, "x")) == "`x` should be one number; yours is a ndarray."


@pytest.mark.parametrize(
    ("facts", "read"),
    [
        ({"type": "list", "items": (1, 2), "length": 900}, lambda a: a.items("x")),
        ({"type": "dict", "entries": {"a": 1, "b": 2}, "length": 900}, lambda a: a.entries("x")),
        ({"type": "list", "items": ("a", "b"), "length": 900}, lambda a: option(a, "x", "abc")),
    ],
)
def test_of_a_collection_that_was_cut_nothing_is_said_as_of_the_whole(
    facts: dict[str, Any], read: Callable[[Answers], object]
) -> None:
    told = _told(lambda: read(_value(**facts)))
    assert told == "`x` holds 900 items, and only the first 2 are looked at. Were so many meant?"


@pytest.mark.parametrize("length", [2, None])
def test_a_whole_collection_is_read_and_one_that_nobody_counted(length: int | None) -> None:
    assert _value(type="list", items=(1, 2), length=length).items("x") == (1, 2)


def test_images_too_large_to_be_looked_at_are_not_called_none() -> None:
    drawn = FigureFacts(lines=(), panels=(), legend=(), images=1)
    answers = _answers((Figure(),), FigureAnswer(figures=(drawn,)))
    assert "an image may take up to 8 MiB" in _told(answers.drawn_images)
    assert _answers((Figure(),), FigureAnswer(figures=())).drawn_images() == ()
