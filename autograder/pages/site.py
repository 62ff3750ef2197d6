"""A course's pages: every student's, every class's, and the one in front of all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder, read_sheet
from autograder.coursedir.strays import strays
from autograder.gradebook.standing import Standing, Standings
from autograder.messages import say
from autograder.pages.class_counts import ClassCounts
from autograder.pages.class_figures import summary
from autograder.pages.class_page import class_page
from autograder.pages.page_cache import PageCache
from autograder.pages.references import class_references, trained_text
from autograder.pages.student_network import Beside, beside
from autograder.pages.student_page import sheet_page
from autograder.pipeline.outcome import Problem
from reports.page_data.class_ import ClassPage
from reports.page_data.index import IndexPage, Link, LinkSection
from reports.page_data.student import SheetPage

COMPARISON = "comparison.html"


@dataclass(frozen=True)
class Written:
    """The page in front, and how many pages were rendered or stood as they were; and which could not be."""

    front: Path
    written: int
    unchanged: int
    broken: tuple[Problem, ...] = ()


def write_reports(
    folder: CourseFolder,
    assignments: Sequence[Assignment],
    done: Callable[[], object] = lambda: None,
) -> Written:
    """Render what changed of these assignments; `done` is called for each student.

    Sheets are read one after the other and let go. Interrupted, it goes on from there next time.
    """
    with PageCache(folder) as pages:
        for assignment in assignments:
            _write_class(folder, assignment, pages, done)
        front = _write_front(folder, pages)
    return Written(front, pages.written, pages.unchanged, tuple(pages.broken))


def _write_class(
    folder: CourseFolder, assignment: Assignment, pages: PageCache, done: Callable[[], object]
) -> None:
    """The students' pages on the way to counting them, then the page of all."""
    front = folder.report(assignment.slug) / "index.html"
    standings = Standings(folder, assignment)
    others = cache(lambda: beside(folder, assignment))  # takes the data: not for pages that stand
    rests_on, counts, kept = [trained_text(folder), repr(strays(folder))], ClassCounts(assignment), [front]
    for path in folder.state.sheets(assignment.slug):
        own = folder.page(assignment.slug, path.stem)
        with pages.guarded(own):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            sheet = read_sheet(path)
            if sheet is None:  # damaged, and told as that
                continue
            standing = standings.of(sheet)
            counts.add(standing)
            own_rests_on = [digest, standing.beside_the_sheet]
            rests_on += own_rests_on
            pages.put(own, own_rests_on, _page_of(folder, assignment, standing, others))
            kept.append(own)
        done()

    def page() -> ClassPage:  # the references take the data, which an unchanged page can do without
        return class_page(folder, assignment, counts, class_references(folder, assignment))

    with pages.guarded(front):
        about = " · ".join(message.render(folder.translate) for message in summary(counts))
        pages.put(front, rests_on, page, about)
    pages.keep_only(front.parent, kept)


def _page_of(
    folder: CourseFolder, assignment: Assignment, standing: Standing, others: Callable[[], Beside]
) -> Callable[[], SheetPage]:
    return lambda: sheet_page(standing, assignment, folder.language, folder.translate, others())


def _write_front(folder: CourseFolder, pages: PageCache) -> Path:
    front = folder.reports / "index.html"
    with pages.guarded(front):
        page = _front(folder, pages)
        pages.put(front, [repr(page)], lambda: page)
    return front


def _front(folder: CourseFolder, pages: PageCache) -> IndexPage:
    sections = [s for s in (_classes(folder, pages), _trainings(folder)) if s.links]
    return IndexPage(
        title=folder.course.title.in_(folder.language),
        lead=say("What was handed in, what was found, and what it is measured against.").render(
            folder.translate
        ),
        sections=tuple(sections),
        language=folder.language,
    )


def _classes(folder: CourseFolder, pages: PageCache) -> LinkSection:
    fronts = {a: folder.report(a.slug) / "index.html" for a in folder.course.assignments}
    links = tuple(
        Link(f"{a.slug}/index.html", a.title.in_(folder.language), pages.about(front))
        for a, front in fronts.items()
        if front.is_file()
    )
    return LinkSection(say("Classes").render(folder.translate), links)


def _trainings(folder: CourseFolder) -> LinkSection:
    """What `autograder train --course` left here."""
    title = say("Every variant against logistic regression").render(folder.translate)
    about = say("The reference networks, trained on this course's data.").render(folder.translate)
    links = (Link(COMPARISON, title, about),) if (folder.reports / COMPARISON).is_file() else ()
    return LinkSection(say("Trainings").render(folder.translate), links)
