"""`python -m autograder.gradescope prepare|run ROOT`: what the scripts of the zip call, as root."""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.gradescope.grading import grade, prepare


def main(arguments: list[str]) -> int:
    what, root = arguments
    if what == "prepare":
        print(f"autograder: student code will run behind: {prepare(Path(root))}")
    else:
        grade(Path(root))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
