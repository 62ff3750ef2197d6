"""What asks a question behind the walls, or lacks a package there: told in words, and cells go on."""

from __future__ import annotations

import pytest

from autograder.evidence.evidence import RunStatus
from autograder.evidence.stopped import explained, is_theirs
from autograder.execution.sandboxed_kernel import SandboxedKernel

pytestmark = pytest.mark.slow

SECONDS = 60.0


@pytest.mark.parametrize("asked", ["input('How many? ')", "__import__('getpass').getpass()"])
def test_who_asks_a_question_is_told_in_words_that_nobody_answers(
    kernel: SandboxedKernel, asked: str
) -> None:
    run = kernel.run(f"asked = {asked}", SECONDS)
    assert run.status is RunStatus.RAISED
    assert "nobody is there to give one" in str(explained(str(run.error)))
    assert kernel.run("1", SECONDS).status is RunStatus.COMPLETED


@pytest.mark.parametrize(("line", "theirs"), [("import plotnine", False), ("import nunpy", True)])
def test_an_import_that_fails_behind_the_walls_is_told_apart(
    kernel: SandboxedKernel, line: str, theirs: bool
) -> None:
    run = kernel.run(line, SECONDS)
    assert run.status is RunStatus.RAISED
    assert explained(str(run.error)) != run.error
    assert is_theirs(explained(str(run.error))) is theirs


def test_a_check_without_a_name_stops_no_cell(kernel: SandboxedKernel) -> None:
    made = "from autograder import Grader\ng = Grader('x')\n"
    assert (
        kernel.run(f"{made}g.check()\ng.hint(None, 3)\ng.check(exercise='x')", SECONDS).status
        is RunStatus.COMPLETED
    )
