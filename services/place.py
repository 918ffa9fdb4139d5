"""Where this program keeps what belongs to the user: demo county, journals, keys."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from county.package.manifest import read_manifest


def user_data() -> Path:
    """The root of it all."""
    return Path(platformdirs.user_data_dir("county-command", appauthor=False))


def data_folder(package: Path) -> Path:
    """Where the backend of ``package`` keeps its journal and keys unless told otherwise.  Raises PackageError."""
    return user_data() / read_manifest(package).identity
