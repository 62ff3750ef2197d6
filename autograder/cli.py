"""The command line: arguments, progress, exit codes.

Exit codes: 0 all went well; 1 something does not hold that was looked at (`check`, `prove`);
2 something asked for cannot be done, with one line that says what to do; 130 after Ctrl-C, with
finished work kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from autograder.commands import courses, machine, reports, student, term, training
from autograder.commands.arguments import FAILURE, INTERRUPTED
from autograder.commands.telling import translate_for, warn
from autograder.messages import say, told
from reference.errors import Told


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        code: int = options.command(options)
    except KeyboardInterrupt:
        warn(say("interrupted; what was finished is kept, run it again to go on"), options)
        return INTERRUPTED
    except Told as error:
        print(f"autograder: {told(error, translate_for(options))}", file=sys.stderr)
        return FAILURE
    except OSError as error:
        file = str(error.filename) if error.filename else say("a file")
        warn(say("{file} cannot be used: {reason}", file=file, reason=error.strerror), options)
        return FAILURE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograder", description="Grades exercises on handwritten digits.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (student, courses, term, reports, training, machine):
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
