"""nbformat in an eighth of its time, for processes of our own.

It brings jsonschema, which makes 39 grammars where `rfc3987_syntax` is installed, as jupyter_server has it.
That takes most of a second, for a kind of link that no notebook's schema asks about.
"""

from __future__ import annotations

import sys
from typing import Any

_GRAMMARS = "rfc3987_syntax"


def spare_grammars() -> None:
    """jsonschema does without them from now on, as where they are not installed."""
    modules: dict[str, Any] = sys.modules
    modules.setdefault(_GRAMMARS, None)
