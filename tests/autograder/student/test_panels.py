"""How feedback reads: in words beside icons, escaped, in the student's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from autograder.course.course import Assignment, Course, Exercise, Text
from autograder.evidence.evidence import RunStatus
from autograder.messages import Message, say
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Verdict
from autograder.scoring.wording import ICONS, WORDS, headline
from autograder.student.panels import Panel, Result
from autograder.student.progress import Progress, standing

PASSED, FAILED, DEFERRED = Verdict.PASSED, Verdict.FAILED, Verdict.DEFERRED


def _criterion(verdict: Verdict, message: Message | None = None, points: float = 2.0) -> CriterionScore:
    earned = points if verdict is PASSED else 0.0
    return CriterionScore("name", say("Its title"), verdict, earned, points, message)


def _score(*verdicts: Verdict, exercise: str = "load_data") -> ExerciseScore:
    return ExerciseScore(exercise, RunStatus.COMPLETED, tuple(_criterion(v) for v in verdicts))


class _Structure(HTMLParser):
    """Collects tags, attributes and text; fails where tags are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_verdict_has_an_icon_of_its_own_and_a_word() -> None:
    assert set(ICONS) == set(WORDS) == set(Verdict)
    assert len(set(ICONS.values())) == len(set(WORDS.values())) == len(Verdict)


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        ((PASSED, PASSED), "All 2 checks hold."),
        ((PASSED, FAILED), "Not yet: 1 of 2 checks hold."),
        ((PASSED, Verdict.BLOCKED), "Not yet: 1 of 2 checks hold."),
        ((DEFERRED, DEFERRED), "Recorded: this is judged when you hand in."),
        ((PASSED, PASSED, DEFERRED), "What can be checked now holds (2); 1 left for when you hand in."),
        ((PASSED, FAILED, DEFERRED), "Not yet: 1 of 2 checks hold; 1 left for when you hand in."),
        ((Verdict.NOT_ATTEMPTED,) * 2, "Not begun yet."),
        ((Verdict.NEEDS_HUMAN,), "Your instructor reads this one."),
        ((PASSED, Verdict.UNSCORED), "The grader failed here, not your code."),
    ],
)
def test_a_headline_tells_what_holds_and_what_is_judged_later(verdicts: Sequence[Verdict], told: str) -> None:
    assert headline(_score(*verdicts)).render(str) == told


def test_what_is_kept_for_grading_says_so(course: Course) -> None:
    result = Result("Preguntas", _score(PASSED, DEFERRED), course.translator("es"), "es")
    assert repr(result).endswith("◌ Its title (anotado; se juzga cuando entregas)")
    assert result._repr_html_().count("anotado; se juzga cuando entregas") == 1
    assert result.score.earned == 2.0


def _stopped(*verdicts: Verdict, told: str = "") -> ExerciseScore:
    message = say("Stopped: {error}.", error=told) if told else None
    criteria = tuple(_criterion(verdict, message) for verdict in verdicts)
    return ExerciseScore("train", RunStatus.RAISED, criteria, error="NameError: x")


@pytest.mark.parametrize("verdicts", [(PASSED, PASSED), (PASSED, FAILED), (FAILED,), (DEFERRED,)])
def test_a_cell_that_stopped_is_told_before_what_is_of_before(verdicts: Sequence[Verdict]) -> None:
    result = Result("Train", _stopped(*verdicts), str, "en", say("A note."))
    first, second, *rest = repr(result).splitlines()
    assert first == (
        "Train: Your cell stopped: NameError: x. What follows is about what was there before that."
    )
    assert second == str(headline(_stopped(*verdicts)))
    assert rest[-1] == "A note."
    text = _Structure(result._repr_html_()).text
    assert text.index("Train.") < text.index("Your cell stopped") < text.index(second)
    assert text.index(second) < text.index("Its title") < text.index("A note.")


def test_an_error_that_ends_with_a_full_stop_gets_no_second_one() -> None:
    told = repr(Result("Train", replace(_stopped(FAILED), error="ValueError: No."), str, "en"))
    assert told.startswith("Train: Your cell stopped: ValueError: No. What")


