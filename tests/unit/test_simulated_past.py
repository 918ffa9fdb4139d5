"""The simulated past of a demo county: trends and comparisons stand on something, and nobody is called by it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from county.authority import SIMULATION
from county.durations import DAY_MS, HOUR_MS, MINUTE_MS
from county.duty_log import DutyEntry
from county.events.emergency import emergency_subclasses
from county.events.event import Event, State
from county.figures.weeks import weeks_until
from county.package.open import CountyPackage
from services.loop.commit_group import InternalCommand
from services.simulation.past import EACH_CALL, SimulatedPast
from services.simulation.pauses import PAST_RATE, report_times
from services.simulation.reports import SIMULATED
from services.simulation.sources import SimulatedSources
from services.simulation.staff import Staff
from tests.unit.running_desk import NOON_MS, RunningDesk


class CountyWithPast(RunningDesk):
    """A desk and its simulated past."""

    def __init__(self, folder: Path) -> None:
        self.package = CountyPackage(folder)
        super().__init__(place=self.package)
        self.now_ms = NOON_MS
        self.past = self.restarted()

    def restarted(self) -> SimulatedPast:
        self.sources = SimulatedSources(self.package, self.desk.catalog, self.channels, 7)
        return SimulatedPast(self.sources, self.desk.events, realm="live")

    def turn(self) -> int:
        """One step of the backend; returns how many commands came."""
        due = self.past.due(self.now_ms)
        self.group((), [InternalCommand(SIMULATION, command) for command in due.commands], (), now_ms=self.now_ms)
        assert not self.messages.lines, "no simulated command is refused"
        self.now_ms += 100
        return len(due.commands)

    @property
    def events(self) -> list[Event]:
        return list(self.desk.events.values())


@pytest.fixture(scope="module")
def county(small_county: Path) -> CountyWithPast:
    county = CountyWithPast(small_county)
    while county.turn():
        assert all(event.state is State.EVALUATED for event in county.events), "after every step of the backend"
    return county


def by_week(county: CountyWithPast) -> list[Counter[int]]:
    """Of the weeks that a figure compares the events of each of their days."""
    return [
        Counter(
            (event.happened_ms - week.from_ms) // DAY_MS for event in county.events
            if week.from_ms <= event.happened_ms < week.to_ms
        )
        for week in weeks_until(NOON_MS)
    ]  # fmt: skip


def test_the_weeks_that_a_figure_compares_have_as_many_events_as_the_traffic_of_a_week(county: CountyWithPast) -> None:
    usual = 7 * len(list(report_times(7, NOON_MS, NOON_MS + DAY_MS, PAST_RATE)))
    for days in by_week(county):
        assert len(days) == 7
        assert 0.8 * usual < days.total() < 1.2 * usual


def test_of_a_past_that_is_cut_off_the_weeks_are_as_full_as_each_other(small_county: Path) -> None:
    county = CountyWithPast(small_county)
    for _ in range(80):
        county.turn()
    totals = [days.total() for days in by_week(county)]
    assert min(totals) > 300
    assert max(totals) < 1.6 * min(totals), "of today the last hours are not among them"


def test_some_are_dissatisfied_and_some_took_longer_than_their_limit(county: CountyWithPast) -> None:
    answers = Counter(event.satisfied for event in county.events)
    assert answers[True] > 3 * answers[False] > 0
    assert answers[None] > 0, "only who called is asked"
    late = sum(event.due_ms is not None and event.due_ms < (event.fed_back_ms or 0) for event in county.events)
    assert 0 < late < 0.3 * len(county.events)


def handled_live_h(county: CountyWithPast, subclass: str, count: int = 200, *, person: str = "") -> list[float]:
    """Hours until units feed back on so many events of now, in order.  ``person``: kind of the one step that a person
    has taken."""
    catalog, sources = county.desk.catalog, county.sources
    past = county.events[0]
    accepted = replace(past.timeline[3], happened_ms=NOON_MS)
    steps = (*past.timeline[:3], replace(past.timeline[0], kind="EventNoted"), accepted)
    timeline = tuple(replace(step, actor="王芳") if step.kind == person else step for step in steps)
    event = replace(past, state=State.HANDLING, subclass=subclass, timeline=timeline)
    events = {f"E{number}": replace(event, id=f"E{number}") for number in range(count)}
    staff = Staff(events, sources.units, catalog, lambda _: (), sources.work, seed=7)
    found: dict[str, float] = {}
    for minutes in range(0, 13 * 60, 4):
        for _, step in staff.due(NOON_MS + minutes * MINUTE_MS):
            found.setdefault(step.event_id, minutes / 60)
    assert len(found) == count
    return sorted(found.values())


def test_handling_takes_as_long_now_as_it_took_in_the_past(county: CountyWithPast) -> None:
    now_h = handled_live_h(county, "exposed_garbage")
    past_h = sorted(
        (step.happened_ms - before.happened_ms) / HOUR_MS
        for event in county.events for before, step in pairwise(event.timeline) if step.kind == "HandlingFedBack"
    )  # fmt: skip
    for share in (0.5, 0.9):
        now, past = (hours[int(share * len(hours))] for hours in (now_h, past_h))
        assert 0.6 < now / past < 1.6
    assert now_h[-1] > 8
    assert min(past_h) < 0.1 < 8 < max(past_h)


def test_an_emergency_is_dealt_with_within_minutes(county: CountyWithPast) -> None:
    assert handled_live_h(county, min(emergency_subclasses(county.desk.catalog)), 20)[-1] < 0.2


def test_what_a_person_has_sent_is_dealt_with_within_minutes_and_what_one_only_noted_is_not(
    county: CountyWithPast,
) -> None:
    assert handled_live_h(county, "exposed_garbage", 20, person="EventDispatched")[-1] < 0.2
    for kind in ("EventReported", "EventNoted"):
        assert handled_live_h(county, "exposed_garbage", 20, person=kind)[-1] > 2


def test_every_step_is_signed_by_somebody_simulated_and_lies_in_the_past(county: CountyWithPast) -> None:
    for event in county.events:
        assert all(step.actor.startswith(SIMULATED) for step in event.timeline)
        assert event.timeline[-1].happened_ms < NOON_MS


def test_the_person_on_duty_has_written_into_the_log(county: CountyWithPast) -> None:
    entries = [state for state in county.desk.states_of("duty") if isinstance(state, DutyEntry)]
    assert len(entries) > 3
    assert all(entry.steps[0].actor.startswith(SIMULATED) for entry in entries)


def test_it_comes_in_portions_and_only_to_a_desk_without_events(small_county: Path) -> None:
    county = CountyWithPast(small_county)
    for _ in range(3):
        assert 0 < county.turn() <= 20 * EACH_CALL
    known = len(county.events)
    county.past = county.restarted()
    assert county.turn() == 0
    assert len(county.events) == known
