"""What figures need and no event says: calls of a hotline and visits of grids; indicators have a file of their own.

Each is about one thing and one period: the same report again changes nothing, a different one corrects it.  The journal
keeps every value that was reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Name
from county.commands import CommandBody
from county.durations import DAY_MS
from county.events.event import LONGEST_NOTE
from county.figures.periods import span_ms
from county.records import Record, RecordBody
from county.refusals import Refused
from county.within import check_division

SENDERS = PERSONS | {Role.GATEWAY}
RETENTION_DAYS = 400
"""Of calls and indicators, since the last report: until then they can be corrected."""
CORRECTIONS_MAX = 50
CALLS_MAX = 10_000_000
WORK_NUMBER_MAX = 20
"""Characters of a work number."""


class FigureCommand(CommandBody, frozen=True, kw_only=True):
    """A value that figures are computed from."""

    note: str = ""
    """Evidence, or the reason of a correction."""


class CallsCommand(FigureCommand, frozen=True, kw_only=True):
    """A command about the calls of one period."""

    period: str


class CountCalls(CallsCommand, frozen=True, kw_only=True):
    """Calls that reached the hotline in a period, and those of them that were answered (接通率)."""

    offered: int
    answered: int


class VisitCommand(FigureCommand, frozen=True, kw_only=True):
    """A command about one grid."""

    grid: str


class VisitGrid(VisitCommand, frozen=True, kw_only=True):
    """A grid was visited, when the command says that it happened (走访率)."""

    worker: str = ""
    """Work number of the grid worker, never a name."""


class CallsRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about the calls of one period."""

    period: str
    note: str = ""


class CallCounted(CallsRecord, frozen=True, kw_only=True):
    offered: int
    answered: int


class VisitRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one grid."""

    grid: str
    note: str = ""


class GridVisited(VisitRecord, frozen=True, kw_only=True):
    worker: str = ""


class CallCount(Struct, frozen=True, kw_only=True, gc=False):
    """The calls of one period, as last reported."""

    id: str
    offered: int
    answered: int
    reports: int
    recorded_ms: int
    by: str
    note: str


class GridVisits(Struct, frozen=True, kw_only=True, gc=False):
    """The last visit of one grid, and the number of visits."""

    id: str
    last_ms: int
    worker: str
    visits: int


def check_report(command: FigureCommand, period: str, reports: int, decision: Decision) -> None:
    """Raises Refused."""
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    span = span_ms(period)
    if span is None:
        raise Refused("period_invalid", period=period)
    if span.start > decision.now_ms:
        raise Refused("period_ahead", period=period)
    if reports > CORRECTIONS_MAX:
        raise Refused("figure_too_often", period=period, limit=str(CORRECTIONS_MAX))


def decide_calls(known: CallCount | None, command: CountCalls, decision: Decision) -> Sequence[RecordBody]:
    """One record, or none for what is known already.  Raises Refused."""
    if known is not None and (known.offered, known.answered) == (command.offered, command.answered):
        return []
    check_report(command, command.period, 0 if known is None else known.reports, decision)
    if not 0 <= command.answered <= command.offered <= CALLS_MAX:
        raise Refused("calls_invalid", offered=str(command.offered), answered=str(command.answered))
    return [
        CallCounted(period=command.period, offered=command.offered, answered=command.answered, note=command.note)
    ]


def is_work_number(text: str) -> bool:
    """Whether ``text`` may be the work number of a person: a name has no digit."""
    return (
        0 < len(text) <= WORK_NUMBER_MAX
        and all(sign.isalnum() or sign in "-_" for sign in text)
        and any(sign.isdigit() for sign in text)
    )


def decide_visit(known: GridVisits | None, command: VisitGrid, decision: Decision) -> Sequence[RecordBody]:
    """One record, or none for the last known visit again.  Raises Refused."""
    check_division(decision, command.grid)
    if len(command.grid) != 15:
        raise Refused("not_a_grid", division=command.grid)
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    if sum(sign.isdigit() for sign in command.worker) >= 11:
        raise Refused("recipient_is_number")
    if command.worker and not is_work_number(command.worker):
        raise Refused("worker_is_no_number", limit=str(WORK_NUMBER_MAX))
    if known is not None and (decision.at_ms, command.worker) == (known.last_ms, known.worker):
        return []
    return [GridVisited(grid=command.grid, worker=command.worker, note=command.note)]


def apply_calls(known: CallCount | None, record: Record[Any]) -> CallCount:
    """The calls after ``record``.  Pure."""
    body = record.body
    return CallCount(
        id=body.period, offered=body.offered, answered=body.answered, reports=1 if known is None else known.reports + 1,
        recorded_ms=record.recorded_ms, by=record.who, note=body.note,
    )  # fmt: skip


def apply_visit(known: GridVisits | None, record: Record[Any]) -> GridVisits:
    """The visits after ``record``.  Pure."""
    body, at_ms = record.body, record.happened_ms
    if known is None:
        return GridVisits(id=body.grid, last_ms=at_ms, worker=body.worker, visits=1)
    if at_ms < known.last_ms:  # it was reported late
        return replace(known, visits=known.visits + 1)
    return replace(known, last_ms=at_ms, worker=body.worker, visits=known.visits + 1)


def _expires_ms(known: CallCount) -> int:
    return known.recorded_ms + RETENTION_DAYS * DAY_MS


CALLS = Aggregate(
    key="calls", state=CallCount, command=CallsCommand, record=CallsRecord, subject="period", decide=decide_calls,
    apply=apply_calls, expires_ms=_expires_ms, outline=CallCount, may={CountCalls: SENDERS},
    columns=(StateColumn("offered", "<i8"), StateColumn("answered", "<i8"), StateColumn("expires_ms", "<i8")),
    project=lambda known: (known.offered, known.answered, _expires_ms(known)),
    names={CountCalls: Name("填报热线话务", "Report the calls of a period")},
)  # fmt: skip
VISITS = Aggregate(
    key="visits", state=GridVisits, command=VisitCommand, record=VisitRecord, subject="grid", decide=decide_visit,
    apply=apply_visit, expires_ms=lambda known: None, outline=GridVisits,
    may={VisitGrid: SENDERS | {Role.UNIT}},
    columns=(StateColumn("last_ms", "<i8"), StateColumn("visits", "<i8"), StateColumn("expires_ms", "<i8")),
    project=lambda known: (known.last_ms, known.visits, NEVER_MS),
    names={VisitGrid: Name("登记网格走访", "Report the visit of a grid")},
)  # fmt: skip
