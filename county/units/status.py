"""力量状态: whether a unit is available, as a person or the unit itself last said.

It stays until it is set again: the time until which it was said to last ends nothing by itself.  A unit that nobody
said anything about is available.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from msgspec import Struct

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Name
from county.commands import CommandBody
from county.durations import DAY_MS
from county.events.event import LONGEST_NOTE
from county.records import Record, RecordBody
from county.refusals import Refused
from county.within import check_unit

Readiness = Literal["available", "busy", "off_duty", "out_of_service"]
READINESS: dict[Readiness, Name] = {
    "available": Name("待命", "Available"),
    "busy": Name("占用", "Busy"),
    "off_duty": Name("下勤", "Off duty"),
    "out_of_service": Name("停用", "Out of service"),
}
CODES: Final = tuple(READINESS)
"""The column ``status`` holds indices into it."""
NOT_READY: Final = frozenset({"off_duty", "out_of_service"})
"""Not to be proposed while another unit can be sent."""
LONGEST_DAYS = 366


class UnitCommand(CommandBody, frozen=True, kw_only=True):
    """A command about one unit, a resource of the package."""

    unit: str
    note: str = ""


class SetUnitStatus(UnitCommand, frozen=True, kw_only=True):
    """``note``: why, or where it is to be reached."""

    status: Readiness
    until_ms: int | None = None
    """Until when it is expected to last."""


class UnitRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one unit."""

    unit: str
    note: str = ""


class UnitStatusSet(UnitRecord, frozen=True, kw_only=True):
    status: Readiness
    until_ms: int | None = None


class UnitStatus(Struct, frozen=True, kw_only=True, gc=False):
    """What was last said about a unit; the history is in the journal."""

    id: str
    status: Readiness
    since_ms: int
    until_ms: int | None
    by: str
    note: str

    @property
    def unit(self) -> str:
        """The unit whose status it is, for the permissions of its own key."""
        return self.id


def decide(known: UnitStatus | None, command: SetUnitStatus, decision: Decision) -> Sequence[RecordBody]:
    """One record, or none when nothing new was said.  Raises Refused."""
    resource = check_unit(decision, type(command), command.unit)
    if command.unit not in decision.desk.units:
        raise Refused("unit_not_mobile", unit=resource.name)
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    if command.until_ms is not None and command.until_ms <= decision.now_ms:
        raise Refused("time_not_later")
    if command.until_ms is not None and command.until_ms > decision.now_ms + LONGEST_DAYS * DAY_MS:
        raise Refused("time_too_far", days=str(LONGEST_DAYS))
    said = command.status, command.until_ms, command.note
    if known is not None and (known.status, known.until_ms, known.note) == said:
        return []
    if known is not None and decision.at_ms < known.since_ms:
        raise Refused("unit_status_older", unit=resource.name)
    return [UnitStatusSet(unit=command.unit, status=command.status, until_ms=command.until_ms, note=command.note)]


def apply(known: UnitStatus | None, record: Record[Any]) -> UnitStatus:
    """The status after ``record``.  Pure."""
    body = record.body
    return UnitStatus(
        id=body.unit, status=body.status, since_ms=record.happened_ms, until_ms=body.until_ms, by=record.who,
        note=body.note,
    )  # fmt: skip


UNIT_STATUS = Aggregate(
    key="unit_status",
    state=UnitStatus,
    command=UnitCommand,
    record=UnitRecord,
    subject="unit",
    decide=decide,
    apply=apply,
    expires_ms=lambda known: None,
    outline=UnitStatus,
    may={SetUnitStatus: PERSONS | {Role.UNIT}},
    columns=(
        StateColumn("status", "<u1"), StateColumn("since_ms", "<i8"), StateColumn("until_ms", "<i8"),
        StateColumn("expires_ms", "<i8"),
    ),
    project=lambda known: (
        CODES.index(known.status), known.since_ms, NEVER_MS if known.until_ms is None else known.until_ms, NEVER_MS,
    ),
    names={SetUnitStatus: Name("设定力量状态", "Set the status of a unit")},
)
