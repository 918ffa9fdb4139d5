"""A realm with some pages in each table, and damage to single pages of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from county.realm import LIVE
from county.streams import READINGS, Columns
from services.disk.data_folder import realm_folder
from services.log import RateLimitedLog
from services.store.open import open_realm_store
from services.store.ports import Commit, Committed, Entry, Outcome
from services.store.realm_store import RealmStore
from services.store.sqlite.database import FILE
from tests.tampered_realm import COUNTY, START_MS, TABLE

PAGE = 4_096


def opened(data: Path, messages: RateLimitedLog | None = None) -> RealmStore:
    """The stores of the live realm."""
    return open_realm_store(
        data, county=COUNTY, realm=LIVE, keys={READINGS.key: TABLE}, messages=messages or RateLimitedLog()
    )


def journal_in(data: Path) -> Path:
    """The database of the live realm."""
    return realm_folder(data, LIVE) / FILE


def add(store: RealmStore, commits: int) -> None:
    """Commits of a record, a command's outcome, a delivery and two readings each."""
    first = store.log.head.seq + 1
    for seq in range(first, first + commits):
        at_ms = START_MS + seq * 1_000
        values = {"channel": [0, 1], "at_ms": [at_ms, at_ms], "value": [float(seq), -float(seq)]}
        rows = Columns(READINGS, {name: np.array(values.get(name, [0, 0])) for name in READINGS.columns})
        outcomes = [Outcome(f"c{seq}", b"h" * 32, seq, seq), Outcome(f"d{seq}", b"h" * 32, 0, -1)]
        entry = Entry(f"record {seq} ".encode() * 5, f"events/E{seq % 3}", at_ms)
        store.log.begin(Commit(at_ms, [entry], outcomes, columns=[rows]))
        assert isinstance(store.log.done(20_000), Committed)


def write(data: Path, commits: int) -> None:
    """:func:`add` to the realm, created if missing."""
    with closing(opened(data)) as store:
        add(store, commits)


def values(store: RealmStore, channel: int = 0) -> list[float]:
    """All stored values of a channel, in their order."""
    return list(map(float, store.history.between(READINGS.key, channel, 0, 1 << 60, 1 << 30)["value"]))


def leaf_pages(file: Path, name: str) -> list[int]:
    """Pages with the rows of a table, or the entries of an index, in their order."""
    with closing(sqlite3.connect(file)) as db:
        query = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path"
        pages = [page for (page,) in db.execute(query, (name,))]
    assert pages
    return pages


def root_page(file: Path, name: str) -> int:
    """The first page of a table or an index."""
    with closing(sqlite3.connect(file)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return int(page)


def overwrite(file: Path, page: int) -> None:
    """Overwrite a page."""
    with file.open("r+b") as stream:
        stream.seek(PAGE * (page - 1))
        stream.write(b"x" * PAGE)


def flip_record(file: Path, seq: int) -> None:
    """Flip a bit of a record."""
    with closing(sqlite3.connect(file)) as db:
        (record,) = db.execute("SELECT data FROM records WHERE seq = ?", (seq,)).fetchone()
    content = bytearray(file.read_bytes())
    assert content.count(record) == 1
    content[content.index(record) + len(record) // 2] ^= 1
    file.write_bytes(content)
