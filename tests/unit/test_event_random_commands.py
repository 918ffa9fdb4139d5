"""For any commands in any order the desk's events remain valid and equal the fold of its records."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from county import catalog
from county import commands as c
from county.authority import WATCH
from county.events.deadlines import TimeLimits
from county.events.escalation import next_step
from county.events.event import CLOCK_RUNS, ENDED, RETURNS_SUPERVISED, State, facts_of
from county.events.stage_clock import clock_of
from county.refusals import Refused
from county.units.tasks import tasks
from services.follow_ups.escalations import Escalations
from tests.unit.running_desk import NOON_MS, RunningDesk, report

EVENTS = st.sampled_from(["E1", "E2", "E3"])
UNITS = st.sampled_from(["truck-near", "truck-far", "city_management", "hospital-1", ""])
LIMITS = TimeLimits(catalog.load())
NOTES = st.sampled_from(["", "说明"])


class RandomCommands(RuleBasedStateMachine):
    """Random commands on three events while time advances."""

    def __init__(self) -> None:
        super().__init__()
        self.running = RunningDesk()
        self.now_ms = NOON_MS
        self.escalations = Escalations(self.running.desk, LIMITS)

    def _try(self, body: c.CommandBody) -> None:
        before = dict(self.running.desk.events)
        try:
            self.running.give(body, at_ms=self.now_ms)
        except Refused:
            assert self.running.desk.events == before

    @rule(minutes=st.integers(0, 3000))
    def time_advances(self, minutes: int) -> None:
        self.now_ms += minutes * 60_000
        while commands := self.escalations.due(self.now_ms).commands:
            for command in commands:
                self.running.take(command, self.now_ms, by=WATCH)
                assert self.running.messages.lines == []
        for event in self.running.desk.events.values():
            step = next_step(event, self.running.desk.catalog, LIMITS)
            assert step is None or step.at_ms > self.now_ms, "every step that is due was taken"

    @rule(event=EVENTS)
    def report(self, event: str) -> None:
        self._try(report(event))

    @rule(
        event=EVENTS, note=NOTES,
        kind=st.sampled_from(
            [c.RejectEvent, c.FileEvent, c.AcceptTask, c.ReturnTask, c.SuspendEvent, c.ResumeEvent, c.SuperviseEvent,
             c.FeedBack, c.ReworkEvent, c.CloseEvent, c.ReopenEvent, c.UnmergeEvent,
             c.RefuseExtension, c.NoteEvent]
        ),
    )  # fmt: skip
    def step(self, event: str, note: str, kind: type[c.EventCommand]) -> None:
        self._try(kind(event_id=event, note=note))  # type: ignore[arg-type]

    @rule(event=EVENTS, unit=UNITS)
    def dispatch(self, event: str, unit: str) -> None:
        self._try(c.DispatchEvent(event_id=event, unit=unit))

    @rule(
        event=EVENTS, unit=UNITS,
        kind=st.sampled_from([c.AddUnit, c.ReleaseUnit, c.SetMainUnit, c.ReportDeparture, c.ReportArrival]),
    )  # fmt: skip
    def step_of_a_unit(self, event: str, unit: str, kind: type[c.AddUnit]) -> None:
        self._try(kind(event_id=event, unit=unit))

    @rule(event=EVENTS, kind=st.sampled_from([c.ClaimEvent, c.ReleaseClaim]))
    def claim(self, event: str, kind: type[c.ClaimEvent]) -> None:
        self._try(kind(event_id=event))

    @rule(event=EVENTS, to=st.sampled_from(["", "other", "person"]), note=NOTES)
    def hand_over(self, event: str, to: str, note: str) -> None:
        self._try(c.HandOverEvent(event_id=event, to=to, note=note))

    @rule(
        event=EVENTS, note=NOTES, title=st.sampled_from([None, "", "垃圾", "井盖缺失"]),
        subclass=st.sampled_from([None, "exposed_garbage", "bin_overflow", "road_collapse", "unknown"]),
        level=st.sampled_from([None, "general", "major"]),
        xy_m=st.sampled_from([None, (1_000.0, 1_000.0), (9_000.0, 9_000.0), (-1.0, 0.0)]),
        address=st.sampled_from([None, "", "解放路12号"]),
    )  # fmt: skip
    def correct(self, event: str, note: str, **stated: Any) -> None:
        self._try(c.CorrectEvent(event_id=event, note=note, **stated))

    @rule(event=EVENTS, into=EVENTS)
    def merge(self, event: str, into: str) -> None:
        self._try(c.MergeEvent(event_id=event, into=into))

    @rule(event=EVENTS, merged=EVENTS)
    def ask_a_merged_reporter(self, event: str, merged: str) -> None:
        self._try(c.FollowUpEvent(event_id=event, satisfied=True, solved=False, report=merged))

    @rule(event=EVENTS, hours=st.integers(-5, 500), kind=st.sampled_from([c.RequestExtension, c.ExtendDeadline]))
    def extend(self, event: str, hours: int, kind: type[c.RequestExtension] | type[c.ExtendDeadline]) -> None:
        self._try(kind(event_id=event, until_ms=self.now_ms + hours * 3_600_000, note="说明"))

    @rule(event=EVENTS, score=st.integers(0, 6))
    def evaluate(self, event: str, score: int) -> None:
        self._try(c.EvaluateEvent(event_id=event, score=score))

    @rule(event=EVENTS, satisfied=st.booleans(), solved=st.sampled_from([None, True, False]))
    def follow_up(self, event: str, satisfied: bool, solved: bool | None) -> None:
        self._try(c.FollowUpEvent(event_id=event, satisfied=satisfied, solved=solved))

    @invariant()
    def events_are_consistent(self) -> None:
        for event in self.running.desk.events.values():
            owned = event.state in CLOCK_RUNS | {State.SUSPENDED, State.FED_BACK, State.CLOSED, State.EVALUATED}
            assert (event.unit != "") == (event.due_ms is not None) == (event.dispatched_ms is not None) == owned
            assert (event.amber_ms is None) == (event.due_ms is None)
            assert event.amber_ms is None or event.amber_ms < event.due_ms
            assert (event.ended_ms is not None) == (event.state in ENDED)
            assert (event.ended_recorded_ms is not None) == (event.state in ENDED)
            assert {event.satisfied, event.solved, event.score} == {None} or event.state in ENDED
            assert event.reopened == sum(step.kind == "EventReopened" for step in event.timeline)
            assert event.extension_until_ms is None or event.state in CLOCK_RUNS
            assert len({*event.escalated}) == len(event.escalated)
            assert event.supervised or event.returned < RETURNS_SUPERVISED
            assert (event.suspended_ms is not None) == (event.state is State.SUSPENDED)
            assert (event.merged_into != "") == (event.state is State.MERGED)
            assert [step.happened_ms for step in event.timeline] == sorted(s.happened_ms for s in event.timeline)

    @invariant()
    def what_is_stated_is_what_the_last_correction_states(self) -> None:
        for event in self.running.desk.events.values():
            corrections = [step for step in event.timeline if step.kind == "EventCorrected"]
            stated = [step.before for step in corrections] + [facts_of(event)]
            assert [step.after for step in corrections] == stated[1:], "each begins where the one before ended"
            assert all(step.before != step.after and step.note for step in corrections)
            if event.due_ms is not None and not event.extended:
                limits = self.running.desk.deadlines
                assert (clock_of(limits, event, event.subclass)[1]) == event.due_ms, "as if reported so"

    @invariant()
    def every_unit_of_an_event_is_held_once_with_its_steps_in_order(self) -> None:
        for event in self.running.desk.events.values():
            assert len({task.unit for task in event.units}) == len(event.units)
            active = {task.unit for task in event.units if task.released_ms is None}
            assert active == (set() if event.state in ENDED else {*event.active_units})
            assert event.unit in active or event.state in ENDED or not event.unit
            for task in event.units:
                times = (task.assigned_ms, task.departed_ms, task.arrived_ms, task.released_ms)
                known = [at_ms for at_ms in times if at_ms is not None]
                assert known == sorted(known)
        assert dict(self.running.desk._tasks) == tasks(self.running.desk.events.values())

    @invariant()
    def a_report_is_held_by_every_event_that_it_was_merged_into(self) -> None:
        events = self.running.desk.events
        held: dict[str, set[str]] = {event_id: set() for event_id in events}
        for event in events.values():
            into = event.merged_into
            while into in events:
                held[into].add(event.id)
                into = events[into].merged_into
        for event in events.values():
            joined = [report.event_id for report in event.joined]
            assert len(joined) == len({*joined})
            assert {number for number in joined if number in events} == held[event.id], "others are archived"

    @invariant()
    def folding_the_records_gives_the_events(self) -> None:
        again = RunningDesk()
        for record in self.running.log:
            again.desk.apply(record)
        assert again.desk.events == self.running.desk.events


RandomCommands.TestCase.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
TestRandomCommands = RandomCommands.TestCase
