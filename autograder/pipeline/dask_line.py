"""A `Line` to the workers of a Dask scheduler, on which nothing that comes from them is made an object.

Dask's client runs in a thread of its own, in which pickles may hold plain data alone (`no_objects`). Results
are asked for one by one, as msgpack, and have to be `bytes`. Of a task that failed we hear that it failed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import uuid
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

import distributed
from distributed.client import ClosedClientError
from distributed.protocol.pickle import dumps

from autograder.errors import ClusterError
from autograder.messages import Message, say
from autograder.pipeline.dask_address import expect_usable, is_loopback
from autograder.pipeline.no_objects import ObjectRefused, objects_again, plain_data_alone
from autograder.pipeline.orders import MOST
from autograder.pipeline.workers import LineLost, Unusable, WorkerLost

T = TypeVar("T")
_LOGGERS = "distributed."
_DATA_ALONE = ("msgpack",)  # of Dask's families of serialisation
_MOST_SLOTS = 1_024  # that a worker is believed to have
_LOOK_SECONDS = 1.0  # between two looks at who is there
_CONNECT_SECONDS = 10.0
_LAST_SECONDS = 5.0  # for workers to hear that all is over


class _Failed(Exception):
    """Stands for whatever a task raised: its exception is a pickle of the worker's, and stays one."""


class _Client(distributed.Client):
    """Hears neither what workers would print here, nor what they raised."""

    def subscribe_topic(self, topic: Any, handler: Any) -> Any:
        """None: Dask itself subscribes to `print` and `warn`, by which a worker writes on this terminal."""

    def _handle_task_erred(self, key: Any = None, exception: Any = None, traceback: Any = None) -> None:
        super()._handle_task_erred(key, _Failed(), None)  # type: ignore[no-untyped-call]

    async def _reconnect(self) -> None:
        """What ran at workers is forgotten there once we are gone: the grading ends, and goes on anew."""
        await self._close(fast=True)


@dataclass
class _Worker:
    slots: int
    gone: asyncio.Event


@dataclass(frozen=True)
class _Published:
    future: Any
    holder: _Worker

    @property
    def lost(self) -> bool:
        return self.holder.gone.is_set() or self.future.status != "finished"


