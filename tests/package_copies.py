"""County packages of tests: written by the program once in a process, then copied file by file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from county.package.manifest import FILES

PackageFiles = dict[str, bytes]
"""Content by name; a package as it is written has no folders."""


def files_written_by(write: Callable[[Path], object]) -> PackageFiles:
    """What ``write`` writes into an empty folder."""
    with TemporaryDirectory(prefix="package-") as home:
        folder = Path(home) / "county"
        write(folder)
        return {path.name: path.read_bytes() for path in folder.iterdir()}


def put_files(files: PackageFiles, folder: Path) -> None:
    """Make ``folder`` such a package; the files of an older one there are replaced, and others stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
