"""nbgrader's zip_collect for the downloads of learning platforms: whose each notebook is, and when it came.

The whole download is planned before nbgrader takes the first file, so that namesakes are seen, and one
student's double is not what nbgrader fails at.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Unicode

from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.platform_ids import read_platform_ids, write_platform_ids
from autograder.coursedir.roster import ROSTER, read_roster
from autograder.coursedir.same_student import ByStudent
from autograder.errors import AutograderError
from autograder.gradebook.archives import Unpacking, as_notebook, stem_of
from autograder.gradebook.downloads import Sent, sent_in
from autograder.gradebook.whose import Owners, owners
from autograder.messages import Message, Translate, of_error, plural, say, spoken, translator
from autograder.submissions.handed_in import handed_in
from autograder.submissions.instead import Kind, kind_of
from autograder.submissions.passed_over import is_passed_over

_COURSE_DIR = "The course folder; set by configure()."
_AN_INSTANT = timedelta(seconds=1)


class PlatformExtractor(ExtractorPlugin):  # type: ignore[misc]
    """Unpacks what was downloaded; what cannot be opened of one student's is told, and stops nobody."""

    course_dir = Unicode("", help=_COURSE_DIR).tag(config=True)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        folder = _folder(self)
        unpacking = Unpacking()
        for source in sorted(_files(Path(archive_path))):
            to = Path(extracted_path) / source.relative_to(archive_path)
            to.parent.mkdir(parents=True, exist_ok=True)
            if kind_of(source.name) is Kind.ARCHIVE:
                stem = stem_of(source.name)
                own = sent_in(PurePath(f"{stem}.ipynb")) is not None
                unpacking.unpack(source, to.with_name(stem), own)
            else:
                shutil.copy(source, to.with_name(as_notebook(source.name)))
        self.times = unpacking.times
        for told in unpacking.told:
            self.log.warning(told.render(folder.translate))


class PlatformCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Finds student and notebook in a file's name; other names go by nbgrader's `named_regexp`."""

    course_dir = Unicode("", help=_COURSE_DIR).tag(config=True)
    _plan: Plan | None = None

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        if self._plan is None:
            self._plan = self._planned()
        path = Path(submitted_file)
        if path in self._plan.kept:
            return self._plan.kept[path].info()
        if path in self._plan.left_out or not self.named_regexp:
            return None
        other: dict[str, str] | None = super().collect(submitted_file)
        return other

    def _planned(self) -> Plan:
        """Of all that was extracted; numbers that it tells are kept for the next download."""
        app, folder = self.parent, _folder(self)
        root = Path(app._format_collect_path(app.extracted_directory))
        times = getattr(app.extractor_plugin_inst, "times", {})
        made = plan(folder, app.coursedir.assignment_id, root, times)
        for told in made.told:
            self.log.warning(told.render(folder.translate))
        return made


def _folder(plugin: PlatformExtractor | PlatformCollector) -> CourseFolder:
    """The course folder, once its roster can be read; else the command ends with what to do."""
    translate: Translate = translator(spoken())
    try:
        folder = open_folder(Path(plugin.course_dir))
        translate = folder.translate
        read_roster(folder.path)
    except AutograderError as error:
        plugin.log.critical(of_error(error).render(translate))
        sys.exit(1)
    return folder


@dataclass(frozen=True)
class Kept:
    """A notebook that is collected; `when` it came in UTC, if that is known."""

    student: str
    notebook: str
    when: datetime | None

    def info(self) -> dict[str, str]:
        """As nbgrader's collecting wants it."""
        when = {"timestamp": f"{self.when:%Y-%m-%d %H:%M:%S} UTC"} if self.when else {}
        return {"student_id": self.student, "file_id": f"{self.notebook}.ipynb", **when}


