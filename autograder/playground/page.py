"""The page: one HTML file of networks, images and words, that nothing is loaded into and nothing leaves."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

from autograder.errors import PlaygroundError
from autograder.messages import Translate, of_system
from autograder.playground.gallery import misread, samples
from autograder.playground.likeness import likeness
from autograder.playground.networks import PageNetwork
from autograder.playground.trained import Reference
from autograder.playground.words import WORDS
from reference.run_store import write_whole
from reports.single_file import policy, source

FORMAT_VERSION = 1
SCRIPTS = ("forward.js", "elements.js", "centring.js", "measures.js", "likeness.js", "canvas.js", "npz.js",
           "npz_reading.js", "inside.js", "answers.js", "file.js", "gallery.js", "page.js")  # fmt: skip


def write_page(
    path: Path,
    reference: Reference,
    language: str,
    translate: Translate,
    own: Sequence[PageNetwork] = (),
) -> None:
    """Put the page at `path`, whole or not at all; a student's own networks stand first.

    Raises PlaygroundError where that is no place for a file.
    """
    page = assembled(page_data(reference, language, translate, own)).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, page)
    except OSError as error:  # which names the file that was to take its place
        raise PlaygroundError(
            "{path} cannot be written ({reason}): name a file elsewhere", path=path, reason=of_system(error)
        ) from error


def page_data(
    reference: Reference, language: str, translate: Translate, own: Sequence[PageNetwork] = ()
) -> dict[str, Any]:
    """All that the page shows, as JSON."""
    test = reference.dataset.test
    return {
        "format_version": FORMAT_VERSION,
        "language": language,
        "dataset": reference.dataset.name,
        "words": {key: translate(word.template) for key, word in WORDS.items()},
        "networks": [each.to_json(test.images, translate) for each in (*own, *reference.networks)],
        "likeness": likeness().to_json(),
        "gallery": misread(reference.said, test),
        "samples": samples(reference.said, test),
    }


def assembled(data: Mapping[str, Any]) -> str:
    """The page of these data, as HTML."""
    template, style, script = _parts()
    words = {key: html.escape(word) for key, word in data["words"].items()}
    return template.substitute(
        words,
        language=data["language"],
        title=words["heading"],
        policy=policy(style, script),
        style=style,
        script=script,
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    )


@cache
def _parts() -> tuple[Template, str, str]:
    """The frame of the page, its style and its script."""
    folder = resources.files("autograder.playground") / "page"

    def read(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    style = source("tokens.css") + read("page.css")
    return Template(read("page.html")), style, "\n".join(map(read, SCRIPTS))
