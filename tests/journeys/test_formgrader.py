"""An instructor opens hostile notebooks: in formgrader, in JupyterLab, and as feedback.

Each attack would call `ran` with its name and set grades; the same notebook, kept without our last
steps, shows that they do.
"""

from __future__ import annotations

import copy
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder, open_folder
from tests.journeys.classes import SLUG, WRITTEN, hand_in, nbgrader, recorded
from tests.journeys.serving import make_home, serving

TOKEN = secrets.token_hex()
PATIENCE = 120_000  # milliseconds
ANSWER = "Five, as x < 3 and y > 2:\n\n> a *quotation*\n\n$\\href{javascript:ran('formula')}{x}$\n"

STEAL = """ran("NAME"); (async () => {
  const base = "/formgrader/api/", id = window.submission_id;
  const grades = await (await fetch(base + "grades?submission_id=" + id)).json();
  const token = (document.cookie.match(/_xsrf=([^;]+)/) || [])[1];
  for (const grade of grades) await fetch(base + "grade/" + grade.id, {method: "PUT",
    headers: {"X-XSRFToken": token}, body: JSON.stringify({...grade, manual_score: 90})});
  ran("set grades"); window.stolen = true;
})()"""


def _script(name: str) -> str:
    return f"<script>{STEAL.replace('NAME', name)}</script>"


def _picture(name: str) -> str:
    """A handler, and a picture that would be asked for elsewhere."""
    return f"<img src='http://elsewhere.invalid/{name}.png' onerror='ran(\"{name}\")'>"


MARKDOWN = {
    "paragraph": _picture("paragraph"),
    "block": f"<div>\n\n{_script('block')}\n\n</div>",
    "closing": f"</pre></div></div>{_picture('closing')}",
    "details": "<details open ontoggle='ran(\"details\")'><summary>a</summary></details>",
    "frame": f'<iframe srcdoc="{escape(_script("frame").replace("ran(", "parent.ran("))}"></iframe>',
    "style": "<style>@import 'http://elsewhere.invalid/a.css';</style>",
    "link": "[a](javascript:ran('link')) ![b](/formgrader/?path=submitted) ![c](http://elsewhere.invalid/)",
    "formula": r"$$\require{html}\href{javascript:ran('formula')}{\style{color:red}{\class{a}{x}}}$$",
    "mermaid": "```mermaid\ngraph TD; A[\"<img src=x onerror=ran('mermaid')>\"] --> B\n```",
}
OUTPUTS = f"""\
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
print({_script("stream")!r})
display(HTML({_script("html")!r}), HTML({_picture("picture")!r}))
display(Javascript({STEAL.replace("NAME", "javascript")!r}))
display(Markdown({_picture("markdown")!r}), Latex({_picture("latex")!r}))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='ran(1)'>" {_script("svg")!r} "</svg>"))
display({{"text/vnd.mermaid": {_picture("mermaid")!r}}}, raw=True)
display({{"application/vnd.jupyter.widget-view+json": {{"model_id": {_script("widget")!r}}}}}, raw=True)
display({{"image/png": "x' onerror='ran(2)", "image/jpeg": "'><script>ran(3)</script>"}}, raw=True)
display({{"text/html": {_script("isolated")!r}}}, raw=True, metadata={{"text/html": {{"isolated": True}}}})
raise ValueError({_script("error")!r})
"""
WITHOUT_LAST_STEPS = "c.Autograde.sanitize_preprocessors.pop(), c.Autograde.autograde_preprocessors.pop()"
QUOTED = '">' + _picture("metadata")


