"""A journal of reports, the analysis that judges it, and the backend that records what it finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from county.authority import WATCH
from county.catalog import load
from county.durations import DAY_MS
from county.records import EventReported, Record
from county.risk.warning_card import WarningCard
from services.analysis.risk.risk_judge import RiskJudge
from services.analysis.timeline.timeline import new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.follow_ups.judged_risks import JudgedRisks, RiskIntake
from services.store.upcast import RecordReader, schema_of
from tests.risk_days import FIRST_MS, square_county
from tests.timelines import IDENTITY, log_of
from tests.unit.running_desk import RunningDesk

COUNTY = square_county(4, 5)
BUSY, QUIET = COUNTY.villages[6], COUNTY.villages[0]
DAYS = 21


class WatchedRealm:
    """A journal of reports, an analysis that judges it, and the backend that records what it finds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running = RunningDesk()
        self.records: list[Record[Any]] = []
        self.log = log_of([])
        self.timeline = new_timeline(folder / "timeline", IDENTITY)
        self.writer = TimelineWriter(self.timeline, self.log, RecordReader())
        self.start()

    def start(self) -> None:
        """Both processes start again."""
        self.judge = RiskJudge(self.folder, self.timeline, self.log, RecordReader(), load(), COUNTY)
        self.intake = RiskIntake(self.folder, "live")

    def report(
        self, day: float, village: str, count: int = 1, *, recorded: float | None = None, reporter: str = "",
        title: str = "垃圾",
    ) -> None:  # fmt: skip
        for _ in range(count):
            body = EventReported(
                event_id=f"E{len(self.records)}", subclass="exposed_garbage", level="general", source="hotline",
                title=title, x_m=0.0, y_m=0.0, division=village, reporter=reporter,
            )  # fmt: skip
            self._append(FIRST_MS + round(day * DAY_MS), FIRST_MS + round((recorded or day) * DAY_MS), body)

    def _append(self, happened_ms: int, recorded_ms: int, body: Any) -> None:
        record = Record(
            seq=len(self.records) + 1, realm="live", happened_ms=happened_ms, recorded_ms=recorded_ms, command_id="c",
            by="watch", schema=schema_of(body), body=body,
        )  # fmt: skip
        self.records.append(record)
        log_of([record], self.log)

    def judged(self, day: float) -> JudgedRisks:
        """What the analysis writes at the end of a day."""
        self.writer.go_on(1 << 30, self.log.head)
        return self.judge.judge(FIRST_MS + round(day * DAY_MS))

    def record(self, day: float) -> None:
        """The backend takes it."""
        now_ms = FIRST_MS + round(day * DAY_MS)
        for command in self.intake.due(now_ms).commands:
            known = len(self.running.log)
            self.running.give(command.body, by=WATCH, at_ms=command.happened_ms, now_ms=now_ms)
            for record in self.running.log[known:]:
                self._append(record.happened_ms, now_ms, record.body)

    @property
    def cards(self) -> dict[str, WarningCard]:
        return dict(self.running.desk.fold.states["warning"])