class DaskLine:
    """See `Line`. ClusterError where there is no scheduler, or none that we may speak to."""

    def __init__(self, address: str, security: distributed.Security | None) -> None:
        for name in ("distributed", *(n for n in logging.root.manager.loggerDict if n.startswith(_LOGGERS))):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what fails is told by us
        self._address, self._security = address, security
        self._workers: dict[str, _Worker] = {}
        self._why: Message | None = None
        self._loop = asyncio.new_event_loop()
        self._client: Any = None
        thread = threading.Thread(target=self._live, name="autograder-dask", daemon=True)
        thread.start()
        self._thread = thread
        try:
            self._call(self._connect()).result()
        except (OSError, ImportError, ValueError, TypeError, RuntimeError) as error:
            self.close()
            raise ClusterError(
                "no Dask scheduler answers at {address} ({detail}): start one with `dask scheduler`, or look "
                "at its address and certificates",
                address=address, detail=_in_a_line(error),
            ) from error  # fmt: skip

    def workers(self) -> Mapping[str, int]:
        self._expect_to_be_there()
        return {address: worker.slots for address, worker in list(self._workers.items())}

    def is_private(self, worker: str) -> bool:
        return worker.startswith("tls://") or is_loopback(worker)

    def publish(self, content: bytes, worker: str) -> _Published:
        return self._call(self._publish(content, worker)).result()

    def run(self, worker: str, what: Callable[..., bytes], order: bytes, *published: Any) -> Future[bytes]:
        return self._call(self._run(worker, what, order, *published))

    def end(self, what: Callable[[str], None], grading: str, workers: Collection[str]) -> None:
        with contextlib.suppress(TimeoutError):  # what is on its way may arrive all the same
            self._call(self._end(what, grading, list(workers))).exception(_LAST_SECONDS)

    def close(self) -> None:
        """Whoever still waits has LineLost."""
        with contextlib.suppress(Exception):
            self._call(self._close()).result(_CONNECT_SECONDS)
        with contextlib.suppress(RuntimeError):  # closed already
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CONNECT_SECONDS)

    def _live(self) -> None:
        plain_data_alone()
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()
            objects_again()

    def _call(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError as error:
            work.close()
            raise LineLost(self._why or say("the line is closed")) from error

    def _expect_to_be_there(self) -> None:
        if self._why is not None:
            raise LineLost(self._why)

    # In the loop's thread --------------------------------------------------------------------------------

    async def _connect(self) -> None:
        self._lost = asyncio.Event()
        self._client = _Client(  # type: ignore[no-untyped-call]
            self._address, security=self._security, asynchronous=True, set_as_default=False,
            serializers=_DATA_ALONE, deserializers=_DATA_ALONE, direct_to_workers=False,
            timeout=_CONNECT_SECONDS, extensions={},
        )  # fmt: skip
        # Of what comes by itself nothing is unpacked: exceptions above all.
        self._client.connection_args = {**self._client.connection_args, "deserialize": False}
        await self._client
        await self._look()
        self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        """Who comes and who goes; that the scheduler is there."""
        reports = self._client._handle_report_task
        try:
            while self._client.status == "running" and not reports.done():
                await self._look()
                await asyncio.wait([reports], timeout=_LOOK_SECONDS)
        except Exception:  # whatever it is, nobody is heard any more
            pass
        self._break(say("the connection to the scheduler was lost"))

    async def _look(self) -> None:
        identity = await asyncio.wait_for(self._client.scheduler.identity(n_workers=-1), _CONNECT_SECONDS)
        slots = {a: _slots(w) for a, w in identity["workers"].items() if w["status"] in ("running", "paused")}
        there = {address: number for address, number in slots.items() if number > 0}
        for address in self._workers.keys() - there.keys():
            self._workers.pop(address).gone.set()
        for address in there.keys() - self._workers.keys():
            self._workers[address] = _Worker(there[address], asyncio.Event())

    def _break(self, why: Message) -> None:
        self._why = self._why or why
        self._lost.set()

    @contextlib.contextmanager
    def _unless_closed(self) -> Iterator[None]:
        """LineLost where Dask's client closed meanwhile, which raises where it is used."""
        try:
            yield
        except (RuntimeError, ClosedClientError) as error:
            if self._client.status == "running":
                raise
            self._break(why := say("the connection to the scheduler was lost"))
            raise LineLost(self._why or why) from error

    async def _publish(self, content: bytes, worker: str) -> _Published:
        holder = self._there(worker)
        name = f"autograder-view-{uuid.uuid4().hex}"
        with self._unless_closed():
            scattered = self._client.scatter({name: content}, workers=[worker], direct=False, hash=False)
            found = await self._unless_gone(asyncio.ensure_future(scattered), holder)
        return _Published(found[name], holder)

    async def _run(self, worker: str, what: Callable[..., bytes], order: bytes, *published: Any) -> bytes:
        with self._unless_closed():
            return await self._submitted(worker, what, order, *published)

    async def _submitted(
        self, worker: str, what: Callable[..., bytes], order: bytes, *published: Any
    ) -> bytes:
        there = self._there(worker)
        holders = [one.holder for one in published]
        task = self._client.submit(
            what, order, *(one.future for one in published), key=f"autograder-{uuid.uuid4().hex}",
            workers=[worker], allow_other_workers=False, pure=False,
        )  # fmt: skip
        try:
            await self._unless_gone(asyncio.ensure_future(task._state.wait()), there, *holders)
            if task.status == "error":
                raise Unusable(say("it cannot run our code: is the same mnist-autograder installed there?"))
            if task.status != "finished":
                if self._client.status != "running":
                    self._break(say("the connection to the scheduler was lost"))
                self._expect_to_be_there()
                raise WorkerLost(worker)
            return await self._unless_gone(asyncio.ensure_future(self._result(task.key)), there)
        finally:
            task.release()

    async def _result(self, key: str) -> bytes:
        """No more than `MOST` bytes, as the scheduler knows of them, are asked for."""
        try:
            sizes = await self._client.scheduler.nbytes(keys=[key], summary=False)
            if sizes.get(key, 0) > MOST:
                raise Unusable(say("what it returned has more than {bytes} bytes", bytes=MOST))
            answer = await self._client.scheduler.gather(keys=[key])
        except (TypeError, ValueError, ObjectRefused) as error:
            raise Unusable(say("what it returned is no bytes")) from error
        except OSError as error:
            raise LineLost(say("the connection to the scheduler was lost")) from error
        if answer.get("status") != "OK":
            raise WorkerLost(key)
        if not isinstance(content := answer["data"].get(key), bytes):
            raise Unusable(say("what it returned is no bytes"))
        return content

    async def _unless_gone(self, work: asyncio.Future[T], *workers: _Worker) -> T:
        """What comes of it; WorkerLost or LineLost, where one of these happens first."""
        events = [asyncio.ensure_future(e.wait()) for e in (self._lost, *(w.gone for w in workers))]
        everything: list[asyncio.Future[Any]] = [work, *events]
        try:
            await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            self._expect_to_be_there()
            raise WorkerLost
        finally:
            for each in everything:
                each.cancel()

    def _there(self, worker: str) -> _Worker:
        self._expect_to_be_there()
        if (found := self._workers.get(worker)) is None:
            raise WorkerLost(worker)
        return found

    async def _end(self, what: Callable[[str], None], grading: str, workers: list[str]) -> None:
        function, arguments = dumps(what), dumps((grading,))  # type: ignore[no-untyped-call]
        call = {"op": "run", "function": function, "args": arguments, "wait": True}
        self._break(say("stopped"))
        with contextlib.suppress(Exception):
            await self._client.scheduler.broadcast(msg=call, workers=workers, on_error="ignore")

    async def _close(self) -> None:
        self._break(say("the line is closed"))
        if watching := getattr(self, "_watching", None):
            watching.cancel()
        if self._client is not None:
            await self._client._close(fast=True)


def _slots(worker: Mapping[str, Any]) -> int:
    """None where it says something else than a number: it may say what it likes."""
    said = worker.get("nthreads")
    return min(said, _MOST_SLOTS) if isinstance(said, int) else 0


def _in_a_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def connect(address: str) -> DaskLine:
    """A line to the scheduler there; certificates are those of Dask's own settings. ClusterError without."""
    expect_usable(address)
    if not address.startswith("tls://"):
        return DaskLine(address, None)
    security: Any = distributed.Security(require_encryption=True)  # type: ignore[no-untyped-call]
    if not (security.tls_ca_file and security.tls_client_cert):
        raise ClusterError(
            "tls:// needs certificates, and Dask's settings name none: set "
            "distributed.comm.tls.ca-file and .client.cert (docs/cluster.md says how)"
        )
    return DaskLine(address, security)
