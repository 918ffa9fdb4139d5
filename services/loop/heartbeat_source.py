"""Composes the heartbeat: the realm's time, the head of its journal, and the state of the backend for the screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

import psutil

from county.clock import SKEW_MS, Clock, SystemClock, hours_minutes_seconds, synchronized
from county.sensing import Quality
from county.store_faults import NONE, StoreFault
from county.streams import READINGS
from services.audit.entry import Auditor
from services.follow_ups.clock_differences import ClockDifferences
from services.loop.checkpoints import Checkpoints
from services.loop.failures import LoopFailures
from services.loop.group_commit import GroupCommitter
from services.loop.history_maintenance import HistoryMaintenance
from services.pace import PaceControl
from services.protocol.messages import Heartbeat
from services.protocol.newest import NewestPerKey
from services.protocol.server import Server
from services.store.ports import RecordLog

MEMORY_MS = 1_000
PLAYED_MS = 60_000
"""How long after its last played reading a channel counts as played from a file."""


class HeartbeatSource:
    """Reads the parts of a running backend; changes none of them."""

    def __init__(
        self,
        *,
        realm: str,
        instance: str,
        log: RecordLog,
        server: Server,
        committer: GroupCommitter,
        checkpoints: Checkpoints,
        maintenance: HistoryMaintenance,
        failures: LoopFailures,
        clocks: ClockDifferences,
        audit: Auditor,
        pace: PaceControl | None,
        clock: Clock,
        wall: SystemClock,
        newest: Mapping[str, NewestPerKey],
        batch_numbers: Mapping[str, int],
        monotonic: Callable[[], int],
    ) -> None:
        """``newest`` and ``batch_numbers``: by stream, as the backend changes them."""
        self._realm = realm
        self._instance = instance
        self._log = log
        self._server = server
        self._committer = committer
        self._checkpoints = checkpoints
        self._maintenance = maintenance
        self._failures = failures
        self._clocks = clocks
        self._audit = audit
        self._pace = pace
        self._clock = clock
        self._wall = wall
        self._newest = newest
        self._batch_numbers = batch_numbers
        self._monotonic = monotonic
        self._process = psutil.Process()
        self._memory_bytes, self._memory_at = 0, 0

    def message(self) -> Heartbeat:
        """The present state."""
        now_ms = self._clock.now_ms()
        fault, head, committer = self._fault(now_ms), self._log.head, self._committer
        return Heartbeat(
            realm=self._realm, instance=self._instance, at_ms=now_ms, wall_ms=self._wall.now_ms(),
            rate=self._clock.rate, head_seq=head.seq, epoch=head.epoch, batch_numbers=dict(self._batch_numbers),
            refusing=committer.refusing, refusing_reason=committer.refusing_reason,
            refused_rows=committer.refused_rows, memory_bytes=self._memory(), played_channels=self._played(now_ms),
            verified_seq=self._checkpoints.verified_seq, unreadable_frames=self._server.unreadable,
            rejected_connections=self._server.rejected, fault=fault.code, fault_params=dict(fault.params),
            synchronized=synchronized(),
        )  # fmt: skip

    def _fault(self, now_ms: int) -> StoreFault:
        """The current fault of the store, its clock, an alarm's event or the loop."""
        ahead = self._log.head.recorded_ms - now_ms
        # Times of records never go back: new records repeat the time of the last one until the clock catches up.
        late = StoreFault("clock_behind", by=hours_minutes_seconds(ahead)) if ahead > SKEW_MS else NONE
        halted = NONE if self._pace is None else self._pace.fault
        stored = self._checkpoints.fault or halted or self._maintenance.fault or self._audit.fault
        return stored or late or self._committer.unopened.fault or self._failures.fault or self._clocks.fault

    def _memory(self) -> int:
        """Resident memory, refreshed once a second; the last value while no file can be opened."""
        now = self._monotonic()
        if now - self._memory_at >= MEMORY_MS:
            self._memory_at = now
            with suppress(OSError, psutil.Error):
                self._memory_bytes = self._process.memory_info().rss
        return self._memory_bytes

    def _played(self, now_ms: int) -> int:
        newest = self._newest.get(READINGS.key)
        return 0 if newest is None else newest.count("quality", int(Quality.PLAYED), now_ms - PLAYED_MS)
