"""nbclient, as both kernels use it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import zmq
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

_MESSAGE_BYTES = 8 << 20  # of one part of one message, above what an honest kernel sends
_WAITING_MESSAGES = 32


def bound_messages(context: Any) -> None:
    """Of sockets to come: whoever sends more is disconnected, or waits, before it is in our memory."""
    context.sockopts[zmq.MAXMSGSIZE] = _MESSAGE_BYTES
    context.sockopts[zmq.RCVHWM] = _WAITING_MESSAGES


class CellClient(NotebookClient):
    """Runs cells, keeps no more output than it may, and answers no widget.

    nbclient sends the state of an Output widget back while the cell that made it runs; in 3 of 100 runs the
    cell's own reply was lost beside that, and the kernel waited for ever. Nobody sees widgets in grading.
    """

    #: Called whenever a cell has shown more than it may.
    too_much: Callable[[], None]

    def __init__(self, manager: Any, output_bytes: int, **options: Any) -> None:
        frame = new_notebook(cells=[new_code_cell()])  # nbclient puts each cell into its notebook
        super().__init__(frame, km=manager, allow_errors=True, shutdown_kernel="immediate", **options)
        self._output_bytes, self._shown = output_bytes, 0

    @property
    def flooded(self) -> bool:
        return self._shown > self._output_bytes

    def execute_cell(self, cell: NotebookNode, cell_index: int) -> NotebookNode:
        self._shown = 0
        return super().execute_cell(cell, cell_index)

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        if msg["msg_type"] != "status":
            self._shown += _size(msg["content"])
            if self.flooded:
                self.too_much()
                return None
        if msg["msg_type"].startswith("comm_"):
            return None
        try:
            return super().process_message(msg, cell, cell_index)
        except CellExecutionComplete:
            raise
        except Exception:  # student code can send what is no output of Jupyter's: it is not kept
            return None

    async def _async_poll_kernel_alive(self) -> None:
        """nbclient leaves it running after a cell that failed, and it then misses the kernel.

        Told by whatever collects garbage, in the midst of an `ast.parse`, that breaks Python 3.11's parser.
        """
        with contextlib.suppress(AssertionError):
            await super()._async_poll_kernel_alive()


def _size(content: Any) -> int:
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return sum(len(str(key)) + _size(part) for key, part in content.items())
    return sum(_size(part) for part in content) if isinstance(content, list) else 8
