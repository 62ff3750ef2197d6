"""Draws the rooms and how they import one another: docs/architecture.svg, from the import graph.

    make architecture

Rows are the layers of the contracts, boxes the rooms on them. An arrow that a way through other rooms
implies is counted and not drawn. The same house always gives the same text.

Sugiyama's way: an arrow over several rows passes each of them in a lane of its own; rows are put in the order
that crosses least; boxes and lanes are drawn to the middle of what they are connected with.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from tools.rooms import HOUSE, ROOT, Arrow, House, Room, read_house

PICTURE = ROOT / "docs" / "architecture.svg"

WIDTH, MARGIN, HEAD = 1000, 34, 64
BOX_WIDTH, BOX_HEIGHT, ROW = 206, 58, 98
LANE, GAP = 26, 22  # pixels that a lane takes, and between two boxes
_SWEEPS = 24
_LETTERS = 32  # that fit into a line of a box

_RULE = "A room knows only what lies below it; rooms side by side do not know each other"
_NOTE = (
    "Beside a name: its modules. At an arrow: its imports. Not drawn: {implied} imports more, between rooms "
    "that other arrows connect already."
)

#: Where student code runs, and where it is judged: the two ends of the project's sentence.
_KINDS = {"inside": "theirs", "execution": "theirs", "scoring": "ours"}


@dataclass(eq=False)
class Node:
    """A box, or a lane where there is no room; `x` is its middle."""

    row: int
    room: Room | None = None
    x: float = WIDTH / 2

    @property
    def width(self) -> float:
        return BOX_WIDTH if self.room else LANE


@dataclass(frozen=True)
class Line:
    """An arrow's way: its box, the lanes it passes, its other box."""

    arrow: Arrow
    nodes: tuple[Node, ...]


Rows = list[list[Node]]


def svg(house: House) -> str:
    rows, lines = _placed(house)
    height = HEAD + ROW * len(rows) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-labelledby="title about">',
        '<title id="title">The rooms of mnist-autograder and how they import one another</title>',
        f'<desc id="about">{escape(_described(house))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="page" width="{WIDTH}" height="{height}"/>',
        *_legend(house, height),
        *_frame(house),
        *(_drawn(line, lines) for line in lines),
        *(part for row in rows for node in row if node.room for part in _box(node, node.room)),
        *(_count(line, lines) for line in lines),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _placed(house: House) -> tuple[Rows, list[Line]]:
    rows: Rows = [[Node(at, room) for room in row] for at, row in enumerate(house.rows)]
    boxes = {node.room.name: node for row in rows for node in row if node.room}
    lines = [_line(rows, boxes[a.importer], boxes[a.imported], a) for a in house.arrows]
    above: dict[Node, list[Node]] = {node: [] for row in rows for node in row}
    below: dict[Node, list[Node]] = {node: [] for row in rows for node in row}
    for line in lines:
        for upper, lower in pairwise(line.nodes):
            above[lower].append(upper)
            below[upper].append(lower)
    _ordered(rows, above, below)
    for sweep in range(_SWEEPS):
        for row in rows[:: 1 if sweep % 2 else -1]:
            _spread(row, [_middle(above[n] + below[n], n) for n in row])
    for _ in range(_SWEEPS):
        straight = {lane: _middle(line.nodes[1:-1], lane) for line in lines for lane in line.nodes[1:-1]}
        for row in rows:
            _spread(row, [straight.get(node, node.x) for node in row])
    return rows, lines


def _line(rows: Rows, start: Node, end: Node, arrow: Arrow) -> Line:
    lanes = [Node(at) for at in range(start.row + 1, end.row)]
    for lane in lanes:
        rows[lane.row].append(lane)
    return Line(arrow, (start, *lanes, end))


Neighbours = dict[Node, list[Node]]


