"""What one submission may use."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from autograder.errors import WrongValue

_MIB, _GIB = 1 << 20, 1 << 30


@dataclass(frozen=True)
class Limits:
    """Of one submission; `course.toml` may set any of these for an assignment by the same name.

    Seconds are wall time, but `cpu_seconds`. Memory is what the submission's processes hold
    together, beyond what a kernel holds before its first cell; an eighth of it, 128 MiB at most, is
    for the kernel to say how a cell ended, and for the grader's questions. `scratch_bytes` is for all that
    it writes to disk, `file_bytes` for one file, `output_bytes` for what one cell prints or shows.
    """

    cell_seconds: float = 300.0
    submission_seconds: float = 900.0
    cpu_seconds: float = 3_600.0
    memory_bytes: int = 3 * _GIB
    processes: int = 128  # threads count: a kernel has about eleven
    file_bytes: int = 256 * _MIB
    scratch_bytes: int = 512 * _MIB
    output_bytes: int = 32 * _MIB

    @classmethod
    def from_toml(cls, entry: dict[str, Any]) -> Limits:
        """Defaults but for what a table names; WrongValue for a limit that is not above 0."""
        named = {f.name: entry[f.name] for f in fields(cls) if f.name in entry}
        for name, value in named.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                raise WrongValue("{name} is {value!r}, not a number above 0", name=name, value=value)
        return cls(**named)
