"""Makes the `.mo` of each `.po` when the package is built, for a wheel and for an editable install alike."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Beside the `.po`; git ignores them, so the wheel is told to take them."""
        catalogues = _catalogues(Path(self.root))
        for package in self.build_config.packages:
            catalogues.compile_all(Path(self.root) / package)
        build_data["artifacts"].append("*.mo")


def _catalogues(root: Path) -> ModuleType:
    """Our module by its file: its package imports what a build does not have."""
    sys.path.insert(0, str(root))
    spec = importlib.util.spec_from_file_location("catalogues", root / "autograder" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
