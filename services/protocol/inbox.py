"""The bounded inbox between the network thread and the desktop's timer.

Records, snapshots and replies are never dropped: while the box is full the network thread leaves further records to be
replayed once there is room, and goes on reading heartbeats.  Readings conflate to the newest per channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from county.alarms import Alarm
from county.event import Event
from county.records import Record
from county.sensing import ChannelTable, Readings
from services.protocol.messages import Accepted, HistoryReply, Rejected
from services.protocol.newest import Newest

CAPACITY = 20_000
"""Records that wait at most; about a second of the fastest stream."""


@dataclass(frozen=True)
class Snapshot:
    """The whole state at ``seq``: everything shown before is void."""

    seq: int
    events: tuple[Event, ...]
    alarms: tuple[Alarm, ...]
    channels: ChannelTable
    readings: Readings


@dataclass(frozen=True)
class Taken:
    """What arrived since the last take, to be applied in this order: snapshot, records, readings, replies."""

    snapshot: Snapshot | None = None
    records: list[Record] = field(default_factory=list)
    readings: Readings | None = None
    """Newest per channel; ``channel`` has no duplicates."""
    replies: list[Accepted | Rejected] = field(default_factory=list)
    histories: list[HistoryReply] = field(default_factory=list)


class Inbox:
    """Filled by the network thread, emptied by the window's timer."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._records: list[Record] = []
        self._newest = Newest(0)
        self._replies: list[Accepted | Rejected] = []
        self._histories: list[HistoryReply] = []
        self._sent_ms = 0
        self._taken_sent_ms = 0

    def room(self) -> int:
        """How many more records fit now."""
        return max(0, self._capacity - len(self._records))

    def put_snapshot(self, snapshot: Snapshot) -> None:
        """Everything that waits and is older is void; replies are not."""
        with self._lock:
            self._snapshot = snapshot
            self._records = []
            self._newest = Newest(len(snapshot.channels), snapshot.readings)

    def put_records(self, records: Sequence[Record]) -> None:
        """Add ``records``; the caller keeps to :meth:`room`."""
        with self._lock:
            self._records.extend(records)

    def put_readings(self, readings: Readings) -> None:
        """Conflate ``readings``; their channel numbers are those of the last snapshot."""
        with self._lock:
            self._newest.put(readings)

    def put_reply(self, reply: Accepted | Rejected) -> None:
        with self._lock:
            self._replies.append(reply)

    def put_history(self, reply: HistoryReply) -> None:
        with self._lock:
            self._histories.append(reply)

    def sent(self, at_ms: int) -> None:
        """Note when the backend sent the newest message that waits here."""
        self._sent_ms = at_ms

    def take(self, now_ms: int) -> tuple[Taken, float | None]:
        """Everything that waits, and the age in ms of the newest message among it (None: nothing new arrived)."""
        with self._lock:
            taken = Taken(self._snapshot, self._records, self._newest.take(), self._replies, self._histories)
            self._snapshot, self._records, self._replies, self._histories = None, [], [], []
            sent_ms = self._sent_ms
        lag_ms = None if sent_ms == self._taken_sent_ms else float(now_ms - sent_ms)
        self._taken_sent_ms = sent_ms
        return taken, lag_ms
