"""更正: an open event is stated anew with a reason; its clock, its ranking and everything else follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from county import catalog
from county import commands as c
from county.alarms import AlarmState
from county.authority import WATCH, Principal, Role, check_scope
from county.automation.table import AutomationAction, AutomationCondition, AutomationRule
from county.catalog import Name
from county.division import enclosing
from county.events.deadlines import TimeLimits
from county.events.event import LONGEST_ADDRESS, RETENTION_MS, Event, State, StatedFacts, facts_of
from county.events.texts import EventTexts
from county.records import EventCorrected, EventReported
from county.refusals import Refused
from county.response.plans import EndPlan, StartPlan
from services.follow_ups.reactions import opening
from services.store.upcast import RecordReader
from tests.unit.running_desk import NOON_MS, OPERATOR, RunningDesk, report

GOLDEN = Path(__file__).parents[1] / "golden" / "records"
KNOWN = catalog.load()
LIMITS = TimeLimits(KNOWN)
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
NEAR_M, FAR_M = (1_000.0, 1_000.0), (9_000.0, 9_000.0)
GARBAGE, COLLAPSE = "exposed_garbage", "road_collapse"
"""Subclasses with different limits."""


@pytest.fixture
def running() -> RunningDesk:
    running = RunningDesk(known=KNOWN)
    running.give(report("E1", address="解放路"))
    return running


def event(running: RunningDesk, event_id: str = "E1") -> Event:
    return running.desk.events[event_id]


def correct(running: RunningDesk, *, at_ms: int = NOON_MS, note: str = "报错了", **stated: Any) -> Event:
    running.give(c.CorrectEvent(event_id="E1", note=note, **stated), at_ms=at_ms)
    return event(running)


def code_of(running: RunningDesk, **stated: Any) -> str:
    with pytest.raises(Refused) as refused:
        correct(running, **stated)
    return refused.value.code


def handled(running: RunningDesk, event_id: str = "E1") -> None:
    """The event is at work since an hour."""
    running.give(c.FileEvent(event_id=event_id))
    running.give(c.DispatchEvent(event_id=event_id, unit="truck-near"))
    running.give(c.AcceptTask(event_id=event_id))


def test_the_two_subclasses_have_different_limits() -> None:
    assert LIMITS.due_ms(GARBAGE, NOON_MS) != LIMITS.due_ms(COLLAPSE, NOON_MS)


def test_a_place_that_is_known_approximately_says_so_until_it_is_corrected_to_a_point(running: RunningDesk) -> None:
    running.give(report("E2", place_level="village"))
    assert event(running, "E2").place_level == "village"
    place = event(running, "E2").x_m, event(running, "E2").y_m
    running.give(c.CorrectEvent(event_id="E2", note="现场已定位", xy_m=place))
    assert event(running, "E2").place_level == "point"
    assert event(running, "E2").timeline[-1].before.place_level == "village"  # type: ignore[union-attr]


def test_an_event_that_is_known_to_a_town_only_belongs_to_the_town(running: RunningDesk) -> None:
    running.give(report("E2", place_level="town"))
    grid = event(running).division
    assert event(running, "E2").division == enclosing(grid, "town") != grid


def test_a_report_keeps_the_address_as_it_was_typed(running: RunningDesk) -> None:
    assert event(running).address == "解放路"
    [record] = running.log
    assert isinstance(record.body, EventReported)
    assert record.body.address == "解放路"


def test_title_class_level_place_and_address_are_stated_anew_and_village_follows_from_the_place(
    running: RunningDesk,
) -> None:
    now = correct(running, title="路面塌陷", subclass=COLLAPSE, level="major", xy_m=FAR_M, address="建设路3号")
    assert facts_of(now) == StatedFacts(
        title="路面塌陷", subclass=COLLAPSE, level="major", x_m=FAR_M[0], y_m=FAR_M[1], division="990123100201",
        address="建设路3号",
    )  # fmt: skip
    assert now.state is State.REPORTED, "it stays where it was on its way"


def test_what_is_not_named_stays_as_it_is(running: RunningDesk) -> None:
    before = facts_of(event(running))
    assert facts_of(correct(running, level="larger")) == replace(before, level="larger")


def test_before_and_after_stand_in_the_time_line_with_who_when_and_why(running: RunningDesk) -> None:
    before = facts_of(event(running))
    now = correct(running, title="垃圾成堆", at_ms=NOON_MS + HOUR_MS)
    step = now.timeline[-1]
    assert (step.kind, step.actor, step.happened_ms, step.note) == (
        "EventCorrected", "person", NOON_MS + HOUR_MS, "报错了",
    )  # fmt: skip
    assert (step.before, step.after) == (before, facts_of(now))
    assert now.timeline[0].before is None, "other steps correct nothing"


@pytest.mark.parametrize("note", ["", "  "])
def test_a_correction_needs_a_reason(running: RunningDesk, note: str) -> None:
    assert code_of(running, title="x", note=note) == "note_missing"


@pytest.mark.parametrize(
    "stated", [{}, {"title": "垃圾"}, {"xy_m": NEAR_M}, {"address": "解放路", "subclass": GARBAGE, "level": "general"}]
)
def test_a_correction_that_changes_nothing_is_refused(running: RunningDesk, stated: dict[str, Any]) -> None:
    assert code_of(running, **stated) == "nothing_corrected"


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"title": " "}, "title_missing"), ({"title": ""}, "title_missing"), ({"title": "x" * 201}, "text_too_long"),
        ({"address": "x" * (LONGEST_ADDRESS + 1)}, "text_too_long"), ({"address": "a\u202eb"}, "text_unseen"),
        ({"subclass": "no"}, "subclass_unknown"), ({"xy_m": (-5.0, 0.0)}, "place_outside"),
        ({"xy_m": (float("nan"), 0.0)}, "place_outside"),
    ],
)  # fmt: skip
def test_what_a_report_could_not_say_a_correction_cannot_either(
    running: RunningDesk, stated: dict[str, Any], code: str
) -> None:
    assert code_of(running, **stated) == code


def test_a_class_that_is_no_longer_used_can_stay_but_not_be_chosen(running: RunningDesk) -> None:
    for key in (GARBAGE, COLLAPSE):
        known = replace(KNOWN.subclasses[key], retired=True)
        running.desk.catalog = replace(running.desk.catalog, subclasses={**running.desk.catalog.subclasses, key: known})
    assert code_of(running, subclass=COLLAPSE) == "subclass_retired"
    assert correct(running, title="x").subclass == GARBAGE


def test_an_event_that_has_ended_and_one_in_the_archive_are_corrected_no_more(running: RunningDesk) -> None:
    running.give(c.RejectEvent(event_id="E1", note="重复"))
    assert code_of(running, title="x") == "transition_forbidden"
    later_ms = NOON_MS + RETENTION_MS + 1
    running.give(report("E2"), at_ms=later_ms)
    assert code_of(running, title="x", at_ms=later_ms) == "has_left"


def test_a_key_corrects_no_place_to_outside_its_divisions(running: RunningDesk) -> None:
    body = c.CorrectEvent(event_id="E1", note="x", xy_m=FAR_M)
    for divisions, code in ((("990123100201",), ""), ((), ""), (("990123200000",), "report_other_division")):
        principal = Principal(id="k", roles=frozenset({Role.OPERATOR}), divisions=divisions)
        found = ""
        try:
            check_scope(principal, body, running.desk)
        except Refused as refused:
            found = refused.code
        assert found == code


# ---- the clock


def test_the_limit_of_another_class_counts_from_the_same_dispatch(running: RunningDesk) -> None:
    handled(running)
    now = correct(running, subclass=COLLAPSE, at_ms=NOON_MS + HOUR_MS)
    assert (now.dispatched_ms, now.due_ms) == (NOON_MS, LIMITS.due_ms(COLLAPSE, NOON_MS))
    running.give(report("E2", subclass=COLLAPSE))
    handled(running, "E2")
    assert (now.amber_ms, now.due_ms) == (event(running, "E2").amber_ms, event(running, "E2").due_ms)
    assert (now.unit, now.units) == (event(running).unit, event(running).units), "who works on it stays"


def test_a_correction_of_something_else_leaves_the_clock_alone(running: RunningDesk) -> None:
    handled(running)
    clock = (event(running).amber_ms, event(running).due_ms)
    now = correct(running, title="x", level="major", xy_m=FAR_M, at_ms=NOON_MS + HOUR_MS)
    assert (now.amber_ms, now.due_ms) == clock
    body = running.log[-1].body
    assert isinstance(body, EventCorrected)
    assert (body.due_ms, body.amber_ms) == (None, None)


def test_before_the_dispatch_there_is_no_clock_to_correct(running: RunningDesk) -> None:
    assert correct(running, subclass=COLLAPSE).due_ms is None


def test_a_granted_extension_stays_granted(running: RunningDesk) -> None:
    handled(running)
    until_ms = NOON_MS + 200 * DAY_MS
    running.give(c.ExtendDeadline(event_id="E1", until_ms=until_ms, note="材料未到"), at_ms=NOON_MS + HOUR_MS)
    now = correct(running, subclass=COLLAPSE, at_ms=NOON_MS + 2 * HOUR_MS)
    assert now.due_ms == until_ms
    assert now.amber_ms is not None
    assert NOON_MS < now.amber_ms < until_ms


def test_a_class_corrected_there_and_back_leaves_the_limit_that_an_extension_has_granted(running: RunningDesk) -> None:
    correct(running, subclass=COLLAPSE)
    handled(running)
    until_ms = LIMITS.due_ms(COLLAPSE, NOON_MS) + HOUR_MS
    running.give(c.ExtendDeadline(event_id="E1", until_ms=until_ms, note="材料未到"), at_ms=NOON_MS + HOUR_MS)
    before = event(running)
    longer = correct(running, subclass=GARBAGE, at_ms=NOON_MS + 2 * HOUR_MS)
    assert longer.due_ms == LIMITS.due_ms(GARBAGE, NOON_MS) > until_ms, "the longer limit of a class that it is not"
    back = correct(running, subclass=COLLAPSE, at_ms=NOON_MS + 3 * HOUR_MS)
    assert (back.due_ms, back.amber_ms) == (until_ms, before.amber_ms)


PAUSES = st.lists(st.tuples(st.sampled_from(["suspend", "feed back"]), st.integers(1, 5_000), st.integers(1, 5_000)),
                  max_size=4)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(pauses=PAUSES, at=st.integers(0, 8), away=st.sampled_from(["bin_overflow", GARBAGE, "pipe_burst"]))
def test_a_corrected_event_is_due_as_if_it_had_been_reported_so(
    pauses: list[tuple[str, int, int]], at: int, away: str
) -> None:
    """The same steps with E1, corrected on the way, also within a pause, and with E2, which was so from the start."""
    running, now_ms, number = RunningDesk(known=KNOWN), NOON_MS, 0
    running.give(report("E1", subclass=away))
    running.give(report("E2", subclass=COLLAPSE))
    for event_id in ("E1", "E2"):
        handled(running, event_id)

    def step() -> None:
        nonlocal number
        if number == at and not any(one.kind == "EventCorrected" for one in event(running).timeline):
            correct(running, subclass=COLLAPSE, at_ms=now_ms)
        number += 1

    for kind, before, within in pauses:
        begin, end = {
            "suspend": (c.SuspendEvent, c.ResumeEvent), "feed back": (c.FeedBack, c.ReworkEvent),
        }[kind]  # fmt: skip
        for minutes, body in ((before, begin), (within, end)):
            step()
            now_ms += minutes * MINUTE_MS
            for event_id in ("E1", "E2"):
                running.give(body(event_id=event_id, note="x"), at_ms=now_ms)
    number = at
    step()
    assert event(running).due_ms == event(running, "E2").due_ms


# ---- what follows


def test_units_are_ranked_anew_for_the_corrected_place(running: RunningDesk) -> None:
    running.give(c.FileEvent(event_id="E1"))
    assert running.desk.ranked(event(running))[0].unit == "truck-near"
    correct(running, xy_m=FAR_M)
    assert running.desk.ranked(event(running))[0].unit == "truck-far"


def test_a_rule_on_reports_does_not_run_again_and_one_on_corrections_does() -> None:
    def supervised(on: str, text: str) -> AutomationRule:
        call = AutomationAction(do="notify", kind="post", to="值班室", text=text)
        when = (AutomationCondition(field="event.level", is_="at least", value="major"),)
        return AutomationRule(name=Name("规则", "Rule"), on=on, when=when, then=(call,), enabled=True)

    rules = {"reports": supervised("EventReported", "上报"), "corrections": supervised("EventCorrected", "更正")}
    running = RunningDesk(known=replace(KNOWN, automation=rules))
    running.give(report("E1"))
    running.give(c.CorrectEvent(event_id="E1", level="major", note="重了"))
    assert running.desk.find("automation", "reports") is None
    [run] = running.desk.find("automation", "corrections").runs
    assert (run.about, run.outcome) == ("event/E1", "acted")


def test_a_filed_event_is_not_dispatched_by_itself_because_its_class_was_corrected() -> None:
    allowed = replace(KNOWN.subclasses[COLLAPSE], auto_dispatch=True)
    running = RunningDesk(known=replace(KNOWN, subclasses={**KNOWN.subclasses, COLLAPSE: allowed}))
    running.give(report("E1"))
    running.give(c.FileEvent(event_id="E1"))
    assert correct(running, subclass=COLLAPSE).state is State.FILED, "a person is at it and sees the proposal"


def test_a_running_plan_watches_around_the_corrected_place_and_an_ended_one_stays(running: RunningDesk) -> None:
    for plan_id, plan in (("P1", "flash_flood"), ("P2", "forest_fire")):
        running.give(StartPlan(plan_id=plan_id, plan=plan, level="IV", about="E1"))
    running.give(EndPlan(plan_id="P2", note="误启动"))
    records = running.give(c.CorrectEvent(event_id="E1", note="点错了", xy_m=FAR_M))
    assert [(type(record.body).__name__, record.by) for record in records] == [
        ("EventCorrected", OPERATOR.id), ("PlanMoved", WATCH.id),
    ]  # fmt: skip
    moved, ended = running.desk.find("plan", "P1"), running.desk.find("plan", "P2")
    assert ((moved.x_m, moved.y_m), (ended.x_m, ended.y_m)) == (FAR_M, NEAR_M)
    assert len(running.give(c.CorrectEvent(event_id="E1", note="x", level="major"))) == 1, "the place is the same"


def raised(running: RunningDesk) -> Event:
    """The event that the alarm of a full bin opened."""
    running.give(
        c.RaiseAlarm(
            alarm_id="A1", sensor_id="bin-1", channel="fill", rule="bin_full", priority="low", value=95.0, limit=90.0
        ),
        by=WATCH,
    )
    [opened] = running.desk.events.values()
    return opened


def test_an_alarm_opens_no_second_event_because_the_class_of_its_first_was_corrected() -> None:
    running = RunningDesk(known=KNOWN)
    opened = raised(running)
    alarm = running.desk.alarms["A1"]
    assert alarm.state is AlarmState.UNACKNOWLEDGED
    running.give(c.CorrectEvent(event_id=opened.id, subclass=COLLAPSE, note="桶边路面塌陷"))
    assert event(running, opened.id).was_of(opened.subclass)
    assert list(opening(running.desk, alarm)) == []


def test_a_generated_title_is_replaced_by_a_written_one() -> None:
    running = RunningDesk(known=KNOWN)
    opened = raised(running)
    texts = EventTexts(KNOWN, running.desk.sensors.values())
    assert isinstance(texts.title(opened), Name)
    running.give(c.CorrectEvent(event_id=opened.id, level="larger", note="x"), by=OPERATOR)
    assert isinstance(texts.title(event(running, opened.id)), Name), "it is still generated"
    running.give(c.CorrectEvent(event_id=opened.id, title="桶被点燃", note="x"), by=OPERATOR)
    assert texts.title(event(running, opened.id)) == "桶被点燃"


@pytest.mark.parametrize("schema", [1, 2, 3, 4])
def test_a_report_of_an_older_program_has_no_address(schema: int) -> None:
    body = RecordReader().read((GOLDEN / f"EventReported-{schema}.msgpack").read_bytes()).body
    assert isinstance(body, EventReported)
    assert body.address == ""
