"""Where things lie in Gradescope's container, and what the zip is called inside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FORMAT_VERSION = 1
COURSE, OWN_COURSE, ABOUT = "course", "own", "gradescope.json"


@dataclass(frozen=True)
class Places:
    """Below Gradescope's own folder, `/autograder`."""

    root: Path

    @property
    def source(self) -> Path:
        """The unpacked zip."""
        return self.root / "source"

    @property
    def course(self) -> Path:
        """The course folder in it, with the truth."""
        return self.source / COURSE

    @property
    def about(self) -> Path:
        return self.source / ABOUT

    @property
    def submission(self) -> Path:
        return self.root / "submission"

    @property
    def results(self) -> Path:
        return self.root / "results" / "results.json"

    @property
    def metadata(self) -> Path:
        """Names and addresses of students, of which we need none."""
        return self.root / "submission_metadata.json"
