"""What the live realm knows of a drill beside it: that it takes place and that it is over, and nothing else."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from county.authority import Principal, Role
from county.clock import ManualClock, SystemClock
from county.commands import Command, CommandBody, DispatchEvent, FileEvent, ReportEvent
from county.drill.run import AnnounceDrill, DrillAnnounced, DrillEnded, EndDrill, StartDrill
from county.figures.periods import span_ms
from county.realm_clock import SetClockRate
from county.records import AlarmRaised, EventReported, Record
from services.analysis.assessment.assessment import Assessment
from services.analysis.figures.figures import Figures, counted_county
from services.protocol import messages as m
from services.protocol.analysis_messages import FiguresRequest, KpiRequest, Period
from services.store.upcast import RecordReader
from tests.memory_realm import MemoryRealm
from tests.timelines import timeline_of
from tests.unit.drill_day import BEGINS_MS, DRILL, MINUTE, DrillDay, tiny_package

DESK = Principal(id="desk-1", roles=frozenset({Role.OPERATOR, Role.DIRECTOR}))
SEAT = Principal(id="seat-2", roles=frozenset({Role.OPERATOR}))
REPORT = ReportEvent(event_id="20260715-7K4Q2M9", subclass="road_flooding", title="x", source="hotline", x_m=500_500.0,
                     y_m=3_100_500.0)  # fmt: skip
ANNOUNCED = AnnounceDrill(drill=DRILL.id, title="山洪演练", roles=("值班室",), units=("truck-1",))


class LiveDay:
    def __init__(self, folder: Path) -> None:
        package = tiny_package(folder)
        wall = SystemClock(wall=lambda: BEGINS_MS, monotonic=lambda: 0)
        self.realm = MemoryRealm(package, clock=ManualClock(BEGINS_MS), principals=(DESK, SEAT), wall=wall)
        self.package = package
        self._clients = {key.id: self.realm.plain_client(key.id) for key in (DESK, SEAT)}

    def give(self, id: str, body: CommandBody, by: str = DESK.id) -> str:
        self._clients[by].send(m.Submit(command=Command(id=id, realm="live", happened_ms=BEGINS_MS, body=body)))
        self.realm.turn(3)
        [answer] = self._clients[by].answers()
        return answer.code if isinstance(answer, m.Rejected) else ""

    def work(self) -> None:
        assert self.give("a", REPORT) == ""
        assert self.give("b", FileEvent(event_id=REPORT.event_id)) == ""
        assert self.give("c", DispatchEvent(event_id=REPORT.event_id, unit="truck-1")) == "", "units stay dispatchable"

    def others(self) -> list[Record[Any]]:
        """Its records but those about the drill, numbered as if these were not there."""
        left = [r for r in self.realm.records() if not isinstance(r.body, DrillAnnounced | DrillEnded)]
        return [replace(record, seq=number) for number, record in enumerate(left, start=1)]


def test_the_live_journal_is_the_same_with_and_without_a_drill_beside_it(tmp_path: Path) -> None:
    alone, beside = LiveDay(tmp_path / "a"), LiveDay(tmp_path / "b")
    alone.work()
    drill = DrillDay(beside.package)
    drill.start()
    assert beside.give("x", ANNOUNCED) == ""
    beside.work()
    drill.pass_to(6_000)
    assert beside.give("y", EndDrill(drill=DRILL.id)) == ""
    assert beside.others() == alone.others()
    assert {record.realm for record in beside.realm.records()} == {"live"}
    run = beside.realm.desk.find("drill", DRILL.id)
    assert (run.state, run.title, run.announced, run.units) == ("ended", "山洪演练", ("值班室",), ("truck-1",))


def assessed(day: LiveDay, folder: Path) -> tuple[dict[str, float | None], dict[str, float | None], list[Any]]:
    """All figures and the assessment of the quarter: by metric, by leaf, and the scores of the tree."""
    county, log, period = counted_county(day.package), day.realm.log, "2026-Q3"
    span = span_ms(period)
    assert span is not None
    with closing(timeline_of(log, folder)) as timeline:
        figures = Figures(timeline, county, log, RecordReader())
        metrics = tuple(key for key, metric in day.realm.catalog.metrics.items() if metric.source != "results")
        asked = FiguresRequest(request="r", metrics=metrics, periods=(Period(span.start, span.stop),))
        values = figures.table(asked).totals[0]
        found = {name: value.value for name, value in zip(metrics, values, strict=True)}
        tree = Assessment(timeline, county, figures, None).tree(KpiRequest(request="r", period=period))
    return found, {leaf.id: leaf.value.value for leaf in tree.leaves}, tree.scores


def test_figures_and_the_assessment_of_the_live_realm_do_not_count_a_drill_beside_it(tmp_path: Path) -> None:
    """In the drill an event is reported and an alarm raised."""
    alone, beside = LiveDay(tmp_path / "a"), LiveDay(tmp_path / "b")
    alone.work()
    drill = DrillDay(beside.package)
    drill.start()
    assert beside.give("x", ANNOUNCED) == ""
    assert drill.give("zhou", SetClockRate(rate=60)) == ""
    drill.pass_to(30 * MINUTE)
    assert {type(record.body) for record in drill.realm.records()} >= {EventReported, AlarmRaised}
    beside.work()
    assert beside.give("y", EndDrill(drill=DRILL.id)) == ""
    figures, leaves, scores = assessed(beside, tmp_path / "beside")
    assert figures["reported"] == 1
    assert (figures, leaves, scores) == assessed(alone, tmp_path / "alone")


def test_only_directors_announce_a_drill_and_nothing_else_of_it_is_done_in_live(tmp_path: Path) -> None:
    day = LiveDay(tmp_path)
    assert day.give("a", ANNOUNCED, SEAT.id) == "not_authorised"
    assert day.give("b", replace(ANNOUNCED, drill="live")) == "drill_not_here"
    assert day.give("c", ANNOUNCED) == ""
    assert day.give("d", EndDrill(drill=DRILL.id), SEAT.id) == "drill_directors_only"
    assert day.give("e", StartDrill(drill=DRILL.id)) == "case_transition_forbidden"
    assert day.give("f", replace(REPORT, event_id="演20260715-7K4Q2M9")) == "drill_number_in_live"
    assert day.give("g", replace(REPORT, source="simulated")) == "source_of_simulators"
