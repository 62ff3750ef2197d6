"""Whether what was drawn is an image of the data, on whatever scale its pixels are drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SAME = 0.999  # a correlation


def shows(picture: NDArray[Any], wanted: NDArray[np.uint8], negative: bool = False) -> bool:
    """Whether a picture has the pixels of an image; with `negative` dark ones may be bright, too."""
    if picture.size != wanted.size:
        return False
    drawn, meant = picture.ravel().astype(float), wanted.ravel().astype(float)
    if drawn.std() == 0 or meant.std() == 0:
        return bool(drawn.std() == meant.std())
    alike = float(np.corrcoef(drawn, meant)[0, 1])
    return (abs(alike) if negative else alike) > _SAME
