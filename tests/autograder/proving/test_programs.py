"""Programs of people: what they replace, and what is told where they earn other points than they deserve."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from autograder.course.cells import grade_id_of
from autograder.course.course import Assignment, load_course
from autograder.course.notebooks import compile_source
from autograder.errors import CourseError
from autograder.evidence.evidence import RunStatus
from autograder.messages import say
from autograder.proving.programs import Program, drawn, faults, load_programs, unfit
from autograder.proving.proofs import FEW_PROGRAMS, proofs
from autograder.proving.rehearsal import Rehearsal, dependents, needed
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Verdict

PROGRAMS = """\
[mine]
right = true
about = "in one line"
cells.normalise = '''
def normalise(images):
    return images / 255.0
'''

[by_256]
right = false
about = "divides by 256"
loses = ["normalise"]
may_lose = ["plot_history"]
cause = "255 does not become 1.0"
from = "mine"
change.normalise = [["255", "256"]]

[narrow]
right = false
about = "too narrow"
loses = ["build_model", "q_summary"]
cause = "32 units"
change.build_model = [["Dense(128", "Dense(32"]]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "programs.toml").write_text(PROGRAMS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def programs(assignment: Assignment, folder: Path) -> dict[str, Program]:
    return {program.name: program for program in load_programs(assignment, folder)}


def _code(assignment: Assignment, program: Program) -> dict[str, str]:
    notebook = program.notebook(compile_source(assignment, "en", "digits"))
    return {grade_id_of(cell): cell.source for cell in notebook.cells}


def test_a_change_is_of_the_program_that_it_is_from_or_of_the_solution(
    assignment: Assignment, programs: dict[str, Program]
) -> None:
    assert _code(assignment, programs["mine"])["normalise"].endswith("return images / 255.0\n")
    assert _code(assignment, programs["by_256"])["normalise"].endswith("return images / 256.0\n")
    narrow = _code(assignment, programs["narrow"])
    assert "Dense(32, " in narrow["build_model"]
    assert "BEGIN SOLUTION" in narrow["build_model"]


def test_it_is_about_what_it_replaces_and_loses(programs: dict[str, Program]) -> None:
    assert programs["by_256"].exercises == {"normalise"}
    assert programs["narrow"].exercises == {"build_model", "q_summary"}


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("[odd]\nright = true\nabout = 'x'\ncells.loading = 'x'", "odd names loading"),
        ("[odd]\nright = true\nabout = 'x'\nloses = ['train']\ncells.train = 'x'", "odd has to be right, or"),
        ("[odd]\nright = false\nabout = 'x'\ncells.train = 'x'", "odd has to be right, or"),
        ("[odd]\nright = false\nabout = 'x'\nloses = ['train']", "by a cell of its own"),
        ("[odd]\nright = true\nabout = 'x'\nfrom = 'none'\nchange.train = [['x', 'y']]", "none"),
        ("[odd]\nright = true\nabout = 'x'\ncells.train = 'x'\nwhy = 'x'", "why"),
        ("[odd", "not valid TOML"),
    ],
)
def test_an_entry_that_cannot_be_used_is_told(
    assignment: Assignment, tmp_path: Path, entry: str, told: str
) -> None:
    assert load_programs(assignment, tmp_path) == ()
    (tmp_path / "programs.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(CourseError, match=r"programs\.toml cannot be used") as caught:
        load_programs(assignment, tmp_path)
    assert told in str(caught.value)


def test_a_seed_draws_the_same_few(programs: dict[str, Program]) -> None:
    every = list(programs.values())
    assert drawn(every, 2) == drawn(every, 2)
    assert len(drawn(every, 2)) == 2
    assert drawn(every, None) == drawn(every, 9) == every


# What is told of them ---------------------------------------------------------------------------


def _score(exercise: str, *verdicts: Verdict) -> ExerciseScore:
    criteria = tuple(
        CriterionScore(str(i), say("x"), v, float(v is Verdict.PASSED), 1.0) for i, v in enumerate(verdicts)
    )
    return ExerciseScore(exercise, RunStatus.COMPLETED, criteria)


def _faults(assignment: Assignment, program: Program, *scores: ExerciseScore) -> list[str]:
    asked: list[frozenset[str]] = []

    def grade(_: object, exercises: frozenset[str]) -> SimpleNamespace:
        asked.append(exercises)
        return SimpleNamespace(sheet=SimpleNamespace(exercises=scores))

    source = compile_source(assignment, "en", "digits")
    rehearsal = SimpleNamespace(assignment=assignment, source=source, grade=grade)
    found = [str(fault) for fault in faults(program, cast(Rehearsal, rehearsal))]
    assert asked == [needed(assignment, program.exercises)]  # of what runs anyway, some checks ask
    return found


def test_a_right_one_earns_everything_but_what_waits_for_a_person(
    assignment: Assignment, programs: dict[str, Program]
) -> None:
    mine = programs["mine"]
    assert _faults(assignment, mine, _score("normalise", Verdict.PASSED, Verdict.UNCONFIRMED)) == []
    for verdict in (Verdict.FAILED, Verdict.BLOCKED, Verdict.UNSCORED):
        (told,) = _faults(assignment, mine, _score("normalise", Verdict.UNCONFIRMED, verdict))
        assert told.startswith("it is right there, but normalise earned 0 of 2")


def test_a_wrong_one_loses_points_where_it_must(assignment: Assignment, programs: dict[str, Program]) -> None:
    wrong = programs["by_256"]
    assert _faults(assignment, wrong, _score("normalise", Verdict.FAILED)) == []
    for verdict in (Verdict.PASSED, Verdict.UNCONFIRMED):
        (told,) = _faults(assignment, wrong, _score("normalise", verdict))
        assert told.startswith("it is wrong (255 does not become 1.0), but normalise earned")


def test_a_wrong_one_loses_points_nowhere_else(assignment: Assignment, programs: dict[str, Program]) -> None:
    wrong, lost = programs["by_256"], _score("normalise", Verdict.FAILED)
    (builds_on_it,) = {"train"} & dependents(assignment, "normalise")
    for excused in ("plot_history", builds_on_it):
        assert _faults(assignment, wrong, lost, _score(excused, Verdict.FAILED)) == []
    (told,) = _faults(assignment, wrong, lost, _score("q_layers", Verdict.FAILED))
    assert told.startswith("it is right there, but q_layers earned 0 of 1")


def test_what_breaks_the_grader_is_excused_nowhere(
    assignment: Assignment, programs: dict[str, Program]
) -> None:
    (told,) = _faults(assignment, programs["by_256"], _score("normalise", Verdict.UNSCORED))
    assert "normalise earned 0 of 1" in told


# Those of the course ----------------------------------------------------------------------------


@pytest.mark.parametrize("assignment", load_course().assignments, ids=lambda assignment: assignment.slug)
def test_there_are_many_of_every_exercise(assignment: Assignment) -> None:
    found = load_programs(assignment)
    exercises = {e.id for e in assignment.automatic}
    assert {id for program in found for id in program.loses} == exercises
    assert {id for program in found if program.right for id in program.exercises} == exercises
    assert sum(not program.right for program in found) >= 60
    assert list(unfit(assignment)) == []


def test_prove_tries_a_few_and_on_demand_all() -> None:
    course = load_course()
    for count in (FEW_PROGRAMS, None):
        names = [p.name for p in proofs(course, course.assignments, programs=count) if ": program " in p.name]
        every = [len(load_programs(assignment)) for assignment in course.assignments]
        assert len(names) == len({*names}) == sum(every if count is None else (count for _ in every))
