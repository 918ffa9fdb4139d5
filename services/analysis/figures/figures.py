"""Answers requests for figures: of all events ever and of what was reported for figures, as of any record."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from county.aggregates import of_record
from county.catalog import Catalog
from county.explained import Explained
from county.figures.indicator_limits import number_text
from county.figures.indicators import IndicatorReported
from county.figures.inputs import CallCounted, GridVisited
from county.figures.metric import Figure, FigureValue, Metric
from county.package.open import CountyPackage
from county.records import AlarmRaised, EventReported, Record
from county.sensors import Sensor
from county.units.status import READINESS, UnitStatusSet
from services.analysis.figures.event_figures import EventFigures, GroupedValues
from services.analysis.figures.reported_figures import ReportedFigures
from services.analysis.figures.sensor_figures import SensorFigures
from services.analysis.figures.stock_figures import StockFigures
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.analysis_messages import (
    RECORDS_MAX,
    VALUES_MAX,
    CountedBy,
    FigureRecord,
    FigureRecords,
    FigureRecordsRequest,
    FiguresRequest,
    FigureTable,
)
from services.store.ports import Cancelled, JournalReader
from services.store.upcast import RecordReader

TABLES_MAX = 32
"""Tables that are kept, so that the same request as of the same record is answered at once."""
KEPT_MAX = 2 * VALUES_MAX
"""Figures in all of them: 200 bytes each."""


class CannotCount(Explained):
    """A request for figures that there are none of; one line: why."""


class CountedCounty(NamedTuple):
    """What figures need of the county besides its journal."""

    catalog: Catalog
    grids: Callable[[], Sequence[str]]
    """Codes of all its grids."""
    sensors: Callable[[], Sequence[Sensor]] = tuple
    """All that its package registers."""
    units: Callable[[], Sequence[str]] = tuple
    """Ids of its mobile resources."""
    code: str = ""
    """Of the county itself, among those of the divisions."""
    grid_places: Callable[[], Mapping[str, tuple[float, float]]] = dict
    """The middle of each grid, in metres."""


def counted_county(county: CountyPackage) -> CountedCounty:
    """What figures need of a package."""
    catalog = county.catalog

    def units() -> list[str]:
        mobile = {key for key, kind in catalog.resource_kinds.items() if kind.mobile}
        return [unit.id for unit in county.resources if unit.kind in mobile]

    def places() -> dict[str, tuple[float, float]]:
        table = county.table("grids")
        middles = shapely.get_coordinates(shapely.centroid(table.geometry)).tolist()
        return {str(code): (x, y) for code, (x, y) in zip(table["code"].tolist(), middles, strict=True)}

    code = county.manifest.code
    return CountedCounty(catalog, lambda: _grids_of(county), lambda: county.sensors, units, code, cache(places))


def _grids_of(county: CountyPackage) -> Sequence[str]:
    """Codes of all grids of a county; none where its package has none."""
    return [str(code) for code in county.table("grids")["code"].tolist()]


class Figures:
    """May be asked by several threads."""

    def __init__(
        self, timeline: RecordTimeline, county: CountedCounty, journal: JournalReader, reader: RecordReader
    ) -> None:
        """``journal``: not used by another thread."""
        self._timeline = timeline
        self._metrics = county.catalog.metrics
        self._journal = journal
        self._read = reader.read
        self._lock = Lock()
        """Of everything below, and of the journal."""
        self._events = EventFigures(timeline, county.catalog)
        self._reported = ReportedFigures(timeline, county.grids)
        self._sensors = SensorFigures(timeline, county.catalog, county.sensors)
        self._stock = StockFigures(timeline, county.sensors, county.units)
        self._tables: OrderedDict[tuple[Any, ...], FigureTable] = OrderedDict()

    def table(self, asked: FiguresRequest, cancelled: Callable[[], bool] = bool) -> FigureTable:
        """All requested figures.  Raises Cancelled, CannotCount, StoreError, UnreadableRecord."""
        with self._lock:
            seq = self._seq(asked.as_of_seq)
            key = asked.metrics, asked.scope, asked.periods, asked.grain, seq
            known = self._tables.get(key)
            if known is None:
                try:
                    known = self._tables[key] = self._computed(asked, seq, cancelled)
                finally:
                    self._events.forget_populations()
                while len(self._tables) > TABLES_MAX or sum(map(_size, self._tables.values())) > KEPT_MAX:
                    self._tables.popitem(last=False)
            self._tables.move_to_end(key)
            return FigureTable(
                request=asked.request, as_of_seq=known.as_of_seq, as_of_ms=known.as_of_ms, head_hash=known.head_hash,
                groups=known.groups, totals=known.totals, values=known.values,
            )  # fmt: skip

    def records(self, asked: FigureRecordsRequest, cancelled: Callable[[], bool] = bool) -> FigureRecords:
        """The records that a figure counts.  Raises as :meth:`table`."""
        with self._lock:
            seqs = self._seqs(asked.counted_by)
            rows = []
            for seq in seqs[:RECORDS_MAX]:
                if cancelled():
                    raise Cancelled
                rows.append(self._record(seq))
            return FigureRecords(request=asked.request, total=len(seqs), rows=rows)

    def seqs(self, counted: CountedBy) -> list[int]:
        """The records that a figure counts, in the order of the journal.  Raises CannotCount."""
        with self._lock:
            return self._seqs(counted)

    def events(self, counted: CountedBy) -> NDArray[np.int64]:
        """Numbers of the events that a figure counts; none of one whose source is not events.  Raises CannotCount."""
        with self._lock:
            metric = self._metric(counted.metric)
            if metric.source != "events":
                return np.zeros(0, np.int64)
            return self._places(metric, counted)

    def again(self, figure: Figure) -> FigureValue:
        """The value of a figure, computed again as of its own record.  Raises CannotCount."""
        with self._lock:
            values = self._values(self._metric(figure.metric), figure, self._seq(figure.as_of_seq))
            return values.total if figure.grain == "county" else values.groups.get(figure.group, FigureValue())

    def read(self, seq: int) -> Record[Any]:
        """A record of the journal.  Raises StoreError, UnreadableRecord."""
        with self._lock:
            [data] = self._journal.records(seq, seq)
            return self._read(data, seq)

    def forget(self) -> None:
        """Compute everything again that is asked for; the columns of the events are kept."""
        with self._lock:
            self._tables.clear()
            self._events.forget()

    def _computed(self, asked: FiguresRequest, seq: int, cancelled: Callable[[], bool]) -> FigureTable:
        table: list[list[GroupedValues]] = [[] for _ in asked.periods]
        groups: dict[str, None] = {}
        earliest_first = sorted(range(len(table)), key=lambda place: asked.periods[place].to_ms)
        for place in earliest_first:  # what a level counts goes on from an earlier moment
            period, row = asked.periods[place], table[place]
            for name in asked.metrics:
                if cancelled():
                    raise Cancelled
                figure = Figure(
                    metric=name, scope=asked.scope, period=period, grain=asked.grain, group="", as_of_seq=seq,
                    value=FigureValue(),
                )  # fmt: skip
                row.append(self._values(self._metric(name), figure, seq))
                if asked.grain != "county":
                    groups |= dict.fromkeys(row[-1].groups)
                if len(groups) * len(asked.metrics) * len(asked.periods) > VALUES_MAX:
                    raise CannotCount(
                        "more than {limit} figures were requested; ask for fewer metrics", limit=VALUES_MAX
                    )
        names = sorted(groups)
        recorded = self._timeline.column("record.recorded_ms", self._timeline.extent)
        return FigureTable(
            request=asked.request, as_of_seq=seq, as_of_ms=int(recorded[seq - 1]) if seq else 0,
            head_hash=(self._journal.hash_at(seq) or b"").hex() if seq else "", groups=names,
            totals=[[one.total for one in row] for row in table],
            values=[[[_of_group(one, name) for name in names] for one in row] for row in table],
        )  # fmt: skip

    def _values(self, metric: Metric, figure: Figure, seq: int) -> GroupedValues:
        asked = metric, figure.scope, figure.period, figure.grain, seq
        match metric.source:
            case "events":
                return self._events.values(*asked)
            case "sensors":
                return self._sensors.values(*asked)
            case "alarms" | "cases" | "units":
                return self._stock.values(*asked)
            case _:
                return self._reported.values(*asked)

    def _seqs(self, counted: CountedBy) -> list[int]:
        metric = self._metric(counted.metric)
        if metric.source == "events":
            return self._events.first_seq(self._seq(counted.as_of_seq), self._places(metric, counted))
        if metric.source == "sensors":  # what is online has no record
            return []
        sources = self._stock if metric.source in ("alarms", "cases", "units") else self._reported
        return sources.seqs(
            metric, counted.scope, counted.period, counted.grain, counted.group, counted.part,
            self._seq(counted.as_of_seq),
        )  # fmt: skip

    def _places(self, metric: Metric, counted: CountedBy) -> NDArray[np.int64]:
        return self._events.places(
            metric, counted.scope, counted.period, counted.grain, counted.group, counted.part,
            self._seq(counted.as_of_seq),
        )  # fmt: skip

    def _record(self, seq: int) -> FigureRecord:
        [data] = self._journal.records(seq, seq)
        record = self._read(data, seq)
        aggregate = of_record(record.body)
        subject = "" if aggregate is None else str(getattr(record.body, aggregate.subject))
        return FigureRecord(seq, record.happened_ms, subject, text_of(record.body))

    def _metric(self, name: str) -> Metric:
        metric = self._metrics.get(name)
        if metric is None or metric.source == "results":
            raise CannotCount("there is no metric {name}; see catalog/metrics.toml", name=repr(name))
        return metric

    def _seq(self, asked: int) -> int:
        newest = self._timeline.extent.head.seq
        if asked > newest:
            raise CannotCount("record {seq} is not in the timeline, which ends at {newest}", seq=asked, newest=newest)
        return asked or newest


def _size(table: FigureTable) -> int:
    """Number of its figures by group."""
    return sum(len(values) for row in table.values for values in row)


def _of_group(values: GroupedValues, name: str) -> FigureValue:
    """The figure of a group; one without events in it counts none where the total is known."""
    found = values.groups.get(name)
    if found is not None:
        return found
    total = values.total
    if total.quality == "unknown" and total.den is None:
        return FigureValue()
    return FigureValue(0, None, 0, quality="ok") if total.den is None else FigureValue(None, 0)


def text_of(body: Any) -> str:
    """What a record says, in few words without a language."""
    match body:
        case EventReported():
            return str(body.title)
        case CallCounted():
            return f"{body.answered} / {body.offered}"
        case GridVisited():
            return str(body.worker)
        case IndicatorReported():
            return number_text(body.value) + ("" if body.whole is None else f" / {number_text(body.whole)}")
        case AlarmRaised():
            return f"{body.sensor_id}  {body.rule}  {body.value:,.10g}"
        case UnitStatusSet():
            return READINESS[body.status].zh
        case _:
            return type(body).__name__
