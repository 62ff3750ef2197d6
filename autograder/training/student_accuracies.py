"""Students' measured accuracies, for the page that compares the reference networks."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.course.course import Assignment
from autograder.gradebook.standing import Standing
from autograder.messages import Translate, say
from autograder.pages.references import Reference
from reference.evaluation import image_interval
from reports.page_data.comparison import StudentAccuracies, StudentRow
from reports.page_data.parts import Interval


def student_accuracies(
    assignment: Assignment,
    standings: Sequence[Standing],
    references: Sequence[Reference],
    links: str,
    language: str,
    translate: Translate,
) -> StudentAccuracies | None:
    """Students' measured accuracies; None for an assignment that measures none.

    Of the `references`, measured on the same hidden images, the assignment's own are shown; `links` is
    the address of the folder of their pages, as seen from the report.
    """
    if assignment.accuracy is None or not standings:
        return None
    rows = tuple(_student_row(s, assignment, links, translate) for s in standings)
    cases = (m.cases for s in standings if (m := s.sheet.measurement(*assignment.accuracy)))
    return StudentAccuracies(
        title=assignment.title.in_(language),
        images=max(cases, default=0),
        students=rows,
        references=tuple(r.line("") for r in references if r.variant in assignment.references),
    )


def _student_row(standing: Standing, assignment: Assignment, links: str, translate: Translate) -> StudentRow:
    sheet = standing.sheet
    found = sheet.measurement(*assignment.accuracy) if assignment.accuracy else None
    interval = image_interval(round(found.value * found.cases), found.cases) if found else None
    return StudentRow(
        student=sheet.student,
        accuracy=found.value if found else None,
        interval=Interval(interval.low, interval.high) if interval else None,
        points=standing.earned,
        possible=standing.reachable,
        remark="" if found else say("No trained network to measure.").render(translate),
        link=f"{links}/{sheet.student}.html",
    )
