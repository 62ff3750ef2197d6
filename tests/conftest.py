"""What every test may use: the bundled course, small data, and tools that may be missing."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, sync_playwright

from autograder.course.course import Assignment, Course, load_course
from autograder.execution.provisioner import GROUP, NAME, WarmProvisioner
from autograder.execution.sandbox import available
from autograder.scoring.rubrics import Rubrics, rubrics_of
from autograder.state_files import told_aside
from reference.datasets import Dataset, load
from tests.postgresql_server import Server, programs, running

ROOT = Path(__file__).parent.parent
JOURNEYS = ROOT / "tests" / "journeys"

os.environ["LANGUAGE"] = "en"  # what the command line speaks, on whatever machine the tests run
# A shell's background jobs ignore Ctrl-C, and so would every process of a test.
signal.signal(signal.SIGINT, signal.default_int_handler)

#: What a test needs, by a fixture that it uses; a journey is slow whatever it uses.
MARKS = {
    "bubblewrap": "walls",
    "browser": "browser",
    "normalising": "slow",
    "postgresql": "slow",
    "stage": "slow",
    "mnist_path": "slow",
    "_prepared": "trains",
    "solved": "trains",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before any of them is left out for its marks."""
    for item in items:
        for fixture in MARKS.keys() & getattr(item, "fixturenames", ()):
            item.add_marker(MARKS[fixture])
        if item.path.is_relative_to(JOURNEYS):
            item.add_marker("slow")


def pytest_collection_finish() -> None:
    """TensorFlow takes its number of threads before its first op, and a seed, whichever test comes first."""
    if keras := sys.modules.get("keras"):
        from reference.training import prepare_process

        prepare_process()
        keras.utils.set_random_seed(0)


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course()


@pytest.fixture(scope="session")
def assignment(course: Course) -> Assignment:
    return course.assignment("fully_connected")


@pytest.fixture(scope="session")
def rubrics(assignment: Assignment) -> Rubrics:
    return rubrics_of(assignment)


@pytest.fixture(scope="session")
def digits() -> Dataset:
    return load("digits")


@pytest.fixture(scope="session")
def small_npz(tmp_path_factory: pytest.TempPathFactory, digits: Dataset) -> Path:
    """A data file in Keras's form: 200 training and 60 test images of the digits."""
    path = tmp_path_factory.mktemp("data") / "small.npz"
    public = {k: v[:200] if k.endswith("train") else v[:60] for k, v in digits.public().items()}
    np.savez(path, allow_pickle=False, **public)
    return path


@pytest.fixture(autouse=True)
def _told_by_nobody_else() -> Iterator[None]:
    """What a test had set aside is no news to the command that another test gives."""
    yield
    told_aside()


@pytest.fixture(scope="session")
def mnist_path() -> Path:
    path = Path(os.environ.get("AUTOGRADER_MNIST", ROOT.parent / "shared" / "data" / "mnist.npz"))
    if not path.is_file():
        pytest.skip("no MNIST: ../shared/data/mnist.npz is absent")
    return path


@pytest.fixture(scope="session")
def bubblewrap() -> None:
    """Skips where there can be no walls; a failure where tools are required."""
    if reason := available():
        required = os.environ.get("AUTOGRADER_REQUIRE_TOOLS") == "1"
        (pytest.fail if required else pytest.skip)(f"a tool is missing: no bubblewrap ({reason})")


@pytest.fixture
def entry_point(tmp_path: Path) -> Path:
    """What installing this package leaves, for an environment in which an older one is installed."""
    folder = tmp_path / "site"
    info = folder / "walled_kernel-0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: walled-kernel\nVersion: 0\n", encoding="utf-8"
    )
    target = f"{WarmProvisioner.__module__}:{WarmProvisioner.__name__}"
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{NAME} = {target}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's own Chromium, speaking to nobody."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        required = os.environ.get("AUTOGRADER_REQUIRE_TOOLS") == "1"
        (pytest.fail if required else pytest.skip)("a tool is missing: no Chromium")
    quiet = ["--disable-quic", "--disable-background-networking", "--no-first-run", "--disable-sync"]
    args = [*quiet, "--disable-component-update", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=args)
        yield started
        started.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server of one's own, on loopback."""
    found = programs()
    if found is None or find_spec("psycopg") is None:
        required = os.environ.get("AUTOGRADER_REQUIRE_TOOLS") == "1"
        (pytest.fail if required else pytest.skip)("a tool is missing: no PostgreSQL server, or no psycopg")
    with running(found) as server:
        yield server
