"""What one iteration of the loop decides together: the requests, their outcome before the commit and after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from county.authority import Principal
from county.commands import Command
from county.streams import Columns
from services.protocol.messages import Accepted, Rejected, SubmitRows
from services.store.ports import Commit, Entry, Outcome

SCOPE = "\x1f"
"""Between principal and command id; neither a principal nor an id of the backend can contain it."""


class ClientRequest(NamedTuple):
    """A command or rows of a stream, and the principal whose client sent them."""

    principal: Principal
    message: Command[Any] | SubmitRows


class InternalCommand(NamedTuple):
    """A command issued by the backend itself or by an intake."""

    principal: Principal
    command: Command[Any]


@dataclass
class CommitGroup:
    """The outcome of one iteration; not valid until it is committed."""

    now_ms: int
    recorded_ms: int
    wall_ms: int
    """0 where it equals ``recorded_ms``."""
    first_seq: int
    answers: list[Accepted | Rejected] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """Key of the outcome that belongs to each answer; see :func:`outcome_key`."""
    entries: list[Entry] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    columns: dict[str, Columns] = field(default_factory=dict)
    contacts: dict[str, bytes] = field(default_factory=dict)
    due: list[Command[Any]] = field(default_factory=list)
    """The watch's commands for its readings that were not decided with them."""
    ahead_ms: dict[str, int] = field(default_factory=dict)
    """By principal that may send rows: how far its latest rows are dated after ``now_ms``, where they are."""
    refused: list[str] = field(default_factory=list)
    """Ids of internal commands that the desk refused."""

    def note_ahead(self, principal: Principal, ahead_ms: int) -> None:
        if ahead_ms > 0:
            self.ahead_ms[principal.id] = max(ahead_ms, self.ahead_ms.get(principal.id, 0))

    @property
    def commit(self) -> Commit:
        return Commit(
            recorded_ms=self.recorded_ms,
            entries=self.entries,
            outcomes=list(self.outcomes.values()),
            columns=list(self.columns.values()),
            contacts=self.contacts,
            wall_ms=self.wall_ms,
        )

    @property
    def empty(self) -> bool:
        return not self.outcomes and not self.entries and not self.columns


@dataclass(frozen=True)
class Result:
    """Output after the commit: one answer per request in their order, the new records, the new rows by stream, the
    watch's commands for these rows that must be decided in later groups, and CommitGroup.ahead_ms."""

    answers: Sequence[Accepted | Rejected | None]
    """None: whether the request is stored is not known yet; its client sends it again."""
    records: list[bytes]
    columns: dict[str, Columns]
    due: list[Command[Any]] = field(default_factory=list)
    ahead_ms: Mapping[str, int] = field(default_factory=dict)
    refused: Sequence[str] = ()
    """CommitGroup.refused."""
    stored: bool = True
    """False where the log failed; also True for a group without anything to store."""


def outcome_key(principal: Principal, command_id: str) -> str:
    """The key of a client's outcome: ids are those of its principal, so that no client can use another's, or one of the
    backend itself, whose outcomes have no such key."""
    return f"{principal.id}{SCOPE}{command_id}"
