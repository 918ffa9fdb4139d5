"""Records what the analysis has forecast, as commands of the backend itself.

The analysis writes it into a file beside its other derived files; this reads the file when it has changed, and never
waits for the analysis.  A forecast has the id of its week, so that what was recorded already is recognised.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from county.authority import WATCH, Principal
from county.commands import Command
from county.need.kept_forecast import KeepNeedForecast
from services.follow_ups.rewritten_file import RewrittenFile
from services.intake.base import IntakeBatch
from services.store.private import private_file

FILE = "need_forecasts.json"
PENDING_MAX = 4
"""Two levels, each of this week and the next one."""
SIZE_MAX = 512 * 1024
"""Bytes: a larger file is none of the analysis."""


class PendingForecasts(msgspec.Struct, frozen=True):
    """What the analysis has forecast and not found in the journal yet."""

    made_ms: int = 0
    pending: tuple[KeepNeedForecast, ...] = ()


class ForecastIntake:
    """Implements :class:`services.intake.base.Intake`."""

    principal: Principal = WATCH

    def __init__(self, folder: Path, realm: str) -> None:
        self._file = RewrittenFile(folder / FILE, SIZE_MAX)
        self._realm = realm

    def due(self, now_ms: int) -> IntakeBatch:
        """What the file names, once whenever it was written."""
        if not self._file.is_new():
            return IntakeBatch()
        found = read_pending(self._file.path)
        if found.made_ms > now_ms:
            return IntakeBatch()
        return IntakeBatch(commands=tuple(
            Command(id=body.forecast_id, realm=self._realm, happened_ms=found.made_ms, body=body)
            for body in found.pending[:PENDING_MAX]
        ))  # fmt: skip

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates nothing."""


def read_pending(path: Path) -> PendingForecasts:
    """What waits; nothing where the file is missing or none of the analysis."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=PendingForecasts)
    except (OSError, msgspec.MsgspecError):
        return PendingForecasts()


def write_pending(path: Path, pending: PendingForecasts) -> None:
    """Raises OSError."""
    part = path.with_suffix(".part")
    private_file(part)
    part.write_bytes(msgspec.json.encode(pending))
    os.replace(part, path)
