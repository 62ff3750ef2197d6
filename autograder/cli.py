"""The command line: arguments, progress, exit codes.

Exit codes: 0 all went well; 2 something asked for cannot be done, with one line that says
what to do; 130 after Ctrl-C, with finished work kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder import term
from autograder.arguments import Commands, a_count, cores
from autograder.errors import AutograderError
from autograder.messages import LANGUAGES
from reference.datasets import UnusableData
from reference.models import UnknownVariant

FAILURE = 2
INTERRUPTED = 130


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


def _train(options: argparse.Namespace) -> int:
    from autograder.experiment import Experiment, run_experiment
    from autograder.folder import open_folder

    course = open_folder(options.course) if options.course else None
    experiment = Experiment(
        dataset=course.dataset_name if course else options.dataset,
        variants=options.variants,
        seeds=options.seeds,
        epochs=options.epochs,
        jobs=options.jobs,
        out=options.out,
        language=options.language,
        course=course,
    )
    page = run_experiment(experiment)
    print(page)
    return 0


def _init(options: argparse.Namespace) -> int:
    from autograder.gradebook import release
    from autograder.newcourse import make_folder
    from autograder.settings import MANIFEST

    if (options.course_dir / MANIFEST).is_file():
        return _refresh(options)
    folder = make_folder(options.course_dir, options.language or "en", options.dataset or "digits")
    for assignment in folder.course.assignments:
        release(folder, assignment.slug)
    print(
        f"{options.course_dir} is ready: hand out release/, collect into submitted/<student>/<assignment>/,"
    )
    print(f"then run: autograder grade {options.course_dir}")
    return 0


def _refresh(options: argparse.Namespace) -> int:
    """An existing course, brought up to its course.toml and to this version of the assignments."""
    from autograder.gradebook import release
    from autograder.newcourse import refresh_folder

    if options.language or options.dataset:
        raise AutograderError(f"{options.course_dir} is a course already: its course.toml has these choices")
    folder, left_alone = refresh_folder(options.course_dir)
    for assignment in folder.course.assignments:
        release(folder, assignment.slug)
    for name in left_alone:
        print(f"left as you changed it: {name}")
    print(f"{options.course_dir} is up to date with its course.toml")
    return 0


def _kernel_install(options: argparse.Namespace) -> int:
    from autograder.kernelspec import install

    print(install(options.prefix))
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from autograder.doctor import examine

    findings = examine()
    for finding in findings:
        print(f"{'ok     ' if finding.good else 'MISSING'}  {finding.what}: {finding.found}")
    return 0 if all(finding.good for finding in findings) else FAILURE


def _demo(options: argparse.Namespace) -> int:
    from autograder.demo import make_demo

    print(make_demo(options.out, options.jobs, options.language).absolute())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograder", description="Grades exercises on handwritten digits.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_train, _add_init, _add_demo, _add_kernel, _add_doctor):
        add(commands)
    term.add(commands)
    return parser


def _add_train(commands: Commands) -> None:
    train = commands.add_parser("train", help="train the reference variants and compare them")
    train.set_defaults(command=_train)
    train.add_argument("--dataset", default="digits", metavar="digits|mnist|PATH.npz")
    train.add_argument(
        "--variants", default="*", metavar="GLOB,GLOB", help="names or globs; `dense` is a group"
    )
    train.add_argument("--seeds", type=a_count, default=5, metavar="N", help="trainings of each (default 5)")
    train.add_argument("--epochs", type=a_count, metavar="N", help="instead of what each variant declares")
    train.add_argument("--out", type=Path, default=Path("out/train"), metavar="DIR")
    train.add_argument("--course", type=Path, metavar="COURSE_DIR", help="its data, and its students beside")
    _add_common(train)


def _add_init(commands: Commands) -> None:
    init = commands.add_parser("init", help="make a course folder for nbgrader, or refresh it")
    init.set_defaults(command=_init)
    init.add_argument("course_dir", type=Path, metavar="COURSE_DIR")
    init.add_argument("--language", choices=LANGUAGES, help="default: en")
    init.add_argument("--dataset", metavar="digits|mnist|PATH.npz", help="default: digits")


def _add_demo(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="train, grade and render the bundled examples")
    demo.set_defaults(command=_demo)
    demo.add_argument("--out", type=Path, default=Path("out/demo"), metavar="DIR")
    _add_common(demo)


def _add_kernel(commands: Commands) -> None:
    kernel = commands.add_parser("kernel", help="the walled kernel for other Jupyter programs")
    install = kernel.add_subparsers(required=True, metavar="ACTION").add_parser(
        "install", help="make it known to nbclient, papermill, nbgrader and Jupyter"
    )
    install.set_defaults(command=_kernel_install)
    install.add_argument("--prefix", type=Path, metavar="DIR", help="default: this Python's environment")


def _add_doctor(commands: Commands) -> None:
    doctor = commands.add_parser("doctor", help="say what grading behind walls needs and what is missing")
    doctor.set_defaults(command=_doctor)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs", type=a_count, default=cores(), metavar="N", help="processes (default: cores)"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the report")


if __name__ == "__main__":
    sys.exit(main())
