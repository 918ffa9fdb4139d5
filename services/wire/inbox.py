"""The bounded inbox between the network thread and the desktop's timer.

Records, snapshots and replies are never dropped: when they fill the box, the network thread waits, the SUB socket's
high-water mark drops, and the gap is replayed.  Readings conflate to the newest per channel.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from county.alarms import Alarm
from county.event import Event
from county.messages import Accepted, HistoryReply, Rejected
from county.records import Record
from county.sensing import ChannelTable, Readings


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
