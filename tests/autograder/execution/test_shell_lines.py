"""Lines for the shell behind the walls: they run over pipes, and the rest of the cell goes on."""

from __future__ import annotations

import pytest

from autograder.evidence.evidence import RunStatus
from autograder.execution.sandboxed_kernel import SandboxedKernel

pytestmark = pytest.mark.slow

SECONDS = 60.0


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ("!mkdir -p models && echo made", "made\n"),
        ("%mkdir more\nimport os\nprint(os.path.isdir('more'))", "True\n"),
        ("!echo to the other >&2; exit 3\nprint(_exit_code)", "to the other\n3\n"),
        ("name = 'añ'\n!echo {name} $name", "añ añ\n"),
        ("found = !echo one; echo two\nprint(found)", "['one', 'two']\n"),
        ("%%bash\necho of bash", "of bash\n"),
        ("import os\nos.system('true')\nget_ipython().system('echo called')", "called\n"),
        ("!cat", ""),  # nobody types there
        ("!sleep 300 >/dev/null & echo by itself", "by itself\n"),
        ("!sleep 300 & echo it holds the output", "it holds the output\n"),
        ("!kill -9 $$\nprint(_exit_code)", "-9\n"),
        ("!no-such-program 2>/dev/null\nprint(_exit_code)", "127\n"),
    ],
)
def test_a_line_for_the_shell_runs_and_the_cell_goes_on(
    kernel: SandboxedKernel, lines: str, shown: str
) -> None:
    after = "" if lines.startswith("%%") else "\nprint('after')"
    run = kernel.run(lines + after, SECONDS)
    assert run.status is RunStatus.COMPLETED, run.error
    assert run.stdout_tail == shown + ("after\n" if after else "")


def test_what_wants_the_network_fails_as_offline_and_the_cell_goes_on(kernel: SandboxedKernel) -> None:
    run = kernel.run("%pip install no-such-thing-of-ours\nprint('after')", SECONDS)
    assert run.status is RunStatus.COMPLETED, run.error
    assert "no-such-thing-of-ours" in run.stdout_tail
    assert "after\n" in run.stdout_tail


def test_a_command_without_end_is_stopped_with_its_cell(kernel: SandboxedKernel) -> None:
    run = kernel.run("!sleep 300\nprint('after')", 1.0)
    assert run.status is RunStatus.TIMED_OUT
    assert "after" not in run.stdout_tail
    left = "!ps -C sleep -o stat= | grep -v Z || echo nothing"
    assert kernel.run(left, SECONDS).stdout_tail == "nothing\n"
