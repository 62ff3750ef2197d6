"""`grade`: what students handed in."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from autograder.catalogues import compile_all
from autograder.commands.arguments import FAILURE, add_assignments, add_course_dir, add_jobs, chosen
from autograder.commands.bar import Bar
from autograder.commands.output import said, translate_for, warn
from autograder.errors import AutograderError
from autograder.messages import Message, Translate, plural, say

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.coursedir.coursedir import CourseFolder
    from autograder.grading.expected import Expected
    from autograder.grading.recording_process import WritingProcess
    from autograder.pipeline.executors import Executor
    from autograder.pipeline.outcome import Graded, Problem

_MINUTE = 60.0


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    add_assignments(parser)
    parser.add_argument("--student", metavar="ID", help=said("only this one"))
    parser.add_argument(
        "--force", action="store_true", help=said("run and record again what is unchanged, too")
    )
    parser.add_argument(
        "--sandbox", choices=("walls", "none"), default="walls", help=said("none: accept no walls")
    )
    add_jobs(parser)
    parser.add_argument(
        "--scheduler",
        metavar=said("ADDRESS"),
        help=said("run them at the workers of a Dask scheduler: tcp://127.0.0.1:8786, or tls://HOST:8786"),
    )


def run(options: argparse.Namespace) -> int:
    from autograder.coursedir.coursedir import open_folder
    from autograder.coursedir.roster import read_roster

    read_roster(options.course_dir)  # refused before anything runs
    if options.scheduler:
        from autograder.pipeline.dask_address import expect_usable

        expect_usable(options.scheduler)
    _tell_strays(open_folder(options.course_dir), options)
    folder, assignments = chosen(options)
    compile_all(folder.course.folder)
    from autograder.grading.recording_process import WritingProcess

    with _elsewhere(options) as executor, WritingProcess() as writing:
        problems = [p for each in assignments for p in _graded(folder, each, writing, options, executor)]
    for problem in problems:
        warn(say("{student}: {reason}", student=problem.student, reason=problem.reason), options)
    return FAILURE if problems else 0


@contextlib.contextmanager
def _elsewhere(options: argparse.Namespace) -> Iterator[Executor | None]:
    """The workers of the scheduler that is named, if one is."""
    if not options.scheduler:
        yield None
        return
    from autograder.pipeline.dask_executor import Cluster
    from autograder.pipeline.dask_line import connect

    with contextlib.closing(connect(options.scheduler)) as line:
        yield Cluster(line, lambda message: warn(message, options))


def _graded(
    folder: CourseFolder,
    assignment: Assignment,
    writing: WritingProcess,
    options: argparse.Namespace,
    executor: Executor | None = None,
) -> Sequence[Problem]:
    """What stands between students and their grades; remarks on what they handed in are told."""
    from autograder.evidence.evidence import Sandbox
    from autograder.execution.sandbox import require_wall

    students = _students(folder, assignment, options.student)
    sandbox = Sandbox(options.sandbox)
    if executor is None:
        require_wall(sandbox)  # before all that grading brings
    if executor or not _begun(folder, assignment, students, options):
        writing.start()
    from autograder.grading.grade import grade
    from autograder.pages.uncalibrated import uncalibrated

    _tell_who_runs_again(folder, assignment, students, options)
    if executor is None:  # nobody knows how many slots workers have
        _tell_expected(folder, assignment, students, options)
    with Grading(assignment.slug, say("student"), translate_for(options)) as bar:
        problems = grade(
            folder, assignment, students, sandbox=sandbox, jobs=options.jobs,
            force=options.force, progress=bar, recorder=writing.recorder, executor=executor,
        )  # fmt: skip
    for student, remark in bar.remarks:
        warn(say("{student}: {reason}", student=student, reason=remark), options)
    _tell_packages(bar.packages, options)
    if told := uncalibrated(folder, assignment, folder.path):
        warn(told, options)
    left_out = {problem.student for problem in problems}
    _tell_strangers(folder, [student for student in students if student not in left_out], options)
    print(folder.report(assignment.slug) / "index.html")
    return problems


def _begun(
    folder: CourseFolder, assignment: Assignment, students: Sequence[str], options: argparse.Namespace
) -> bool:
    """Whether kernels are on their way: everybody waits for those, so nothing else imports before them."""
    from autograder.evidence.evidence import Sandbox
    from autograder.pipeline.folder_grader import begin_to_run

    return begin_to_run(folder, assignment, Sandbox(options.sandbox), students, force=options.force)


def _tell_who_runs_again(
    folder: CourseFolder, assignment: Assignment, students: Sequence[str], options: argparse.Namespace
) -> None:
    from autograder.grading.grade import of_an_earlier_version, of_other_images

    if others := of_other_images(folder, assignment, students):
        warn(plural("{count} submission was graded with other hidden images: it is run again",
                    "{count} submissions were graded with other hidden images: they are run again",
                    others), options)  # fmt: skip
    if earlier := of_an_earlier_version(folder, assignment, students):
        warn(plural("{count} submission was graded by an earlier version, whose evidence tells less than "
                    "is asked today: it is run again",
                    "{count} submissions were graded by an earlier version, whose evidence tells less than "
                    "is asked today: they are run again", earlier), options)  # fmt: skip


class Grading(Bar["Graded | Problem"]):
    """Counts who is without a score, and keeps what is remarked on submissions for the end.

    `packages` are those that this machine lacks, with who imports them.
    """

    def __init__(self, label: str, unit: Message, translate: Translate) -> None:
        super().__init__(label, unit, translate)
        self.remarks = list[tuple[str, Message]]()
        self.packages = dict[str, list[str]]()
        self._failed = 0

    def outcome(self, outcome: Graded | Problem) -> None:
        from autograder.pipeline.outcome import Graded

        if isinstance(outcome, Graded):
            self._failed += outcome.sheet.unscored
            for remark in outcome.sheet.remarks:
                self._remark(outcome.sheet.student, remark)
        else:
            self._failed += 1
        if self._failed:
            self.note(say("{count} without a score", count=self._failed).render(self.translate))
        super().outcome(outcome)

    def _remark(self, student: str, remark: Message) -> None:
        from autograder.evidence.packages import package_of

        if package := package_of(remark):
            self.packages.setdefault(package, []).append(student)
        else:
            self.remarks.append((student, remark))


def _tell_packages(packages: Mapping[str, Sequence[str]], options: argparse.Namespace) -> None:
    """Once for each package that this machine lacks, however many import it."""
    from autograder.evidence.packages import command
    from autograder.submissions.instead import named

    for package, students in sorted(packages.items()):
        warn(plural("`{package}` is not installed here, and the notebook of {names} imports it: that is no "
                    "mistake of theirs. `{command}` installs it; then grade again.",
                    "`{package}` is not installed here, and the notebooks of {names} import it: that is no "
                    "mistake of theirs. `{command}` installs it; then grade again.",
                    len(students), package=package, names=named(students), command=command(package)),
             options)  # fmt: skip


def _students(folder: CourseFolder, assignment: Assignment, wanted: str | None) -> tuple[str, ...]:
    students = folder.students(assignment.slug)
    if not students:
        slug = assignment.slug
        raise AutograderError(
            "nobody handed in {slug}: put submissions into submitted/<student>/{slug}/", slug=slug
        )
    if wanted is None:
        return students
    from autograder.coursedir.same_student import ByStudent

    found = wanted if wanted in students else ByStudent((s, s) for s in students).get(wanted)
    if found is None:
        raise AutograderError(
            "{wanted} handed in nothing for {assignment}", wanted=wanted, assignment=assignment.slug
        )
    return (found,)


def _tell_expected(
    folder: CourseFolder, assignment: Assignment, students: Sequence[str], options: argparse.Namespace
) -> None:
    """How long it is going to take, where that is known and more than a moment."""
    from autograder.grading.expected import expected

    found = expected(
        folder, assignment.slug, students, options.jobs, assignment.run_seconds, force=options.force
    )
    if found is not None and found.high >= _MINUTE:
        runs = plural("{count} submission of {assignment} is to be run",
                      "{count} submissions of {assignment} are to be run", found.submissions,
                      assignment=assignment.slug)  # fmt: skip
        warn(say("{runs}: {expect}", runs=runs, expect=_in_words(found)), options)


def _in_words(found: Expected) -> Message:
    low, high = (max(1, round(seconds / _MINUTE)) for seconds in (found.low, found.high))
    if not found.earlier:
        return say("expect {low} min at least, which is what a right solution takes on a machine with "
                   "nothing else to do", low=low)  # fmt: skip
    if low == high:
        return say("expect about {high} min, by what earlier ones took here", high=high)
    return say("expect about {low} to {high} min, by what earlier ones took here", low=low, high=high)


def _tell_strays(folder: CourseFolder, options: argparse.Namespace) -> None:
    """What nobody will grade, where it lies; of one student's, if one is named."""
    from autograder.coursedir.same_student import student_key
    from autograder.coursedir.strays import strays

    for stray in strays(folder):
        if options.student is None or student_key(options.student) == student_key(stray.student):
            warn(stray.told, options)


def _tell_strangers(folder: CourseFolder, students: Iterable[str], options: argparse.Namespace) -> None:
    """Whoever is not on the roster is graded all the same, if there is a roster."""
    from autograder.coursedir.roster import ROSTER, on_roster

    known = on_roster(folder.path)
    for student in students if known else ():
        if student not in known:
            warn(
                say("{student} is not in {roster}; graded all the same", student=student, roster=ROSTER),
                options,
            )
