"""Catalogues of sentences: people write `locale/es.po`, gettext reads the `.mo` that is made of it.

A `.mo` is never committed. The build makes ours, for a wheel and for an editable install; `init`, `prove`
and `grade` make a course's own; and whoever reads one that is missing, or was made of another `.po`,
makes it anew where Babel is there. So a student needs no Babel, and a checkout no step by hand.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from datetime import UTC, datetime
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from reference.errors import Told

#: A folder with its catalogues, and what gettext calls each: `locale/es/LC_MESSAGES/autograder.mo`.
FOLDER, DOMAIN = "locale", "autograder"

#: An entry of each `.mo`: of which `.po` it was made. Dates would not tell after a checkout or an unpacking.
_MADE_OF = "SHA-256 of the .po"


class UnusableCatalogue(Told):
    """A `.po` that is not as it must be."""


def compiled_path(po: Path) -> Path:
    """Where gettext looks for what is made of `locale/<language>.po`."""
    return po.with_suffix("") / "LC_MESSAGES" / f"{DOMAIN}.mo"


def read(folder: Path, language: str) -> GNUTranslations | None:
    """The catalogue of a folder; None where it has none in that language, or none that can be read yet."""
    content = compiled(folder / FOLDER / f"{language}.po")
    return GNUTranslations(BytesIO(content)) if content else None


def compile_all(folder: Path) -> None:
    """Bring every `.mo` of a folder up to its `.po`; UnusableCatalogue where that is not as it must be."""
    for po in sorted((folder / FOLDER).glob("*.po")):
        compiled(po)


def compiled(po: Path) -> bytes | None:
    """The `.mo` of a `.po`: the one that is kept, or a new one, which is kept where it can be written.

    Without Babel what is kept counts, whatever it was made of; None where nothing is.
    """
    kept = _content(compiled_path(po))
    source = _content(po)
    if source is None or (kept and hashlib.sha256(source).hexdigest().encode() in kept):
        return kept
    try:
        made = _made(po, source)
    except ModuleNotFoundError:
        return kept
    with contextlib.suppress(OSError):
        _keep(compiled_path(po), made)
    return made


def _made(po: Path, source: bytes) -> bytes:
    """The same source gives the same bytes. A plural's other form is found alone too: it was stored so."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    made = BytesIO()
    try:
        catalogue = read_po(BytesIO(source), locale=po.stem, abort_invalid=True)
        for message in [m for m in catalogue if m.pluralizable and not m.fuzzy]:
            catalogue.add(message.id[1], (message.string or ("",))[-1])
        catalogue.add(_MADE_OF, hashlib.sha256(source).hexdigest())
        catalogue.creation_date = datetime.fromtimestamp(0, UTC)
        write_mo(made, catalogue)
    except (PoFileError, LookupError, ValueError) as error:
        raise UnusableCatalogue(
            "{path} is no catalogue of sentences: {detail}", path=po, detail=str(error)
        ) from error
    return made.getvalue()


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all: another process may read it, or write it too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.draft")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
