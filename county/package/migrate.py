"""Migrate a package of an earlier format step by step, atomically."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from county.package.manifest import CATALOG, FILES, FORMAT, MANIFEST, PackageError, newer_format, read_format
from county.package.migrations import to2
from county.package.replacing import replacing


class MigrationStep(Protocol):
    """A module of :mod:`county.package.migrations`."""

    info: str
    """One-line description of the format's change."""

    def migrate(self, folder: Path, /) -> None:
        """Change the files in ``folder`` into those of the step's format.  Raises OSError, ValueError."""


STEPS: Mapping[int, MigrationStep] = {2: to2}
"""The step to each format from the one before."""


class _Identity(msgspec.Struct, frozen=True):
    """The fields of the county's identity, which the journal belongs to, in all formats so far."""

    code: str
    edition: str = ""


def migrate(
    folder: Path,
    progress: Callable[[float, str], None] = lambda share, text: None,
    *,
    steps: Mapping[int, MigrationStep] = STEPS,
) -> list[str]:
    """Migrate the package in ``folder`` to FORMAT; returns a line per step, none when it is up to date.

    ``progress`` receives the share done (0..1) and the step.  Until all steps are done the package is unchanged, also
    after a kill.  Raises PackageError (NewerFormat for one of a later program) and OSError.
    """
    found = read_format(folder)
    if found > FORMAT:
        raise newer_format(folder, found)
    to_do = range(found + 1, FORMAT + 1)
    if not to_do:
        return []
    if found < 2 and (folder / CATALOG).exists():
        raise PackageError(
            "{path}: was not part of the package so far, but from format 2 on its tables are used; "
            "move it away, migrate, and move it back if they should be used",
            path=folder / CATALOG,
        )
    changes = []
    with replacing(folder) as scratch:
        for name in FILES:
            if (folder / name).exists():
                progress(0.0, f"copying {name}")
                shutil.copy2(folder / name, scratch / name)
        before = _identity(scratch, folder)
        for done, number in enumerate(to_do):
            progress(0.5 + 0.4 * done / len(to_do), f"format {number}")
            _run(steps[number], scratch, folder, number)
            changes.append(f"format {number}: {steps[number].info}")
        if _identity(scratch, folder) != before:
            raise PackageError("{folder}: the migration changed the county's identity; report it", folder=folder)
        progress(0.9, "moving into place")
    progress(1.0, "done")
    return changes


def _run(step: MigrationStep, scratch: Path, folder: Path, number: int) -> None:
    try:
        step.migrate(scratch)
    except ValueError as error:
        raise PackageError(
            "{path}: the step to format {number} failed ({why}); nothing was changed, fix that or report it",
            path=folder / MANIFEST,
            number=number,
            why=error,
        ) from error
    if read_format(scratch) != number:
        raise PackageError(
            "{folder}: the step to format {number} did not result in it; report it", folder=folder, number=number
        )


def _identity(scratch: Path, folder: Path) -> _Identity:
    try:
        return msgspec.toml.decode((scratch / MANIFEST).read_bytes(), type=_Identity)
    except (ValueError, RecursionError) as error:
        raise PackageError("{path}: {why}; fix the line", path=folder / MANIFEST, why=error) from error
