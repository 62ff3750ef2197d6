"""A notebook as students get it, on a page of its own: to look at before opening it."""

from __future__ import annotations

from functools import cache
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from reports.page_data.shown_notebook import NotebookPage


def notebook_page(notebook: NotebookNode, title: str, file: str, language: str) -> NotebookPage:
    """The page of a notebook of ours, whose text is taken as it is: never a student's."""
    body, _ = _exporter().from_notebook_node(notebook)
    return NotebookPage(title, Markup(body), file, language)


@cache
def _exporter() -> Any:
    """The template that brings neither style nor script of its own, nor anything from elsewhere."""
    from nbconvert import HTMLExporter

    return HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="basic",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
