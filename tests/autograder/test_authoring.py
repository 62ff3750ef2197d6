"""All that checks are written with is in one module, and all that is in it is of use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from autograder import authoring
from autograder.course.course import BUNDLED

README = (BUNDLED / "README.md").read_text(encoding="utf-8")
CHECKS = sorted(BUNDLED.glob("*/checks/*.py"))


def _imported(source: str, module: str = "autograder.authoring") -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            yield from (alias.name for alias in node.names)


def _taught() -> set[str]:
    blocks = re.findall(r"^```python \S*checks/\S+\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert blocks
    return {name for block in blocks for name in _imported(block)}


def test_it_is_what_the_page_teaches_and_the_assignments_use() -> None:
    used = {name for path in CHECKS for name in _imported(path.read_text(encoding="utf-8"))}
    assert used | _taught() == set(authoring.__all__)


def test_the_page_names_every_word_that_it_has() -> None:
    missing = [name for name in authoring.__all__ if not re.search(rf"`{name}\b", README)]
    assert missing == []


def test_every_word_is_there_and_says_what_it_is() -> None:
    assert sorted(authoring.__all__) == sorted(set(authoring.__all__))
    for name in authoring.__all__:
        found = getattr(authoring, name)
        assert not callable(found) or found.__doc__, name


def test_checks_import_nothing_else_of_ours() -> None:
    """The import contract says so too; this one names the file that a course's author looks for."""
    ours = ("autograder", "assignments", "reports")
    allowed = re.compile(r"autograder\.(authoring|networks\.\w+)$")
    odd = [
        (path.name, name)
        for path in CHECKS
        for name in _modules(path.read_text(encoding="utf-8"))
        if name.split(".")[0] in ours and not allowed.match(name)
    ]
    assert odd == []


def _modules(source: str) -> Iterator[str]:
    """Every module that is imported, by either kind of statement."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_what_is_no_word_for_checks_is_not_offered() -> None:
    public = {name for name in vars(authoring) if not name.startswith("_")}
    assert public == set(authoring.__all__)
