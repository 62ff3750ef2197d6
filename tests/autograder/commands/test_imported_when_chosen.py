"""A command is imported when it is chosen, and what it works with when it runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder import cli

SHARED = {"demo_front", "__init__", "argparse_language", "arguments", "bar", "output"}

SCRIPT = """
import sys
from autograder.cli import main
try:
    main({arguments!r})
except SystemExit:
    print(*sys.modules, sep="\\n", file=sys.stderr)
"""


def _imported(*arguments: str) -> set[str]:
    """The modules that are there after a command line that ends in help or in a complaint."""
    script = SCRIPT.format(arguments=list(arguments))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines())


def test_each_file_is_a_command_of_the_table() -> None:
    folder = Path(cli.__file__).parent / "commands"
    assert {path.stem for path in folder.glob("*.py")} - SHARED == set(cli.COMMANDS)


@pytest.mark.parametrize(
    "arguments", [("--help",), ("grade", "--help"), ("-h", "nonsense"), ("prove", "--x")]
)
def test_no_other_command_and_nothing_heavy_is_imported(arguments: tuple[str, ...]) -> None:
    found = _imported(*arguments)
    chosen = {name for name in cli.COMMANDS if f"autograder.commands.{name}" in found}
    assert chosen == set(arguments) & set(cli.COMMANDS)
    assert not found & {"numpy", "nbformat", "nbgrader", "tqdm", "keras", "autograder.course.course"}
