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
PAGES = ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/security.md", "assignments/README.md")
_PATH = re.compile(r"`([\w./-]+/[\w.-]*\.(?:py|md|toml|html|css|po)|[\w./-]+/[\w-]+/)`")
_NAMED = re.compile(r"`([\w./]+\.py)`: (`\w+`(?:, `\w+`)*)")
_IN_A_COURSE_FOLDER = (
    "submitted/",
    "release/",
    "source/",
    "my-course/",
    "reports/index.html",
    ".autograder/",
    "out/",
)


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


def _found(path: str) -> Path | None:
    return next((p for p in (ROOT / path, ROOT / "autograder" / path) if p.exists()), None)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_files_that_are_there(page: str) -> None:
    named = set(_PATH.findall((ROOT / page).read_text(encoding="utf-8")))
    assert named
    ours = {path for path in named if not path.startswith(_IN_A_COURSE_FOLDER)}
    assert sorted(path for path in ours if not _found(path)) == []


def test_what_it_says_is_in_a_file_is_in_that_file() -> None:
    named = _NAMED.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    places = [(path, name.strip("`")) for path, names in named for name in names.split(", ")]
    assert len(places) > 20
    code = {path: found.read_text(encoding="utf-8") for path, _ in places if (found := _found(path))}
    lost = [
        place for place in places if not re.search(rf"\b(def|class) {place[1]}\b", code.get(place[0], ""))
    ]
    assert lost == []


def test_it_says_what_each_contract_is_for_and_where_each_room_stands(house: House) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    contracts = re.findall(r'^name = "(.*)"\ntype = ', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert [name for name in contracts if f"- **{name}" not in page] == []
    rooms = [room.name for row in house.rows[house.inner.start : house.inner.stop] for room in row]
    assert [room for room in rooms if not re.search(rf"`{room}(/|\.py`)", page)] == []
