"""What we say to people: an English template with its values, rendered in their language.

Templates are the keys of gettext catalogues (`locale/es.po` here, in `reports/` and in the
course), so that a score sheet can be read in any language after it was made.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from tomllib import TOMLDecodeError
from typing import Any

from reference.errors import Told

LANGUAGES = ("en", "es")

Translate = Callable[[str], str]

_VALUE_LENGTH = 120
_PARSER = Formatter()
_SAMPLE_MARKS = re.compile("1(.*)234(.+)5(.*)")


@dataclass(frozen=True)
class Message:
    """A template with named fields, and what fills them: numbers, short texts, messages."""

    template: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.render(str)

    def render(self, translate: Translate) -> str:
        """The sentence in the language of `translate`, its numbers written as that language does."""
        filled = {
            name: value.render(translate) if isinstance(value, Message) else value
            for name, value in self.values
        }
        return _filled(translate(self.template), filled, _marks(translate))

    def to_json(self) -> dict[str, Any]:
        values = {k: v.to_json() if isinstance(v, Message) else v for k, v in self.values}
        return {"template": self.template, "values": values}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Message:
        values = {k: Message.from_json(v) if isinstance(v, dict) else v for k, v in data["values"].items()}
        return Message(data["template"], tuple(values.items()))


def say(template: str, **values: Any) -> Message:
    """A message; long texts, which may come from a student, are cut."""
    return Message(template, tuple((k, _short(v)) for k, v in values.items()))


def plural(one: str, other: str, count: float, **values: Any) -> Message:
    """`one` for exactly one, `other` for every other `count`, as English and Spanish both do.

    Both are templates of their own and have the field `count`; another language of another
    rule would need gettext's plural forms here.
    """
    return say(one if count == 1 else other, count=count, **values)


def _plain(value: Any) -> Any:
    """As it can be told in any language, and stored: a cause as its message, a path as its text."""
    if isinstance(value, OSError):
        return of_system(value)
    if isinstance(value, Told):
        return of_error(value)
    return str(value) if isinstance(value, Exception | Path) else value


#: By what C calls it.
_REFUSALS = {
    errno.ENOENT: say("it is not there"),
    errno.EACCES: say("access to it is denied"),
    errno.EPERM: say("access to it is denied"),
    errno.EROFS: say("its disk can only be read"),
    errno.ENOSPC: say("its disk is full"),
    errno.EEXIST: say("it is there already"),
    errno.EISDIR: say("it is a folder"),
    errno.ENOTDIR: say("a part of its path is no folder"),
}


def joined(mark: str, parts: Iterable[Message | str]) -> Message:
    """Messages with a mark between them, each in the reader's language; texts as they are, uncut."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    mark = mark.replace("{", "{{").replace("}", "}}")
    return Message(mark.join(f"{{{name}}}" for name in values), tuple(values.items()))


def _short(value: Any) -> Any:
    if not isinstance(value, str) or len(value) <= _VALUE_LENGTH:
        return value
    return value[: _VALUE_LENGTH - 1] + "…"


def _marks(translate: Translate) -> dict[str, str]:
    """What a language writes for the marks in Python's numbers: a catalogue tells by this sample."""
    found = _SAMPLE_MARKS.fullmatch(translate(say("1,234.5%").template))
    return dict(zip(",.%", found.groups(), strict=True)) if found else {}


def _filled(template: str, values: Mapping[str, Any], marks: Mapping[str, str]) -> str:
    """The template with its fields filled; between backticks is code, whose numbers stay Python's."""
    filled, in_code = "", False
    for text, name, spec, conversion in _PARSER.parse(template):
        in_code ^= text.count("`") % 2 == 1
        filled += text
        if name is not None:
            value = _PARSER.convert_field(values[name], conversion)
            written = format(value, spec or "")
            number = isinstance(value, int | float) and not in_code
            filled += "".join(marks.get(sign, sign) for sign in written) if number else written
    return filled


def of_error(error: Told) -> Message:
    """What an error of ours says; one without values is taken as it is, braces and all."""
    values = {k: _plain(v) for k, v in error.values.items()} or {"told": error.template}
    return Message(error.template if error.values else "{told}", tuple(values.items()))


def told(error: Told, translate: Translate) -> str:
    """An error of ours in the language of `translate`."""
    return of_error(error).render(translate) if error.values else translate(error.template)


def of_system(error: OSError) -> Message:
    """What the system refused, by its number; its own English words where it is a rare one."""
    return _REFUSALS.get(error.errno or 0) or say("{told}", told=error.strerror or str(error))


def cause(error: Exception) -> Message:
    """Why a file of somebody's cannot be used: ours in their language, Python's own with its kind."""
    if isinstance(error, Told):
        return of_error(error)
    if isinstance(error, TOMLDecodeError):
        return say("it is not valid TOML ({detail})", detail=str(error))
    if isinstance(error, KeyError) and error.args:
        return say("{name} is missing", name=str(error.args[0]))
    if isinstance(error, OSError):
        return of_system(error)
    detail = f"{type(error).__name__}: {error}"
    return say("something in it is of another form than it must be ({detail})", detail=detail)


def spoken() -> str:
    """The language that this machine is set to, where we speak it; English elsewhere."""
    settings = (os.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    language = next((setting for setting in settings if setting), "")[:2]
    return language if language in LANGUAGES else "en"


def translator(language: str, *folders: Path) -> Translate:
    """Translates templates by the catalogues `locale/<language>.po` of ours and of `folders`."""
    entries = _catalogue(language, folders)
    return lambda template: entries.get(template, template)


@cache
def _catalogue(language: str, folders: tuple[Path, ...]) -> dict[str, str]:
    import polib

    ours = Path(__file__).parent
    entries: dict[str, str] = {}
    for folder in (ours, ours.parent / "reports", *folders):
        path = folder / "locale" / f"{language}.po"
        if path.is_file():
            entries |= {e.msgid: e.msgstr for e in polib.pofile(str(path)) if e.msgstr}
    return entries
