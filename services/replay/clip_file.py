"""The file of a clip, ``.replay``: a zip of ``clip.json``, the catalogue, the records, and a file for each stream.

The reader accepts nothing that it does not know: what it returns is what was written.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np

from county.catalog import Catalog
from county.catalog_tables import BadCatalog
from county.explained import Explained, ExplainedLine
from county.realm import BadRealm, Realm
from county.streams import STREAMS, KeyTable, Stream
from services.disk.durable import write_whole
from services.protocol.columns import decoded, encoded
from services.replay.arrived_rows import ArrivedRows
from services.replay.clip import FORMAT, ChainedRecord, ClipHead, ClipStream, EarlierRecord, ReplayClip
from services.replay.sealed_zip import UNREADABLE, SealedZip, sealed_bytes
from services.store.chain import link
from services.store.upcast import RecordReader, UnreadableRecord

HEAD, CATALOG, EARLIER, RECORDS = "clip.json", "catalog.bin", "earlier.bin", "records.bin"
READINGS = "streams/{stream}.bin"
BYTES_MAX = 1 << 30
"""Of all files in a clip together, as they unpack."""


class BadClip(Explained):
    """A clip that is not opened; one line."""


class _StreamFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The rows of one stream: little-endian bytes by column."""

    keys: list[tuple[str, ...]]
    rows: dict[str, bytes]
    known_ms: bytes


class _FormatOnly(msgspec.Struct, frozen=True):
    format: int


def write_clip(clip: ReplayClip, path: Path) -> None:
    """Write ``clip``; ``path`` is replaced as a whole.  Raises OSError."""
    write_whole(path, clip_bytes(clip))


def clip_bytes(clip: ReplayClip) -> bytes:
    """The bytes of its file.  Its head states the hashes of the other files, whatever the given one does."""
    members = {
        CATALOG: clip.catalog.encode(),
        EARLIER: msgspec.msgpack.encode([tuple(record) for record in clip.before]),
        RECORDS: msgspec.msgpack.encode([tuple(record) for record in clip.chained]),
        **{READINGS.format(stream=key): _packed(stream) for key, stream in clip.streams.items()},
    }
    return sealed_bytes(HEAD, clip.head, members)


def read_clip(path: Path, file: BinaryIO | None = None) -> ReplayClip:
    """The clip in ``path``, its chain verified.  ``file``: its bytes, of a clip within another file.  Raises BadClip,
    OSError."""
    try:
        with zipfile.ZipFile(path if file is None else file) as archive:
            return _Reader(path, archive).clip()
    except UNREADABLE as error:
        raise BadClip(
            "{path}: is not a clip, or a part of it is missing or damaged ({why}); get a complete copy",
            path=path, why=error,
        ) from error  # fmt: skip


def _packed(stream: ClipStream) -> bytes:
    return msgspec.msgpack.encode(_StreamFile(
        keys=[tuple(row) for row in stream.keys.rows], rows=encoded(stream.rows.rows),
        known_ms=stream.rows.known_ms.astype("<i8").tobytes(),
    ))  # fmt: skip


