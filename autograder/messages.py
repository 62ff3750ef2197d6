"""What we say to people: an English template with its values, rendered in their language.

Templates are the keys of gettext catalogues (`locale/es.po` here, in `reports/` and in the
course; see `catalogues.py`), so that a score sheet can be read in any language after it was made.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from string import Formatter
from tomllib import TOMLDecodeError
from typing import Any

from autograder import catalogues
from reference.errors import Told

LANGUAGES = ("en", "es")

Translate = Callable[[str], str]

_VALUE_LENGTH = 120
_PARSER = Formatter()
_SAMPLE_MARKS = re.compile("1(.*)234(.+)5(.*)")


@dataclass(frozen=True)
class Message:
    """A template with named fields, and what fills them: numbers, short texts, messages.

    With `other`, a plural: `template` is for one, `other` for more, and the value `count` says how many.
    """

    template: str
    values: tuple[tuple[str, Any], ...] = ()
    other: str = ""

    def __str__(self) -> str:
        return self.render(str)

    def render(self, translate: Translate) -> str:
        """The sentence in the language of `translate`, its numbers written as that language does."""
        filled: dict[str, Any] = {
            name: value.render(translate) if isinstance(value, Message) else value
            for name, value in self.values
        }
        if self.other:
            template = _form(translate, self.template, self.other, filled["count"])
        else:
            template = translate(self.template)
        return _filled(template, filled, _marks(translate))

    def to_json(self) -> dict[str, Any]:
        values = {k: v.to_json() if isinstance(v, Message) else v for k, v in self.values}
        plural = {"plural": self.other} if self.other else {}
        return {"template": self.template, **plural, "values": values}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Message:
        values = {k: Message.from_json(v) if isinstance(v, dict) else v for k, v in data["values"].items()}
        return Message(data["template"], tuple(values.items()), data.get("plural", ""))


def say(template: str, **values: Any) -> Message:
    """A message; long texts, which may come from a student, are cut."""
    return Message(template, tuple((k, _short(v)) for k, v in values.items()))


def plural(one: str, other: str, count: float, **values: Any) -> Message:
    """`one` or `other`, as English has them; the reader's language may have more forms, by its own rule.

    Both are one entry of the catalogue, and have the field `count`.
    """
    return Message(one, say(one, count=count, **values).values, other)


def _storable(value: Any) -> Any:
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
    values = {k: _storable(v) for k, v in error.values.items()} or {"told": error.template}
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
    """The first language that this machine is set to and we speak, as gettext reads it; else English."""
    settings = (os.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    wanted = next((setting for setting in settings if setting), "").split(":")
    return next((name[:2] for name in wanted if name[:2] in LANGUAGES), "en")


@dataclass(frozen=True)
class Translator:
    """Translates by a catalogue of gettext's; sentences that it does not have stay as they are."""

    catalogue: NullTranslations

    def __call__(self, sentence: str) -> str:
        return self.catalogue.gettext(sentence) if sentence else ""  # its entry is the catalogue's header

    def plural(self, one: str, other: str, count: float) -> str:
        """The form for `count`, also where the catalogue has both as sentences of their own."""
        whole = int(count) if float(count).is_integer() else 2  # the rules know no fractions
        found = self.catalogue.ngettext(one, other, whole)
        return self(found) if found in (one, other) else found


def _form(translate: Translate, one: str, other: str, count: float) -> str:
    if isinstance(translate, Translator):
        return translate.plural(one, other, count)
    return translate(one if count == 1 else other)


def translator(language: str, *folders: Path) -> Translator:
    """Translates templates by the catalogues of ours and of `folders`, of which a later one goes first."""
    return Translator(_catalogue(language, folders))


@cache
def _catalogue(language: str, folders: tuple[Path, ...]) -> NullTranslations:
    ours = Path(__file__).parent
    found = NullTranslations()
    for folder in (ours, ours.parent / "reports", *folders):
        if own := catalogues.read(folder, language):
            own.add_fallback(found)
            found = own
    return found
