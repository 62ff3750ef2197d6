"""The picture of the rooms is of the rooms as they stand, and can be read; what the pages name is there."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tools.architecture import BOX_WIDTH, PICTURE, WIDTH, svg
from tools.rooms import Arrow, House, Room, read_house

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def house() -> House:
    return read_house()


def test_the_picture_is_of_the_rooms_as_they_stand(house: House) -> None:
    current = PICTURE.read_text(encoding="utf-8") == svg(house)
    assert current, "docs/architecture.svg shows other imports: run `make architecture`"


def test_it_is_small_and_loads_nothing() -> None:
    picture = PICTURE.read_text(encoding="utf-8")
    assert len(picture) < 60_000
    assert re.findall(r"href|url\(|<script|<image", picture) == []


def test_every_arrow_leads_down(house: House) -> None:
    level = {room.name: at for at, row in enumerate(house.rows) for room in row}
    arrows = (*house.arrows, *house.implied)
    assert [a for a in arrows if level[a.importer] >= level[a.imported]] == []
    assert {a.importer for a in arrows} | {a.imported for a in arrows} == level.keys()


def test_the_sentence_of_the_project_can_be_seen(house: House) -> None:
    """Evidence comes of one side, grades of the other, and no arrow joins them."""
    pairs = {(a.importer, a.imported) for a in (*house.arrows, *house.implied)}
    assert {("execution", "evidence"), ("scoring", "evidence"), ("execution", "inside")} <= pairs
    assert {("execution", "scoring"), ("scoring", "execution")}.isdisjoint(pairs)


def test_boxes_lie_on_the_paper_and_not_over_one_another(house: House) -> None:
    drawing = ElementTree.fromstring(svg(house))
    boxes = [r.attrib for r in drawing.iter("{http://www.w3.org/2000/svg}rect") if r.get("rx") == "6"]
    assert len(boxes) == sum(len(row) for row in house.rows)
    rows: dict[str, list[float]] = {}
    for box in boxes:
        rows.setdefault(box["y"], []).append(float(box["x"]))
    for lefts in rows.values():
        edges = sorted(lefts)
        assert edges[0] >= 0
        assert edges[-1] + BOX_WIDTH <= WIDTH
        assert all(right - left >= BOX_WIDTH for left, right in pairwise(edges))


def test_an_arrow_that_others_imply_is_counted_and_not_drawn() -> None:
    rows = tuple((Room(name, "", 1),) for name in ("top", "middle", "bottom"))
    drawn = (Arrow("top", "middle", 2), Arrow("middle", "bottom", 3))
    picture = svg(House(rows, range(0, 3), drawn, (Arrow("top", "bottom", 41),)))
    assert picture.count('class="arrow"') == 2
    assert "Not drawn: 41 imports more" in picture