class _Reader:
    """Reads one clip."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self._sealed = SealedZip(archive, self._bad)

    def clip(self) -> ReplayClip:
        names = [member.filename for member in self._archive.infolist()]
        self._sealed.check_size(BYTES_MAX)
        head = self._head()
        if sorted(names) != sorted([HEAD, *head.members]):
            raise self._bad(ExplainedLine("its files are not those that {head} names", head=HEAD))
        data = {name: self._sealed.member(name, digest) for name, digest in head.members.items()}
        streams = {name: STREAMS.get(name.removeprefix("streams/").removesuffix(".bin")) for name in data}
        if {CATALOG, EARLIER, RECORDS} != {name for name, stream in streams.items() if stream is None}:
            raise self._bad(ExplainedLine("its files are not those of this format"))
        chained = [ChainedRecord(*row) for row in self._decoded(RECORDS, data, list[tuple[bytes, bytes]])]
        before = [EarlierRecord(*row) for row in self._decoded(EARLIER, data, list[tuple[int, bytes]])]
        self._verify(head, chained)
        self._check_records(head, before, chained)
        return ReplayClip(head, self._catalog(data[CATALOG], head), before, chained, {
            stream.key: self._stream(name, data, stream) for name, stream in streams.items() if stream is not None
        })  # fmt: skip

    def _bad(self, why: ExplainedLine) -> BadClip:
        return BadClip("{path}: {why}; get a complete copy", path=self._path, why=why)

    def _head(self) -> ClipHead:
        try:
            content = self._archive.read(HEAD)
        except KeyError:
            raise self._bad(ExplainedLine("is not a clip: it contains no {head}", head=HEAD)) from None
        try:
            found = msgspec.json.decode(content, type=_FormatOnly).format
            if found != FORMAT:
                raise BadClip(
                    "{path}: is a clip of format {found}, this program reads format {known}; update the program",
                    path=self._path, found=found, known=FORMAT,
                )  # fmt: skip
            head = msgspec.json.decode(content, type=ClipHead)
            Realm(head.realm)
        except (msgspec.DecodeError, BadRealm, UnicodeDecodeError) as error:
            raise self._bad(ExplainedLine("{head} cannot be read ({why})", head=HEAD, why=error)) from error
        if head.to_ms < head.from_ms or head.last_seq < head.before_seq:
            raise self._bad(ExplainedLine("{head} names an end before the beginning", head=HEAD))
        return head

    def _decoded(self, name: str, data: Mapping[str, bytes], kind: Any) -> Any:
        try:
            return msgspec.msgpack.decode(data[name], type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._bad(ExplainedLine("{name} cannot be read ({why})", name=name, why=error)) from error

    def _verify(self, head: ClipHead, chained: Sequence[ChainedRecord]) -> None:
        """Each hash covers its record and the hash before, from that of the head on."""
        if len(chained) != head.last_seq - head.before_seq:
            wanted = head.last_seq - head.before_seq
            raise self._bad(ExplainedLine("it has {n} records, not {wanted}", n=len(chained), wanted=wanted))
        try:
            previous, last = bytes.fromhex(head.before_hash), bytes.fromhex(head.last_hash)
        except ValueError as error:
            raise self._bad(ExplainedLine("{head} cannot be read ({why})", head=HEAD, why=error)) from error
        nameless = frozenset(head.nameless)
        for seq, record in enumerate(chained, head.before_seq + 1):
            if seq not in nameless and link(previous, record.data) != record.hash:
                why = ExplainedLine("the chain is broken at record {seq}: it, or one before it, was changed", seq=seq)
                raise self._bad(why)
            previous = record.hash
        if previous != last:
            raise self._bad(ExplainedLine("the chain does not end with the hash that {head} names", head=HEAD))

    def _check_records(
        self, head: ClipHead, before: Sequence[EarlierRecord], chained: Sequence[ChainedRecord]
    ) -> None:
        """Every record can be read, has its number, and is of the clip's realm."""
        read = RecordReader(path=self._path).read
        numbered = [*before, *((seq, row.data) for seq, row in enumerate(chained, head.before_seq + 1))]
        last = 0
        for seq, data in numbered:
            try:
                record = read(data, seq)
            except UnreadableRecord as error:
                raise BadClip("{why}", why=error) from error
            if seq <= last or (record.realm != head.realm):
                raise self._bad(ExplainedLine("record {seq} does not belong there", seq=seq))
            last = seq
        if before and before[-1].seq > head.before_seq:
            raise self._bad(ExplainedLine("record {seq} does not belong there", seq=before[-1].seq))

    def _catalog(self, data: bytes, head: ClipHead) -> Catalog:
        try:
            catalog = Catalog.decode(data)
        except BadCatalog as error:
            raise self._bad(ExplainedLine("its catalogue cannot be read ({why})", why=error)) from error
        if catalog.digest != head.county.catalog:
            raise self._bad(ExplainedLine("its catalogue is another one than {head} names", head=HEAD))
        return catalog

    def _stream(self, name: str, data: Mapping[str, bytes], stream: Stream) -> ClipStream:
        file = self._decoded(name, data, _StreamFile)
        try:
            keys = KeyTable(stream, file.keys)
            rows = decoded(stream.key, file.rows)
            known_ms = np.frombuffer(file.known_ms, "<i8")
            if len(known_ms) != len(rows) or any(len(row) != len(stream.keys) for row in keys.rows):
                raise ValueError("its columns do not fit each other")
            if len(rows) and int(rows.key.max()) >= len(keys):
                raise ValueError("a row has a key that is not in the table")
        except (ValueError, KeyError) as error:
            raise self._bad(ExplainedLine("{name} cannot be read ({why})", name=name, why=error)) from error
        return ClipStream(keys, ArrivedRows(rows, known_ms, len(keys)))
