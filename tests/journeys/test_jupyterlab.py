"""A student in a real JupyterLab: opens the release notebook, runs a check cell, reads what it says."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from autograder.coursedir.init import make_folder
from autograder.gradebook.writer import release
from tests.journeys.serving import make_home, serving

TOKEN = secrets.token_hex()
PATIENCE = 120_000  # milliseconds: the first cell imports TensorFlow


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the Spanish notebook that students of the embedded digits get."""
    folder = make_folder(tmp_path_factory.mktemp("lab") / "course", "es", "digits", hidden_seed=0)
    release(folder, "fully_connected")
    return folder.path / "release" / "fully_connected"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def address(notebooks: Path, home: Path) -> Iterator[str]:
    """Where JupyterLab answers; it ends with the tests."""
    with serving(notebooks, home, TOKEN) as address:
        yield f"{address}/lab"


@pytest.fixture
def lab(browser: Browser, address: str) -> Iterator[Page]:
    """The notebook in JupyterLab; whatever leaves this machine would fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    outside: list[str] = []
    tab = context.new_page()
    tab.on("request", lambda request: outside.append(request.url) if "127.0.0.1" not in request.url else None)
    tab.set_default_timeout(PATIENCE)
    tab.goto(f"{address}/tree/fully_connected.ipynb?token={TOKEN}")
    expect(tab.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=PATIENCE)
    yield tab
    context.close()
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []


def _cell(lab: Page, start: str) -> Locator:
    """The code cell whose text begins like that."""
    return lab.locator(".jp-CodeCell").filter(
        has=lab.locator(".cm-content", has_text=re.compile(rf"^{start}"))
    )


def _run(cell: Locator) -> Locator:
    """Runs a cell with the keys that a student would press; what it puts out."""
    cell.locator(".cm-content").press("Control+Enter")
    return cell.locator(".jp-OutputArea-output")


def _write(cell: Locator, code: str) -> None:
    editor = cell.locator(".cm-content")
    editor.press("Control+A")
    editor.page.keyboard.insert_text(code)


def test_a_check_says_in_the_notebook_what_is_missing_and_then_that_all_holds(lab: Page) -> None:
    _run(_cell(lab, "from autograder import Grader"))
    check = _cell(lab, r'grader\.check\("normalise"\)')
    exercise = _cell(lab, r"def normalise")
    expect(_run(check).first).to_contain_text("Normalizar los píxeles", timeout=PATIENCE)

    below = "".join(f"x_{s}_norm = normalise(load_data()[{i}][0])\n" for i, s in enumerate(("train", "test")))
    _write(exercise, f"def normalise(images):\n    return images / 1.0\n{below}")
    _run(exercise)
    expect(_run(check).first).to_contain_text("Todavía no: 5 de 7 comprobaciones", timeout=PATIENCE)
    expect(_run(check).first).to_contain_text("deberían ir de 0 a 1")

    _write(exercise, f"def normalise(images):\n    return images / 255.0\n{below}")
    _run(exercise)
    expect(_run(check).first).to_contain_text("Todo se cumple: 7 de 7", timeout=PATIENCE)
