#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image. AUTOGRADER_ROOT and AUTOGRADER_PYTHON are for
# tests without a network: another root folder, and a Python that has everything, but for us.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
source="$root/source"
chmod 700 "$source"
if [ -z "${AUTOGRADER_PYTHON:-}" ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    apt-get install -y --no-install-recommends bubblewrap util-linux
    for version in 3.13 3.12 3.11; do
        if apt-get install -y --no-install-recommends "python$version" "python$version-venv"; then break; fi
    done
    "python$version" -m venv /opt/autograder
    python=/opt/autograder/bin/python
    "$python" -m pip install --no-deps --require-hashes -r "$source/requirements.txt"
    "$python" -m pip install --no-deps --no-index "$source"/wheels/*.whl
else
    python="$AUTOGRADER_PYTHON"
    if ! "$python" -P -c 'import autograder' 2>/dev/null; then
        packages="$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
        for wheel in "$source"/wheels/*.whl; do "$python" -m zipfile -e "$wheel" "$packages"; done
    fi
fi
cd "$source/course"
"$python" -P -m autograder.gradescope prepare "$root"
