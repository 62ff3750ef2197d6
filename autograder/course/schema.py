"""What may stand in the two files called course.toml, and in an assignment's key.toml.

A course's own lists its assignments (format 1, `CourseTable`); an instructor's holds their choices
for one course (format 2, `ChoicesTable`). Each field says how a wrong value of it is told.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

from msgspec import Meta, Struct, ValidationError, convert

from autograder.course.mistakes import BUILTIN, mistake_in, wrong
from autograder.errors import WrongValue
from autograder.messages import LANGUAGES, say

T = TypeVar("T", bound=Struct)

FORMAT_VERSION = "format_version"


class Data(StrEnum):
    """What a course's exercises are about: images that `init --dataset` chooses, or nothing of ours."""

    IMAGES = "images"
    NONE = "none"


def _as_in(example: str) -> Meta:
    return wrong(say("{name} is {found}, not as in: {example}", example=example))


def _one_of(*known: str) -> Meta:
    return wrong(say("{name} is {found}: choose {known}", known=", ".join(known)))


_ABOVE_0 = say("{name} is {found}, not a number above 0")
_WHOLE_FROM_0 = say("{name} is {found}, not a whole number from 0")

_Above0 = Annotated[int, Meta(gt=0)] | Annotated[float, Meta(gt=0)]
_From0 = Annotated[int, Meta(ge=0)] | Annotated[float, Meta(ge=0)]
_Limit = Annotated[_Above0 | None, wrong(_ABOVE_0)]
_Names = Annotated[tuple[str, ...], _as_in('needs = ["load_data"]')]
_Titles = Annotated[dict[str, str], _as_in('title = { en = "Week 1", es = "Semana 1" }')]
_Points = Annotated[_Above0, wrong(say("points of {name} are {found}, not a number above 0"))]


class LimitsTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Any of `Limits`, by the same name; None where a file leaves one as it is."""

    cell_seconds: _Limit = None
    submission_seconds: _Limit = None
    cpu_seconds: _Limit = None
    memory_bytes: _Limit = None
    processes: _Limit = None
    file_bytes: _Limit = None
    scratch_bytes: _Limit = None
    output_bytes: _Limit = None


class ExerciseTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    id: Annotated[str, _as_in('id = "load_data"')]
    title: _Titles
    points: Annotated[_From0, wrong(say("{name} is {found}, not a number from 0"))]
    kind: Annotated[Literal["auto", "written"], _one_of("auto", "written")] = "auto"
    minutes: Annotated[_From0, wrong(say("{name} is {found}, not a number from 0"))] = 0
    needs: _Names = ()


class AssignmentTable(LimitsTable, frozen=True, forbid_unknown_fields=True, kw_only=True):
    slug: Annotated[str, _as_in('slug = "fully_connected"')]
    title: _Titles
    minutes: Annotated[_From0, wrong(say("{name} is {found}, not a number from 0"))]
    exercises: Annotated[tuple[ExerciseTable, ...], Meta(min_length=1), _as_in("[[assignments.exercises]]")]
    accuracy: Annotated[str, _as_in('accuracy = "train.hidden_accuracy"')] = ""
    references: Annotated[tuple[str, ...], _as_in('references = ["logistic_regression"]')] = ()
    train_images: Annotated[
        Annotated[int, Meta(gt=0)] | None, wrong(say("{name} is {found}, not a whole number above 0"))
    ] = None
    run_seconds: Annotated[_From0 | None, wrong(say("{name} is {found}, not a number from 0"))] = None


class CourseTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    format_version: Annotated[int, wrong(_WHOLE_FROM_0)]
    title: _Titles
    assignments: Annotated[tuple[AssignmentTable, ...], Meta(min_length=1), _as_in("[[assignments]]")]
    data: Annotated[Data, _one_of(*Data)] = Data.IMAGES


class LateTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What each day late costs, in percent of the points that were earned."""

    per_day: Annotated[str, _as_in('per_day = "10 %"')]
    grace_minutes: Annotated[_From0, wrong(say("{name} is {found}, not a number from 0"))] = 0
    at_most: Annotated[str, _as_in('at_most = "50 %"')] = "100 %"


