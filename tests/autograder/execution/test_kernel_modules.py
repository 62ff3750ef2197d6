"""What a kernel has imported when it begins, and what is known of it."""

from __future__ import annotations

from autograder.execution.kernel import Kernel

SECONDS = 60.0


def test_of_our_own_modules_only_the_stand_in_is_there(kernel: Kernel) -> None:
    there = "import sys\nprint(sorted(n for n in sys.modules if n.split('.')[0] == 'autograder'))"
    assert kernel.run(there, SECONDS).stdout_tail == "['autograder']\n"
    for name in ("autograder.inside", "autograder.inside.answering", "autograder.scoring", "reference"):
        assert "ModuleNotFoundError" in str(kernel.run(f"import {name}", SECONDS).error)
    assert kernel.run("import ipykernel.ipkernel as k\nassert k.sys is sys", SECONDS).error == ""


def test_all_modules_are_there_again_once_the_kernel_is_made(kernel: Kernel) -> None:
    source = "import sys, ipykernel.ipkernel as k, IPython.core.shellapp as s\nassert k.sys is s.sys is sys"
    assert kernel.run(source, SECONDS).error == ""


def test_an_aggressive_reset_drops_what_was_imported_since_and_no_more(kernel: Kernel) -> None:
    kernel.run("import sys, this, numpy\nbefore = id(numpy)", SECONDS)
    assert kernel.run("%reset -f --aggressive", SECONDS).error == ""
    source = "import sys, numpy\nprint('this' in sys.modules, 'keras' in sys.modules, numpy.ones(2).sum())"
    assert kernel.run(source, SECONDS).stdout_tail == "False True 2.0\n"


def test_what_training_and_drawing_import_is_there_before(kernel: Kernel) -> None:
    kernel.run("import sys\nbefore = set(sys.modules)", SECONDS)
    source = (
        "import keras, numpy as np, matplotlib.pyplot as plt, pandas as pd\n"
        "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])\n"
        "model.compile('adam', 'mse')\n"
        "model.fit(np.ones((40, 4)), np.ones(40), validation_split=0.5, verbose=0)\n"
        "plt.plot([1, 2])\n"
        "str(pd.DataFrame({'a': [1]}))"
    )
    assert kernel.run(source, SECONDS).error == ""
    assert kernel.run("print(sorted(set(sys.modules) - before))", SECONDS).stdout_tail == "[]\n"
