"""The command line: arguments, progress, exit codes.

Exit codes: 0 all went well; 1 something does not hold that was looked at (`check`, `prove`);
2 something asked for cannot be done, with one line that says what to do; 130 after Ctrl-C, with
finished work kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from autograder.commands import argparse_language, check, doctor, grade, init, report, train
from autograder.commands.arguments import FAILURE, INTERRUPTED
from autograder.commands.output import said, translate_for, warn
from autograder.messages import of_system, say, told
from reference.errors import Told


def main(arguments: Sequence[str] | None = None) -> int:
    options = make_parser().parse_args(arguments)
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
        warn(say("{file} cannot be used: {reason}", file=file, reason=of_system(error)), options)
        return FAILURE
    return code


def make_parser() -> argparse.ArgumentParser:
    """Of every command, in the language that the machine is set to; argparse speaks it from now on."""
    argparse_language.speak()
    parser = argparse.ArgumentParser(
        prog="autograder", description=said("Grades exercises on handwritten digits.")
    )
    commands = parser.add_subparsers(required=True, metavar=said("COMMAND"))
    for module in (check, init, grade, report, train, doctor):
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
