"""What is odd about a notebook, and told on its sheet."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.submissions.remarks import of_notebook, of_outputs

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}


def _sent(**data: Any) -> Any:
    """The outputs of one cell, with kinds spelt as Python spells names."""
    return [[{"output_type": "display_data", "data": {k.replace("_", "/"): v for k, v in data.items()}}]]


def test_a_sheet_says_which_outputs_were_left_out() -> None:
    (told,) = of_outputs(_sent(text_plain="<IPython.core.display.HTML object>", text_html="<b>"))
    assert str(told) == "Outputs that are neither text nor a PNG or JPEG picture are not shown: text/html."
    (told,) = of_outputs(_sent(text_latex="a", **{'"><script>': "b"}))
    assert str(told).endswith("are not shown: text/latex, ….")


def test_a_sheet_says_that_pasted_pictures_are_not_shown() -> None:
    pasted = new_markdown_cell("![a](attachment:a.png)", attachments={"a.png": {"image/png": "YQ=="}})
    told = [str(remark) for remark in of_notebook(new_notebook(cells=[pasted], metadata=KERNEL))]
    assert told == ["Pictures pasted into text are not shown in formgrader; the notebook has them."]


@pytest.mark.parametrize("data", [
    {"text_plain": "  a  b\n0 1  2", "text_html": "<table>"}, {"text_plain": "5"},
    {"text_plain": "<Figure size 1x1>", "image_png": "x", "text_html": "y"},
])  # fmt: skip
def test_a_sheet_says_nothing_of_what_is_shown_as_text_or_drawn(data: Any) -> None:
    assert of_outputs(_sent(**data)) == ()
    assert of_outputs([[{"output_type": "stream", "text": "a"}], []]) == ()
