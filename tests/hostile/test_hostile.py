"""Attacks, each an ordinary submission: it earns what it would earn without the attack.

They are graded two at a time behind the real walls, by one warm server; an honest
submission after them all must find the world as it was. KNOWN LIMIT marks those that still
gain something, and golden.toml says what.
"""

from __future__ import annotations

import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbformat import write

from autograder.course.course import load_course
from autograder.execution.procfs import tree
from autograder.execution.rebuilder import close_idle
from autograder.execution.sandbox import Walls
from autograder.execution.warm_server import server_for
from autograder.pages.site import write_reports
from autograder.pipeline.outcome import Graded, Problem
from autograder.proving.cases import Case, load_cases
from autograder.scoring.score_sheet import ScoreSheet
from tests.hostile.conftest import LIMITS, HostileClass, digests
from tests.sampling import drawn

SUBMISSIONS = Path(__file__).parent / "submissions"
COURSE = load_course()
ASSIGNMENT = COURSE.assignment("fully_connected")
EVERY = load_cases(ASSIGNMENT, SUBMISSIONS)
ENTRIES = tomllib.loads((SUBMISSIONS / "golden.toml").read_text(encoding="utf-8"))
#: Run whatever is asked for, so that the tests of what comes after them hold alone.
ALWAYS = {"markup_in_answers", "leaves_a_daemon"}
#: Half of the attacks, with those whose marks later tests look for; `make nightly` takes all.
CASES = drawn(EVERY, 0.3, keep=lambda case: case.name in ALWAYS)
HONEST = Case("honest", "solution", COURSE.title, {}, {})


def _sheet(outcome: Graded | Problem) -> ScoreSheet:
    assert isinstance(outcome, Graded), outcome.reason
    return outcome.sheet


def _told(sheet: ScoreSheet) -> str:
    """What a sheet says, for whoever reads a failure."""
    lines = (
        f"{e.exercise}: {e.earned} {e.status} {str(e.error)[:150]} "
        + "; ".join(c.message.render(str)[:200] for c in e.criteria if c.message)
        for e in sheet.exercises
    )
    return "\n".join(["", *lines])


@pytest.fixture(scope="module")
def outcomes(hostile: HostileClass, request: pytest.FixtureRequest) -> dict[str, Graded | Problem]:
    """Of every attack whose test was asked for, two at a time, so that each has another beside it."""
    asked = {item.name.partition("[")[2].rstrip("]") for item in request.session.items}
    cases = [case for case in CASES if case.name in asked | ALWAYS]
    with ThreadPoolExecutor(2) as pool:
        return dict(zip((case.name for case in cases), pool.map(hostile.grade, cases), strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_attack_earns_what_it_would_earn_without(
    case: Case, outcomes: dict[str, Graded | Problem]
) -> None:
    sheet = _sheet(outcomes[case.name])
    earned, golden = {e.exercise: e.earned for e in sheet.exercises}, case.golden(ASSIGNMENT)
    for exercise in ENTRIES[case.name].get("may_lose", ()):
        golden[exercise] = min(golden[exercise], earned[exercise])
    assert earned == golden, _told(sheet)
    assert not sheet.unscored, _told(sheet)
    ended = {e.exercise: e.status.value for e in sheet.exercises}
    wanted = ENTRIES[case.name].get("status", {})
    assert {exercise: ended[exercise] for exercise in wanted} == wanted, _told(sheet)
    remarked = {e.exercise for e in sheet.exercises if e.remark is not None}
    assert remarked >= set(ENTRIES[case.name].get("remark", ())), _told(sheet)
    waiting = {e.exercise for e in sheet.exercises if e.unconfirmed > 0}
    assert waiting >= set(ENTRIES[case.name].get("waits", ())), _told(sheet)
    flagged = {e.exercise for e in sheet.exercises if e.flags}
    assert flagged >= set(ENTRIES[case.name].get("flags", ())), _told(sheet)


def test_there_are_at_least_150_attempts() -> None:
    """An exercise that is attacked is an attempt; one that an entry does not list is the only one of it."""
    attempts = [one for name, entry in ENTRIES.items() for one in entry.get("attempts", [name])]
    assert len(attempts) >= 150
    exercises = {exercise.id for exercise in ASSIGNMENT.exercises}
    listed = [one for entry in ENTRIES.values() for one in entry.get("attempts", ())]
    assert {one.partition(":")[0] for one in listed} <= exercises


def test_a_tag_that_skips_cells_skips_nothing(hostile: HostileClass) -> None:
    """On the starter: what is not begun is not marked as done."""
    case = Case("skip_execution", "starter", COURSE.title, {}, {})
    notebook = case.notebook(hostile.folder.source(ASSIGNMENT), "en")
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
    path = hostile.folder.submitted(ASSIGNMENT.slug, case.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write(notebook, path)
    assert _sheet(hostile.grader.grade(case.name)).earned == 0


@pytest.mark.usefixtures("outcomes")
def test_after_them_all_an_honest_submission_earns_everything(hostile: HostileClass) -> None:
    sheet = _sheet(hostile.grade(HONEST))
    assert sheet.earned == sum(e.points for e in ASSIGNMENT.automatic), _told(sheet)


@pytest.mark.usefixtures("outcomes")
def test_their_pages_can_be_written_and_run_nothing(hostile: HostileClass) -> None:
    folder = hostile.folder
    assert folder.sheets(ASSIGNMENT.slug)
    write_reports(folder, [ASSIGNMENT])
    for page in folder.report(ASSIGNMENT.slug).glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_page_does_not_tell_the_hidden_images_that_its_sheet_quotes(hostile: HostileClass) -> None:
    case = next(case for case in EVERY if case.name == "tells_hidden_images")
    sheet = _sheet(hostile.grade(case))
    pixels = re.compile(r"\d+, \d+, \d+, \d+")
    assert len(pixels.findall(sheet.to_json())) > 5, "the attack says nothing"
    write_reports(hostile.folder, [ASSIGNMENT])
    page = (hostile.folder.report(ASSIGNMENT.slug) / f"{case.name}.html").read_text(encoding="utf-8")
    assert "raised ValueError: […." in page
    assert pixels.findall(page) == []


@pytest.mark.usefixtures("outcomes")
def test_nothing_is_left_of_them(hostile: HostileClass) -> None:
    """The server is alone, our temporary folder is empty, and the course is as it was.

    What rebuilds networks ran none of them, and is ended first.
    """
    close_idle()
    server = server_for(Walls(hostile.folder.view().absolute(), LIMITS))
    assert server.pid is not None
    ours = {p: Path(f"/proc/{p}/stat").read_text() for p in tree(server.pid)}
    alive = [stat for stat in ours.values() if " Z " not in stat and "(bwrap)" not in stat]
    assert len(alive) == 1, alive
    assert list(hostile.temporary.iterdir()) == []
    assert digests(hostile.folder) == hostile.before
