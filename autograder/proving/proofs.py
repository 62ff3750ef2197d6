"""A course proves itself: its files fit together, starters earn nothing, solutions everything,
next to nothing is had without knowledge, and each case earns what its golden entry says.

Every `Proof` can be tried by itself, in any order; what does not hold is told in sentences.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from nbformat import NotebookNode

from autograder.course.course import Assignment, Course
from autograder.course.notebooks import compile_source
from autograder.errors import AutograderError, CourseError
from autograder.evidence.evidence import RunStatus
from autograder.execution.shutdown import stop
from autograder.messages import LANGUAGES, Message, joined, of_error, say
from autograder.pipeline.executors import local_slots
from autograder.pipeline.progress import SILENT, Progress
from autograder.proving.at_home import discontent
from autograder.proving.cases import Case, load_cases, misfits
from autograder.proving.course_files import misplaced_ids, strays, wrong_points
from autograder.proving.damaged_checks import damaged
from autograder.proving.floor import Kind, kinds, too_easy
from autograder.proving.programs import Program, drawn, faults, load_programs, unfit
from autograder.proving.rehearsal import Rehearsal
from autograder.proving.stage import Stage
from autograder.proving.translations import differences
from autograder.proving.words import earned, heard, score_in_words
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import broke_at
from autograder.scoring.score_sheet import ExerciseScore, ScoreSheet, Verdict
from autograder.scoring.wording import STATUSES, WORDS

_CASES_LANGUAGE = "en"  # golden messages are English; a notebook's language changes comments alone
FEW_PROGRAMS = 2  #: of each assignment, where not all are wanted


#: Tries to prove something; says what does not hold.
Trial = Callable[[Stage], Iterable[Message]]


@dataclass(frozen=True)
class Proof:
    """One thing that must hold of a course; `remedy` says what to do where it does not."""

    about: Message | str
    says: Message
    remedy: Message
    trial: Trial

    @property
    def title(self) -> Message:
        return joined(": ", (self.about, self.says))

    @property
    def name(self) -> str:
        """Its title in English, by which tests know it."""
        return str(self.title)

    def faults(self, stage: Stage) -> tuple[Message, ...]:
        """What does not hold; a course that breaks the grader is told like any other fault."""
        try:
            return tuple(self.trial(stage))
        except AutograderError as error:
            return (of_error(error),)
        except Exception as error:  # such as a misspelt name in checks/
            return (joined("", (f"{type(error).__name__}: {error} ({broke_at(error)})",)),)


def proofs(
    course: Course,
    assignments: Sequence[Assignment],
    languages: Sequence[str] = LANGUAGES,
    programs: int | None = FEW_PROGRAMS,
) -> tuple[Proof, ...]:
    """Everything that is to hold, what takes no time first; of so many programs each, None for all."""
    files = Proof(say("course"), say("every file belongs to an assignment of course.toml"),
                  say("delete these files, or name their assignment in course.toml"),
                  lambda stage: strays(course))  # fmt: skip
    still = [proof for a in assignments for proof in _of_files(a, languages)]
    moving = [
        proof for a in assignments
        for proof in (*_of_notebooks(a, languages), *_of_floor(a), *_of_cases(a), *_of_programs(a, programs))
    ]  # fmt: skip
    return (files, *still, *moving)


@dataclass(frozen=True)
class Finding:
    """What came of a proof: sentences on what does not hold; none where it does."""

    proof: Proof
    faults: tuple[Message, ...]


def prove_all(
    stage: Stage, wanted: Sequence[Proof], jobs: int, progress: Progress[Finding] = SILENT
) -> tuple[Proof, ...]:
    """Try every proof, so many at a time; returns those that fail."""
    found = local_slots(
        lambda proof: Finding(proof, proof.faults(stage)), wanted, jobs,
        progress=progress, stop=stop, patient=False,
    )  # fmt: skip
    return tuple(finding.proof for finding in found if finding.faults)


def _of_files(assignment: Assignment, languages: Sequence[str]) -> Iterator[Proof]:
    slug = assignment.slug
    yield Proof(slug, say("its exercises are those of course.toml, in that order"),
                say("give notebook.py one cell `exercise`, `check` or `written` for each id in course.toml"),
                lambda stage: misplaced_ids(assignment))  # fmt: skip
    yield Proof(slug, say("its points sum to 100"), say("change points in course.toml"),
                lambda stage: wrong_points(assignment))  # fmt: skip
    yield Proof(slug, say("each exercise that is scored by us has one rubric"),
                say("let RUBRICS in checks/*.py hold one Rubric for each exercise of kind auto"),
                lambda stage: _unread(assignment))  # fmt: skip
    if len(languages) > 1:
        yield Proof(slug, say("all languages say the same, cell by cell"),
                    say("write the twin of each cell named, with the same headings, tables and code"),
                    lambda stage: _translations(assignment, languages))  # fmt: skip
    yield Proof(slug, say("cases/ and golden.toml fit together"),
                say("give scripts an entry, entries about.en and about.es, and changes code found just once"),
                lambda stage: _untold(assignment))  # fmt: skip


def _unread(assignment: Assignment) -> tuple[Message, ...]:
    """Nothing: reading the rubrics raises what is wrong with them."""
    rubrics_of(assignment)
    return ()


def _translations(assignment: Assignment, languages: Sequence[str]) -> Iterator[Message]:
    first, *others = (compile_source(assignment, language, "digits") for language in languages)
    for other in others:
        yield from differences(first, other)


def _untold(assignment: Assignment) -> Iterator[Message]:
    bare: dict[str, str] = {}
    for case in load_cases(assignment):
        told = dict(case.about.translations)
        lacking = (code for code in LANGUAGES if not told.get(code))
        yield from (say("{name} lacks about.{code}", name=case.name, code=code) for code in lacking)
        differs = case.cells or case.changes or case.solved
        if not differs and bare.setdefault(case.starts_from, case.name) != case.name:
            yield say("{name} has no script, and so is the same as {other}",
                      name=case.name, other=bare[case.starts_from])  # fmt: skip
    yield from misfits(assignment)
    yield from unfit(assignment)


def _of_notebooks(assignment: Assignment, languages: Sequence[str]) -> Iterator[Proof]:
    slug = assignment.slug
    yield Proof(slug, say("check cells may be left out, doubled or edited"),
                say("see autograder/submissions/reading.py, which puts check cells back"),
                lambda stage: _lost_checks(stage.rehearsal(assignment, languages[0])))  # fmt: skip
    for language in languages:
        yield Proof(slug, say("the starter earns nothing ({language})", language=language),
                    say("a stub must leave every answer open, and a check must not be content with that"),
                    partial(_starter, assignment, language))  # fmt: skip
        yield Proof(slug, say("the solution earns everything ({language})", language=language),
                    say("mend the solution in notebook.py, or the check that is not content with it"),
                    partial(_solution, assignment, language))  # fmt: skip


def _of_floor(assignment: Assignment) -> Iterator[Proof]:
    for kind in kinds():
        yield Proof(assignment.slug, say("next to nothing is earned by {kind}", kind=kind.name),
                    say("let these criteria wait for one that shows work: `shown_by` in checks/*.py; or say "
                        "`dictated` of an exercise whose lines the sheet tells"),
                    partial(_floor, assignment, kind))  # fmt: skip


def _of_cases(assignment: Assignment) -> Iterator[Proof]:
    try:
        cases = load_cases(assignment)
    except CourseError:  # told by the proof of files
        return
    for case in cases:
        yield Proof(assignment.slug, say("case {name}", name=case.name),
                    say("mend the check, or the golden entry if that is what the case should earn or hear"),
                    partial(_case, assignment, case))  # fmt: skip


def _of_programs(assignment: Assignment, count: int | None) -> Iterator[Proof]:
    try:
        programs = load_programs(assignment)
    except CourseError:  # told by the proof of files
        return
    for program in drawn(programs, count):
        yield Proof(assignment.slug, say("program {name}", name=program.name),
                    say("mend the check, or the entry in programs.toml if the sheet says otherwise than it"),
                    partial(_program, assignment, program))  # fmt: skip


def _lost_checks(rehearsal: Rehearsal) -> Iterator[Message]:
    """Each check damaged alone: the grader must run and ask exactly what it would have."""
    whole = rehearsal.read(rehearsal.source)
    for exercise in rehearsal.assignment.automatic:
        for damage, notebook in damaged(rehearsal.source, exercise.id):
            if rehearsal.read(notebook) != whole:
                yield say("{id}: with its check cell {damage}, it is not asked as without that",
                          id=exercise.id, damage=damage)  # fmt: skip


def _starter(assignment: Assignment, language: str, stage: Stage) -> Iterator[Message]:
    """As it is given, nothing was begun; with a line of a student's in each cell, nothing is earned."""
    rehearsal = stage.rehearsal(assignment, language)
    for score in _sheet(rehearsal, rehearsal.starter).exercises:
        verdicts = {criterion.verdict for criterion in score.criteria}
        if score.earned or verdicts != {Verdict.NOT_ATTEMPTED} or score.status is not RunStatus.NOT_ATTEMPTED:
            found = joined(
                ", ", (earned(score), STATUSES[score.status], *(WORDS[v] for v in sorted(verdicts)))
            )
            yield say("{found}: not as never begun", found=found)
    for score in _sheet(rehearsal, _touched(rehearsal.starter)).exercises:
        if score.earned:
            yield score_in_words(score)


