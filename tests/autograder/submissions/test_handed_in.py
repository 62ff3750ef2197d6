"""When a submission came, as far as its timestamp.txt can be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.submissions.handed_in import handed_in, unknown_time

CAME = datetime(2027, 3, 1, 10, 20, 30, tzinfo=UTC)


def _beside(folder: Path, content: bytes) -> Path:
    (folder / "timestamp.txt").write_bytes(content)
    return folder / "work.ipynb"


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-01 10:20:30 UTC",
        "2027-03-01 10:20:30.000000 UTC",
        "2027-03-01 10:20:30",  # as zip_collect writes it: UTC, without saying so
        "2027-03-01T10:20:30Z",
        "2027-03-01T05:20:30-05:00",
        "2027-03-01 04:20:30 -0600",
        "2027-03-01 07:20:30 -03",  # what %Z is in Santiago
        "2027-03-01 05:20:30 America/Lima",
        "  2027-03-01 10:20:30 UTC \r\n",
    ],
)
def test_a_time_is_read_as_nbgrader_and_the_standard_write_it(tmp_path: Path, text: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be"):
        path = _beside(tmp_path, text.encode(encoding))
        assert handed_in(path) == CAME
        assert handed_in(path).tzinfo is UTC  # type: ignore[union-attr]
        assert unknown_time(path, deadline=CAME) == ()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"yesterday", b"10", b"27/02/2026 10:00", b"2027-03-01", b"2027-13-01 10:00:00 UTC",
        b"2027-03-01 10:20:30 Middle/Earth", b"2027-03-01 10:20:30 ../../etc/passwd",
        b"0001-01-01T00:00+23:00", b"\x81\x8d\xff", b"\0\0\0\0", b"2027-03-01 10:20:30 UTC" * 1000,
    ],
)  # fmt: skip
def test_what_is_no_time_is_said_and_is_none(tmp_path: Path, content: bytes) -> None:
    path = _beside(tmp_path, content)
    assert handed_in(path) is None
    (told,) = unknown_time(path, deadline=None)
    assert str(told).startswith("When it came is unknown: timestamp.txt holds “")


def test_no_file_is_said_where_there_is_a_deadline_only(tmp_path: Path) -> None:
    path = tmp_path / "work.ipynb"
    assert handed_in(path) is None
    assert unknown_time(path, deadline=None) == ()
    (told,) = unknown_time(path, deadline=CAME)
    assert "no timestamp.txt" in str(told)


def test_a_link_or_a_folder_in_its_place_is_not_read(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("2027-03-01 10:20:30 UTC", encoding="utf-8")
    (tmp_path / "timestamp.txt").symlink_to(elsewhere)
    assert handed_in(tmp_path / "work.ipynb") is None
    (tmp_path / "timestamp.txt").unlink()
    (tmp_path / "timestamp.txt").mkdir()
    assert handed_in(tmp_path / "work.ipynb") is None
