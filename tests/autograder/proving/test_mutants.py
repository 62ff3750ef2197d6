"""Mutants are wrong programs, each with one change, the same ones every time."""

from __future__ import annotations

import ast
import re
import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.cli import main
from autograder.commands.mutate import Mutating
from autograder.course.course import load_course
from autograder.errors import CourseError
from autograder.pipeline.submission_runner import SubmissionRunner
from autograder.proving import mutation_run
from autograder.proving.mutants import Mutant, assigned, mutants
from autograder.proving.mutation_run import Fate, Outcome, Reason, reasons, survivors, table

CELL = """\
model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(128, activation="relu")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x_train_norm, y_train, epochs=5, validation_data=(x_test_norm, y_test))
first = x_train[index:index + 1] / 255.0
best = np.argmax(first, axis=1)[0]
enough = best > 3
answer = "b"
print("best:", best)
"""
NAMES = {"x_train", "x_test", "x_train_norm", "x_test_norm", "y_train", "y_test", "index"}
MADE = tuple(mutants("train", CELL, NAMES))


def test_each_is_another_program_with_one_line_changed() -> None:
    sources = [mutant.source for mutant in MADE]
    assert len(set(sources)) == len(sources)
    for mutant in MADE:
        ast.parse(mutant.source)
        assert mutant.source != ast.unparse(ast.parse(CELL))
        assert len(mutant.was.splitlines()) == 1
        assert mutant.was != mutant.became


def test_they_are_the_same_every_time() -> None:
    again = tuple(mutants("train", CELL, NAMES))
    assert again == MADE
    assert len({mutant.id for mutant in MADE}) == len(MADE)


@pytest.mark.parametrize(
    ("operator", "became"),
    [
        ("drop a statement", "pass"),
        ("swap a setting", "activation='sigmoid'"),
        ("swap a setting", "optimizer='sgd'"),
        ("swap a setting", "loss='mse'"),
        ("change a size", "Dense(256"),
        ("change a size", "epochs=6"),
        ("off by one", "[index:index + 2]"),
        ("wrong axis", "axis=0"),
        ("forgotten normalisation", "model.fit(x_train, y_train"),
        ("shuffle the labels", "np.random.default_rng(0).permutation(y_train)"),
        ("swap training and test", "(x_test_norm, y_train, epochs"),
        ("swap training and test", "(x_train_norm, y_test, epochs"),
        ("claim something else", "answer = 'c'"),
        ("flip a comparison", "best <= 3"),
        ("change a number", "/ 256.0"),
        ("drop an argument", "model.fit(x_train_norm, y_train, epochs=5)"),
        ("drop an item", "metrics=[]"),
        ("swap a function", "np.argmin(first"),
        ("swap an operation", "* 255.0"),
        ("forgotten index", "np.argmax(first, axis=1)"),
    ],
)
def test_every_kind_of_change_is_made(operator: str, became: str) -> None:
    assert any(mutant.operator == operator and became in mutant.became for mutant in MADE)


def test_what_is_only_printed_is_left_alone() -> None:
    assert not any("print(" in mutant.became for mutant in MADE)


def test_a_cell_defines_its_variables() -> None:
    assert assigned("a, (b, c) = f(d)\nfor e in a:\n    e.x = 1") == {"a", "b", "c", "e"}


# What is told of them ---------------------------------------------------------------------------

_WAS = Mutant("train", "change a size", "x", "epochs=5", "epochs=6")
_OTHER = Mutant("train", "change a number", "y", "verbose=2", "verbose=3")


def test_a_reason_fits_by_content_and_by_id() -> None:
    assert Reason("free choice", was="epochs=5", became=r"epochs=\d").fits(_WAS)
    assert not Reason("free choice", was="epochs=5", became="epochs=7").fits(_WAS)
    assert not Reason("free choice", exercise="evaluate").fits(_WAS)
    assert Reason("by id", ids=(_WAS.id,)).fits(_WAS)
    assert not Reason("by id", ids=(_WAS.id,)).fits(_OTHER)


def test_the_table_leaves_out_what_is_not_wrong() -> None:
    told = table(
        [Outcome(_WAS, Fate.CAUGHT, ("train",)), Outcome(_OTHER, Fate.SURVIVED, why="it is shown only")]
    )
    assert str(told[-1]) == "| all | 1 | 1 | 0 | 0 | 1 |"
    told = table([Outcome(_WAS, Fate.RAISED, ("train",)), Outcome(_OTHER, Fate.SURVIVED)])
    assert str(told[-1]) == "| all | 2 | 1 | 1 | 1 | 0 |"


