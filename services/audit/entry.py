"""An entry of the audit log: who did, or tried, what, from where."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from enum import StrEnum
from typing import Annotated, NamedTuple, Protocol

from msgspec import Meta, Struct, field

from county.store_faults import StoreFault

TEXT_MAX = 200
"""Characters of a text in an entry at most; longer ones are cut: what strangers send is bounded."""
PARAMS_MAX = 8
TIME_MAX_MS = 60_000_000_000_000
"""The year 3871: a changed line contains no time that cannot be shown."""
CUT = "…"
USER = "user "
"""Before the name of a user of the command line; a principal's name contains no space."""


class AuditKind(StrEnum):
    """What an entry is about."""

    SESSION_OPENED = "session_opened"
    """A key was admitted at a handshake."""
    REJECTED = "rejected"
    """A handshake was refused, or a connection ended without one."""
    COMMAND_REFUSED = "command_refused"
    """A command or rows of a stream were refused."""
    CONTACT_DISCLOSED = "contact_disclosed"
    CONTACT_REFUSED = "contact_refused"
    CONTACT_ERASED = "contact_erased"
    FILE_FETCHED = "file_fetched"
    AUDIT_READ = "audit_read"
    AUDIT_REFUSED = "audit_refused"
    KEY_ADDED = "key_added"
    KEY_REVOKED = "key_revoked"
    KEYS_ROTATED = "keys_rotated"
    PERSON_ENROLLED = "person_enrolled"
    BACKEND_STARTED = "backend_started"
    BACKEND_STOPPED = "backend_stopped"
    JOURNAL_EXPORTED = "journal_exported"
    """``journal backup``."""
    JOURNAL_RESTORED = "journal_restored"
    JOURNAL_REPAIRED = "journal_repaired"
    JOURNAL_REBUILT = "journal_rebuilt"
    """A start replaced a journal of which only other parts than the records were damaged."""
    JOURNAL_READ_ONLY = "journal_read_only"
    """A start found a damaged journal, of which the backend only shows the proven part."""
    AUDIT_DAMAGED = "audit_damaged"
    """The log contradicts its anchor; written by the next entry's writer."""
    ENTRIES_LOST = "entries_lost"
    """Entries that were not stored, because the log could not be written or a day's limit was reached."""


CAUSES: dict[str, str] = {
    "entries_deleted": "the log ends with entry {found}, but had {last}: entries were deleted",
    "entry_replaced": "entry {last} was replaced",
    "anchor_missing": "the anchor of the log is missing",
    "anchor_unusable": "the anchor of the log cannot be read, or was changed",
    "not_writable": "the log could not be written",
    "daily_limit": "more than a day's limit",
}
"""Of damage and of lost entries: one English template per code.  The desktop translates them."""


class AuditEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the log.  ``seq``, ``before`` and ``mac`` are set when it is stored."""

    seq: int = 0
    at_ms: Annotated[int, Meta(ge=-TIME_MAX_MS, le=TIME_MAX_MS)] = 0
    """Time by the machine's clock."""
    kind: str
    """An AuditKind; a later version may have more."""
    by: str = ""
    """The principal; ``user NAME`` for a user of the command line."""
    person: str = ""
    """The person that the principal acted for."""
    realm: str = ""
    address: str = ""
    about: str = ""
    """The key, event, token, file or folder that it is about."""
    code: str = ""
    """Type of the command, reason of a refused handshake, or a key of CAUSES."""
    reason: str = ""
    """Refusal code (county.refusals)."""
    params: dict[str, str] = field(default_factory=dict)
    """Of the refusal or the cause; of a new key its roles and limits, of a backend its process."""
    count: int = 1
    """Occurrences that this entry stands for."""
    before: str = ""
    """MAC of the previous entry, hex."""
    mac: str = ""


class AuditQuestion(NamedTuple):
    """Entries before the number ``before`` (0: the newest) that contain ``text`` and are of ``kind`` ("": any)."""

    before: int = 0
    kind: str = ""
    text: str = ""


class AuditPage(NamedTuple):
    """Entries, newest first; ``next`` continues the search, 0 at the end of the log."""

    entries: Sequence[AuditEntry]
    next: int


class Auditor(Protocol):
    """The audit log as the backend uses it.  No method waits for a disk."""

    @property
    def fault(self) -> StoreFault:
        """Why entries cannot be stored at present; NONE for no fault."""
        ...

    def note(self, entry: AuditEntry) -> None:
        """Store an entry soon.  May be called by any thread."""
        ...

    def page(self, question: AuditQuestion) -> Future[AuditPage]:
        """Read entries."""
        ...


def bounded(entry: AuditEntry) -> AuditEntry:
    """``entry`` with texts of bounded length."""
    texts = {name: _cut(getattr(entry, name)) for name in ("by", "person", "address", "about", "code", "reason")}
    params = {_cut(name): _cut(value) for name, value in list(entry.params.items())[:PARAMS_MAX]}
    at_ms = max(-TIME_MAX_MS, min(TIME_MAX_MS, entry.at_ms))
    return AuditEntry(seq=entry.seq, at_ms=at_ms, kind=entry.kind, realm=entry.realm, params=params,
                      count=entry.count, **texts)  # fmt: skip


def _cut(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()  # paths may contain surrogates
    return text if len(text) <= TEXT_MAX else text[: TEXT_MAX - 1] + CUT
