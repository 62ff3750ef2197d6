"""The page as text: whole, closed to everything but itself, in the reader's language."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.messages import say, translator
from autograder.playground.networks import PageNetwork, runnable
from autograder.playground.page import SCRIPTS, assembled, page_data, write_page
from autograder.playground.preparation import SCALED
from autograder.playground.trained import Reference
from autograder.playground.words import WORDS
from reference.datasets import Dataset
from reference.networks import logistic_network

PLACE = Path(__file__).parents[3] / "autograder" / "playground" / "page"


@pytest.fixture(scope="module")
def reference(digits: Dataset) -> Reference:
    network = logistic_network(np.random.default_rng(0).normal(size=(784, 10)), np.zeros(10))
    shown = (
        PageNetwork("first", say("a <b>bold</b> one"), runnable(network, SCALED), accuracy=0.5),
        PageNetwork("second", say("one without a network"), reason=say("It has </script> in its reason.")),
    )
    return Reference(shown, (np.zeros(len(digits.test), np.int8),), digits)


def _data(page: str) -> Mapping[str, Any]:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    told: Mapping[str, Any] = json.loads(found)
    return told


def test_the_data_come_back_as_they_were(reference: Reference) -> None:
    data = page_data(reference, "en", str)
    assert _data(assembled(data)) == data
    assert data["format_version"] == 1
    assert len(data["samples"]) == 10
    assert data["gallery"]


def test_what_comes_in_ends_no_script(reference: Reference) -> None:
    page = assembled(page_data(reference, "en", str))
    assert page.count("</script>") == 2
    assert "It has </script>" not in page
    assert _data(page)["networks"][1]["reason"] == "It has </script> in its reason."


def test_the_policy_lets_in_its_own_style_and_script_alone(reference: Reference) -> None:
    page = assembled(page_data(reference, "en", str))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashed = [base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in (style, script)]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashed[0]}'; script-src 'sha256-{hashed[1]}'; "
        "form-action 'none'; base-uri 'none'"
    )
    assert not re.findall(r'(?:src|href)="', page)
    assert not re.findall(r"\sstyle=|\son\w+=", re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL))


def test_every_script_is_in_it_once_and_short_enough_to_read() -> None:
    assert {path.name for path in PLACE.glob("*.js")} == set(SCRIPTS)
    lengths = {name: len((PLACE / name).read_text(encoding="utf-8").splitlines()) for name in SCRIPTS}
    assert lengths["forward.js"] < 250
    assert max(lengths.values()) < 300


def test_every_word_of_the_frame_is_there_and_every_word_is_used() -> None:
    frame = (PLACE / "page.html").read_text(encoding="utf-8")
    scripts = "".join((PLACE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    asked = set(re.findall(r"\$\{(\w+)\}", frame)) - {
        "language",
        "title",
        "policy",
        "style",
        "script",
        "data",
    }
    assert asked <= WORDS.keys()
    assert [key for key in WORDS if key not in asked and not re.search(rf"\b{key}\b", scripts)] == []


def test_the_page_speaks_the_readers_language(reference: Reference, tmp_path: Path) -> None:
    write_page(tmp_path / "new" / "page.html", reference, "es", translator("es"))
    page = (tmp_path / "new" / "page.html").read_text(encoding="utf-8")
    assert '<html lang="es">' in page
    words = _data(page)["words"]
    assert [
        key
        for key, word in WORDS.items()
        if words[key] == word.template and re.search("[a-z]{4}", words[key])
    ] == []


def test_a_students_own_stand_first(reference: Reference) -> None:
    own = PageNetwork("mine", say("your network"), reference.networks[0].network, own=True)
    data = page_data(reference, "en", str, [own])
    assert [(each["name"], each["own"]) for each in data["networks"]] == [
        ("mine", True), ("first", False), ("second", False),
    ]  # fmt: skip
