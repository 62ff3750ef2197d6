"""What argparse itself says, in the machine's language.

Python asks gettext for these sentences, by the name `_` in the module argparse, but ships no
catalogue with them; so that name is bound to ours.
"""

from __future__ import annotations

import argparse

from autograder.messages import Translate


def _(sentence: str) -> str:
    """Collects a sentence into our catalogue."""
    return sentence


#: Of Python 3.11 to 3.13, what our commands can bring about; the rest is for who writes a parser.
SENTENCES = frozenset((
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("argument %(argument_name)s: %(message)s"),
    _("expected one argument"),
    _("not allowed with argument %s"),
    _("ignored explicit argument %r"),
    _("ambiguous option: %(option)s could match %(matches)s"),
    _("unrecognized arguments: %s"),
    _("the following arguments are required: %s"),
    _("one of the arguments %s is required"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("invalid %(type)s value: %(value)r"),
))  # fmt: skip


def say_it_by(translate: Translate) -> None:
    """From now on argparse speaks the language of `translate`, in every parser of this process."""
    vars(argparse)["_"] = lambda sentence: translate(sentence) if sentence in SENTENCES else sentence