def _hostile(solution: Any, pasted: bool = True) -> Any:
    """With a picture `pasted` into a text: nbgrader's copy drops it, and only as text is it then no fault."""
    nb = copy.deepcopy(solution)
    for cell in nb.cells:
        cell.metadata["tags"] = [QUOTED]
        if cell.id == WRITTEN:
            cell.source = ANSWER + _script("answer")
    prose = [new_markdown_cell(f"attack {name}\n\n{source}") for name, source in MARKDOWN.items()]
    picture = new_markdown_cell("![a](attachment:a.svg)")
    picture["attachments"] = {"a.svg": {"image/svg+xml": QUOTED}}
    prose += [picture] if pasted else []
    nb.cells += [new_code_cell(OUTPUTS, execution_count=1), *prose, new_raw_cell(_script("raw"))]
    nb.metadata["title"] = f"</title>{_script('title')}"
    nb.metadata["language_info"] = {"name": QUOTED, "pygments_lexer": QUOTED}
    state = {"state": {f"</script>{_script('state')}": {}}, "version_major": 2, "version_minor": 0}
    nb.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    return nb


@pytest.fixture(scope="module")
def opened(quick_course: Path, quick_solution: Any) -> CourseFolder:
    """A class of three: as it should be, hostile, and hostile but kept without our last steps."""
    folder = open_folder(quick_course)
    hand_in(quick_course, "plain", quick_solution)
    for student in ("hostile", "unwashed"):
        hand_in(quick_course, student, _hostile(quick_solution, pasted=student == "hostile"))
    hand_in(quick_course, "blank", folder.released(folder.course.assignment(SLUG)))
    assert main(["grade", str(quick_course), "--sandbox", "none"]) == 0
    with _configured(folder, WITHOUT_LAST_STEPS):
        nbgrader(folder, "autograde", SLUG, "--force", "--student", "unwashed")
    return folder


@contextmanager
def _configured(folder: CourseFolder, line: str) -> Iterator[None]:
    """With one line more in nbgrader's configuration."""
    config = folder.path / "nbgrader_config.py"
    as_it_is = config.read_text(encoding="utf-8")
    config.write_text(f"{as_it_is}\n{line}\n", encoding="utf-8")
    yield
    config.write_text(as_it_is, encoding="utf-8")


