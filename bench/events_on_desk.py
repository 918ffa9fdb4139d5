"""How many events a journal has on its desk, now and some time ago."""

from __future__ import annotations

from pathlib import Path

from county.events.aggregate import EVENTS
from county.fold import Fold
from county.package.open import CountyPackage
from county.realm import Realm
from services.log import RateLimitedLog
from services.realm import key_tables
from services.store.open import open_realm_store


def events_on_desk(package: CountyPackage, data: Path, realm: Realm, ago_ms: int) -> tuple[int, int]:
    """The number as of ``ago_ms`` before the last record, and as of the last record."""
    store = open_realm_store(
        data, county=package.manifest.identity, realm=realm, keys=key_tables(package, package.catalog),
        messages=RateLimitedLog(),
    )  # fmt: skip
    try:
        head, fold = store.log.head, Fold()
        states, first = fold.states[EVENTS.key], 0
        for seq, record in enumerate(store.log.records(1, head.seq), start=1):
            fold.apply(store.reader.read(record, seq))
            if fold.recorded_ms <= head.recorded_ms - ago_ms:
                first = len(states)
        return first, len(states)
    finally:
        store.close()
