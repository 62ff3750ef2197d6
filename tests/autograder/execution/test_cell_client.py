"""nbclient without widgets: nothing is sent to a kernel while its cell runs."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from autograder.execution.cell_client import CellClient


@pytest.mark.parametrize("kind", ["comm_open", "comm_msg", "comm_close"])
def test_what_widgets_say_is_answered_by_nobody(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def handled(self: Any, msg: dict[str, Any], cell: Any, index: int) -> None:
        seen.append(msg["msg_type"])

    monkeypatch.setattr(NotebookClient, "process_message", handled)
    cell = new_code_cell()
    client = CellClient(None, 1000)
    for each in (kind, "stream"):
        client.process_message({"msg_type": each, "content": {}}, cell, 0)
    assert seen == ["stream"]


def test_looking_for_a_kernel_that_is_gone_ends_quietly() -> None:
    client = CellClient(None, 1000)
    assert client.kc is None
    with ThreadPoolExecutor(1) as thread:  # where no loop runs, as a browser's does in other tests' thread
        assert thread.submit(asyncio.run, client._async_poll_kernel_alive()).result() is None