def _touched(starter: NotebookNode) -> NotebookNode:
    begun = copy.deepcopy(starter)
    for cell in begun.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source += "\npass"
    return begun


def _solution(assignment: Assignment, language: str, stage: Stage) -> Iterator[Message]:
    rehearsal = stage.rehearsal(assignment, language)
    graded = rehearsal.grade(rehearsal.source, [e.id for e in assignment.automatic])
    for score in graded.sheet.exercises:
        if score.earned != score.possible:
            yield score_in_words(score)
        yield from _flags(score)
    data = rehearsal.scene.data(assignment)
    yield from discontent(stage.course, assignment, graded.transcript.evidence, data)


def _program(assignment: Assignment, program: Program, stage: Stage) -> Iterator[Message]:
    yield from faults(program, stage.rehearsal(assignment, _CASES_LANGUAGE))


def _floor(assignment: Assignment, kind: Kind, stage: Stage) -> Iterator[Message]:
    yield from too_easy(stage.rehearsal(assignment, _CASES_LANGUAGE), kind)


def _flags(score: ExerciseScore) -> Iterator[Message]:
    """Of what is right nothing is told to the instructor."""
    for flag in score.flags:
        yield joined(": ", (score.exercise, say("flagged"), flag))


def _sheet(rehearsal: Rehearsal, notebook: object) -> ScoreSheet:
    return rehearsal.grade(notebook, [e.id for e in rehearsal.assignment.automatic]).sheet


def _case(assignment: Assignment, case: Case, stage: Stage) -> Iterator[Message]:
    rehearsal = stage.rehearsal(assignment, _CASES_LANGUAGE)
    about = case.exercises(assignment) if stage.fast else {e.id for e in assignment.automatic}
    notebook, golden = case.notebook(rehearsal.source, _CASES_LANGUAGE), case.golden(assignment)
    for score in rehearsal.grade(notebook, about).sheet.exercises:
        if score.earned != golden[score.exercise] or score.unscored:
            points = golden[score.exercise]
            yield say("golden.toml says {points:g}: {told}", points=points, told=score_in_words(score))
        if not case.earned:  # a right case
            yield from _flags(score)
        said = str(heard(score))  # golden messages are English
        for part in case.messages.get(score.exercise, ()):
            if part not in said:
                told = joined("", (said or say("nothing"),))
                yield say("{id}: {part!r} is not in what it says: {told}",
                          id=score.exercise, part=part, told=told)  # fmt: skip
