"""叫应: who was called about what, by what means, and whether they answered.

A notice names a unit, a division, or a post ("上陈村防汛责任人"): never a person's name or phone number.
"""

from __future__ import annotations

from typing import NamedTuple

from county.aggregate import Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Name
from county.commands import Means as Means
from county.commands import Recipient as Recipient
from county.division import level_of, lineage
from county.events.event import Event
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.refusals import Refused
from county.texts import check_post
from county.within import check_division, check_event

RECIPIENTS: dict[Recipient, Name] = {
    "unit": Name("单位", "Unit"),
    "division": Name("镇村", "Town or village"),
    "post": Name("岗位", "Post"),
}
MEANS: dict[Means, Name] = {
    "phone": Name("电话", "Telephone"),
    "sms": Name("短信", "Text message"),
    "radio": Name("对讲机", "Radio"),
    "broadcast": Name("应急广播", "Loudspeakers"),
    "app": Name("政务App", "Official app"),
    "visit": Name("上门", "Visit"),
}
NOTICE_STATES: dict[str, Name] = {
    "sent": Name("未回应", "No answer yet"),
    "acknowledged": Name("已叫应", "Answered"),
    "failed": Name("未叫通", "Not reached"),
}
RETENTION_DAYS = 14
"""Since it was sent, answered or not."""


class NoticeCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one notice."""

    notice_id: str


class SendNotice(NoticeCommand, frozen=True, kw_only=True):
    """``note`` is what was said."""

    kind: Recipient
    to: str
    """Id of a unit or department, code of a division, or the words for a post."""
    means: Means
    about: str = ""
    """Number of an event."""


class AcknowledgeNotice(NoticeCommand, frozen=True, kw_only=True):
    """The recipient answered; ``note``: what."""


class FailNotice(NoticeCommand, frozen=True, kw_only=True):
    """The recipient was not reached; ``note``: why."""


class NoticeRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one notice."""

    notice_id: str


class NoticeSent(NoticeRecord, frozen=True, kw_only=True):
    kind: Recipient
    to: str
    means: Means
    about: str = ""


class NoticeAcknowledged(NoticeRecord, frozen=True, kw_only=True):
    pass


class NoticeFailed(NoticeRecord, frozen=True, kw_only=True):
    pass


class Notice(Case, frozen=True, kw_only=True, gc=False):
    """A notice; its first step holds the text, a second one the answer."""

    kind: Recipient = "post"
    to: str = ""
    means: Means = "phone"
    about: str = ""

    @property
    def unit(self) -> str:
        """The unit that may acknowledge it with its own key."""
        return self.to if self.kind == "unit" else ""


class Addressee(NamedTuple):
    """Someone to be called."""

    kind: Recipient
    to: str


def addressees(event: Event) -> tuple[Addressee, ...]:
    """Who is to be called about an event: its units, the main one first, then the village and the town it is in."""
    units = (Addressee("unit", unit) for unit in event.active_units)
    places = (Addressee("division", at) for at in lineage(event.division) if level_of(at) in ("village", "town"))
    return (*units, *places)


def _can_be_sent(notice: Notice | None, command: SendNotice, decision: Decision) -> None:
    check_event(decision, command.about)
    match command.kind:
        case "unit" if command.to not in decision.desk.units and command.to not in decision.desk.resources:
            raise Refused("resource_unknown", resource=command.to)
        case "division":
            check_division(decision, command.to)
        case "post" if not command.to.strip():
            raise Refused("recipient_missing")
        case "post":
            check_post(command.to)


NOTICES = Procedure(
    key="notice",
    state=Notice,
    command=NoticeCommand,
    record=NoticeRecord,
    subject="notice_id",
    states=("sent", "acknowledged", "failed"),
    rules=(
        Transition(
            SendNotice, (), "sent", NoticeSent, note_required=True, guard="can be sent", may=PERSONS | {Role.LEADER}
        ),
        Transition(
            AcknowledgeNotice, ("sent", "failed"), "acknowledged", NoticeAcknowledged, may=PERSONS | {Role.UNIT}
        ),
        Transition(FailNotice, ("sent",), "failed", NoticeFailed, note_required=True),
    ),
    ends=frozenset({"sent", "acknowledged", "failed"}),
    guards={"can be sent": _can_be_sent},
    retention_days=RETENTION_DAYS,
    names={
        SendNotice: Name("发出叫应", "Send a notice"),
        AcknowledgeNotice: Name("已叫应", "Answered"),
        FailNotice: Name("未叫通", "Not reached"),
    },
    columns=(
        StateColumn("kind", "O", "never"), StateColumn("to", "O", "never", in_record=True),
        StateColumn("means", "O", "never"), StateColumn("about", "O", "never", in_record=True),
    ),
).aggregate()
