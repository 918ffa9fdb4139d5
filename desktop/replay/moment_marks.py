"""Things that are marked on the bar of a replay, at their moments of the recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from psygnal import Signal

from services.protocol.replay import Replay, ReplayMoment

T = TypeVar("T")


class MomentMark(NamedTuple, Generic[T]):
    """One of them."""

    moment: ReplayMoment
    item: T


class MomentMarks(Generic[T]):
    """In the order of their moments."""

    changed = Signal()

    def __init__(self, replay: Replay, moment_of: Callable[[Replay, T], ReplayMoment]) -> None:
        self._replay, self._moment_of = replay, moment_of
        self._items: tuple[T, ...] = ()
        self._placed: tuple[float, tuple[MomentMark[T], ...]] = (0.0, ())
        """For which share of the recording that has been read, and the marks."""

    def show(self, items: Sequence[T]) -> None:
        """Replace all of them."""
        self._items = tuple(items)
        self._place()
        self.changed.emit()

    @property
    def marks(self) -> tuple[MomentMark[T], ...]:
        """At the moments that are known so far: when a record became known, is known once it has been read."""
        if self._placed[0] != self._replay.read_share:
            self._place()
        return self._placed[1]

    def _place(self) -> None:
        marks = (MomentMark(self._moment_of(self._replay, item), item) for item in self._items)
        self._placed = self._replay.read_share, tuple(sorted(marks, key=lambda mark: mark.moment.known_ms))
