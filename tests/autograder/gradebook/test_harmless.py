"""What nbgrader keeps to look at: text as it was written, pictures of pixels alone, metadata of ours."""

from __future__ import annotations

import base64
import copy
import io
import json
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell
from PIL import Image, PngImagePlugin

from autograder.course.course import Assignment
from autograder.course.notebooks import compile_source, stubbed
from autograder.gradebook import pictures
from autograder.gradebook.harmless import NOT_SHOWN, as_markdown, as_text, harmless
from autograder.gradebook.preprocessors import AsWritten
from autograder.messages import translator

SCRIPT = "<script>setEveryGrade()</script>"
IN_QUOTES = f'">{SCRIPT}'

#: What a student may write into an answer, harmless or not: all of it is to be read as it stands.
ANSWERS = {
    "comparison": "The loss falls where x < 3 and y > 2 && z != 0.",
    "code": "```python\nif x < 3:\n    print('<b>')\n```\n\nand `a_b * c_d` in a line",
    "quotation": "> Five & six, says the \"table\".\n>> Twice &amp; over",
    "script": SCRIPT,
    "script in blank lines": f"one\n\n{SCRIPT}\n\n</pre>\n\n{SCRIPT}",
    "closes what stands around it": f"</pre></div>{SCRIPT}",
    "handler": '<img src=x onerror="setEveryGrade()"> <svg onload=setEveryGrade()>',
    "frame": '<iframe srcdoc="&lt;script&gt;setEveryGrade()&lt;/script&gt;"></iframe>',
    "style": "<style>body {background: url(http://elsewhere.invalid/)}</style>",
    "refresh": '<meta http-equiv="refresh" content="0; url=http://elsewhere.invalid/">',
    "links": "[a](javascript:setEveryGrade()) <http://elsewhere.invalid/> http://elsewhere.invalid",
    "own server": "![](/formgrader/?path=submitted) [b](evil.html)",
    "pictures": "![c](http://elsewhere.invalid/a.png) ![d](attachment:none.png)",
    "reference": '[e]\n\n[e]: javascript:setEveryGrade() "title"',
    "formulas": r"$\href{javascript:setEveryGrade()}{x}$ $$\require{html}\class{a}{b}$$ \\(\style{c}{d}\\)",
    "environment": r"\begin{align}\href{javascript:setEveryGrade()}{x}\end{align}",
    "mermaid": "```mermaid\ngraph TD; A[<img src=x onerror=setEveryGrade()>]\n```",
    "fence": "~~~~~\n</code></pre>" + SCRIPT + "\n~~~~~",
    "list and table": "- [ ] *a*\n\n| b | c |\n|---|---|\n| <u>d</u> | e |",
    "odd characters": "é \u2028 \x85 \x96 &#150; &lt;script&gt; ñ 数 \t tab",
}  # fmt: skip


@pytest.fixture(scope="module")
def given(assignment: Assignment) -> Any:
    return stubbed(compile_source(assignment, "en", "digits"), "en")


def _made(given: Any, *cells: Any, metadata: Any = None, rubrics: Any = ()) -> Any:
    """What is kept of a notebook as it lay on the disk, however odd."""
    read = json.loads(json.dumps({"cells": cells, "metadata": metadata or {}}))
    return harmless(from_dict(read), given, rubrics, translator("en"))


def _output(given: Any, output: Any) -> Any:
    """One output of a student's code, as it is kept."""
    cell = new_code_cell("draw()")
    cell.outputs = [from_dict(output)]
    return _made(given, cell).cells[0].outputs[0]


def _shown(data: Any, given: Any) -> dict[str, str]:
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    return dict(_output(given, output).data)


