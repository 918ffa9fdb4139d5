"""The session of a wall: a client of its own with a key that may only read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings

from county.authority import Role
from county.catalog import Catalog
from county.explained import Explained
from county.package.open import CountyPackage
from county.realm import Realm
from desktop.backend_catalog import backend_catalog
from desktop.opening import OpenedCounty
from desktop.operator import Operator
from desktop.session import Session, session_over
from services.data_folder import data_folder, keys_folder, realm_folder, require_writable
from services.file_lock import FileLocked, awaited_lock
from services.key_register import add, registered, revoke
from services.presence import offline_reason, running_service
from services.protocol.client import Client
from services.protocol.session import ExpectedCounty
from services.registration import Registration
from services.supervision.window import SupervisedBackend
from services.transport.ports import ClientLink
from services.transport.zeromq.client_link import ZeroMqClientLink, on_host_of
from services.transport.zeromq.keys import CLIENT, SERVER, pair, public_key

KEYS_OF_WALLS = "wall-keys"
"""Folder beside the keys of a backend on this machine."""
LONGEST_MAKING_MS = 10_000
"""How long a process waits for another one that makes the key."""


@dataclass(frozen=True)
class WallLink:
    """How the backend is reached."""

    address: str
    where: Callable[[], str]
    keys: Path
    realm: Realm
    offline_reason: Callable[[], str]
    backend: SupervisedBackend | None

    def link(self) -> ClientLink:
        """A new link to it."""
        return ZeroMqClientLink(self.where, self.keys)

    def analysis_link(self, endpoint: Callable[[], str]) -> ClientLink:
        """A new link to its analysis."""
        return ZeroMqClientLink(lambda: on_host_of(self.where(), endpoint()), self.keys)

    @property
    def catalog_of(self) -> Callable[[CountyPackage], Catalog]:
        """The catalogue of the backend where it runs already, else the package's."""
        if self.backend is not None and not self.backend.is_running():
            return lambda package: package.catalog
        return partial(backend_catalog, self.address, self.link, self.realm)

    def session(self, county: OpenedCounty, settings: Path) -> tuple[Session, Client]:
        """A session that can change nothing, connected, and its client."""
        manifest = county.package.manifest
        expected = ExpectedCounty(manifest.name, manifest.identity, manifest.epsg, county.catalog.digest)
        client = Client(
            self.address, self.link, self.realm.id, offline_reason=self.offline_reason, county=expected,
            make_analysis_link=self.analysis_link,
        )  # fmt: skip
        client.open()
        operator = Operator(QSettings(str(settings), QSettings.Format.IniFormat), manifest.identity, self.realm)
        session = session_over(client, county, operator, self.realm)
        return replace(session, commander=None, enrolment=None, files=None), client


def link_to(folder: Path, name: str, *, connect: str | None, keys: Path | None, realm: Realm) -> WallLink:
    """The backend of a package: the given one, one that runs as a service, else one that windows on this machine share.

    On this machine the wall gets a key of its own, with the role ``wall``, unless ``keys`` are given.  Raises Explained
    errors.
    """
    if keys is not None:
        pair(keys, CLIENT)
        public_key(keys, SERVER)
    if connect is not None and keys is not None:
        return WallLink(connect, lambda: connect, keys, realm, str, None)
    data = data_folder(folder)
    service = running_service(realm_folder(data, realm))
    if service is not None:
        reason = partial(offline_reason, realm_folder(data, realm), service)
        return WallLink(service.address, lambda: service.address, keys or wall_keys(data, name), realm, reason, None)
    require_writable(data)
    backend = SupervisedBackend(folder, data, realm)
    backend.prepare()
    return WallLink(
        backend.address, lambda: backend.address, keys or wall_keys(data, name), realm, backend.offline_reason, backend
    )


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
