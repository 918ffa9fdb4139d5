"""The items of a replayed drill that were met late or missed, at their moments of the recording."""

from __future__ import annotations

from county.drill.late_items import LateItem
from desktop.replay.moment_marks import MomentMark, MomentMarks
from services.protocol.replay import BY_TIME, Replay, ReplayMoment

LateMark = MomentMark[LateItem]


class LateMarks(MomentMarks[LateItem]):
    """One goes from each to the next."""

    def __init__(self, replay: Replay) -> None:
        super().__init__(replay, _moment)

    def beside(self, here: ReplayMoment, *, later: bool) -> LateMark | None:
        """The next one after a shown moment, or the last one before it; None where there is none."""
        if later:
            return next((mark for mark in self.marks if _distance(here, mark.moment) > 0), None)
        return next((mark for mark in reversed(self.marks) if _distance(here, mark.moment) < 0), None)


def _moment(replay: Replay, item: LateItem) -> ReplayMoment:
    """That of its record; where there is none a time, at which every replay shows what is sought."""
    if item.seq is not None and item.after_ms == 0:
        return replay.moment_of(item.seq)
    began_ms = 0 if item.seq is None else replay.moment_of(item.seq).known_ms
    return replay.moment_at(began_ms + item.after_ms)._replace(seq=BY_TIME)


def _distance(here: ReplayMoment, mark: ReplayMoment) -> int:
    """How far a mark is after a shown moment, negative: before it.  By its record where what was known then is shown:
    in a long journal the time of a mark is an estimate, that of a moment is not."""
    if here.happened_ms is None and mark.seq != BY_TIME:
        return mark.seq - here.seq
    return mark.known_ms - here.at_ms
