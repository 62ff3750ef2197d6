"""What is said about how a student's network is trained: its compile settings, and what `fit` reported.

Like `network_facts.py` it runs beside student code and is not believed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import genuine

TEXT_LENGTH = 500
_MOST_OPTIONS = 40

Facts = dict[str, Any]


def compile_settings(model: Any) -> Facts | None:
    if not model.compiled:
        return None
    config = genuine.compile_config(model)
    loss = config.get("loss")
    options = loss.get("config") if isinstance(loss, Mapping) else None
    options = options if isinstance(options, Mapping) else {}
    metrics = config.get("metrics") or []
    return {
        "optimiser": _named_as_keras_does(config.get("optimizer")),
        "loss": _named_as_keras_does(loss) if _is_of_a_class(loss) else named(loss),
        "from_logits": bool(options.get("from_logits", False)),
        "label_smoothing": float(options.get("label_smoothing", 0.0)),
        "reduction": named(options.get("reduction")),
        "metrics": [named(m) for m in (metrics if isinstance(metrics, list) else [metrics])],
        "learning_rate": _optimisers(model, "learning_rate", float),
        "updates": _optimisers(model, "iterations", int),
        "options": _options(model),
    }


def _options(model: Any) -> Facts:
    """The plain settings of the network's optimiser; of a schedule its name."""
    try:
        config = model.optimizer.get_config()
    except Exception:
        return {}
    plain = {name: named(value) if isinstance(value, Mapping) else value for name, value in config.items()}
    return {
        name[:TEXT_LENGTH]: value.item() if isinstance(value, np.generic) else value
        for name, value in list(plain.items())[:_MOST_OPTIONS]
        if isinstance(value, bool | int | float | str | np.generic)
    }


def _optimisers(model: Any, name: str, kind: Callable[[Any], Any]) -> Any:
    """A number of the network's optimiser; None where it has no such number, as under a schedule."""
    try:
        return kind(np.asarray(getattr(model.optimizer, name)))
    except Exception:
        return None


def named(setting: Any) -> str | None:
    """The name of a Keras setting given as a string, a class, a function or a serialised object."""
    if setting is None or isinstance(setting, str):
        return setting
    if isinstance(setting, Mapping):
        inner = setting.get("config")
        name = inner if setting.get("class_name") == "function" else setting.get("class_name")
        return str(name)[:TEXT_LENGTH]
    return str(getattr(setting, "__name__", type(setting).__name__))[:TEXT_LENGTH]


def _is_of_a_class(loss: Any) -> bool:
    return isinstance(loss, Mapping) and loss.get("class_name") != "function"


def _named_as_keras_does(setting: Any) -> str | None:
    """`_named`; of a class that is not Keras's, whatever it calls itself, as a student's own."""
    foreign = isinstance(setting, Mapping) and not str(setting.get("module")).startswith("keras.")
    return f"own {named(setting)}"[:TEXT_LENGTH] if foreign else named(setting)


def history(subject: Any) -> Facts:
    columns = getattr(subject, "history", subject)
    told = {"status": "answered", "type": genuine.history_type(subject)}
    if not isinstance(columns, Mapping):
        return {**told, "columns": None}
    numbers = {str(k)[:TEXT_LENGTH]: _numbers(values) for k, values in columns.items()}
    return {
        **told,
        "columns": {k: values for k, values in numbers.items() if values is not None},
        "updates": _optimisers(getattr(subject, "model", None), "iterations", int),
        "steps": _steps(subject),
    }


def _steps(subject: Any) -> int | None:
    """How many batches an epoch had; None where Keras did not say."""
    params = getattr(subject, "params", None)
    steps = params.get("steps") if isinstance(params, Mapping) else None
    return steps if isinstance(steps, int) else None


def _numbers(values: Any) -> list[float] | None:
    """A value an epoch; None of what a callback of the student's own noted and is no number."""
    try:
        return [float(value) for value in values]
    except (TypeError, ValueError):
        return None
