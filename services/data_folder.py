"""Where this program keeps what belongs to the user: demo county, journals, keys.

A data folder holds one county::

    keys/                     server.key, journal.key, contacts.key, clients/, anchors/
    realms/live/              journal.sqlite3, checkpoints, contacts, blobs of one realm
    realms/live.lock          held by the realm's one writer
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

from county.explained import Explained
from county.package.manifest import read_manifest
from county.realm import Realm


class NoDataFolder(Explained):
    """A data folder that was named and does not exist; one line."""


def user_data() -> Path:
    """The root of it all."""
    return Path(platformdirs.user_data_dir("county-command", appauthor=False))


def data_folder(package: Path) -> Path:
    """Where the backend of ``package`` keeps its journals and keys unless told otherwise.  Raises PackageError."""
    return user_data() / read_manifest(package).identity


def named_data_folder(data: Path) -> Path:
    """``data``, which must exist: one that was mistyped is not made.  Raises NoDataFolder."""
    if not data.is_dir():
        raise NoDataFolder(
            "{data}: there is no such data folder; give the one that its backend has, or make it first if it is to be "
            "new",
            data=data,
        )
    return data


def keys_folder(data: Path) -> Path:
    """Keys of a data folder: the same for all its realms."""
    return data / "keys"


def realm_folder(data: Path, realm: Realm) -> Path:
    """Store of one realm in a data folder."""
    return data / "realms" / realm.folder
