"""Simulated scans of goods: runs of an invented supply chain, those of the last weeks and of today as they happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from county.authority import SIMULATION
from county.commands import Command
from county.durations import DAY_MS
from county.tracing.scans import CaptureScans, Scan, ScanSender
from services.intake.base import IntakeBatch
from services.simulation.reporting import day_start
from services.simulation.supply_chain import LASTS_DAYS, SupplyChain

PAST_DAYS = 30
SENDER = "simulation"
AT_ONCE = 100
"""Scans of one command."""
EACH_CALL = 2
"""Commands at once: the scans of the past come in the first minutes."""
LOOKED_MS = 60_000
"""How often it is looked which scans have happened."""


class SimulatedScans:
    """Implements :class:`services.intake.base.Intake`."""

    principal = SIMULATION

    def __init__(self, chain: SupplyChain, known: Mapping[str, ScanSender], *, realm: str) -> None:
        """``known``: the senders of the desk."""
        self._chain, self._known, self._realm = chain, known, realm
        self._waiting: Iterator[Command[Any]] = iter(())
        self._sent_ms = -1
        self._next_ms = 0

    def due(self, now_ms: int) -> IntakeBatch:
        """The scans that have happened since the last ones."""
        if self._sent_ms < 0:
            sender = self._known.get(SENDER)
            self._sent_ms = 0 if sender is None else sender.newest_ms
        commands = tuple(islice(self._waiting, EACH_CALL))
        if not commands and now_ms >= self._next_ms:
            self._next_ms = now_ms + LOOKED_MS
            happened = sorted(self._happened(now_ms), key=lambda scan: scan.at_ms)
            self._sent_ms = max((scan.at_ms for scan in happened), default=self._sent_ms)
            self._waiting = iter(list(self._commands(happened)))
            commands = tuple(islice(self._waiting, EACH_CALL))
        return IntakeBatch(commands)

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates no sensor."""

    def _happened(self, now_ms: int) -> Iterator[Scan]:
        """Of runs that have begun; a run of today names its inputs of months ago when its harvest begins."""
        today = day_start(now_ms)
        days = min(PAST_DAYS, (now_ms - self._sent_ms) // DAY_MS + LASTS_DAYS)
        for back in range(days, -1, -1):
            start_ms = today - back * DAY_MS
            for scan in self._chain.run(start_ms // DAY_MS, start_ms):
                told_ms = max(scan.at_ms, start_ms)
                if self._sent_ms < told_ms <= now_ms:
                    yield scan

    def _commands(self, scans: list[Scan]) -> Iterator[Command[Any]]:
        for first in range(0, len(scans), AT_ONCE):
            part = tuple(scans[first : first + AT_ONCE])
            key = f"demo:scans:{part[0].event_id}:{part[-1].event_id}:{len(part)}"
            body = CaptureScans(sender=SENDER, scans=part)
            yield Command(id=key, realm=self._realm, happened_ms=part[-1].at_ms, body=body)
