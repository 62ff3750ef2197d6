"""What one submission may use."""

from __future__ import annotations

from dataclasses import dataclass

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
