"""The command line: a table of commands, exit codes.

Exit codes: 0 all went well; 1 something does not hold that was looked at (`check`, `prove`,
`mutate`); 2 something asked for cannot be done, with one line that says what to do; 130 after
Ctrl-C, with finished work kept.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import gc
import os
import sys
from collections.abc import Collection, Sequence
from importlib import import_module

from autograder.commands import argparse_language
from autograder.commands.arguments import FAILURE, INTERRUPTED
from autograder.commands.output import beside, said, translate_for, warn
from autograder.course.quick_nbformat import spare_grammars
from autograder.messages import of_system, say, told
from autograder.state_files import told_aside
from reference.errors import Told

# Python's end looks for garbage several times, which takes a quarter of a second where much was imported.
atexit.register(gc.freeze)

#: What each command is for, in the order that help has them. The module `autograder.commands.<name>`
#: takes its arguments, `add(parser)`, and runs it, `run(options)`; only the chosen one is imported.
COMMANDS = {
    "check": say("run a student's own notebook from the start and say what would be graded"),
    "init": say("make a course folder for nbgrader, or refresh it"),
    "prove": say("show that starters earn nothing, solutions everything, and cases what they should"),
    "mutate": say("take the solutions apart and say which wrong programs still earn every point"),
    "demo": say("train, grade and render the bundled examples"),
    "grade": say("grade what students handed in"),
    "rescore": say("apply changed checks to stored evidence, running nothing"),
    "explain": say("why an exercise earned what it earned"),
    "confirm": say("let points count that wait for a look at a student's own code"),
    "override": say("settle an exercise by hand, with a reason"),
    "extend": say("give one student a later deadline"),
    "export": say("a CSV of every criterion (nbgrader export has the totals)"),
    "gradescope": say("make the autograder zip of an assignment for Gradescope"),
    "forget": say("remove what the course folder holds of a student"),
    "report": say(
        "render what was graded, where it changed: a page for each class and student, one in front"
    ),
    "train": say("train the reference variants and compare them"),
    "playground": say("make a page to draw digits on, where every network answers"),
    "calibrate": say("measure what correct solutions score, for thresholds"),
    "kernel": say("the walled kernel for other Jupyter programs"),
    "doctor": say("say what grading behind walls needs and what is missing"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    spare_grammars()
    words = sys.argv[1:] if arguments is None else arguments
    chosen = [word for word in words if not word.startswith("-")][:1]
    options = make_parser(chosen).parse_args(words)
    try:
        code: int = _run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        warn(say("interrupted; what was finished is kept, run it again to go on"), options)
        return INTERRUPTED
    except Told as error:
        beside(told(error, translate_for(options)))
        return FAILURE
    except BrokenPipeError:
        _end_unread(options)
        return FAILURE
    except OSError as error:
        file = str(error.filename) if error.filename else say("a file")
        warn(say("{file} cannot be used: {reason}", file=file, reason=of_system(error)), options)
        return FAILURE
    return code


def _end_unread(options: argparse.Namespace) -> None:
    """The output's other end is closed, as by `| head -1`: nothing goes there, nor Python's last flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with contextlib.suppress(OSError):  # it may have gone the same way
        warn(say("nobody reads on: the rest of the output is left out"), options)


def _run(options: argparse.Namespace) -> int:
    """The chosen command; whatever it found damaged and set aside is told, however it ends."""
    try:
        return int(options.run(options))
    finally:
        for path in told_aside():
            warn(say("{path} was set aside: it was damaged, and is made anew when it is needed",
                     path=path), options)  # fmt: skip


def make_parser(chosen: Collection[str] = COMMANDS.keys()) -> argparse.ArgumentParser:
    """Of every command, with the arguments of those that are chosen.

    It speaks the language that the machine is set to, and argparse does from now on.
    """
    argparse_language.speak()
    parser = argparse.ArgumentParser(
        prog="autograder", description=said("Grades exercises on handwritten digits.")
    )
    commands = parser.add_subparsers(required=True, metavar=said("COMMAND"))
    for name, purpose in COMMANDS.items():
        about = said(purpose.template)
        command = commands.add_parser(name, help=about, description=about)
        if name in chosen:
            module = import_module(f"autograder.commands.{name}")
            module.add(command)
            command.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
