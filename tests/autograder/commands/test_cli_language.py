"""What the command line prints is in the course's language, else in the machine's."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.coursedir.settings import read_settings
from autograder.messages import told as told_in
from autograder.messages import translator
from reference.datasets import read
from reference.errors import UnusableData

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


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("hidden_seed = -1", "hidden_seed es -1, y debe ser un número entero desde 0"),
        ("dataset = 3", "dataset es 3, y debe ser mnist5k, digits, mnist o una ruta entre comillas"),
        ("dates = 1", "dates no significa nada aquí"),
        ("course_folder = 'x'", "course_folder no significa nada aquí"),
        ("language =", "no es TOML válido ("),
        (
            "[assignments.fully_connected]\npoints = 3",
            "points es 3, y debe ser como en: points = { train = 3 }",
        ),
        (
            "[assignments.fully_connected]\npoints.train = 0",
            "los puntos de train son 0, y deben ser un número",
        ),
        (
            "[assignments.fully_connected]\nnotes.train = 0",
            "notes es {'train': 0}, y debe ser como en: notes",
        ),
        ("[assignments.fully_connected]\nleave_out = 'train'", "leave_out es 'train', y debe ser como en"),
        ("[assignments.fully_connected]\nlimits = {}", "limits no significa nada aquí"),
        ("[assignments.fully_connected]\ncell_seconds = nan", "cell_seconds es nan, y debe ser un número"),
        ("[assignments.fully_connected]\ndeadline = 'soon'", "deadline es 'soon', y debe ser una fecha"),
        ("[assignments]\nfully_connected = 3", "algo en él no tiene la forma debida ("),
    ],
)
def test_what_is_wrong_in_course_toml_is_told_in_its_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, told: str
) -> None:
    _spoken(monkeypatch, "es")
    kept = {"format_version": "2", "language": "'es'", "dataset": "'digits'", "hidden_seed": "1"}
    lines = [f"{name} = {value}" for name, value in kept.items() if not line.startswith(name)]
    (tmp_path / "course.toml").write_text("\n".join([*lines, line, ""]), encoding="utf-8")
    assert main(["export", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert f"course.toml no se puede usar: {told}" in error
    assert len(error.splitlines()) == 1


def test_what_is_missing_in_course_toml_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _spoken(monkeypatch, "es")
    for content, missing in (
        ("", "format_version"),
        ("format_version = 2\nlanguage = 'es'", "dataset, hidden"),
    ):
        (tmp_path / "course.toml").write_text(content, encoding="utf-8")
        assert main(["export", str(tmp_path)]) == 2
        assert f"no se puede usar: falta {missing}" in capsys.readouterr().err


def test_what_the_system_refuses_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _spoken(monkeypatch, "es")
    assert main(["prove", str(tmp_path)]) == 2
    assert "course.toml no se puede usar: no existe" in capsys.readouterr().err
    (tmp_path / "file").touch()
    assert main(["init", str(tmp_path / "file" / "course")]) == 2
    assert "(una parte de su ruta no es una carpeta): elige otra carpeta" in capsys.readouterr().err


def test_an_error_of_the_reference_crosses_processes_with_its_values(tmp_path: Path) -> None:
    with pytest.raises(UnusableData, match="is not there: name an") as caught:
        read(str(tmp_path / "absent.npz"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert "indica un archivo .npz" in told_in(again, translator("es"))


def test_braces_of_others_are_left_alone() -> None:
    assert told_in(UnusableData("{'a': 1} {"), translator("es")) == "{'a': 1} {"


def test_every_error_of_ours_is_collected() -> None:
    root = Path(__file__).parents[3]
    tool = (root / "tools" / "messages.py").read_text(encoding="utf-8")
    ours = [
        name
        for path in (root / "autograder" / "errors.py", *(root / "reference").glob("*.py"))
        for name in re.findall(r"^class (\w+)\((?:Told|\w*Error)\b", path.read_text(encoding="utf-8"), re.M)
    ]
    assert len(ours) > 10
    assert [name for name in ours if f'"{name}"' not in tool] == []
