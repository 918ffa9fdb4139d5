"""CURVE certificates in one folder: who the backend is, who this client is, whom the backend admits.

``server.key``, ``client.key``   public halves
``*.key_secret``                 secret halves, readable by their owner alone
``clients/*.key``                public keys of all clients that are admitted
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from zmq.auth import create_certificates, load_certificate

from county.explained import Explained

CLIENTS = "clients"


class BadKeys(Explained):
    """Keys that cannot be used; one line: what, where, the way out."""


@dataclass(frozen=True)
class KeyPair:
    """Z85 texts."""

    public: bytes
    secret: bytes


def make_keys(folder: Path) -> None:
    """Make the keys that ``folder`` lacks: a server, one client, and that client admitted.  Raises BadKeys."""
    try:
        (folder / CLIENTS).mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        for name in ("server", "client"):
            if not (folder / f"{name}.key_secret").exists():
                _make(folder, name)
    except OSError as error:
        raise BadKeys(
            "{folder}: the keys cannot be made ({why}); give a folder that can be written", folder=folder, why=error
        ) from error


def _make(folder: Path, name: str) -> None:
    """Make one pair.  The secret half comes last: while it is missing, all of this is done again."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        create_certificates(made, name)
        public, secret = Path(made) / f"{name}.key", Path(made) / f"{name}.key_secret"
        if name == "client":
            shutil.copy(public, folder / CLIENTS / public.name)
        os.replace(public, folder / public.name)
        secret.chmod(0o600)
        os.replace(secret, folder / secret.name)


def pair(folder: Path, name: str) -> KeyPair:
    """Both halves of the key ``name``.  Raises BadKeys, also when others than the owner may read the secret."""
    path = folder / f"{name}.key_secret"
    if os.name == "posix" and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BadKeys(
            "{path}: others may read this secret key; run `chmod 600 {path}`, or make new keys if they did", path=path
        )
    public, secret = _load(path)
    if secret is None:
        raise BadKeys("{path}: holds no secret key; restore the file or delete it to have new keys made", path=path)
    return KeyPair(public, secret)


def public_key(folder: Path, name: str) -> bytes:
    """The public half of the key ``name``.  Raises BadKeys."""
    return _load(folder / f"{name}.key")[0]


def _load(path: Path) -> tuple[bytes, bytes | None]:
    try:
        return load_certificate(path)
    except (OSError, ValueError) as error:
        raise BadKeys(
            "{path}: no key can be read here ({why}); copy the keys that the backend made", path=path, why=error
        ) from error
