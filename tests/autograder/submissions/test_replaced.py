"""What a notebook replaces is told by name, and what libraries are made for is not."""

from __future__ import annotations

import pytest

from autograder.submissions.replaced import of_replaced

SEEN = {
    "grader.check = lambda name: 100": "`grader.check`",
    "class Generous: pass\ngrader = Generous()": "`grader`",
    "class Grader: pass": "`Grader`",
    "import sys\nsys.modules['autograder'].Grader = object": "`sys.modules['autograder'].Grader`",
    "import sys\nsys.modules['autograder'] = None": "`sys.modules['autograder']`",
    "import numpy as np\ndef always(*a, **k): return True\nnp.allclose = always": "`np.allclose`",
    "import keras\nkeras.Model.predict = lambda self, x: 1": "`keras.Model.predict`",
    "from keras import Model\nsetattr(Model, 'predict', lambda self, x: 1)": "`Model.predict`",
    "setattr(grader, 'points', 100)": "`grader.points`",
    "grader.check, x = print, 1": "`grader.check`",
    "grader: object = None": "`grader`",
    "import mine as grader": "`grader`",
}
USUAL = (
    "from autograder import Grader\ngrader = Grader('fully_connected', 'es')",
    "grader.check('train')\ngrader.hint('train')",
    "import pandas as pd\npd.options.display.float_format = lambda x: f'{x:.2f}'",
    "import pandas as pd\npd.options.display.precision = 3",
    "import matplotlib.pyplot as plt\nplt.rcParams['figure.dpi'] = 100",
    "class Net:\n    def __init__(self):\n        self.check = lambda x: x",
    "import keras\nmodel = keras.Sequential()\nmodel.name = 'mine'",
    "grader.check = (",  # cannot be read
    "(x_train, y_train), (x_test, y_test) = load_data()",
    "model.a, b = 1, 2",
)


@pytest.mark.parametrize("source", SEEN)
def test_what_is_replaced_is_named(source: str) -> None:
    (remark,) = of_replaced(source.split("\n", 1) if "\n" in source else [source])
    assert dict(remark.values)["names"] == SEEN[source]


@pytest.mark.parametrize("source", USUAL)
def test_what_people_write_is_no_such_thing(source: str) -> None:
    assert of_replaced([source]) == ()


def test_long_names_are_shortened() -> None:
    (remark,) = of_replaced([f"grader.{'a' * 500} = 1"])
    assert len(str(remark)) < 300


def test_everything_is_named_once() -> None:
    (remark,) = of_replaced(["grader.check = print\ngrader.hint = print", "grader.check = print"])
    assert dict(remark.values)["names"] == "`grader.check`, `grader.hint`"
