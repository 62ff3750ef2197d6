"""`autograder prove` on the course that comes with the package, a test for each thing proven."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from autograder.course.course import Assignment, load_course
from autograder.messages import LANGUAGES
from autograder.pipeline.executors import local_slots
from autograder.proving.cases import load_cases
from autograder.proving.proofs import Proof, proofs
from autograder.proving.stage import Stage, stage_for
from tests.sampling import drawn

COURSE = load_course()
#: What others show as well: the solution in the second language, and each nonsense without the rest of it.
_AGAIN = tuple(f"the solution earns everything ({language})" for language in LANGUAGES[1:])
_NONSENSE = ("next to nothing", "together")


def _shown_again(proof: Proof) -> bool:
    alone = _NONSENSE[0] in proof.name and _NONSENSE[1] not in proof.name
    return alone or proof.name.endswith(_AGAIN)


#: Of the cases a tenth, a third of that, and all else; `make nightly` takes everything.
PROOFS = drawn(
    drawn(proofs(COURSE, COURSE.assignments), 0.1, keep=lambda proof: ": case " not in proof.name),
    0.33,
    keep=lambda proof: not _shown_again(proof),
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_for(COURSE) as stage:
        yield stage


@pytest.fixture(scope="module")
def faults(stage: Stage, request: pytest.FixtureRequest) -> dict[str, tuple[str, ...]]:
    """Of everything that was asked for, as many at a time as there are cores."""
    asked = {item.callspec.params["proof"].name for item in request.session.items if hasattr(item, "callspec")
             and "proof" in item.callspec.params}  # fmt: skip
    wanted = [proof for proof in PROOFS if proof.name in asked]
    found = local_slots(
        lambda proof: (proof.name, tuple(map(str, proof.faults(stage)))), wanted, os.cpu_count() or 1
    )
    return dict(found)


@pytest.mark.parametrize("assignment", COURSE.assignments, ids=lambda assignment: assignment.slug)
def test_there_are_right_and_wrong_cases_enough(assignment: Assignment) -> None:
    cases = load_cases(assignment)
    full = sum(e.points for e in assignment.automatic)
    right = [case for case in cases if sum(case.golden(assignment).values()) == full]
    assert len(right) >= 8
    assert len(cases) - len(right) >= 16


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_it_holds(proof: Proof, faults: dict[str, tuple[str, ...]]) -> None:
    assert not faults[proof.name], "\n".join((*faults[proof.name], f"next: {proof.remedy}"))
