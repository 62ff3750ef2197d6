"""The settings of optimisers: what Keras gives them where nothing is said, and what differs from it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

Setting = str | int | float | bool | None

_OF_ALL: Mapping[str, Setting] = {
    "weight_decay": None, "clipnorm": None, "global_clipnorm": None, "clipvalue": None, "use_ema": False,
    "gradient_accumulation_steps": None,
}  # fmt: skip
#: A test holds them against the Keras that is installed.
FACTORY: Mapping[str, Mapping[str, Setting]] = {
    "adam": {**_OF_ALL, "learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07,
             "amsgrad": False},
    "sgd": {**_OF_ALL, "learning_rate": 0.01, "momentum": 0.0, "nesterov": False},
    "rmsprop": {**_OF_ALL, "learning_rate": 0.001, "rho": 0.9, "momentum": 0.0, "epsilon": 1e-07,
                "centered": False},
}  # fmt: skip
_NO_SETTINGS = frozenset(("name", "ema_momentum", "ema_overwrite_frequency", "loss_scale_factor"))

Differing = tuple[str, Setting, Setting]


def not_as_it_comes(optimiser: str, options: Mapping[str, Setting]) -> Iterator[Differing]:
    """The settings that are not the optimiser's own: name, what was found, what it comes with."""
    return otherwise_set(options, FACTORY.get(optimiser, {}))


def otherwise_set(options: Mapping[str, Setting], wanted: Mapping[str, Setting]) -> Iterator[Differing]:
    """The settings that two have and that differ: name, what was found, what was wanted."""
    for name in sorted(wanted.keys() - _NO_SETTINGS, key=lambda name: (name != "learning_rate", name)):
        if name not in options and wanted[name] is not None:  # nobody knows it
            continue
        if not _same(options.get(name), wanted[name]):
            yield name, options.get(name), wanted[name]


def as_compiled(
    options: Mapping[str, Setting], history: Mapping[str, Sequence[float]]
) -> Mapping[str, Setting]:
    """The settings without a learning rate that callbacks changed while training, as they note there."""
    return {k: v for k, v in options.items() if k != "learning_rate" or k not in history}


def shown(value: Setting) -> str:
    """A setting as messages write it."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _same(one: Setting, other: Setting) -> bool:
    if isinstance(one, float | int) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=1e-3)
    return one == other or {one, other} <= {None, False}