class _Page(HTMLParser):
    """The elements and the text of an nbconvert page's body."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.pre: list[str] = []
        self._inside = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.append((tag, tuple(sorted(name for name, _ in attrs))))
        if tag == "pre":
            self._inside += 1
            self.pre.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.pre[-1] += data


def _page(nb: Any) -> _Page:
    exporter: Any = HTMLExporter
    page, _ = exporter(template_name="basic").from_notebook_node(nb)
    return _Page(page)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_reads_as_it_was_written_and_is_nothing_but_text(answer: str, given: Any) -> None:
    page = _page(_made(given, new_markdown_cell(answer)))
    plain = _page(_made(given, new_markdown_cell("plain words")))
    assert page.elements == plain.elements
    (read,) = page.pre
    assert read.strip("\n") == answer


@pytest.mark.parametrize("answer", [*ANSWERS.values(), "", "\n", "\x00\r\n\x1b", as_markdown("")])
def test_nbgrader_gets_an_answer_back_as_it_was_written(answer: str) -> None:
    nb = from_dict({"cells": [new_markdown_cell(as_markdown(answer)), new_code_cell("<pre>")]})
    back, _ = AsWritten().preprocess(nb, {})
    assert [cell.source for cell in back.cells] == [answer, "<pre>"]


def test_a_student_cannot_write_what_counts_as_shown_already() -> None:
    twice = as_markdown(as_markdown(SCRIPT))
    assert as_text(twice) == as_markdown(SCRIPT)
    assert SCRIPT not in twice


def test_our_own_prose_and_rubrics_stay_markdown(given: Any) -> None:
    ours = next(cell for cell in given.cells if cell.cell_type == "markdown")
    kept = _made(given, ours, new_markdown_cell("> **ours**"), rubrics=["> **ours**"])
    assert [cell.source for cell in kept.cells] == [ours.source, "> **ours**"]


def test_changed_prose_of_ours_is_a_students(given: Any) -> None:
    ours = copy.deepcopy(next(cell for cell in given.cells if cell.cell_type == "markdown"))
    ours.source += SCRIPT
    assert _made(given, ours).cells[0].source == as_markdown(ours.source)


@pytest.mark.parametrize("kind", ["raw", "heading", IN_QUOTES])
def test_cells_of_other_types_are_text(kind: str, given: Any) -> None:
    cell = new_markdown_cell(SCRIPT, metadata={"raw_mimetype": "text/html"})
    cell.cell_type = kind
    (made,) = _made(given, cell).cells
    assert (made.cell_type, as_text(made.source), made.metadata) == ("markdown", SCRIPT, {})


MIMES = ("text/html", "text/markdown", "text/latex", "image/svg+xml", "text/vnd.mermaid",
         "application/javascript", "application/vnd.jupyter.widget-view+json", "application/pdf",
         "text/HTML", IN_QUOTES)  # fmt: skip


@pytest.mark.parametrize("mime", MIMES)
@pytest.mark.parametrize("value", [SCRIPT, [SCRIPT], {"model_id": SCRIPT}, None, 5])
def test_no_other_kind_of_output_stays(mime: str, value: Any, given: Any) -> None:
    assert _shown({mime: value}, given) == {"text/plain": str(NOT_SHOWN)}
    assert _shown({mime: value, "text/plain": "a table"}, given) == {"text/plain": "a table"}


@pytest.mark.parametrize("data", [None, 5, SCRIPT, [SCRIPT]])
def test_outputs_without_data_say_so(data: Any, given: Any) -> None:
    assert _shown(data, given) == {"text/plain": str(NOT_SHOWN)}


@pytest.mark.parametrize("text", [SCRIPT, [SCRIPT, "\n"], {"a": SCRIPT}, 5, "\x1b[31mred\x1b[0m <b>"])
def test_texts_of_outputs_are_escaped_by_the_page(text: Any, given: Any) -> None:
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": text},
        {"output_type": "stream", "name": IN_QUOTES, "text": text},
        {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]},
        {"output_type": "error", "ename": text, "evalue": text, "traceback": text},
        {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {},
         "execution_count": IN_QUOTES},
        {"output_type": IN_QUOTES},
    ]  # fmt: skip
    cell = new_code_cell("draw()")
    cell.outputs = [from_dict(output) for output in outputs]
    made = _made(given, cell)
    found = {tag for tag, _ in _page(made).elements}
    assert not found & {"script", "b", "img", "svg", "iframe"}
    assert len(made.cells[0].outputs) == len(outputs)


def _png(size: tuple[int, int] = (3, 2), **more: Any) -> str:
    file = io.BytesIO()
    pixels = np.arange(size[0] * size[1] * 3, dtype=np.uint8).reshape(size[1], size[0], 3)
    Image.fromarray(pixels).save(file, **{"format": "PNG", **more})
    return base64.b64encode(file.getvalue()).decode()


def _told(text: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return info


def test_a_picture_keeps_its_pixels_and_nothing_else(given: Any) -> None:
    sent = _png(pnginfo=_told(SCRIPT), icc_profile=SCRIPT.encode())
    assert SCRIPT.encode() in base64.b64decode(sent)  # as it is, in the file that the student drew
    kept = base64.b64decode(_shown({"image/png": sent, "text/html": SCRIPT}, given)["image/png"])
    assert SCRIPT.encode() not in kept
    before, after = (Image.open(io.BytesIO(x)) for x in (base64.b64decode(sent), kept))
    assert np.array_equal(np.asarray(before), np.asarray(after.convert("RGB")))
    assert not after.info


def test_a_jpeg_is_encoded_anew(given: Any) -> None:
    sent = _png(format="JPEG", comment=SCRIPT.encode())
    kept = base64.b64decode(_shown({"image/jpeg": sent}, given)["image/jpeg"])
    assert SCRIPT.encode() not in kept
    assert Image.open(io.BytesIO(kept)).size == (3, 2)


NO_PICTURES = {
    "attribute": 'x" onerror="setEveryGrade()' + IN_QUOTES,
    "markup": base64.b64encode(SCRIPT.encode()).decode(),
    "cut off": _png()[:40],
    "another format": _png(format="GIF"),
    "lines": [SCRIPT],
    "number": 5,
}


@pytest.mark.parametrize("sent", NO_PICTURES.values(), ids=NO_PICTURES)
@pytest.mark.parametrize("mime", ["image/png", "image/jpeg"])
def test_what_is_no_picture_is_left_out(mime: str, sent: Any, given: Any) -> None:
    assert _shown({mime: sent}, given) == {"text/plain": str(NOT_SHOWN)}


def test_pictures_are_bounded_together(monkeypatch: pytest.MonkeyPatch, given: Any) -> None:
    monkeypatch.setattr(pictures, "_MOST_PIXELS", 14)
    kept = pictures.Pictures()
    assert [bool(kept.anew({"image/png": _png()})) for _ in range(3)] == [True, True, False]


def test_metadata_are_ours_alone(given: Any) -> None:
    evil = {"title": IN_QUOTES, "language_info": {"name": IN_QUOTES, "pygments_lexer": IN_QUOTES},
            "kernelspec": {"name": IN_QUOTES}, "authors": [SCRIPT],
            "widgets": {"application/vnd.jupyter.widget-state+json": {"version_major": 2}}}  # fmt: skip
    cell = new_code_cell("%%html\n" + SCRIPT, metadata={"tags": [IN_QUOTES], "magics_language": IN_QUOTES})
    cell.id, cell.execution_count = IN_QUOTES, SCRIPT
    cell.outputs = [from_dict({
        "output_type": "display_data", "data": {"image/png": _png()},
        "metadata": {"image/png": {"width": IN_QUOTES, "height": IN_QUOTES}, "width": IN_QUOTES,
                     "filenames": {"image/png": IN_QUOTES}, "text/html": {"isolated": True}},
    })]  # fmt: skip
    prose = new_markdown_cell("![a](attachment:a.png)", metadata={"tags": [IN_QUOTES]})
    prose["attachments"] = {"a.png": {"image/svg+xml": SCRIPT}}
    made = _made(given, cell, prose, metadata=evil)
    assert made.metadata == given.metadata
    code, words = made.cells
    assert (code.id, code.metadata, code.execution_count) == ("cell-0", {}, None)
    assert code.outputs[0].metadata == {}
    assert (words.metadata, "attachments" in words) == ({}, False)
    assert "script" not in {tag for tag, _ in _page(made).elements}


def test_a_cell_keeps_what_nbgrader_knows_it_by(given: Any) -> None:
    ours = next(cell for cell in given.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    cell = copy.deepcopy(ours)
    cell.metadata.nbgrader.update(checksum="0" * 32, points=IN_QUOTES, task=IN_QUOTES, more=IN_QUOTES)
    cell.metadata["tags"] = [IN_QUOTES]
    (made,) = _made(given, cell).cells
    kept = {**ours.metadata.nbgrader, "checksum": "0" * 32, "cell_type": cell.cell_type}
    assert made.metadata == {"nbgrader": kept}
    cell.metadata.nbgrader.checksum = IN_QUOTES
    assert IN_QUOTES not in json.dumps(_made(given, cell))


def test_a_cell_keeps_the_points_that_nbgrader_gave_it(given: Any) -> None:
    ours = next(cell for cell in given.cells if cell.metadata.get("nbgrader", {}).get("grade"))
    cell = copy.deepcopy(ours)
    for points, kept in ((7.5, 7.5), (float("inf"), ours.metadata.nbgrader.points)):
        cell.metadata.nbgrader.points = points
        assert _made(given, cell).cells[0].metadata.nbgrader.points == kept


def test_a_cell_that_says_it_is_graded_and_is_not_ours_loses_that(given: Any) -> None:
    mine = {"grade_id": IN_QUOTES, "grade": True, "solution": True, "points": SCRIPT, "task": False}
    assert _made(given, new_code_cell("1", metadata={"nbgrader": mine})).cells[0].metadata == {}
