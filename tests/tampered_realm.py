"""A small realm with everything that a store has, and how a change to its files is noticed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from county.attachments import Attachment
from county.duty_log import DutyEntryWritten
from county.explained import Explained
from county.realm import LIVE
from county.records import Record
from county.sensing import ChannelTable
from county.streams import READINGS, Columns
from services.disk.data_folder import keys_folder, realm_folder
from services.log import RateLimitedLog
from services.store.blobs import FOLDER, FileBlobs, whole_files
from services.store.contacts import FILE as CONTACTS
from services.store.contacts import SqliteContacts
from services.store.maintenance.command import journal
from services.store.open import open_realm_store
from services.store.ports import Checkpoint, Commit, Committed, Entry, Outcome, StoreError
from services.store.sqlite.compaction import Sizes
from services.store.sqlite.database import FILE
from services.store.sqlite.history_table import HistoryLayout, HistoryTable
from services.store.sqlite.keyframes import Spacing
from services.store.sqlite.store import SqliteStore, lock_folder, open_store
from services.store.tokens import ensure_contacts_key, token_of
from services.store.upcast import schema_of

COUNTY = "999901"
TABLE = ChannelTable([("bin-1", "fill"), ("bin-2", "fill")])
SIZES = Sizes(sealed_rows=40, sealed_arrivals=8, merged=3, dense=8, chunk_rows=16)
COMMITS = 40
META = (b"county", b"realm", b"format", b"epoch", b"catalog_keys")
"""Keys of data: the sum of the rows is superseded by that of the last commit, and nothing reads others."""
START_MS = 1_790_000_000_000


class Written(NamedTuple):
    """Data folders of one realm."""

    earlier: Path
    """Closed after half of the commits."""
    killed: Path
    """As a killed writer leaves it after all of them: the second half is in the write-ahead log."""
    closed: Path
    """Closed after all of them."""


def write_realm(root: Path) -> Written:
    """Write the realm below ``root``."""
    written = Written(root / "earlier", root / "killed", root / "closed")
    _write(written.earlier, 1, COMMITS // 2, left=None)
    _write(shutil.copytree(written.earlier, written.closed), COMMITS // 2 + 1, COMMITS, left=written.killed)
    return written


def _write(data: Path, first: int, last: int, *, left: Path | None) -> None:
    """Commits ``first`` to ``last``; ``left``: a copy of the files before they are closed."""
    folder = realm_folder(data, LIVE)
    lock = lock_folder(folder)
    table = HistoryTable([TABLE], HistoryLayout(SIZES, Spacing(rows=30, arrivals=16)))
    contacts_key = ensure_contacts_key(data)
    blobs = FileBlobs(folder / FOLDER, lambda: START_MS)
    with (
        closing(SqliteContacts(folder)) as contacts,
        closing(
            open_store(
                folder, county=COUNTY, realm="live", keys=keys_folder(data), history=table, contacts=contacts, lock=lock
            )
        ) as store,
    ):
        store.note_catalog_keys([f"rules/{first}"])
        for number in range(first, last + 1):
            _commit(store, number, contacts_key, blobs)
            while number < last and store.run(lambda db: table.maintain(db, 5)).result():
                pass  # not after the last commit: a compaction that is lost with the log is done again
            if number % (COMMITS // 2) == COMMITS // 4:
                head = store.log.head
                states = {"events": [b"state"]}
                store.log.save_checkpoint(Checkpoint(head.seq, head.hash, head.recorded_ms, 1, "c", states))
        if left is not None:
            shutil.copytree(data, left, ignore=shutil.ignore_patterns("*.part"))  # an anchor is being written


def _commit(store: SqliteStore[HistoryTable], number: int, contacts_key: bytes, blobs: FileBlobs) -> None:
    at_ms, seq = START_MS + number * 1_000, store.log.head.seq + 1
    photo = f"photo {number}".encode()
    name = sha256(photo).hexdigest()
    assert blobs.put(photo, sha256=name, offset=0, total=len(photo), by="desk-1")
    attached = Attachment(sha256=name, name="a.jpg", size=len(photo), media_type="image/jpeg")
    body = DutyEntryWritten(entry_id=f"{number}", kind="note", note=f"note {number}", attachments=(attached,))
    record = Record(
        seq=seq, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id=f"c{seq}", body=body,
        schema=schema_of(body),
    )  # fmt: skip
    entries = [Entry(msgspec.msgpack.encode(record), f"duty/{number}", at_ms)]
    entries += [Entry(f"record {seq + 1}".encode(), f"events/E{number % 3}", at_ms)]
    values = {"channel": [0, 1, 0], "at_ms": [at_ms, at_ms, at_ms + 1], "value": [1.0, 2.0, 3.0]}
    rows = Columns(READINGS, {name: np.array(values.get(name, [0, 0, 0])) for name in READINGS.columns})
    outcomes = [Outcome(f"c{seq}", b"h", seq, seq + 1), Outcome(f"d{number}", b"h", 0, -1)]
    person = f"王敏 1380000{number:04}"
    store.log.begin(
        Commit(at_ms, entries, outcomes, columns=[rows], contacts={token_of(person, contacts_key): person.encode()})
    )
    assert isinstance(store.log.done(20_000), Committed)


class _Warnings(RateLimitedLog):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def info(self, text: str, **values: object) -> None:
        pass

    def warning(self, text: str, **values: object) -> None:
        self.lines.append(text)


def noticed_by(data: Path) -> str:
    """The first of ``start``, ``background`` and ``verify`` that notices a change; "" for none.

    Any exception but an Explained one is a defect.
    """
    warnings = _Warnings()
    try:
        store = open_realm_store(data, county=COUNTY, realm=LIVE, keys={READINGS.key: TABLE}, messages=warnings)
    except (Explained, StoreError):
        return "start"
    try:
        if warnings.lines:
            return "start"
        if store.log.verify(60_000).fault or store.history.fault or store.contacts.fault:
            return "background"
    finally:
        store.close()
    lines: list[str] = []
    try:
        code = journal(data, "verify", None, realm=LIVE, print_line=lines.append, progress=lambda part, text: None)
    except Explained:
        return "verify"
    assert all("\n" not in line for line in lines)
    return "verify" if code else ""


def content_of(data: Path) -> dict[str, object]:
    """What the stores of a closed data folder contain; without checkpoints, which may be deleted at any time."""
    folder = realm_folder(data, LIVE)
    content: dict[str, object] = {}
    for file in (FILE, CONTACTS):
        with closing(sqlite3.connect(folder / file)) as db:
            db.text_factory = bytes
            tables = [name.decode() for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                rows = (row for row in db.execute(f"SELECT * FROM {table}") if table != "meta" or row[0] in META)
                content[f"{file}: {table}"] = sorted(map(repr, rows))
    content["files"] = {path.name: path.read_bytes() for path in whole_files(folder / FOLDER)}
    return content
