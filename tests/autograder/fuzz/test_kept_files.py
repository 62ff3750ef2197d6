"""Files that a course folder keeps, and course.toml, bent in any way: read, or refused as is documented."""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder
from autograder.coursedir.platform_ids import forget_platform_ids, read_platform_ids, write_platform_ids
from autograder.coursedir.roster import read_roster
from autograder.errors import AutograderError
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import ValueAnswer
from autograder.evidence.store import EvidenceStore
from autograder.evidence.transcript import Transcript
from autograder.gradebook.archives import Unpacking
from autograder.gradebook.ledger import Ledger, refused
from autograder.messages import say
from autograder.submissions.handed_in import handed_in, unknown_time
from benchmarks.synthetic_class import sheets
from tests.autograder.fuzz.bent import TEXTS, bent
from tests.autograder.fuzz.conftest import bounded

SLUG = "fully_connected"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> CourseFolder:
    return make_folder(tmp_path_factory.mktemp("fuzz") / "course", "en", str(small_npz), hidden_seed=3)


@bounded(60)
@given(drawn=st.data())
def test_bent_evidence_is_evidence_or_absent(folder: CourseFolder, drawn: st.DataObject) -> None:
    answer = ValueAnswer(type="int", value=3, shape=(), dtype="int64", sha256="0")
    evidence = Evidence("one", RunStatus.RAISED, (answer,), {}, "out", say("{a} b", a=say("c")), 0.5)
    output = {"output_type": "stream", "name": "stdout", "text": "x"}
    store = EvidenceStore(folder.path / "kept")
    store.keep("k", Transcript({"one": evidence}, ((output,), ()), 5))
    path = folder.path / "kept" / "k" / "evidence.json"
    path.write_text(drawn.draw(bent(path.read_text(encoding="utf-8"))), encoding="utf-8")
    found = store.find("k")
    if found is not None:
        store.keep("again", found)
        again = store.find("again")
        assert again is not None
        assert again.outputs == found.outputs


@bounded(60)
@given(drawn=st.data())
def test_bent_numbers_of_a_platform_are_numbers_or_absent(folder: CourseFolder, drawn: st.DataObject) -> None:
    path = folder.state.platform_ids
    write_platform_ids(path, {"canvas:7": "ada", "moodle:8": "alan"})
    path.write_text(drawn.draw(bent(path.read_text(encoding="utf-8"))), encoding="utf-8")
    forget_platform_ids(path, "ada")
    assert "ada" not in read_platform_ids(path).values()


@bounded(60)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_a_time_or_said_to_be_none(folder: CourseFolder, content: bytes) -> None:
    path = folder.path / "timestamp.txt"
    path.write_bytes(content)
    assert bool(unknown_time(path, None)) is (handed_in(path) is None)


@bounded(60)
@given(at=st.integers(0, 400), bytes_=st.binary(min_size=1, max_size=8))
def test_a_bent_archive_is_unpacked_or_told(folder: CourseFolder, at: int, bytes_: bytes) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada/one.ipynb", "x" * 99)
        archive.writestr("alan/two.ipynb", "y" * 99)
    content = bytearray(file.getvalue())
    content[at : at + len(bytes_)] = bytes_
    (folder.path / "bent.zip").write_bytes(content)
    unpacking = Unpacking()
    with tempfile.TemporaryDirectory() as out:
        unpacking.unpack(folder.path / "bent.zip", Path(out))
        found = {path.read_bytes() for path in Path(out).rglob("*") if path.is_file()}
    assert found <= {b"x" * 99, b"y" * 99}


@bounded(60)
@given(drawn=st.data())
def test_a_bent_sheet_is_a_sheet_or_told(folder: CourseFolder, drawn: st.DataObject) -> None:
    (sheet,) = sheets(folder.course.assignment(SLUG), 1)
    first = replace(sheet, student="ada", exercises=sheet.exercises[:2])
    path = folder.state.sheet(SLUG, "ada")
    folder.keep_sheet(first)
    path.write_text(drawn.draw(bent(first.to_json())), encoding="utf-8")
    with contextlib.suppress(AutograderError):
        folder.kept_sheet(SLUG, "ada")


@bounded(40)
@given(drawn=st.data())
def test_a_bent_ledger_is_a_ledger_or_begun_anew(folder: CourseFolder, drawn: st.DataObject) -> None:
    assignment = folder.course.assignment(SLUG)
    (sheet,) = sheets(assignment, 1)
    folder.state.ledger(SLUG).unlink(missing_ok=True)
    ledger = Ledger(folder, assignment)
    ledger.add(sheet)
    ledger.refuse("bob", say("{a}", a=1))
    path = folder.state.ledger(SLUG)
    path.write_text(drawn.draw(bent(path.read_text(encoding="utf-8"))), encoding="utf-8")
    for reason in refused(folder, assignment).values():
        assert isinstance(str(reason), str)
    ledger = Ledger(folder, assignment)
    ledger.has(sheet)
    ledger.add(sheet)
    assert Ledger(folder, assignment).has(sheet)


TOML = st.sampled_from(
    [
        "",
        "[" * 5_000,
        "a = " + "[" * 50_000,
        "[assignments]\nx = 1",
        "x = 1979-05-27",
        "\0",
        "hidden_seed = -1",
    ]
)
MORE = st.sampled_from(
    [
        "",
        *(
            f"\n[assignments.{end}"
            for end in ("x]\na=1", SLUG + "]\npoints = {train = 'x'}", SLUG + "]\nhints = 1")
        ),
    ]
)
VALUES = st.sampled_from(
    [
        "5",
        "-1",
        "10_000_000_000_000_000_000_000",
        "true",
        "'a'",
        "'\\u0000'",
        "[]",
        "[1, 'a']",
        "{a = 1}",
        "nan",
        "1e400",
        "1979-05-27",
        "'../..'",
        "''",
    ]
)


@bounded(40)
@given(drawn=st.data())
def test_a_bent_course_toml_is_used_or_told(folder: CourseFolder, drawn: st.DataObject) -> None:
    path = folder.path / "course.toml"
    whole = path.read_text(encoding="utf-8")
    lines = whole.splitlines()
    keys = [i for i, line in enumerate(lines) if " = " in line]
    at = drawn.draw(st.sampled_from(keys))
    key = lines[at].partition(" = ")[0].lstrip("# ")
    lines[at] = f"{key} = {drawn.draw(VALUES)}" if drawn.draw(st.booleans()) else drawn.draw(TOML)
    more = drawn.draw(MORE)
    try:
        path.write_text("\n".join(lines) + more, encoding="utf-8")
        with contextlib.suppress(AutograderError):
            assert open_folder(folder.path).course.assignments
    finally:
        path.write_text(whole, encoding="utf-8")


@bounded(30)
@given(
    text=st.text(max_size=60)
    | TEXTS
    | st.lists(st.sampled_from(["id", ",", "\n", '"', "a", "\r", "\0", " "])).map("".join)
)
def test_a_bent_roster_is_a_roster_or_told(folder: CourseFolder, text: str) -> None:
    (folder.path / "students.csv").write_bytes(text.encode(errors="replace"))
    with contextlib.suppress(AutograderError):
        for student in read_roster(folder.path):
            assert student.id.strip()
