"""The catalogue of a backend that runs already: what it decides by is what its desktops show."""

from __future__ import annotations

from county.catalog import Catalog
from county.package.open import CountyPackage
from county.realm import Realm
from services.protocol.control import ControlLink, NoBackend
from services.transport.ports import MakeClientLink

PATIENCE_S = 3.0


def backend_catalog(address: str, make_link: MakeClientLink, realm: Realm, package: CountyPackage) -> Catalog:
    """The backend's catalogue; that of ``package`` while nobody answers: a backend that has another one is then refused
    when it does.  Raises BadCatalog, BadKeys."""
    try:
        with ControlLink(address, make_link, realm=realm.id, patience_s=PATIENCE_S) as link:
            if link.welcome.catalog == package.catalog.digest:
                return package.catalog
            return link.catalog()
    except NoBackend:
        return package.catalog
