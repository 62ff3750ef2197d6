"""Checks are loaded once, and must be such as the course's data allow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.course import Assignment, Exercise, text
from autograder.course.limits import Limits
from autograder.course.schema import Data
from autograder.errors import CourseError
from autograder.scoring.rubrics import rubrics_of

CHECKS = """
from autograder.authoring import (
    LETTERS, Call, Images, Model, Rubric, Value, form_of_names, form_of_number, form_of_option, say
)

mean = Rubric("mean", {ask})

@mean.criterion("right", say("right"){local})
def _right({arguments}):
    return None
{more}
RUBRICS = (mean,)
"""


@pytest.fixture
def lab(tmp_path: Path) -> Assignment:
    title = text({"en": "A", "es": "B"})
    (tmp_path / "lab" / "checks").mkdir(parents=True)
    return Assignment("lab", title, 5, (Exercise("mean", title, 100),), Limits(), tmp_path / "lab")


def _write(
    lab: Assignment, arguments: str, ask: str = 'Value("mean")', local: str = "", more: str = ""
) -> None:
    checks = CHECKS.format(arguments=arguments, ask=ask, local=local, more=more)
    (lab.folder / "checks" / "mean.py").write_text(checks, encoding="utf-8")


@pytest.mark.parametrize(("data", "arguments"), [(Data.IMAGES, "answers, data"), (Data.NONE, "answers")])
def test_checks_take_the_data_where_there_are_any(lab: Assignment, data: Data, arguments: str) -> None:
    _write(lab, arguments)
    assert rubrics_of(replace(lab, data=data)).keys() == {"mean"}
    _write(lab, "*all_of_it")
    assert rubrics_of(replace(lab, data=data)).keys() == {"mean"}


@pytest.mark.parametrize(
    ("data", "arguments", "told"),
    [
        (Data.IMAGES, "answers", '_right must take the answers and the data; or .* data = "none"'),
        (Data.NONE, "answers, data", "_right must take the answers alone"),
    ],
)
def test_checks_for_other_data_are_told(lab: Assignment, data: Data, arguments: str, told: str) -> None:
    _write(lab, arguments)
    with pytest.raises(CourseError, match=told):
        rubrics_of(replace(lab, data=data))


@pytest.mark.parametrize(
    ("local", "more"),
    [
        (", local=lambda answers, data: None", ""),
        ("", "@mean.flag\ndef _odd(answers, data): ..."),
        (
            ", shown_by=('other', lambda answers, data: True)",
            "@mean.criterion('other', say('x'))\ndef _x(a): ...",
        ),
        ("", '@mean.measurement("size")\ndef _odd(answers, data): ...'),
        ("", "@mean.network_summary\ndef _odd(answers, data): ..."),
    ],
)
def test_every_kind_of_check_is_looked_at(lab: Assignment, local: str, more: str) -> None:
    _write(lab, "answers", local=local, more=more)
    with pytest.raises(CourseError, match=r"(_odd|<lambda>) must take the answers alone"):
        rubrics_of(replace(lab, data=Data.NONE))


FORMS = ['form_of_number("mean")', 'form_of_option("mean", LETTERS)', 'form_of_names("mean")']


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("data", "arguments"), [(Data.IMAGES, "answers, data"), (Data.NONE, "answers")])
def test_what_judges_a_form_does_with_or_without_data(
    lab: Assignment, form: str, data: Data, arguments: str
) -> None:
    _write(lab, arguments, local=f", local={form}")
    assert rubrics_of(replace(lab, data=data)).keys() == {"mean"}


@pytest.mark.parametrize("ask", ['Call("mean", (Images("test"),))', 'Model("mean", on=(Images("hidden"),))'])
def test_who_has_no_data_asks_about_no_image(lab: Assignment, ask: str) -> None:
    _write(lab, "answers", ask=ask)
    with pytest.raises(CourseError, match="mean asks about images"):
        rubrics_of(replace(lab, data=Data.NONE))


def test_a_network_may_be_asked_about_without_data(lab: Assignment) -> None:
    _write(lab, "answers", ask='Model("mean")')
    assert rubrics_of(replace(lab, data=Data.NONE)).keys() == {"mean"}


@pytest.mark.parametrize("old", ["answers import Answers", "scoring import Rubric"])
def test_checks_with_the_imports_of_before_are_told_what_to_import(lab: Assignment, old: str) -> None:
    _write(lab, "answers, data", more=f"from autograder.{old}")
    with pytest.raises(CourseError) as told:
        rubrics_of(lab)
    assert "mean.py: " in str(told.value)
    assert "from autograder.authoring" in str(told.value)


def test_a_word_that_was_renamed_is_told_too(lab: Assignment) -> None:
    _write(lab, "answers, data", more="@mean.exhibit\ndef _odd(answers, data): ...")
    with pytest.raises(CourseError, match=r"'Rubric' object has no attribute 'exhibit'.*CHANGELOG"):
        rubrics_of(lab)


def test_a_package_that_is_not_installed_is_told_as_python_does(lab: Assignment) -> None:
    _write(lab, "answers, data", more="import no_package_of_that_name")
    with pytest.raises(ModuleNotFoundError, match="no_package_of_that_name"):
        rubrics_of(lab)


@pytest.mark.parametrize(
    "criterion",
    ["needs=('right', 'rihgt')", "needs=('last',)", "shown_by=('rihgt',)", "shown_by=('other',)",
     "shown_by=(lambda answers, data: True,)"],
)  # fmt: skip
def test_a_criterion_that_waits_for_one_that_never_comes_is_told(lab: Assignment, criterion: str) -> None:
    _write(lab, "answers, data", more=f"""
@mean.criterion("other", say("x"), {criterion})
def _other(answers, data): ...
@mean.criterion("last", say("x"), needs=("other",), shown_by=("right",))
def _last(answers, data): ...
""")  # fmt: skip
    with pytest.raises(CourseError, match="mean, other: `needs` names criteria that stand before it"):
        rubrics_of(lab)