def _ordered(rows: Rows, above: Neighbours, below: Neighbours) -> None:
    """Each row by the middle of its neighbours, from the top down and back; the best order seen is kept."""
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for sweep in range(_SWEEPS):
        known = above if sweep % 2 == 0 else below
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            row.sort(key=lambda node: _middle(known[node], node))
            _spread(row, [node.x for node in row])
        if (crossings := _crossings(rows, below)) < fewest:
            best, fewest = [list(row) for row in rows], crossings
    for row, order in zip(rows, best, strict=True):
        row[:] = order
        _spread(row, [WIDTH / 2] * len(row))


def _middle(neighbours: Sequence[Node], node: Node) -> float:
    return sum(n.x for n in neighbours) / len(neighbours) if neighbours else node.x


def _crossings(rows: Rows, below: Neighbours) -> int:
    place = {node: i for row in rows for i, node in enumerate(row)}
    count = 0
    for row in rows:
        pairs = [(place[upper], place[lower]) for upper in row for lower in below[upper]]
        count += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(pairs) for c, d in pairs[:i])
    return count


def _spread(row: Sequence[Node], wanted: Sequence[float]) -> None:
    """Middles as near as may be (in squares) to those wanted, in this order and not over one another."""
    offsets, at = [0.0], 0.0
    for left, right in pairwise(row):
        at += (left.width + right.width) / 2 + GAP * bool(left.room or right.room)
        offsets.append(at)
    blocks: list[list[float]] = []  # neighbours that touch, each with the mean of what they want
    for place, offset in zip(wanted, offsets, strict=True):
        blocks.append([place - offset, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (a, n), (b, m) = blocks[-2:]
            blocks[-2:] = [[(a * n + b * m) / (n + m), n + m]]
    starts = [mean for mean, count in blocks for _ in range(int(count))]
    lowest = MARGIN + row[0].width / 2
    highest = WIDTH - MARGIN - row[-1].width / 2 - offsets[-1]
    for node, start, offset in zip(row, starts, offsets, strict=True):
        node.x = min(max(start, lowest), max(highest, lowest)) + offset


def _top(row: int) -> float:
    return HEAD + ROW * row + (ROW - BOX_HEIGHT) / 2


def _port(line: Line, lines: Sequence[Line], end: int) -> float:
    """Where on its box's edge an arrow begins (end 0) or ends (-1): in the order of where they go."""
    box, towards = line.nodes[end], -2 if end else 1
    others = sorted((o for o in lines if o.nodes[end] is box), key=lambda o: o.nodes[towards].x)
    step = min(34.0, (BOX_WIDTH - 30) / len(others))
    return box.x + (others.index(line) - (len(others) - 1) / 2) * step


def _drawn(line: Line, lines: Sequence[Line]) -> str:
    """Straight down past boxes, bent between the rows."""
    x, y = _port(line, lines, 0), _top(line.nodes[0].row) + BOX_HEIGHT
    path = [f"M{x:.0f} {y:.0f}"]
    for node in line.nodes[1:]:
        last = node is line.nodes[-1]
        to = _port(line, lines, -1) if last else node.x
        top = _top(node.row) - (5 if last else 0)
        bend = (y + top) / 2
        path.append(f"C{x:.0f} {bend:.0f} {to:.0f} {bend:.0f} {to:.0f} {top:.0f}")
        x, y = to, _top(node.row) + BOX_HEIGHT
        if not last:
            path.append(f"V{y:.0f}")
    x, y = _port(line, lines, -1), _top(line.nodes[-1].row)
    return (
        f'<path class="arrow" d="{"".join(path)}"/>'
        f'<path class="head" d="M{x - 4:.0f} {y - 8:.0f}L{x:.0f} {y:.0f}L{x + 4:.0f} {y - 8:.0f}z"/>'
    )


def _count(line: Line, lines: Sequence[Line]) -> str:
    x, y = _port(line, lines, 0), _top(line.nodes[0].row) + BOX_HEIGHT + 12
    return f'<text class="count" x="{x:.0f}" y="{y:.0f}">{line.arrow.count}</text>'


def _box(node: Node, room: Room) -> Iterator[str]:
    left, top = node.x - BOX_WIDTH / 2, _top(node.row)
    kind = _KINDS.get(room.name, "room")
    yield (f'<rect class="{kind}" x="{left:.0f}" y="{top:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" '
           'rx="6"/>')  # fmt: skip
    about = textwrap.wrap(room.about, _LETTERS, max_lines=2, placeholder=" …")
    line = top + 19 + 6 * (len(about) < 2)
    size = f'<tspan class="size" dx="6">{room.modules}</tspan>' if room.modules > 1 else ""
    yield f'<text class="name" x="{node.x:.0f}" y="{line:.0f}">{escape(room.name)}{size}</text>'
    for i, part in enumerate(about):
        yield f'<text class="about" x="{node.x:.0f}" y="{line + 16 + 14 * i:.0f}">{escape(part)}</text>'


def _frame(house: House) -> Iterator[str]:
    top, bottom = HEAD + ROW * house.inner.start + 4, HEAD + ROW * house.inner.stop - 4
    yield (f'<rect class="frame" x="10" y="{top}" width="{WIDTH - 20}" height="{bottom - top}" rx="12"/>')
    yield f'<text class="label" x="24" y="{top + 22}">{HOUSE}</text>'


def _legend(house: House, height: float) -> Iterator[str]:
    implied = sum(arrow.count for arrow in house.implied)
    yield f'<text class="label" x="24" y="34">{_RULE}</text>'
    yield f'<text class="note" x="24" y="{height - 16:.0f}">{_NOTE.format(implied=implied)}</text>'
    for x, kind, text in ((24, "theirs", "student code runs here"), (206, "ours", "it is judged here")):
        yield f'<rect class="{kind}" x="{x}" y="46" width="14" height="14" rx="3"/>'
        yield f'<text class="note" x="{x + 20}" y="57">{text}</text>'


def _described(house: House) -> str:
    rows = "; ".join(", ".join(room.name for room in row) for row in house.rows)
    return f"Layers from the top down: {rows}. No arrow leads upwards, and none from a room to one beside it."


_STYLE = """
svg{--page:#fff;--ink:#1f2328;--soft:#57606a;--line:#8c959f;--room:#f6f8fa;--edge:#afb8c1;--frame:#d0d7de;
--theirs:#fff1e5;--theirs-edge:#bc4c00;--ours:#ddf4ff;--ours-edge:#0969da;
font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){svg{--page:#0d1117;--ink:#e6edf3;--soft:#9aa4af;--line:#7d8590;
--room:#161b22;--edge:#484f58;--frame:#30363d;--theirs:#2d1a0b;--theirs-edge:#f0883e;--ours:#0c2239;
--ours-edge:#58a6ff}}
.page{fill:var(--page)}.frame{fill:none;stroke:var(--frame)}
.room{fill:var(--room);stroke:var(--edge)}.theirs{fill:var(--theirs);stroke:var(--theirs-edge)}
.ours{fill:var(--ours);stroke:var(--ours-edge)}
.arrow{fill:none;stroke:var(--line);stroke-width:1.4}.head{fill:var(--line)}
text{fill:var(--ink);font-size:11px}.name{font-size:14px;font-weight:600;text-anchor:middle}
.size{fill:var(--soft);font-size:11px;font-weight:400}
.about{fill:var(--soft);text-anchor:middle}.label{font-size:14px;font-weight:600}.note{fill:var(--soft);font-size:12px}
.count{fill:var(--soft);font-size:10.5px;text-anchor:middle;stroke:var(--page);stroke-width:4px;paint-order:stroke}
"""


def main() -> int:
    PICTURE.write_text(svg(read_house()), encoding="utf-8")
    print(PICTURE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
