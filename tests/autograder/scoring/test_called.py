"""Functions called with small arrays: what they are given, what they refuse, and what they cannot pretend."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.evidence.asks import Call, Drawn, Given
from autograder.inside.small_arrays import DECIMALS
from autograder.messages import say
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.by_hand import Oracle, not_refused
from autograder.scoring.called import inputs_of
from reference.datasets import Dataset, Split
from tests.autograder.kernel_answers import answered

IMAGE = Drawn((5, 4), "uint8", 0, 255)
KERNEL = Drawn((2, 3), salt=1)
ASK = Call("f", (IMAGE, KERNEL), (("stride", Given(2)),))
REFUSED = [(ASK, say("there is no room."))]


def _answers(function: Any, data: Dataset, ask: Call = ASK) -> Answers:
    return Answers((ask,), answered((ask,), {"f": function}, data))


def test_the_grader_knows_what_a_function_was_given(digits: Dataset) -> None:
    seen: list[Any] = []

    def f(image: Any, kernel: Any, stride: int = 1) -> Any:
        seen.extend((image.copy(), kernel.copy(), stride))
        return image

    returned = _answers(f, digits).returned(ASK)
    (image, kernel), named = inputs_of(ASK, digits)
    assert [type(x) for x in seen] == [np.ndarray, np.ndarray, int]
    assert np.array_equal(seen[0], image)
    assert np.array_equal(seen[1], kernel)
    assert (seen[2], named) == (2, {"stride": 2})
    assert np.array_equal(returned, image)
    assert (image.dtype, image.shape, kernel.dtype, kernel.shape) == (np.uint8, (5, 4), float, (2, 3))
    assert np.array_equal(kernel, kernel.round(DECIMALS))
    assert len(np.unique(kernel)) > 3


def test_other_hidden_images_draw_other_arrays(digits: Dataset) -> None:
    """Whoever recognises the inputs of one course does not know those of another."""
    other = replace(digits, hidden=Split(digits.hidden.images[::-1], digits.hidden.labels[::-1]))
    one, two = (inputs_of(ASK, data)[0] for data in (digits, other))
    assert not any(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert not np.array_equal(one[0], inputs_of(Call("f", (replace(IMAGE, salt=2),)), digits)[0][0])


@pytest.mark.parametrize("dtype", ["uint8", "bool", "int64", "float32", "float64"])
def test_numbers_lie_within_their_limits(digits: Dataset, dtype: str) -> None:
    ((array,), _) = inputs_of(Call("f", (Drawn((30, 30), dtype, 0, 1),)), digits)
    assert array.dtype == dtype
    assert (array.min() >= 0, array.max() <= 1) == (True, True)
    assert len(np.unique(array)) >= 2


def test_examples_are_given_as_they_stand(digits: Dataset) -> None:
    ask = Call("f", (Given(((1, 2), (3, 4)), "float32"), Given(None)))
    answers = _answers(lambda array, nothing: array if nothing is None else 0, digits, ask)
    assert answers.returned(ask).tolist() == [[1, 2], [3, 4]]
    assert answers.returned(ask).dtype == np.float32


def test_what_is_left_of_each_input_is_seen(digits: Dataset) -> None:
    def f(image: Any, kernel: Any, stride: int) -> Any:
        kernel[0] = 0
        return image

    answers = _answers(f, digits)
    (image, kernel), _ = inputs_of(ASK, digits)
    assert np.array_equal(answers.left(ASK, 0), image)
    assert not np.array_equal(answers.left(ASK, 1), kernel)


def _raise(error: type[BaseException]) -> Any:
    def f(*_: Any, **__: Any) -> Any:
        raise error("too large")

    return f


class _Narrower(ValueError):
    pass


def _said(function: Any, data: Dataset) -> str | None:
    found = not_refused(_answers(function, data), data, REFUSED)
    return str(found) if found else None


@pytest.mark.parametrize("error", [ValueError, _Narrower, UnicodeError])
def test_a_value_error_is_an_answer(digits: Dataset, error: type[ValueError]) -> None:
    assert _said(_raise(error), digits) is None


def test_one_that_is_only_called_so_is_none(digits: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    pretended = type("ValueError", (Exception,), {})
    assert "raises ValueError: too large, and a ValueError is asked for" in str(
        _said(_raise(pretended), digits)
    )
    monkeypatch.setattr(builtins, "ValueError", pretended)
    answers = _answers(_raise(pretended), digits)
    monkeypatch.undo()
    assert not_refused(answers, digits, REFUSED) is not None


@pytest.mark.parametrize("error", [TypeError, IndexError, ZeroDivisionError, AssertionError])
def test_other_errors_are_told(digits: Dataset, error: type[Exception]) -> None:
    assert f"raises {error.__name__}: too large, and a ValueError" in str(_said(_raise(error), digits))


def test_what_returns_did_not_refuse(digits: Dataset) -> None:
    assert "returns something" in str(_said(lambda image, kernel, stride: image, digits))
    with pytest.raises(Unanswered):
        _said(None, digits)


def test_to_print_and_return_nothing_is_not_to_refuse(digits: Dataset) -> None:
    def f(image: Any, kernel: Any, stride: int) -> None:
        print("too large")

    assert "returns None, and a ValueError is asked for: there is no room." in str(_said(f, digits))


@pytest.mark.parametrize(
    ("error", "words"), [(IndexError, "raises IndexError: too large. Try"), (ValueError, "there is a result")]
)
def test_a_call_that_stops_is_told_with_its_inputs(
    digits: Dataset, error: type[Exception], words: str
) -> None:
    found = str(Oracle(lambda image, kernel, stride: 0).wrong(_answers(_raise(error), digits), digits, ASK))
    assert words in found
    assert found.startswith("`f(<5 × 4 uint8>, [[")


class _Liar:
    """Says another shape than it has."""

    shape, ndim, dtype = (2, 2), 2, np.dtype(float)

    def __array__(self, *_: Any, **__: Any) -> Any:
        return np.ones((3, 3))


def test_an_array_is_what_it_holds(digits: Dataset) -> None:
    answers = _answers(lambda *_, **__: _Liar(), digits)
    assert answers.returned(ASK).shape == (3, 3)


def test_an_ask_without_names_is_written_as_before() -> None:
    assert "named" not in Call("f", ()).to_json()
