"""A table is a DataFrame of pandas's, read as pandas reads it."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

from autograder.evidence.asks import Ask, Value
from autograder.evidence.asks import History as History_
from autograder.evidence.facts import KERAS_HISTORY
from autograder.inside import answering

RIGHT = pd.DataFrame({"loss": [1.0, 0.5], "accuracy": [0.1, 0.9]})


def _told(value: Any, ask: Ask = Value("x")) -> dict[str, Any]:  # noqa: B008 - frozen
    facts, _ = answering.answer([ask.to_json()], {"x": value}, lambda split: np.zeros(0), [])
    return facts[0]


class _Called(dict[str, Any]):
    columns = property(list)
    shape = (2, 2)


class _Child(pd.DataFrame):
    columns = property(lambda self: ["loss"])

    def __getitem__(self, name: Any) -> Any:
        return [1.0]


class _Alike:
    columns = ("loss",)

    def __getitem__(self, name: str) -> list[float]:
        return [1.0]

    def __array__(self, *_: Any, **__: Any) -> Any:
        return np.ones((2, 2))


_Called.__name__ = _Alike.__name__ = "DataFrame"


@pytest.mark.parametrize("value", [_Called(loss=[1.0]), _Alike(), _Child({"loss": [1.0]})])
def test_what_only_looks_like_a_table_is_none(value: Any) -> None:
    assert "table" not in _told(value)
    assert "columns" not in _told(value)


def test_a_table_is_read_by_what_pandas_was_when_the_kernel_started(monkeypatch: pytest.MonkeyPatch) -> None:
    answering.keep_libraries()
    monkeypatch.setattr(pd.DataFrame, "__getitem__", lambda self, name: [7.0, 7.0])
    monkeypatch.setattr(pd.DataFrame, "columns", property(lambda self: ["told"]))
    assert _told(RIGHT)["table"] == {"loss": [1.0, 0.5], "accuracy": [0.1, 0.9]}


def test_a_history_is_keras_s() -> None:
    import keras

    class History:
        history: ClassVar = {"loss": [1.0]}

    told = _told(History(), History_("x"))
    assert told["type"] != KERAS_HISTORY
    assert told["columns"] == {"loss": [1.0]}
    own = keras.callbacks.History()
    own.history = {"loss": [1.0]}
    assert _told(own, History_("x"))["type"] == KERAS_HISTORY


def test_another_class_in_the_place_of_pandass_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    answering.keep_libraries()
    monkeypatch.setattr(pd, "DataFrame", _Child)
    assert "table" not in _told(pd.DataFrame({"loss": [1.0]}))
    assert _told(RIGHT)["columns"] == ["loss", "accuracy"]
