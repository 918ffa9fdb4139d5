"""Records what the analysis finds unusual: warning cards, as commands of the backend itself.

The analysis writes them into a file beside its other derived files; this reads the file when it has changed, and never
waits for the analysis.  Ids of commands are derived from card and moment, so that what was recorded already is
recognised, whichever of the two processes was started again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from county.authority import WATCH, Principal
from county.commands import Command
from county.risk.patterns import ToldRepeat, ToldTopic
from county.risk.warning_card import RaiseWarning, UpdateWarning
from services.follow_ups.rewritten_file import RewrittenFile
from services.intake.base import IntakeBatch

FILE = "judged_risks.json"
CARDS_MAX = 20
"""Cards that one judgement raises or updates, the rarest first."""
SIZE_MAX = 256 * 1024
"""Bytes: a larger file is none of the analysis.  So many of the largest cards are 150 KB."""


class JudgedRisks(msgspec.Struct, frozen=True):
    """What the analysis writes after a judgement."""

    judged_ms: int = 0
    """The moment that was judged; 0: none yet."""
    past_days: int = 0
    """Days of the past that were known without a gap."""
    tested: dict[str, int] = {}
    """By detector the series that it tested; 0: it has too short a past."""
    last_ms: dict[str, int] = {}
    """By card when its matter was found last."""
    pending: tuple[RaiseWarning | UpdateWarning, ...] = ()
    """What the judgement leads to."""
    repeats: tuple[ToldRepeat, ...] = ()
    topics: tuple[ToldTopic, ...] = ()
    """What windows show besides: it leads to no card."""


class RiskIntake:
    """Implements :class:`services.intake.base.Intake`."""

    principal: Principal = WATCH

    def __init__(self, folder: Path, realm: str) -> None:
        self._file = RewrittenFile(folder / FILE, SIZE_MAX)
        self._realm = realm
        self._read = JudgedRisks()
        """What was read last, or what waits for the clock to reach the judged moment."""

    def due(self, now_ms: int) -> IntakeBatch:
        """What the file names, once whenever it was written, but not before the moment that was judged."""
        if self._file.is_new():
            self._read = read_judged(self._file.path)
        if self._read.judged_ms > now_ms:
            return IntakeBatch()
        found, self._read = self._read, JudgedRisks()
        return IntakeBatch(commands=tuple(
            Command(
                id=f"{body.warning_id}:{type(body).__name__}:{found.judged_ms}", realm=self._realm,
                happened_ms=found.judged_ms, body=body,
            )
            for body in found.pending[:CARDS_MAX]
        ))  # fmt: skip

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates nothing."""


def read_judged(path: Path) -> JudgedRisks:
    """What was judged last; nothing where the file is missing or none of the analysis, which then writes another one
    within a day, or when somebody asks."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=JudgedRisks)
    except (OSError, msgspec.MsgspecError):
        return JudgedRisks()
