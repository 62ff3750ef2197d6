"""nbgrader's steps share an engine: how often the gradebook is opened does not grow with the class."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbgrader.preprocessors.saveautogrades as step
import pytest
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.coursedir.coursedir import CourseFolder
from autograder.gradebook.database import tools_on_path
from autograder.gradebook.opened_once import Kept, open_gradebook, opened_once
from tests.autograder.grading.small_class import graded, hand_in, small_course

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # of nbgrader's own queries
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    return small_course(tmp_path_factory.mktemp("opened"))


@pytest.fixture
def connections() -> Iterator[list[object]]:
    """Every one that is made, to whatever database."""
    made = list[object]()

    def told(connection: object, _: object) -> None:
        made.append(connection)

    event.listen(Engine, "connect", told)
    yield made
    event.remove(Engine, "connect", told)


def test_a_larger_class_opens_it_no_more_often(
    course: CourseFolder, connections: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = list[str]()
    stock = Gradebook.__init__

    def counted(self: Gradebook, db_url: str, *more: object) -> None:
        opened.append(db_url)
        stock(self, db_url, *more)

    monkeypatch.setattr(Gradebook, "__init__", counted)
    counts = []
    for students in (["ada"], ["bob", "cy", "dee", "eve"]):
        for student in students:
            hand_in(course, student)
        assert graded(course) == ()
        counts.append((len(opened), len(connections)))
        opened.clear()
        connections.clear()
    assert counts[0] == counts[1]
    assert counts[1][0] <= 3  # by the course's name, by nbgrader's steps, which know none, for the pages


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Of a gradebook without anybody."""
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with tools_on_path():
        Gradebook(url).close()
    return url


def test_after_the_block_it_is_nbgraders_own_again(url: str) -> None:
    with opened_once():
        with open_gradebook(url) as gradebook:
            assert isinstance(gradebook, Kept)
        assert step.Gradebook is not Gradebook
    assert step.Gradebook is Gradebook
    with open_gradebook(url) as gradebook:
        assert type(gradebook) is Gradebook


def test_sessions_are_apart_and_what_is_not_committed_is_taken_back(url: str) -> None:
    with opened_once(), open_gradebook(url) as outer:
        outer.add_student("ada", first_name="Ada")
        with open_gradebook(url) as inner:
            assert inner.engine is outer.engine
            inner.find_student("ada").first_name = "Grace"
        assert outer.find_student("ada").first_name == "Ada"
        with pytest.raises(MissingEntry):
            outer.find_student("grace")
