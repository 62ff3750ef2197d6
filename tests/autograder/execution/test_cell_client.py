"""nbclient without widgets: nothing is sent to a kernel while its cell runs."""

from __future__ import annotations

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
