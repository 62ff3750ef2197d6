"""Every message that programs of people cause, in both languages, with the program: for somebody to rate.

    python -m tools.corpus OUT [FOLDER ASSIGNMENT]

Runs each wrong program of `cases/programs.toml`, or of the one in FOLDER, and writes OUT/<assignment>.md. It
is read by people who have not written the checks: does each sentence tell what was found, what may be the
cause, and one thing to do? It ends with 1 where a program, right or wrong, earns what it does not deserve.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.course.course import Assignment, load_course
from autograder.messages import Translate
from autograder.proving.programs import Program, faults_in, load_programs, scored
from autograder.proving.rehearsal import Rehearsal
from autograder.proving.stage import Stage
from autograder.scoring.score_sheet import ExerciseScore, Verdict

_JOBS = 2
_LANGUAGES = ("en", "es")


def main(out: str, folder: str | None = None, slug: str | None = None) -> int:
    course = load_course()
    chosen = [course.assignment(slug)] if slug else course.assignments
    Path(out).mkdir(parents=True, exist_ok=True)
    programs = Path(folder) if folder else None
    faulty = 0
    with TemporaryDirectory() as place:
        stage = Stage(course, Path(place))
        translators = {language: course.translator(language) for language in _LANGUAGES}
        try:
            for assignment in chosen:
                faulty += _write(
                    assignment, programs, stage.rehearsal(assignment, "en"), translators, Path(out)
                )
        finally:
            stage.close()
    return 1 if faulty else 0


def _write(
    assignment: Assignment,
    folder: Path | None,
    rehearsal: Rehearsal,
    translators: dict[str, Translate],
    out: Path,
) -> int:
    """The messages of one assignment; how many programs earn what they do not deserve."""
    programs = load_programs(assignment, folder)
    faulty = 0
    path = out / f"{assignment.slug}.md"
    with ThreadPoolExecutor(_JOBS) as pool, path.open("w", encoding="utf-8") as file:
        results = pool.map(lambda program: scored(program, rehearsal), programs)
        for number, (program, scores) in enumerate(zip(programs, results, strict=True), 1):
            found = [str(fault) for fault in faults_in(scores, program, assignment)]
            faulty += bool(found)
            for line in found:
                print(f"{program.name}: {line}", flush=True)
            file.writelines(f"{line}\n" for line in _entry(program, scores, translators))
            file.flush()
            print(f"{assignment.slug}: {number} of {len(programs)}, {faulty} at fault", file=sys.stderr)
    print(f"{assignment.slug}: {len(programs)} programs, {faulty} at fault; {path}")
    return faulty


def _entry(
    program: Program, scores: tuple[ExerciseScore, ...], translators: dict[str, Translate]
) -> Iterator[str]:
    """A wrong program with what it is told; nothing of one that is told nothing."""
    told = [line for score in scores for line in _told(score, translators)]
    if not told:
        return
    yield f"## {program.name}: {program.about}"
    yield f"Wrong: {program.cause}" if program.cause else "Right."
    for exercise, cell in program.cells.items():
        yield f"\n`{exercise}`:\n\n{_fenced(cell.strip())}"
    for exercise, changes in program.changes.items():
        for old, new in changes:
            yield f"\n`{exercise}`: in the place of\n\n{_fenced(old)}\n\nstands\n\n{_fenced(new)}"
    yield ""
    yield from told
    yield ""


def _fenced(code: str) -> str:
    return f"```python\n{code}\n```"


def _told(score: ExerciseScore, translators: dict[str, Translate]) -> Iterator[str]:
    failed = [c.message for c in score.criteria if c.message and c.verdict is not Verdict.BLOCKED]
    messages = [*failed, *([score.remark] if score.remark else [])]
    if messages or score.error:
        yield f"- {score.exercise}: {score.earned:g} of {score.possible:g}" + (
            f", stopped with {score.error}" if score.error else ""
        )
    for message in messages:
        for language in _LANGUAGES:
            yield f"  - {language}: {message.render(translators[language])}"


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main(*sys.argv[1:]))
