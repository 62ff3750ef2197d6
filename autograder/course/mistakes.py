"""What is wrong in tables that people write, in our words: an unknown name, a missing one, a wrong value.

msgspec says whether a file is as it must be; here the first mistake is found and told, with the place
where it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Annotated, Any, get_args, get_origin

from msgspec import Meta, Struct, ValidationError, convert
from msgspec.structs import fields

from autograder.messages import Message, say

#: Kept as Python has them: a time in quotes is a text.
BUILTIN = (datetime, date)

_SAYS = "says"
_SHOWN = 60  # characters of a wrong value

Place = tuple[str, ...]


def wrong(says: Message) -> Meta:
    """Beside a type: what is said of another value, which fills `name` and `found`."""
    return Meta(extra={_SAYS: says})


def mistake_in(data: dict[str, Any], kind: type[Struct]) -> Message | None:
    """The first thing that is wrong with a file's tables; None where nothing is."""
    return _Search(frozenset(field.name for field in fields(kind))).first(data, kind)


def nearest(names: Iterable[str], known: Collection[str]) -> str:
    """What was probably meant by names that there are not; empty where nothing is like them."""
    alike = (close for name in names for close in get_close_matches(name, known, n=1))
    return ", ".join(dict.fromkeys(alike))


@dataclass(frozen=True)
class _Search:
    """For the first mistake in a file; `top` are the names above its first table."""

    top: frozenset[str]

    def first(self, value: Any, kind: Any, place: Place = (), outer: Message | None = None) -> Message | None:
        """What is wrong with a value; `outer` is said where its own type has nothing to say."""
        says = _said_of(kind, value, place) or outer
        for mistake in self._inside(value, kind, place, says):
            if mistake is not None:
                return mistake
        try:
            convert(value, kind, builtin_types=BUILTIN)
        except ValidationError:
            return _placed(says, place) if says else _no_table(value, place)
        return None

    def _inside(self, value: Any, kind: Any, place: Place, says: Message | None) -> Iterator[Message | None]:
        """The mistakes of a table's names and values, or of a list's members."""
        bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
        if isinstance(bare, type) and issubclass(bare, Struct):
            if isinstance(value, dict):
                yield self._wrong_names(value, bare, place)
                known = {field.name: field.type for field in fields(bare)}
                for name, found in value.items():
                    yield self.first(found, known[name], (*place, name))
        elif get_origin(bare) is dict and isinstance(value, dict):
            for name, found in value.items():
                yield self.first(found, get_args(bare)[1], (*place, str(name)), says)
        elif get_origin(bare) is tuple and isinstance(value, list | tuple):
            for number, found in enumerate(value, 1):
                yield self.first(found, get_args(bare)[0], (*place, _called(found, number)), says)

    def _wrong_names(self, table: dict[str, Any], kind: type[Struct], place: Place) -> Message | None:
        known = {field.name: field.required for field in fields(kind)}
        if unknown := sorted(table.keys() - known.keys()):
            return _placed(self._meaningless(unknown, known.keys() - table.keys()), place, table=True)
        if missing := sorted(name for name, required in known.items() if required and name not in table):
            return _placed(say("{names} is missing", names=", ".join(missing)), place, table=True)
        return None

    def _meaningless(self, unknown: list[str], known: Collection[str]) -> Message:
        names = ", ".join(unknown)
        if self.top.issuperset(unknown):
            return say("{names} means nothing here: it belongs at the top, above the first [table]",
                       names=names)  # fmt: skip
        if meant := nearest(unknown, known):
            return say("{names} means nothing here: did you mean {meant}?", names=names, meant=meant)
        return say("{names} means nothing here", names=names)


def _said_of(kind: Any, value: Any, place: Place) -> Message | None:
    """What the type itself has to say of a wrong value."""
    for meta in getattr(kind, "__metadata__", ()):
        if meta.extra:
            says: Message = meta.extra[_SAYS]
            return Message(says.template, (*says.values, ("name", place[-1]), ("found", _shown(value))))
    return None


def _no_table(value: Any, place: Place) -> Message:
    told = say("{place} is {found}, not a table", place=".".join(place), found=_shown(value))
    return say("something in it is of another form than it must be ({detail})", detail=told)


def _placed(mistake: Message, place: Place, table: bool = False) -> Message:
    """With the place, where the sentence does not name it already."""
    if len(place) < (1 if table else 2):
        return mistake
    return say("{mistake} (at {place})", mistake=mistake, place=".".join(place))


def _called(member: Any, number: int) -> str:
    """A member of a list by its own name, where it has one."""
    named = [member.get(key) for key in ("slug", "id")] if isinstance(member, dict) else []
    return next((name for name in named if isinstance(name, str)), f"#{number}")


def _shown(value: Any) -> str:
    """A value as TOML has it, near enough, and not too much of it."""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value) if isinstance(value, date | time) else repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