@pytest.mark.parametrize("verdicts", [(FAILED, Verdict.BLOCKED), (Verdict.NOT_ATTEMPTED,)])
def test_nothing_is_said_of_before_where_nothing_was_there(verdicts: Sequence[Verdict]) -> None:
    told = repr(Result("Train", _stopped(*verdicts, told="NameError: x"), str, "en"))
    assert told.startswith("Train: Your cell stopped: NameError: x.\n")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (RunStatus.TIMED_OUT, "Your cell was stopped: it took longer than it may. What follows"),
        (RunStatus.OUT_OF_MEMORY, "Your cell was stopped: it took more memory than it may. What follows"),
        (RunStatus.REFUSED, "Not yet"),
        (RunStatus.COMPLETED, "Not yet"),
    ],
)
def test_only_a_cell_that_stopped_is_told_as_that(status: RunStatus, told: str) -> None:
    score = replace(_score(PASSED, FAILED), status=status, error="an answer of no form")
    assert repr(Result("Train", score, str, "en")).startswith(f"Train: {told}")


def test_the_cell_that_stopped_just_before_is_told_first_too() -> None:
    before = say("The cell that you ran just before this check stopped: {error}", error="NameError: x")
    assert repr(Result("Train", _score(FAILED), str, "en", stopped=before)).startswith(f"Train: {before}\n")


HOSTILE = "<img src=x onerror=alert(1)> `</code><b>` ' \" &"


def test_html_is_well_formed_and_holds_no_markup_but_ours() -> None:
    bad = ExerciseScore("x", RunStatus.COMPLETED, (_criterion(FAILED, say("{v}", v=HOSTILE)),), error=HOSTILE)
    for html in (
        Result(HOSTILE, bad, str, 'en" onload="alert(1)')._repr_html_(),
        Panel("en", HOSTILE, HOSTILE, (), HOSTILE)._repr_html_(),
    ):
        page = _Structure(html)
        assert "<img src=x onerror=alert(1)>" in page.text
        assert {name for name, _ in page.attributes} <= {"role", "lang", "aria-label", "aria-hidden", "style"}


def test_feedback_sets_no_colour_and_names_its_region() -> None:
    html = Result("Train it", _score(PASSED, FAILED), str, "en")._repr_html_()
    assert not re.search(r"color|background|#[0-9a-f]{3}", html)
    assert "role='group' lang='en' aria-label='Train it'" in html
    assert _Structure(html).text.count("not yet: ") == 1  # heard, where the icon is seen


# Progress --------------------------------------------------------------------------------------


@pytest.fixture
def mixed(assignment: Assignment) -> Assignment:
    """The first exercises, with a written one among them."""
    title = Text((("en", "Why?"), ("es", "¿Por qué?")))
    first = tuple(replace(e, minutes=5) for e in assignment.automatic[:4])
    return replace(assignment, exercises=(*first, Exercise("why", title, 6.0, "written", 3)))


@pytest.fixture
def scores(mixed: Assignment) -> dict[str, ExerciseScore]:
    verdicts = ((PASSED, PASSED), (PASSED, FAILED, DEFERRED), (Verdict.NOT_ATTEMPTED,))
    return {e.id: _score(*v, exercise=e.id) for e, v in zip(mixed.exercises, verdicts, strict=False)}


def test_points_are_told_apart_by_what_is_known_of_them(
    mixed: Assignment, scores: dict[str, ExerciseScore]
) -> None:
    found = standing(mixed, scores)
    assert (found.held, found.missing, found.deferred) == (6.0, 4.0, 2.0)
    assert (found.written, found.unchecked) == (6.0, mixed.exercises[3].points)


def test_progress_names_each_exercise_with_its_state(
    mixed: Assignment, scores: dict[str, ExerciseScore], course: Course
) -> None:
    lines = repr(Progress(mixed, scores, course.translator("es"), "es")).splitlines()
    assert re.match(r"✓  load_data +5 min +4 de 4 puntos +Todo se cumple: 2 de 2 comprobaciones\.", lines[1])
    assert re.match(
        r"✗  show_sample .* 2 de 6 puntos, 2 por juzgar +Todavía no: 1 de 2 comprobaciones cumplidas; 1",
        lines[2],
    )
    assert re.match(r"○  q_dataset .* Todavía sin empezar\.", lines[3])
    assert re.match(r"·  normalise .* Sin comprobar en esta sesión\.", lines[4])
    assert re.match(r"✎  why +3 min +6 puntos +La lee y califica tu docente\.", lines[5])
    assert lines[6].startswith("Puntos asegurados hasta ahora: 6 de ")


def test_progress_in_jupyter_is_a_table_with_headed_rows_and_columns(
    mixed: Assignment, scores: dict[str, ExerciseScore], course: Course
) -> None:
    html = Progress(mixed, scores, course.translator("en"), "en")._repr_html_()
    assert html.count("scope='row'") == len(mixed.exercises)
    assert html.count("scope='col'") == 5
    assert "Load the data" in _Structure(html).text
