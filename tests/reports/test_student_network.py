"""The charts of a student's own network say what was measured, and a table says it again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from reports.charts.student_network import StudentCharts, student_charts
from reports.page_data.parts import ReferenceLine
from reports.page_data.student import SheetPage
from reports.page_data.student_network import Learning, Measured, StudentNetwork
from reports.render import render
from tests.reports.networks import reference_line, student_network

LARGEST = 300_000  # bytes of a student's page


@pytest.fixture
def network() -> StudentNetwork:
    return student_network()


@pytest.fixture
def charts(network: StudentNetwork) -> StudentCharts:
    return student_charts(network, "en")


def test_dots_and_ranges_lie_where_they_were_measured(network: StudentNetwork, charts: StudentCharts) -> None:
    assert network.standing
    assert charts.standing
    rows, marks = (network.standing.own, *network.standing.references), charts.standing.marks
    for row, mark in zip(rows, marks, strict=True):
        assert isinstance(row, Measured | ReferenceLine)
        assert row.interval
        assert mark.low is not None
        assert mark.high is not None
        assert 0 <= mark.low < mark.x < mark.high <= 100
        assert (mark.x - mark.low) / (mark.high - mark.low) == pytest.approx(
            (row.accuracy - row.interval.low) / (row.interval.high - row.interval.low), abs=0.02
        )
    assert [mark.kind for mark in marks] == ["own", "baseline", "reference"]
    assert charts.standing.reference == marks[1].x
    assert charts.standing.labels == "above"
    assert [mark.y for mark in marks] == sorted(mark.y for mark in marks)


def test_a_reference_without_a_known_range_is_a_dot_alone(sheet: SheetPage, network: StudentNetwork) -> None:
    assert network.standing
    alone = replace(network.standing, references=(reference_line("sgd", 0.871),))
    page = render(replace(sheet, network=replace(network, standing=alone)))
    assert "<title>sgd: 87.1%</title>" in page
    drawn = page.partition('<div class="intervals standing')[2].partition("</svg>")[0]
    assert (drawn.count("<circle"), drawn.count('class="interval"')) == (2, 1)


def test_a_number_that_is_missing_leaves_a_gap_and_an_empty_cell(charts: StudentCharts) -> None:
    assert charts.accuracy
    assert charts.loss
    parts = [(trace.part, trace.dot is not None) for trace in charts.accuracy.traces]
    assert parts == [("train", False), ("test", True), ("test", False)]
    lengths = [len(trace.points.split()) for trace in charts.loss.traces]
    assert lengths == [4, 2]
    assert [row.val_accuracy for row in charts.epochs][1] == ""
    assert [row.val_loss for row in charts.epochs][2:] == ["", ""]
    assert charts.epochs[0].loss == "1.90"


def test_curves_stay_in_their_frame(charts: StudentCharts) -> None:
    for chart in (charts.accuracy, charts.loss):
        assert chart
        points = re.findall(r"([\d.]+),([\d.]+)", " ".join(trace.points for trace in chart.traces))
        assert points
        for x, y in points:
            assert chart.left <= float(x) <= chart.right <= chart.width
            assert chart.top <= float(y) <= chart.bottom <= chart.height


def test_a_network_that_reported_no_accuracy_has_no_such_curve(network: StudentNetwork) -> None:
    told = Learning((), (None, None), (2.0, 1.0), (), "")
    charts = student_charts(replace(network, learning=told), "es")
    assert charts.accuracy is None
    assert [row.loss for row in charts.epochs] == ["2.00", "1.00"]


@pytest.mark.parametrize("missing", ["standing", "learning"])
def test_what_is_not_known_is_left_out(sheet: SheetPage, network: StudentNetwork, missing: str) -> None:
    whole = render(sheet)
    unknown: dict[str, Any] = {missing: None}
    page = render(replace(sheet, network=replace(network, **unknown)))
    assert f'id="{missing}"' in whole
    assert f'id="{missing}"' not in page
    assert 'id="mistakes"' in page


def test_every_drawing_is_named_and_has_its_numbers_in_a_table(sheet: SheetPage) -> None:
    page = render(sheet)
    for drawing in re.findall(r"<svg[^>]*>", page):
        assert 'role="img"' in drawing
    assert page.count('class="digit"') == 12
    for told in ("94.4", "91.4", "89.6", "61.0", "1.90"):
        assert f">{told}" in page.replace("\N{NO-BREAK SPACE}%", "")


def test_noise_in_twelve_pictures_still_makes_a_small_page(sheet: SheetPage) -> None:
    assert len(render(sheet).encode()) < LARGEST
