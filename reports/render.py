"""Page data in, one self-contained HTML file out: no request, no script but our own.

The policy in each page allows the style and the script by their hashes alone, so that nothing
a student wrote could run or load anything even if it came through unescaped.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import views
from reports.charts import interval_chart, learning_curves, strip_chart
from reports.formats import Numbers
from reports.own_charts import own_charts
from reports.pages import ComparisonPage, IndexPage, SheetPage

Page = ComparisonPage | SheetPage | IndexPage
Translate = Callable[[str], str]

_TEMPLATES = Path(__file__).parent / "templates"


def render(page: Page, translate: Translate = lambda text: text) -> str:
    """The page as HTML; `translate` gives the words of the templates in the page's language.

    The same page gives the same text. Raises jinja2.UndefinedError where a template asks for
    what the page does not have, views.ForbiddenLink for a link that would run something.
    """
    template = environment().get_template(_template(page))
    return template.render(page=page, _=translate, **_prepared(page))


def write(page: Page, path: Path, translate: Translate = lambda text: text) -> None:
    """Put the rendered page at `path`, whole or not at all; missing folders are made."""
    text = render(page, translate)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@cache
def environment() -> Environment:
    """Everything is escaped, and nothing undefined passes for empty text."""
    found = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (
        _source("tokens.css", "page.css", "charts.css", "pictures.css", "own_network.css"),
        _source("page.js"),
    )
    found.globals.update(style=Markup(style), script=Markup(script), policy=Markup(_policy(style, script)))
    found.filters["link"] = views.local_link
    return found


def _source(*names: str) -> str:
    return "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "form-action 'none'; base-uri 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _template(page: Page) -> str:
    match page:
        case ComparisonPage():
            return "comparison.html"
        case SheetPage():
            return "sheet.html"
        case IndexPage():
            return "index.html"


def _prepared(page: Page) -> dict[str, object]:
    """What the page's template needs beside the page: numbers' style, charts, derived states."""
    match page:
        case ComparisonPage():
            return _prepared_comparison(page)
        case SheetPage():
            exercises = [views.exercise(block) for block in page.exercises]
            own = own_charts(page.network, page.language) if page.network else None
            return {"numbers": Numbers(page.language), "exercises": exercises, "own": own}
        case IndexPage():
            return {}


def _prepared_comparison(page: ComparisonPage) -> dict[str, object]:
    numbers = Numbers.for_images(page.language, page.test_images)
    students = page.students
    student_numbers = Numbers.for_images(page.language, students.images) if students else numbers
    return {
        "numbers": numbers,
        "student_numbers": student_numbers,
        "variants": views.variants(page.rows, numbers),
        "intervals": interval_chart(page.rows, numbers),
        "panels": learning_curves(page.rows, numbers),
        "strip": strip_chart(students, student_numbers) if students else None,
    }
