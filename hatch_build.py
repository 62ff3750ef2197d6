"""Makes the `.mo` of each `.po` when a package is built, for a wheel and for an editable install alike."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CHECKOUT = Path(__file__).parent


class CompileCatalogues(BuildHookInterface[Any]):
    """Of the students' distribution, and of the instructors', which is built in `assignments/`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Beside the `.po`; git ignores them, so the wheel is told to take them."""
        catalogues = _catalogues()
        for folder in self._folders(editable=version == "editable"):
            catalogues.compile_all(folder)
        build_data["artifacts"].append("*.mo")

    def _folders(self, editable: bool) -> Iterator[Path]:
        root, packages = Path(self.root), self.build_config.packages
        yield from (
            root / package for package in packages or [""]
        )  # the assignments are a folder of their own
        if editable and packages:
            yield root / "assignments"


def _catalogues() -> ModuleType:
    """Our module by its file: its package imports what a build does not have."""
    sys.path.insert(0, str(CHECKOUT))
    spec = importlib.util.spec_from_file_location("catalogues", CHECKOUT / "autograder" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
