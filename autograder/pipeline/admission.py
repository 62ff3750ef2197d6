"""Which workers get work: each is looked at, and proves its walls, before it has a slot."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from autograder.errors import NoEvidence
from autograder.evidence.packages import missing_here
from autograder.messages import Message, of_error, say
from autograder.pipeline.orders import Card, Place, card_of, packed, untold
from autograder.pipeline.slots import Slots
from autograder.pipeline.workers import Line, LineLost, Published, Unusable, WorkerLost

_BEAT = 1.0  # seconds between two looks at who is there
_RESTART = 10.0  # seconds in which Dask starts a worker again that ended
_ANSWER = 600.0  # seconds for a worker to be ready
_PATIENCE = 60.0  # seconds without any worker, after which none is waited for
_PUBLISHED_ANEW = 3  # times, where whoever had it went


class Ended(BaseException):
    """Nothing runs any more: no exception of a submission's, so that none is given up for it."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


class Admission:
    """Gives slots to the workers of a line that fit for a place, those that come later too.

    `view` is where the students' view lies here; `tell` is told of each worker that gets no work. From
    `begin` on it ends the slots where nobody is left to run anything.
    """

    def __init__(
        self,
        line: Line,
        slots: Slots,
        place: Place,
        view: Path,
        there: ModuleType | Any,
        tell: Callable[[Message], None],
        patience: float = _PATIENCE,
        beat: float = _BEAT,
    ) -> None:
        self._line, self._slots, self._place, self._view = line, slots, place, view
        self._there, self._tell, self._patience, self._beat = there, tell, patience, beat
        self._known: dict[str, str] = {}  # waits, runs, refused, by address
        self._lock = threading.Lock()
        self._publishing = threading.Lock()
        self._had = False  # a worker that could be used
        self._published: Published | None = None
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Once; later calls do nothing."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="admission", daemon=True)
                self._thread.start()

    def close(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def refuse(self, worker: str, why: Message) -> None:
        """It gets no more work."""
        with self._lock:
            if self._known.get(worker) == "refused":
                return
            self._known[worker] = "refused"
        self._slots.remove(worker)
        self._tell(say("{worker} gets no work: {reason}", worker=worker, reason=why))

    def lose(self, worker: str) -> None:
        """It answered no more. One that is there all the same is looked at anew."""
        with self._lock:
            if self._known.get(worker) != "refused":
                self._known.pop(worker, None)
        self._slots.remove(worker)

    def _watch(self) -> None:
        """Whatever ends it ends the waiting for slots: nobody else would."""
        try:
            self._watch_until_over()
        except LineLost as lost:
            self._slots.end(Ended(lost.reason))
        except Ended as ended:
            self._slots.end(ended)
        except Exception as error:  # a fault of ours, or of the line's
            self._slots.end(Ended(say("{told}", told=f"{type(error).__name__}: {error}")))

    def _watch_until_over(self) -> None:
        """Who comes is admitted beside, since that takes seconds; who goes loses its slots."""
        since = time.monotonic()
        while not self._over.is_set():
            self._look({worker: slots for worker, slots in self._line.workers().items() if slots > 0})
            if self._is_anybody_left():
                since = time.monotonic()
            elif time.monotonic() - since > self._waits_for():
                raise Ended(self._nobody())
            self._over.wait(self._beat)

    def _is_anybody_left(self) -> bool:
        with self._lock:
            return any(state != "refused" for state in self._known.values())

    def _waits_for(self) -> float:
        """Seconds, where nobody is left: one that ended may be started again."""
        if not self._known:
            return self._patience
        return min(self._patience, _RESTART) if self._had else -1.0

    def _nobody(self) -> Message:
        if self._known:
            return say("no worker is left that can be used: what is wrong with each was told above")
        return say("no worker has been there for {seconds} seconds: start one with `dask worker ADDRESS`",
                   seconds=round(self._patience))  # fmt: skip

    def _look(self, there: Mapping[str, int]) -> None:
        with self._lock:
            gone = [worker for worker in self._known if worker not in there]
            come = [worker for worker in there if worker not in self._known]
            for worker in gone:
                del self._known[worker]
            self._known |= dict.fromkeys(come, "waits")
        for worker in gone:
            self._slots.remove(worker)
        for worker in come:
            threading.Thread(target=self._admit, args=(worker, there[worker]), daemon=True).start()

    def _admit(self, worker: str, slots: int) -> None:
        try:
            why = self._unfit(worker)
        except LineLost:
            return  # `_watch` sees it
        except WorkerLost:
            self.lose(worker)
            return
        except Unusable as error:
            why = error.reason
        except NoEvidence as error:
            why = of_error(error)
        except TimeoutError:
            why = say("it has not answered for {seconds} seconds", seconds=round(_ANSWER))
        except Exception as error:  # no worker may break the class
            why = say("{told}", told=f"{type(error).__name__}: {error}")
        if why is not None:
            self.refuse(worker, why)
            return
        with self._lock:
            if self._known.get(worker) == "waits":
                self._known[worker], self._had = "runs", True
                self._slots.add(worker, slots)

    def _unfit(self, worker: str) -> Message | None:
        """Why a worker gets no work; None once it is ready for it."""
        if not self._line.is_private(worker):
            return say("it is on another machine, and not behind TLS")
        order = packed(self._place)
        card = card_of(self._asked(worker, self._there.examine, order))
        if (why := _differs(card, self._there.versions())) is not None:
            return why
        if card.has_view:
            return untold(self._asked(worker, self._there.prepare, order))
        for _ in range(_PUBLISHED_ANEW):
            published = self._at_hand(worker)
            try:
                return untold(self._asked(worker, self._there.prepare, order, published))
            except WorkerLost:
                if not published.lost:
                    raise
        raise WorkerLost(worker)

    def _asked(self, worker: str, what: Callable[..., bytes], order: bytes, *published: Published) -> bytes:
        return self._line.run(worker, what, order, *published).result(_ANSWER)

    def _at_hand(self, worker: str) -> Published:
        """The students' view: with those that have it already, else with this worker."""
        with self._publishing:
            if self._published is None or self._published.lost:
                files = {name: (self._view / name).read_bytes() for name in self._place.view}
                self._published = self._line.publish(msgspec.msgpack.encode(files), worker)
            return self._published


def _differs(card: Card, ours: Mapping[str, str]) -> Message | None:
    for name, wanted in ours.items():
        if (found := card.versions.get(name, "-")) != wanted:
            return say(
                "its {name} is {found}, and here it is {wanted}", name=name, found=found, wanted=wanted
            )
    if lacking := sorted(set(card.lacking) - set(missing_here())):
        return say("it lacks packages that are installed here: {names}", names=", ".join(lacking))
    return None
