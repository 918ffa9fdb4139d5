"""The score of one expectation: status, points, and the records that prove them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from county.drill.scenario import Expectation
from county.events.event import is_late

Decided = Literal["pending", "met", "late", "missed", "not_applicable"]
"""What an evaluator may state.  ``late``: between target and limit, or observed in part."""
Status = Literal[Decided, "not_due"]
"""``not_due``: the drill was aborted before its inject came, or before its limit."""
NoticeFinding = Literal["acknowledged", "sent", "never_sent"]


class Overruling(Struct, frozen=True, kw_only=True, gc=False):
    """An evaluator replaced the value; the old one is kept."""

    by: str
    reason: str
    seq: int
    old_status: Status
    old_points: float


class Called(Struct, frozen=True, gc=False):
    """Whether one of the addressees of a notice was reached: sent and never sent are different findings."""

    who: str
    finding: NoticeFinding


class Score(Struct, frozen=True, kw_only=True, gc=False):
    """The value of one expectation at one time of the drill."""

    id: str
    status: Status
    points: float
    weight: float
    elapsed_ms: int | None = None
    """From its start to its end; None while one of them is missing."""
    proof: tuple[int, ...] = ()
    """Sequence numbers of the records that started and ended it."""
    called: tuple[Called, ...] = ()
    overruled: Overruling | None = None
    cut_short: bool = False
    """It is missed because the drill ended while its time ran, before its limit."""

    @property
    def decided_by(self) -> int | None:
        """The record that decided it before anybody overruled it; None where there is none yet."""
        later = None if self.overruled is None else self.overruled.seq
        return max((seq for seq in self.proof if seq != later), default=None)

    @property
    def counts(self) -> bool:
        """Whether it is part of the result."""
        return self.status not in ("pending", "not_applicable", "not_due")


def timed(expectation: Expectation, elapsed_ms: int, *, is_done: bool) -> tuple[Status, float]:
    """Status and share of the weight after ``elapsed_ms``; a step on the target or limit is past it, as
    :func:`county.events.event.is_late` says.  ``is_done``: it ended then."""
    target, limit = expectation.target, expectation.limit
    if target is None or limit is None:
        raise ValueError(f"expectation {expectation.id} has no target and limit")
    if is_late(limit, elapsed_ms):
        return "missed", 0.0
    if not is_done:
        return "pending", 0.0
    if not is_late(target, elapsed_ms):
        return "met", 1.0
    return "late", (limit - elapsed_ms) / (limit - target)
