"""CURVE keys in one folder: of the backend, of this client, and of the admitted clients.

``server.key``, ``client.key``   public keys of the backend and of the client that this folder belongs to
``*.key_secret``                 both keys of a pair, readable by their owner only
``clients/NAME.key``             public keys of all admitted clients

A backend's own folder and the folder for a client have the same layout; only the backend's contains
``server.key_secret`` and ``clients``.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import zmq
from zmq.auth import load_certificate
from zmq.utils import z85

from county.explained import Explained, WrongArgument
from services.disk.durable import write_whole

CLIENTS = "clients"
SERVER = "server"
CLIENT = "client"
"""Names of the two pairs in a folder."""
OWNER = "owner"
"""Name under which the client of the backend's own folder is admitted."""


class BadKeys(Explained):
    """Keys that cannot be used; one line: the fault, its place, the remedy."""


class NoKeys(BadKeys, WrongArgument):
    """The folder does not contain the key."""


class CopiedKeys(BadKeys, WrongArgument):
    """The folder is a copy of a backend's own one."""


@dataclass(frozen=True)
class KeyPair:
    """Z85 texts."""

    public: bytes
    secret: bytes


def new_pair() -> KeyPair:
    return KeyPair(*zmq.curve_keypair())


def make_keys(folder: Path) -> None:
    """Create the missing keys in ``folder``: a server, one client, and that client admitted as OWNER.

    A client admitted under its former name is renamed; a ``server.key`` that does not match the server's secret is
    written again.  Raises BadKeys.
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
        _match_public_key(folder)
    except OSError as error:
        raise BadKeys(
            "{folder}: the keys cannot be created ({why}); choose a writable folder", folder=folder, why=error
        ) from error


def write_pair(folder: Path, name: str, keys: KeyPair) -> None:
    """Write a pair.  The secret is written last: without it the pair does not exist.  Raises OSError."""
    write_public(public_file(folder, name), keys.public)
    write_whole(secret_file(folder, name), _certificate(keys.public, keys.secret), mode=0o600)


def write_public(path: Path, public: bytes) -> None:
    """Write a public key.  Raises OSError."""
    write_whole(path, _certificate(public), mode=0o600)


def admit(folder: Path, name: str, public: bytes) -> None:
    """Admit the owner of ``public`` as ``name``, from the next handshake on.  Raises OSError."""
    write_public(folder / CLIENTS / f"{name}.key", public)


def pair(folder: Path, name: str) -> KeyPair:
    """The key pair ``name``.  Raises BadKeys, also when other users can read the secret."""
    path = secret_file(folder, name)
    if os.name == "posix" and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BadKeys(
            "{path}: other users can read this secret key; run `chmod 600 {path}`, or make new keys if they did",
            path=path,
        )
    public, secret = _load(path)
    if secret is None:
        raise BadKeys("{path}: contains no secret key; restore the file, or delete it to create new keys", path=path)
    return KeyPair(public, secret)


def public_key(folder: Path, name: str) -> bytes:
    """The public key ``name``.  Raises BadKeys."""
    return _load(public_file(folder, name))[0]


def check_not_copied(folder: Path) -> Path:
    """``folder`` of a client; raises CopiedKeys for a copy of a backend's own folder, as earlier versions asked for.

    In a backend's data folder the journals are next to the keys.
    """
    if secret_file(folder, SERVER).exists() and not (folder.parent / "realms").is_dir():
        raise CopiedKeys(
            "{path}: this is a copy of the backend's own keys, which must never leave its machine; there, run "
            "`main.py keys … rotate` and `main.py keys … add NAME --out DIR`, use DIR here, and delete this copy",
            path=secret_file(folder, SERVER),
        )
    return folder


def check_fits(keys: Path, register: Path) -> None:
    """Keys of a client are for the backend with the folder ``register``.  Raises BadKeys."""
    if register.is_dir() and public_key(keys, SERVER) != public_key(register, SERVER):
        raise BadKeys(
            "{keys}: these keys are for another backend than that of {register}, or older than its own; make new ones "
            "with `main.py keys PACKAGE add NAME --role ROLE --out DIR`",
            keys=keys, register=register,
        )  # fmt: skip


def public_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.key"


def secret_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.key_secret"


def _load(path: Path) -> tuple[bytes, bytes | None]:
    """Raises BadKeys; its cause is an OSError where reading again may succeed."""
    if not path.exists():
        missing = FileNotFoundError(errno.ENOENT, "", str(path))
        raise NoKeys("{path}: no such key; copy the keys created by the backend", path=path) from missing
    try:
        public, secret = load_certificate(path)
        for key in (public, secret):
            if key is not None and len(z85.decode(key)) != 32:
                raise ValueError("a key has 40 characters of Z85")
    except (OSError, ValueError, KeyError) as error:
        raise BadKeys(
            "{path}: the key cannot be read ({why}); copy the keys created by the backend", path=path, why=error
        ) from error
    return public, secret


def _certificate(public: bytes, secret: bytes | None = None) -> bytes:
    """A ZPL certificate, readable by every binding of ZeroMQ."""
    lines = ["metadata", "curve", f'    public-key = "{public.decode()}"']
    if secret is not None:
        lines.insert(0, "# SECRET: this file must never leave the machine that it was made for")
        lines.append(f'    secret-key = "{secret.decode()}"')
    return "".join(f"{line}\n" for line in lines).encode()


def _rename_owner(folder: Path) -> None:
    """Old folders admit their own client as ``client``, without roles."""
    former, now = folder / CLIENTS / "client.key", folder / CLIENTS / f"{OWNER}.key"
    if now.exists() or not former.exists() or former.with_suffix(".toml").exists():
        return
    with suppress(BadKeys):  # reported by the code that uses the keys
        if public_key(folder / CLIENTS, "client") == pair(folder, CLIENT).public:
            os.replace(former, now)


def _match_public_key(folder: Path) -> None:
    """Repair ``server.key`` after an interrupted change of the server's pair."""
    with suppress(BadKeys):
        public = pair(folder, SERVER).public
        with suppress(BadKeys):
            if public_key(folder, SERVER) == public:
                return
        write_public(public_file(folder, SERVER), public)
