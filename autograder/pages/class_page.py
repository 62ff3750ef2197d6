"""A counted class -> the finished data of its page."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from urllib.parse import quote

from autograder.course.course import WRITTEN, Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.roster import on_roster
from autograder.coursedir.same_student import student_key
from autograder.coursedir.strays import nobody_grades
from autograder.gradebook.wording import duration
from autograder.messages import Message, joined, plural, say
from autograder.pages.class_counts import THE_FILE, ClassCounts, CriterionCount, Flagged, Line, badges
from autograder.pages.class_figures import FEW, headline, spread
from autograder.pages.delivery import handed_in
from autograder.pages.references import Reference, Source
from autograder.pages.uncalibrated import uncalibrated
from reference.evaluation import image_interval
from reports.formats import Numbers
from reports.page_data.class_ import (
    Badge,
    ClassPage,
    CriterionRow,
    Delivery,
    ExerciseLine,
    Group,
    Person,
    Row,
    Used,
    Waiting,
)
from reports.page_data.parts import Interval, ReferenceLine

_ENOUGH = 20  # for one in twenty to be anybody

_SOURCES = {
    Source.TRAINED: say("trained for this course, measured on the same hidden images"),
    Source.CALIBRATED: say("from calibration, measured on other hidden images"),
    Source.FITTED: say("fitted on this course's data, measured on the same hidden images"),
}


def class_page(
    folder: CourseFolder, assignment: Assignment, counts: ClassCounts, references: Sequence[Reference]
) -> ClassPage:
    """The page of one assignment in the folder's language; `references` are those to show.

    What a single student got and missed stands on that student's page.
    """
    words = _Words(folder, assignment, counts)
    scored = counts.scored
    return ClassPage(
        title=assignment.title.in_(folder.language),
        headline=headline(scored).render(folder.translate),
        lead=tuple(m.render(folder.translate) for m in words.lead()),
        failures=tuple(words.failures()),
        waiting=tuple(words.waiting()),
        flags=tuple(words.flags()),
        spread=spread(scored) if len(scored) >= FEW else None,
        exercises=tuple(words.exercises()) if len(scored) > 1 else (),
        criteria=tuple(words.criteria()) if len(scored) > 1 else (),
        accuracies=tuple(m.render(folder.translate) for m in words.accuracies()),
        images=max((line.measured.cases for line in scored if line.measured), default=0),
        references=tuple(map(words.reference, references)) if any(x.measured for x in scored) else (),
        used=tuple(words.used()) if len(scored) >= FEW else (),
        rows=tuple(words.row(line) for line in counts.lines),
        notes=tuple(m.render(folder.translate) for m in words.notes()),
        back="../index.html",
        language=folder.language,
        deadline=Numbers(folder.language).moment(due) if (due := assignment.deadline_here) else "",
    )


class _Words:
    """Counts put into the folder's language."""

    def __init__(self, folder: CourseFolder, assignment: Assignment, counts: ClassCounts) -> None:
        self._assignment, self._counts = assignment, counts
        self._language, self._translate = folder.language, folder.translate
        self._names, self._page, self._roster = folder.names, folder.page, on_roster(folder.path)
        self._walls = any(line.walls for line in counts.lines) or not counts.lines
        of_the_folder = nobody_grades(folder), uncalibrated(folder, assignment, folder.path.name)
        self._of_the_folder = [told for told in of_the_folder if told]

    def lead(self) -> Iterator[Message]:
        """What matters next: what was missed most, and what is still to be given by hand."""
        scored = len(self._counts.scored)
        missed = sorted(self._counts.criteria.items(), key=lambda item: -item[1].by_itself)
        if missed and missed[0][1].by_itself and scored >= FEW:
            (exercise, _), count = missed[0]
            yield say("Most often missed: “{criterion}” in {exercise}, by {missed:,} of {count:,}.",
                      criterion=count.title, exercise=self._title(exercise), missed=count.by_itself,
                      count=count.students)  # fmt: skip
        if any(line.waiting for line in self._counts.scored):
            yield say("What waits for a person is in no figure here.")
        if missing := self._missing():
            yield plural("{count} student of the roster has handed in nothing: {names}.",
                         "{count} students of the roster have handed in nothing: {names}.",
                         len(missing), names=", ".join(missing))  # fmt: skip
        if not self._walls:
            yield say("All of this ran without walls (--sandbox none).")
        yield from self._of_the_folder

    def _missing(self) -> list[str]:
        handed_in = {student_key(line.student) for line in self._counts.lines}
        return [student for student in self._roster if student_key(student) not in handed_in]

    def failures(self) -> Iterator[Group]:
        """Students without a grade, those with one reason together."""
        lines = self._counts.lines
        kinds = (
            ("unscored", say("No score"), {x: self._rendered(x.problem) for x in lines if x.problem}),
            ("unscored", say("The grader failed"), {x: self._failed(x) for x in lines if x.failed}),
            ("refused", say("Not in nbgrader's gradebook"),
             {x: self._rendered(x.refused) for x in lines if x.refused and x.scored}),
        )  # fmt: skip
        for kind, heading, reasons in kinds:
            told = heading.render(self._translate)
            for reason, lines in _grouped(reasons).items():
                yield Group(kind, told, reason, tuple(self._person(line.student) for line in lines))

    def waiting(self) -> Iterator[Waiting]:
        for exercise in self._assignment.exercises:
            if count := self._counts.exercises[exercise.id].waiting:
                yield Waiting(exercise.title.in_(self._language), count, exercise.points)

    def flags(self) -> Iterator[Group]:
        """The most frequent last: what few have is what is looked at one by one."""
        for found in sorted(self._counts.flags.values(), key=lambda found: len(found.students)):
            people = tuple(self._person(student) for student in found.students)
            the_file = found.exercise == THE_FILE
            about = self._rendered(say("What was handed in")) if the_file else self._title(found.exercise)
            yield Group("flag", about, self._flag(found), people)

    def exercises(self) -> Iterator[ExerciseLine]:
        for exercise in self._assignment.exercises:
            count = self._counts.exercises[exercise.id]
            unread = exercise.kind == WRITTEN and count.waiting and not count.by_person
            yield ExerciseLine(
                title=exercise.title.in_(self._language),
                possible=exercise.points,
                students=0 if unread else count.judged,
                attempted=None if exercise.kind == WRITTEN else count.attempted,
                share=count.shares / count.judged if count.judged and not unread else None,
                full=count.full,
            )

    def criteria(self) -> Iterator[CriterionRow]:
        """What most students missed first; of criteria missed alike, in the notebook's order."""
        order = {e.id: place for place, e in enumerate(self._assignment.exercises)}
        counted = sorted(self._counts.criteria.items(), key=lambda item: order[item[0][0]])
        for (exercise, _), count in sorted(counted, key=lambda item: -item[1].missed):
            yield self._criterion(exercise, count)

    def _criterion(self, exercise: str, count: CriterionCount) -> CriterionRow:
        told = count.most_told
        return CriterionRow(
            title=count.title.render(self._translate),
            exercise=self._title(exercise),
            students=count.students,
            earned=count.earned,
            idle=count.idle,
            blocked=count.blocked,
            message=told.example.render(self._translate) if told else "",
            said=told.students if told else 0,
            varied=told.varied if told else False,
        )

    def accuracies(self) -> Iterator[Message]:
        """Of which network the accuracies are, and which is each student's best, where there are several."""
        cases = [line.measured.cases for line in self._counts.scored if line.measured]
        if not cases or self._assignment.accuracy is None:
            return
        yield say("What each student's network of “{exercise}” reads right of {images:,} hidden images, "
                  "beside the references.", exercise=self._title(self._assignment.accuracy[0]),
                  images=max(cases))  # fmt: skip
        if best := self._counts.best:
            told = (f"{self._title(exercise)} ({count})" for exercise, count in best.most_common())
            yield say("Of several networks, each student's best is that of: {best}.", best=joined("; ", told))

    def reference(self, found: Reference) -> ReferenceLine:
        return found.line(self._rendered(_SOURCES[found.source]))

    def used(self) -> Iterator[Used]:
        """Of what was measured of enough students."""
        limits = self._assignment.limits
        seconds = [(x.usage.seconds, x.student) for x in self._counts.lines if x.usage]
        memory = [
            (float(x.usage.memory_bytes), x.student)
            for x in self._counts.lines
            if x.usage and x.usage.memory_bytes is not None
        ]
        for quantity, found, limit in (
            ("seconds", seconds, limits.submission_seconds),
            ("memory", memory, float(limits.memory_bytes)),
        ):
            if len(found) >= FEW:
                yield self._used(quantity, sorted(found), limit)

    def _used(self, quantity: str, found: list[tuple[float, str]], limit: float) -> Used:
        values = [value for value, _ in found]
        most, who = found[-1]
        high = values[ceil(0.95 * len(values)) - 1] if len(values) >= _ENOUGH else None
        median = statistics.median(values)
        return Used(quantity, len(values), median, high, most, self._person(who), limit)

    def row(self, line: Line) -> Row:
        found = line.measured
        interval = image_interval(round(found.value * found.cases), found.cases) if found else None
        return Row(
            person=self._person(line.student),
            points=None if line.problem else line.points,
            reachable=line.reachable,
            accuracy=found.value if found else None,
            interval=Interval(interval.low, interval.high) if interval else None,
            seconds=line.usage.seconds if line.usage else None,
            memory_bytes=line.usage.memory_bytes if line.usage else None,
            badges=tuple(Badge(kind, m.render(self._translate)) for kind, m in self._badges(line)),
            delivery=self._delivery(line),
        )

    def _delivery(self, line: Line) -> Delivery | None:
        if line.held.handed_in is None:
            return None
        return Delivery(
            handed_in(line.held, self._assignment, Numbers(self._language)),
            line.held.handed_in.isoformat(),
            self._rendered(duration(line.held.late)) if line.held.late else "",
            line.penalty,
        )

    def _badges(self, line: Line) -> Iterator[tuple[str, Message]]:
        yield from badges(line)
        if self._walls and not line.walls:
            yield "flag", say("ran without walls")
        if self._roster and line.student not in self._roster:
            yield "flag", say("not on the roster")

    def notes(self) -> Iterator[Message]:
        yield say("Points are those in nbgrader's gradebook: the grader's, or in their place those that you "
                  "gave in formgrader or by an override, with extra credit and less penalties for "
                  "lateness.")  # fmt: skip
        if any(line.measured for line in self._counts.lines):
            yield say("Accuracies are measured by the grader on hidden images. Their 95% intervals say how "
                      "far the choice of images may have moved them; they say nothing of seeds.")  # fmt: skip
        if any(line.usage for line in self._counts.lines):
            yield say("Run time is that of the notebook's cells on the machine that graded them.")
        if any(line.usage and line.usage.memory_bytes is not None for line in self._counts.lines):
            yield say("Memory is the most that a notebook held beyond a kernel with TensorFlow loaded, "
                      "looked at 20 times a second.")  # fmt: skip

    def _failed(self, line: Line) -> str:
        reason = self._rendered(line.reason) if line.reason else ""
        if len(line.failed) == len(self._assignment.automatic):
            return reason
        titles = ", ".join(self._title(exercise) for exercise in line.failed)
        return f"{titles}: {reason}"

    def _rendered(self, message: Message) -> str:
        return message.render(self._translate)

    def _flag(self, found: Flagged) -> str:
        told = say("For example: {flag}", flag=found.example) if found.varied else found.example
        return told.render(self._translate)

    def _title(self, exercise: str) -> str:
        return self._assignment.exercise(exercise).title.in_(self._language)

    def _person(self, student: str) -> Person:
        page = self._page(self._assignment.slug, student)
        return Person(student, quote(page.name), self._names.get(student, ""))


def _grouped(reasons: Mapping[Line, str]) -> dict[str, list[Line]]:
    """Those of one reason together, in the order in which the reasons come up."""
    groups: dict[str, list[Line]] = {}
    for line, reason in reasons.items():
        groups.setdefault(reason, []).append(line)
    return groups
