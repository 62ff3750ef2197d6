"""Courses as a whole: `init`, `prove`, `demo`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from autograder.commands.arguments import NOT_YET, Commands, a_count, add_command, add_common, cores
from autograder.commands.output import said, tell
from autograder.errors import AutograderError
from autograder.messages import LANGUAGES, say, spoken


def add(commands: Commands) -> None:
    _add_init(commands)
    _add_prove(commands)
    _add_demo(commands)


def _init(options: argparse.Namespace) -> int:
    from autograder.course.changes import MANIFEST
    from autograder.course.course import BUNDLED
    from autograder.coursedir.init import make_folder
    from autograder.gradebook.writer import release

    if (options.course_dir / MANIFEST).is_file():
        return _refresh(options)
    language, course = options.language or "en", options.course or BUNDLED
    folder = make_folder(options.course_dir, language, options.dataset, course=course)
    for assignment in folder.course.assignments:
        release(folder, assignment.slug)
    tell(say("{folder} is ready: hand out release/, collect into submitted/<student>/<assignment>/,",
             folder=options.course_dir), options)  # fmt: skip
    tell(say("then run: autograder grade {folder}", folder=options.course_dir), options)
    return 0


def _refresh(options: argparse.Namespace) -> int:
    """An existing course, brought up to its course.toml and to this version of the assignments."""
    from autograder.coursedir.init import refresh_folder
    from autograder.gradebook.writer import release

    if options.language or options.dataset or options.course:
        raise AutograderError(
            "{course_dir} is a course already: its course.toml has these choices",
            course_dir=options.course_dir,
        )
    folder, left_alone = refresh_folder(options.course_dir)
    for assignment in folder.course.assignments:
        release(folder, assignment.slug)
    for name in left_alone:
        tell(say("left as you changed it: {name}", name=Path(name)), options)
    tell(say("{folder} is up to date with its course.toml", folder=options.course_dir), options)
    return 0


def _prove(options: argparse.Namespace) -> int:
    from autograder.course.course import BUNDLED, load_course
    from autograder.proving.proofs import proofs, prove_all
    from autograder.proving.stage import stage_for

    folder, slugs = BUNDLED, list(options.what)
    if slugs and (Path(slugs[0]).is_dir() or os.sep in slugs[0]):
        folder = Path(slugs.pop(0))
    course = load_course(folder.absolute())
    translate = course.translator(spoken())  # --language says which notebooks
    chosen = [course.assignment(slug) for slug in slugs] or course.assignments
    wanted = proofs(course, chosen, (options.language,) if options.language else LANGUAGES)
    with stage_for(course, fast=not options.full) as stage:
        failed = prove_all(stage, wanted, options.jobs, print, translate)
    return NOT_YET if failed else 0


def _demo(options: argparse.Namespace) -> int:
    from autograder.commands.demo import make_demo

    print(make_demo(options.out, options.jobs, options.language).absolute())
    return 0


def _add_init(commands: Commands) -> None:
    init = add_command(commands, "init", said("make a course folder for nbgrader, or refresh it"), _init)
    init.add_argument("course_dir", type=Path, metavar=said("COURSE_DIR"))
    init.add_argument("--language", choices=LANGUAGES, help=said("default: en"))
    init.add_argument("--dataset", metavar=said("digits|mnist|PATH.npz"), help=said("default: digits"))
    init.add_argument(
        "--course", type=Path, metavar=said("FOLDER"), help=said("assignments of your own (see prove)")
    )


def _add_prove(commands: Commands) -> None:
    about = said("show that starters earn nothing, solutions everything, and cases what they should")
    prove = add_command(commands, "prove", about, _prove)
    prove.add_argument(
        "what", nargs="*", metavar=said("[FOLDER] [ASSIGNMENT ...]"),
        help=said("a folder with a course.toml (default: the course that comes with autograder), "
                  "and which of it"),
    )  # fmt: skip
    prove.add_argument("--full", action="store_true", help=said("whole notebooks, all images of the digits"))
    prove.add_argument("--language", choices=LANGUAGES, help=said("only this one"))
    prove.add_argument("--jobs", type=a_count, default=cores(), metavar="N")


def _add_demo(commands: Commands) -> None:
    demo = add_command(commands, "demo", said("train, grade and render the bundled examples"), _demo)
    demo.add_argument("--out", type=Path, default=Path("out/demo"), metavar=said("DIR"))
    add_common(demo)
