"""Runs inside: what every process just forked does first."""

from __future__ import annotations

import os
import random

import numpy as np


def settle() -> None:
    """A quiet process with a home of its own and chances of its own."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    os.close(null)
    home = os.getcwd()
    os.environ |= {"HOME": home, "IPYTHONDIR": f"{home}/.ipython", "MPLCONFIGDIR": f"{home}/.matplotlib"}
    random.seed()
    np.random.seed(int.from_bytes(os.urandom(4), "little"))  # else the same in every kernel
