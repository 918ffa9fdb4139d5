"""The expectations of a drill that were met late or missed, and when that was so: what a 点评 goes through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from county.drill.scenario import Expectation
from county.drill.score import Score


class LateItem(NamedTuple):
    """Its moment is ``after_ms`` after the record ``seq`` became known; without a record that time itself."""

    expectation: Expectation
    score: Score
    seq: int | None
    after_ms: int

    @property
    def kind(self) -> Literal["late", "missed"]:
        return "late" if self.score.status == "late" else "missed"


def late_items(
    expectations: Iterable[Expectation], scores: Iterable[Score], over_ms: int | None
) -> tuple[LateItem, ...]:
    """In the order of the scenario.  ``over_ms``: when the drill was over, in its realm's time; None: it is not."""
    by_id = {score.id: score for score in scores}
    judged = ((one, by_id[one.id]) for one in expectations if one.id in by_id)
    found = (_item(one, score, over_ms) for one, score in judged if score.status in ("late", "missed"))
    return tuple(item for item in found if item is not None)


def _item(expectation: Expectation, score: Score, over_ms: int | None) -> LateItem | None:
    """None where its moment is not known."""
    if score.status == "missed" and score.overruled is None and expectation.what not in ("observed", "not_done"):
        if score.proof and expectation.limit is not None and not score.cut_short:
            return LateItem(expectation, score, score.proof[0], expectation.limit)
        return None if over_ms is None else LateItem(expectation, score, None, over_ms)
    seq = score.decided_by or (None if score.overruled is None else score.overruled.seq)
    return None if seq is None else LateItem(expectation, score, seq, 0)