@dataclass
class Plan:
    """What is collected by path, what a platform sent and is not, and what is to be told."""

    kept: dict[Path, Kept] = field(default_factory=dict)
    left_out: set[Path] = field(default_factory=set)
    told: list[Message] = field(default_factory=list)


def plan(folder: CourseFolder, assignment: str, root: Path, times: Mapping[Path, datetime]) -> Plan:
    """Whose every notebook below `root` is; `times` are those of files that an archive told.

    Numbers that a name has settled are kept in the course folder.
    """
    found = {path: sent for path in _files(root) if (sent := sent_in(path.relative_to(root)))}
    numbers = read_platform_ids(folder.state.platform_ids)
    whose = owners({sent.sender for sent in found.values()}, read_roster(folder.path), numbers)
    made = Plan(told=list(_told(folder, whose)))
    deadline = _deadline(folder, assignment)
    called = ByStudent((name, name) for name in folder.handed_in)
    for (student, notebook), paths in _doubles(found, whose, times).items():
        last, student = paths[-1], called.get(student, student)
        when = _came(found[last], times.get(last), deadline)
        if when and (held := handed_in(folder.submitted(assignment, student))) and held > when:
            made.told.append(say("{student} is left as in submitted/, which came later than the download's",
                                 student=student))  # fmt: skip
            continue
        made.kept[last] = Kept(student, notebook, when)
        if others := len(paths) - 1:
            made.told.append(plural(
                "{student} sent {notebook} twice: the later one counts ({name})",
                "{student} sent {notebook} more than once ({count} others): the latest counts ({name})",
                others, student=student, notebook=notebook, name=last.name))  # fmt: skip
    made.left_out = found.keys() - made.kept.keys()
    if whose.numbers != numbers:
        write_platform_ids(folder.state.platform_ids, whose.numbers)
    return made


def _told(folder: CourseFolder, whose: Owners) -> Iterator[Message]:
    yield from whose.refused.values()
    if read_roster(folder.path):
        for sender, id in whose.strangers.items():
            yield say("{who} is not in {roster}: collected as {id}", who=sender.named, roster=ROSTER, id=id)
    for sender, id in whose.renamed.items():
        yield say("{who} is collected as {id}, by the number in {roster}, which has another name for it",
                  who=sender.named, roster=ROSTER, id=id)  # fmt: skip


def _doubles(
    found: Mapping[Path, Sent], whose: Owners, times: Mapping[Path, datetime]
) -> dict[tuple[str, str], list[Path]]:
    """By student and notebook, what came of it, the latest last: by time, else as copies are counted."""
    same: dict[tuple[str, str], list[Path]] = {}
    for path, sent in found.items():
        if sent.sender in whose.ids:
            same.setdefault((whose.ids[sent.sender], sent.notebook), []).append(path)

    def order(path: Path) -> tuple[float, int, str]:
        when = found[path].when or times.get(path)
        return when.timestamp() if when else 0.0, found[path].copy, str(path)

    return {key: sorted(paths, key=order) for key, paths in same.items()}


def _came(sent: Sent, told: datetime | None, deadline: datetime | None) -> datetime | None:
    """When a submission came: by its name, else by its archive, as far as that fits what the platform says.

    One that is late by nobody knows how much was late by a moment.
    """
    when = sent.when or told
    if sent.late is None or deadline is None or (when and (when > deadline) is sent.late):
        return when
    return deadline + _AN_INSTANT if sent.late else None


def _deadline(folder: CourseFolder, assignment: str) -> datetime | None:
    """In this machine's zone, where it names none."""
    known = {a.slug: a.deadline for a in folder.course.assignments}
    deadline = known.get(assignment)
    return deadline and deadline.astimezone()


def _files(root: Path) -> Iterator[Path]:
    """Those of a folder and below, without links and what systems leave."""
    for place, _, names in os.walk(root):
        for name in names:
            path = Path(place, name)
            if not path.is_symlink() and not any(map(is_passed_over, path.relative_to(root).parts)):
                yield path
