"""The backend that a window or a wall connects to: a given one, a service of this machine, or one that is kept running
for the windows here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from county.catalog import Catalog
from county.package.open import CountyPackage
from county.realm import Realm
from desktop.backend.catalog import backend_catalog
from desktop.process.opening import OpenedCounty
from services.disk.data_folder import data_folder, keys_folder, realm_folder, require_writable
from services.disk.seen_head import SeenHeadFile
from services.protocol.client import Client
from services.protocol.expected_county import ExpectedCounty
from services.supervision.presence import offline_reason, running_service
from services.supervision.window import SupervisedBackend
from services.transport.ports import ClientLink
from services.transport.zeromq.client_link import ZeroMqClientLink, on_host_of
from services.transport.zeromq.keys import check_fits


@dataclass(frozen=True)
class BackendTarget:
    """How it is reached."""

    address: str
    """For messages."""
    where: Callable[[], str]
    """Returns the current address: a supervised backend may have to change its port."""
    keys: Path
    realm: Realm
    offline_reason: Callable[[], str] = str
    data: Path | None = None
    """Its data folder; None on another machine."""
    backend: SupervisedBackend | None = None
    """Where it is kept running for the windows of this machine; whoever has the target closes it."""

    def link(self) -> ClientLink:
        """A new link to it."""
        return ZeroMqClientLink(self.where, self.keys)

    def analysis_link(self, endpoint: Callable[[], str]) -> ClientLink:
        """A new link to its analysis."""
        return ZeroMqClientLink(lambda: on_host_of(self.where(), endpoint()), self.keys)

    def client(self, county: OpenedCounty, seen: SeenHeadFile | None = None) -> Client:
        """A client that accepts data of ``county`` only; not opened yet.  ``seen``: stores the last head."""
        return Client(
            self.address, self.link, self.realm.id, offline_reason=self.offline_reason, abandoned=self.abandoned,
            county=expected_of(county), seen=seen, make_analysis_link=self.analysis_link,
        )  # fmt: skip

    def abandoned(self) -> bool:
        """Whether it is not started again."""
        return self.backend is not None and self.backend.state == "failed"

    def catalog_of(self, package: CountyPackage) -> Catalog:
        """The catalogue of the backend where it runs already, else the package's.  Raises BadCatalog, BadKeys."""
        if self.backend is not None and not self.backend.is_running():
            return package.catalog
        return backend_catalog(self.address, self.link, self.realm, package)


def target_of(folder: Path, *, connect: str | None, keys: Path | None, realm: Realm) -> BackendTarget:
    """The backend of the package in ``folder``: that of ``connect`` and ``keys``, else one that runs as a service, else
    one that the windows of this machine share, whose lease is taken here.  ``keys`` alone: a key of its own for the
    backend of this machine, which must know it.  Raises Explained errors, OSError."""
    if connect is not None and keys is not None:
        return BackendTarget(connect, lambda: connect, keys, realm)
    data = data_folder(folder)
    if keys is not None:
        check_fits(keys, keys_folder(data))
    service = running_service(realm_folder(data, realm))
    if service is not None:
        reason = partial(offline_reason, realm_folder(data, realm), service)
        return BackendTarget(service.address, lambda: service.address, keys or keys_folder(data), realm, reason, data)
    require_writable(data)
    backend = SupervisedBackend(folder, data, realm)
    try:
        backend.prepare()
    except BaseException:
        backend.close()  # its lease
        raise
    return BackendTarget(
        backend.address, lambda: backend.address, keys or backend.keys, realm, backend.offline_reason, data, backend
    )


def expected_of(county: OpenedCounty) -> ExpectedCounty:
    """What a backend must serve for a window that displays ``county``."""
    manifest = county.package.manifest
    return ExpectedCounty(manifest.name, manifest.identity, manifest.epsg, county.catalog.digest)
