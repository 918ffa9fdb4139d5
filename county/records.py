"""Records: facts in the journal, past tense, immutable.  One command leads to zero or more of them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from county.commands import EventLevel, Source


class RecordBody(Struct, frozen=True, forbid_unknown_fields=True, tag=True, kw_only=True, gc=False):
    """What became true."""


class EventRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one event."""

    event_id: str
    note: str = ""


class EventReported(EventRecord, frozen=True, kw_only=True):
    subclass: str
    title: str
    source: Source
    x_m: float
    y_m: float
    division: str
    level: EventLevel
    reporter: str = ""
    sensor_id: str = ""
    alarm_id: str = ""


class EventRejected(EventRecord, frozen=True):
    pass


class EventFiled(EventRecord, frozen=True):
    pass


class EventMerged(EventRecord, frozen=True, kw_only=True):
    into: str


class EventDispatched(EventRecord, frozen=True, kw_only=True):
    unit: str
    due_ms: int
    reason: str = ""


class TaskAccepted(EventRecord, frozen=True):
    pass


class TaskReturned(EventRecord, frozen=True):
    pass


class DeadlineExtended(EventRecord, frozen=True, kw_only=True):
    due_ms: int


class EventSuspended(EventRecord, frozen=True):
    pass


class EventResumed(EventRecord, frozen=True, kw_only=True):
    due_ms: int


class EventSupervised(EventRecord, frozen=True):
    pass


class HandlingFedBack(EventRecord, frozen=True):
    pass


class EventSentBack(EventRecord, frozen=True, kw_only=True):
    """返工; ``due_ms`` is the old limit moved by the time that verification took."""

    due_ms: int


class EventClosed(EventRecord, frozen=True):
    pass


class FollowUpMade(EventRecord, frozen=True, kw_only=True):
    satisfied: bool


class EventEvaluated(EventRecord, frozen=True, kw_only=True):
    score: int


class AlarmRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one alarm."""

    alarm_id: str
    note: str = ""


class AlarmRaised(AlarmRecord, frozen=True, kw_only=True):
    sensor_id: str
    channel: str
    rule: str
    priority: Literal["low", "medium", "high", "critical"]
    value: float
    limit: float


class AlarmCleared(AlarmRecord, frozen=True, kw_only=True):
    value: float


class AlarmAcknowledged(AlarmRecord, frozen=True):
    pass


class AlarmShelved(AlarmRecord, frozen=True, kw_only=True):
    until_ms: int


class AlarmUnshelved(AlarmRecord, frozen=True):
    pass


class AlarmSuppressed(AlarmRecord, frozen=True):
    pass


class AlarmUnsuppressed(AlarmRecord, frozen=True):
    pass


class AlarmTakenOutOfService(AlarmRecord, frozen=True):
    pass


class AlarmReturnedToService(AlarmRecord, frozen=True):
    pass


EventBody = (
    EventReported | EventRejected | EventFiled | EventMerged | EventDispatched | TaskAccepted | TaskReturned
    | DeadlineExtended | EventSuspended | EventResumed | EventSupervised | HandlingFedBack | EventSentBack
    | EventClosed | FollowUpMade | EventEvaluated
)  # fmt: skip
AlarmBody = (
    AlarmRaised | AlarmCleared | AlarmAcknowledged | AlarmShelved | AlarmUnshelved | AlarmSuppressed
    | AlarmUnsuppressed | AlarmTakenOutOfService | AlarmReturnedToService
)  # fmt: skip


class Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One fact with its place in the journal: when it happened and when it was recorded."""

    seq: int
    realm: str
    happened_ms: int
    recorded_ms: int
    command_id: str
    actor: str
    body: EventBody | AlarmBody
