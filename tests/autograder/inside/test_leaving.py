"""A function that wants to leave while it is asked is told as any that raises; who interrupts is obeyed."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from autograder.evidence.asks import Call, Value
from autograder.inside import answering

ASKS = [Call("f", ()).to_json(), Value("told").to_json()]


def _no_images(split: str) -> Any:
    raise LookupError(split)


def _answer(function: Callable[[], Any]) -> list[dict[str, Any]]:
    return answering.answer(ASKS, {"f": function, "told": 3}, _no_images, [])[0]


def _leave() -> None:
    sys.exit("enough")


def _interrupt() -> None:
    raise KeyboardInterrupt("no more")


def _interrupt_from_within() -> None:
    with contextlib.suppress(ValueError):
        _interrupt()


class Own(BaseException):
    """One that `except Exception` does not stop."""


def _own() -> None:
    raise Own("mine")


@pytest.mark.parametrize(
    ("function", "error"),
    [
        (_leave, "SystemExit: enough"),
        (_interrupt, "KeyboardInterrupt: no more"),
        (_interrupt_from_within, "KeyboardInterrupt: no more"),
        (_own, "Own: mine"),
    ],
)
def test_what_code_raises_is_the_answer_and_the_next_ask_is_put(
    function: Callable[[], Any], error: str
) -> None:
    raised, told = _answer(function)
    assert raised == {"status": "raised", "error": error}
    assert told["value"] == 3


def _endless() -> None:
    while True:
        pass


def _asleep() -> None:
    time.sleep(60)


@pytest.mark.parametrize("function", [_endless, _asleep])
def test_who_interrupts_learns_which_function_was_asked(function: Callable[[], Any]) -> None:
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt, match="`f`"):
        _answer(function)
    timer.join()
