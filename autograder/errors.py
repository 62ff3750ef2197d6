"""Our failures. A student's failure is a value (`RunStatus`, `Verdict`), never one of these.

    AutograderError
    ├── CourseError           course.toml, a notebook.py or its checks are not as it must be
    ├── FolderError           an instructor's folder is missing, incomplete or not writable
    ├── SubmissionError       a file that was handed in is no notebook of this assignment
    ├── NotebookError         a student's own notebook cannot be checked; told in their language
    ├── SandboxError          foreign code may not or cannot run here
    ├── EngineError           a kernel could not be started or its answers not be stored
    │   └── ServerLost        a submission was ended from outside, with the sandbox's server or alone
    ├── ClusterError          no scheduler, or no worker of its, is to be had
    ├── NoEvidence            what a worker returned is no reply to what it was asked
    ├── GradebookError        nbgrader could not take the grades
    └── PlaygroundError       a network that the page to draw on cannot show
    WrongValue                a setting that cannot be meant; told within the error of its file

`reference` has its own: UnusableData, UnknownVariant, UnusableFolder; `catalogues` has UnusableCatalogue.
Each is `Told`: raised with a template and its values, which `autograder.messages.told` puts into a language.
"""

from reference.errors import Told


class AutograderError(Told):
    """The message is one line and says what to do."""


class CourseError(AutograderError):
    pass


class FolderError(AutograderError):
    pass


class SubmissionError(AutograderError):
    pass


class NotebookError(AutograderError):
    pass


class SandboxError(AutograderError):
    pass


class EngineError(AutograderError):
    pass


class ServerLost(EngineError):
    pass


class ClusterError(AutograderError):
    pass


class NoEvidence(AutograderError):
    pass


class GradebookError(AutograderError):
    pass


class PlaygroundError(AutograderError):
    pass


class WrongValue(Told, ValueError):
    """Not raised to the outside: whoever reads the file says which one it is."""
