"""A Jupyter server of one's own on this machine, which ends with the test."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
_SERVED = re.compile(r"(http://127\.0\.0\.1:\d+)/lab")


def make_home(home: Path) -> Path:
    """A home in which nobody ever used Jupyter; nothing is asked for from outside."""
    for name, settings in SETTINGS.items():
        path = home / f".jupyter/lab/user-settings/@jupyterlab/{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    return home


@contextmanager
def serving(folder: Path, home: Path, token: str) -> Iterator[str]:
    """Where JupyterLab answers, nbgrader's formgrader in it, on a port that the machine chose."""
    if importlib.util.find_spec("jupyterlab") is None:
        pytest.skip("JupyterLab is not installed")
    run = [sys.executable, "-P", "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0",
           f"--IdentityProvider.token={token}", *(["--allow-root"] if os.geteuid() == 0 else [])]  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    environment = {**kept, "HOME": str(home), "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(run, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    assert server.stderr
    try:
        said = []
        for line in server.stderr:
            said.append(line)
            if found := _SERVED.search(line):
                break
        else:
            pytest.fail("JupyterLab did not start:\n" + "".join(said))
        threading.Thread(target=server.stderr.read, daemon=True).start()  # so that it never waits for us
        yield found[1]
    finally:
        server.terminate()
        server.wait(60)
