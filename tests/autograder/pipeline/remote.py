"""A line to machines that are threads of this process, and whatever may go wrong on it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from autograder.coursedir.coursedir import CourseFolder
from autograder.evidence.evidence import Sandbox
from autograder.messages import Message, say
from autograder.pipeline import dask_worker
from autograder.pipeline.dask_executor import Cluster
from autograder.pipeline.dask_worker import Worker
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.orders import MOST, Reply
from autograder.pipeline.outcome import Graded, Problem
from autograder.pipeline.workers import LineLost, WorkerLost
from autograder.scoring.score_sheet import ScoreSheet
from tests.autograder.grading.killed import SLUG, Executing

CLASS = 6


class How(StrEnum):
    BEFORE = "the worker dies before it runs"
    DURING = "the worker dies while it runs"
    AFTER = "the worker dies before its answer is taken"
    NOTHING = "the worker returns no bytes"
    NOISE = "the worker returns bytes that are none of ours"
    CUT = "the worker returns half of its answer"
    OTHERS = "the worker returns the answer to another submission"
    EMPTY = "the worker returns evidence of no exercise"
    LARGE = "the worker returns more than is taken"
    BOMB = "the worker returns what unpacks to more than is taken"
    CONNECTION = "the connection is cut"
    SCHEDULER = "the scheduler is gone"

    @property
    def ends_all(self) -> bool:
        return self in (How.CONNECTION, How.SCHEDULER)

    @property
    def is_a_death(self) -> bool:
        return self in (How.BEFORE, How.DURING, How.AFTER)


@dataclass(frozen=True)
class Fault:
    """Strikes at the submission of that number, counted as they are sent."""

    how: How
    at: int


def toy_worker() -> Worker:
    return Worker(lambda *_: Executing(), lambda *_: contextlib.nullcontext(None))


@dataclass
class Published:
    content: bytes
    holder: str
    line: FakeLine

    @property
    def lost(self) -> bool:
        return self.holder not in self.line.machines


@dataclass
class FakeLine:
    """Each machine is a `Worker`, and has a thread for each slot; `sent` is all that went out."""

    machines: dict[str, Worker]
    slots: int = 1
    faults: Sequence[Fault] = ()
    before: Callable[[str, str], None] = lambda worker, what: None
    private: bool = True
    sent: list[tuple[str, str, bytes]] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    running: int = 0
    most: int = 0
    ended: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    lost: Message | None = None

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(64)
        self._lock = threading.Lock()
        self._runs = 0
        self._last = b""
        self._open: dict[Future[bytes], str] = {}

    def workers(self) -> Mapping[str, int]:
        if self.lost:
            raise LineLost(self.lost)
        return dict.fromkeys(self.machines, self.slots)

    def is_private(self, worker: str) -> bool:
        return self.private

    def publish(self, content: bytes, worker: str) -> Published:
        self.published.append(worker)
        return Published(content, worker, self)

    def run(self, worker: str, what: Callable[..., bytes], order: bytes, *published: Any) -> Future[bytes]:
        future: Future[bytes] = Future()
        with self._lock:
            self.sent.append((worker, what.__name__, order))
            fault = self._fault() if what.__name__ == "run" else None
            self._open[future] = worker
        self._pool.submit(self._do, future, worker, what.__name__, (order, *published), fault)
        return future

    def end(self, what: Callable[[str], None], grading: str, workers: Collection[str]) -> None:
        self.ended.append((what.__name__, tuple(workers)))
        self.cut(say("stopped"))

    def kill(self, worker: str) -> None:
        """As if its machine had lost power."""
        self.machines.pop(worker, None)
        with self._lock:
            lost = [future for future, at in self._open.items() if at == worker]
        for future in lost:
            self._settle(future, WorkerLost(worker))

    def cut(self, why: Message) -> None:
        self.lost = self.lost or why
        for future in list(self._open):
            self._settle(future, LineLost(why))

    def _fault(self) -> How | None:
        number, self._runs = self._runs, self._runs + 1
        return next((fault.how for fault in self.faults if fault.at == number), None)

    def _do(
        self, future: Future[bytes], worker: str, what: str, given: tuple[Any, ...], how: How | None
    ) -> None:
        machine = self.machines.get(worker)
        if self.lost or machine is None:
            self._settle(future, LineLost(self.lost) if self.lost else WorkerLost(worker))
            return
        self.before(worker, what)
        with self._lock:
            self.running += what == "run"
            self.most = max(self.most, self.running)
        if how is How.BEFORE:
            self.kill(worker)
        contents = [one.content if isinstance(one, Published) else one for one in given]
        try:
            answer = getattr(machine, what)(*contents)
        finally:
            with self._lock:
                self.running -= what == "run"
        if how in (How.DURING, How.AFTER):
            self.kill(worker)
        if how is not None and how.ends_all:
            self.cut(say("the connection to the scheduler was lost"))
        self._settle(future, self._bent(answer, how) if how else answer)
        self._last = answer

    def _bent(self, answer: bytes, how: How) -> Any:
        reply = msgspec.msgpack.decode(answer, type=Reply)
        if how is How.LARGE:
            return bytes(MOST + 1)
        if how is How.BOMB:
            return msgspec.msgpack.encode(msgspec.structs.replace(reply, arrays=bomb()))
        empty = b'{"format_version": 5, "evidence": [], "outputs": []}'
        bent: dict[How, bytes] = {
            How.NOTHING: b"",
            How.NOISE: b"\x80\x04\x95 rubbish",
            How.CUT: answer[: len(answer) // 2],
            How.OTHERS: self._last or b"\x00",
            How.EMPTY: msgspec.msgpack.encode(msgspec.structs.replace(reply, text=empty)),
        }
        return bent.get(how, answer)

    def _settle(self, future: Future[bytes], what: Any) -> None:
        with self._lock:
            if self._open.pop(future, None) is None:
                return
        if isinstance(what, Exception):
            future.set_exception(what)
        else:
            future.set_result(what)


def bomb() -> bytes:
    """A file of arrays that are a thousand times as large once they are unpacked."""
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(4):
            file.writestr(f"average/0.{number}.npy", bytes(64 << 20))
    return packed.getvalue()


def connect(address: str) -> Any:
    """A line to a real scheduler; only where Dask is installed."""
    from autograder.pipeline import dask_line

    return dask_line.connect(address)


def machines(count: int) -> dict[str, Worker]:
    return {f"tcp://127.0.0.1:{4_000 + number}": toy_worker() for number in range(count)}


def cluster(line: Any, told: list[str] | None = None, patience: float = 0.5, **more: Any) -> Cluster:
    """One that waits for nobody for long."""
    tell = (told if told is not None else []).append
    return Cluster(line, lambda m: tell(str(m)), dask_worker, patience=patience, beat=0.01, **more)


def graded(
    folder: CourseFolder, elsewhere: Cluster | None, progress: Any = None, sandbox: Sandbox = Sandbox.NONE
) -> list[Graded | Problem]:
    """Everybody's, without gradebook and pages; here, where nowhere else."""
    from autograder.pipeline.executors import local_slots
    from autograder.pipeline.progress import SILENT

    assignment = folder.course.assignment(SLUG)
    grader = FolderGrader(folder, assignment, sandbox, kernel=lambda *_: Executing(), executor=elsewhere)
    students, progress = folder.students(SLUG), progress or SILENT
    if elsewhere is None:
        return list(local_slots(grader.grade, students, 1, progress=progress))
    with contextlib.closing(elsewhere.outcomes(grader.grade, students, progress)) as coming:
        return list(coming)


def sheets(folder: CourseFolder) -> dict[str, ScoreSheet]:
    return {sheet.student: replace(sheet, usage=None) for sheet in folder.sheets(SLUG)}


def evidence(folder: CourseFolder) -> list[str]:
    return sorted(path.name for path in Path(folder.state.evidence).iterdir())
