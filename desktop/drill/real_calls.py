"""What waits in the live realm, for the windows of a drill or a replay: what of it must not be missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from county.alarms import Alarm
from county.drill.real_calls import RealKind
from county.events.event import Event
from services.protocol.source import Source


@dataclass(frozen=True)
class RealCall:
    """An open serious event, or an unacknowledged critical alarm, of the live realm."""

    kind: RealKind
    id: str
    state: Event | Alarm


class RealCalls(QObject):
    """Open events of level 重大 and above, and critical alarms that nobody acknowledged; whoever follows the live realm
    tells it by :meth:`_replace`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._calls: dict[tuple[RealKind, str], None] = {}
        self._begun = False
        self._strips = 0
        """How many follow it."""
        self.sounded: tuple[RealKind, str] | None = None
        """Kind and id of the one whose tone was played: it is heard once, however many windows tell it."""
        self.new: list[tuple[RealKind, str]] = []
        """Kind and id of those that appeared while this window watched and that nobody has taken note of, oldest
        first."""

    def start(self) -> None:
        """Follow the live realm, for one more window; to be ended by :meth:`stop`."""
        self._strips += 1
        if self._strips == 1:
            self.follow()

    def stop(self) -> None:
        """One window less; after the last one nothing is followed."""
        self._strips -= 1
        if self._strips == 0:
            self.leave()

    def follow(self) -> None:
        """Begin to follow the live realm."""
        raise NotImplementedError

    def leave(self) -> None:
        """End that."""
        raise NotImplementedError

    @property
    def source(self) -> Source | None:
        """Of the live realm; None while there is none."""
        raise NotImplementedError

    @property
    def known(self) -> bool:
        """Whether the numbers are those of the present."""
        return self._begun and self.source is not None and self.source.health().state == "live"

    @property
    def trouble(self) -> str:
        """Why they are not, one line; "" where there is nothing to say."""
        return "" if self.source is None else self.source.health().detail

    @property
    def now_ms(self) -> int:
        """The live realm's time, where it was known once."""
        assert self.source is not None
        return self.source.clock.now_ms()

    def call(self, kind: RealKind, id: str) -> RealCall | None:
        """An event or alarm of the live realm that is still on its desk."""
        raise NotImplementedError

    @property
    def events(self) -> int:
        """Open events of level 重大 and above."""
        return sum(kind == "event" for kind, _ in self._calls)

    @property
    def alarms(self) -> int:
        """Critical alarms that nobody acknowledged."""
        return sum(kind == "alarm" for kind, _ in self._calls)

    @property
    def newest(self) -> RealCall | None:
        """The last one that appeared and that nobody has taken note of; while the live realm is silent, as it was
        last known."""
        return self.call(*self.new[-1]) if self.new else None

    def take_note(self) -> None:
        """The person at this window has read what is new."""
        self.new.clear()
        self.changed.emit()

    def _replace(self, calling: Sequence[tuple[RealKind, str]]) -> bool:
        """All that calls; what did not before is new, but for the first time.  Returns whether anything changed."""
        before, self._calls = self._calls, dict.fromkeys(calling)
        if self._begun:
            self.new += [key for key in calling if key not in before]
        self.new = [key for key in self.new if key in self._calls]
        self._begun = True
        return before.keys() != self._calls.keys()


def call_of(kind: RealKind, id: str, state: object) -> RealCall | None:
    """None where there is no such state."""
    return RealCall(kind, id, state) if isinstance(state, Event | Alarm) else None
