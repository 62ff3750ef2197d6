"""Texts that other people's programs wrote, in whatever encoding these chose."""

from __future__ import annotations

import codecs

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def decoded(content: bytes) -> str:
    """UTF-8 or UTF-16, with or without a mark; else cp1252, as Excel writes it in Spanish and English.

    UnicodeDecodeError for what is none of these.
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding)
    if encoding := _unmarked_utf16(content):
        return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _unmarked_utf16(content: bytes) -> str:
    """UTF-16 of mostly ASCII has a zero in every other byte, which no text in UTF-8 has."""
    if len(content) < 4 or len(content) % 2:
        return ""
    even, odd = content[::2].count(0), content[1::2].count(0)
    if max(even, odd) * 4 < len(content):  # fewer than half of the characters
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"