_Late = Annotated[
    str | LateTable | None,
    wrong(say('{name} is {found}: choose "none", "zero" or {example}', example='{ per_day = "10 %" }')),
]


class KeyTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An assignment's `key.toml`: what is right, by the name that its checks ask for."""

    format_version: Annotated[int, wrong(_WHOLE_FROM_0)]
    answers: Annotated[dict[str, Any], _as_in('answers = { capital = "b" }')]


class ChangesTable(LimitsTable, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an instructor changes in one assignment."""

    title: Annotated[str, _as_in('title = "Week 1"')] = ""
    deadline: Annotated[
        datetime | None,
        wrong(say("{name} is {found}, not a time such as 2027-03-01T23:59:00Z, without quotes")),
    ] = None
    late: _Late = None
    leave_out: Annotated[tuple[str, ...], _as_in('leave_out = ["train"]')] = ()
    points: Annotated[dict[str, _Points], _as_in("points = { train = 3 }")] = {}
    notes: Annotated[dict[str, str], _as_in('notes = { train = "Use the lab." }')] = {}
    hints: Annotated[bool, wrong(say("{name} is {found}, not true or false"))] = True


class ChoicesTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An instructor's choices; `course` is the folder of a course of their own.

    `late` is for every assignment that says nothing else. A course without data needs no `dataset` and no
    `hidden_seed`. `hidden` names a file of hidden
    images in the folder; without it they are test images, moved. `db_url` is the gradebook's database, and
    `course_id` the course's name there and in nbgrader's exchange; without it that is the folder's.
    """

    format_version: Annotated[int, wrong(_WHOLE_FROM_0)]
    language: Annotated[Literal["en", "es"], _one_of(*LANGUAGES)]
    dataset: Annotated[
        str | None, wrong(say("{name} is {found}, not mnist5k, digits, mnist or a path in quotes"))
    ] = None
    hidden_seed: Annotated[Annotated[int, Meta(ge=0)] | None, wrong(_WHOLE_FROM_0)] = None
    hidden: Annotated[str, _as_in('hidden = "hidden.npz"')] = ""
    course: Annotated[str, _as_in('course = "/home/ada/statistics"')] = ""
    db_url: Annotated[str, _as_in('db_url = "postgresql://ada:${PASSWORD}@localhost/grades"')] = ""
    course_id: Annotated[Annotated[str, Meta(pattern=r"^[\w.-]+$")], _as_in('course_id = "mnist-2027"')] = ""
    late: _Late = None
    assignments: dict[str, ChangesTable] = {}


def read_toml(content: bytes) -> dict[str, Any]:
    """A file's tables; ValueError for what is no TOML, WrongValue where it names no format."""
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except RecursionError as error:
        raise WrongValue("its values are nested too deeply") from error
    if FORMAT_VERSION not in data:
        raise WrongValue("{names} is missing", names=FORMAT_VERSION)
    return data


def typed(data: dict[str, Any], kind: type[T]) -> T:
    """A table as what it must be; WrongValue, with the place in the file, for the first mistake in it.

    A day alone is a time: its end.
    """
    whole = _timed(data)
    try:
        return convert(whole, kind, builtin_types=BUILTIN)
    except ValidationError as error:
        raise WrongValue("{mistake}", mistake=mistake_in(whole, kind) or str(error)) from error


def limits_of(table: LimitsTable) -> dict[str, Any]:
    """The limits that a table names."""
    found = {name: getattr(table, name) for name in LimitsTable.__struct_fields__}
    return {name: value for name, value in found.items() if value is not None}


def _timed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _timed(inner) for name, inner in value.items()}
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, datetime.max.time())
    return value
