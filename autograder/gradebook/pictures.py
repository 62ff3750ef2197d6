"""Pictures that student code drew: decoded, and encoded anew from nothing but their pixels."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

from PIL import Image

_MOST_PIXELS = 1 << 25  # of a notebook; a figure of matplotlib's has a third of a million
_FORMS = {"image/png": ("PNG", "RGBA"), "image/jpeg": ("JPEG", "RGB")}


class Pictures:
    """Those of one notebook, as long as all of them together are not too large."""

    def __init__(self) -> None:
        self._left = _MOST_PIXELS

    def anew(self, data: Mapping[str, Any]) -> dict[str, str]:
        """The picture of an output, by its MIME type; empty where there is none that can be read."""
        for mime, (form, mode) in _FORMS.items():
            if isinstance(data.get(mime), str) and (again := self._again(data[mime], form, mode)):
                return {mime: again}
        return {}

    def _again(self, text: str, form: str, mode: str) -> str:
        try:
            with Image.open(io.BytesIO(base64.b64decode(text)), formats=[form]) as found:
                self._left -= found.width * found.height  # before it is decoded
                if self._left < 0:
                    return ""
                # By its pixels alone: a copy would keep what else the file held, and write it again.
                pixels = Image.frombytes(mode, found.size, found.convert(mode).tobytes())
        except Exception:  # decoders raise many kinds for what is not a picture
            return ""
        file = io.BytesIO()
        pixels.save(file, form)
        return base64.b64encode(file.getvalue()).decode()
