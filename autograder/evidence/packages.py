"""Packages that students import by habit, since Colab has them: which one an import lacked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.util import find_spec

from autograder.messages import Message, say

EXTRA = "colab"
INSTALL_EXTRA = f'pip install "mnist-autograder[{EXTRA}]"'

#: What the extra `colab` installs, by the name of the import. A test holds it against pyproject.toml.
USUAL = {
    "PIL": "pillow",
    "ipywidgets": "ipywidgets",
    "plotly": "plotly",
    "pydot": "pydot",
    "seaborn": "seaborn",
    "skimage": "scikit-image",
    "tensorboard": "tensorboard",
    "tqdm": "tqdm",
}

#: Others that Colab has or that lessons name, each heavy or rare: they are told, and installed one by one.
OTHERS = {
    "altair": "altair",
    "bokeh": "bokeh",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "graphviz": "graphviz",
    "imageio": "imageio",
    "keras_tuner": "keras-tuner",
    "lightgbm": "lightgbm",
    "networkx": "networkx",
    "nltk": "nltk",
    "openpyxl": "openpyxl",
    "plotnine": "plotnine",
    "polars": "polars",
    "scipy": "scipy",
    "statsmodels": "statsmodels",
    "sympy": "sympy",
    "tabulate": "tabulate",
    "tensorflow_datasets": "tensorflow-datasets",
    "tensorflow_hub": "tensorflow-hub",
    "torch": "torch",
    "torchvision": "torchvision",
    "visualkeras": "visualkeras",
    "xgboost": "xgboost",
}

#: What a student's environment has in any case; `import nunpy` means one of these.
_OURS = ("keras", "matplotlib", "numpy", "pandas", "sklearn", "tensorflow")
KNOWN = (*_OURS, *USUAL, *OTHERS)

_LACKING = (
    re.compile(r"(?:ModuleNotFoundError|ImportError): No module named '?(\w+)'?\Z"),
    re.compile(r"ImportError: `Import (\w+)` failed\. .*"),  # pandas of what it needs now and then
    re.compile(r"ImportError: .*\(`pip install (\w+)`\).*"),  # Keras, likewise
)
_NO_WIDGETS = "ImportError: IProgress not found."  # tqdm.notebook

#: Of a submission, for everybody; no mistake of its student's.
NOT_INSTALLED = say("This notebook imports `{package}`, which is not installed on the machine that graded "
                    "it: that is no mistake of the student's. There, `{command}` installs it; then grade "
                    "again.")  # fmt: skip


def module_lacking(error: str) -> str:
    """The module that is not there, by an error in a line; empty where it says something else."""
    if error.startswith(_NO_WIDGETS):
        return "ipywidgets"
    found = (match[1] for pattern in _LACKING if (match := pattern.fullmatch(error)))
    return next(found, "")


def is_usual(module: str) -> bool:
    """Whether a grader may be expected to have it, so that its lack is no mistake of a student's."""
    return module in USUAL or module in OTHERS


def is_installed(module: str) -> bool:
    """On this machine, which runs student code with the same Python; nothing is imported."""
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def command(module: str) -> str:
    """What installs it: with the extra, all that it brings."""
    return INSTALL_EXTRA if module in USUAL else f"pip install {OTHERS[module]}"


def not_installed(modules: Iterable[str]) -> tuple[Message, ...]:
    """Said of the submission that imports them."""
    return tuple(say(NOT_INSTALLED.template, package=m, command=command(m)) for m in modules)


def package_of(told: Message) -> str:
    """The module of which `not_installed` told; empty where a message says something else."""
    return str(dict(told.values)["package"]) if told.template == NOT_INSTALLED.template else ""


def missing_here() -> tuple[str, ...]:
    """What the extra would bring and this machine has not, as it is installed."""
    return tuple(project for module, project in USUAL.items() if not is_installed(module))
