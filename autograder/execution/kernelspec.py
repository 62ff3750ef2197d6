"""The walled kernel as a kernelspec, for stock nbclient, papermill, nbgrader and Jupyter."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager

from autograder.errors import FolderError
from autograder.execution.provisioner import NAME, spec


def install(prefix: Path | None = None) -> Path:
    """Install it under a prefix (this environment's own, if none); returns its folder.

    Its notebooks see an empty scratch folder and no file of this machine: a course whose
    notebooks read files beside them cannot use it.
    """
    with tempfile.TemporaryDirectory() as building:
        (Path(building) / "kernel.json").write_text(
            json.dumps(spec({}).to_dict(), indent=1), encoding="utf-8"
        )
        try:
            folder = KernelSpecManager().install_kernel_spec(
                building, NAME, prefix=str((prefix or Path(sys.prefix)).absolute())
            )
        except OSError as error:
            raise FolderError(
                "the kernel cannot be installed ({error}): name a folder with --prefix",
                error=error,
            ) from error
    return Path(folder)
