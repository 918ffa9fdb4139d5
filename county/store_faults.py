"""Faults that a backend reports to its screens: one English template per code.  The desktop translates them."""

from __future__ import annotations

from collections.abc import Mapping

TEMPLATES: dict[str, str] = {
    "record_changed": "record {record} was changed after it was written",
    "record_missing": "record {record} is missing",
    "commit_broken": "commit {commit}, records {first} to {last}, {reason}",
    "commits_missing": "the commits after number {commit} are missing",
    "journal_unreadable": "the journal cannot be read: {reason}",
    "checkpoint_not_kept": "no checkpoint can be saved ({reason}); the next start folds the journal instead",
    "history_damaged": "damaged blocks of the history, left out: {count}, the first {block} ({reason}); "
    "see `main.py journal … verify`",
    "history_unreadable": "history cannot be read: {reason}",
    "history_not_compacted": "history cannot be compacted: {reason}",
    "newest_unreadable": "the newest {stream} cannot be read, the backend started without them ({reason})",
    "contacts_damaged": "contacts cannot be read: {reason}; restore a backup with `main.py journal … restore`",
    "contacts_set_aside": "contacts were damaged, earlier names and phones are unknown; the damaged files are in "
    "{folder}: restore a backup, or delete that folder",
    "time_not_reserved": "the drill's clock stands still: its time cannot be stored ({reason}); check the disk",
    "loop_failed": "failures of the backend since its start: {count}, the last one: {reason}; nothing stored is "
    "affected, see its log and report it",
    "audit_not_written": "the audit log cannot be written: {reason}; its entries wait, and are lost when the "
    "backend ends",
    "event_not_opened": "active alarms without an event: {count}, the last one that of {alarmed}: {why}; report its "
    "event by hand",
    "clock_behind": "the backend's clock was set back: records are dated {by} (h:min:s) ahead of it; set it right",
    "clock_set": "the backend's clock was moved by {by} (h:min:s) at once: it was set, or the machine slept; check it",
    "gateway_ahead": "readings of {gateway} are dated {by} (h:min:s) ahead of the backend's clock; set the one that is "
    "wrong",
}
JOURNAL = frozenset({"record_changed", "record_missing", "commit_broken", "commits_missing", "journal_unreadable"})
"""Codes of faults in the journal itself; with all others the journal is intact."""


class StoreFault(str):
    """One English line for the log, "" for no fault.  Keeps its code and parameters for translation."""

    code: str
    params: Mapping[str, str]

    def __new__(cls, code: str = "", /, **params: object) -> StoreFault:
        """``code`` and the fields of its template; values may come from files: line breaks in them become spaces."""
        filled = {name: " ".join(str(value).splitlines()) for name, value in params.items()}
        fault = super().__new__(cls, TEMPLATES[code].format_map(filled) if code else "")
        fault.code, fault.params = code, filled
        return fault


NONE = StoreFault()
