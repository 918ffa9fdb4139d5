"""The bounded inbox between the network thread and the desktop's timer.

Records, snapshots and replies are never dropped: while the box is full the network thread leaves further records to be
replayed once there is room, and goes on reading heartbeats.  Streams conflate to the newest row of each key.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

from county.records import Record
from county.streams import STREAMS, Columns
from services.protocol.messages import Accepted, Answer, Rejected
from services.protocol.newest import NewestPerKey
from services.protocol.source import Snapshot, Taken

CAPACITY = 20_000
"""Records that wait at most; about a second of the fastest stream."""


class Inbox:
    """One thread puts, another one takes."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._lock = Lock()
        self._capacity = capacity
        self._box = Taken()
        self._newest: dict[str, NewestPerKey] = {}
        self._sent_ms: int | None = None

    def room(self) -> int:
        """How many more records fit."""
        return max(0, self._capacity - len(self._box.records))

    def put_snapshot(self, snapshot: Snapshot) -> None:
        """Begin anew with ``snapshot``: what was put before and not taken is in it or void, except replies."""
        with self._lock:
            self._box = Taken(snapshot=snapshot, replies=self._box.replies, answers=self._box.answers)
            self._newest = {
                key: NewestPerKey(stream, len(snapshot.keys[key]), snapshot.newest.get(key))
                for key, stream in STREAMS.items()
                if key in snapshot.keys
            }

    def put_records(self, records: Sequence[Record[Any]]) -> None:
        with self._lock:
            self._box.records.extend(records)

    def put_columns(self, columns: Columns) -> None:
        """Rows of one stream; those of a stream without a key table are void."""
        with self._lock:
            newest = self._newest.get(columns.stream.key)
            if newest is not None:
                newest.put(columns)

    def put_reply(self, reply: Accepted | Rejected) -> None:
        with self._lock:
            self._box.replies.append(reply)

    def put_answer(self, answer: Answer) -> None:
        with self._lock:
            self._box.answers.append(answer)

    def sent(self, at_ms: int) -> None:
        """Something that was sent at ``at_ms`` (realm time) has arrived."""
        with self._lock:
            self._sent_ms = at_ms if self._sent_ms is None else max(self._sent_ms, at_ms)

    def take(self, now_ms: int) -> tuple[Taken, int | None]:
        """Everything that waits, and how long ago, at ``now_ms``, the newest of it was sent."""
        with self._lock:
            box, self._box = self._box, Taken()
            for key, newest in self._newest.items():
                moved = newest.take()
                if moved is not None:
                    box.columns[key] = moved
            sent_ms, self._sent_ms = self._sent_ms, None
        return box, None if sent_ms is None else max(0, now_ms - sent_ms)
