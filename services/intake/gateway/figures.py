"""Readings of sensors, and rows that figures are computed from, as requests to the backend."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from county.commands import Command, CommandBody
from county.figures.indicators import ReportIndicator
from county.figures.inputs import CountCalls, VisitGrid
from county.refusals import text
from county.sensing import Quality, Reading
from services.intake.gateway.backend_links import ReportLink
from services.intake.gateway.bodies import (
    CallsRow,
    IndicatorRow,
    MeasuredValue,
    NewReadings,
    ReadingsStored,
    RowRefusal,
    RowsStored,
    VisitRow,
)
from services.intake.gateway.problems import Problem
from services.intake.gateway.reporting import ms_of, refusal
from services.protocol.messages import Rejected

FigureRow = CallsRow | VisitRow | IndicatorRow


def readings_stored(new: NewReadings, sender: str, idempotency_key: str) -> Callable[[ReportLink], ReadingsStored]:
    """Work that stores readings.  The same ones again, under the same key or none, are stored once."""
    readings = [_reading(value) for value in new.readings]
    content = msgspec.msgpack.encode((sender, idempotency_key, readings))
    delivery = f"http:{hashlib.sha256(content).hexdigest()[:32]}"

    def work(link: ReportLink) -> ReadingsStored:
        known = 0
        for answer in link.submit_readings(readings, delivery):
            if isinstance(answer, Rejected):
                raise refusal(answer)
            known += answer.known
        return ReadingsStored(stored=len(readings) - known, known=known)

    return work


def rows_stored(rows: Sequence[FigureRow]) -> Callable[[ReportLink], RowsStored]:
    """Work that stores rows, each by itself.  It raises Problem when none could be stored."""
    bodies = [_command(row) for row in rows]

    def work(link: ReportLink) -> RowsStored:
        now_ms = link.clock.now_ms()
        commands: list[Command[Any]] = [
            Command(
                id=f"http:{_id_of(body, happened_ms)}", realm=link.welcome.realm,
                happened_ms=now_ms if happened_ms is None else happened_ms, body=body,
            )
            for body, happened_ms in bodies
        ]  # fmt: skip
        answers = link.submit(commands)
        refused = [
            RowRefusal(row=number, code=answer.code, text=text(answer.code, answer.params))
            for number, answer in enumerate(answers)
            if isinstance(answer, Rejected)
        ]
        if len(refused) == len(answers):
            first = next(answer for answer in answers if isinstance(answer, Rejected))
            raise Problem(first.code, retry_after_s=None, **first.params)
        return RowsStored(stored=len(answers) - len(refused), refused=refused)

    return work


def _reading(value: MeasuredValue) -> Reading:
    return Reading(value.sensor_id, value.channel, ms_of(value.at), value.value, Quality[value.quality.upper()])


def _command(row: FigureRow) -> tuple[CommandBody, int | None]:
    """A row as a command, and when it happened; None: now."""
    match row:
        case CallsRow():
            calls = CountCalls(period=row.period, offered=row.offered, answered=row.answered, note=row.note)
            return calls, None
        case VisitRow():
            return VisitGrid(grid=row.grid, worker=row.worker, note=row.note), ms_of(row.at)
        case IndicatorRow():
            indicator = ReportIndicator(
                indicator=row.indicator, division=row.division, period=row.period, value=row.value, whole=row.whole,
                note=row.note,
            )  # fmt: skip
            return indicator, None


def _id_of(body: CommandBody, happened_ms: int | None) -> str:
    """Of a visit: its content, so that it can be sent again.  Of a value the backend knows the last one by itself."""
    if happened_ms is None:
        return uuid.uuid4().hex
    return hashlib.sha256(msgspec.msgpack.encode((body, happened_ms))).hexdigest()[:32]
