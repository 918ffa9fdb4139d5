"""A source whose backend is the real desk, in the test's own process: commands are decided by the rules at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from county.catalog import load
from county.clock import ManualClock
from county.commands import Command, Refused
from county.deadlines import TimeLimits
from county.event import Event
from county.package.open import CountyPackage
from county.records import Record
from county.sensing import ChannelTable, Readings
from services.desk import Desk
from services.protocol.inbox import Snapshot, Taken
from services.protocol.messages import Accepted, HistoryReply, Rejected
from services.protocol.source import Health

LIVE = Health(
    state="live", detail="", realm="live", lag_ms=3.0, heartbeat_age_ms=0.0, newest_data_ms=None, drops=0,
    replayed=0, frames=1, pending=0, refusing="", backend_memory_bytes=90_000_000,
)  # fmt: skip


class DeskSource:
    """Implements :class:`services.protocol.source.Source`; ``condition`` is what its health says."""

    def __init__(self, package: CountyPackage, clock: ManualClock) -> None:
        catalog = load()
        self.clock = clock
        self.desk = Desk(package, catalog, TimeLimits(catalog), "live")
        self.channels = ChannelTable.of(package.sensors, catalog.sensor_kinds)
        self.condition = LIVE
        self._seq = 0
        self.held = False
        """Answers stay away while true."""
        self.asked: list[tuple[str, str, int, int]] = []
        self.begin_with(())

    def begin_with(self, events: tuple[Event, ...]) -> None:
        """Hand out a snapshot of ``events`` next."""
        none = Readings(np.empty(0, "u4"), np.empty(0, "i8"), np.empty(0), np.empty(0, "u1"))
        self._box = Taken(snapshot=Snapshot(self._seq, events, (), self.channels, none))

    def open(self) -> None: ...

    def close(self) -> None: ...

    def take(self) -> Taken:
        if self.held:
            return Taken()
        box, self._box = self._box, Taken()
        return box

    def submit(self, command: Command) -> None:
        try:
            bodies = self.desk.decide(command, self.clock.now_ms())
        except Refused as refused:
            self._box.replies.append(Rejected(command_id=command.id, code=refused.code, params=refused.params))
            return
        first = self._seq + 1
        for body in bodies:
            self._seq += 1
            at = self.clock.now_ms()
            record = Record(
                seq=self._seq, realm="live", happened_ms=command.happened_ms, recorded_ms=at, command_id=command.id,
                actor=command.actor, body=body,
            )  # fmt: skip
            self.desk.apply(record)
            self._box.records.append(record)
        self._box.replies.append(Accepted(command_id=command.id, first_seq=first, last_seq=self._seq))

    def hear(self, readings: Readings) -> None:
        """Readings arrive."""
        self._box = replace(self._box, readings=readings)

    def backfill(self, sensor_id: str, channel: str, from_ms: int, to_ms: int) -> str:
        self.asked.append((sensor_id, channel, from_ms, to_ms))
        return str(len(self.asked))

    def answer_history(self, reply: HistoryReply) -> None:
        self._box.histories.append(reply)

    def health(self) -> Health:
        return self.condition
