"""Both files called course.toml: what they may hold, and what is said of a mistake and its place."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from msgspec import Struct

from autograder.course.changes import changes_of
from autograder.course.course import BUNDLED
from autograder.course.limits import Limits
from autograder.course.schema import ChangesTable, ChoicesTable, CourseTable, LimitsTable, read_toml, typed
from autograder.errors import WrongValue
from autograder.messages import Translate, cause, translator

CHOICES = 'format_version = 2\nlanguage = "en"\ndataset = "digits"\nhidden_seed = 1\n'
LAB = "[assignments.lab]\n"
COURSE = """
format_version = 1
title = { en = "A", es = "B" }
[[assignments]]
slug = "lab"
minutes = 5
title = { en = "A", es = "B" }
[[assignments.exercises]]
id = "mean"
points = 100
title = { en = "A", es = "B" }
"""


def _told(text: str, kind: type[Struct], translate: Translate = str) -> str:
    with pytest.raises(WrongValue) as caught:
        typed(tomllib.loads(text), kind)
    return cause(caught.value).render(translate)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CHOICES.replace("language", "langage"), "langage means nothing here: did you mean language?"),
        (CHOICES + "zebra = 1", "zebra means nothing here"),
        (
            CHOICES + LAB + "dedline = 2027-03-01",
            "dedline means nothing here: did you mean deadline? (at assignments.lab)",
        ),
        (
            CHOICES + LAB + 'dataset = "mnist"',
            "dataset means nothing here: it belongs at the top, above the first [table] (at assignments.lab)",
        ),
        (CHOICES.replace('language = "en"\n', ""), "language is missing"),
        (CHOICES.replace("= 1", '= "1"'), "hidden_seed is '1', not a whole number from 0"),
        (CHOICES.replace("= 1", "= true"), "hidden_seed is true, not a whole number from 0"),
        (
            CHOICES + LAB + "points = { mean = '3' }",
            "points of mean are '3', not a number above 0 (at assignments.lab.points.mean)",
        ),
        (
            CHOICES + LAB + "leave_out = ['mean', 3]",
            "leave_out is ['mean', 3], not as in: leave_out = [\"train\"] (at assignments.lab.leave_out.#2)",
        ),
        (
            CHOICES + LAB + "deadline = '2027-03-01T23:59:00Z'",
            "deadline is '2027-03-01T23:59:00Z', not a time such as 2027-03-01T23:59:00Z, without quotes "
            "(at assignments.lab.deadline)",
        ),
        (
            CHOICES + "[assignments]\nlab = 3",
            "something in it is of another form than it must be (assignments.lab is 3, not a table)",
        ),
    ],
)
def test_an_instructors_mistake(text: str, told: str) -> None:
    assert _told(text, ChoicesTable) == told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('slug = "lab"', "", "slug is missing (at assignments.#1)"),
        ('id = "mean"', "", "id is missing (at assignments.lab.exercises.#1)"),
        (
            "points = 100",
            "point = 100",
            "point means nothing here: did you mean points? (at assignments.lab.exercises.mean)",
        ),
        (
            "points = 100",
            "points = -1",
            "points is -1, not a number from 0 (at assignments.lab.exercises.mean.points)",
        ),
        (
            "points = 100",
            'points = 100\nkind = "writen"',
            "kind is 'writen': choose auto, written (at assignments.lab.exercises.mean.kind)",
        ),
        (
            "minutes = 5",
            "minutes = 5\ntrain_images = 0.5",
            "train_images is 0.5, not a whole number above 0 (at assignments.lab.train_images)",
        ),
        (
            "minutes = 5",
            "minutes = 5\naccuracy = 3",
            'accuracy is 3, not as in: accuracy = "train.hidden_accuracy" (at assignments.lab.accuracy)',
        ),
        ("[[assignments]]", "[[exercises]]", "exercises means nothing here"),
    ],
)
def test_an_authors_mistake(old: str, new: str, told: str) -> None:
    assert _told(COURSE.replace(old, new, 1), CourseTable) == told


def test_an_assignment_has_an_exercise() -> None:
    text = f"{COURSE.partition('[[assignments.ex')[0]}exercises = []\n"
    told = "exercises is [], not as in: [[assignments.exercises]] (at assignments.lab.exercises)"
    assert _told(text, CourseTable) == told


def test_a_mistake_and_its_place_are_told_in_spanish() -> None:
    spanish = translator("es")
    told = _told(CHOICES + LAB + "points = { mean = 0 }", ChoicesTable, spanish)
    assert (
        told == "los puntos de mean son 0, y deben ser un número mayor que 0 (en assignments.lab.points.mean)"
    )
    told = _told(CHOICES + LAB + "hint = true", ChoicesTable, spanish)
    assert told == "hint no significa nada aquí: ¿querías decir hints? (en assignments.lab)"


def test_a_long_value_is_cut() -> None:
    assert len(_told(f"{CHOICES}{LAB}title = {list(range(1_000))}", ChoicesTable)) < 200


def test_a_table_may_name_every_limit_that_there_is() -> None:
    assert LimitsTable.__struct_fields__ == tuple(f.name for f in fields(Limits))


def test_the_bundled_course_is_of_this_form() -> None:
    table = typed(read_toml((BUNDLED / "course.toml").read_bytes()), CourseTable)
    assert [a.slug for a in table.assignments] == [
        "fully_connected", "exploration", "convolution", "cnn",
    ]  # fmt: skip


def test_what_editors_put_before_a_text_is_no_mistake() -> None:
    assert typed(read_toml(b"\xef\xbb\xbf" + CHOICES.encode()), ChoicesTable).hidden_seed == 1


def test_times_stay_as_they_are_and_a_day_lasts_until_its_end() -> None:
    def deadline(text: str) -> datetime | None:
        return typed(tomllib.loads(f"deadline = {text}"), ChangesTable).deadline

    assert deadline("2027-03-01T23:59:00Z") == datetime(2027, 3, 1, 23, 59, tzinfo=UTC)
    assert deadline("2027-03-01") == datetime(2027, 3, 1, 23, 59, 59, 999_999)


def test_whole_points_stay_whole_and_only_named_limits_change() -> None:
    """They are written into notebooks as they stand, and digests of courses follow from them."""
    changes = changes_of(typed({"points": {"mean": 14}, "cell_seconds": 7}, ChangesTable))
    assert repr(changes.points) == "{'mean': 14}"
    assert changes.limits == {"cell_seconds": 7}
