"""The kernel for tests leaves nothing behind: what it answers with lies in a folder of its own."""

from __future__ import annotations

import gc

from autograder.execution.scripted_kernel import ScriptedKernel

ASKS = [{"ask": "value", "name": "x"}]


def test_answers_are_there_until_it_is_closed() -> None:
    kernel = ScriptedKernel(namespace={"x": 1})
    folders = [kernel.ask(ASKS, 1.0)[1] for _ in range(2)]
    assert all((folder / "facts.json").is_file() for folder in folders)
    kernel.close()
    assert not any(folder.exists() for folder in folders)


def test_they_go_with_a_kernel_that_nobody_closes() -> None:
    kernel = ScriptedKernel(namespace={"x": 1})
    place = kernel.ask(ASKS, 1.0)[1].parent
    del kernel
    gc.collect()
    assert not place.exists()
