"""A class, graded side by side: ours, stock nbgrader's autograde, Otter's run; what a submission costs.

    python -m benchmarks.class_speed [PART ...] [--students 24] [--rounds 3] [--more 96] [--many 1000]

Every student hands in another right solution of a light TensorFlow notebook (build, compile, one epoch on 512
images). The sides take turns in each round; medians are told, of wall time and of the processor time of all
processes. Parts, all if none is named: stock, otter, slope, many, ready, workers. Needs Linux, walls, and
leave to make control groups. Otter gets an environment of its own (`--otter-python`, else made in
out/bench-otter).
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from benchmarks.class_of import class_of
from benchmarks.class_stock import SLUG, environment, otter_class, stock_class
from benchmarks.processor_time import Took, measured

BIN = Path(sys.executable).parent
IMMEDIATE = "c.Execute.shutdown_kernel = 'immediate'"
GOALS = {"stock": 8.0, "stock, immediate shutdown": 6.0, "otter run": 12.0}
PARTS = ("stock", "otter", "slope", "many", "ready", "workers")
CORES = 2  # a worker each
FEW = 100  # against which many are held
Side = Callable[[], Took]


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    options = _options()
    parts = {"stock": _stock, "otter": _otter, "slope": _slope, "many": _many, "ready": _ready,
             "workers": _workers}  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="bench-class-") as place:
        for name in options.parts or parts:
            parts[name](Path(place, name), options)


def _stock(place: Path, options: argparse.Namespace) -> None:
    course = class_of(options.students, place / "ours").path
    plain = stock_class(options.students, place / "stock")
    hurried = stock_class(options.students, place / "hurried", IMMEDIATE)
    _against(options.rounds, {
        "ours": lambda: _side("grade", course, options.students, place),
        "stock": lambda: _autograded(plain, place),
        "stock, immediate shutdown": lambda: _autograded(hurried, place),
    })  # fmt: skip


def _otter(place: Path, options: argparse.Namespace) -> None:
    course = class_of(options.students, place / "ours").path
    archive, notebooks = otter_class(options.students, place / "otter")
    python = options.otter_python or _otter_environment()
    failed = list[str]()

    def run() -> Took:
        took = [_one_by_otter(python, archive, notebook, place, failed) for notebook in notebooks]
        return Took(sum(t.wall for t in took), sum(t.processor for t in took))

    grade = lambda: _side("grade", course, options.students, place)  # noqa: E731
    _against(options.rounds, {"ours": grade, "otter run": run})
    if failed:
        print(f"otter: {len(failed)} of {len(notebooks)} runs failed, and count: {failed[0]}")


def _one_by_otter(python: Path, archive: Path, notebook: Path, place: Path, failed: list[str]) -> Took:
    """Its time, whatever comes of it."""
    out = place / "otter-out"
    out.mkdir(exist_ok=True)
    command = ["sh", "-c", '"$@" || echo failed', "-", str(python), "-m", "otter", "run", str(notebook),
               "-a", str(archive), "-o", str(out), "--no-logo"]  # fmt: skip
    took = measured(command, place / "otter.log")
    if (said := (place / "otter.log").read_text()).rstrip().endswith("failed"):
        failed.append(said.strip().splitlines()[-2][:200])
    return took


def _otter_environment() -> Path:
    """Made once: Otter and what the notebooks import, in versions as here."""
    place = Path("out/bench-otter")
    python = place / "bin" / "python"
    if not python.exists():
        versions = [f"{name}=={_version(name)}" for name in ("tensorflow", "keras", "numpy")]
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "otter-grader", "ipykernel", *versions]
        subprocess.run(install, check=True)
    return python.absolute()


def _version(name: str) -> str:
    from importlib.metadata import version

    return version(name)


def _slope(place: Path, options: argparse.Namespace) -> None:
    """Processor seconds of one submission more, start-up apart."""
    course = class_of(options.more, place / "ours").path
    sides = ("cells", "graded", "grade")
    rounds = [{side: _per_submission(side, course, options, place) for side in sides}
              for _ in range(options.rounds)]  # fmt: skip
    each = {side: median(found[side] for found in rounds) for side in sides}
    print(f"\na submission, processor seconds ({options.students} to {options.more}): "
          f"its cells alone {each['cells']:.2f}")  # fmt: skip
    for side, told, goal in (("graded", "without recording", 1.5), ("grade", "with recording", 2.0)):
        ratio = median(found[side] / found["cells"] for found in rounds)
        print(f"  graded {told} {each[side]:.2f}: {ratio:.2f} times the cells (goal at most {goal})")


def _per_submission(side: str, course: Path, options: argparse.Namespace, place: Path) -> float:
    students: int = options.more - options.students
    few = _side(side, course, options.students, place, alone=True)
    more = _side(side, course, options.more, place, alone=True)
    return (more.processor - few.processor) / students


def _many(place: Path, options: argparse.Namespace) -> None:
    """Whether a submission costs the same in a class of a thousand, and what the coordinator holds."""
    course = class_of(options.many, place / "ours").path
    told = {}
    for students in (FEW, options.many):
        took = _side("grade", course, students, place, alone=True)
        peak = (place / "log").read_text().rpartition("peak MiB ")[2].split()[0]
        told[students] = took.processor / students
        print(f"{students} submissions: {took.wall:.0f} s, {told[students]:.2f} processor seconds each, the "
              f"coordinator held {peak} MiB (goal below 400)", flush=True)  # fmt: skip
    print(
        f"each in {options.many}: {told[options.many] / told[FEW]:.2f} times one in {FEW} (goal 0.85 to 1.15)"
    )


def _ready(place: Path, options: argparse.Namespace) -> None:
    course = class_of(2, place / "ours").path
    rounds = [
        (_until("imports", course, place), _until("first", course, place)) for _ in range(options.rounds)
    ]
    imports, first = (median(side) for side in zip(*rounds, strict=True))
    print(f"\nready for the first cell after {first:.1f} s, imports in a fresh process {imports:.1f} s: "
          f"{median(b - a for a, b in rounds):.1f} s later (goal at most 1.0)")  # fmt: skip


def _workers(place: Path, options: argparse.Namespace) -> None:
    """Two Dask workers, each on a core of its own, against one."""
    course = class_of(options.students, place / "ours").path
    address = f"tcp://127.0.0.1:{_free_port()}"
    with _dask("scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], place=place):
        rounds = [[_graded_by(n, address, course, place) for n in range(1, CORES + 1)]
                  for _ in range(options.rounds)]  # fmt: skip
    times = median(one / two for one, two in rounds)
    print(f"\ntwo workers pinned to a core each: {times:.2f} times one (goal at least 1.6)")


def _graded_by(workers: int, address: str, course: Path, place: Path) -> float:
    """Wall seconds of a grading that begins when the workers are ready for it."""
    command = [str(BIN / "autograder"), "grade", str(course), SLUG, "--force", "--scheduler", address]
    with ExitStack() as stack:
        for core in range(workers):
            flags = ("--nthreads", "1", "--no-dashboard", "--no-nanny")
            stack.enter_context(_dask("worker", address, *flags, place=place, core=core))
        subprocess.run(command, check=True, capture_output=True)  # so that every sandbox is there
        return measured(command, place / "log").wall


@contextmanager
def _dask(*arguments: str, place: Path, core: int | None = None) -> Iterator[None]:
    pinned = [] if core is None else ["taskset", "--cpu-list", str(core)]
    with (place / f"dask-{arguments[0]}.log").open("a") as log:
        process = subprocess.Popen([*pinned, str(BIN / "dask"), *arguments], stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _until(side: str, course: Path, place: Path) -> float:
    started = time.time()
    _side(side, course, 2, place)
    return float((place / "log").read_text().rpartition("ready at ")[2].split()[0]) - started


def _against(rounds: int, sides: Mapping[str, Side]) -> None:
    """Each side in every round; ratios within a round, and their medians."""
    found = [{name: side() for name, side in sides.items()} for _ in range(rounds)]
    for name in sides:
        wall, processor = (median(getattr(f[name], kind) for f in found) for kind in ("wall", "processor"))
        times = median(f[name].wall / f["ours"].wall for f in found)
        spent = median(f[name].processor / f["ours"].processor for f in found)
        goal = f" (goal {GOALS[name]:g})" if name in GOALS else ""
        print(f"{name}: {wall:.1f} s, {processor:.1f} processor seconds; ours is {times:.1f} times as fast"
              f"{goal}, {spent:.1f} times as cheap", flush=True)  # fmt: skip


def _side(side: str, course: Path, students: int, place: Path, alone: bool = False) -> Took:
    """One of `class_sides`; `alone` where a part of the class is graded as if it were the whole."""
    if alone and side == "grade":
        course = _part(course, students, place)
    command = [sys.executable, "-m", "benchmarks.class_sides", side, str(course), str(students)]
    return measured(command, place / "log")


def _part(course: Path, students: int, place: Path) -> Path:
    part = place / f"part-{students}"
    if not part.exists():
        class_of(students, part)
    return part


def _autograded(course: Path, place: Path) -> Took:
    command = [str(BIN / "nbgrader"), "autograde", SLUG, "--force", f"--CourseDirectory.root={course}"]
    return measured(command, place / "stock.log", environment())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*PARTS, []])
    for name, default in (("students", 24), ("rounds", 3), ("more", 96), ("many", 1_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--otter-python", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
