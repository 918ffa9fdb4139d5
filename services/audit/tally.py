"""Bounds the number of entries about things that strangers or a faulty client can repeat at will.

What strangers choose (addresses, keys) is told apart within limits; the principal of an admitted key always is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from county.durations import DAY_MS
from services.audit.entry import AuditEntry, AuditKind

OTHERS = "…"
"""In place of what is not told apart any more."""
GROUPS_MAX = 64
"""Groups of strangers told apart in a period."""
KEYS_MAX = 4
"""Keys of one address of a stranger told apart in a period: any number of them can be made."""
ADDRESSES_MAX = 16
"""Addresses of one principal told apart in a period."""
STRANGERS_A_DAY = 10_000
"""Lines about strangers a day at most, some 3 MB; the rest is only counted."""
LINES_A_DAY = 2_000
"""The same for each kind and principal; what a principal took away is always a line."""
QUARTER_MS = 900_000

Name = tuple[str, ...]


@dataclass(frozen=True)
class Bulk:
    """How often a kind is stored: in a period the first ``lines`` entries of each group, then their number."""

    lines: int
    group: Callable[[AuditEntry], Name]
    """Begins with the principal."""
    period_ms: int = QUARTER_MS
    counted: bool = True
    """Whether further entries of a group are counted; otherwise they belong to its first one."""
    limited: bool = True
    """Whether a day has a limit."""


def _by(entry: AuditEntry) -> Name:
    return (entry.by,)


def _by_address(entry: AuditEntry) -> Name:
    return entry.by, entry.address


BULK: Mapping[str, Bulk] = {
    AuditKind.SESSION_OPENED: Bulk(1, _by_address, period_ms=10_000, counted=False),
    AuditKind.REJECTED: Bulk(1, lambda entry: (entry.by, entry.address, entry.about)),
    AuditKind.COMMAND_REFUSED: Bulk(50, _by),
    AuditKind.CONTACT_DISCLOSED: Bulk(1, lambda entry: (entry.by, entry.about), limited=False),
    AuditKind.CONTACT_REFUSED: Bulk(50, _by),
    AuditKind.FILE_FETCHED: Bulk(1, lambda entry: (entry.by, entry.about), counted=False, limited=False),
    AuditKind.AUDIT_READ: Bulk(1, _by),
    AuditKind.AUDIT_REFUSED: Bulk(50, _by),
}
"""A client opens two connections for a session, reads a file in many chunks and the log in many pages.  Reporters and
files that exist bound the lines about them."""


@dataclass
class _Group:
    since_ms: int
    last: AuditEntry
    lines: int = 0
    further: int = 0


@dataclass
class _Day:
    """Lines of a kind about a principal, or about strangers, on this day."""

    lines: int = 0
    lost: int = 0


class AuditTally:
    """Used by one thread.  Times are monotonic ms."""

    def __init__(self) -> None:
        self._groups: dict[str, dict[Name, _Group]] = {kind: {} for kind in BULK}
        self._day_at = 0
        self._today: dict[tuple[str, str], _Day] = {}
        """By kind and principal, "" for strangers."""
        self._pending: list[AuditEntry] = []
        """Numbers of lost entries of days that have ended."""

    def pass_on(self, entry: AuditEntry, now_ms: int) -> Iterator[AuditEntry]:
        """The entries to be stored because of ``entry``: itself, or none where it is only counted."""
        bulk = BULK.get(entry.kind)
        if bulk is None:
            yield entry
            return
        groups = self._groups[entry.kind]
        name, entry = _told_apart(bulk.group(entry), entry, groups)
        group = groups.get(name)
        if group is None:
            group = groups[name] = _Group(now_ms, entry)
        group.last = entry
        if group.lines < bulk.lines:
            group.lines += 1
            if self._is_within_day(entry, now_ms):
                yield entry
        elif bulk.counted or OTHERS in name:
            group.further += entry.count

    def due(self, now_ms: int, *, all_of_them: bool = False) -> Iterator[AuditEntry]:
        """The numbers of entries that were not stored, of periods that have ended."""
        for kind, groups in self._groups.items():
            for name, group in list(groups.items()):
                if not all_of_them and now_ms - group.since_ms < BULK[kind].period_ms:
                    continue
                del groups[name]
                number = replace(group.last, count=group.further)
                if group.further and self._is_within_day(number, now_ms):
                    yield number
        if all_of_them or now_ms - self._day_at >= DAY_MS:
            self._end_day(now_ms)
        yield from self._pending
        self._pending.clear()

    def _is_within_day(self, entry: AuditEntry, now_ms: int) -> bool:
        """Count a line; False when the limit of the day is reached, and the entry is counted as lost."""
        if now_ms - self._day_at >= DAY_MS:
            self._end_day(now_ms)
        if not BULK[entry.kind].limited:
            return True
        today = self._today.setdefault((entry.kind, entry.by), _Day())
        if today.lines < (LINES_A_DAY if entry.by else STRANGERS_A_DAY):
            today.lines += 1
            return True
        today.lost += entry.count
        return False

    def _end_day(self, now_ms: int) -> None:
        self._pending += [
            AuditEntry(kind=AuditKind.ENTRIES_LOST, by=by, about=kind, code="daily_limit", count=day.lost)
            for (kind, by), day in self._today.items()
            if day.lost
        ]
        self._today.clear()
        self._day_at = now_ms


def _told_apart(name: Name, entry: AuditEntry, groups: Mapping[Name, _Group]) -> tuple[Name, AuditEntry]:
    """The group of an entry, and the entry without what its group does not tell apart."""
    if name in groups:
        return name, entry
    if entry.kind == AuditKind.REJECTED and not entry.by:
        if sum(other[:2] == name[:2] for other in groups) >= KEYS_MAX:
            name, entry = (*name[:2], OTHERS), replace(entry, about=OTHERS)
        if name not in groups and sum(not other[0] for other in groups) >= GROUPS_MAX:
            name, entry = ("", OTHERS, OTHERS), replace(entry, address=OTHERS, about=OTHERS)
    elif entry.kind in (AuditKind.REJECTED, AuditKind.SESSION_OPENED) and (
        sum(other[0] == name[0] for other in groups) >= ADDRESSES_MAX
    ):
        name, entry = (name[0], *(OTHERS for _ in name[1:])), replace(entry, address=OTHERS)
    return name, entry
