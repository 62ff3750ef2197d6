"""`hidden = "file.npz"` in course.toml: where it may lie, and that nobody is handed it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder.cli import main
from autograder.course.changes import MANIFEST
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import Sandbox
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.gradebook.writer import release
from autograder.grading.grade import of_other_images
from autograder.grading.rescore import rescore
from autograder.pages.site import write_reports
from autograder.pipeline.folder_grader import FolderGrader, sizes_of
from autograder.pipeline.outcome import Graded
from autograder.state_files import FOLDER
from reference.datasets import Dataset, Split
from reference.pairs import PAIRS

SLUG = "fully_connected"


@pytest.fixture(scope="module")
def own(digits: Dataset) -> Split:
    """Images that `small_npz` has not."""
    return Split(digits.train.images[300:450], digits.train.labels[300:450])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, small_npz: Path, own: Split) -> Path:
    """A course with hidden images of its own, and what ada handed in."""
    path = tmp_path_factory.mktemp("made") / "course"
    make_folder(path, "en", str(small_npz), hidden_seed=5)
    _keep(path / "hidden.npz", own)
    _name(path, '"hidden.npz"')
    folder = open_folder(path)
    handed_in = folder.submitted(SLUG, "ada")
    handed_in.parent.mkdir(parents=True)
    nbformat.write(folder.released(folder.course.assignment(SLUG)), handed_in)
    return path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> CourseFolder:
    return open_folder(shutil.copytree(made, tmp_path / "course"))


def _keep(path: Path, own: Split) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, x_test=own.images, y_test=own.labels)


def _name(course: Path, value: str) -> None:
    """Have course.toml say so."""
    path = course / MANIFEST
    lines = path.read_text(encoding="utf-8").splitlines()
    line = f"hidden = {value}"
    path.write_text("\n".join(line if "hidden = " in x else x for x in lines) + "\n", encoding="utf-8")


def _told(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """The one line that a command ends with."""
    capsys.readouterr()
    assert main([*command]) == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith("autograder: ")
    assert "\n" not in said
    return said


def _grade(folder: CourseFolder) -> Graded:
    graded = FolderGrader(
        folder, folder.course.assignment(SLUG), Sandbox.NONE, kernel=lambda *_: ScriptedKernel()
    ).grade("ada")
    assert isinstance(graded, Graded)
    return graded


def test_a_course_has_them_in_place_of_moved_test_images(folder: CourseFolder, own: Split) -> None:
    hidden = folder.dataset.hidden
    assert {image.tobytes() for image in hidden.images} == {image.tobytes() for image in own.images}
    data = folder.data(folder.course.assignment(SLUG))
    assert sizes_of(data) == {"train": 200, "test": 60, "hidden": 150, "pairs": PAIRS}


@pytest.mark.parametrize("command", ["init", "grade"])
@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("3", "hidden is 3, not as in: hidden = "),
        ('"absent.npz"', "absent.npz is not there: name an .npz file with the keys x_test, y_test"),
        ('"data.npz"', "data.npz is where students get to see it"),
        ('"../other.npz"', "leads out of the course folder"),
        ('"release/fully_connected/hidden.npz"', "is where students get to see it"),
        ('"Source/hidden.npz"', "is where students get to see it"),
        (f'"{FOLDER}/hidden.npz"', "is where students get to see it"),
    ],
)
def test_a_wrong_name_is_told_before_anything_runs(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str], command: str, value: str, told: str
) -> None:
    before = _digests(folder.path)
    _name(folder.path, value)
    assert told in _told(capsys, command, str(folder.path), *(["--sandbox", "none"] * (command == "grade")))
    after = _digests(folder.path)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} <= {
        MANIFEST, f"{FOLDER}/lock",
    }  # fmt: skip


def _digests(course: Path) -> dict[str, str]:
    files = (path for path in course.rglob("*") if path.is_file())
    return {str(p.relative_to(course)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_a_wrong_form_is_told_before_anything_runs(
    folder: CourseFolder, own: Split, capsys: pytest.CaptureFixture[str]
) -> None:
    _keep(folder.path / "hidden.npz", Split(own.images[:99], own.labels[:99]))
    for command in (["init"], ["grade", "--sandbox", "none"], ["calibrate", "--course"]):
        assert "x_test holds 99 images" in _told(capsys, *command, str(folder.path))
    assert not folder.state.sheets(SLUG)
    assert not folder.calibration("any").parent.exists()


def _link_out(folder: CourseFolder) -> None:
    (folder.path / "hidden.npz").rename(folder.path.parent / "elsewhere.npz")
    (folder.path / "hidden.npz").symlink_to("../elsewhere.npz")


def _link_into_release(folder: CourseFolder) -> None:
    (folder.path / "release" / "hidden.npz").parent.mkdir(exist_ok=True)
    (folder.path / "hidden.npz").rename(folder.path / "release" / "hidden.npz")
    (folder.path / "hidden.npz").symlink_to("release/hidden.npz")


def _copied_into_source(folder: CourseFolder) -> None:
    shutil.copy(folder.path / "hidden.npz", folder.path / "source" / SLUG / "more.npz")


@pytest.mark.parametrize(
    ("done", "told"),
    [
        (_link_out, "leads out of the course folder"),
        (_link_into_release, "is where students get to see it"),
        (_copied_into_source, "is a copy of the hidden images and would be handed out"),
    ],
)
def test_links_and_copies_are_seen_through(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str], done: Callable[[CourseFolder], None], told: str
) -> None:
    done(folder)
    assert told in _told(capsys, "init", str(folder.path))


def test_a_course_whose_folder_is_a_link_is_one_all_the_same(folder: CourseFolder) -> None:
    link = folder.path.parent / "term"
    link.symlink_to(folder.path)
    assert len(open_folder(link).dataset.hidden) == 150


def test_a_course_without_data_has_none(folder: CourseFolder, tmp_path: Path) -> None:
    toy = tmp_path / "toy"
    toy.mkdir()
    text = (folder.course.folder / MANIFEST).read_text(encoding="utf-8")
    (toy / MANIFEST).write_text(
        text.replace("format_version = 1", 'format_version = 1\ndata = "none"'), encoding="utf-8"
    )
    manifest = folder.path / MANIFEST
    manifest.write_text(f'course = "{toy}"\n' + manifest.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["grade", str(folder.path)]) == 2
    with pytest.raises(Exception, match="hidden names a file of images, and the course has no data"):
        open_folder(folder.path)


def _holding(course: Path, own: Split, name: str) -> set[str]:
    """Files that hold one of the images, or the file of them, but that file itself."""
    content, pixels = (course / name).read_bytes(), {image.tobytes() for image in own.images}
    found = set()
    for path in (p for p in course.rglob("*") if p.is_file() and p != course / name):
        if content in path.read_bytes() or any(a.tobytes() in pixels for a in _images(path)):
            found.add(path.relative_to(course).parts[0])
    return found


def _images(path: Path) -> list[np.ndarray]:
    if path.suffix not in (".npz", ".npy"):
        return []
    loaded = np.load(path, allow_pickle=False)
    arrays = [loaded] if isinstance(loaded, np.ndarray) else [loaded[name] for name in loaded.files]
    return [image for array in arrays if array.ndim == 3 for image in array]


@pytest.mark.slow
def test_they_are_never_handed_out(folder: CourseFolder, own: Split) -> None:
    """By init, release and nbgrader's own generate_assignment, which `release` runs."""
    assert main(["init", str(folder.path)]) == 0
    for assignment in folder.course.assignments:
        release(folder, assignment.slug)
    assert (folder.path / "release" / SLUG / "data.npz").is_file()
    assert _holding(folder.path, own, "hidden.npz") == set()
    view = folder.view(folder.data(folder.course.assignment(SLUG)))
    assert _holding(folder.path, own, "hidden.npz") == {FOLDER}, "the test above can fail"
    assert {path.name for path in view.iterdir()} == {"public.npz", "hidden.npy", "pairs.npz"}


