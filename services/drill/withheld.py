"""What travels to everybody in place of the facts of a drill that not everybody may see."""

from __future__ import annotations

from county.aggregates import WITHHELD
from county.authority import DRILL
from county.records import Record, RecordWithheld
from services.protocol.codec import payload
from services.store.upcast import RecordReader

_NAMES = tuple(kind.__name__.encode() for kind in WITHHELD)


class OpenRecords:
    """Encoded records as everybody receives them: same numbers and times, without what is withheld."""

    def __init__(self, reader: RecordReader) -> None:
        self._reader = reader

    def open(self, data: bytes) -> bytes:
        """``data``, or a RecordWithheld of its number."""
        if not any(name in data for name in _NAMES):
            return data
        record = self._reader.read(data)
        if type(record.body) not in WITHHELD:
            return data
        return payload(
            Record(
                seq=record.seq, realm=record.realm, happened_ms=record.recorded_ms, recorded_ms=record.recorded_ms,
                command_id="", body=RecordWithheld(), by=DRILL.id, wall_ms=record.wall_ms,
            )
        )  # fmt: skip
