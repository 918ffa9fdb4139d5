"""The bounded inbox between the network thread and the desktop's timer.

Records, snapshots and replies are never dropped: while the box is full the network thread leaves further records to be
replayed once there is room, and goes on reading heartbeats.  Readings conflate to the newest per channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from county.alarms import Alarm
from county.event import Event
from county.messages import Accepted, HistoryReply, Rejected
from county.records import Record
from county.sensing import ChannelTable, Readings

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


class Newest:
    """The newest reading of every channel that changed since the last :meth:`take`."""

    def __init__(self, channels: int, known: Readings | None = None) -> None:
        """``known``: readings that count as taken already."""
        self._at_ms = np.full(channels, np.iinfo(np.int64).min, dtype=np.int64)
        self._value = np.full(channels, np.nan)
        self._quality = np.zeros(channels, dtype=np.uint8)
        self._moved = np.zeros(channels, dtype=bool)
        if known is not None:
            self.put(known)
            self._moved[:] = False

    def put(self, readings: Readings) -> None:
        """Keep what is not older than what is known; of equal times the later one in ``readings`` wins."""
        channel, at_ms = readings.channel, readings.at_ms
        order: slice | np.ndarray[tuple[int], np.dtype[np.intp]] = slice(None)
        if not (at_ms[1:] >= at_ms[:-1]).all():
            order = np.argsort(at_ms, kind="stable")
            channel, at_ms = channel[order], at_ms[order]
        value, quality = readings.value[order], readings.quality[order]
        newer = at_ms >= self._at_ms[channel]
        if not newer.all():
            channel, at_ms, value, quality = channel[newer], at_ms[newer], value[newer], quality[newer]
        self._at_ms[channel] = at_ms
        self._value[channel] = value
        self._quality[channel] = quality
        self._moved[channel] = True

    def take(self) -> Readings | None:
        """What moved, one reading a channel; None when nothing did."""
        channel = np.flatnonzero(self._moved)
        if not len(channel):
            return None
        self._moved[channel] = False
        return Readings(
            channel.astype(np.uint32), self._at_ms[channel], self._value[channel], self._quality[channel]
        )


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
