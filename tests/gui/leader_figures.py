"""Answers to everything that the leader's page asks of the analysis, for tests and pictures."""

from __future__ import annotations

from county.figures.metric import FigureValue, Metric, Period, share_of
from services.protocol.analysis_messages import (
    CountedBy,
    FigureRecord,
    FigureRecords,
    FiguresRequest,
    FigureTable,
)
from services.protocol.as_of_messages import SpanOfRecords
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop

DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS
AS_OF_SEQ = 70
RISING = "exposed_garbage"
"""Reported 34 times in the newest week, 12 times in any other one."""


class LeaderAnswers:
    """Shares of 400 that become a little worse towards the past; the first town is the slowest."""

    def __init__(self, scripted: ScriptedDesktop) -> None:
        self.scripted = scripted
        table = scripted.session.package.table("towns")
        self.towns = [str(code) for code in table["code"]]
        self.values: dict[str, FigureValue] = {}
        """Of metrics for the newest week, in place of the usual ones."""
        self.knows_last_year = True
        self.rises = True
        self.rising = [RISING]
        """Subclasses that do."""
        self.as_of_seq = AS_OF_SEQ
        self.began_ms = MONDAY_MORNING_MS - 200 * DAY_MS
        """When the first record was recorded."""
        self.weeks = 200
        """Of so many weeks there are records."""
        self.unknown_before: set[str] = set()
        """Metrics without a value of the weeks before this one."""
        self.knows_before = True
        """Whether there is anything of the weeks before this one."""
        self._answered = self._recorded = self._spans = 0

    def answer(self) -> None:
        """Answer all that was asked, also because of the answers."""
        source, feed = self.scripted.source, self.scripted.session.feed
        while self._spans < source.span_requests:
            self._spans += 1
            feed.arrived.emit(SpanOfRecords(
                request=f"span {self._spans}", first_ms=self.began_ms, last_ms=MONDAY_MORNING_MS, head_seq=AS_OF_SEQ,
                from_ms=self.began_ms, to_ms=MONDAY_MORNING_MS + 1, counts=[AS_OF_SEQ], gaps=[], marks=[],
            ))  # fmt: skip
        while self._answered < len(source.figure_requests) or self._recorded < len(source.counted_by):
            if self._answered < len(source.figure_requests):
                self._answered += 1
                feed.arrived.emit(self._table(source.figure_requests[self._answered - 1]))
            if self._recorded < len(source.counted_by):
                self._recorded += 1
                feed.arrived.emit(self._records(source.counted_by[self._recorded - 1], f"records {self._recorded}"))

    def _table(self, request: FiguresRequest) -> FigureTable:
        groups = {"town": self.towns, "subclass": [*self.rising, "road_collapse"]}.get(request.grain, [])
        metrics = self.scripted.session.catalog.metrics
        return FigureTable(
            request=request.request, as_of_seq=request.as_of_seq or self.as_of_seq, as_of_ms=MONDAY_MORNING_MS,
            head_hash="00", groups=groups,
            totals=[[self._value(metrics[name], name, period) for name in request.metrics]
                    for period in request.periods],
            values=[[[self._of_group(metrics[name], name, group, period) for group in groups]
                     for name in request.metrics] for period in request.periods],
        )  # fmt: skip

    def _weeks_ago(self, period: Period) -> int:
        return round((MONDAY_MORNING_MS - period.to_ms) / WEEK_MS)

    def _value(self, metric: Metric, name: str, period: Period) -> FigureValue:
        ago = self._weeks_ago(period)
        if ago >= self.weeks or (ago >= 40 and not self.knows_last_year) or (ago and not self.knows_before):
            return FigureValue()
        if ago and name in self.unknown_before:
            return FigureValue()
        if not ago and name in self.values:
            return self.values[name]
        if metric.kind == "duration":
            hours = 3.0 + 0.2 * min(ago, 6)
            return FigureValue(0, 400, hours * 3_600_000, hours * 3_500_000, hours * 3_700_000, "ok")
        if metric.has_denominator:
            return share_of(370 - 2 * min(ago, 20), 400, metric.min_denominator)
        number = 412 + 7 * ago
        return FigureValue(number, None, number, quality="ok")

    def _of_group(self, metric: Metric, name: str, group: str, period: Period) -> FigureValue:
        ago = self._weeks_ago(period)
        if (ago >= 40 and not self.knows_last_year) or (ago and not self.knows_before):
            return FigureValue()
        if group in self.rising:
            number = 34 if self.rises and not self._weeks_ago(period) else 12
            return FigureValue(number, None, number, quality="ok")
        if group not in self.towns:
            return FigureValue(3, None, 3, quality="ok")
        place = self.towns.index(group)
        if metric.kind == "duration":
            hours = 9.0 - 0.4 * min(place, 20)
            return FigureValue(0, 40, hours * 3_600_000, hours * 3_400_000, hours * 3_800_000, "ok")
        if metric.has_denominator:
            return share_of(20 + place % 20, 40, metric.min_denominator)
        number = max(60 - 5 * place, 0)
        return FigureValue(number, None, number, quality="ok")

    def _records(self, counted_by: CountedBy, request: str) -> FigureRecords:
        ids = [str(i) for i in self.scripted.session.layers.states("event")][:3] or ["2026-0001"]
        rows = [
            FigureRecord(7 + n, MONDAY_MORNING_MS - n * 60_000, event_id, f"事件{n}") for n, event_id in enumerate(ids)
        ]
        return FigureRecords(request=request, total=len(rows), rows=rows)
