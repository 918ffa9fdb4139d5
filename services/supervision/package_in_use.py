"""Whether a backend of a county runs, by the locks in the county's default data folder."""

from __future__ import annotations

from pathlib import Path

from county.explained import Explained
from county.package.manifest import PackageError
from services.disk.data_folder import data_folder
from services.disk.file_lock import is_locked
from services.supervision.status import LOCK


class PackageInUse(Explained):
    """A package that a backend or window may be reading; one line."""


def refuse_in_use(package: Path) -> None:
    """Raises PackageInUse while a backend or supervisor of the county in ``package`` runs, and OSError for its locks.

    A backend with a ``--data`` folder elsewhere is not known here.
    """
    try:
        data = data_folder(package)
    except PackageError:  # none there, or none that a backend can open
        return
    if any(is_locked(lock) for pattern in ("realms/*.lock", f"supervisor/*/{LOCK}") for lock in data.glob(pattern)):
        raise PackageInUse("{package}: its county is open; close its windows and its backend first", package=package)
