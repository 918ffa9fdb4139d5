"""Model check of collection rounds: the event of a full bin never waits without a unit while a truck comes for its
bin, or has emptied it, whatever the order of readings, alarms, plans, stops and steps of persons."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from county import commands as c
from county.events.event import Event, State
from county.refusals import Refused
from county.rounds.aggregate import (
    CollectionRounds,
    OrderRounds,
    ServeStop,
    SkipStop,
    last_emptied,
    newest_planned,
    was_returned_by,
)
from county.sensing import Readings
from county.units.status import SetUnitStatus
from tests.unit.running_desk import report
from tests.unit.running_rounds import RunningRounds, in_order

BINS = st.sampled_from([f"bin_{i}" for i in range(3)])
LEVELS = st.sampled_from([3.0, 75.0, 90.0])
STEPS: tuple[Callable[[str], c.EventCommand], ...] = (
    lambda event: c.FileEvent(event_id=event),
    lambda event: c.DispatchEvent(event_id=event, unit="team"),
    lambda event: c.AcceptTask(event_id=event),
    lambda event: c.ReturnTask(event_id=event, note="x"),
    lambda event: c.FeedBack(event_id=event, note="x"),
    lambda event: c.ReworkEvent(event_id=event, note="x"),
    lambda event: c.CloseEvent(event_id=event),
    lambda event: c.ReopenEvent(event_id=event, note="x"),
    lambda event: c.UnmergeEvent(event_id=event, note="x"),
)


class FiledBins(RuleBasedStateMachine):
    """One shift of a county with two trucks."""

    def __init__(self) -> None:
        super().__init__()
        self.running = RunningRounds(search=in_order)
        self.unjudged: list[Readings] = []
        self.reported = 0

    @rule(key=BINS, level=LEVELS, later=st.booleans())
    def read(self, key: str, level: float, later: bool) -> None:
        """``later``: the readings are judged after the next wait."""
        self.running.now_ms += 1_000
        readings = self.running.receive(**{key: level})
        if later:
            self.unjudged.append(readings)
        else:
            self.running.judge(readings)

    @rule(minutes=st.sampled_from([0.2, 11]), searching=st.integers(0, 3))
    def wait(self, minutes: float, searching: int) -> None:
        """The search of a plan lasts until a later wait now and then."""
        self.running.planner.held = searching == 3
        self.running.step(minutes)
        for readings in self.unjudged:
            self.running.judge(readings)
        self.unjudged.clear()

    @rule(data=st.data(), served=st.booleans())
    def stop(self, data: st.DataObject, served: bool) -> None:
        rounds = newest_planned(self.running.desk.states_of("rounds"))
        heads = [] if rounds is None else [(tour.unit, tour.stops[0].bin) for tour in rounds.rounds if tour.stops]
        if rounds is not None and heads:
            unit, bin_id = data.draw(st.sampled_from(heads))
            kind = ServeStop if served else SkipStop
            self.running.act(kind(shift=rounds.id, unit=unit, bin=bin_id, note="x"))

    @rule(data=st.data(), make=st.sampled_from(STEPS))
    def person(self, data: st.DataObject, make: Callable[[str], c.EventCommand]) -> None:
        if self.running.desk.events:
            event_id = data.draw(st.sampled_from(sorted(self.running.desk.events)))
            with suppress(Refused):
                self.running.act(make(event_id))

    @rule(key=BINS)
    def somebody_reports_the_bin(self, key: str) -> None:
        self.reported += 1
        self.running.act(report(f"E{self.reported}", subclass="bin_overflow", sensor_id=key.replace("_", "-")))

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        events = sorted(self.running.desk.events)
        if len(events) > 1:
            one, other = data.draw(st.permutations(events))[:2]
            with suppress(Refused):
                self.running.act(c.MergeEvent(event_id=one, into=other))

    @rule(unit=st.sampled_from(["west", "east"]), on=st.booleans())
    def truck(self, unit: str, on: bool) -> None:
        self.running.act(SetUnitStatus(unit=unit, status="available" if on else "out_of_service", note="x"))
        shift = self.running.desk.catalog.collection.shift_at(self.running.now_ms)
        assert shift is not None
        self.running.act(OrderRounds(shift=shift.id))

    @invariant()
    def a_filed_event_waits_for_no_truck_that_comes_or_has_come(self) -> None:
        rounds = newest_planned(self.running.desk.states_of("rounds"))
        for event in self.running.desk.events.values():
            if event.state is State.FILED and event.subclass == "bin_overflow":
                self.check(event, rounds)

    def check(self, event: Event, rounds: CollectionRounds | None) -> None:
        tour = None
        if rounds is not None and self.running.now_ms < rounds.until_ms:
            tour = rounds.round_of(event.sensor_id)
        if tour is not None:
            assert was_returned_by(event, tour.unit), "its bin is on a round"
        over = last_emptied(self.running.desk.states_of("rounds"), event.sensor_id)
        assert over is None or event.returned or over.at_ms < event.happened_ms, "its bin was emptied"


FiledBins.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestFiledBins = FiledBins.TestCase
