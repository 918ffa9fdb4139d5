"""The simulated day: full bins are emptied by the crews of the trucks, and none is left without a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from county import records as r
from county.events.event import State
from county.package.open import CountyPackage
from county.records import Record
from county.roads.network import RoadGraph
from county.rounds.aggregate import RoundsPlanned, StopServed, StopSkipped
from county.streams import READINGS
from services.loop.commit_group import InternalCommand
from services.protocol.newest import NewestPerKey
from services.rounds.intake import RoundsIntake
from services.simulation.reports import SIMULATED
from services.simulation.sources import SimulatedSources
from services.simulation.traffic import DemoTraffic
from tests.unit.running_desk import NOON_MS, RunningDesk
from tests.unit.running_rounds import PlannerDouble

HOURS = 2


class CollectingCounty(RunningDesk):
    """Desk, watch, simulated traffic and rounds of one package."""

    def __init__(self, folder: Path) -> None:
        self.package = CountyPackage(folder)
        table = self.package.table("roads")
        speeds = self.package.catalog.road_speeds
        roads = RoadGraph(table.geometry, table["id"].tolist(), table["road_class"].tolist(), speeds)
        super().__init__(place=self.package, roads=roads, collects=True)
        desk = self.desk
        self.newest = NewestPerKey(READINGS, len(self.channels))
        sources = SimulatedSources(self.package, desk.catalog, self.channels, 7)
        sources.signals.fill(sensor.id for sensor in self.package.sensors)
        self.demo = DemoTraffic(
            sources, desk.events, desk.alarms, of_sensors=desk.sensor_events(), realm="live", rank=desk.ranked,
            rounds=lambda: desk.states_of("rounds"), is_for_rounds=desk.is_for_rounds,
        )  # fmt: skip
        self.rounds = RoundsIntake(desk, self.channels, self.newest.rows, PlannerDouble(roads))
        self.now_ms = NOON_MS

    def run(self, seconds: int, *, step_s: int = 60) -> None:
        for _ in range(0, seconds, step_s):
            self.messages.clear()
            due = self.demo.due(self.now_ms)
            own = [InternalCommand(self.demo.principal, command) for command in due.commands]
            planned = self.rounds.due(self.now_ms).commands
            own += [InternalCommand(self.rounds.principal, command) for command in planned]
            for columns in due.columns:
                graded = self.watch.graded(columns)
                self.newest.put(graded, self.now_ms)
            self.group((), own, due.columns, now_ms=self.now_ms)
            assert not self.messages.lines, "no command is refused"
            self.now_ms += step_s * 1_000


@pytest.fixture(scope="module")
def afternoon(small_county: Path) -> CollectingCounty:
    county = CollectingCounty(small_county)
    county.run(HOURS * 3_600)
    return county


def of(county: CollectingCounty, *kinds: type[r.RecordBody]) -> list[Record]:  # type: ignore[type-arg]
    return [record for record in county.log if isinstance(record.body, kinds)]


def test_full_bins_are_emptied_by_the_crews_and_stay_empty(afternoon: CollectingCounty) -> None:
    served = of(afternoon, StopServed)
    assert len(served) > 3
    assert all(record.who.startswith(SIMULATED) for record in served)
    for record in served:
        [number] = [afternoon.channels.number[record.body.bin, "fill"]]
        if record.happened_ms < afternoon.now_ms - 120_000:
            [level] = afternoon.newest.rows([number])["value"].tolist()  # type: ignore[arg-type]
            assert level < 60


def test_every_event_of_a_full_bin_is_closed_with_a_truck_or_waits_for_one_that_is_on_its_way(
    afternoon: CollectingCounty,
) -> None:
    planned = of(afternoon, RoundsPlanned)
    assert planned[0].body.why == "first"
    rounds = {rounds.id: rounds for rounds in afternoon.desk.states_of("rounds")}
    current = rounds[max(rounds)]
    to_come = {stop.bin for _, stop in current.to_come()}
    without = {full.bin for full in current.unserved} | {stop.bin for stop in current.done if not stop.served}
    full = [event for event in afternoon.desk.events.values() if afternoon.desk.is_for_rounds(event)]
    assert sum(event.state in (State.CLOSED, State.EVALUATED) for event in full) > 3
    for event in full:
        if event.state is State.FILED or event.working:
            recent = afternoon.now_ms - event.timeline[-1].recorded_ms < 30 * 60_000
            assert recent or event.sensor_id in to_come | without, event


def test_a_stop_that_was_skipped_is_given_to_somebody_else(afternoon: CollectingCounty) -> None:
    for record in of(afternoon, StopSkipped):
        assert record.body.note
        [event, *_] = [e for e in afternoon.desk.events_of(record.body.bin) if e.returned]
        assert event.state is not State.FILED or afternoon.now_ms - event.timeline[-1].recorded_ms < 30 * 60_000
