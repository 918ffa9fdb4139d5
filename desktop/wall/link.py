"""The session of a wall: over a link of its own, with a key that may only read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings

from county.authority import Role
from county.explained import Explained
from county.realm import Realm
from desktop.backend.live_beside import live_beside
from desktop.backend.target import BackendTarget, target_of
from desktop.duty.operator import Operator
from desktop.process.opening import OpenedCounty
from desktop.session import Session, session_over
from services.disk.data_folder import keys_folder
from services.disk.file_lock import FileLocked, awaited_lock
from services.keys.register import add, registered, revoke
from services.keys.registration import Registration
from services.protocol.client import Client
from services.transport.zeromq.keys import CLIENT, SERVER, pair, public_key

KEYS_OF_WALLS = "wall-keys"
"""Folder beside the keys of a backend on this machine."""
LONGEST_MAKING_MS = 10_000
"""How long a process waits for another one that makes the key."""


def wall_session(folder: Path, target: BackendTarget, county: OpenedCounty, settings: Path) -> tuple[Session, Client]:
    """A session that can change nothing, connected, and its client.  ``folder``: of the package; ``settings``: file of
    the wall."""
    client = target.client(county)
    client.open()
    identity = county.package.manifest.identity
    operator = Operator(QSettings(str(settings), QSettings.Format.IniFormat), identity, target.realm)
    beside = live_beside(folder, target) if target.realm.kind == "drill" else None
    live = None if beside is None else beside.watch(county)
    session = session_over(client, county, operator, target.realm, live=live)
    return replace(session, commander=None, enrolment=None, files=None), client


def wall_target(folder: Path, name: str, *, connect: str | None, keys: Path | None, realm: Realm) -> BackendTarget:
    """The backend of a package, as for a window.  On this machine the wall gets a key of its own, with the role
    ``wall``, unless ``keys`` are given.  Raises Explained errors, OSError."""
    target = target_of(folder, connect=connect, keys=keys, realm=realm)
    if keys is None and target.data is not None:
        return replace(target, keys=wall_keys(target.data, name))
    pair(target.keys, CLIENT)
    public_key(target.keys, SERVER)
    return target


def wall_keys(data: Path, name: str) -> Path:
    """The folder with the key of a wall on the machine of its backend, made where there is none, and made again where
    it fits the backend no more.  Processes of single outputs that begin together make one.  Raises Explained errors."""
    folder = data / KEYS_OF_WALLS / name
    try:
        with awaited_lock(folder.with_name(f"{name}.lock"), LONGEST_MAKING_MS):
            return _made_or_found(keys_folder(data), folder, f"wall-{name}")
    except FileLocked as error:
        raise Explained("{folder}: another process is making this key; try again", folder=folder) from error


def _made_or_found(register: Path, folder: Path, key: str) -> Path:
    known = any(row.name == key for row in registered(register)) if register.is_dir() else False
    if known and folder.is_dir() and public_key(folder, SERVER) == public_key(register, SERVER):
        return folder
    if known:
        revoke(register, key)
    for part in folder.glob("*") if folder.is_dir() else ():
        part.unlink()
    add(register, key, Registration(roles=(Role.WALL,)), folder)
    return folder
