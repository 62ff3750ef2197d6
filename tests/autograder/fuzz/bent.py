"""JSON texts of ours with something in them that does not belong there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(max_size=6)
    | st.sampled_from(["raised", "passed", "\ud800", "{x}", "../a", "2026-02-30"])
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda p: st.lists(p, max_size=3) | st.dictionaries(st.text(max_size=6), p, max_size=3),
    max_leaves=6,
)
TEXTS = st.sampled_from(["", "[", "[" * 100_000, '{"a":' * 50_000, "\0", "é", "nan", "{}", "[1]"])


def _places(found: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a value stands in JSON, each as the way to it."""
    yield way
    inside = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, part in inside:
        yield from _places(part, (*way, key))


@st.composite
def bent(draw: Any, text: str) -> str:
    """A JSON text with one value of it replaced or left out; now and then another text."""
    if not draw(st.integers(0, 9)):
        return str(draw(TEXTS))
    whole = [json.loads(text)]
    way: tuple[Any, ...] = draw(st.sampled_from(list(_places(whole[0]))))
    *above, last = (0, *way)
    place: Any = whole
    for key in above:
        place = place[key]
    if way and draw(st.booleans()):
        del place[last]
    else:
        place[last] = draw(JSON)
    return json.dumps(whole[0])
