"""What a course folder keeps for itself: one place spells it, and it is written whole or not at all."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

import pytest

from autograder import state_files
from autograder.state_files import (
    StateFiles,
    digest_of,
    read_versioned,
    set_aside,
    told_aside,
    write_versioned,
    write_whole,
)

PACKAGE = Path(state_files.__file__).parent


def test_no_other_module_spells_the_folder() -> None:
    spelling = []
    for path in sorted(PACKAGE.rglob("*.py")):
        strings = (n.value for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                   if isinstance(n, ast.Constant) and isinstance(n.value, str))  # fmt: skip
        if any(state_files.FOLDER in Path(text).parts for text in strings):
            spelling.append(path.name)
    assert spelling == [Path(state_files.__file__).name]


def test_a_students_files_are_their_own_and_no_others(tmp_path: Path) -> None:
    state = StateFiles(tmp_path)
    ada, grace = (set(state.of_student(name, ("one", "two"))) for name in ("ada", "grace"))
    assert {p.relative_to(tmp_path).as_posix() for p in ada} == {
        ".autograder/sheets/one/ada.json",
        ".autograder/sheets/one/ada.json.damaged",
        ".autograder/sheets/two/ada.json",
        ".autograder/sheets/two/ada.json.damaged",
        ".autograder/overrides/one/ada.json",
        ".autograder/overrides/two/ada.json",
        ".autograder/given/one/ada.json",
        ".autograder/given/two/ada.json",
        ".autograder/extensions/one/ada.json",
        ".autograder/extensions/two/ada.json",
        ".autograder/logs/one/ada.txt",
        ".autograder/logs/two/ada.txt",
    }
    assert ada.isdisjoint(grace)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    write_versioned(path, 3, {"points": {"ada": 1.5}})
    assert read_versioned(path, 3, lambda data: data["points"]) == {"ada": 1.5}
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"text"',
        '{"points": {}}',
        '{"format_version": 2, "points": {}}',
        '{"format_version": 3}',
    ],
)
def test_what_is_not_of_this_form_and_version_counts_as_absent(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text, encoding="utf-8")
    told_aside()
    assert read_versioned(path, 3, lambda data: data["points"]) is None
    of_another_version = '"format_version": 2' in text
    assert told_aside() == ([] if of_another_version else [tmp_path / "state.json.damaged"])
    assert path.exists() is of_another_version
    assert read_versioned(tmp_path / "nothing.json", 3, lambda data: data) is None


def test_what_is_set_aside_gives_way_to_the_next_and_is_told_once(tmp_path: Path) -> None:
    told_aside()
    for content in ("first", "second"):
        folder = tmp_path / "evidence"
        folder.mkdir()
        (folder / content).write_text(content, encoding="utf-8")
        set_aside(folder)
    assert [p.name for p in (tmp_path / "evidence.damaged").iterdir()] == ["second"]
    assert told_aside() == [tmp_path / "evidence.damaged"] * 2
    assert told_aside() == []


def test_what_cannot_be_written_leaves_the_old_one_and_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    write_whole(path, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    assert {p.name: p.read_text(encoding="utf-8") for p in tmp_path.iterdir()} == {"state.json": "old"}


def test_a_digest_follows_the_file(tmp_path: Path) -> None:
    path = tmp_path / "view.npy"
    assert digest_of(path) == ""
    path.write_bytes(b"whole")
    whole = digest_of(path)
    assert whole == hashlib.sha256(b"whole").hexdigest()
    path.write_bytes(b"who")
    assert digest_of(path) != whole


def test_a_text_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert [p.read_text(encoding="utf-8") for p in tmp_path.iterdir()] == ["old"]