def test_an_unexplained_survivor_is_told_with_its_diff() -> None:
    told = "\n".join(map(str, survivors([Outcome(_WAS, Fate.SURVIVED), Outcome(_OTHER, Fate.CAUGHT)])))
    assert f"({_WAS.id}): UNEXPLAINED" in told
    assert "    - epochs=5\n    + epochs=6" in told
    assert "verbose" not in told


def test_the_reasons_that_are_kept_can_be_read_and_name_exercises_that_are_there() -> None:
    for assignment in load_course().assignments:
        found = reasons(assignment)
        assert found
        assert all(reason.reason for reason in found)
        for named in {reason.exercise for reason in found}:
            assert any(re.fullmatch(named, e.id) for e in assignment.automatic), named


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('[[explained]]\nwas = "x"', "reason"),
        ('[[explained]]\nreason = "free"\nwere = "x"', "were"),
        ('[[explained]]\nreason = "free"\nwas = "("', "unterminated subpattern"),
        ('[[explanation]]\nreason = "free"', "explained is missing"),
        ("[[explained]", "not valid TOML"),
    ],
)
def test_reasons_that_cannot_be_used_are_told_by_their_file(tmp_path: Path, entry: str, told: str) -> None:
    assignment = replace(load_course().assignments[0], folder=tmp_path)
    assert reasons(assignment) == ()
    (tmp_path / "mutants.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(CourseError, match=r"mutants\.toml cannot be used") as caught:
        reasons(assignment)
    assert told in str(caught.value)


# A long work -------------------------------------------------------------------------------------


class _Bench:
    """Catches two mutants; at the third, when both have been told, somebody presses Ctrl-C."""

    def __init__(self) -> None:
        self.told = threading.Event()
        self.assignment = SimpleNamespace(slug="fully_connected")
        self.tried: list[Mutant] = []

    def mutants(self) -> list[Mutant]:
        return list(MADE)

    def outcome(self, mutant: Mutant) -> Outcome:
        if len(self.tried) == 2:
            self.told.wait(60)
            raise KeyboardInterrupt
        self.tried.append(mutant)
        return Outcome(mutant, Fate.CAUGHT, ("train",))

    def close(self) -> None:
        raise KeyboardInterrupt  # as what was stopped does


def _interrupted(monkeypatch: pytest.MonkeyPatch, out: Path, seed: int) -> list[Mutant]:
    bench = _Bench()
    tell = Mutating.outcome

    def told(bar: Mutating, outcome: Outcome) -> None:
        tell(bar, outcome)
        if len(bar.outcomes) == 2:
            bench.told.set()

    monkeypatch.setattr(Mutating, "outcome", told)
    monkeypatch.setattr(mutation_run, "Workbench", lambda *_: bench)
    monkeypatch.setattr(mutation_run, "stop", lambda: None)  # or this process would run nothing any more
    assert main(["mutate", "fully_connected", "--jobs", "1", "--seed", str(seed), "--out", str(out)]) == 130
    return bench.tried


def test_interrupted_it_tells_what_it_saw(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _interrupted(monkeypatch, tmp_path, seed=0)
    said = f"2 of {len(MADE)} mutants were tried. 2 of 2 wrong programs lose points: 100.0%"
    assert said in capsys.readouterr().out
    assert said in (tmp_path / "fully_connected.md").read_text(encoding="utf-8")


def test_what_an_interrupted_run_saw_is_a_sample(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first, again, other = (_interrupted(monkeypatch, tmp_path, seed) for seed in (0, 0, 1))
    assert first == again != other
    assert first != list(MADE[:2])


@pytest.mark.slow
def test_what_was_run_is_not_run_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ["--exercise", "load_data", "--sample", "2", "--jobs", "1"]
    options = ["mutate", "fully_connected", *few, "--out", str(tmp_path)]
    assert main(options) == 0
    first = capsys.readouterr().out
    assert "2 of 2 mutants were tried" in first

    def run(*_: object) -> None:
        raise AssertionError("it is run again")

    monkeypatch.setattr(SubmissionRunner, "run", run)
    assert main(options) == 0
    assert capsys.readouterr().out == first


def test_an_exercise_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutate", "--exercise", "loading", "--out", str(tmp_path / "out")]) == 2
    assert (
        "fully_connected, exploration, convolution, cnn has no exercise 'loading'" in capsys.readouterr().err
    )
    assert not (tmp_path / "out").exists()
