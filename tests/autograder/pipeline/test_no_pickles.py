"""What a worker sends is data to the coordinator, whatever it sends: nothing of it runs there.

The worker stands in this process, in a thread of its own, and what it sends notes the thread in which it is
unpickled. The same is unpickled without the guard, so that it is known to bite.
"""

from __future__ import annotations

import copyreg
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from autograder.pipeline.no_objects import ObjectRefused, objects_again, plain_data_alone
from autograder.pipeline.workers import LineLost, Unusable
from tests.autograder.pipeline.remote import connect

pytestmark = pytest.mark.slow
SECONDS = 30.0
COORDINATOR = ("autograder-dask", "Dask-Offload", "MainThread")

_unpickled = list[str]()


def _note() -> str:
    _unpickled.append(threading.current_thread().name)
    return "I was made"


class _Object:
    """Runs `_note` where it is unpickled."""

    def __reduce__(self) -> Any:
        return _note, ()


class _Exception(Exception):
    def __reduce__(self) -> Any:
        return _noted_exception, ()


def _noted_exception() -> Exception:
    return Exception(_note())


class _Meta(type):
    """Of a class whose very name, as Dask sends it along, runs `_note`."""


class _Typed(bytes, metaclass=_Meta):
    pass


copyreg.pickle(_Meta, lambda _: (_note, ()))  # type: ignore[arg-type,return-value]


class _Large:
    """More than Dask unpacks in its loop: it goes to a thread of Dask's own."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = content

    def __reduce__(self) -> Any:
        return _noted, (bytes(12 << 20),)


def _noted(_: bytes) -> str:
    return _note()


def an_object(order: bytes) -> Any:
    return _Object()


def a_large_object(order: bytes) -> Any:
    return _Large()


def an_exception(order: bytes) -> bytes:
    raise _Exception


def a_type(order: bytes) -> bytes:
    return _Typed(b"content")


def a_message(order: bytes) -> bytes:
    """To the terminal of whoever is a client, and a warning of a class that has to be unpickled."""
    from distributed import get_worker

    worker = get_worker()
    worker.log_event("print", {"args": ("I was printed",), "kwargs": {}})
    worker.log_event("warn", {"message": pickle.dumps(_Object()), "category": pickle.dumps(_Object())})
    return b"content"


let_go = threading.Event()


def for_ever(order: bytes) -> bytes:
    let_go.wait(SECONDS)
    return order


def honest(order: bytes) -> bytes:
    return order + b", done"


@pytest.fixture
def line(scheduler: Any) -> Iterator[Any]:
    line = connect(scheduler.scheduler_address)
    _unpickled.clear()
    yield line
    line.close()


def _ran(line: Any, what: Callable[[bytes], bytes]) -> Future[bytes]:
    future: Future[bytes] = line.run(next(iter(line.workers())), what, b"order")
    future.exception(SECONDS)
    return future


@pytest.mark.parametrize("what", [an_object, a_large_object, an_exception])
def test_a_pickled_result_is_refused_and_nothing_of_it_runs(line: Any, what: Callable[[bytes], Any]) -> None:
    with pytest.raises(Unusable):
        _ran(line, what).result()
    assert [name for name in _unpickled if name.startswith(COORDINATOR)] == []
    assert _ran(line, honest).result() == b"order, done"


@pytest.mark.parametrize("what", [a_type, a_message])
def test_what_is_pickled_beside_a_result_does_not_run(
    line: Any, what: Callable[[bytes], bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    _ran(line, what)
    assert _ran(line, honest).result() == b"order, done"
    assert [name for name in _unpickled if name.startswith(COORDINATOR)] == []
    assert "I was printed" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("what", [an_exception, a_type, a_message])
def test_a_client_of_dask_itself_would_have_run_it(scheduler: Any, what: Callable[[bytes], Any]) -> None:
    """Whatever its deserialisers are."""
    from distributed import Client

    made: Any = Client  # it has no types
    with made(scheduler.scheduler_address, set_as_default=False, deserializers=["msgpack"]) as client:
        client.sync(_renamed)
        _unpickled.clear()
        client.submit(what, b"", pure=False).exception(SECONDS)
        client.submit(honest, b"", pure=False).result(SECONDS)
    assert "a client" in _unpickled


async def _renamed() -> None:
    """The thread of a client is told from the scheduler's."""
    threading.current_thread().name = "a client"


def test_a_scheduler_that_pickles_is_heard_no_more(line: Any, scheduler: Any) -> None:
    from distributed.protocol.serialize import ToPickle

    message = {"op": "event", "topic": "print", "event": ToPickle(_Object())}
    for comm in scheduler.scheduler.client_comms.values():
        scheduler.loop.add_callback(comm.send, message)
    future: Future[bytes] = line.run(next(iter(line.workers())), for_ever, b"order")
    assert isinstance(future.exception(SECONDS), LineLost)
    let_go.set()
    assert [name for name in _unpickled if name.startswith(COORDINATOR)] == []


def test_plain_data_is_unpickled_and_no_name_is_looked_up() -> None:
    found: dict[str, Any] = {}

    def bare() -> None:
        plain_data_alone()
        found["data"] = pickle.loads(pickle.dumps({"a": [1, 2.5, b"x", None]}))
        for name, thing in (("object", _Object()), ("class", Future), ("function", _note)):
            try:
                pickle.loads(pickle.dumps(thing))
            except ObjectRefused as refused:
                found[name] = str(refused)
        objects_again()

    _unpickled.clear()
    thread = threading.Thread(target=bare)
    thread.start()
    thread.join()
    assert found.pop("data") == {"a": [1, 2.5, b"x", None]}
    assert found.keys() == {"object", "class", "function"}
    assert _unpickled == []
    assert pickle.loads(pickle.dumps(_Object())) == "I was made"  # in any other thread, as ever
