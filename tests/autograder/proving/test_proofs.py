"""Each thing that `prove` says fails where it is not so, and says what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.commands.prove import prove
from autograder.course.course import BUNDLED, Exercise, load_course, text
from autograder.evidence.evidence import Sandbox
from autograder.execution.warm_server import close_servers
from autograder.messages import spoken
from autograder.proving.proofs import proofs
from autograder.proving.rehearsal import needed
from autograder.proving.stage import Stage, stage_for

SLUG = "fully_connected"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The bundled course, where it can be spoilt."""
    folder = tmp_path / "course"
    shutil.copytree(BUNDLED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


Faults = Callable[[Path, str], tuple[str, ...]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One place for all courses of these tests, so that one server is enough."""
    yield tmp_path_factory.mktemp("stage")
    close_servers()


@pytest.fixture
def faults(place: Path) -> Faults:
    """What is wrong with the one proof whose name has these words."""

    def find(folder: Path, says: str) -> tuple[str, ...]:
        course = load_course(folder)
        (proof,) = (p for p in proofs(course, [course.assignment(SLUG)]) if says in p.name)
        assert proof.remedy
        return tuple(map(str, proof.faults(Stage(course, place))))

    return find


def test_a_stray_file_is_named(copied: Path, faults: Faults) -> None:
    assert faults(copied, "every file") == ()
    (copied / SLUG / "notebook-old.py").touch()
    (copied / "forgotten").mkdir()
    (copied / "forgotten" / "notebook.py").touch()
    found = faults(copied, "every file")
    assert len(found) == 2
    assert any("notebook-old.py" in fault for fault in found)
    assert any("forgotten" in fault for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('exercise="train"', 'exercise="trian"', "'trian' is not in course.toml"),
        ('check="train"', 'check="evaluate"', "'evaluate' is in the notebook 2 times"),
        ('exercise="show_sample"', "setup=true", "'show_sample' is in the notebook 0 times"),
    ],
)
def test_ids_that_differ_from_the_manifest(
    copied: Path, old: str, new: str, told: str, faults: Faults
) -> None:
    assert faults(copied, "its exercises") == ()
    _change(copied / SLUG / "notebook.py", old, new)
    assert any(told in fault for fault in faults(copied, "its exercises"))


def test_exercises_in_another_order(copied: Path, faults: Faults) -> None:
    notebook = copied / SLUG / "notebook.py"
    _change(notebook, 'exercise="load_data"', 'exercise="later"')
    _change(notebook, 'exercise="show_sample"', 'exercise="load_data"')
    _change(notebook, 'exercise="later"', 'exercise="show_sample"')
    assert any("another order" in fault for fault in faults(copied, "its exercises"))


def test_points_that_do_not_sum_to_a_hundred(copied: Path, faults: Faults) -> None:
    total = sum(e.points for e in load_course(copied).assignment(SLUG).exercises)
    first = f"{load_course(copied).assignment(SLUG).exercises[0].points}"
    _change(copied / "course.toml", f"points = {first}", f"points = {int(first) + 1}")
    assert total == 100
    assert faults(copied, "points") == ("its exercises are worth 101 points together, not 100",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('# %% [markdown] lang="en"\n# ## 2.', '# %% [markdown] lang="en"\n# ### 2.', "headings of depth"),
        ('# %% [markdown] lang="en"\n# ## 2.', '# %% [markdown] lang="es"\n# ## 2.', "in the other"),
    ],
)
def test_languages_that_differ(copied: Path, old: str, new: str, told: str, faults: Faults) -> None:
    assert faults(copied, "all languages") == ()
    _change(copied / SLUG / "notebook.py", old, new)
    assert any(told in fault for fault in faults(copied, "all languages"))


def test_prose_that_was_left_untranslated(copied: Path, faults: Faults) -> None:
    notebook = copied / SLUG / "notebook.py"
    cells = notebook.read_text(encoding="utf-8").split("# %% ")
    spanish = next(i for i, c in enumerate(cells) if c.startswith('[markdown] lang="es"'))
    english = next(i for i, c in enumerate(cells) if c.startswith('[markdown] lang="en"'))
    cells[english] = cells[spanish].replace('lang="es"', 'lang="en"')
    notebook.write_text("# %% ".join(cells), encoding="utf-8")
    assert any("not translated" in fault for fault in faults(copied, "all languages"))


def test_a_rubric_that_is_missing(copied: Path, faults: Faults) -> None:
    _change(
        copied / SLUG / "checks" / "data.py", "RUBRICS = (load_data, show_sample)", "RUBRICS = (show_sample,)"
    )
    assert any("load_data" in fault for fault in faults(copied, "one rubric"))


def test_a_check_module_that_breaks_is_told_and_not_raised(copied: Path, faults: Faults) -> None:
    _change(copied / SLUG / "checks" / "data.py", "RUBRICS = (", "RUBRICS = (undefined_name, ")
    assert any("undefined_name" in fault for fault in faults(copied, "one rubric"))


def _prove(folder: Path, *words: str) -> int:
    """As the command does, of the proofs with any of these words in their names."""
    course = load_course(folder)
    wanted = [p for p in proofs(course, [course.assignment(SLUG)]) if any(word in p.name for word in words)]
    with stage_for(course) as stage:
        return prove(stage, wanted, 1, course.translator(spoken()))


def test_prove_speaks_the_language_of_the_machine(
    copied: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "es")
    (copied / SLUG / "notebook-old.py").touch()
    assert _prove(copied, "every file", "points") == 1
    told = capsys.readouterr().out
    assert f"✓ {SLUG}: sus puntos suman 100" in told
    assert "✗ curso: cada archivo pertenece a una tarea de course.toml\n    nada lee" in told
    assert "    qué hacer: borra estos archivos o nombra su tarea" in told
    assert "Se cumplen 1 de 2." in told


def test_a_script_without_a_golden_entry(copied: Path, faults: Faults) -> None:
    (copied / SLUG / "cases" / "new_idea.py").write_text('# %% exercise="train"\n1', encoding="utf-8")
    assert any("new_idea" in fault for fault in faults(copied, "golden.toml fit"))


def test_an_entry_whose_script_is_missing(copied: Path, faults: Faults) -> None:
    (copied / SLUG / "cases" / "another_style.py").rename(
        copied / SLUG / "cases" / "curves_without_legend.py"
    )
    (fault,) = faults(copied, "golden.toml fit")
    assert fault == "another_style has no script, and so is the same as correct"


def test_changes_that_fit_the_solution_no_more(copied: Path, faults: Faults) -> None:
    assert faults(copied, "golden.toml fit") == ()
    _change(copied / SLUG / "notebook.py", "return images / 255.0", "return images / 255")
    found = faults(copied, "golden.toml fit")
    assert found[0].startswith(
        "rescaling_layer: the code of normalise has 'images / 255.0' 0 times, not once; copy"
    )
    assert any(fault.startswith("forgot_to_normalise: ") for fault in found)


def test_a_golden_entry_for_an_exercise_that_is_not_there(copied: Path, faults: Faults) -> None:
    _change(copied / SLUG / "cases" / "golden.toml", "normalise = ", "normalize = ")
    assert any("normalize" in fault for fault in faults(copied, "golden.toml fit"))


def test_the_exercises_that_are_needed_are_found_through_others() -> None:
    needs = {"read": (), "clean": ("read",), "look": ("read",), "fit": ("clean",), "tell": ("fit",)}
    exercises = tuple(Exercise(id, text({"en": id}), 20, needs=before) for id, before in needs.items())
    assignment = replace(load_course().assignment(SLUG), exercises=exercises)
    assert needed(assignment, ["read"]) == {"read"}
    assert needed(assignment, ["tell"]) == {"read", "clean", "fit", "tell"}
    assert needed(assignment, ["look", "clean"]) == {"read", "look", "clean"}


# Where student code runs ------------------------------------------------------------------------


@pytest.fixture
def normalising(copied: Path) -> Path:
    """Only cases of one exercise that trains nothing."""
    golden = copied / SLUG / "cases" / "golden.toml"
    for path in golden.parent.glob("*.py"):
        path.unlink()
    golden.write_text(
        '[forgot]\nabout.en = "."\nabout.es = "."\nearned = { normalise = 4 }\n'
        'messages.normalise = ["run from 0 to 255"]\n',
        encoding="utf-8",
    )
    (golden.parent / "forgot.py").write_text(
        '# %% exercise="normalise"\ndef normalise(images):\n    return images.astype("float32")\n\n\n'
        "x_train_norm = normalise(x_train)\nx_test_norm = normalise(x_test)\n",
        encoding="utf-8",
    )
    return copied


def test_a_case_that_is_as_its_golden_entry_says(normalising: Path, faults: Faults) -> None:
    assert faults(normalising, "case forgot") == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("normalise = 4", "normalise = 9", "golden.toml says 9: normalise earned 4 of 7"),
        ("run from 0 to 255", "run from 1 to 2", "'run from 1 to 2' is not in what it says"),
    ],
)
def test_a_case_that_is_not(normalising: Path, old: str, new: str, told: str, faults: Faults) -> None:
    _change(normalising / SLUG / "cases" / "golden.toml", old, new)
    (fault,) = faults(normalising, "case forgot")
    assert told in fault


@pytest.mark.slow
def test_a_starter_that_gives_an_answer_away(copied: Path, faults: Faults) -> None:
    given = "index, label = 7, int(load_data()[0][1][7])\n### BEGIN SOLUTION\nindex = 7"
    _change(copied / SLUG / "notebook.py", "### BEGIN SOLUTION\nindex = 7", given)
    found = faults(copied, "the starter earns nothing (en)")
    assert any("show_sample" in fault for fault in found)


def test_prove_ends_with_1_and_says_what_to_do(normalising: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _prove(normalising, "case") == 0
    assert "Everything holds: 2 of 2." in capsys.readouterr().out
    _change(normalising / SLUG / "cases" / "golden.toml", "normalise = 4", "normalise = 9")
    assert _prove(normalising, "case") == 1
    told = capsys.readouterr().out
    assert f"✗ {SLUG}: case forgot" in told
    assert "next: mend the check, or the golden entry" in told
    assert "1 of 2 hold." in told


def test_without_walls_it_proves_all_the_same_and_says_so(
    normalising: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    course = load_course(normalising)
    (case,) = (p for p in proofs(course, [course.assignment(SLUG)]) if "case forgot" in p.name)
    with stage_for(course) as stage:
        assert prove(stage, [case], 1) == 0
        assert stage.rehearsal(course.assignment(SLUG), "en").sandbox is Sandbox.NONE
    told = capsys.readouterr().out
    assert "note: without walls, because bubblewrap is missing" in told
    assert "Everything holds: 1 of 1." in told


def test_a_fault_that_breaks_everything_is_told_once(
    normalising: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _change(normalising / SLUG / "checks" / "data.py", "RUBRICS = (", "RUBRICS = (undefined_name, ")
    assert main(["prove", str(normalising), SLUG, "--jobs", "1"]) == 1
    told = capsys.readouterr().out
    assert told.count("undefined_name") == 1
    assert told.count("for the reason above") >= 5


def test_prove_ends_with_2_where_there_is_no_course(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prove", str(tmp_path)]) == 2
    assert "course.toml cannot be used" in capsys.readouterr().err
    assert main(["prove", "no_such_assignment"]) == 2
    assert "the course has no assignment" in capsys.readouterr().err


def test_nothing_is_left_of_a_stage(
    normalising: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    course = load_course(normalising)
    (proof,) = (p for p in proofs(course, course.assignments[:1]) if "case forgot" in p.name)
    with stage_for(course) as stage:
        assert proof.faults(stage) == ()
        assert [p.name.startswith("prove-") for p in place.iterdir()].count(True) == 1
    assert list(place.iterdir()) == []
