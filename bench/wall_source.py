"""What a wall is shown in the benchmark: a day of events that stand still, and sensors that never do."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from bench.wall_answers import figure_table, kpi_tree, vital_signs
from county import records as r
from county.aggregates import AGGREGATES
from county.clock import ManualClock
from county.figures.metric import Grain, Period, Scope
from county.fold import StateTable
from county.package.open import CountyPackage
from county.records import Record
from county.sensing import ChannelTable
from county.streams import READINGS, Columns
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import FigureTable
from services.protocol.assessment_messages import KpiTree, VitalSignsAnswer
from services.protocol.source import Health, Snapshot, Taken

START_MS = 1_795_399_200_000
"""2026-11-23 10:00 in China."""
CHANGES_PER_S = 5_000
EVENTS = 300
LIVE = Health(
    state="live", detail="", realm="live", lag_ms=3.0, heartbeat_age_ms=0.0, newest_data_ms=None, drops=0,
    replayed=0, frames=1, pending=0, refusing="", backend_memory_bytes=0, analysis=AnalysisHealth("ready"),
)  # fmt: skip


class RunningClock(ManualClock):
    """Real time from :data:`START_MS` on; can be set forward."""

    def __init__(self) -> None:
        super().__init__(START_MS)
        self._began = time.monotonic()
        self.ahead_ms = 0

    def now_ms(self) -> int:
        return START_MS + self.ahead_ms + round(1000 * (time.monotonic() - self._began))


class WallSource:
    """Readings at a fixed rate; figures are answered at once."""

    def __init__(self, package: CountyPackage) -> None:
        self.clock = RunningClock()
        self._table = table = ChannelTable.of(package.sensors, package.catalog.sensor_kinds)
        kind_of = {sensor.id: sensor.kind for sensor in package.sensors}
        self._kinds = np.array([kind_of[sensor_id] for sensor_id, _ in table.rows])
        self._random = np.random.default_rng(1)
        self._sent_at = time.monotonic()
        self.changes = 0
        """Readings sent so far."""
        self.silent = ""
        """Kind of sensors that sends nothing."""
        self._package = package
        self._box = Taken(snapshot=self._snapshot(), records=self._events())
        self._asked = 0

    def _snapshot(self) -> Snapshot:
        tables = {aggregate.key: StateTable([], [], aggregate.table([])) for aggregate in AGGREGATES}
        return Snapshot(0, self.clock.now_ms(), tables, {READINGS.key: self._table}, {}, 0)

    def _events(self) -> list[Record[r.RecordBody]]:
        places = self._package.resources
        bodies: list[r.RecordBody] = []
        for number in range(EVENTS):
            place = places[number % len(places)]
            event_id = f"E{number:06}"
            bodies.append(r.EventReported(
                event_id=event_id, subclass="exposed_garbage", title=f"道路积水第{number}处", source="hotline",
                x_m=place.x_m, y_m=place.y_m, division=place.division, level="general",
            ))  # fmt: skip
            if number % 3:
                bodies.append(r.EventFiled(event_id=event_id))
                due_ms = START_MS + (number - EVENTS // 4) * 600_000
                bodies.append(r.EventDispatched(event_id=event_id, unit="city_management", due_ms=due_ms))
        return [
            Record(
                seq=n, realm="live", happened_ms=START_MS, recorded_ms=START_MS, command_id=f"c{n}", by="desk-1", body=b
            )
            for n, b in enumerate(bodies, 1)
        ]

    def open(self) -> None: ...

    def close(self) -> None: ...

    def health(self) -> Health:
        return LIVE

    def take(self) -> Taken:
        """What is due since the last call."""
        box, self._box = self._box, Taken()
        now = time.monotonic()
        count = round(CHANGES_PER_S * (now - self._sent_at))
        if box.snapshot is None and count:
            self._sent_at = now
            box = replace(box, columns={READINGS.key: self._readings(count)})
        return box

    def say_all(self) -> None:
        """Every channel is measured now."""
        self._box = replace(self._box, columns={READINGS.key: self._readings(0)})

    def figures(
        self, metrics: Sequence[str], scope: Scope, periods: Sequence[Period], grain: Grain, as_of_seq: int = 0
    ) -> str:
        return self._answer(lambda request: figure_table(request, metrics, periods, self.clock.now_ms()))

    def kpi_tree(self, period: str, division: str = "", as_of_seq: int = 0) -> str:
        return self._answer(lambda request: kpi_tree(request, period, self._package.catalog, self.clock.now_ms()))

    def vital_signs(self, as_of_seq: int = 0) -> str:
        return self._answer(lambda request: vital_signs(request, self._package.catalog, self.clock.now_ms()))

    def cancel_page(self, request: str) -> None: ...

    def _answer(self, make: Callable[[str], FigureTable | KpiTree | VitalSignsAnswer]) -> str:
        self._asked += 1
        request = f"asked {self._asked}"
        self._box = replace(self._box, answers=[*self._box.answers, make(request)])
        return request

    def _readings(self, count: int) -> Columns:
        """So many readings of any channels, 0: one of each."""
        total = len(self._kinds)
        rows = self._random.integers(0, total, count) if count else np.arange(total)
        rows = rows[self._kinds[rows] != self.silent]
        self.changes += len(rows)
        return Columns(READINGS, {
            "channel": rows.astype(np.int64), "at_ms": np.full(len(rows), self.clock.now_ms()),
            "value": self._random.uniform(0, 5, len(rows)), "quality": np.zeros(len(rows), np.uint8),
        })  # fmt: skip
