"""Archives of students', opened: what comes out, and what does not."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.gradebook import archives
from autograder.gradebook.archives import Unpacking

EARLY, LATE = (2027, 3, 1, 10, 0, 0), (2027, 3, 2, 10, 0, 0)


def _zip(*members: tuple[str, bytes, tuple[int, ...]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, when in members:
            archive.writestr(zipfile.ZipInfo(name, when), content, zipfile.ZIP_DEFLATED)  # type: ignore[arg-type]
    return file.getvalue()


def _unpacked(folder: Path, content: bytes, name: str = "class.zip") -> tuple[Unpacking, dict[str, bytes]]:
    (folder / name).write_bytes(content)
    unpacking, to = Unpacking(), folder / "out" / "class"
    unpacking.unpack(folder / name, to)
    outside = [p for p in folder.rglob("*") if p.is_file() and not p.is_relative_to(to)]
    assert outside == [folder / name]
    return unpacking, {p.relative_to(to).as_posix(): p.read_bytes() for p in to.rglob("*") if p.is_file()}


def test_archives_within_are_opened_and_came_when_they_did(tmp_path: Path) -> None:
    inner = _zip(
        ("my own/hw.ipynb", b"ada", EARLY), ("my own/more.zip", _zip(("b.ipynb", b"b", EARLY)), EARLY)
    )
    content = _zip(
        ("ada/mine.zip", inner, LATE), ("alan\\hw.IPYNB", b"alan", EARLY), ("zoe/hw.ipynb.txt", b"zoe", EARLY)
    )
    unpacking, out = _unpacked(tmp_path, content)
    assert out == {
        "ada/mine/my own/hw.ipynb": b"ada", "ada/mine/my own/more/b.ipynb": b"b", "alan/hw.ipynb": b"alan",
        "zoe/hw.ipynb": b"zoe",
    }  # fmt: skip
    assert unpacking.told == []
    came = {p.relative_to(tmp_path / "out" / "class").parts[0]: when for p, when in unpacking.times.items()}
    early, late = (datetime(*when).astimezone(UTC) for when in (EARLY, LATE))
    assert came == {"ada": late, "alan": early, "zoe": early}


def test_an_archive_within_that_has_no_time_gets_none_from_inside(tmp_path: Path) -> None:
    inner = _zip(("hw.ipynb", b"", EARLY))
    content = _zip(("ada/work.zip", inner, (1980, 1, 1, 0, 0, 0)), ("alan/hw.ipynb", b"", LATE))
    times = _unpacked(tmp_path, content)[0].times
    assert [path.parent.name for path in times] == ["alan"]


def test_one_time_for_all_is_the_downloads_own(tmp_path: Path) -> None:
    content = _zip(("ada/hw.ipynb", b"", EARLY), ("alan/hw.ipynb", b"", (*EARLY[:5], 30)))
    assert _unpacked(tmp_path, content)[0].times == {}


def test_a_students_own_archive_tells_no_time(tmp_path: Path) -> None:
    content = _zip(("a.ipynb", b"", EARLY), ("b.ipynb", b"", LATE))
    (tmp_path / "work.zip").write_bytes(content)
    unpacking = Unpacking()
    unpacking.unpack(tmp_path / "work.zip", tmp_path / "work", own=True)
    assert unpacking.times == {}
    unpacking.unpack(tmp_path / "work.zip", tmp_path / "class")
    assert len(unpacking.times) == 2


def test_a_mac_writes_names_in_utf_8_without_saying_so(tmp_path: Path) -> None:
    content = _zip(("jose.ipynb", b"x", EARLY)).replace(b"jose", b"jo\xc3\xa9")
    assert set(_unpacked(tmp_path, content)[1]) == {"joé.ipynb"}
    (tmp_path / "old").mkdir()
    content = _zip(("jose.ipynb", b"x", EARLY)).replace(b"jose", b"jos\x82")  # cp437, as Windows writes it
    assert set(_unpacked(tmp_path / "old", content)[1]) == {"josé.ipynb"}


def test_what_systems_leave_and_a_time_of_ones_own_stay_inside(tmp_path: Path) -> None:
    names = (
        "__MACOSX/._hw.ipynb",
        "ada/.DS_Store",
        "ada/timestamp.txt",
        "ada/submission_secret.txt",
        "ada/hw.ipynb",
    )
    assert set(_unpacked(tmp_path, _zip(*((n, b"", EARLY) for n in names)))[1]) == {"ada/hw.ipynb"}


@pytest.mark.parametrize(
    "name", ["../evil.ipynb", "/evil.ipynb", "a/../../evil.ipynb", "..\\evil.ipynb", "C:\\evil.ipynb"]
)
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    unpacking, out = _unpacked(tmp_path, _zip((name, b"", EARLY), ("ada/hw.ipynb", b"", EARLY)))
    assert set(out) == {"ada/hw.ipynb"}
    (told,) = unpacking.told
    assert "a path outside of it" in str(told)


def test_links_and_devices_are_passed_over(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("ada/hw.ipynb", EARLY)
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert _unpacked(tmp_path, file.getvalue())[1] == {}
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            entry = tarfile.TarInfo("ada/hw.ipynb")
            entry.type, entry.linkname = kind, "/etc/passwd"
            tar.addfile(entry)
        entry = tarfile.TarInfo("ada/right.ipynb")
        entry.size, entry.mtime = 1, 1_800_000_000
        tar.addfile(entry, io.BytesIO(b"x"))
    (tmp_path / "tar").mkdir()
    unpacking, out = _unpacked(tmp_path / "tar", file.getvalue(), "class.tar.gz")
    assert out == {"ada/right.ipynb": b"x"}
    assert list(unpacking.times.values()) == [datetime.fromtimestamp(1_800_000_000, UTC)]


def test_a_bomb_is_left_and_costs_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST", 50_000)
    monkeypatch.setattr(archives, "_TOGETHER", 100_000)
    monkeypatch.setattr(archives, "_MOST", 10)
    zeros = bytes(40_000)
    nested = _zip(("a.zip", _zip(*((f"{n}.ipynb", zeros, EARLY) for n in range(9))), EARLY))
    many = _zip(*((f"{n}.ipynb", b"", EARLY) for n in range(11)))
    deep = _zip(("x.ipynb", b"", EARLY))
    for _ in range(9):
        deep = _zip(("d.zip", deep, EARLY))
    content = _zip(
        ("a/one.ipynb", bytes(60_000), EARLY), ("b/nested.zip", nested, EARLY), ("c/many.zip", many, EARLY),
        ("d/deep.zip", deep, EARLY), ("e/broken.zip", b"PK no", EARLY), ("f/work.rar", b"Rar!", EARLY),
        ("z/hw.ipynb", zeros, EARLY),
    )  # fmt: skip
    unpacking, out = _unpacked(tmp_path, content)
    assert "z/hw.ipynb" in out
    assert sum(map(len, out.values())) <= 200_000
    assert not any(name.startswith(("a/", "d/", "e/", "f/")) for name in out)
    told = " ".join(map(str, unpacking.told))
    for each in (
        "a/one.ipynb of class.zip cannot be unpacked", "a.zip is not opened further",
        "many.zip is not opened further", "d.zip is not opened further",
        "broken.zip cannot be opened", "work.rar cannot be opened",
    ):  # fmt: skip
        assert each in told


def test_an_archive_under_a_word_is_told(tmp_path: Path) -> None:
    content = bytearray(_zip(("hw.ipynb", b"x" * 100, EARLY)))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = content.index(mark) + (6 if mark[2] == 3 else 8)
        content[place] |= 1  # encrypted
    unpacking, out = _unpacked(tmp_path, bytes(content))
    assert out == {}
    assert "hw.ipynb of class.zip cannot be unpacked" in str(unpacking.told[0])
