"""`playground`: a page on which one draws a digit and every network answers."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from pathlib import Path

from autograder.commands.arguments import add_report
from autograder.commands.output import said
from autograder.commands.train import Training
from autograder.messages import translator

#: Where `autograder train` leaves its networks, and where ours go where it left none.
_TRAINED, _OWN = Path("out/train"), Path("out/playground")


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--models",
        type=Path,
        metavar=said("DIR"),
        help=said("of `autograder train`; what is missing there is trained (default: out/train, or else "
                  "out/playground, trained on mnist5k)"),
    )  # fmt: skip
    parser.add_argument(
        "--variants",
        metavar=said("GLOB,GLOB"),
        help=said("names or globs (default: nine that are worth comparing)"),
    )
    parser.add_argument(
        "--model",
        type=Path,
        action="append",
        default=[],
        metavar=said("FILE.keras"),
        help=said("a network of one's own, read as data and never run; may be given several times"),
    )
    parser.add_argument("--out", type=Path, default=Path("out/playground.html"), metavar=said("FILE"))
    parser.add_argument("--no-open", action="store_true", help=said("do not open the page in a browser"))
    add_report(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.playground.own import expect_a_network, stored_networks
    from autograder.playground.page import write_page
    from autograder.playground.trained import VARIANTS, reference_networks

    for path in options.model:
        expect_a_network(path)  # what the page cannot show is told before anything trains
    folder = options.models or (_TRAINED if (_TRAINED / "networks").is_dir() else _OWN)
    with Training() as bar:
        reference = reference_networks(folder, options.variants or VARIANTS, options.jobs, bar)
    own = [each for path in options.model for each in stored_networks(path, reference.dataset.test)]
    write_page(options.out, reference, options.language, translator(options.language), own)
    print(options.out)
    if not options.no_open and _has_display():
        webbrowser.open(options.out.absolute().as_uri())
    return 0


def _has_display() -> bool:
    """A browser in a terminal would take the terminal."""
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
