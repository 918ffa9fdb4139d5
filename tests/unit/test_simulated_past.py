"""The simulated past of a demo county: trends and comparisons stand on something, and nobody is called by it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from county.authority import SIMULATION
from county.durations import DAY_MS
from county.duty_log import DutyEntry
from county.events.event import Event, State
from county.figures.weeks import weeks_until
from county.package.open import CountyPackage
from services.loop.commit_group import InternalCommand
from services.simulation.past import EACH_CALL, SimulatedPast
from services.simulation.pauses import PAST_RATE, report_times
from services.simulation.reports import SIMULATED
from services.simulation.sources import SimulatedSources
from tests.unit.running_desk import NOON_MS, RunningDesk


class CountyWithPast(RunningDesk):
    """A desk and its simulated past."""

    def __init__(self, folder: Path) -> None:
        self.package = CountyPackage(folder)
        super().__init__(place=self.package)
        self.now_ms = NOON_MS
        self.past = self.restarted()

    def restarted(self) -> SimulatedPast:
        sources = SimulatedSources(self.package, self.desk.catalog, self.channels, 7)
        return SimulatedPast(sources, self.desk.events, realm="live")

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
    for _ in range(70):
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
