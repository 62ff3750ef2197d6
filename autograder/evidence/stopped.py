"""Why a cell stopped, where its exception's own words do not say enough."""

from __future__ import annotations

import re
from difflib import get_close_matches

from autograder.evidence.packages import KNOWN, is_usual, module_lacking
from autograder.evidence.refusals import (
    AFTER_IMPORT,
    COLAB_ONLY,
    MODULE_MISSPELT,
    NO_INPUT,
    NO_PACKAGE,
    NO_RETURN,
    Reason,
    filled,
)
from autograder.messages import Message
from autograder.submissions.names import names_bound
from autograder.submissions.no_return import without_return

_OF_NOTHING = ("AttributeError: 'NoneType'", "TypeError: 'NoneType'", "TypeError: cannot unpack non-iterable")
_ASKED = re.compile(r"StdinNotImplementedError: (?:raw_)?(input|getpass) was called.*")
_OF_COLAB = re.compile(r"ModuleNotFoundError: No module named '(google\.colab)[\w.]*'")
_UNKNOWN_NAME = re.compile(r"NameError: name '(\w+)' is not defined.*")
_NOT_THEIRS = frozenset({NO_PACKAGE.template, AFTER_IMPORT.template})


class Cells:
    """The cells of a notebook in the order in which they ran, as far as a later one's error needs them."""

    def __init__(self) -> None:
        self._ran: list[str] = []
        self._lost: dict[str, str] = {}  # names that an import would have brought, with what it lacked

    def explained(self, source: str, error: Reason) -> Reason:
        """The error that this cell ended with, empty for none, with what is known of it; it has run now."""
        told = self._told(source, error)
        self._ran.append(source)
        lacking = module_lacking(error) if isinstance(error, str) else ""
        if is_usual(lacking):
            self._lost |= dict.fromkeys(names_bound(source), lacking)
        elif self._lost and not error:
            self._lost = {n: m for n, m in self._lost.items() if n not in names_bound(source)}
        return told

    def _told(self, source: str, error: Reason) -> Reason:
        if not isinstance(error, str) or not error:
            return error
        if error.startswith(_OF_NOTHING) and (names := without_return(self._ran, source)):
            return filled(NO_RETURN, error=error, name=names[0])
        unknown = _UNKNOWN_NAME.fullmatch(error)
        if unknown and (package := self._lost.get(unknown[1])):
            return filled(AFTER_IMPORT, error=error, package=package)
        return explained(error)


def explained(error: str) -> Reason:
    """An error in a line, with what it says by itself of a machine that is not the student's."""
    if asked := _ASKED.fullmatch(error):
        return filled(NO_INPUT, name=asked[1])
    if of_colab := _OF_COLAB.fullmatch(error):
        return filled(COLAB_ONLY, error=error, package=of_colab[1])
    module = module_lacking(error)
    if is_usual(module):
        return filled(NO_PACKAGE, error=error, package=module)
    if module and (meant := get_close_matches(module, KNOWN, n=1, cutoff=0.75)):
        return filled(MODULE_MISSPELT, error=error, name=meant[0])
    return error


def open_ended(error: Reason) -> Reason:
    """An error without a full stop of its own, where a sentence ends behind it."""
    return error.removesuffix(".") if isinstance(error, str) and not error.endswith("..") else error


def is_theirs(error: Reason) -> bool:
    """Whether it is for the student to mend: not where the machine lacks what Colab has."""
    return not (isinstance(error, Message) and error.template in _NOT_THEIRS)
