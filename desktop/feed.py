"""The feed moves whatever arrived from the source into the layers: in slices, so that the window never stutters."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, QTimer, Signal

from county.clock import Clock, monotonic_ms
from county.event import Event
from county.records import AlarmRecord, Record
from desktop.submissions import Submissions
from layers.registry import LayerSet
from services.protocol.source import Source

TICK_MS = 40
BUDGET_MS = 8
SLICE = 64
"""Records applied between two looks at the clock."""
EVENTS_A_TICK = 1_000
"""Of a snapshot: their columns and the rows of the list follow within the same tick."""


class Feed(QObject):
    """25 times a second: take, apply for at most 8 ms, let every layer tell its views once."""

    arrived = Signal(object)
    """HistoryReply: past readings that a panel asked for."""

    def __init__(self, source: Source, layers: LayerSet, submissions: Submissions, clock: Clock) -> None:
        super().__init__()
        self._source = source
        self._layers = layers
        self._submissions = submissions
        self._clock = clock
        self._backlog: deque[Record] = deque()
        self._rest: tuple[Event, ...] = ()
        """Of a snapshot, not yet shown."""
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._work)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._tell)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._next.stop()

    @property
    def backlog(self) -> int:
        """Records, and events of a snapshot, that were taken and are not yet shown."""
        return len(self._rest) + len(self._backlog)

    def tick(self) -> None:
        """One slice of work, shown at once."""
        self._take()
        self._tell()

    def _work(self) -> None:
        """One slice of work; the views follow in the loop's next turn, which a click need not wait for."""
        self._take()
        self._next.start()

    def _tell(self) -> None:
        self._layers.tick(self._clock.now_ms())

    def _take(self) -> None:
        """While a backlog is left nothing more is taken: the inbox holds the pressure."""
        if not self.backlog:
            taken = self._source.take()
            if (snapshot := taken.snapshot) is not None:
                self._layers.events.reset(())
                self._rest = snapshot.events
                self._layers.alarms.reset(snapshot.alarms)
                self._layers.sensors.reset(snapshot.channels, snapshot.readings)
            self._backlog.extend(taken.records)
            if taken.readings is not None:
                self._layers.sensors.apply(taken.readings)
            for reply in taken.replies:
                self._submissions.answer(reply)
            for history in taken.histories:
                self.arrived.emit(history)
        if self._rest:
            self._layers.events.add(self._rest[:EVENTS_A_TICK])
            self._rest = self._rest[EVENTS_A_TICK:]
        if not self._rest:
            self._apply(monotonic_ms() + BUDGET_MS)

    def _apply(self, until_ms: int) -> None:
        while self._backlog:
            records = [self._backlog.popleft() for _ in range(min(SLICE, len(self._backlog)))]
            alarms = [r for r in records if isinstance(r.body, AlarmRecord)]
            events = [r for r in records if not isinstance(r.body, AlarmRecord)]
            if events:
                self._layers.events.apply(events)
            if alarms:
                self._layers.alarms.apply(alarms)
            if monotonic_ms() >= until_ms:
                break
