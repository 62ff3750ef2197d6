"""What nbgrader keeps of a student's notebook to look at: nothing in it that a browser runs or asks for.

formgrader prints HTML of outputs and of Markdown as it stands, and attributes out of metadata;
a script there could set every grade. So everything of a student's becomes text, as they wrote it,
and pictures are drawn anew from their pixels. Cells are made anew with what is named here: what
nobody thought of is left out. As nothing is interpreted, nothing needs cleaning: `x < 3`, code and
formulas read as they were typed, and mermaid, MathJax and links have nothing to work on.
"""

from __future__ import annotations

import copy
import html
import math
import re
from collections.abc import Collection, Mapping
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course.cells import grade_id_of
from autograder.gradebook.pictures import Pictures
from autograder.messages import Translate, say

NOT_SHOWN = say("(left out: neither text nor a PNG or JPEG picture)")

_BEFORE, _AFTER = '<pre style="white-space: pre-wrap">\n', "\n</pre>"
_MARKS = re.compile(r"[!-/:-@\[-`{-~]")  # all of ASCII that means something to HTML, Markdown or TeX
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CHECKSUM = re.compile(r"[0-9a-f]{32}")


def as_markdown(text: str) -> str:
    """Markdown that shows just this text, to nbconvert and JupyterLab; `as_text` takes it back."""
    return _BEFORE + _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", text) + _AFTER


def as_text(source: str) -> str:
    """The text that `as_markdown` shows; of any other source, itself."""
    if source.startswith(_BEFORE) and source.endswith(_AFTER):
        return html.unescape(source[len(_BEFORE) : -len(_AFTER)])
    return source


def harmless(
    nb: NotebookNode, given: NotebookNode, rubrics: Collection[str], translate: Translate
) -> NotebookNode:
    """The notebook made anew, to be looked at; Markdown as it was `given`, or of our rubrics, stays Markdown.

    nbgrader finds blank answers by a checksum of their cells: it has to have looked before.
    """
    ours = {cell.source for cell in given.cells if cell.cell_type == "markdown"} | {*rubrics}
    traits = {grade_id_of(cell): cell.metadata.nbgrader for cell in given.cells if grade_id_of(cell)}
    pictures, not_shown = Pictures(), NOT_SHOWN.render(translate)
    cells = []
    for number, cell in enumerate(nb.cells):
        made = _code(cell, pictures, not_shown) if cell.cell_type == "code" else _words(cell, ours)
        made.id = cell.id if _ID.fullmatch(str(cell.get("id"))) else f"cell-{number}"
        made.metadata = _metadata(cell, traits)
        cells.append(made)
    return new_notebook(cells=cells, metadata=copy.deepcopy(given.metadata))


def _words(cell: NotebookNode, ours: Collection[str]) -> NotebookNode:
    """Prose, and cells of any other type; pictures pasted into it are left out."""
    source = _text(cell.source)
    is_ours = cell.cell_type == "markdown" and source in ours
    return new_markdown_cell(source if is_ours else as_markdown(source))


def _code(cell: NotebookNode, pictures: Pictures, not_shown: str) -> NotebookNode:
    """Code, which pages escape; the count of its executions, which they print as it stands, is left out."""
    outputs = [_output(output, pictures, not_shown) for output in cell.outputs]
    return new_code_cell(_text(cell.source), outputs=outputs)


def _output(output: Mapping[str, Any], pictures: Pictures, not_shown: str) -> NotebookNode:
    if output["output_type"] == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=_text(output.get("text")))
    if output["output_type"] == "error":
        traceback = output.get("traceback")
        lines = [_text(line) for line in traceback] if isinstance(traceback, list) else []
        name, value = _text(output.get("ename")), _text(output.get("evalue"))
        return new_output("error", ename=name, evalue=value, traceback=lines or [f"{name}: {value}"])
    data = output.get("data")
    kind = "execute_result" if output["output_type"] == "execute_result" else "display_data"
    return new_output(kind, data=_data(data if isinstance(data, Mapping) else {}, pictures, not_shown))


def _data(data: Mapping[str, Any], pictures: Pictures, not_shown: str) -> dict[str, str]:
    shown = pictures.anew(data)
    if "text/plain" in data or not shown:
        shown["text/plain"] = _text(data.get("text/plain", not_shown))
    return shown


def _metadata(cell: NotebookNode, traits: Mapping[str, NotebookNode]) -> dict[str, Any]:
    """What nbgrader needs of a cell of ours, as we gave it; checksum and points are nbgrader's own."""
    name = grade_id_of(cell)
    if name not in traits:
        return {}
    found, made = cell.metadata["nbgrader"], {**traits[name], "cell_type": cell.cell_type}
    if _CHECKSUM.fullmatch(str(found.get("checksum"))):
        made["checksum"] = str(found["checksum"])
    if "points" in made and type(found.get("points")) in (int, float) and math.isfinite(found["points"]):
        made["points"] = found["points"]
    return {"nbgrader": made}


def _text(value: Any) -> str:
    """A text that can be written to a file; formats allow its lines one by one."""
    text = "".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return text.encode(errors="replace").decode()
