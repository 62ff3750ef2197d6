"""Said to the instructor while nobody measured what right solutions reach on hidden images of their own."""

from __future__ import annotations

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.messages import Message, say
from reference.errors import UnusableData


def uncalibrated(folder: CourseFolder, assignment: Assignment, place: object) -> Message | None:
    """By which threshold it is graded meanwhile; None where there is nothing to say, or no data.

    `place` is what the folder is called where this is read.
    """
    try:
        networks = folder.uncalibrated(assignment)
    except UnusableData:  # whoever grades is told; a page can do without
        return None
    if not networks:
        return None
    return say("Hidden images of your own are not calibrated ({networks}), so that half of them rightly read "
               "are enough and nobody reads too many: `autograder calibrate --course {place}` measures what "
               "right solutions reach.", networks=", ".join(networks), place=place)  # fmt: skip