def test_the_graders_view_has_the_images_and_no_label(folder: CourseFolder) -> None:
    view = folder.view()
    hidden = folder.dataset.hidden
    np.testing.assert_array_equal(np.load(view / "hidden.npy", allow_pickle=False), hidden.images)
    with np.load(view / "public.npz", allow_pickle=False) as public:
        assert sorted(public.files) == ["x_test", "x_train", "y_test", "y_train"]
        assert [len(public[name]) for name in ("y_train", "y_test")] == [200, 60]
    with np.load(view / "pairs.npz", allow_pickle=False) as paired:
        assert sorted(paired.files) == ["images", "maps"]


def test_with_other_images_everything_is_run_again(folder: CourseFolder, own: Split) -> None:
    before, view, assignment = _grade(folder).sheet, folder.view(), folder.course.assignment(SLUG)
    same = open_folder(folder.path)
    assert _grade(same).sheet.evidence_key == before.evidence_key
    assert of_other_images(same, assignment, ["ada"]) == 0
    _change_an_image(folder, own)
    changed = open_folder(folder.path)
    assert changed.view() != view
    assert of_other_images(changed, assignment, ["ada"]) == 1
    assert _grade(changed).sheet.evidence_key != before.evidence_key
    assert of_other_images(changed, assignment, ["ada"]) == 0


