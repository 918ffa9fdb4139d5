"""What waits in the live realm, for the windows of a drill or a replay: a second link, which gives no commands.

It folds events and alarms alone and shows nothing of them but what must not be missed: open events of level 重大 and
above, and critical alarms that nobody acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from county.aggregates import BY_KEY
from county.alarms import Alarm
from county.drill.real_calls import interrupts
from county.events.emergency import EMERGENCY_LEVELS
from county.events.event import ENDED, LEVELS, STATES, Event
from county.fold import Fold
from county.records import Record
from services.protocol.source import Snapshot, Source

TICK_MS = 250
RETRY_TICKS = 20
"""After so many ticks a backend of the live realm is looked for again."""
FOLLOWED: tuple[Literal["event", "alarm"], ...] = ("event", "alarm")
_RECORDS = tuple(BY_KEY[key].record for key in FOLLOWED)


@dataclass(frozen=True)
class RealCall:
    """An open serious event, or an unacknowledged critical alarm, of the live realm."""

    kind: Literal["event", "alarm"]
    id: str
    state: Event | Alarm


class LiveWatch(QObject):
    """``connect`` returns the source of the live realm, not opened yet, or None while there is none."""

    changed = Signal()

    def __init__(self, connect: Callable[[], Source | None]) -> None:
        super().__init__()
        self._connect = connect
        self._source: Source | None = None
        self._fold = Fold()
        self._calls: dict[tuple[str, str], None] = {}
        """What calls, in the order of its appearance."""
        self._begun = False
        self._ticks = 0
        self._was = self.trouble
        self.new: list[tuple[str, str]] = []
        """Kind and id of those that appeared while this window watched and that nobody has taken note of, oldest
        first."""
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        self._timer.start()
        self.tick()

    @property
    def known(self) -> bool:
        """Whether the numbers are those of the present."""
        return self._begun and self._source is not None and self._source.health().state == "live"

    @property
    def trouble(self) -> str:
        """Why they are not, one line; "" where there is nothing to say."""
        return "" if self._source is None else self._source.health().detail

    @property
    def now_ms(self) -> int:
        """The live realm's time, where the numbers are known."""
        assert self._source is not None
        return self._source.clock.now_ms()

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
        """The last one that appeared and that nobody has taken note of."""
        return self.call(*self.new[-1]) if self.new else None

    def take_note(self) -> None:
        """The person at this window has read what is new."""
        self.new.clear()
        self.changed.emit()

    def tick(self) -> None:
        """Take what arrived; look for a backend where there is none."""
        if self._source is None:
            if self._ticks % RETRY_TICKS == 0:
                self._source = self._connect()
                if self._source is not None:
                    self._source.open()
            self._ticks += 1
        if self._source is None:
            return
        taken = self._source.take()
        changed = False
        if taken.snapshot is not None:
            self._restore(taken.snapshot)
            changed = True
        if self._begun:
            changed |= self._follow(record for record in taken.records if isinstance(record.body, _RECORDS))
        now = f"{self.known}{self.trouble}"
        if changed or now != self._was:
            self._was = now
            self.changed.emit()

    def stop(self) -> None:
        self._timer.stop()
        if self._source is not None:
            self._source.close()
            self._source = None

    def _restore(self, snapshot: Snapshot) -> None:
        """What calls in a snapshot and did not before is new, but for the first one."""
        self._fold.restore(snapshot.seq, snapshot.recorded_ms, {key: snapshot.states[key] for key in FOLLOWED})
        columns = snapshot.states["event"].columns
        levels = [code for code, level in enumerate(LEVELS) if level in EMERGENCY_LEVELS]
        ended = [code for code, state in enumerate(STATES) if state in ENDED]
        rows = np.flatnonzero(np.isin(columns["level"], levels) & ~np.isin(columns["state"], ended))
        calling = [("event", snapshot.states["event"].ids[row]) for row in rows.tolist()]
        alarms = self._fold.states["alarm"]
        calling += [("alarm", id) for id in alarms if interrupts(alarms[id])]
        if self._begun:
            self.new += [key for key in calling if key not in self._calls]
        self._calls = dict.fromkeys(calling)
        self.new = [key for key in self.new if key in self._calls]
        self._begun = True

    def _follow(self, records: Iterable[Record[Any]]) -> bool:
        """Returns whether something calls that did not, or does not any more."""
        before = len(self._calls), len(self.new)
        news = False
        for key, changes in self._fold.apply_all(records, lambda record, error: None).items():
            for id, state in changes.items():
                if state is None or not interrupts(state):
                    self._calls.pop((key, id), None)
                    self.new = [one for one in self.new if one != (key, id)]
                elif (key, id) not in self._calls:
                    self._calls[key, id] = None
                    self.new.append((key, id))
                    news = True
        return news or before != (len(self._calls), len(self.new))

    def call(self, kind: str, id: str) -> RealCall | None:
        """An event or alarm of the live realm that is still on its desk."""
        state = self._fold.states[kind].get(id)
        if isinstance(state, Event):
            return RealCall("event", id, state)
        return RealCall("alarm", id, state) if isinstance(state, Alarm) else None
