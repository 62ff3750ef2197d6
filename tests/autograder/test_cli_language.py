"""What the command line prints is in the course's language, else in the machine's."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.messages import told as told_in
from autograder.messages import translator
from autograder.settings import read_settings
from reference.datasets import UnusableData, read

SPEAKING = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def _spoken(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    for name in SPEAKING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es_MX.UTF-8", "no es la carpeta de un curso"),
        ("C", "is no course folder"),
        ("", "is no course folder"),
    ],
)
def test_an_error_is_told_in_the_machines_language(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    language: str,
    said: str,
) -> None:
    _spoken(monkeypatch, language)
    assert main(["export", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err


def test_an_error_about_a_course_is_told_in_its_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _spoken(monkeypatch, "C")
    (tmp_path / "course.toml").write_text('format_version = 1\nlanguage = "es"\n', encoding="utf-8")
    assert main(["export", str(tmp_path)]) == 2
    assert "crea el curso de nuevo" in capsys.readouterr().err
    with pytest.raises(Exception, match="make the course anew"):
        read_settings(tmp_path)


def test_an_error_of_the_reference_crosses_processes_with_its_values(tmp_path: Path) -> None:
    with pytest.raises(UnusableData, match="is not there: name an") as caught:
        read(str(tmp_path / "absent.npz"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert "indica un archivo .npz" in told_in(again, translator("es"))


def test_braces_of_others_are_left_alone() -> None:
    assert told_in(UnusableData("{'a': 1} {"), translator("es")) == "{'a': 1} {"


def test_every_error_of_ours_is_collected() -> None:
    root = Path(__file__).parents[2]
    tool = (root / "tools" / "messages.py").read_text(encoding="utf-8")
    ours = [
        name
        for path in (root / "autograder" / "errors.py", *(root / "reference").glob("*.py"))
        for name in re.findall(r"^class (\w+)\((?:Told|\w*Error)\b", path.read_text(encoding="utf-8"), re.M)
    ]
    assert len(ours) > 10
    assert [name for name in ours if f'"{name}"' not in tool] == []
