"""Random but valid sequences of records, as the real desk writes them: events and alarms over weeks."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from itertools import count
from typing import Any

from hypothesis import strategies as st

from county import catalog
from county import commands as c
from county.authority import WATCH
from county.events.event import State
from county.records import Record
from county.refusals import Refused
from tests.unit.running_desk import NOON_MS, OPERATOR, RunningDesk, report

DAY_MS = 86_400_000
NEXT: dict[State, c.EventCommand] = {
    State.REPORTED: c.FileEvent(event_id=""),
    State.FILED: c.DispatchEvent(event_id="", unit="truck-near"),
    State.DISPATCHED: c.AcceptTask(event_id=""),
    State.HANDLING: c.FeedBack(event_id="", note="空"),
    State.FED_BACK: c.CloseEvent(event_id=""),
    State.CLOSED: c.EvaluateEvent(event_id="", score=4),
    State.SUSPENDED: c.ResumeEvent(event_id=""),
}
"""The life cycle of an event without interruptions."""
SIDE_STEPS: tuple[c.EventCommand, ...] = (
    c.RejectEvent(event_id="", note="x"), c.ReturnTask(event_id="", note="x"), c.SuspendEvent(event_id="", note="x"),
    c.SuperviseEvent(event_id="", note="x"), c.ReworkEvent(event_id="", note="x"),
    c.AddUnit(event_id="", unit="truck-far"), c.ReportDeparture(event_id="", unit="truck-near"),
    c.ReportArrival(event_id="", unit="truck-far"), c.SetMainUnit(event_id="", unit="truck-far"),
    c.ReleaseUnit(event_id="", unit="truck-far"),
    c.ClaimEvent(event_id=""), c.HandOverEvent(event_id="", to="other", note="x"), c.ReleaseClaim(event_id=""),
    c.NoteEvent(event_id="", note="x"),
    c.RequestExtension(event_id="", until_ms=NOON_MS + 60 * DAY_MS, note="x"), c.RefuseExtension(event_id="", note="x"),
    c.FollowUpEvent(event_id="", satisfied=True), c.ReopenEvent(event_id="", note="x"),
    c.MergeEvent(event_id="", into="E1"), c.UnmergeEvent(event_id="", note="x"),
    c.CorrectEvent(event_id="", title="满溢", subclass="bin_overflow", address="解放路12号", note="x"),
    c.CorrectEvent(event_id="", level="major", xy_m=(3_000.0, 3_000.0), note="x"),
)  # fmt: skip
SENSORS = (("bin-1", "fill", "bin_full"), ("smoke-1", "smoke", "smoke_high"))
ALARM_STEPS: tuple[c.AlarmCommand, ...] = (
    c.ClearAlarm(alarm_id="", value=1.0), c.AcknowledgeAlarm(alarm_id=""), c.TakeOutOfService(alarm_id="", note="x"),
    c.SuppressAlarm(alarm_id="", note="x"), c.ReturnToService(alarm_id=""), c.UnsuppressAlarm(alarm_id=""),
)  # fmt: skip

Step = tuple[str, int, Any]
"""A step: action, index of its subject, and further parameters."""
WHICH = st.integers(0, 3)
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.tuples(st.just("report"), WHICH, st.none()),
        st.tuples(st.just("next"), WHICH, st.integers(1, 6)),
        st.tuples(st.just("aside"), WHICH, st.sampled_from(SIDE_STEPS)),
        st.tuples(st.just("raise"), WHICH, st.none()),
        st.tuples(st.just("alarm"), WHICH, st.sampled_from(ALARM_STEPS)),
        st.tuples(st.just("wait"), st.sampled_from([0, 1, DAY_MS, 14 * DAY_MS - 1, 14 * DAY_MS]), st.none()),
    ),
    min_size=12,
    max_size=40,
)


@cache
def _catalog() -> catalog.Catalog:
    return catalog.load()


def records_of(steps: list[Step]) -> list[Record[Any]]:
    """The records of a desk that executes ``steps``; refused ones write none."""
    running, now_ms = RunningDesk(known=_catalog()), NOON_MS

    def give(body: c.CommandBody) -> None:
        by_watch = isinstance(body, c.RaiseAlarm | c.ClearAlarm)
        with suppress(Refused):
            running.give(body, at_ms=now_ms, by=WATCH if by_watch else OPERATOR)

    made = count(1)
    for what, which, more in steps:
        events, alarms = list(running.desk.events.values()), list(running.desk.alarms)
        match what:
            case "wait":
                now_ms += which
            case "report":
                give(report(f"E{next(made)}"))
            case "raise":
                sensor, channel, rule = SENSORS[which % len(SENSORS)]
                alarm = alarms[which] if which < len(alarms) else f"A{next(made)}"
                give(
                    c.RaiseAlarm(
                        alarm_id=alarm,
                        sensor_id=sensor,
                        channel=channel,
                        rule=rule,
                        priority="low",
                        value=9.0,
                        limit=8.0,
                    )
                )
            case "next" if events:
                subject = events[which % len(events)].id
                for _ in range(more):
                    event = running.desk.events.get(subject)
                    if event is not None and event.state in NEXT:
                        give(_about(NEXT[event.state], "event_id", subject))
            case "aside" if events:
                give(_about(more, "event_id", events[which % len(events)].id))
            case "alarm" if alarms:
                give(_about(more, "alarm_id", alarms[which % len(alarms)]))
            case _:
                give(report(f"E{next(made)}"))
    return running.log


def _about(body: Any, field: str, subject: str) -> c.CommandBody:
    fields = {name: getattr(body, name) for name in body.__struct_fields__}
    built: c.CommandBody = type(body)(**fields | {field: subject})
    return built


RECORDS: st.SearchStrategy[list[Record[Any]]] = STEPS.map(records_of).filter(bool)
