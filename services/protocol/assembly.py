"""Puts the parts of a snapshot together."""

from __future__ import annotations

from county.alarms import Alarm
from county.event import Event
from county.sensing import ChannelTable
from services.protocol.columns import readings_of
from services.protocol.inbox import Snapshot
from services.protocol.messages import Channels, SnapshotPart


class Assembly:
    """Takes parts in any order; those of another snapshot than the newest part's are void."""

    def __init__(self) -> None:
        self._channels: dict[int, Channels] = {}
        self._parts: dict[int, SnapshotPart] = {}

    def clear(self) -> None:
        """Begin anew."""
        self._channels.clear()
        self._parts.clear()

    def put(self, message: Channels | SnapshotPart) -> Snapshot | None:
        """The snapshot, once ``message`` was the last part that it lacked."""
        if isinstance(message, Channels):
            self._channels[message.first] = message
        else:
            if any(part.seq != message.seq for part in self._parts.values()):
                self._parts.clear()
            self._parts[message.part] = message
        parts = [self._parts[i] for i in sorted(self._parts)]
        tables = [self._channels[i] for i in sorted(self._channels)]
        if not parts or not parts[-1].last or len(parts) != parts[-1].part + 1 or not tables:
            return None
        keys = [key for t in tables for key in zip(t.sensor_ids, t.channels, strict=True)]
        if len(keys) != tables[0].total:
            return None
        events: list[Event] = [event for part in parts for event in part.events]
        alarms: list[Alarm] = [alarm for part in parts for alarm in part.alarms]
        readings, _ = readings_of([part.readings for part in parts if part.readings is not None], len(keys))
        self.clear()
        return Snapshot(parts[0].seq, tuple(events), tuple(alarms), ChannelTable(keys), readings)