def _change_an_image(folder: CourseFolder, own: Split) -> None:
    images = own.images.copy()
    images[0, 0, 0] ^= 1
    _keep(folder.path / "hidden.npz", Split(images, own.labels))


@pytest.mark.parametrize("way", ["added", "taken away", "another seed", "another file"])
def test_evidence_of_other_images_is_never_scored_by_these(
    folder: CourseFolder, own: Split, way: str
) -> None:
    """Predictions in one order against labels in another would cost a class its points."""
    moved, assignment = replace(folder, hidden_file=None), folder.course.assignment(SLUG)
    before, after = {
        "added": (moved, folder),
        "taken away": (folder, moved),
        "another seed": (folder, replace(folder, hidden_seed=6)),
        "another file": (folder, replace(folder)),
    }[way]
    _grade(before)
    assert [again.after is not None for again in rescore(before, assignment)] == [True]
    if way == "another file":
        _change_an_image(folder, own)
    assert [again.after for again in rescore(after, assignment)] == [None]


@pytest.mark.slow
def test_grade_and_rescore_say_so(
    folder: CourseFolder, own: Split, capsys: pytest.CaptureFixture[str]
) -> None:
    _grade(folder)
    _change_an_image(folder, own)
    assert main(["rescore", str(folder.path)]) == 2
    assert "no evidence is stored of these data" in capsys.readouterr().err
    assert main(["grade", str(folder.path), SLUG, "--sandbox", "none"]) == 0
    told = capsys.readouterr().err
    assert "1 submission was graded with other hidden images: it is run again" in told
    assert "Hidden images of your own are not calibrated (dense_128_relu, no_normalisation)" in told
    assert f"autograder calibrate --course {folder.path}" in told


def test_the_page_of_a_class_says_what_is_not_calibrated_and_no_place_of_this_machine(
    folder: CourseFolder,
) -> None:
    _grade(folder)
    told = _class_page(folder)
    assert "Hidden images of your own are not calibrated" in told
    assert "autograder calibrate --course course" in told
    assert str(folder.path.parent) not in told
    _name(folder.path, '""')
    assert "not calibrated" not in _class_page(folder)


def _class_page(folder: CourseFolder) -> str:
    again = open_folder(folder.path)
    write_reports(again, [again.course.assignment(SLUG)])
    return (again.report(SLUG) / "index.html").read_text(encoding="utf-8")
