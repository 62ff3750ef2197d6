"""Whether a notebook says the same in both languages, cell by cell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import zip_longest

from nbformat import NotebookNode

from autograder.course.cells import grade_id_of
from autograder.messages import Message, say

_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) ", re.MULTILINE)
_GRADER_SAYS = re.compile(r"""\blanguage=["']\w+["'],?""")
_LETTERS = 40  # shorter prose, such as a formula, may be the same in both

#: What a pair of prose cells must have in equal numbers, and what is said where they do not.
_COUNTED = {
    say("code fences: {one} and {other}"): re.compile(r"^```", re.MULTILINE),
    say("tables: {one} and {other}"): re.compile(r"^\s*\|[\s|:-]+\|\s*$", re.MULTILINE),
    say("pictures: {one} and {other}"): re.compile(r"!\[|<svg|<img"),
    say("formulas: {one} and {other}"): re.compile(r"\$\$"),
}


def differences(first: NotebookNode, second: NotebookNode) -> Iterator[Message]:
    """What one language has and the other lacks; a line each, that names the cell."""
    pairs = zip_longest(first.cells, second.cells)
    for number, (one, other) in enumerate(pairs, start=1):
        if one is None or other is None or _kind(one) != _kind(other):
            yield say("cell {number}: {one} in one language, {other} in the other",
                      number=number, one=_named(one), other=_named(other))  # fmt: skip
            return  # from here on nothing stands beside its twin
        found = _prose(one.source, other.source) if one.cell_type == "markdown" else _code(one, other)
        for difference in found:
            yield say("cell {number} ({name}): {difference}",
                      number=number, name=_named(one), difference=difference)  # fmt: skip


def _kind(cell: NotebookNode) -> tuple[str, str]:
    return cell.cell_type, grade_id_of(cell)


def _named(cell: NotebookNode | None) -> Message | str:
    if cell is None:
        return say("nothing")
    if grade_id := grade_id_of(cell):
        return grade_id
    if not cell.source.strip():
        return say("an empty cell ({type})", type=cell.cell_type)
    return f"{cell.cell_type} {cell.source.strip().splitlines()[0][:50]!r}"


def _prose(one: str, other: str) -> Iterator[Message]:
    depths = [[len(m) for m in _HEADING.findall(_FENCED.sub("", text))] for text in (one, other)]
    if depths[0] != depths[1]:
        yield say("headings of depth {one} and {other}", one=str(depths[0]), other=str(depths[1]))
    for differing, pattern in _COUNTED.items():
        counts = [len(pattern.findall(text)) for text in (one, other)]
        if counts[0] != counts[1]:
            yield say(differing.template, one=counts[0], other=counts[1])
    if one == other and sum(c.isalpha() for c in _FENCED.sub("", one)) > _LETTERS:
        yield say("the same words in both: it is not translated")


def _code(one: NotebookNode, other: NotebookNode) -> Iterator[Message]:
    if _bare(one.source) != _bare(other.source):
        yield say("other code")
    comments = [sum("#" in line for line in cell.source.splitlines()) for cell in (one, other)]
    if (comments[0] == 0) != (comments[1] == 0):
        yield say("comments in one language only")


def _bare(source: str) -> str:
    """The code without comments and layout, and without the language that its Grader speaks."""
    source = _GRADER_SAYS.sub("", source)
    try:
        return ast.dump(ast.parse(source))
    except SyntaxError:  # a magic of IPython's
        return "\n".join(line.split("#")[0].strip() for line in source.splitlines())
