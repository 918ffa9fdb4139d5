"""The messages about risk early warning: when it was judged, by what, and how often the detectors were right.

The cards themselves are states of the desk.
"""

from __future__ import annotations

from msgspec import Struct

from county.risk.patterns import ToldRepeat, ToldTopic
from services.protocol.messages import Count, Message


class RiskRequest(Message, frozen=True, kw_only=True):
    """Requests when risks were judged last; with ``judge`` they are judged again, as of now."""

    request: str
    judge: bool = False


class DetectorRecord(Struct, frozen=True, array_like=True):
    """What a detector tested at the last judgement, and what became of the cards that it found."""

    tested: Count
    """Series; 0: its past is too short."""
    was_true: Count
    """Of the evaluated cards that it found those that persons called true …"""
    evaluated: Count
    """… and all of them."""


class RiskReply(Message, frozen=True, kw_only=True):
    request: str
    judged_ms: Count
    """0: nothing was judged yet."""
    past_days: Count
    """Days of the past that were known without a gap."""
    is_judging: bool
    detectors: dict[str, DetectorRecord]
    repeats: tuple[ToldRepeat, ...] = ()
    topics: tuple[ToldTopic, ...] = ()
