"""What the backend does when the life of a drill moves: its clock stands, runs or jumps as the director ordered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from county.commands import Command, CommandBody
from county.drill.run import (
    CreateDrill,
    DrillAborted,
    DrillEnded,
    DrillJumped,
    DrillRun,
    DrillStarted,
    WithdrawScenario,
)
from county.drill.scenario_file import ScenarioLoaded
from county.realm_clock import JumpClockAhead, SetClockRate
from county.records import Record
from services.desk import Desk


def drill_reactions(desk: Desk, record: Record[Any]) -> Iterator[Command[Any]]:
    """Commands that follow from a record about the drill of this realm."""
    for number, body in enumerate(_bodies(desk, record)):
        yield Command(
            id=f"drill:{record.seq}:{number}", realm=desk.realm, happened_ms=record.recorded_ms, body=body
        )  # fmt: skip


def _bodies(desk: Desk, record: Record[Any]) -> Iterator[CommandBody]:
    now_ms = record.recorded_ms
    run: DrillRun | None = desk.find("drill", desk.realm)
    match record.body:
        case ScenarioLoaded(drill=drill):
            if run is None:
                yield CreateDrill(drill=drill)
            elif run.state != "draft":
                yield WithdrawScenario(drill=drill)
            yield SetClockRate(rate=0.0)
        case DrillStarted(zero_ms=zero_ms) if run is not None:
            if zero_ms > now_ms:
                yield JumpClockAhead(to_ms=zero_ms)
            yield SetClockRate(rate=run.speed)
        case DrillJumped(to_ms=to_ms):
            clock = desk.find("clock", "realm")
            if clock is None or to_ms > clock.to_ms:
                yield JumpClockAhead(to_ms=to_ms)
        case DrillEnded() | DrillAborted() if run is not None:
            yield SetClockRate(rate=0.0)
