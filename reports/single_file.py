"""One HTML file that holds its style and its script, and a policy that lets in these two alone."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

_TEMPLATES = Path(__file__).parent / "templates"


def source(*names: str) -> str:
    """Files of `templates`, one after the other."""
    return "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def policy(style: str, script: str) -> str:
    """The content security policy of a page with just this style and this script."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "form-action 'none'; base-uri 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
