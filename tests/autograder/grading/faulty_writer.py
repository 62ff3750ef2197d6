"""The process that writes the gradebook, in which something goes wrong; it is started by its name.

What that is, it takes from the environment, as `Plan` has it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.course.quick_nbformat import spare_grammars
from tests.autograder.grading.faults import Fault, How

_PLAN = "AUTOGRADER_TEST_WRITER"


@dataclass(frozen=True)
class Plan:
    """A fault, or none; or a write at which it tells its process id to `reached`, and waits for `go` to be
    opened: both are pipes with a name. Alive at its end, it leaves its writes in `seen`.
    """

    course: str
    fault: Fault | None = None
    pause: int | None = None
    reached: str = ""
    go: str = ""
    seen: str = ""

    def environment(self) -> dict[str, str]:
        return {_PLAN: json.dumps(asdict(self))}


def _plan() -> Plan:
    told = json.loads(os.environ[_PLAN])
    fault = told.pop("fault")
    return Plan(**told, fault=fault and Fault(How(fault["how"]), fault["at"], fault["much"]))


def main(descriptor: int) -> None:
    spare_grammars()
    from sqlalchemy import Engine, event

    from autograder.grading import writing_process
    from tests.autograder.grading.killed import Counter

    plan = _plan()

    class Pausing(Counter):
        def point(self, what: str, path: str) -> None:
            before = len(self.seen)
            super().point(what, path)
            if before == plan.pause and len(self.seen) > before:
                Path(plan.reached).write_text(str(os.getpid()), encoding="utf-8")
                Path(plan.go).read_bytes()

    counter = Pausing(plan.course, plan.fault, [])
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and would be told of an error
    sys.addaudithook(counter.audit)
    event.listen(Engine, "commit", counter.commit)
    writing_process.main(descriptor)
    if plan.seen:
        Path(plan.seen).write_text(json.dumps(counter.seen), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]))
