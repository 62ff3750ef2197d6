"""The command line: arguments, progress, exit codes.

Exit codes: 0 all went well; 1 something does not hold that was looked at (`check`, `prove`);
2 something asked for cannot be done, with one line that says what to do; 130 after Ctrl-C, with
finished work kept.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from autograder.errors import AutograderError
from autograder.messages import LANGUAGES
from reference.datasets import UnusableData
from reference.models import UnknownVariant

if TYPE_CHECKING:
    from autograder.folder import CourseFolder
    from autograder.marking import Marked, Problem

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

NOT_YET, FAILURE = 1, 2
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


def _calibrate(options: argparse.Namespace) -> int:
    from autograder.calibrate import Wanted, calibrate
    from reference.calibrating import Corners

    wanted = Wanted(
        dataset=options.dataset,
        variants=options.variants,
        seeds=options.seeds,
        corners=Corners(options.corners),
        jobs=options.jobs,
        train_images=options.train_images,
        out=options.out,
    )
    print(calibrate(wanted))
    return 0


def _init(options: argparse.Namespace) -> int:
    from autograder.course import BUNDLED
    from autograder.folder import make_folder
    from autograder.gradebook import release

    course = options.course or BUNDLED
    folder = make_folder(options.course_dir, options.language, options.dataset, course=course)
    for assignment in folder.course.assignments:
        release(folder, assignment.slug)
    print(
        f"{options.course_dir} is ready: hand out release/, collect into submitted/<student>/<assignment>/,"
    )
    print(f"then run: autograder grade {options.course_dir}")
    return 0


def _grade(options: argparse.Namespace) -> int:
    from autograder.folder import open_folder

    folder = open_folder(options.course_dir)
    wanted = options.assignments or [a.slug for a in folder.course.assignments if folder.students(a.slug)]
    if not wanted:
        raise AutograderError(f"nothing was handed in: {folder.path / 'submitted'} has no submission")
    problems = [p for slug in wanted for p in _grade_assignment(folder, slug, options)]
    for problem in problems:
        print(f"autograder: {problem.student}: {problem.reason}", file=sys.stderr)
    return FAILURE if problems else 0


def _grade_assignment(folder: CourseFolder, slug: str, options: argparse.Namespace) -> Sequence[Problem]:
    from tqdm import tqdm

    from autograder.grading import grade

    assignment = folder.course.assignment(slug)
    students = folder.students(slug)
    if not students:
        raise AutograderError(f"nobody handed in {slug}: put submissions into submitted/<student>/{slug}/")
    with tqdm(total=len(students), desc=slug, unit="student") as bar:

        def tell(_: Marked | Problem) -> None:
            bar.update()

        problems = grade(folder, assignment, students, options.sandbox, options.jobs, tell, _finishing)
    print(folder.report(slug) / "index.html")
    return problems


def _finishing(count: int) -> None:
    told = "1 notebook still runs" if count == 1 else f"{count} notebooks still run"
    print(f"\nautograder: {told} and may finish; press Ctrl-C again to stop at once", file=sys.stderr)


def _check(options: argparse.Namespace) -> int:
    from autograder.own_notebook import find
    from autograder.preview import preview

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that knows no tick shows something
    own = find(options.notebook, options.language, options.dataset)
    print(own.starting(), file=sys.stderr, flush=True)
    found = preview(own, options.sandbox)
    print(found)
    return 0 if found.complete else NOT_YET


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


def _prove(options: argparse.Namespace) -> int:
    from autograder.course import BUNDLED, load_course
    from autograder.proof import proofs, prove_all, stage_for

    folder, slugs = BUNDLED, list(options.what)
    if slugs and (Path(slugs[0]).is_dir() or os.sep in slugs[0]):
        folder = Path(slugs.pop(0))
    course = load_course(folder.absolute())
    chosen = [course.assignment(slug) for slug in slugs] or course.assignments
    wanted = proofs(course, chosen, (options.language,) if options.language else LANGUAGES)
    with stage_for(course, fast=not options.full) as stage:
        failed = prove_all(stage, wanted, options.jobs, tell=print)
    return NOT_YET if failed else 0


def _demo(options: argparse.Namespace) -> int:
    from autograder.demo import make_demo

    print(make_demo(options.out, options.jobs, options.language).absolute())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograder", description="Grades exercises on handwritten digits.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _add_train, _add_calibrate, _add_init, _add_grade, _add_check, _add_prove, _add_demo, _add_kernel,
        _add_doctor,
    ):  # fmt: skip
        add(commands)
    return parser


def _add_train(commands: Commands) -> None:
    train = commands.add_parser("train", help="train the reference variants and compare them")
    train.set_defaults(command=_train)
    train.add_argument("--dataset", default="digits", metavar="digits|mnist|PATH.npz")
    train.add_argument(
        "--variants", default="*", metavar="GLOB,GLOB", help="names or globs; `dense` is a group"
    )
    train.add_argument("--seeds", type=_count, default=5, metavar="N", help="trainings of each (default 5)")
    train.add_argument("--epochs", type=_count, metavar="N", help="instead of what each variant declares")
    train.add_argument("--out", type=Path, default=Path("out/train"), metavar="DIR")
    train.add_argument("--course", type=Path, metavar="COURSE_DIR", help="its data, and its students beside")
    _add_common(train)


def _add_calibrate(commands: Commands) -> None:
    calibrate = commands.add_parser("calibrate", help="measure what correct solutions score, for thresholds")
    calibrate.set_defaults(command=_calibrate)
    calibrate.add_argument("--dataset", default="digits", metavar="digits|mnist|PATH.npz")
    calibrate.add_argument("--train-images", type=_count, metavar="N", help="only the first N of them")
    calibrate.add_argument("--variants", default="*", metavar="GLOB,GLOB", help="of the scored ones")
    calibrate.add_argument("--seeds", type=_count, default=30, metavar="N", help="of each (default 30)")
    calibrate.add_argument(
        "--corners", choices=("all", "extreme"), default="all", help="of what students may choose"
    )
    calibrate.add_argument("--jobs", type=_count, default=_cores(), metavar="N")
    calibrate.add_argument("--out", type=Path, metavar="FILE", help="default: beside the finished runs")


def _add_init(commands: Commands) -> None:
    init = commands.add_parser("init", help="make a course folder for nbgrader")
    init.set_defaults(command=_init)
    init.add_argument("course_dir", type=Path, metavar="COURSE_DIR")
    init.add_argument("--language", choices=LANGUAGES, default="en")
    init.add_argument("--dataset", default="digits", metavar="digits|mnist|PATH.npz")
    init.add_argument("--course", type=Path, metavar="FOLDER", help="assignments of your own (see prove)")


def _add_grade(commands: Commands) -> None:
    grade = commands.add_parser("grade", help="grade what students handed in")
    grade.set_defaults(command=_grade)
    grade.add_argument("course_dir", type=Path, metavar="COURSE_DIR")
    grade.add_argument(
        "assignments", nargs="*", metavar="ASSIGNMENT", help="all that were handed in, if none"
    )
    grade.add_argument("--sandbox", choices=("walls", "none"), default="walls", help="none: accept no walls")
    grade.add_argument("--jobs", type=_count, default=_cores(), metavar="N")


def _add_check(commands: Commands) -> None:
    check = commands.add_parser(
        "check",
        help="run a student's own notebook from the start and say what would be graded",
        epilog="Ends with 0 where all that can be judged now holds, 1 where something does not, "
        "2 where the notebook cannot be used.",
    )
    check.set_defaults(command=_check)
    check.add_argument("notebook", type=Path, metavar="NOTEBOOK")
    check.add_argument("--language", choices=LANGUAGES, help="default: the notebook's")
    check.add_argument("--dataset", metavar="digits|mnist|PATH.npz", help="default: the notebook's")
    check.add_argument("--sandbox", choices=("walls", "none"), help="default: walls where there can be any")


def _add_prove(commands: Commands) -> None:
    prove = commands.add_parser(
        "prove", help="show that starters earn nothing, solutions everything, and cases what they should"
    )
    prove.set_defaults(command=_prove)
    prove.add_argument(
        "what", nargs="*", metavar="[FOLDER] [ASSIGNMENT ...]",
        help="a folder with a course.toml (default: the course that comes with autograder), and which of it",
    )  # fmt: skip
    prove.add_argument("--full", action="store_true", help="whole notebooks, all images of the digits")
    prove.add_argument("--language", choices=LANGUAGES, help="only this one")
    prove.add_argument("--jobs", type=_count, default=_cores(), metavar="N")


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
        "--jobs", type=_count, default=_cores(), metavar="N", help="processes (default: cores)"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the report")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _cores() -> int:
    return os.cpu_count() or 1


if __name__ == "__main__":
    sys.exit(main())
