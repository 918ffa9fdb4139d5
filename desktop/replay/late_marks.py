"""The items of a replayed drill that were met late or missed, at their moments of the recording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from psygnal import Signal

from county.drill.late_items import LateItem
from services.protocol.replay import BY_TIME, Replay, ReplayMoment


class LateMark(NamedTuple):
    """One of them."""

    moment: ReplayMoment
    item: LateItem


class LateMarks:
    """In the order of their moments."""

    changed = Signal()

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._items: tuple[LateItem, ...] = ()
        self._placed: tuple[float, tuple[LateMark, ...]] = (0.0, ())
        """For which share of the recording that has been read, and the marks."""

    def show(self, items: Sequence[LateItem]) -> None:
        """Replace all of them."""
        self._items = tuple(items)
        self._place()
        self.changed.emit()

    @property
    def marks(self) -> tuple[LateMark, ...]:
        """At the moments that are known so far: when a record became known, is known once it has been read."""
        if self._placed[0] != self._replay.read_share:
            self._place()
        return self._placed[1]

    def beside(self, here: ReplayMoment, *, later: bool) -> LateMark | None:
        """The next one after a shown moment, or the last one before it; None where there is none."""
        if later:
            return next((mark for mark in self.marks if _distance(here, mark.moment) > 0), None)
        return next((mark for mark in reversed(self.marks) if _distance(here, mark.moment) < 0), None)

    def _place(self) -> None:
        marks = (LateMark(self._moment(item), item) for item in self._items)
        self._placed = self._replay.read_share, tuple(sorted(marks, key=lambda mark: mark.moment.known_ms))

    def _moment(self, item: LateItem) -> ReplayMoment:
        """That of its record; where there is none a time, at which every replay shows what is sought."""
        if item.seq is not None and item.after_ms == 0:
            return self._replay.moment_of(item.seq)
        began_ms = 0 if item.seq is None else self._replay.moment_of(item.seq).known_ms
        return self._replay.moment_at(began_ms + item.after_ms)._replace(seq=BY_TIME)


def _distance(here: ReplayMoment, mark: ReplayMoment) -> int:
    """How far a mark is after a shown moment, negative: before it.  By its record where what was known then is shown:
    in a long journal the time of a mark is an estimate, that of a moment is not."""
    if here.happened_ms is None and mark.seq != BY_TIME:
        return mark.seq - here.seq
    return mark.known_ms - here.at_ms
