"""What the demo says of walls; the demo itself is tested in `journeys/test_whole_way.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.cli import main
from autograder.messages import Message, say

LACKING = say("bubblewrap is missing; on Debian or Ubuntu: {command}", command="apt-get install bubblewrap")


@pytest.mark.parametrize("lacking", [LACKING, None], ids=["without walls", "behind walls"])
def test_it_says_in_one_line_what_walls_lack(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    lacking: Message | None,
) -> None:
    monkeypatch.setattr("autograder.execution.sandbox.available", lambda: lacking)
    monkeypatch.setattr("autograder.commands.demo.make_demo", lambda out, jobs, language: out / "index.html")
    assert main(["demo", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(tmp_path / "index.html")
    told = [line for line in said.err.splitlines() if "without walls" in line]
    assert len(told) == (1 if lacking else 0)
    assert all("bubblewrap is missing" in line for line in told)
