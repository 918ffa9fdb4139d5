"""A clip: a part of a journal that opens on another machine, without keys.

It contains the records of a time with their hashes, so that their chain can be verified; the earlier records of what
was on the desk at its beginning; the newest rows known then, and all that became known within it.  No contacts: records
name reporters by tokens.  A record of an older schema that contains a reporter's name is kept without it; its hash
stays, but nobody can verify it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from county.aggregates import subject_of
from county.catalog import Catalog
from county.explained import ExplainedLine
from county.streams import Columns, KeyTable
from services.replay.arrived_rows import ArrivedRows
from services.store.upcast import RecordReader

FORMAT = 1


class ClipCounty(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The county package with which the clip was made."""

    name: str
    code: str
    identity: str
    epsg: int
    catalog: str
    """Digest of its catalogue."""
    manifest: str
    """SHA-256 of its county.toml."""


class ClipHead(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a clip is about; times in UTC ms."""

    format: int
    realm: str
    county: ClipCounty
    program: str
    from_ms: int
    to_ms: int
    before_seq: int
    """Number of the record before the first one."""
    before_hash: str
    """Hash of that record in the journal's chain."""
    last_seq: int
    last_hash: str
    nameless: tuple[int, ...] = ()
    """Numbers of the records that are kept without a reporter's name: they do not fit their hash."""
    members: dict[str, str]
    """SHA-256 of the other files, by name."""


class EarlierRecord(NamedTuple):
    """A record before the clip, of something that was on the desk at its beginning."""

    seq: int
    data: bytes


class ChainedRecord(NamedTuple):
    """A record of the clip and its hash in the chain."""

    data: bytes
    hash: bytes


@dataclass(frozen=True)
class ClipStream:
    """Rows of one stream; those known before the clip's beginning, the newest of each key, have a time before it."""

    keys: KeyTable
    rows: ArrivedRows


@dataclass(frozen=True)
class ReplayClip:
    """An opened clip; implements :class:`services.replay.recording.Recording`."""

    head: ClipHead
    catalog: Catalog
    before: Sequence[EarlierRecord]
    chained: Sequence[ChainedRecord]
    streams: Mapping[str, ClipStream]
    notes: Sequence[ExplainedLine] = ()

    @property
    def realm(self) -> str:
        return self.head.realm

    @property
    def from_ms(self) -> int:
        return self.head.from_ms

    @property
    def to_ms(self) -> int:
        return self.head.to_ms

    @property
    def before_seq(self) -> int:
        return self.head.before_seq

    @property
    def last_seq(self) -> int:
        return self.head.last_seq

    @property
    def keys(self) -> Mapping[str, KeyTable]:
        return {key: stream.keys for key, stream in self.streams.items()}

    def earlier(self) -> Iterator[tuple[int, bytes]]:
        return iter(self.before)

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        begin = self.head.before_seq + 1
        return (record.data for record in self.chained[first_seq - begin : last_seq + 1 - begin])

    def of_subject(self, subject: str) -> Iterator[bytes]:
        return iter(self._by_subject.get(subject, ()))

    def newest(self, stream: str, known_ms: int, at_ms: int | None = None) -> Columns:
        rows = self.streams[stream].rows
        return (rows if at_ms is None else rows.until(at_ms)).newest(known_ms)

    def arrived(self, stream: str, after_ms: int, to_ms: int) -> Columns:
        return self.streams[stream].rows.arrived(after_ms, to_ms)

    def between(self, stream: str, key: int, from_ms: int, to_ms: int, known_ms: int) -> Columns:
        return self.streams[stream].rows.between(key, from_ms, to_ms, known_ms)

    def close(self) -> None: ...

    @cached_property
    def _by_subject(self) -> dict[str, list[bytes]]:
        read, found = RecordReader().read, dict[str, list[bytes]]()
        for data in (*(record.data for record in self.before), *(record.data for record in self.chained)):
            found.setdefault(subject_of(read(data).body), []).append(data)
        return found

