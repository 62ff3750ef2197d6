"""Numbers as readers see them, and what a page shows beside its own fields."""

from __future__ import annotations

from datetime import date

import pytest

from reports.formats import Numbers
from reports.page_data.comparison import Confusion
from reports.page_data.student import CriterionLine, ExerciseBlock
from reports.render import ForbiddenLink, local_link
from reports.views.comparison import confusion_table
from reports.views.student import exercise

SPACE = "\N{NO-BREAK SPACE}"
ENGLISH, SPANISH = Numbers("en", 2), Numbers("es-MX", 1)


def test_decimals_follow_the_number_of_images() -> None:
    assert Numbers.for_images("en", 10_000).percent(0.947) == "94.70%"
    assert Numbers.for_images("en", 360).percent(0.947) == "94.7%"


def test_differences_have_a_sign_and_a_true_minus() -> None:
    texts = [ENGLISH.points(value) for value in (-0.012, 0.052, 0.00001, -0.00001)]
    assert texts == ["−1.20", "+5.20", "0.00", "0.00"]


def test_spanish_writes_a_decimal_point_and_parts_thousands_by_a_space() -> None:
    assert SPANISH.percent(0.9781) == f"97.8{SPACE}%"
    assert SPANISH.points(-0.0123) == "−1.2"
    assert SPANISH.count(60_000) == "60\N{NARROW NO-BREAK SPACE}000"
    assert SPANISH.plain(3.5) == "3.5"


def test_a_date_names_its_month() -> None:
    assert SPANISH.day(date(2026, 3, 1)) == "1 de marzo de 2026"
    assert ENGLISH.day(date(2026, 3, 1)) == "March 1, 2026"


def test_other_numbers() -> None:
    assert [ENGLISH.plain(value) for value in (3.0, 3.5, 0.25, 100)] == ["3", "3.5", "0.25", "100"]
    assert [ENGLISH.mebibytes(value) for value in (0, 1.6e6, 3_000_000_000)] == ["0", "2", "2,861"]
    assert [ENGLISH.seconds(value) for value in (0.04, 9.96, 1234.4)] == ["0.0", "10", "1,234"]
    assert ENGLISH.size(0.003) == "0.3"
    assert ENGLISH.percentages(0.9, 0.9) == "90.00%"
    assert ENGLISH.losses(0.16, 0.2) == "0.160–0.200"


def test_shades_grow_with_the_share_of_the_row() -> None:
    table = confusion_table(Confusion(((9000, 990, 9, 1, 0), (0, 0, 0, 0, 0)), 1), ENGLISH)
    shades = [cell.shade for cell in table.rows[0][1]]
    assert shades == [9, 7, 1, 1, 0]
    assert table.classes == ("0", "1", "2", "3", "4")
    assert [cell.correct for cell in table.rows[1][1]] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        (("passed", "passed"), "passed"),
        (("passed", "failed", "blocked"), "failed"),
        (("passed", "blocked"), "failed"),
        (("passed", "not_attempted"), "failed"),
        (("not_attempted",), "not_attempted"),
        ((), "not_attempted"),
        (("failed", "needs_human"), "needs_human"),
        (("needs_human", "unscored"), "unscored"),
    ],
)
def test_the_state_of_an_exercise_is_the_one_that_matters_most(verdicts: tuple[str, ...], state: str) -> None:
    criteria = tuple(CriterionLine("", verdict, "", 0, 1, "") for verdict in verdicts)
    assert exercise(ExerciseBlock("", "", "", 0, len(criteria), criteria)).state == state


@pytest.mark.parametrize("href", ["javascript:x", " java\tscript:x", "\x01javascript:x", "data:text/html,x"])
def test_links_that_would_run_something_are_refused(href: str) -> None:
    with pytest.raises(ForbiddenLink):
        local_link(href)


@pytest.mark.parametrize("href", ["sheets/ana.html", "../index.html#table", "#students", ""])
def test_paths_are_linked(href: str) -> None:
    assert local_link(href) == href
