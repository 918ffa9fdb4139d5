"""``main.py journal … clip``: makes a clip of a journal, while its backend is running or not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from county.explained import Explained
from county.package.manifest import MANIFEST
from county.package.open import CountyPackage
from county.streams import STREAMS
from services import program
from services.replay.clip import FORMAT, ChainedRecord, ClipCounty, ClipHead, ClipStream, EarlierRecord, ReplayClip
from services.replay.desk_records import DeskRecords
from services.replay.journal_recording import rows_known
from services.store.chain import link
from services.store.following import open_journal, reading_history
from services.store.ports import RealmJournal, StoreError
from services.store.upcast import RecordReader

Progress = Callable[[float, str], None]
STEP = 1_000


class NoClip(Explained):
    """No clip of this time can be made; one line."""


def make_clip(folder: Path, package: CountyPackage, from_ms: int, to_ms: int, progress: Progress) -> ReplayClip:
    """The clip of the times ``from_ms`` to ``to_ms``, both included, of the journal in a realm's folder.

    Raises NoClip, BadJournal, StoreError, UnreadableRecord.
    """
    if to_ms < from_ms:
        raise NoClip("the clip would end before it begins; exchange --from and --to")
    catalog, manifest = package.catalog, package.manifest
    keys = {key: stream.table(package, catalog) for key, stream in STREAMS.items()}
    with closing(open_journal(folder)) as journal:
        if journal.county != manifest.identity:
            raise NoClip(
                "{folder}: is the journal of county {theirs}, the package is {ours}; give the package of that county",
                folder=folder, theirs=journal.county, ours=manifest.identity,
            )  # fmt: skip
        before_seq, last_seq = journal.seq_at(from_ms - 1), journal.seq_at(to_ms)
        if last_seq == 0 or (before_seq == last_seq and from_ms > journal.head.recorded_ms):
            raise NoClip("{folder}: nothing is recorded in this time; choose another one", folder=folder)
        before = _earlier(journal, before_seq, progress)
        before_hash = _hash(journal, before_seq)
        chained, nameless = _chained(journal, before_seq, last_seq, before_hash, progress)
        last_hash = chained[-1].hash if chained else before_hash
        head = ClipHead(
            format=FORMAT, realm=journal.realm, program=program.VERSION, from_ms=from_ms, to_ms=to_ms,
            county=ClipCounty(
                name=manifest.name, code=manifest.code, identity=manifest.identity, epsg=manifest.epsg,
                catalog=catalog.digest, manifest=sha256((package.folder / MANIFEST).read_bytes()).hexdigest(),
            ),
            before_seq=before_seq, before_hash=before_hash.hex(), last_seq=last_seq, last_hash=last_hash.hex(),
            nameless=tuple(nameless), members={},
        )  # fmt: skip
    progress(0.9, "reading the rows of the streams")
    with reading_history(folder, keys) as history:
        streams = {
            key: ClipStream(table, rows_known(history, table, from_ms, to_ms)) for key, table in keys.items()
        }
    return ReplayClip(head, catalog, before, chained, streams)


def _earlier(journal: RealmJournal, before_seq: int, progress: Progress) -> list[EarlierRecord]:
    """The records of what is on the desk after record ``before_seq``, since it last came onto the desk."""
    desk, read = DeskRecords(), RecordReader().read
    for seq, data in enumerate(journal.records(1, before_seq), 1):
        desk.take(read(data, seq))
        if seq % STEP == 0:
            progress(0.6 * seq / before_seq, "reading what was before")
    return [EarlierRecord(seq, nameless_record(data)) for seq, data in desk.about(desk.subjects, journal.of_subject)]


def _hash(journal: RealmJournal, seq: int) -> bytes:
    found = journal.hash_at(seq)
    if found is None:
        raise StoreError("record {seq} is missing or damaged; run `main.py journal … verify`", seq=seq)
    return found


def _chained(
    journal: RealmJournal, before_seq: int, last_seq: int, before_hash: bytes, progress: Progress
) -> tuple[list[ChainedRecord], list[int]]:
    """The records of the clip, and the numbers of those without a reporter's name; their hashes are computed again."""
    previous, rows, nameless = before_hash, list[ChainedRecord](), list[int]()
    for seq, data in enumerate(journal.records(before_seq + 1, last_seq), before_seq + 1):
        previous = link(previous, data)
        kept = nameless_record(data)
        if kept is not data:
            nameless.append(seq)
        rows.append(ChainedRecord(kept, previous))
        if seq % STEP == 0:
            progress(0.6 + 0.3 * (seq - before_seq) / (last_seq - before_seq), "reading the records")
    if len(rows) != last_seq - before_seq or previous != _hash(journal, last_seq):
        raise StoreError("the records do not fit their chain; run `main.py journal … verify`")
    return rows, nameless


def nameless_record(data: bytes) -> bytes:
    """``data``, without the reporter's name and phone that a report of schema 1 contains."""
    if b"EventReported" not in data:
        return data
    plain: dict[str, Any] = msgspec.msgpack.decode(data)
    body = plain["body"]
    if body.get("type") != "EventReported" or plain.get("schema", 1) != 1 or not body.get("reporter"):
        return data
    return msgspec.msgpack.encode({**plain, "body": {**body, "reporter": ""}})
