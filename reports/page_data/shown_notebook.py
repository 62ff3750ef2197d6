"""The data of a page that shows a notebook."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class NotebookPage:
    """A notebook of the course to be read; its `body` is HTML that the page takes as it is.

    `file` is where the notebook itself lies, to be opened. Nothing of a student's belongs here.
    """

    title: str
    body: Markup
    file: str
    language: str = "en"
