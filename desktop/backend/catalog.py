"""The catalogue of a running backend: its desktops must display by the same catalogue."""

from __future__ import annotations

from county.catalog import Catalog
from county.package.open import CountyPackage
from county.realm import Realm
from services.protocol.control import ControlLink, NoBackend
from services.transport.ports import MakeClientLink

PATIENCE_S = 3.0


def backend_catalog(
    address: str, make_link: MakeClientLink, realm: Realm, package: CountyPackage, timeout_s: float = PATIENCE_S
) -> Catalog:
    """The backend's catalogue, or that of ``package`` while there is no reply: a backend with a different one is then
    rejected when it connects.  Raises BadCatalog, BadKeys."""
    try:
        with ControlLink(address, make_link, realm=realm.id, timeout_s=timeout_s) as link:
            if link.welcome.catalog == package.catalog.digest:
                return package.catalog
            return link.catalog()
    except NoBackend:
        return package.catalog
