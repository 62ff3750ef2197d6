from __future__ import annotations

import json
from pathlib import Path

from autograder.messages import Message, say, translator


def test_a_message_renders_its_values() -> None:
    assert say("{held} of {all} hold", held=3, all=4).render(str) == "3 of 4 hold"


def test_a_message_inside_a_message_is_translated_too(tmp_path: Path) -> None:
    (tmp_path / "locale").mkdir()
    catalogue = 'msgid "Waits for {cause}"\nmsgstr "Espera a {cause}"\n\nmsgid "that"\nmsgstr "eso"\n'
    (tmp_path / "locale" / "es.po").write_text(catalogue, encoding="utf-8")
    message = say("Waits for {cause}", cause=say("that"))
    assert message.render(translator("es", tmp_path)) == "Espera a eso"
    assert message.render(translator("en", tmp_path)) == "Waits for that"


def test_what_a_student_wrote_is_cut_and_never_taken_for_a_template() -> None:
    message = say("raised {error}", error="{secret.__class__} " + "x" * 500)
    rendered = message.render(str)
    assert "{secret.__class__}" in rendered
    assert len(rendered) < 150


def test_messages_survive_json() -> None:
    message = say("{a} and {b}", a=1.5, b=say("{c}", c="text"))
    assert Message.from_json(json.loads(json.dumps(message.to_json()))) == message
