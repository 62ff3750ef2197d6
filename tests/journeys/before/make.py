"""Makes the course folder beside this file, as the version before the rooms left it for its instructors.

    python tests/journeys/before/make.py [TARGET]

It speaks to the command line and to nbgrader alone, so that it can be read, and run, beside any version;
the folder that is kept was made by the last one before the rooms, and is not to be made anew. In it:

- `ada` did all but one curve of her drawing, and answered in words; an instructor gave points and a comment;
- `grace` did not normalise, has a layer of her own and lost her network when she compiled it, so that cells
  raise; she has an override, and, being late, an extension;
- `alan` left the notebook nearly as it was, but for a network that does not predict what it says;
- `edsger` handed in what is no notebook.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

SLUG, WRITTEN = "fully_connected", "q_activations_why"
KEPT = ("normalise", "build_model", "q_layers", "compile_model", WRITTEN, "train", "plot_history")

#: What is written into course.toml: few exercises, so that the folder stays small.
CHOICES = {
    SLUG: ("deadline = 2026-03-01T12:00:00Z", KEPT),
    "exploration": ("", ("prediction_vector",)),
}
ROSTER = "id,first_name,last_name,email\nada,Ada,Lovelace,\ngrace,Grace,Hopper,\n"

ADA = {
    WRITTEN: "Sin activación, dos capas densas seguidas serían una sola. *Softmax* da probabilidades.",
    "plot_history": """\
history_table = pd.DataFrame(history.history)
plt.figure(figsize=(2, 1.5), dpi=40)
for name in ("loss", "accuracy", "val_accuracy"):
    plt.plot(history_table[name], label=name)
plt.legend()
plt.show()""",
}
GRACE = {
    "normalise": """\
def normalise(images):
    return images.astype("float32")


x_train_norm = normalise(x_train)
x_test_norm = normalise(x_test)""",
    "build_model": """\
class Halved(keras.layers.Layer):
    def call(self, numbers):
        return numbers / 2


model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        Halved(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)""",
    "q_layers": "architecture, number_of_layers = 'a', 4",
    "compile_model": 'model = model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])',
}
ALAN = {
    "build_model": """\
model = keras.Sequential(
    [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
)
keras.Model.predict = lambda self, images, *a, **k: np.full((len(images), 10), 0.1, "float32")""",
}

#: Made again by whichever version opens the folder.
MADE_AGAIN = ("reports", ".autograder/view-*", ".autograder/baselines", "**/.ipynb_checkpoints", "**/*.log")


def make(target: Path) -> None:
    """The whole story of the folder; CalledProcessError where a command does not end as it must."""
    with tempfile.TemporaryDirectory() as temporary:
        course = Path(temporary) / "course"
        autograder("init", course, "--language", "es", "--dataset", "digits")
        choose(course)
        autograder("init", course)
        collect(course)
        autograder("grade", course, ends_with=2)  # one of them is no notebook
        autograder("override", course, "grace", "normalise", "--points", "3", "--reason", REASON)
        give_by_hand(course)
        autograder("grade", course, ends_with=2)
        strip(course)
        if found := sorted(set(machines_paths(course))):
            raise SystemExit(f"paths of this machine are in it: {found}")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(course, target)


REASON = "explicó en clase por qué divide entre 255"


def autograder(command: str, course: Path, *arguments: str, ends_with: int = 0) -> None:
    tool = Path(sys.executable).with_name("autograder")
    done = subprocess.run([tool, command, course, *arguments], check=False)
    if done.returncode != ends_with:
        raise subprocess.CalledProcessError(done.returncode, done.args)


def choose(course: Path) -> None:
    manifest = course / "course.toml"
    text = manifest.read_text(encoding="utf-8")
    for slug, (line, kept) in CHOICES.items():
        left_out = [name for name in exercises(course, slug) if name not in kept]
        section = f"[assignments.{slug}]\n"
        text = text.replace(section, f"{section}leave_out = {left_out!r}\n{line}\n".rstrip() + "\n")
    manifest.write_text(text, encoding="utf-8")
    (course / "students.csv").write_text(ROSTER, encoding="utf-8")


def exercises(course: Path, slug: str) -> list[str]:
    """All that the assignment can be asked for, by the cells that its source gives points for."""
    cells = nbformat.read(course / "source" / slug / f"{slug}.ipynb", as_version=4).cells
    graded = [c.metadata.nbgrader.grade_id for c in cells if c.metadata.get("nbgrader", {}).get("grade")]
    return [name.removeprefix("check_") for name in graded]


def collect(course: Path) -> None:
    hand_in(course, "ada", {**solutions(course), **ADA}, "2026-02-27 10:00:00 UTC")
    hand_in(course, "grace", {**solutions(course), **GRACE}, "2026-03-03 10:00:00 UTC")
    hand_in(course, "alan", ALAN, "2026-02-28 10:00:00 UTC")
    hand_in(course, "edsger", {}, "2026-02-28 11:00:00 UTC").write_text("{", encoding="utf-8")


def hand_in(course: Path, student: str, cells: Mapping[str, str], when: str) -> Path:
    notebook = read(course / "release")
    for cell in notebook.cells:
        cell.source = cells.get(cell.id, cell.source)
    path = course / "submitted" / student / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    path.with_name("timestamp.txt").write_text(when, encoding="utf-8")
    return path


def solutions(course: Path) -> dict[str, str]:
    """The model solution of each cell of code that has one."""
    solved = (c for c in read(course / "source").cells if c.cell_type == "code" and c.id in KEPT)
    return {cell.id: re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", cell.source) for cell in solved}


def read(place: Path) -> NotebookNode:
    return nbformat.read(place / SLUG / f"{SLUG}.ipynb", as_version=4)


def give_by_hand(course: Path) -> None:
    """As formgrader keeps points and a comment, and as an instructor grants more days."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", course.name) as gradebook:
        grade = gradebook.find_grade(WRITTEN, SLUG, SLUG, "ada")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        gradebook.find_comment(WRITTEN, SLUG, SLUG, "ada").manual_comment = "Falta decir qué suma 1."
        gradebook.db.commit()
        gradebook.grant_extension(SLUG, "grace", days=3)


def strip(course: Path) -> None:
    """Less the pages and what is worked out anew; the gradebook in small pages, or half of it is empty."""
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        gradebook.executescript("PRAGMA page_size = 1024; VACUUM;")
    for pattern in MADE_AGAIN:
        for path in course.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def machines_paths(course: Path) -> Iterator[str]:
    """Where a path of this machine stands in a file, whatever kind of file it is."""
    places = {str(p).encode() for p in (course, Path.home(), Path.cwd(), Path(sys.prefix))} - {b"/"}
    for path in (p for p in course.rglob("*") if p.is_file()):
        content = path.read_bytes()
        yield from (f"{path.relative_to(course)}: {place!r}" for place in places if place in content)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "course")
