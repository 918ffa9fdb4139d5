"""Commands: requests to do something, imperative.  They may be refused with a reason.

Every command is sent in a :class:`Command` envelope whose ``id`` makes retries idempotent.
"""

from __future__ import annotations

from typing import Generic, Literal

from msgspec import Struct
from typing_extensions import TypeVar

from county.attachments import Attachment

ReportSource = Literal[
    "hotline", "grid_worker", "sensor", "video", "department", "citizen", "file", "petition", "opinion"
]
"""Through which channel an event is reported."""
Source = Literal[ReportSource, "simulated"]
"""The same on the desk, where ``simulated`` (模拟) stands for whatever a simulator of a drill reports."""
ReportChannel = Literal["hotline", "grid_worker", "citizen", "department", "sensor", "video", "petition", "opinion"]
"""A source from which somebody outside the program reports by itself."""
EventLevel = Literal["major_special", "major", "larger", "general"]
"""事件级别 特别重大 / 重大 / 较大 / 一般.  Never a warning level or a response level."""


PlaceLevel = Literal["point", "name", "grid", "village", "town"]
"""How exactly the place of an event is known: as a point, by the name of something near it, or only in which grid,
village or town it lies; x and y are then those of that thing, or of a point within."""
ResponseLevel = Literal["I", "II", "III", "IV"]
"""响应级别, the highest first: what the county does.  Never an event level or a warning level."""
Emergency = Literal["natural", "accident", "health", "social"]
"""自然灾害 / 事故灾难 / 公共卫生 / 社会安全."""

Recipient = Literal["unit", "division", "post"]
Means = Literal["phone", "sms", "radio", "broadcast", "app", "visit"]
"""Who is called (叫应), and how."""


EscalationLevel = Literal["unit", "department", "county"]
"""Whom a step of the escalation reaches: 处置单位, 主管部门负责人, 县级分管领导."""


class CommandBody(Struct, frozen=True, forbid_unknown_fields=True, tag=True, kw_only=True):
    """The request itself."""


class EventCommand(CommandBody, frozen=True, kw_only=True):
    """A command about one event."""

    event_id: str
    note: str = ""


class AlarmCause(Struct, frozen=True, kw_only=True):
    """The alarm that an event was opened for, as it was raised; the event's title is generated from it."""

    rule: str
    channel: str
    value: float
    limit: float


class ReportEvent(EventCommand, frozen=True, kw_only=True):
    """发现/上报: something happened at ``x_m, y_m`` (working CRS, metres)."""

    subclass: str
    title: str
    """"" when it is generated from ``cause``."""
    source: Source
    """That of a simulator's report is ``simulated``, whatever is given; nobody else can give that."""
    x_m: float
    y_m: float
    division: str = ""
    """Code of the village or grid; filled in by the desk when empty."""
    place_level: PlaceLevel = "point"
    level: EventLevel = "general"
    address: str = ""
    """The place in the words of whoever reports it; it determines nothing."""
    reporter: str = ""
    """Name and phone as reported; the backend stores them in the ContactStore and records only a token."""
    sensor_id: str = ""
    alarm_id: str = ""
    cause: AlarmCause | None = None
    """Set only by the backend itself."""
    attachments: tuple[Attachment, ...] = ()
    """Files that are stored before the command is sent."""


class CorrectEvent(EventCommand, frozen=True, kw_only=True):
    """更正: what was stated about an open event was wrong; ``note`` gives the reason.  None: it stays as it is."""

    title: str | None = None
    subclass: str | None = None
    level: EventLevel | None = None
    xy_m: tuple[float, float] | None = None
    """Working CRS, metres; village and grid follow from it."""
    place_level: PlaceLevel = "point"
    """Of ``xy_m``."""
    address: str | None = None


class ClaimEvent(EventCommand, frozen=True):
    """认领: the author takes care of the event from now on."""


class HandOverEvent(EventCommand, frozen=True, kw_only=True):
    """移交 of a claimed event to the person ``to``, perhaps the author; ``note`` gives the reason."""

    to: str


class ReleaseClaim(EventCommand, frozen=True):
    """取消认领: the event belongs to nobody again."""


class NoteEvent(EventCommand, frozen=True):
    """添加备注: ``note`` is what there is to know about the event, ended or not; nothing else changes."""


class RejectEvent(EventCommand, frozen=True):
    """不予受理; ``note`` gives the reason."""


class FileEvent(EventCommand, frozen=True):
    """立案."""


class MergeEvent(EventCommand, frozen=True, kw_only=True):
    """并案 into another open event."""

    into: str


class UnmergeEvent(EventCommand, frozen=True):
    """撤销并案: the event continues by itself, in the state it had; ``note`` gives the reason."""


class DispatchEvent(EventCommand, frozen=True, kw_only=True):
    """派遣 to ``unit``: id of a resource of the package, or a department key of the catalog.

    ``unit`` is the main one; ``further`` ones are sent with it.  ``note`` is an instruction to all of them.
    """

    unit: str
    further: tuple[str, ...] = ()


