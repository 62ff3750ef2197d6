"""What runs at a Dask worker: it needs this package, and neither a course folder nor a database.

A worker is `dask worker ADDRESS`, nothing more; these functions are found there by their names. Each takes
bytes and gives bytes (`orders`), and raises nothing.
"""

from __future__ import annotations

import hashlib
import pickle
import platform
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from autograder.errors import AutograderError, EngineError
from autograder.evidence.evidence import Sandbox
from autograder.evidence.packages import missing_here
from autograder.evidence.transcript_files import FORMAT_VERSION
from autograder.execution.factory import KernelFactory, RebuilderFactory, kernel_for, rebuilder_for
from autograder.execution.sandbox import require_wall
from autograder.messages import of_error, say
from autograder.pipeline.orders import Card, Order, Place, done, failed, told
from autograder.pipeline.submission_runner import SubmissionRunner
from autograder.state_files import digest_of, write_whole

_PACKAGES = ("mnist-autograder", "keras", "numpy", "tensorflow")
_ROOMS = ("course", "evidence", "execution", "inside", "pipeline", "submissions")  # whose code runs here


class Worker:
    """What this process knows as a worker, for any number of gradings; safe to use from several threads."""

    def __init__(
        self, kernel: KernelFactory = kernel_for, rebuilder: RebuilderFactory = rebuilder_for
    ) -> None:
        self._kernel, self._rebuilder = kernel, rebuilder
        self._lock = threading.RLock()
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._ended: set[str] = set()

    def examine(self, order: bytes) -> bytes:
        """A `Card`: what is here, before any work is given."""
        place: Place = pickle.loads(order)
        return msgspec.msgpack.encode(Card(versions(), list(missing_here()), self._has(place)))

    def prepare(self, order: bytes, files: bytes | None = None) -> bytes:
        """Take the students' view, if it is given, and prove the walls; why not, as `told`."""
        place: Place = pickle.loads(order)
        try:
            if files is not None:
                self._take(place, msgspec.msgpack.decode(files, type=dict[str, bytes]))
            self._prove(place)
        except AutograderError as error:
            return told(of_error(error))
        except Exception as error:  # a full disk, or a fault of ours: this machine is no place to run
            return told(say("{told}", told=f"{type(error).__name__}: {error}"))
        return told(None)

    def run(self, order: bytes) -> bytes:
        """Run a submission, as a `Reply`."""
        wanted: Order = pickle.loads(order)
        try:
            if wanted.grading in self._ended:
                raise EngineError("its grading was ended")
            runner = SubmissionRunner(
                wanted.asks, self._view(wanted.place), wanted.sizes, wanted.place.limits,
                wanted.place.sandbox, self._kernel, self._rebuilder, wanted.place.view,
            )  # fmt: skip
            return done(order, runner.run(wanted.submission))
        except AutograderError as error:
            return failed(order, error)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            return failed(order, EngineError("the worker failed on it: {told}", told=told))

    def end(self, grading: str) -> None:
        """Nothing of that grading begins any more, and what runs behind walls ends.

        Submissions of another grading that run here are lost with the server, and run once more.
        """
        self._ended.add(grading)
        from autograder.execution.warm_server import close_servers

        threading.Thread(target=close_servers, daemon=True).start()  # Dask's own thread has more to do

    def _prove(self, place: Place) -> None:
        """SandboxError or EngineError where there are no walls, or none in which a tiny network is fitted."""
        require_wall(place.sandbox)
        if place.sandbox is Sandbox.WALLS and self._kernel is kernel_for:
            from autograder.execution.sandbox import Walls
            from autograder.execution.warm_server import server_for

            server_for(Walls(self._view(place).absolute(), place.limits)).start()

    def _take(self, place: Place, files: Mapping[str, bytes]) -> None:
        if {name: hashlib.sha256(content).hexdigest() for name, content in files.items()} != place.view:
            raise EngineError("the students' view of the data came damaged: its digests are others")
        with self._lock:
            folder = self._folder(place)
            for name, content in files.items():
                write_whole(folder / name, content)

    def _has(self, place: Place) -> bool:
        folder = self._folder(place)
        return all((folder / n).is_file() and digest_of(folder / n) == d for n, d in place.view.items())

    def _view(self, place: Place) -> Path:
        folder = self._folder(place)
        folder.mkdir(exist_ok=True)
        return folder

    def _folder(self, place: Place) -> Path:
        """A folder that nobody else may enter, and that goes with this process."""
        with self._lock:
            if self._home is None:
                self._home = tempfile.TemporaryDirectory(
                    prefix="autograder-worker-", ignore_cleanup_errors=True
                )
        name = hashlib.sha256(repr(sorted(place.view.items())).encode()).hexdigest()
        return Path(self._home.name, name[:16])


@cache
def versions() -> dict[str, str]:
    """What has to be the same where a submission runs and where it is scored."""
    found = {name: _version(name) for name in _PACKAGES}
    python = ".".join(platform.python_version_tuple()[:2])
    return {
        **found,
        "Python": python,
        "format of evidence": str(FORMAT_VERSION),
        "code of mnist-autograder": _code(),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _code() -> str:
    """Of our own modules that run at a worker: two checkouts may call themselves the same version."""
    package = Path(__file__).parents[1]
    files = sorted(path for room in _ROOMS for path in (package / room).glob("*.py"))
    told = [(str(path.relative_to(package)), path.read_bytes().decode()) for path in files]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


_here = Worker()


def examine(order: bytes) -> bytes:
    return _here.examine(order)


def prepare(order: bytes, files: bytes | None = None) -> bytes:
    return _here.prepare(order, files)


def run(order: bytes) -> bytes:
    return _here.run(order)


def end(grading: str) -> None:
    _here.end(grading)
