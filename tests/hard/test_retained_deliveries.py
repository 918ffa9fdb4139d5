"""What retaining deliveries for days costs on disk, at one batch a second."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from county.clock import monotonic_ms
from county.durations import HOUR_MS
from services.store.ports import Outcome
from services.store.sqlite.database import SCHEMA, open_writing, run_script, transaction
from services.store.sqlite.deliveries import Deliveries

HOUR = 3_600
"""Deliveries in an hour."""
PORTION = 600
BYTES_MAX = 160
"""Bytes a delivery at most."""


def test_an_hour_of_deliveries_replaces_an_expired_one_without_growth(tmp_path: Path) -> None:
    with closing(open_writing(tmp_path / "j.sqlite3")) as db:
        with transaction(db):
            run_script(db, SCHEMA)
        deliveries = Deliveries(db, days=1)
        for hour in range(30):
            started = monotonic_ms()
            _deliver(db, deliveries, hour)
            took_ms = monotonic_ms() - started
        (count,) = db.execute("SELECT count(*) FROM deliveries").fetchone()
        (pages,) = db.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    print(
        f"\n{count:,} deliveries take {pages / 1e6:.0f} MB, {pages / count:.0f} bytes each: "
        f"{pages / count * 24 * HOUR / 1e6:.0f} MB a day; the last hour took {took_ms / 1000:.1f} s"
    )
    assert 24 * HOUR <= count <= 26 * HOUR
    assert pages / count <= BYTES_MAX


def _deliver(db: sqlite3.Connection, deliveries: Deliveries, hour: int) -> None:
    for _ in range(0, HOUR, PORTION):
        with transaction(db):
            some = [Outcome(uuid.uuid4().hex, uuid.uuid4().bytes * 2, 0, -1) for _ in range(PORTION)]
            deliveries.add(some, hour * HOUR_MS)
