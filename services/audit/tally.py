"""Bounds the number of entries about things that strangers or a faulty client can repeat at will."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from services.audit.entry import AuditEntry, AuditKind

OTHERS = "…"
"""In place of what is not told apart any more."""
GROUPS_MAX = 64
"""Groups of one kind told apart in a period."""
KEYS_MAX = 4
"""Keys of one address told apart in a period: a stranger can make any number of them."""
BULK_A_DAY = 20_000
"""Entries of all these kinds a day at most, some 6 MB; the rest is only counted."""
AUTHOR_A_DAY = BULK_A_DAY // 4
"""The same about one key, and about all strangers together: none of them can use up what the others need."""
DAY_MS = 86_400_000
QUARTER_MS = 900_000


@dataclass(frozen=True)
class Bulk:
    """How often a kind is stored: in a period the first ``lines`` entries of each group, then their number."""

    lines: int
    group: Callable[[AuditEntry], tuple[str, ...]]
    period_ms: int = QUARTER_MS
    counted: bool = True
    """Whether the number of further entries is stored."""


def _by(entry: AuditEntry) -> tuple[str, ...]:
    return (entry.by,)


BULK: Mapping[str, Bulk] = {
    AuditKind.SESSION_OPENED: Bulk(1, lambda entry: (entry.by, entry.address), period_ms=10_000, counted=False),
    AuditKind.REJECTED: Bulk(1, lambda entry: (entry.address, entry.about)),
    AuditKind.COMMAND_REFUSED: Bulk(50, _by),
    AuditKind.CONTACT_DISCLOSED: Bulk(200, _by),
    AuditKind.CONTACT_REFUSED: Bulk(50, _by),
    AuditKind.FILE_FETCHED: Bulk(1, lambda entry: (entry.by, entry.about), counted=False),
    AuditKind.AUDIT_READ: Bulk(1, _by, counted=False),
    AuditKind.AUDIT_REFUSED: Bulk(50, _by),
}
"""A client opens two connections for a session, reads a file in many chunks and the log in many pages."""


@dataclass
class _Group:
    since_ms: int
    last: AuditEntry
    lines: int = 0
    further: int = 0


class AuditTally:
    """Used by one thread.  Times are monotonic ms."""

    def __init__(self) -> None:
        self._groups: dict[str, dict[tuple[str, ...], _Group]] = {kind: {} for kind in BULK}
        self._day_at = 0
        self._stored_today: Counter[str] = Counter()
        """By author, "" for strangers."""
        self._over_limit = 0

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
        if group.lines < bulk.lines and self._is_within_day(entry.by, now_ms):
            group.lines += 1
            yield entry
        else:
            group.further += entry.count

    def due(self, now_ms: int, *, all_of_them: bool = False) -> Iterator[AuditEntry]:
        """The numbers of entries that were not stored, of periods that have ended."""
        day_ended = all_of_them or now_ms - self._day_at >= DAY_MS
        for kind, groups in self._groups.items():
            bulk = BULK[kind]
            for name, group in list(groups.items()):
                if not all_of_them and now_ms - group.since_ms < bulk.period_ms:
                    continue
                del groups[name]
                if not group.further or not bulk.counted:
                    continue
                if self._is_within_day(group.last.by, now_ms):
                    yield replace(group.last, count=group.further)
                else:
                    self._over_limit += group.further
        if self._over_limit and day_ended:
            yield AuditEntry(kind=AuditKind.ENTRIES_LOST, code="daily limit", count=self._over_limit)
            self._over_limit = 0

    def _is_within_day(self, author: str, now_ms: int) -> bool:
        """Count an entry; False when a limit of the day is reached."""
        if now_ms - self._day_at >= DAY_MS:
            self._day_at, self._stored_today = now_ms, Counter()
        if self._stored_today[author] >= AUTHOR_A_DAY or self._stored_today.total() >= BULK_A_DAY:
            return False
        self._stored_today[author] += 1
        return True


def _told_apart(
    name: tuple[str, ...], entry: AuditEntry, groups: Mapping[tuple[str, ...], _Group]
) -> tuple[tuple[str, ...], AuditEntry]:
    """The group of an entry, and the entry without what its group does not tell apart."""
    if name in groups:
        return name, entry
    if entry.kind == AuditKind.REJECTED and sum(other[0] == name[0] for other in groups) >= KEYS_MAX:
        name, entry = (name[0], OTHERS), replace(entry, about=OTHERS)
    if name not in groups and len(groups) >= GROUPS_MAX:
        name = (OTHERS,) * len(name)
        entry = replace(entry, address=OTHERS if entry.address else "", by=OTHERS if entry.by else "", about=OTHERS)
    return name, entry
