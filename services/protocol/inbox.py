"""The bounded inbox between the network thread and the desktop's timer.

Records, snapshots and replies are never dropped: while the inbox is full the network thread skips further records,
which are replayed once there is free space, and keeps reading heartbeats.  Streams conflate to the newest row of each
key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

from county.records import Record
from county.seats import Seat
from county.streams import STREAMS, Columns
from services.protocol.analysis_messages import AnalysisAnswer
from services.protocol.messages import Accepted, Answer, Rejected
from services.protocol.newest import NewestPerKey
from services.protocol.source import Snapshot, Taken

CAPACITY = 20_000
"""Maximum number of waiting records; about one second of the fastest stream."""


class Inbox:
    """One thread puts, another one takes; any may put answers."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._lock = Lock()
        self._capacity = capacity
        self._pending = Taken()
        self._newest: dict[str, NewestPerKey] = {}
        self._seats: list[Seat] | None = None
        self._sent_ms: int | None = None

    def free_space(self) -> int:
        """Number of records that still fit."""
        return max(0, self._capacity - len(self._pending.records))

    def put_snapshot(self, snapshot: Snapshot) -> None:
        """Start again from ``snapshot``: earlier contents that were not taken are in it or void, except replies."""
        with self._lock:
            self._pending = Taken(snapshot=snapshot, replies=self._pending.replies, answers=self._pending.answers)
            self._newest = {
                key: NewestPerKey(stream, len(snapshot.keys[key]), snapshot.newest.get(key))
                for key, stream in STREAMS.items()
                if key in snapshot.keys
            }

    def put_records(self, records: Sequence[Record[Any]]) -> None:
        with self._lock:
            self._pending.records.extend(records)

    def put_columns(self, columns: Columns, now_ms: int) -> None:
        """Rows of one stream that arrived at ``now_ms``, realm time; ignored for a stream without a key table."""
        with self._lock:
            newest = self._newest.get(columns.stream.key)
            if newest is not None:
                newest.put(columns, now_ms)

    def put_reply(self, reply: Accepted | Rejected) -> None:
        with self._lock:
            self._pending.replies.append(reply)

    def put_answer(self, answer: Answer | AnalysisAnswer) -> None:
        with self._lock:
            self._pending.answers.append(answer)

    def put_seats(self, seats: list[Seat]) -> None:
        """All seats of the realm: they replace those told before."""
        with self._lock:
            self._seats = seats

    def sent(self, at_ms: int) -> None:
        """Note that a message sent at ``at_ms`` (realm time) has arrived."""
        with self._lock:
            self._sent_ms = at_ms if self._sent_ms is None else max(self._sent_ms, at_ms)

    def take(self, now_ms: int) -> tuple[Taken, int | None]:
        """Everything that waits, and the age at ``now_ms`` of the most recently sent message among it."""
        with self._lock:
            taken, self._pending = replace(self._pending, seats=self._seats), Taken()
            self._seats = None
            for key, newest in self._newest.items():
                changed = newest.take()
                if changed is not None:
                    taken.columns[key] = changed
            sent_ms, self._sent_ms = self._sent_ms, None
        return taken, None if sent_ms is None else max(0, now_ms - sent_ms)
