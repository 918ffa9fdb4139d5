"""Records: facts in the journal, past tense, immutable.  One command results in zero or more of them."""

from __future__ import annotations

from typing import Generic, Literal

from msgspec import Struct
from typing_extensions import TypeVar

from county.attachments import Attachment
from county.commands import AlarmCause, EscalationLevel, EventLevel, PlaceLevel, Source


class RecordBody(Struct, frozen=True, forbid_unknown_fields=True, tag=True, kw_only=True, gc=False):
    """The fact itself."""


class EventRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one event."""

    event_id: str
    note: str = ""


class EventReported(EventRecord, frozen=True, kw_only=True):
    subclass: str
    title: str
    """"" when it is generated from ``cause``."""
    source: Source
    x_m: float
    y_m: float
    division: str
    """The smallest one whose outline contains the place, finally the county; "" in old records for no outline."""
    level: EventLevel
    reporter: str = ""
    """Token of the reporter in the ContactStore; "" for none."""
    sensor_id: str = ""
    alarm_id: str = ""
    cause: AlarmCause | None = None
    attachments: tuple[Attachment, ...] = ()
    address: str = ""
    """The place in words, as typed; "" in old records."""
    place_level: PlaceLevel = "point"
    """Of a town, ``division`` is the town itself; "point" in old records, whatever it was."""


class EventCorrected(EventRecord, frozen=True, kw_only=True):
    """更正: what is stated about the event from now on, corrected or not."""

    title: str
    """"" when it is generated from the event's cause."""
    subclass: str
    level: EventLevel
    x_m: float
    y_m: float
    division: str
    address: str
    place_level: PlaceLevel = "point"
    due_ms: int | None = None
    amber_ms: int | None = None
    """By the limit of another subclass; None: they stay as they are."""


class EventClaimed(EventRecord, frozen=True):
    """The author of the record takes care of the event."""


class EventHandedOver(EventRecord, frozen=True, kw_only=True):
    to: str
    """The person who takes care of the event from now on."""


class ClaimReleased(EventRecord, frozen=True):
    pass


class EventNoted(EventRecord, frozen=True):
    pass


class EventRejected(EventRecord, frozen=True):
    pass


class EventFiled(EventRecord, frozen=True):
    pass


class EventMerged(EventRecord, frozen=True, kw_only=True):
    into: str


class MergedReport(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A report that another event took over: its number, and the token of its reporter."""

    event_id: str
    reporter: str = ""


class ReportsJoined(EventRecord, frozen=True, kw_only=True):
    """Reports were merged into this event: that of the merged one first, then those it had taken over itself."""

    reports: tuple[MergedReport, ...]


class EventUnmerged(EventRecord, frozen=True, kw_only=True):
    """撤销并案 from ``out_of``."""

    out_of: str


class ReportsParted(EventRecord, frozen=True, kw_only=True):
    """Reports that were merged into this event left it: their numbers, as in :class:`ReportsJoined`."""

    reports: tuple[str, ...]


class Choice(Struct, frozen=True):
    """Why a unit was chosen, as computed by the desk: a key of :data:`county.units.dispatch.REASONS` and parameters."""

    code: str
    params: dict[str, str] = {}


class EventDispatched(EventRecord, frozen=True, kw_only=True):
    unit: str
    due_ms: int
    choice: Choice | None = None
    amber_ms: int | None = None
    """From when the task is due soon; None in records of older programs."""
    reason: str = ""
    """Reason written by a person, in records of schema 1."""


class UnitAdded(EventRecord, frozen=True, kw_only=True):
    unit: str


class UnitReleased(EventRecord, frozen=True, kw_only=True):
    unit: str


class MainUnitSet(EventRecord, frozen=True, kw_only=True):
    unit: str


class UnitDeparted(EventRecord, frozen=True, kw_only=True):
    unit: str


class UnitArrived(EventRecord, frozen=True, kw_only=True):
    unit: str


class TaskAccepted(EventRecord, frozen=True):
    pass


class TaskReturned(EventRecord, frozen=True):
    pass


class ExtensionRequested(EventRecord, frozen=True, kw_only=True):
    until_ms: int


class ExtensionRefused(EventRecord, frozen=True):
    pass


class DeadlineExtended(EventRecord, frozen=True, kw_only=True):
    due_ms: int
    amber_ms: int | None = None


class EventSuspended(EventRecord, frozen=True):
    pass


class EventResumed(EventRecord, frozen=True, kw_only=True):
    due_ms: int
    amber_ms: int | None = None


class EventSupervised(EventRecord, frozen=True, kw_only=True):
    returned: int = 0
    """Number of 退回 for which the backend itself ordered it; 0 when a person did."""


class EventEscalated(EventRecord, frozen=True, kw_only=True):
    """提醒, 督办 or 通报 to the named level ``to``; ``step`` is a row of the catalogue's table ``escalation``."""

    step: str
    to: EscalationLevel
    supervises: bool = False


class HandlingFedBack(EventRecord, frozen=True, kw_only=True):
    attachments: tuple[Attachment, ...] = ()


class EventSentBack(EventRecord, frozen=True, kw_only=True):
    """返工; ``due_ms`` is the old due time moved by the duration of the verification."""

    due_ms: int
    amber_ms: int | None = None


class EventClosed(EventRecord, frozen=True):
    pass


class FollowUpMade(EventRecord, frozen=True, kw_only=True):
    satisfied: bool
    solved: bool | None = None
    report: str = ""
    """The merged event whose reporter answered; "" for the event's own."""


class EventReopened(EventRecord, frozen=True, kw_only=True):
    """重新交办 to ``unit``, which had it last."""

    unit: str
    due_ms: int
    amber_ms: int | None = None


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


class AlarmSuppressed(AlarmRecord, frozen=True, kw_only=True):
    until_ms: int | None = None
    """None: until it clears or a person ends it."""


class AlarmUnsuppressed(AlarmRecord, frozen=True):
    pass


class AlarmTakenOutOfService(AlarmRecord, frozen=True, kw_only=True):
    until_ms: int | None = None
    """None: until a person returns it to service."""


class AlarmReturnedToService(AlarmRecord, frozen=True):
    pass


class BackendStarted(RecordBody, frozen=True, kw_only=True):
    """A backend started: the versions that apply to the records after this one."""

    package: str
    """Identity of the county package."""
    catalog: str
    """Digest of the catalogue."""
    program: str
    """Version of this program."""


class RecordWithheld(RecordBody, frozen=True):
    """On the wire, in place of a fact that is not told to everybody.  Never stored."""


B = TypeVar("B", bound=RecordBody, default=RecordBody, covariant=True)


class Record(Struct, Generic[B], frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False, omit_defaults=True):
    """One fact with its position in the journal, its times and its author.

    Fields with defaults were added later.  They are omitted from the encoding while they hold the default, so that
    records written before keep their bytes.
    """

    seq: int
    realm: str
    happened_ms: int
    recorded_ms: int
    """Realm time; never less than that of the record before."""
    command_id: str
    body: B
    actor: str = ""
    """Author as stated by the client, in records older than principals.  Not authenticated; only displayed."""
    by: str = ""
    """Id of the authenticated principal, or of the backend itself."""
    for_: str = ""
    """The person, enrolled for ``by``, who acted."""
    schema: int = 1
    """Version of ``body``'s fields; see services.store.upcast."""
    wall_ms: int = 0
    """The machine's clock when it was recorded; 0 when equal to ``recorded_ms``."""

    @property
    def who(self) -> str:
        """The author's name for display."""
        return self.for_ or self.by or self.actor