@pytest.fixture(scope="module")
def address(opened: CourseFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(opened.path, make_home(tmp_path_factory.mktemp("home")), TOKEN) as found:
        yield found


@dataclass
class Seen:
    """What happened in a tab: attacks that ran, and what was asked of this machine and elsewhere."""

    tab: Page
    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@contextmanager
def _tab(browser: Browser, address: str) -> Iterator[Seen]:
    """A tab of somebody logged in; what leads elsewhere is noted and goes nowhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    seen = Seen(context.new_page())
    seen.tab.set_default_timeout(PATIENCE)
    seen.tab.goto(f"{address}/api/status?token={TOKEN}")
    context.route(lambda url: not url.startswith((address, "file:")), lambda route: route.abort())
    seen.tab.expose_function("ran", lambda name: seen.ran.append(str(name)))
    seen.tab.on("request", lambda request: seen.asked.append(request.url))
    yield seen
    context.close()


def _submission(folder: CourseFolder, student: str) -> str:
    with Gradebook(f"sqlite:///{folder.path / 'gradebook.db'}") as gradebook:
        return str(gradebook.find_submission_notebook(SLUG, SLUG, student).id)


def _kept(folder: CourseFolder, student: str) -> dict[str, str]:
    """The sources of the notebook that nbgrader keeps for formgrader."""
    path = folder.path / "autograded" / student / SLUG / f"{SLUG}.ipynb"
    return {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}


def _open(seen: Seen, address: str, submission: str) -> set[str]:
    """What formgrader's page asked for, by the time that nothing more came; its own name left out."""
    seen.asked.clear()
    seen.tab.goto(f"{address}/formgrader/submissions/{submission}/", wait_until="networkidle")
    seen.tab.locator("input.score").first.wait_for(state="attached")
    return {re.sub(r"[0-9a-f]{32}", "ID", url) for url in seen.asked}


def test_formgrader_shows_a_hostile_notebook_and_nothing_runs(
    browser: Browser, opened: CourseFolder, address: str
) -> None:
    before = recorded(opened)
    with _tab(browser, address) as seen:
        plain = _open(seen, address, _submission(opened, "plain"))
        hostile = _open(seen, address, _submission(opened, "hostile"))
        text = seen.tab.locator("#notebook-container").first.inner_text()
        links = seen.tab.locator("#notebook-container a[href]").evaluate_all("all => all.map(a => a.href)")
        read = seen.tab.locator(".nbgrader_cell .text_cell_render pre").all_inner_texts()
    assert seen.ran == []
    assert hostile == plain
    assert [link for link in links if "#" not in link] == []
    assert ANSWER + _script("answer") in [answer.strip("\n") for answer in read]
    for source in MARKDOWN.values():
        assert source.strip() in text
    assert recorded(opened) == before


def test_the_copy_in_jupyterlab_and_feedback_show_it_as_text_too(
    browser: Browser, opened: CourseFolder, address: str
) -> None:
    nbgrader(opened, "generate_feedback", SLUG, "--force", "--student", "hostile")
    answer = ANSWER + _script("answer")
    with _tab(browser, address) as seen:
        seen.tab.goto(f"{address}/lab/tree/autograded/hostile/{SLUG}/{SLUG}.ipynb")
        prose = seen.tab.locator(".jp-MarkdownCell .jp-RenderedMarkdown > pre")
        prose.filter(has_text="attack mermaid").wait_for()
        copied = [text.strip("\n") for text in prose.all_inner_texts()]
        seen.tab.goto((opened.path / "feedback" / "hostile" / SLUG / f"{SLUG}.html").as_uri())
        feedback = str(seen.tab.locator("body").text_content())
    assert answer in copied
    assert {f"attack {name}\n\n{source}" for name, source in MARKDOWN.items()} <= set(copied)
    assert answer in feedback
    assert seen.ran == []
    assert [url for url in seen.asked if "elsewhere" in url or "/formgrader/" in url] == []


def test_blank_answers_stay_blank_and_are_shown_as_they_were_given(opened: CourseFolder) -> None:
    given = {cell.id: cell.source for cell in opened.released(opened.course.assignment(SLUG)).cells}
    assert _kept(opened, "blank")[WRITTEN] == given[WRITTEN]
    with Gradebook(f"sqlite:///{opened.path / 'gradebook.db'}") as gradebook:
        said = {s: gradebook.find_comment(WRITTEN, SLUG, SLUG, s).auto_comment for s in ("blank", "hostile")}
    assert said == {"blank": "No response.", "hostile": None}


def test_stock_nbgrader_keeps_the_same_and_nothing_else_on_its_way(opened: CourseFolder) -> None:
    by_us = _kept(opened, "hostile")
    with _configured(opened, "c.Autograde.autograde_preprocessors = []"):
        nbgrader(opened, "autograde", SLUG, "--force", "--student", "hostile")
    between = _kept(opened, "hostile")
    assert between == {name: source for name, source in by_us.items() if name in between}
    assert len(between) == len(by_us) - 1  # the rubric
    nbgrader(opened, "autograde", SLUG, "--force", "--student", "hostile")
    assert _kept(opened, "hostile") == by_us


def test_a_sheet_says_what_was_left_out(opened: CourseFolder) -> None:
    told = {sheet.student: [str(m) for m in sheet.remarks] for sheet in opened.sheets(SLUG)}
    assert told["plain"] == []
    assert told["hostile"] == [
        "Pictures pasted into text are not shown in formgrader; the notebook has them.",
        "Outputs that are neither text nor a PNG or JPEG picture are not shown: text/html, text/markdown, "
        "text/latex, image/svg+xml, application/javascript, ….",
    ]


def test_the_same_notebook_without_our_last_steps_sets_grades(
    browser: Browser, opened: CourseFolder, address: str
) -> None:
    before = recorded(opened)["unwashed"]["score"]
    with _tab(browser, address) as seen:
        asked = _open(seen, address, _submission(opened, "unwashed"))
        seen.tab.wait_for_function("window.stolen")
    assert {"answer", "block", "html", "javascript", "paragraph", "set grades"} <= set(seen.ran)
    assert any("elsewhere.invalid" in url for url in asked)
    assert recorded(opened)["unwashed"]["score"] > before
