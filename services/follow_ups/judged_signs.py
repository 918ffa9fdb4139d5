"""Records what the analysis finds about the vital signs: as commands of the backend itself.

The analysis writes it into a file beside its other derived files; this reads the file when it has changed, and never
waits for the analysis.  Ids of commands are derived from sign, begin and step, so that what was recorded already is
recognised, whichever of the two processes was started again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from county.authority import WATCH, Principal
from county.commands import Command, CommandBody
from county.figures.excursions import EndExcursion, OpenExcursion, WorsenExcursion, excursion_id
from county.figures.vital_signs import ExcursionStep, Standing
from services.follow_ups.rewritten_file import RewrittenFile
from services.intake.base import IntakeBatch

FILE = "vital_signs.json"
PENDING_MAX = 200
SIZE_MAX = 64 * 1024
"""Bytes: a larger file is none of the analysis.  200 signs and as many steps are 50 KB; the shipped signs are 6 KB.

It is read in the backend's loop: at most so much, once a change, of which there is one a minute, and just written, so
that the system has it in memory.  A thread of its own would need an end and an order of its own for less than a tenth
of a millisecond.
"""


class JudgedFile(msgspec.Struct, frozen=True):
    """What the analysis writes: where each sign stands, and what the journal does not have yet."""

    standings: dict[str, Standing] = {}
    pending: tuple[ExcursionStep, ...] = ()


class JudgedSigns:
    """Implements :class:`services.intake.base.Intake`."""

    principal: Principal = WATCH

    def __init__(self, folder: Path, realm: str) -> None:
        self._file = RewrittenFile(folder / FILE, SIZE_MAX)
        self._realm = realm

    def due(self, now_ms: int) -> IntakeBatch:
        """What the file names, once whenever it was written."""
        if not self._file.is_new():
            return IntakeBatch()
        try:
            found = msgspec.json.decode(self._file.path.read_bytes(), type=JudgedFile)
        except (OSError, msgspec.MsgspecError):  # another one follows within a minute
            return IntakeBatch()
        steps = [step for step in found.pending[:PENDING_MAX] if step.at_ms <= now_ms]
        return IntakeBatch(commands=tuple(self._command(step) for step in steps))

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates nothing."""

    def _command(self, step: ExcursionStep) -> Command[Any]:
        about = excursion_id(step.sign, step.began_ms)
        body: CommandBody
        match step.kind:
            case "open":
                body = OpenExcursion(excursion_id=about, sign=step.sign, band=step.band, value=step.value)
            case "worsen":
                body = WorsenExcursion(excursion_id=about, band=step.band, value=step.value)
            case "end":
                body = EndExcursion(excursion_id=about, value=step.value)
        name = f"{about}:{step.kind}" + (f":{step.band}" if step.kind == "worsen" else "")
        return Command(id=name, realm=self._realm, happened_ms=step.at_ms, body=body)
