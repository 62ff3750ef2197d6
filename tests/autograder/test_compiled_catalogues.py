"""What gettext reads is made of what people write: by the build, or where it is missing or stale."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from gettext import GNUTranslations
from pathlib import Path

import pytest

from autograder import catalogues
from autograder.cli import main
from autograder.course.course import BUNDLED, copy_for_students, load_course
from autograder.messages import Message, plural, translator

ROOT = BUNDLED.parent
ROOMS = ("assignments", "autograder", "reports")

BLOCK = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"babel", "nbgrader", "jinja2", "tqdm", "statsmodels"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Block())
"""


def _po(folder: Path, word: str = "eso") -> Path:
    po = folder / "locale" / "es.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(f'msgid "that"\nmsgstr "{word}"\n', encoding="utf-8")
    return po


def _that(folder: Path) -> str | None:
    found = catalogues.read(folder, "es")
    return found.gettext("that") if found else None


def _without_babel(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("babel.messages.mofile", "babel.messages.pofile"):
        monkeypatch.setitem(sys.modules, name, None)


def test_what_is_missing_is_made_where_gettext_looks_for_it(tmp_path: Path) -> None:
    _po(tmp_path)
    assert _that(tmp_path) == "eso"
    with (tmp_path / "locale" / "es" / "LC_MESSAGES" / "autograder.mo").open("rb") as file:
        assert GNUTranslations(file).gettext("that") == "eso"


def test_what_was_made_of_another_po_is_made_anew_whatever_the_dates_say(tmp_path: Path) -> None:
    _po(tmp_path)
    assert _that(tmp_path) == "eso"
    os.utime(_po(tmp_path, "aquello"), (0, 0))
    assert _that(tmp_path) == "aquello"


def test_what_is_up_to_date_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = catalogues.compiled(_po(tmp_path))
    _without_babel(monkeypatch)
    assert made is not None
    assert catalogues.compiled(_po(tmp_path)) == made


def test_the_same_po_gives_the_same_bytes(tmp_path: Path) -> None:
    assert catalogues.compiled(_po(tmp_path / "one")) == catalogues.compiled(_po(tmp_path / "two"))


def test_without_babel_what_is_kept_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _po(tmp_path / "kept")
    assert _that(tmp_path / "kept") == "eso"
    _without_babel(monkeypatch)
    _po(tmp_path / "kept", "aquello")
    assert _that(tmp_path / "kept") == "eso"
    _po(tmp_path / "new")
    assert _that(tmp_path / "new") is None
    assert translator("es", tmp_path / "new")("that") == "that"


def test_where_nothing_can_be_kept_it_is_made_all_the_same(tmp_path: Path) -> None:
    """As in a folder that can only be read, which as root there is not."""
    in_the_way = _po(tmp_path).with_suffix("")
    in_the_way.touch()
    assert _that(tmp_path) == "eso"
    assert in_the_way.read_bytes() == b""


AT_ONCE = """
import importlib.util, sys
from gettext import GNUTranslations
from pathlib import Path
spec = importlib.util.spec_from_file_location("catalogues", "autograder/catalogues.py")
catalogues = importlib.util.module_from_spec(spec)
spec.loader.exec_module(catalogues)

def slowly(path, content):
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(content), 1024):
            file.write(content[start : start + 1024])

Path.write_bytes = slowly
po = Path(sys.argv[1])
for _ in range(40):
    catalogues.compiled_path(po).unlink(missing_ok=True)
    catalogues.compiled(po)
    try:
        file = catalogues.compiled_path(po).open("rb")
    except FileNotFoundError:
        continue  # the other's turn to make it
    with file:
        assert GNUTranslations(file).gettext("it is a folder") == "es una carpeta"
"""


def test_processes_that_make_one_at_once_find_it_whole(tmp_path: Path) -> None:
    (tmp_path / "locale").mkdir()
    po = Path(shutil.copy(ROOT / "autograder" / "locale" / "es.po", tmp_path / "locale"))
    command = (sys.executable, "-c", AT_ONCE, str(po))
    three = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    told = [process.communicate()[1] for process in three]
    assert [process.returncode for process in three] == [0, 0, 0], told
    left = {path.name for path in catalogues.compiled_path(po).parent.iterdir()}
    assert left <= {"autograder.mo"}


@pytest.mark.parametrize(
    "content",
    ['msgid "that\n', 'msgid ""\nmsgstr "Content-Type: text/plain; charset=CHARSET\\n"\n', 'msgid "\xff"'],
)
def test_a_po_that_is_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    course = tmp_path / "course"
    shutil.copytree(BUNDLED, course, ignore=shutil.ignore_patterns("*.mo"))
    (course / "locale" / "es.po").write_text(content, encoding="latin-1")
    monkeypatch.setenv("LANGUAGE", "es")
    assert main(["prove", str(course)]) == 2
    told = capsys.readouterr().err
    assert f"{course / 'locale' / 'es.po'} no es un catálogo de frases: " in told
    assert len(told.splitlines()) == 1


RUNS = ("{count} run", "{count} runs")
OF_THREE_FORMS = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"

msgid "{count} run"
msgid_plural "{count} runs"
msgstr[0] "{count} przebieg"
msgstr[1] "{count} przebiegi"
msgstr[2] "{count} przebiegów"
"""


@pytest.mark.parametrize(
    ("count", "told"), [(1, "1 przebieg"), (3, "3 przebiegi"), (5, "5 przebiegów"), (22, "22 przebiegi")]
)
def test_a_plural_has_the_forms_of_its_language(tmp_path: Path, count: int, told: str) -> None:
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "pl.po").write_text(OF_THREE_FORMS, encoding="utf-8")
    message = plural(*RUNS, count)
    assert message.render(translator("pl", tmp_path)) == told
    assert Message.from_json(message.to_json()).render(translator("pl", tmp_path)) == told
    assert message.render(translator("en", tmp_path)) == f"{count} run{'s' * (count != 1)}"


@pytest.mark.parametrize(("count", "told"), [(1, "1 vuelta"), (2, "2 vueltas"), (0.5, "0.5 vueltas")])
def test_a_catalogue_may_have_both_forms_as_sentences_of_their_own(
    tmp_path: Path, count: float, told: str
) -> None:
    """As those of courses made before there were plurals."""
    (tmp_path / "locale").mkdir()
    entries = (
        'msgid "{count} run"\nmsgstr "{count} vuelta"\n\nmsgid "{count} runs"\nmsgstr "{count} vueltas"\n'
    )
    (tmp_path / "locale" / "fr.po").write_text(entries, encoding="utf-8")
    assert plural(*RUNS, count).render(translator("fr", tmp_path)) == told


@pytest.mark.parametrize(
    ("template", "count", "told"),
    [("{count} is worse", 1, "1 es peor"), ("{count} are worse", 3, "3 son peores")],
)
def test_a_plural_stored_before_still_finds_its_form(template: str, count: int, told: str) -> None:
    stored = Message.from_json({"template": template, "values": {"count": count}})
    assert stored.render(translator("es")) == told


def test_a_course_says_its_own_before_ours(tmp_path: Path) -> None:
    (tmp_path / "locale").mkdir()
    own = (
        'msgid "{count} flag"\nmsgid_plural "{count} flags"\nmsgstr[0] "una seña"\nmsgstr[1] "{count} señas"'
    )
    (tmp_path / "locale" / "es.po").write_text(own, encoding="utf-8")
    translate = translator("es", tmp_path)
    assert plural("{count} flag", "{count} flags", 2).render(translate) == "2 señas"
    assert plural("{count} is worse", "{count} are worse", 2).render(translate) == "2 son peores"
    assert translate("") == ""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that nothing was made in yet."""
    folder = tmp_path_factory.mktemp("checkout")
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    for room in (*ROOMS, "reference"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    assert not [*folder.rglob("*.mo")]
    return folder


def _build(checkout: Path, what: str, out: Path) -> Path:
    script = f"import sys; from hatchling.build import {what}; print({what}(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", script, str(out)], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = out.glob("*.whl")
    return wheel


def test_an_editable_install_makes_them(fresh: Path, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(fresh, checkout, ignore=shutil.ignore_patterns("*.mo"))
    _build(checkout, "build_editable", tmp_path)
    made = {path.relative_to(checkout).as_posix() for path in checkout.rglob("*.mo")}
    assert made == {f"{room}/locale/es/LC_MESSAGES/autograder.mo" for room in ROOMS}


@pytest.fixture(scope="module")
def installed(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages as a wheel brings them."""
    out = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(_build(fresh, "build_wheel", out)) as wheel:
        wheel.extractall(out / "site")
    return out / "site"


def test_a_wheel_has_them(installed: Path) -> None:
    made = {path.relative_to(installed).as_posix() for path in installed.rglob("*.mo")}
    assert made == {f"{room}/locale/es/LC_MESSAGES/autograder.mo" for room in ROOMS if room != "assignments"}


def _run(installed: Path, script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"import sys; sys.path.insert(0, {str(installed)!r})"
    command = [sys.executable, "-c", f"{path}\n{BLOCK}\n{script}"]
    speaking = {**os.environ, "LANGUAGE": "es"}
    return subprocess.run(command, cwd=folder, env=speaking, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_student_with_the_wheel_reads_spanish_without_babel(installed: Path, tmp_path: Path) -> None:
    script = """
import autograder
grader = autograder.Grader("fully_connected", language="es")
print(autograder.__file__)
print(grader.hint("load_data"))
"""
    course = load_course()
    copy_for_students(course, course.assignment("fully_connected"), tmp_path)
    english = _run(installed, script.replace('"es"', '"en"'), tmp_path)
    spanish = _run(installed, script, tmp_path)
    assert spanish.returncode == 0, spanish.stderr
    assert spanish.stdout.startswith(str(installed))
    assert "load_data()" in spanish.stdout
    assert spanish.stdout.splitlines()[1:] != english.stdout.splitlines()[1:]
    assert "Pista" in spanish.stdout


def test_the_command_line_of_the_wheel_speaks_spanish_without_babel(installed: Path, tmp_path: Path) -> None:
    done = _run(installed, 'from autograder.cli import main; main(["check"])', tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("uso: autograder check")
    assert "error: faltan estos argumentos: CUADERNO" in done.stderr
