"""What argparse itself says, in the machine's language.

Python asks gettext for these sentences, but ships no catalogue with them; ours has them.
"""

from __future__ import annotations

import gettext
from pathlib import Path

from autograder import catalogues
from autograder.messages import spoken

_OURS = Path(catalogues.__file__).parent


def _(sentence: str) -> str:
    """Collects a sentence into our catalogue."""
    return sentence


def ngettext(one: str, other: str) -> tuple[str, str]:
    """Collects a plural."""
    return one, other


#: Of Python 3.11 to 3.13, what our commands can bring about; the rest is for who writes a parser.
SENTENCES = frozenset((
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("argument %(argument_name)s: %(message)s"),
    _("expected one argument"),
    _("expected at most one argument"),
    _("expected at least one argument"),
    _("not allowed with argument %s"),
    _("ignored explicit argument %r"),
    _("ambiguous option: %(option)s could match %(matches)s"),
    _("unrecognized arguments: %s"),
    _("the following arguments are required: %s"),
    _("one of the arguments %s is required"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("invalid %(type)s value: %(value)r"),
))  # fmt: skip

#: Those that count.
PLURALS = frozenset((
    ngettext("expected %s argument", "expected %s arguments"),
    ngettext("conflicting option string: %s", "conflicting option strings: %s"),
))  # fmt: skip


def speak() -> None:
    """From now on argparse asks our catalogue, in every parser of this process.

    Not in English, which it speaks by itself: gettext would go on to the next of `LANGUAGE=en:es`.
    """
    catalogues.compile_all(_OURS)
    gettext.bindtextdomain(catalogues.DOMAIN, _OURS / catalogues.FOLDER)
    gettext.textdomain("messages" if spoken() == "en" else catalogues.DOMAIN)
