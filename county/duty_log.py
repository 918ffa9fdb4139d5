"""值班日志: the log of the people on duty.  Append-only: a wrong entry is corrected by a further entry."""

from __future__ import annotations

from typing import Literal

from county.aggregate import Decision, StateColumn
from county.attachments import Attachment, check_attachments
from county.authority import PERSONS, Role
from county.catalog import Name
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition

Kind = Literal["note", "call", "instruction", "handover"]
KINDS: dict[Kind, Name] = {
    "note": Name("记事", "Note"),
    "call": Name("来电", "Call"),
    "instruction": Name("领导批示", "Instruction"),
    "handover": Name("交接班", "Handover"),
}
RETENTION_DAYS = 7
"""For how long an entry is shown; its record stays in the journal."""


class DutyCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one entry."""

    entry_id: str


class WriteDutyEntry(DutyCommand, frozen=True, kw_only=True):
    """Write an entry; ``note`` is its text."""

    kind: Kind = "note"
    about: str = ""
    """Number of the event that the entry is about."""
    attachments: tuple[Attachment, ...] = ()
    """Files that are stored before the command is sent."""


class DutyRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one entry."""

    entry_id: str


class DutyEntryWritten(DutyRecord, frozen=True, kw_only=True):
    kind: Kind
    about: str = ""
    attachments: tuple[Attachment, ...] = ()


class DutyEntry(Case, frozen=True, kw_only=True, gc=False):
    """An entry; its only step holds author, text and time."""

    kind: Kind = "note"
    about: str = ""
    attachments: tuple[Attachment, ...] = ()


def _files_stored(entry: DutyEntry | None, command: WriteDutyEntry, decision: Decision) -> None:
    check_attachments(command.attachments, decision.desk.stored_start)


DUTY_LOG = Procedure(
    key="duty",
    state=DutyEntry,
    command=DutyCommand,
    record=DutyRecord,
    subject="entry_id",
    states=("written",),
    rules=(
        Transition(
            WriteDutyEntry, (), "written", DutyEntryWritten, note_required=True, guard="files stored",
            may=PERSONS | {Role.LEADER},
        ),
    ),
    ends=frozenset({"written"}),
    guards={"files stored": _files_stored},
    retention_days=RETENTION_DAYS,
    names={WriteDutyEntry: Name("记入值班日志", "Write into the duty log")},
    columns=(StateColumn("kind", "O", "never"), StateColumn("about", "O", "never", in_record=True)),
).aggregate()
