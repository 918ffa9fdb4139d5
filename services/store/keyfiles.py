"""Secret keys of the store: 32 random bytes each, in files of the keys folder that only their owner can read.

``journal.key``    seals commits, checkpoints, anchors and backups
``contacts.key``   makes tokens of reporters
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from county.explained import Explained
from services.disk.durable import sync_folder, write_new
from services.store.private import private_folder

JOURNAL_KEY = "journal.key"
CONTACTS_KEY = "contacts.key"
KEY_BYTES = 32


class BadKeyFile(Explained):
    """A key file that cannot be used; one line: the fault, its place, the remedy."""


def read_key(path: Path) -> bytes | None:
    """The key in ``path``, None when there is no such file.  Raises BadKeyFile."""
    try:
        text = path.read_bytes()
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadKeyFile("{path}: other users can read this secret key; run `chmod 600 {path}`", path=path)
        key = bytes.fromhex(text.decode("ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadKeyFile("{path}: cannot be read ({why}); restore it from a backup", path=path, why=error) from error
    if len(key) != KEY_BYTES:
        raise BadKeyFile(
            "{path}: holds {n} bytes instead of {wanted}; restore it from a backup",
            path=path, n=len(key), wanted=KEY_BYTES,
        )  # fmt: skip
    return key


def ensure_key(path: Path) -> bytes:
    """The key in ``path``, created if missing; processes that create it at the same time get the same key.  Raises
    BadKeyFile."""
    key = read_key(path)
    if key is not None:
        return key
    try:
        private_folder(path.parent)
        write_key(path, secrets.token_bytes(KEY_BYTES))
    except OSError as error:
        raise BadKeyFile(
            "{path}: cannot be created ({why}); choose a writable --data folder", path=path, why=error
        ) from error
    made = read_key(path)
    assert made is not None
    return made


def write_key(path: Path, key: bytes) -> None:
    """Write ``key`` to ``path`` durably and atomically unless the file exists.  Raises OSError."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    try:
        write_new(part, key.hex().encode(), mode=0o600)
        try:
            os.link(part, path)  # unlike a rename it never replaces the key of another process
        except FileExistsError:
            return
        except OSError:  # a file system without links
            if not path.exists():
                part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
