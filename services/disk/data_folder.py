"""Where this program stores the user's data: demo county, journals, keys.

A data folder contains one county::

    keys/                     server.key, journal.key, contacts.key, audit.key, clients/, anchors/
    audit/                    the audit log, one file a month
    realms/live/              journal.sqlite3, checkpoints, contacts, blobs of one realm; a drill's also clock.json
    realms/live.lock          locked by the realm's one writer
    analysis/live/            timeline and full texts, derived from the journal; may be deleted at any time
    supervisor/live/          of the windows' backend: lock, status, log, one lease per window
"""

from __future__ import annotations

from errno import EDQUOT, ENOSPC
from pathlib import Path
from tempfile import TemporaryFile

import platformdirs

from county.explained import Explained, WrongArgument
from county.package.manifest import read_manifest
from county.realm import Realm
from services.store.private import private_folder


class NoDataFolder(WrongArgument):
    """The given data folder does not exist; one line."""


class UnwritableHome(Explained):
    """A folder of the user's own cannot be written; one line."""


def user_data() -> Path:
    """The root of all user data."""
    return Path(platformdirs.user_data_dir("county-command", appauthor=False))


def data_folder(package: Path) -> Path:
    """Default folder for the journals and keys of the backend of ``package``.  Raises PackageError."""
    return user_data() / read_manifest(package).identity


def unwritable_home(folder: Path, why: OSError, variable: str) -> UnwritableHome:
    """The error for ``folder``; the environment's ``variable`` names the folder above it."""
    return UnwritableHome(
        "{folder}: cannot be written ({why}); make it writable, or set {variable} to a folder that is",
        folder=folder, why=why, variable=variable,
    )  # fmt: skip


def require_writable(folder: Path) -> None:
    """Check that files can be written in ``folder``, which is that of :func:`user_data` or below and created privately
    if missing.  Raises UnwritableHome.

    A full disk is reported by the code that needs space.
    """
    try:
        if not folder.is_dir():
            private_folder(folder)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        if error.errno not in (ENOSPC, EDQUOT):
            raise unwritable_home(folder, error, "XDG_DATA_HOME") from error


def named_data_folder(data: Path) -> Path:
    """``data``, which must exist, so that a mistyped name creates no folder.  Raises NoDataFolder."""
    if not data.is_dir():
        raise NoDataFolder(
            "{data}: no such data folder; give that of the backend, or create the folder above it for a new one",
            data=data,
        )
    return data


def begun_data_folder(data: Path) -> Path:
    """``data``, created if only its last part is missing: a mistyped path rarely leads into an existing folder.  Raises
    NoDataFolder."""
    if not data.exists() and data.absolute().parent.is_dir():
        data.mkdir(mode=0o700)
    return named_data_folder(data)


def keys_folder(data: Path) -> Path:
    """Keys of a data folder, shared by all its realms."""
    return data / "keys"


def realm_folder(data: Path, realm: Realm) -> Path:
    """Store of one realm in a data folder."""
    return data / "realms" / realm.folder


def supervisor_folder(data: Path, realm: Realm) -> Path:
    """Files of the supervisor of one realm in a data folder."""
    return data / "supervisor" / realm.folder


def analysis_folder(data: Path, realm: Realm) -> Path:
    """Files of the analysis of one realm in a data folder."""
    return data / "analysis" / realm.folder
