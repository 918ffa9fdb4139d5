"""CURVE keys in one folder: who the backend is, who this client is, whom the backend admits.

``server.key``, ``client.key``   public halves of the backend and of the client that this folder belongs to
``*.key_secret``                 both halves, readable by their owner alone
``clients/NAME.key``             public halves of all clients that are admitted

A backend's own folder and the folder handed over to a client have the same layout; ``server.key_secret`` and
``clients`` are in the backend's only.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import zmq
from zmq.auth import load_certificate
from zmq.utils import z85

from county.explained import Explained
from services.durable import write_whole

CLIENTS = "clients"
SERVER = "server"
CLIENT = "client"
"""Names of the two pairs in a folder."""
OWNER = "owner"
"""The name under which the client of the backend's own folder is admitted."""


class BadKeys(Explained):
    """Keys that cannot be used; one line: what, where, the way out."""


@dataclass(frozen=True)
class KeyPair:
    """Z85 texts."""

    public: bytes
    secret: bytes


def new_pair() -> KeyPair:
    return KeyPair(*zmq.curve_keypair())


def make_keys(folder: Path) -> None:
    """Make the keys that ``folder`` lacks: a server, one client, and that client admitted as OWNER.

    A folder in which that client is admitted under its former name gets the present one; a ``server.key`` that is not
    the public half of the server's secret is written again.  Raises BadKeys.
    """
    try:
        (folder / CLIENTS).mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if not secret_file(folder, SERVER).exists():
            write_pair(folder, SERVER, new_pair())
        if not secret_file(folder, CLIENT).exists():
            keys = new_pair()
            admit(folder, OWNER, keys.public)
            write_pair(folder, CLIENT, keys)
        _rename_owner(folder)
        _match_public_half(folder)
    except OSError as error:
        raise BadKeys(
            "{folder}: the keys cannot be made ({why}); give a folder that can be written", folder=folder, why=error
        ) from error


def write_pair(folder: Path, name: str, keys: KeyPair) -> None:
    """Write both halves.  The secret comes last: while it is missing, there is no such pair.  Raises OSError."""
    write_public(folder / f"{name}.key", keys.public)
    write_whole(secret_file(folder, name), _certificate(keys.public, keys.secret), mode=0o600)


def write_public(path: Path, public: bytes) -> None:
    """Write a public half.  Raises OSError."""
    write_whole(path, _certificate(public), mode=0o600)


def admit(folder: Path, name: str, public: bytes) -> None:
    """Admit the holder of ``public`` as ``name``, from its next handshake on.  Raises OSError."""
    write_public(folder / CLIENTS / f"{name}.key", public)


def pair(folder: Path, name: str) -> KeyPair:
    """Both halves of the key ``name``.  Raises BadKeys, also when others than the owner may read the secret."""
    path = secret_file(folder, name)
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


def secret_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.key_secret"


def _load(path: Path) -> tuple[bytes, bytes | None]:
    """Raises BadKeys; its cause is an OSError where the file itself could be another one by now."""
    try:
        public, secret = load_certificate(path)
        for key in (public, secret):
            if key is not None and len(z85.decode(key)) != 32:
                raise ValueError("a key has 40 characters of Z85")
    except (OSError, ValueError, KeyError) as error:
        raise BadKeys(
            "{path}: no key can be read here ({why}); copy the keys that the backend made", path=path, why=error
        ) from error
    return public, secret


def _certificate(public: bytes, secret: bytes | None = None) -> bytes:
    """A ZPL certificate, as every binding of ZeroMQ reads it."""
    lines = ["metadata", "curve", f'    public-key = "{public.decode()}"']
    if secret is not None:
        lines.insert(0, "# SECRET: this file must never leave the machine that it was made for")
        lines.append(f'    secret-key = "{secret.decode()}"')
    return "".join(f"{line}\n" for line in lines).encode()


def _rename_owner(folder: Path) -> None:
    """Folders of old admit their own client as ``client``, and have no roles for it."""
    former, now = folder / CLIENTS / "client.key", folder / CLIENTS / f"{OWNER}.key"
    if now.exists() or not former.exists() or former.with_suffix(".toml").exists():
        return
    with suppress(BadKeys):  # whoever uses them tells
        if public_key(folder / CLIENTS, "client") == pair(folder, CLIENT).public:
            os.replace(former, now)


def _match_public_half(folder: Path) -> None:
    """A change of the server's pair that was cut short left the halves of two pairs."""
    with suppress(BadKeys):
        public = pair(folder, SERVER).public
        with suppress(BadKeys):
            if public_key(folder, SERVER) == public:
                return
        write_public(folder / f"{SERVER}.key", public)
