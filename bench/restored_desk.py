"""States of a desk after a start from a data folder."""

from __future__ import annotations

from pathlib import Path

from county.events.deadlines import TimeLimits
from county.package.open import CountyPackage
from county.realm import LIVE
from services.desk import Desk
from services.log import RateLimitedLog
from services.loop.checkpoints import restore
from services.protocol.codec import payload
from services.realm import key_tables
from services.store.open import open_realm_store

States = dict[tuple[str, str], bytes]
"""Encoded states by aggregate key and id."""


def restored_desk(package: CountyPackage, data: Path) -> States:
    """All states of the desk of the live realm in ``data``, restored like a backend does."""
    desk = Desk(
        package, package.catalog, TimeLimits(package.catalog), LIVE.id, has_left=lambda subject: False,
        stored_start=lambda file: None,
    )  # fmt: skip
    store = open_realm_store(
        data, county=package.manifest.identity, realm=LIVE, keys=key_tables(package, package.catalog),
        messages=RateLimitedLog(),
    )  # fmt: skip
    try:
        restore(desk, store.log, package.catalog.digest, store.reader.read, RateLimitedLog())
    finally:
        store.close()
    return {(key, subject): payload(state) for key, some in desk.fold.states.items() for subject, state in some.items()}
