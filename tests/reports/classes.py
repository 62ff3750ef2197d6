"""Made-up classes as finished pages, of any size, and one that tries to break them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from autograder.course.course import load_course
from autograder.coursedir.coursedir import CourseFolder
from autograder.gradebook.standing import standing_of
from autograder.messages import Message, say
from autograder.pages.class_counts import ClassCounts
from autograder.pages.class_page import class_page
from autograder.pages.references import Reference, Source
from autograder.scoring.score_sheet import ScoreSheet, Verdict
from benchmarks.synthetic_class import sheets
from reference.evaluation import Interval
from reports.page_data.class_ import ClassPage

SLUG = "fully_connected"
NAMES = (
    "<script>alert('name')</script>",
    "a\" onmouseover='alert(1)' #?&%2f ñ",
    "javascript:alert(1)",
    "שלום-مرحبا",
    "w" * 200,
)
MESSAGE = "<img src=x onerror=alert(1)> `</code><script>alert('message')</script>` " + "longest" * 20
_REFERENCES = (
    Reference("logistic_regression", 0.901, Interval(0.866, 0.928), 1, Source.FITTED),
    Reference("dense_128_relu", 0.896, Interval(0.858, 0.922), 30, Source.CALIBRATED),
)


@cache
def class_of(students: int, language: str = "en", slug: str = SLUG) -> ClassPage:
    return _page(sheets(load_course().assignment(slug), students), language, slug)


@cache
def hostile_class(students: int = 8) -> ClassPage:
    """Names, messages, reasons and flags that are markup, endless words, or run from right to left."""
    made = sheets(load_course().assignment(SLUG), students)
    return _page(_hostile(made), "en", SLUG, {NAMES[3]: Message("{told}", (("told", MESSAGE),))})


def _hostile(made: Iterator[ScoreSheet]) -> Iterator[ScoreSheet]:
    told = Message("{told}", (("told", MESSAGE),))
    for number, sheet in enumerate(made):
        name = NAMES[number] if number < len(NAMES) else sheet.student
        problem = told if number == 0 else None
        exercises = tuple(
            replace(
                e,
                flags=(told, say("Its name is {name}.", name=name)),
                criteria=tuple(
                    replace(c, message=told, verdict=Verdict.FAILED, earned=0.0) for c in e.criteria
                ),
            )
            for e in sheet.exercises
        )
        yield replace(sheet, student=name, problem=problem, exercises=() if problem else exercises)


def _page(
    made: Iterator[ScoreSheet], language: str, slug: str, refused: dict[str, Message] | None = None
) -> ClassPage:
    folder = CourseFolder(Path("/nowhere"), language, "digits", 0)
    assignment = folder.course.assignment(slug)
    counts = ClassCounts(assignment)
    for sheet in made:
        counts.add(standing_of(sheet, refused=(refused or {}).get(sheet.student)))
    return class_page(folder, assignment, counts, _REFERENCES)
