"""Journals on disk with given records and readings, and clips of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from county.aggregates import subject_of
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from county.records import Record, RecordBody
from county.streams import READINGS, STREAMS, Columns, KeyTable
from services.disk.data_folder import keys_folder, realm_folder
from services.store.ports import Commit, Committed, Entry
from services.store.sqlite.history_table import HistoryTable
from services.store.sqlite.store import open_store
from services.store.upcast import schema_of

Reading = tuple[int, int, float]
"""When it became known, when it was measured, and its value."""


def numbered(steps: Iterable[tuple[int, RecordBody]], *, first: int = 1) -> list[Record[Any]]:
    """Records of these times and bodies."""
    return [
        Record(
            seq=seq, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id=f"c{seq}", by="desk-1",
            for_="王芳", schema=schema_of(body), body=body,
        )
        for seq, (at_ms, body) in enumerate(steps, first)
    ]  # fmt: skip


def readings(keys: KeyTable, rows: Sequence[tuple[int, float]], key: int = 0) -> Columns:
    """Rows of one channel: time and value."""
    return Columns(READINGS, {
        "channel": np.full(len(rows), key), "at_ms": np.array([at_ms for at_ms, _ in rows]),
        "value": np.array([value for _, value in rows]), "quality": np.zeros(len(rows)),
    })  # fmt: skip


def write_journal(
    data: Path, package: CountyPackage, records: Sequence[Record[Any]], values: Sequence[Reading] = (),
    raw: dict[int, bytes] | None = None, realm: Realm = LIVE,
) -> Path:
    """A journal of ``realm`` in the data folder ``data``; returns the realm's folder.

    ``values``: of the first channel.  ``raw``: other bytes of some records, by number.
    """
    keys = {key: stream.table(package, package.catalog) for key, stream in STREAMS.items()}
    folder = realm_folder(data, realm)
    commits: list[tuple[int, list[Entry], list[Columns]]] = []
    for record in records:
        encoded = (raw or {}).get(record.seq, msgspec.msgpack.encode(record))
        commits.append((record.recorded_ms, [Entry(encoded, subject_of(record.body), record.recorded_ms)], []))
    for known_ms, at_ms, value in values:
        commits.append((known_ms, [], [readings(keys["readings"], [(at_ms, value)])]))
    with closing(open_store(
        folder, county=package.manifest.identity, realm=realm.id, keys=keys_folder(data),
        history=HistoryTable(keys.values()),
    )) as store:  # fmt: skip
        store.run(lambda db: db.execute("PRAGMA synchronous = OFF")).result()  # hundreds of commits
        for recorded_ms, entries, columns in sorted(commits, key=lambda commit: commit[0]):
            store.log.begin(Commit(recorded_ms, entries, columns=columns))
            assert isinstance(store.log.done(10_000), Committed)
    return folder
