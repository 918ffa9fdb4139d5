"""Counts what the backend refuses, and readings that arrive late, by key and reason: as commands of the backend itself.

Bounded: an origin that repeats a refused input costs a record every few seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from county.authority import WATCH, Principal
from county.commands import Command, ReportEvent
from county.events.event import CLOCK_TOLERANCE_MS
from county.input_faults import SENT_MAX, FaultCommand, FaultSample, counted, sample_of
from county.numbering import COUNTY_TIME
from county.proven_state import READ_ONLY
from county.store_faults import TEMPLATES as STORE_FAULTS
from services.intake.base import IntakeBatch

LATE = "reading_late"
"""Reason: the reading is older than that when it arrives."""
LATE_MS = CLOCK_TOLERANCE_MS
FLUSH_MS = 5_000
WAITING_MAX = 200
"""Origins and reasons told apart between two commands."""
OTHERS = "…"
"""In place of what is not told apart any more."""


class _Waiting:
    """Inputs of one day, origin and reason since the last command."""

    def __init__(self) -> None:
        self.number = 0
        self.samples: list[FaultSample] = []


class RefusedInputs:
    """Implements :class:`services.intake.base.Intake`."""

    principal: Principal = WATCH

    def __init__(self, realm: str, instance: str) -> None:
        """``instance``: of the backend, so that ids of commands differ from those of its last run."""
        self._realm = realm
        self._instance = instance
        self._waiting: dict[tuple[str, str], _Waiting] = {}
        self._since_ms = 0
        """When the first of those was noticed."""
        self._sent = 0

    def note(self, origin: str, command: Command[Any] | None, code: str, params: dict[str, str], now_ms: int) -> None:
        """``command`` of ``origin``, or rows of a stream (None), were refused."""
        if code in STORE_FAULTS or code == READ_ONLY or (command and isinstance(command.body, FaultCommand)):
            return
        waiting = self._of(origin, code, now_ms)
        waiting.number += 1
        if command is not None and len(waiting.samples) < SENT_MAX:
            body = command.body
            report = body if isinstance(body, ReportEvent) else None
            key = command.id[-64:] or "-"
            if all(sample.key != key for sample in waiting.samples):
                named = type(body).__name__
                sample = sample_of(key=key, at_ms=now_ms, params=params, command=named, report=report)
                about = getattr(body, "event_id", "")
                waiting.samples.append(sample if report else replace(sample, event_id=about))

    def late(self, origin: str, number: int, now_ms: int) -> None:
        """So many readings were older than LATE_MS when they arrived."""
        if number:
            self._of(origin, LATE, now_ms).number += number

    def due(self, now_ms: int) -> IntakeBatch:
        if not self._waiting or abs(now_ms - self._since_ms) < FLUSH_MS:
            return IntakeBatch()
        day = datetime.fromtimestamp(now_ms / 1000, COUNTY_TIME).date().isoformat()
        commands = []
        for (origin, reason), waiting in self._waiting.items():
            self._sent += 1
            body = counted(
                day=day, origin=origin, reason=reason, number=waiting.number, samples=tuple(waiting.samples)
            )
            number = f"faults:{self._instance}:{self._sent}"
            commands.append(Command(id=number, realm=self._realm, happened_ms=now_ms, body=body))
        self._waiting.clear()
        return IntakeBatch(commands=tuple(commands))

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates nothing."""

    def _of(self, origin: str, reason: str, now_ms: int) -> _Waiting:
        if not self._waiting:
            self._since_ms = now_ms
        known = (origin, reason) in self._waiting or len(self._waiting) < WAITING_MAX
        return self._waiting.setdefault((origin, reason) if known else (OTHERS, OTHERS), _Waiting())
