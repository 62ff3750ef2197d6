"""Runs inside: imports the scientific stack once, runs no op, and forks a kernel a request.

    python -m autograder.inside.fork_server CONTROL_FD SETTINGS

The grader speaks through the control socket. Each packet is a request of JSON with descriptors:
the process's own line to the grader first, then the listening sockets and shared memory of a kernel, the
socket and shared memory of one that rebuilds networks, or none for a proof. The server answers READY or
FAILED once; whatever a kernel has to say goes through its own line, and the server itself reads nothing
that a student may write.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from autograder.inside import linux
from autograder.inside.namespaces import Bounds, enter_namespaces
from autograder.inside.stack import with_room

READY, FAILED = b"ready", b"failed"
PACKET = 1 << 16
DESCRIPTORS = 16

_STACK = ("numpy", "pandas", "matplotlib.pyplot", "sklearn.linear_model", "sklearn.metrics")
_NETWORKS = (
    "tensorflow", "keras", "tensorflow.keras.datasets.mnist", "keras.datasets.mnist",
    # What `fit` imports once it is called.
    "tensorflow.python.data.ops.concatenate_op", "tensorflow.python.data.ops.flat_map_op",
    "tensorflow.python.data.ops.from_tensors_op", "tensorflow.python.data.ops.range_op",
    "tensorflow.python.data.ops.zip_op",
)  # fmt: skip
#: What IPython and its kernel would import in each child, a third of a second together.
_KERNEL = (
    "autograder.inside.ipython_kernel", "autograder.inside.rebuild_server", "ipykernel.debugger", "sqlite3",
    "matplotlib_inline.backend_inline", "encodings.cp437", "IPython.core.completer",
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.historyapp",
    "IPython.core.magics.ast_mod", "IPython.core.magics.execution", "IPython.core.oinspect",
    "IPython.core.pylabtools", "IPython.extensions.storemagic", "IPython.utils.module_paths",
    "IPython.utils.wildcard", "jedi", "ipykernel.embed", "ipykernel.pylab.backend_inline",
    "ipykernel.zmqshell", "psutil", "PIL.Image", "PIL.BmpImagePlugin", "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.PpmImagePlugin", "pandas.io.formats.string",
    "tornado.platform.asyncio",
)  # fmt: skip


def main(control: socket.socket, settings: dict[str, Any]) -> None:
    linux.set_dumpable(False)
    linux.leave_keyring()
    try:
        warm_up()
    except BaseException as error:
        control.send(FAILED + f" {type(error).__name__}: {error}".encode()[:1_000])
        return
    control.send(READY)
    bounds = Bounds(**{**settings, "kept": tuple(settings["kept"])})
    while True:
        packet, descriptors, _, _ = socket.recv_fds(control, PACKET, DESCRIPTORS)
        if not packet:
            return  # the grader is gone
        _fork(control, bounds, json.loads(packet), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        _reap()


def warm_up() -> None:
    gc.disable()  # what is imported stays: to look through it for garbage takes a fifth of the time
    try:
        import_all()
    finally:
        gc.freeze()  # nor need a child look through it, or copy its pages
        gc.enable()
    sys.modules["autograder.inside.ipython_kernel"].remember_ourselves()


def import_all() -> None:
    for name in (*_STACK, *_NETWORKS, *_KERNEL):
        # A course may do without a part of the stack, but not without the kernel.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if "autograder.inside.ipython_kernel" not in sys.modules:
        raise ImportError("ipykernel cannot be imported in the sandbox")
    if "matplotlib.font_manager" in sys.modules:
        importlib.import_module("matplotlib.backends.backend_agg")
        sys.modules["matplotlib.backends"].backend_registry.list_all()  # looks through all that is installed


def _fork(control: socket.socket, bounds: Bounds, request: dict[str, Any], descriptors: list[int]) -> None:
    child = os.fork()
    if child:
        return
    control.close()
    os.environ.pop("PYTHONPATH", None)
    line = socket.socket(fileno=descriptors[0])
    enter_namespaces(bounds, line, _work(request, descriptors[1:]))


def _work(request: dict[str, Any], descriptors: list[int]) -> Callable[[], None]:
    if request["do"] == "prove":
        return _prove
    view = Path(request["view"]) if request["view"] else None
    if request["do"] == "rebuild":
        assert view is not None
        rebuilding = sys.modules["autograder.inside.rebuild_server"]
        return lambda: rebuilding.serve(view, descriptors)
    kernel = sys.modules["autograder.inside.ipython_kernel"]
    return lambda: kernel.run(request["key"], view, descriptors)


def _prove() -> None:
    """Fit a tiny network; where the stack does not survive a fork, this hangs or raises."""
    if "keras" not in sys.modules:
        return
    import keras
    import numpy as np

    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.zeros((4, 2)), np.zeros(4), verbose=0)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader
    server = partial(main, socket.socket(fileno=int(sys.argv[1])), json.loads(sys.argv[2]))
    with_room(server)  # every kernel is forked within it
