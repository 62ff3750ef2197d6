"""Page data in, one self-contained HTML file out: no request, no script but our own.

The policy in each page allows the style and the script by their hashes alone, so that nothing
a student wrote could run or load anything even if it came through unescaped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import get_native_id
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.charts.curves import learning_curves
from reports.charts.differences import difference_chart
from reports.charts.intervals import interval_chart
from reports.charts.scatter import parameter_scatter, time_scatter
from reports.charts.strips import StripChart, strip_chart
from reports.charts.student_network import student_charts
from reports.formats import Numbers
from reports.page_data.class_ import ClassPage
from reports.page_data.comparison import ComparisonPage, StudentAccuracies
from reports.page_data.index import IndexPage
from reports.page_data.shown_notebook import NotebookPage
from reports.page_data.student import SheetPage
from reports.single_file import policy, source
from reports.views import comparison
from reports.views.class_ import class_view
from reports.views.hardest_images import cards
from reports.views.student import exercise

Page = ComparisonPage | ClassPage | SheetPage | IndexPage | NotebookPage
Translate = Callable[[str], str]

_SHARED = ("tokens.css", "page.css", "charts.css", "pictures.css")
_STYLES = {
    "comparison.html": "comparison.css",
    "class.html": "class.css",
    "sheet.html": "student_network.css",
    "notebook.html": "notebook.css",
}
_SCHEMES = ("", "http", "https", "mailto")


class ForbiddenLink(ValueError):
    """A link that a report must not carry: it would run something instead of leading somewhere."""


def render(page: Page, translate: Translate = lambda text: text) -> str:
    """The page as HTML; `translate` gives the words of the templates in the page's language.

    The same page gives the same text. Raises jinja2.UndefinedError where a template asks for
    what the page does not have, ForbiddenLink for a link that would run something.
    """
    template = environment().get_template(_template(page))
    given = _head(_template(page)) | _prepared(page, translate)
    return template.render(page=page, _=translate, ngettext=_counting(translate), **given)


@cache
def _head(template: str) -> dict[str, object]:
    """Style and script of a kind of page, and the policy that lets in these two alone."""
    style = source(*_SHARED, *([_STYLES[template]] if template in _STYLES else []))
    script = source("page.js")
    return {"style": Markup(style), "script": Markup(script), "policy": Markup(policy(style, script))}


def _counting(translate: Translate) -> Callable[[str, str, float], str]:
    """gettext's ngettext by what `translate` knows of plurals; for a plain function as English has them."""
    found: Callable[[str, str, float], str] = getattr(
        translate, "plural", lambda one, other, count: translate(one if count == 1 else other)
    )
    return found


def write(page: Page, path: Path, translate: Translate = lambda text: text) -> None:
    """Put the rendered page at `path`, whole or not at all; missing folders are made."""
    text = render(page, translate)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two threads of one process may write the same page.
    draft = path.with_name(f".{path.name}.{get_native_id()}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def compile_templates() -> None:
    """All of them: the first page would wait for its own."""
    found = environment()
    for name in found.list_templates(extensions=("html",)):
        found.get_template(name)


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
    found.filters["link"] = local_link
    found.filters["width"] = _width
    return found


def local_link(href: str) -> str:
    """The link itself. Raises ForbiddenLink for one that is neither a path nor a web or mail address."""
    if urlsplit(href).scheme not in _SCHEMES:
        raise ForbiddenLink(f"a report links to paths and pages, not to {href!r}")
    return href


def _width(fraction: float) -> float:
    """In per cent of what it is a part of."""
    return round(fraction * 100, 1)


def _template(page: Page) -> str:
    match page:
        case ComparisonPage():
            return "comparison.html"
        case ClassPage():
            return "class.html"
        case SheetPage():
            return "sheet.html"
        case IndexPage():
            return "index.html"
        case NotebookPage():
            return "notebook.html"


def _prepared(page: Page, translate: Translate) -> dict[str, object]:
    """What the page's template needs beside the page: numbers' style, charts, derived states."""
    match page:
        case ComparisonPage():
            return _prepared_comparison(page)
        case ClassPage():
            numbers = Numbers.for_images(page.language, page.images)
            return {"numbers": numbers, "view": class_view(page, numbers, translate)}
        case SheetPage():
            exercises = [exercise(block) for block in page.exercises]
            drawn = student_charts(page.network, page.language) if page.network else None
            return {"numbers": Numbers(page.language), "exercises": exercises, "network_charts": drawn}
        case IndexPage() | NotebookPage():
            return {}


def _prepared_comparison(page: ComparisonPage) -> dict[str, object]:
    numbers = Numbers.for_images(page.language, page.test_images)
    students = page.students
    student_numbers = Numbers.for_images(page.language, students.images) if students else numbers
    variants = comparison.variants(page.rows, numbers)
    return {
        "numbers": numbers,
        "student_numbers": student_numbers,
        "variants": variants,
        "compared": sum(not row.is_baseline for row in page.rows),
        "failed": [variant for variant in variants if not variant.row.trained],
        "intervals": interval_chart(page.rows, numbers),
        "differences": difference_chart(page.rows, page.margin, numbers),
        "by_parameters": parameter_scatter(page.rows, numbers),
        "by_time": time_scatter(page.rows, numbers),
        "hardest_images": cards(page.hardest),
        "panels": learning_curves(page.rows, numbers),
        "strip": _strip(students, student_numbers) if students else None,
    }


def _strip(students: StudentAccuracies, numbers: Numbers) -> StripChart:
    accuracies = [(row.student, row.accuracy) for row in students.students]
    return strip_chart(accuracies, students.references, numbers)
