"""What is told besides warning cards: repeated and collective reports, and words that rise."""

from __future__ import annotations

from msgspec import Struct

from county.risk.repeats import RepeatKind


class ToldRepeat(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Reports that belong together; see :mod:`county.risk.repeats`."""

    kind: RepeatKind
    subclass: str
    """Of most of the events."""
    division: str
    """The village; "" where they are of several ones, or of none."""
    events: int
    people: int
    from_ms: int
    evidence: tuple[str, ...]
    """Ids of the newest events."""


class ToldTopic(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words of titles that rise; see :mod:`county.risk.topics`."""

    subject: str
    """Class of the events."""
    words: tuple[str, ...]
    events: int
    of: int
    share_before: float
    z: float
    chance: float
    evidence: tuple[str, ...]