class AddUnit(EventCommand, frozen=True, kw_only=True):
    """Send a further unit, or several of them; the main one stays responsible.  ``note`` is an instruction to them."""

    unit: str
    further: tuple[str, ...] = ()


class ReleaseUnit(EventCommand, frozen=True, kw_only=True):
    """A further unit is no longer needed."""

    unit: str


class SetMainUnit(EventCommand, frozen=True, kw_only=True):
    """One of its units becomes the main one (主办), which accepts, returns and feeds back."""

    unit: str


class ReportDeparture(EventCommand, frozen=True, kw_only=True):
    """出动: a unit of the event is on its way."""

    unit: str


class ReportArrival(EventCommand, frozen=True, kw_only=True):
    """到场: a unit of the event is on site."""

    unit: str


class AcceptTask(EventCommand, frozen=True):
    """The unit accepts the task: 任务处理 begins."""


class ReturnTask(EventCommand, frozen=True):
    """退回: the unit returns the task; ``note`` gives the reason."""


class RequestExtension(EventCommand, frozen=True, kw_only=True):
    """延期申请: the unit asks for 延期 until ``until_ms``; the clock runs meanwhile."""

    until_ms: int


class ExtendDeadline(EventCommand, frozen=True, kw_only=True):
    """延期 until ``until_ms``: approves the unit's request, if there is one."""

    until_ms: int


class RefuseExtension(EventCommand, frozen=True):
    """The unit's request for 延期 is refused; ``note`` gives the reason."""


class SuspendEvent(EventCommand, frozen=True):
    """挂账: cannot be handled now; the clock stops."""


class ResumeEvent(EventCommand, frozen=True):
    """销账: the clock continues."""


class SuperviseEvent(EventCommand, frozen=True):
    """督办."""


class EscalateEvent(EventCommand, frozen=True, kw_only=True):
    """Take a step of the escalation.  Only the backend itself sends it."""

    step: str
    """Row of the catalogue's table ``escalation``."""


class FeedBack(EventCommand, frozen=True, kw_only=True):
    """处理反馈: the unit reports what it did, in ``note``."""

    attachments: tuple[Attachment, ...] = ()
    """Files that are stored before the command is sent."""


class ReworkEvent(EventCommand, frozen=True):
    """返工: verification failed; ``note`` states what is missing."""


class CloseEvent(EventCommand, frozen=True):
    """核查结案."""


class FollowUpEvent(EventCommand, frozen=True, kw_only=True):
    """回访: was the citizen satisfied, and is the matter solved?"""

    satisfied: bool
    solved: bool | None = None
    """None: not asked, or the citizen does not know."""
    report: str = ""
    """The merged event whose reporter was asked; "" for the reporter of the event itself."""


class ReopenEvent(EventCommand, frozen=True):
    """重新交办 of an ended event to the unit that handled it, with a new deadline; ``note`` gives the reason, unless
    the reporter said that it is not solved."""


class EvaluateEvent(EventCommand, frozen=True, kw_only=True):
    """综合评价 with ``score`` 1-5."""

    score: int


class AlarmCommand(CommandBody, frozen=True, kw_only=True):
    """A command about one alarm."""

    alarm_id: str
    note: str = ""


class RaiseAlarm(AlarmCommand, frozen=True, kw_only=True):
    """The condition of ``rule`` became true.  Only the watch sends it."""

    sensor_id: str
    channel: str
    rule: str
    priority: Literal["low", "medium", "high", "critical"]
    value: float
    limit: float


class ClearAlarm(AlarmCommand, frozen=True, kw_only=True):
    """The condition returned to normal.  Only the watch sends it."""

    value: float


class AcknowledgeAlarm(AlarmCommand, frozen=True):
    """A person acknowledges the alarm."""


class ShelveAlarm(AlarmCommand, frozen=True, kw_only=True):
    """Shelve the alarm until ``until_ms``; ``note`` gives the reason."""

    until_ms: int


class UnshelveAlarm(AlarmCommand, frozen=True):
    """End the shelving before its time."""


class SuppressAlarm(AlarmCommand, frozen=True, kw_only=True):
    """Its cause is known and planned, e.g. works on site: not shown until it clears or the suppression ends; ``note``
    gives the reason."""

    until_ms: int | None = None
    """When the suppression ends by itself; None: when a person ends it."""


class UnsuppressAlarm(AlarmCommand, frozen=True):
    """End the suppression."""


class TakeOutOfService(AlarmCommand, frozen=True, kw_only=True):
    """The sensor is under repair: its alarm is not counted until it is returned to service; ``note`` says why."""

    until_ms: int | None = None
    """When it returns to service by itself; None: when a person returns it."""


class ReturnToService(AlarmCommand, frozen=True):
    """The sensor is repaired."""


B = TypeVar("B", bound=CommandBody, default=CommandBody, covariant=True)


class Command(Struct, Generic[B], frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A body with the person it is given for, the time of occurrence, and the idempotency id.

    The principal is authenticated by the client's key and is not part of the message.
    """

    id: str
    realm: str
    happened_ms: int
    body: B
    for_: str = ""
    """One of the people enrolled for the client's key."""
