"""The command line: arguments, progress, exit codes.

Exit codes: 0 all went well; 1 something does not hold that was looked at (`check`, `prove`);
2 something asked for cannot be done, with one line that says what to do; 130 after Ctrl-C, with
finished work kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from autograder.commands import courses, machine, student, term, training
from autograder.commands.arguments import FAILURE, INTERRUPTED
from autograder.errors import AutograderError
from reference.datasets import UnusableData
from reference.models import UnknownVariant


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    from reference.benchmark import WorkerDied
    from reference.records import UnusableFolder

    try:
        code: int = options.command(options)
    except KeyboardInterrupt:
        print("autograder: interrupted; what was finished is kept, run it again to go on", file=sys.stderr)
        return INTERRUPTED
    except (AutograderError, UnusableData, UnknownVariant, UnusableFolder, WorkerDied) as error:
        print(f"autograder: {error.args[0]}", file=sys.stderr)
        return FAILURE
    except OSError as error:
        print(f"autograder: {error.filename or 'a file'} cannot be used: {error.strerror}", file=sys.stderr)
        return FAILURE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograder", description="Grades exercises on handwritten digits.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (student, courses, term, training, machine):
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
