"""The rooms as they stand: layers from the contracts in pyproject.toml, imports as grimp finds them.

grimp is the engine of import-linter, so the picture and the contracts see the same imports.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
HOUSE = "autograder"
#: A namespace package has no docstring.
NAMESPACES = {"assignments": "The course: notebooks, checks, cases"}


@dataclass(frozen=True)
class Room:
    """`about` is how its docstring begins."""

    name: str
    about: str
    modules: int


@dataclass(frozen=True)
class Arrow:
    importer: str
    imported: str
    count: int


@dataclass(frozen=True)
class House:
    """Rows from the top down; those of `autograder` stand together. `implied` are arrows not drawn."""

    rows: tuple[tuple[Room, ...], ...]
    inner: range
    arrows: tuple[Arrow, ...]
    implied: tuple[Arrow, ...]


def read_house(root: Path = ROOT) -> House:
    """The house as it stands. LookupError where pyproject.toml has no such contracts."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    outer, inner = _layers(contracts["contracts"], None), _layers(contracts["contracts"], HOUSE)
    at = outer.index((HOUSE,))
    names = [*outer[:at], *inner, *outer[at + 1 :]]
    modules: Counter[str] = Counter()
    found = _arrows(contracts["root_packages"], {name for row in names for name in row}, modules)
    rows = tuple(tuple(Room(name, _about(root, name), modules[name]) for name in row) for row in names)
    drawn = set(_not_implied(found))
    arrows = [Arrow(*pair, count) for pair, count in sorted(found.items())]
    return House(
        rows=rows,
        inner=range(at, at + len(inner)),
        arrows=tuple(a for a in arrows if (a.importer, a.imported) in drawn),
        implied=tuple(a for a in arrows if (a.importer, a.imported) not in drawn),
    )


def _layers(contracts: Iterable[Mapping[str, object]], container: str | None) -> list[tuple[str, ...]]:
    """The layers of the one contract on them with this container."""
    wanted = [container] if container else None
    for contract in contracts:
        if contract["type"] == "layers" and contract.get("containers") == wanted:
            layers = contract["layers"]
            assert isinstance(layers, list)
            return [tuple(re.findall(r"\w+", layer)) for layer in layers]
    raise LookupError(f"no contract on layers with the container {container}")


def _arrows(packages: list[str], rooms: set[str], modules: Counter[str]) -> Counter[tuple[str, str]]:
    """How many imports lead from one room to another; `modules` are counted on the way."""
    found: Counter[tuple[str, str]] = Counter()
    graph = grimp.build_graph(*packages, cache_dir=None)
    for module in graph.modules:
        importer = _room_of(module, rooms)
        modules[importer] += 1
        for other in graph.find_modules_directly_imported_by(module):
            imported = _room_of(other, rooms)
            if importer and imported and importer != imported:
                found[importer, imported] += 1
    return found


def _room_of(module: str, rooms: set[str]) -> str:
    """Empty for the doors of `autograder`, which stand on no layer."""
    package, *rest = module.split(".")
    if package == HOUSE:
        return rest[0] if rest and rest[0] in rooms else ""
    return package if package in rooms else ""


def _not_implied(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The transitive reduction: each pair that no longer way leads along."""
    nexts: dict[str, set[str]] = {}
    for importer, imported in found:
        nexts.setdefault(importer, set()).add(imported)
    beyond: dict[str, set[str]] = {}

    def reached(room: str) -> set[str]:
        if room not in beyond:
            beyond[room] = set().union(*({other} | reached(other) for other in nexts.get(room, ())))
        return beyond[room]

    return [(a, b) for a, b in found if not any(b in reached(other) for other in nexts[a] - {b})]


def _about(root: Path, name: str) -> str:
    """The first sentence of what a room says of itself, up to its colon."""
    house = root / HOUSE
    candidates = (house / name / "__init__.py", house / f"{name}.py", root / name / "__init__.py")
    source = next((path for path in candidates if path.is_file()), None)
    if source is None:
        return NAMESPACES[name]
    said = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return re.split(r"[:;.](?=\s|$)", " ".join(said.split()))[0].replace("`", "")
