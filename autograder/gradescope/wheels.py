"""Wheels of what is installed here, made of the files themselves: no build tool, and nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import autograder
import reference
import reports

NAME = "mnist-autograder"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files make the same bytes
_WHEEL = "Wheel-Version: 1.0\nGenerator: mnist-autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def students_wheel() -> tuple[str, bytes]:
    """Name and content of the wheel with everything but the assignments."""
    packages = [Path(str(module.__file__)).parent for module in (autograder, reference, reports)]
    return _wheel(NAME, packages, distribution(NAME).read_text("entry_points.txt") or "")


def assignments_wheel(folder: Path) -> tuple[str, bytes]:
    """The bundled assignments, with keys."""
    return _wheel(f"{NAME}-assignments", [folder], "")


def _wheel(name: str, packages: list[Path], entry_points: str) -> tuple[str, bytes]:
    version, module = distribution(NAME).version, name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    files = {f"{p.name}/{name}": content for p in packages for name, content in files_of(p)}
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    files[f"{info}/WHEEL"] = _WHEEL.encode()
    if entry_points:
        files[f"{info}/entry_points.txt"] = entry_points.encode()
    files[f"{info}/RECORD"] = _record(files, f"{info}/RECORD")
    return f"{module}-{version}-py3-none-any.whl", packed(files)


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """By their names within it, but for what Python and gettext make of others."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        made = any(part == "__pycache__" or part.startswith(".") for part in name.parts)
        if path.is_file() and not made and path.suffix not in (".mo", ".pyc"):
            yield name.as_posix(), path.read_bytes()


def packed(files: Mapping[str, bytes], modes: Mapping[str, int] | None = None) -> bytes:
    """A zip of them, the same for the same files; modes are those of anybody where none are named."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, _LONG_AGO)
            entry.create_system = 3  # Unix, wherever it is made: the modes count
            entry.external_attr = (0o100000 | (modes or {}).get(name, 0o644)) << 16
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return content.getvalue()


def _record(files: Mapping[str, bytes], own: str) -> bytes:
    lines = [f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in sorted(files.items())]
    return "".join([*lines, f"{own},,\n"]).encode()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
