"""What waits in the live realm, by a link of its own, which gives no commands and folds events and alarms alone: for
windows of another process than the live window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QTimer

from county.aggregates import BY_KEY
from county.drill.real_calls import RealKind, interrupting, interrupts
from county.fold import Fold
from county.records import Record
from desktop.drill.real_calls import RealCall, RealCalls, call_of
from services.protocol.source import Snapshot, Source

TICK_MS = 250
RETRY_TICKS = 20
"""After so many ticks a backend of the live realm is looked for again."""
FOLLOWED: tuple[RealKind, ...] = ("event", "alarm")
_RECORDS = tuple(BY_KEY[key].record for key in FOLLOWED)


class LiveWatch(RealCalls):
    """``connect`` returns the source of the live realm, not opened yet, or None while there is none."""

    def __init__(self, connect: Callable[[], Source | None]) -> None:
        super().__init__()
        self._connect = connect
        self._source: Source | None = None
        self._fold = Fold()
        self._ticks = 0
        self._was = self.trouble
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def follow(self) -> None:
        self._timer.start()
        self.tick()

    @property
    def source(self) -> Source | None:
        return self._source

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

    def leave(self) -> None:
        self._timer.stop()
        if self._source is not None:
            self._source.close()
            self._source = None

    def _restore(self, snapshot: Snapshot) -> None:
        self._fold.restore(snapshot.seq, snapshot.recorded_ms, {key: snapshot.states[key] for key in FOLLOWED})
        tables = [(kind, snapshot.states[kind]) for kind in FOLLOWED]
        self._replace([
            (kind, table.ids[row]) for kind, table in tables for row in interrupting(kind, table.columns).tolist()
        ])  # fmt: skip

    def _follow(self, records: Iterable[Record[Any]]) -> bool:
        """Returns whether something calls that did not, or does not any more."""
        before = len(self._calls), len(self.new)
        news = False
        changed = self._fold.apply_all(records, lambda record, error: None)
        for key in FOLLOWED:
            for id, state in changed.get(key, {}).items():
                if state is None or not interrupts(state):
                    self._calls.pop((key, id), None)
                    self.new = [one for one in self.new if one != (key, id)]
                elif (key, id) not in self._calls:
                    self._calls[key, id] = None
                    self.new.append((key, id))
                    news = True
        return news or before != (len(self._calls), len(self.new))

    def call(self, kind: RealKind, id: str) -> RealCall | None:
        return call_of(kind, id, self._fold.states[kind].get(id))
