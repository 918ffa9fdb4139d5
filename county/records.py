"""Records: facts in the journal, past tense, immutable.  One command leads to zero or more of them."""

from __future__ import annotations

from typing import Generic, Literal

from msgspec import Struct
from typing_extensions import TypeVar

from county.commands import AlarmCause, EventLevel, Source


class RecordBody(Struct, frozen=True, forbid_unknown_fields=True, tag=True, kw_only=True, gc=False):
    """What became true."""


class EventRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one event."""

    event_id: str
    note: str = ""


class EventReported(EventRecord, frozen=True, kw_only=True):
    subclass: str
    title: str
    """"" where ``cause`` says it."""
    source: Source
    x_m: float
    y_m: float
    division: str
    """"" where the county has no outlines of divisions."""
    level: EventLevel
    reporter: str = ""
    """Token of the reporter in the ContactStore; "" for none."""
    sensor_id: str = ""
    alarm_id: str = ""
    cause: AlarmCause | None = None


class EventRejected(EventRecord, frozen=True):
    pass


class EventFiled(EventRecord, frozen=True):
    pass


class EventMerged(EventRecord, frozen=True, kw_only=True):
    into: str


class Choice(Struct, frozen=True):
    """Why a unit was chosen, as the desk computed it: a key of :data:`county.dispatch.REASONS` and what fills its
    template."""

    code: str
    params: dict[str, str] = {}


class EventDispatched(EventRecord, frozen=True, kw_only=True):
    unit: str
    due_ms: int
    choice: Choice | None = None
    reason: str = ""
    """What a person wrote instead, in records of schema 1."""


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


class BackendStarted(RecordBody, frozen=True, kw_only=True):
    """A backend began to decide: what it ran, so that every later record can be read in its light."""

    package: str
    """Identity of the county package."""
    catalog: str
    """Digest of the catalogue."""
    program: str
    """Version of this program."""


B = TypeVar("B", bound=RecordBody, default=RecordBody, covariant=True)


class Record(Struct, Generic[B], frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False, omit_defaults=True):
    """One fact with its place in the journal: when it happened, when it was recorded, who is behind it.

    Fields with defaults came later and are left out of the bytes while they hold the default, so bytes written before
    them stay as they are.
    """

    seq: int
    realm: str
    happened_ms: int
    recorded_ms: int
    """Realm time; never less than that of the record before."""
    command_id: str
    body: B
    actor: str = ""
    """Who, as the client itself said: in records written before principals.  Believed by nobody, shown as it was."""
    by: str = ""
    """Id of the authenticated principal; of the backend itself for its own."""
    for_: str = ""
    """The person enrolled for ``by`` who acted."""
    schema: int = 1
    """Version of ``body``'s fields; see services.store.upcast."""
    wall_ms: int = 0
    """The machine's clock when it was recorded; 0 where that equals ``recorded_ms``."""

    @property
    def who(self) -> str:
        """The name that is shown for it."""
        return self.for_ or self.by or self.actor
