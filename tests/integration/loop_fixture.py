"""A realm's real loop in a thread of the test, so that a test can replace a part by a failing or slow one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

from county.clock import Clock, SystemClock
from county.package.open import CountyPackage
from county.realm import Realm
from services.disk.data_folder import keys_folder, realm_folder
from services.keys.principals import Principals
from services.log import RateLimitedLog
from services.realm import key_tables, open_realm
from services.store.open import open_realm_store
from services.store.realm_store import RealmStore
from services.transport.zeromq.backend_link import ZeroMqBackendLink
from tests.integration.backend_fixture import county_in
from tests.memory_audit import MemoryAudit

START_S = 30.0


class Loop:
    """A county over its real store and real sockets, with parts selected by the test."""

    def __init__(
        self,
        folder: Path,
        *,
        link: type[ZeroMqBackendLink] = ZeroMqBackendLink,
        store: Callable[[RealmStore], RealmStore] = lambda store: store,
        realm: str = "live",
        clock: Clock | None = None,
        package: Path | None = None,
    ) -> None:
        """``store``: replaces the realm's store.  ``clock``: None for the machine's.

        ``package``: another county than the square one.
        """
        self._county = CountyPackage(county_in(folder) if package is None else package)
        self._realm = Realm(realm)
        self._data = folder / "data"
        self._kind, self._store_of = link, store
        self._clock = SystemClock() if clock is None else clock
        self.keys = keys_folder(self._data)
        self.address = ""
        self._ready, self._stop = Event(), Event()
        self._thread = Thread(target=self._run)
        self._thread.start()
        assert self._ready.wait(START_S)
        assert self.address, "the loop did not start"

    def _run(self) -> None:
        with ExitStack() as stack:
            stack.callback(self._ready.set)
            messages, catalog = RateLimitedLog(), self._county.catalog
            store = open_realm_store(
                self._data, county=self._county.manifest.identity, realm=self._realm,
                keys=key_tables(self._county, catalog), messages=messages,
            )  # fmt: skip
            stack.callback(store.close)
            self.store = self._store_of(store)
            link = self._kind(listen="tcp://127.0.0.1:0", keys=self.keys, log=messages)
            stack.callback(link.close)
            opened = open_realm(
                package=self._county, catalog=catalog, realm=self._realm, clock=self._clock, store=self.store,
                link=link, register=Principals(self.keys, self._realm.id, realm_folder(self._data, self._realm)),
                audit=MemoryAudit(), messages=messages,
                wall=self._clock if isinstance(self._clock, SystemClock) else None,
            )  # fmt: skip
            self.address = link.endpoints["desk"]
            self._ready.set()
            opened.run(self._stop.is_set)

    def close(self) -> None:
        """Stop like a backend on request; its resources are released afterwards."""
        self._stop.set()
        self._thread.join()
