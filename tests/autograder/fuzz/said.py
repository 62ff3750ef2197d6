"""What a hostile process may say, in the form of answers: each kind as it is, and bent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from autograder.evidence.asks import Ask, Call, Figure, History, Images, Model, Value
from reference.datasets import Dataset
from reference.pairs import PAIRS

Said = dict[str, Any]

WORDS = st.sampled_from(
    ["", "a", "b", "yes", "adam", "relu", "softmax", "better", "Dense", "50%", "nan", "\0{x}"]
)
TEXTS = WORDS | st.text(max_size=8)
WHOLE = st.integers(-3, 12) | st.sampled_from([64, 128, 2**31, 2**63 - 1, 1 - 2**63])
HUGE = st.sampled_from([10**301, -(10**301), 10**1_000])
NUMBERS = st.floats(width=64) | st.sampled_from([0.0, 0.5, 0.91, 1e308, -1e308])
PLAIN = st.none() | st.booleans() | WHOLE | NUMBERS | TEXTS
ODD = PLAIN | HUGE | st.lists(PLAIN, max_size=3) | st.dictionaries(TEXTS, PLAIN, max_size=2)
TYPES = st.sampled_from(
    ["int", "float", "str", "list", "dict", "ndarray", "DataFrame", "NoneType", "ellipsis", "x"]
)
METRICS = st.sampled_from(["loss", "val_loss", "accuracy", "val_accuracy", "units", "test_accuracy", "odd"])
CURVES = st.dictionaries(METRICS, st.lists(NUMBERS, max_size=6), max_size=5)
DTYPES = st.sampled_from(["uint8", "int64", "float16", "float32", "float64", "float96", "longdouble", "bool"])


def _optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Said]:
    return st.fixed_dictionaries({}, optional=fields)


def _with(first: st.SearchStrategy[Said], *others: st.SearchStrategy[Said]) -> st.SearchStrategy[Said]:
    return st.tuples(first, *others).map(lambda parts: {k: v for part in parts for k, v in part.items()})


_ANSWERED = st.fixed_dictionaries({"status": st.just("answered"), "type": TYPES})
_ARRAY = st.fixed_dictionaries({"shape": st.lists(WHOLE, max_size=3), "dtype": DTYPES, "sha256": TEXTS})
VALUES = _with(
    _ANSWERED,
    _optional(
        value=PLAIN,
        items=st.lists(PLAIN, max_size=12),
        entries=st.dictionaries(TEXTS, PLAIN, max_size=4),
        columns=st.lists(METRICS | TEXTS, max_size=4),
        table=st.dictionaries(METRICS | TEXTS, st.lists(PLAIN, max_size=5), max_size=5),  # unequal, too
    ),
    st.just({}) | _ARRAY,
)
CALLS = _with(VALUES, st.fixed_dictionaries({"callable": st.booleans()}), _optional(stub=st.booleans()))
HISTORIES = _with(_ANSWERED, st.fixed_dictionaries({"columns": st.none() | CURVES}))
_LINES = st.fixed_dictionaries({"panel": WHOLE, "label": METRICS | TEXTS, "y": st.lists(NUMBERS, max_size=6)})
_PANELS = st.fixed_dictionaries(
    {
        **{name: st.lists(METRICS | TEXTS, max_size=3) for name in ("legend", "texts")},
        **dict.fromkeys(("title", "x_label", "y_label"), TEXTS),
    }
)
_FIGURES = st.fixed_dictionaries(
    {
        "lines": st.lists(_LINES, max_size=5),
        "panels": st.lists(_PANELS, max_size=2),
        "legend": st.lists(TEXTS, max_size=2),
    },
    optional={"images": WHOLE},
)
FIGURES = st.fixed_dictionaries({"status": st.just("answered"), "figures": st.lists(_FIGURES, max_size=2)})
_LAYERS = st.fixed_dictionaries(
    {
        "class": st.sampled_from(["Dense", "Flatten", "InputLayer", "Conv2D", ""]),
        "units": st.none() | WHOLE,
        "activation": st.none() | WORDS,
        "parameters": st.none() | WHOLE,
        "output_shape": st.lists(st.none() | WHOLE, max_size=4),
    }
)
_COMPILED = st.none() | st.fixed_dictionaries(
    {
        "optimiser": st.none() | TEXTS,
        "loss": st.none() | st.just("sparse_categorical_crossentropy") | TEXTS,
        "from_logits": st.booleans(),
        "metrics": st.lists(st.none() | TEXTS, max_size=2),
    },
    optional={"learning_rate": st.none() | NUMBERS, "updates": st.none() | WHOLE},
)
MODELS = _with(
    _ANSWERED,
    st.fixed_dictionaries(
        {
            "is_model": st.just(True),
            "built": st.booleans(),
            "layers": st.lists(_LAYERS, max_size=4),
            "compiled": st.booleans(),
            "compile": _COMPILED,
            "errors": st.dictionaries(TEXTS, TEXTS, max_size=2),
        }
    ),
    _optional(history=st.none() | CURVES, key=st.none() | TEXTS | st.just("128"), twin=st.none() | TEXTS),
)
OTHERS = st.sampled_from(
    [
        {"status": "missing"},
        {"status": "raised", "error": "E"},
        {"status": "answered", "type": "int", "is_model": False},
    ]
)
ASKED = {Value: VALUES, Call: CALLS, History: HISTORIES, Figure: FIGURES, Model: MODELS}
BENT = st.tuples(
    st.sampled_from(["type", "value", "items", "columns", "shape", "dtype", "left_out", "layers"]), ODD
)


@st.composite
def said(
    draw: Callable[..., Any], asks: tuple[Ask, ...], data: Dataset
) -> tuple[list[Said], dict[str, NDArray[Any]]]:
    """An answer an ask, mostly of its kind, with arrays beside them; now and then a field of another type."""
    facts: list[Said] = []
    arrays: dict[str, NDArray[Any]] = {}
    for position, ask in enumerate(asks):
        kind = (
            ASKED[type(ask)] if draw(st.integers(0, 5)) else draw(st.sampled_from([*ASKED.values(), OTHERS]))
        )
        fact = draw(kind)
        if not draw(st.integers(0, 40)):
            name, value = draw(BENT)
            fact = {**fact, name: value}
        facts.append(fact)
        for name in draw(st.sets(st.sampled_from(["value", "input0", "picture0"]), max_size=2)):
            arrays[f"{position}.{name}"] = draw(_arrays())
        for images in ask.on if isinstance(ask, Model) else ():
            if draw(st.booleans()):
                arrays[f"{position}.predictions.raw.{images.called}"] = draw(_predicted(images, data))
    return facts, arrays


@st.composite
def _arrays(draw: Callable[..., Any]) -> NDArray[Any]:
    shape = draw(st.lists(st.sampled_from([0, 1, 2, 10, 28]), max_size=3))
    kind = draw(st.sampled_from(["uint8", "int64", "float16", "float32", "float64", "bool", "longdouble"]))
    return np.full(
        shape,
        draw(
            st.sampled_from([0, 1, 0.5, 9, float("nan"), float("inf")])
            if kind[0] in "fl"
            else st.integers(0, 1)
        ),
    ).astype(kind)


@st.composite
def _predicted(draw: Callable[..., Any], images: Images, data: Dataset) -> NDArray[Any]:
    held = PAIRS if images.split == "pairs" else len(getattr(data, images.split))
    count = held if images.count is None else min(images.count, held)
    width = draw(st.sampled_from([(), (0,), (1,), (2,), (10,), (11,), (10, 1)]))
    seed = np.random.default_rng(draw(st.integers(0, 3)))
    scale = draw(st.sampled_from([0.0, 1.0, 1e4, 1e38, float("nan"), float("inf")]))
    with np.errstate(all="ignore"):
        found: NDArray[Any] = (seed.random((count, *width)) * scale).astype(
            draw(st.sampled_from(["float32", "float16", "int64", "bool"]))
        )
    return found
