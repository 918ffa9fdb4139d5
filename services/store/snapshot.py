"""Snapshots: the folded state beside the journal, so that a start folds only what came after."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import msgspec

from county.alarms import Alarm
from county.event import Event
from services.store.journal import Journal

FILE = "snapshot.msgpack"


class StateSnapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """State after the record ``seq``, whose chain hash is ``hash``."""

    seq: int
    hash: bytes
    events: list[Event]
    alarms: list[Alarm]


def save(folder: Path, snapshot: StateSnapshot) -> None:
    """Write the snapshot in one step: a reader finds the old one or the new one.  Raises OSError."""
    data = msgspec.msgpack.encode(snapshot)
    part = folder / f"{FILE}.part"
    with part.open("wb") as file:
        file.write(sha256(data).digest() + data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / FILE)


def load(folder: Path, journal: Journal) -> StateSnapshot:
    """The snapshot, or the empty state when there is none that fits the journal: the journal alone is the truth."""
    empty = StateSnapshot(seq=0, hash=b"", events=[], alarms=[])
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        return empty
    if sha256(content[32:]).digest() != content[:32]:
        return empty
    try:
        snapshot = msgspec.msgpack.decode(content[32:], type=StateSnapshot)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return empty
    return snapshot if journal.hash_at(snapshot.seq) == snapshot.hash else empty
