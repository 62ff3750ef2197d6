"""The class page as text: from one student to two thousand, with every number in words and hostile names."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from autograder.messages import translator
from reports.charts.histogram import histogram
from reports.formats import Numbers
from reports.page_data.class_ import ClassPage
from reports.render import render
from reports.views.class_ import MANY_DOTS, class_view
from tests.reports.classes import MESSAGE, NAMES, class_of, hostile_class
from tests.reports.test_render import Elements

SPANISH = translator("es")
KIB = 1 << 10


def _text(page: ClassPage) -> str:
    """What is read, without marks."""
    html = (
        render(page, SPANISH if page.language == "es" else str)
        .partition("<body>")[2]
        .partition("<script>")[0]
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


@pytest.mark.parametrize(("students", "most"), [(1, 60), (200, 250), (2_000, 1_500)])
def test_a_class_page_stays_small(students: int, most: int) -> None:
    assert len(render(class_of(students)).encode()) < most * KIB


def test_one_student_has_no_statistics() -> None:
    page = class_of(1)
    assert (page.spread, page.used, page.exercises, page.criteria) == (None, (), (), ())
    assert page.headline.startswith("1 submission: ")
    text = _text(page)
    assert "1 submissions" not in text
    assert "edian" not in text
    assert "Students measured: 1," in text


def test_two_students_have_a_range_and_no_median() -> None:
    page = class_of(2)
    assert page.headline.startswith("2 submissions, from ")
    assert page.spread is None
    assert page.exercises


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("students", [1, 2, 30])
def test_no_word_is_left_in_the_other_language(students: int, language: str) -> None:
    text = _text(class_of(students, language))
    for english, spanish in (("Handed in", "Entregas"), ("Each student", "Cada estudiante")):
        assert (english in text) is (language == "en")
        assert (spanish in text) is (language == "es")


def test_the_distribution_says_n_mean_median_and_both_ends_in_words() -> None:
    page = class_of(200)
    spread = page.spread
    assert spread is not None
    assert sum(value == 0 for value in spread.points) == spread.zero
    assert spread.full == sum(value >= spread.reachable for value in spread.points) > 0
    wanted = f"Points of {len(spread.points)} students: median {Numbers().plain(spread.median)}, "
    assert wanted in _text(page)
    assert f"with all that can be had so far: {spread.full}." in _text(page)


def test_criteria_come_by_how_many_missed_them() -> None:
    missed = [criterion.missed for criterion in class_of(200).criteria]
    assert missed == sorted(missed, reverse=True)
    assert missed[0] > missed[-1]
    worst = class_of(200).criteria[0]
    assert worst.said <= worst.missed - worst.idle - worst.blocked


def _missed(*counts: int) -> ClassPage:
    """A class of thirty with criteria that so many missed."""
    page = class_of(30)
    first, students = page.criteria[0], 30
    rows = (replace(first, students=students, earned=students - count) for count in counts)
    return replace(page, criteria=tuple(rows))


@pytest.mark.parametrize(
    ("counts", "shown", "told"),
    [
        ([5] + [4] * 29, 10, "Missed by as many or fewer: 20"),
        ([9] * 8 + [4] * 5 + [3] * 4, 13, "Missed by fewer: 4"),
        ([9] * 8 + [4] * 7 + [3] * 4, 15, "Missed by fewer: 4"),
        ([9] * 8 + [4] * 8 + [3] * 4, 10, "Missed by as many or fewer: 10"),
        ([9] * 10 + [4] * 8, 10, "Missed by fewer: 8"),
        ([9] * 12, 12, ""),
        ([9] * 3, 3, ""),
    ],
)
def test_the_list_of_what_was_missed_is_cut_where_its_words_are_true(
    counts: list[int], shown: int, told: str
) -> None:
    page = _missed(*counts)
    view, text = class_view(page, Numbers(), str), _text(page)
    assert len(view.worst) == shown
    assert len(view.worst) + len(view.others) == len(counts)
    assert told in text
    assert ("Missed by" in text) is bool(told)


@pytest.mark.parametrize(("language", "told"), [("en", "33.5%"), ("es", "33.5\N{NO-BREAK SPACE}%")])
def test_a_share_is_written_alike_wherever_it_stands(language: str, told: str) -> None:
    page = class_of(30, language)
    assert page.spread
    page = replace(page, spread=replace(page.spread, median=33.5, in_percent=True))
    html = render(page, SPANISH if language == "es" else str)
    assert f"<dd>{told}</dd>" in html
    assert not re.search(r"\d%", html.partition("<main")[2].partition("<nav")[0]) or language == "en"


def test_failures_of_ours_come_before_everything_else() -> None:
    page = class_of(200)
    assert {group.kind for group in page.failures} == {"unscored"}
    html = render(page)
    assert html.index('id="failures"') < html.index('id="waiting"') < html.index('id="points"')
    assert "no space left on device" in html
    assert "is not a notebook: it is empty" in html


def test_many_dots_become_a_histogram_with_the_same_students() -> None:
    few, many = class_of(30), class_of(200)
    shown = class_view(few, Numbers(), str)
    crowded = class_view(many, Numbers(), str)
    assert shown.strip is not None
    assert len(shown.strip.dots) == shown.measured <= MANY_DOTS < crowded.measured
    assert crowded.accuracies is not None
    assert sum(bin.count for bin in crowded.accuracies.bins) == crowded.measured
    assert len(crowded.accuracies.lines) == 2


def test_names_and_messages_of_students_are_text() -> None:
    html = render(hostile_class())
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(&#39;name&#39;)&lt;/script&gt;" in html
    hrefs = [str(found["href"]) for found in Elements(html).named("a")]
    assert not [href for href in hrefs if ":" in href or " " in href or "?" in href]
    for name in NAMES:
        assert any(name in text for _, text in Elements(html).texts)
    assert MESSAGE.partition("`")[0] in "".join(text for _, text in Elements(html).texts)


def test_every_chart_has_a_role_and_a_name_and_a_table() -> None:
    for students in (30, 200):
        html = render(class_of(students))
        charts = [found for found in Elements(html).named("svg") if "aria-hidden" not in found]
        assert len(charts) == 2
        assert {found["role"] for found in charts} == {"img"}
        assert html.count("<table") >= 5


def test_a_class_without_a_single_score_renders() -> None:
    page = replace(class_of(1), rows=(), references=(), headline="No submission has a score yet", waiting=())
    assert "No submission has a score yet" in _text(page)


def test_no_dot_covers_another() -> None:
    strip = class_view(class_of(100), Numbers(), str).strip
    assert strip is not None
    for level in {dot.y for dot in strip.dots}:
        places = sorted(dot.x for dot in strip.dots if dot.y == level)
        assert all(b - a >= 1.5 for a, b in pairwise(places))


# The geometry of histograms --------------------------------------------------------------------


def test_every_value_is_in_one_bin_and_the_highest_bar_is_as_tall_as_it_may() -> None:
    drawn = histogram([0, 0, 5, 10, 84], 0.0, 84.0, (), 12, Numbers().plain, parts=True)
    assert sum(bin.count for bin in drawn.bins) == 5
    assert [bin.count for bin in drawn.bins][:2] == [3, 1]
    assert (drawn.bins[0].low, drawn.bins[-1].high) == ("0", "84")
    whole = [bar for bar in drawn.bars if bar.part == "all"]
    assert max(bar.height for bar in whole) == pytest.approx(drawn.bottom - drawn.top)
    zero, full = (next(bar for bar in drawn.bars if bar.part == part) for part in ("zero", "full"))
    assert zero.height == pytest.approx(whole[0].height * 2 / 3, abs=0.1)
    assert full.height == whole[-1].height


@pytest.mark.parametrize("values", [[0.9], [0.9] * 150, [0.0, 1.0], [0.0], [1.0]])
def test_values_that_are_all_alike_can_be_drawn(values: list[float]) -> None:
    drawn = histogram(values, min(values), max(values), (), 25, Numbers().percent)
    assert sum(bin.count for bin in drawn.bins) == len(values)
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 for bar in drawn.bars)


def test_labels_of_lines_do_not_cross_lines_on_their_side() -> None:
    lines = [("a", 10.0), ("b", 30.0), ("c", 60.0), ("d", 90.0)]
    drawn = histogram([0.0, 100.0], 0.0, 100.0, lines, 10, Numbers().plain)
    assert [(line.name, line.anchor) for line in drawn.lines] == [
        ("a", "start"), ("b", "start"), ("d", "end"), ("c", "end"),
    ]  # fmt: skip
    assert [line.y for line in drawn.lines] == sorted(line.y for line in drawn.lines)
