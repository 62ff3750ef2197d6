"""nbgrader's own reading of timestamp.txt, once our configuration was read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.gradebook.times import read_times_as_we_do


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("2027-03-01 05:20:30 -0500", datetime(2027, 3, 1, 10, 20, 30)),
        ("\ufeff2027-03-01T10:20:30Z\n", datetime(2027, 3, 1, 10, 20, 30)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_autograde_and_formgrader_read_the_same_time(
    tmp_path: Path, content: str, expected: datetime | None
) -> None:
    read_times_as_we_do()
    place = tmp_path / "submitted" / "ada" / "ps1"
    place.mkdir(parents=True)
    (place / "timestamp.txt").write_text(content, encoding="utf-8")
    folders = CourseDirectory(root=str(tmp_path))
    assert folders.get_existing_timestamp(str(place)) == expected
    assert NbGraderAPI(coursedir=folders).get_submitted_timestamp("ps1", "ada") == expected
