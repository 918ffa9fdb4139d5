"""A journal made when it is read: many events, one of three with its life until it was followed up."""

from __future__ import annotations

from collections.abc import Iterator

from bench.reports_journal import ReportsJournal
from county import records as r
from county.durations import HOUR_MS
from county.package.open import CountyPackage
from county.records import Record
from services.protocol.codec import payload
from services.store.ports import Head
from services.store.upcast import RecordReader, schema_of

LIVES = 3
"""One of so many events is worked on."""
STEPS = 6
BLOCK = LIVES + STEPS
"""Records of so many events: the first one's report and life, then the other reports."""


class LivesJournal:
    """Implements :class:`services.store.ports.JournalReader`."""

    is_replaced = False

    def __init__(self, package: CountyPackage, events: int, first_ms: int) -> None:
        """``events``: a multiple of LIVES; one a minute from ``first_ms`` on."""
        self._reports = ReportsJournal(package, events, first_ms)
        self._read = RecordReader().read
        reports = self._reports.head
        self.head = Head(events // LIVES * BLOCK, b"", reports.recorded_ms, 0)

    def hash_at(self, seq: int) -> bytes | None:
        return b""

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        return (self._record(seq) for seq in range(max(first_seq, 1), min(last_seq, self.head.seq) + 1))

    def of_subject(self, subject: str) -> Iterator[bytes]:
        raise NotImplementedError  # nothing restarts from it

    def close(self) -> None:
        """Nothing to release."""

    def _record(self, seq: int) -> bytes:
        block, place = divmod(seq - 1, BLOCK)
        event = block * LIVES + (0 if place <= STEPS else place - STEPS) + 1
        [data] = self._reports.records(event, event)
        report = self._read(data)
        if 1 <= place <= STEPS:
            body = _step(place, event, report.body.event_id, report.happened_ms)
            at_ms = report.happened_ms + place * HOUR_MS * (1 + event % 7)
        else:
            body, at_ms = report.body, report.happened_ms
        return payload(Record(
            seq=seq, realm="live", happened_ms=at_ms, recorded_ms=report.recorded_ms, command_id=f"c{seq}",
            by="owner", schema=schema_of(body), body=body,
        ))  # fmt: skip


def _step(place: int, event: int, event_id: str, at_ms: int) -> r.EventRecord:
    steps: tuple[r.EventRecord, ...] = (
        r.EventFiled(event_id=event_id),
        r.EventDispatched(event_id=event_id, unit=f"unit-{event % 40}", due_ms=at_ms + 24 * HOUR_MS),
        r.TaskAccepted(event_id=event_id),
        r.HandlingFedBack(event_id=event_id, note="已处置"),
        r.EventClosed(event_id=event_id),
        r.FollowUpMade(event_id=event_id, satisfied=event % 5 > 0, solved=event % 4 > 0),
    )
    return steps[place - 1]
