"""Threads in which a pickle may hold plain data and nothing else, whoever calls for unpickling it.

Dask's client unpickles in many places whatever `deserializers` it is given: exceptions, the types of results,
events, anything that a scheduler marks as pickled. Python tells of every name that a pickle asks for, before
it is looked up (the audit event `pickle.find_class`). Without names a pickle makes no object, calls nothing.
"""

from __future__ import annotations

import sys
import threading
from functools import cache
from typing import Any

_OFFLOAD = "Dask-Offload"  # the thread in which Dask unpacks what is large
_bare = set[int]()


class ObjectRefused(RuntimeError):
    """Not ours to tell: whoever unpickles has it raised, and takes the pickle for a broken one."""


def plain_data_alone() -> None:
    """In the thread that calls this, and in Dask's own for large messages, from now on."""
    _install()
    _bare.add(threading.get_ident())


def objects_again() -> None:
    """In the thread that calls this, which is about to end: its number may be another's next."""
    _bare.discard(threading.get_ident())


@cache
def _install() -> None:
    sys.addaudithook(_refuse)  # for as long as this process lives: Python lets none be taken away


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "pickle.find_class" or not _bare:
        return
    if threading.get_ident() in _bare or threading.current_thread().name.startswith(_OFFLOAD):
        module, name = arguments
        raise ObjectRefused(f"a pickle asked for {module}.{name}")
