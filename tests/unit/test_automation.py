"""Automation: what triggers a rule, what it does, that it never acts twice or in circles, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from county import catalog
from county import commands as c
from county.authority import AUTOMATION, WATCH, Principal, Role
from county.automation import triggers as automation
from county.automation.log import (
    AutomationRan,
    AutomationSwitched,
    SwitchAutomation,
    is_on,
)
from county.automation.table import AutomationAction, AutomationCondition, AutomationRule
from county.catalog import BadCatalog, Catalog, Name
from county.fold import Fold
from county.records import EventDispatched, EventReported, Record
from county.refusals import Refused
from county.response.notices import SendNotice
from services.loop.commit_group import ClientRequest
from services.store.ports import StoreFailed
from tests.unit.running_desk import NOON_MS, OPERATOR, RunningDesk, report

MINUTE_MS = 60_000
DIRECTOR = Principal(id="director", roles=frozenset({Role.DIRECTOR}))
KNOWN = catalog.load()


def only(**rules: AutomationRule) -> Catalog:
    return replace(KNOWN, automation=rules)


def ruled(on: str, *then: AutomationAction, when: tuple[AutomationCondition, ...] = (), **more: Any) -> AutomationRule:
    return AutomationRule(name=Name("规则", "Rule"), on=on, when=when, then=then, **({"enabled": True} | more))


def condition(field: str, operator: str, value: Any) -> AutomationCondition:
    return AutomationCondition(field=field, is_=operator, value=value)  # type: ignore[arg-type]


SUPERVISE = AutomationAction(do="supervise", text="规则")
ASSIGN = AutomationAction(do="assign_unit")
START = AutomationAction(do="start_plan", plan="flash_flood", level="III")
CALL_UNIT = AutomationAction(do="notify", kind="unit", to="market", text="请跟进")
CALL = AutomationAction(do="notify", kind="post", to="值班室", text="请跟进")


def ran(running: RunningDesk, key: str) -> list[str]:
    state = running.desk.find("automation", key)
    return [] if state is None else [run.outcome for run in state.runs]


def kinds(records: list[Record[Any]]) -> list[str]:
    return [type(record.body).__name__ for record in records]


def test_a_record_that_fulfils_all_conditions_makes_the_backend_act_in_the_same_commit() -> None:
    when = (condition("event.level", "at least", "larger"), condition("record.source", "in", ("hotline", "citizen")))
    running = RunningDesk(known=only(plan=ruled("EventReported", START, CALL, when=when)))
    assert kinds(running.give(report("E1"))) == ["EventReported"], "general is below larger"
    records = running.give(report("E2", level="major"))
    assert kinds(records) == ["EventReported", "PlanStarted", "NoticeSent", "AutomationRan"]
    assert {record.by for record in records[1:]} == {AUTOMATION.id}
    [run] = running.desk.find("automation", "plan").runs
    assert (run.trigger, run.about, run.outcome) == (records[0].seq, "event/E2", "acted")
    assert [(deed.command, deed.refused) for deed in run.did] == [("StartPlan", ""), ("SendNotice", "")]
    [plan] = running.desk.states_of("plan")
    assert (plan.about, plan.level, run.did[0].subject) == ("E2", "III", f"plan/{plan.id}")


def test_a_rule_that_is_off_does_nothing_until_an_authorised_key_switches_it_on() -> None:
    running = RunningDesk(known=only(call=ruled("EventReported", CALL, enabled=False)))
    assert kinds(running.give(report("E1"))) == ["EventReported"]
    switch = SwitchAutomation(rule="call", on=True, note="演练核对过")
    with pytest.raises(Refused, match="not_authorised"):
        running.give(switch, by=OPERATOR)
    running.give(switch, by=DIRECTOR)
    assert "NoticeSent" in kinds(running.give(report("E2")))
    running.give(SwitchAutomation(rule="call", on=False, note="误报多"), by=DIRECTOR)
    assert kinds(running.give(report("E3"))) == ["EventReported"]
    state = running.desk.find("automation", "call")
    assert (state.on, state.switched_by, state.note) == (False, "director", "误报多")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (SwitchAutomation(rule="no", on=True, note="x"), "automation_unknown"),
        (SwitchAutomation(rule="call", on=True, note=" "), "case_note_missing"),
        (SwitchAutomation(rule="call", on=False, note="x"), "automation_is_so"),
    ],
)
def test_a_switch_that_says_nothing_new_or_no_reason_is_refused(body: c.CommandBody, code: str) -> None:
    running = RunningDesk(known=only(call=ruled("EventReported", CALL, enabled=False)))
    with pytest.raises(Refused) as caught:
        running.give(body, by=DIRECTOR)
    assert caught.value.code == code


def test_an_event_is_filed_and_dispatched_to_the_best_unit_and_a_further_one_is_added_later() -> None:
    rules = only(
        best=ruled("EventReported", ASSIGN),
        more=ruled("TaskAccepted", AutomationAction(do="assign_unit", unit="market")),
    )
    running = RunningDesk(known=rules)
    running.give(report("E1"))
    assert running.desk.events["E1"].active_units == ("truck-near",)
    running.give(c.AcceptTask(event_id="E1"), at_ms=NOON_MS + MINUTE_MS)
    assert running.desk.events["E1"].active_units == ("truck-near", "market")
    assert ran(running, "more") == ["acted"]


def test_a_response_is_set_for_the_area_of_the_event_and_only_ever_raised() -> None:
    def level(step: str) -> AutomationAction:
        return AutomationAction(do="set_response_level", emergency="natural", level=step, area="village")

    rules = only(
        low=ruled("EventReported", level("III")), high=ruled("EventFiled", level("II")),
        lower=ruled("EventDispatched", level("IV")),
    )  # fmt: skip
    running = RunningDesk(known=rules)
    running.give(report("E1"))
    running.give(c.FileEvent(event_id="E1"))
    running.give(c.DispatchEvent(event_id="E1", unit="market"))
    [response] = running.desk.states_of("response")
    assert (response.level, response.area) == ("II", "990123100201")
    assert ran(running, "lower") == ["nothing"]


def test_an_alarm_opens_an_event_once_and_its_place_is_that_of_the_sensor() -> None:
    action = AutomationAction(do="open_event", subclass="open_burning", title="烟感联动", level="larger")
    running = RunningDesk(known=only(fire=ruled("AlarmRaised", action)))
    raised = c.RaiseAlarm(
        alarm_id="A1", sensor_id="smoke-1", channel="density", rule="smoke_battery", priority="high", value=1, limit=0.6
    )
    running.give(raised, by=WATCH)
    [event] = running.desk.events.values()
    assert (event.x_m, event.sensor_id, event.alarm_id, event.level) == (2_000.0, "smoke-1", "A1", "larger")
    running.give(replace(raised, alarm_id="A2"), by=WATCH)
    assert len(running.desk.events) == 1
    assert ran(running, "fire") == ["acted", "nothing"]


def test_a_refused_command_is_logged_with_its_reason_and_the_others_are_done() -> None:
    wrong = AutomationAction(do="notify", kind="unit", to="nobody", text="x")
    running = RunningDesk(known=only(call=ruled("EventReported", wrong, CALL)))
    records = running.give(report("E1"))
    assert kinds(records) == ["EventReported", "NoticeSent", "AutomationRan"]
    [run] = running.desk.find("automation", "call").runs
    assert (run.outcome, [deed.refused for deed in run.did]) == ("refused", ["resource_unknown", ""])


def test_a_rule_is_not_triggered_by_its_own_record() -> None:
    running = RunningDesk(known=only(echo=ruled("NoticeSent", CALL)))
    records = running.give(a_notice())
    assert kinds(records) == ["NoticeSent", "NoticeSent", "AutomationRan", "AutomationRan"]
    assert ran(running, "echo") == ["loop", "acted"], "what its own notice led to is logged first"


def test_rules_that_trigger_each_other_end_when_the_first_would_act_again() -> None:
    running = RunningDesk(known=only(there=ruled("NoticeSent", START), back=ruled("PlanStarted", CALL)))
    running.give(report("E1"))
    records = running.give(replace(a_notice(), about="E1"))
    assert kinds(records).count("PlanStarted") == 1
    assert kinds(records).count("NoticeSent") == 2
    assert (ran(running, "there"), ran(running, "back")) == (["loop", "acted"], ["acted"])


def test_a_loop_through_a_step_of_the_backend_itself_ends_and_the_log_says_why_and_where_it_began() -> None:
    rules = only(assign=ruled("NoticeSent", ASSIGN), call=ruled("EventDispatched", CALL))
    running = RunningDesk(known=unattended(rules))
    running.give(report("E1"))
    records = running.give(replace(a_notice(), about="E1"))
    [dispatched] = [record for record in records if isinstance(record.body, EventDispatched)]
    assert dispatched.by == WATCH.id, "the event that a rule filed was dispatched unattended"
    assert [link.rule for link in automation.chain_of(dispatched)] == ["assign"]
    assert (ran(running, "assign"), ran(running, "call")) == (["loop", "acted"], ["acted"])
    stopped, first = running.desk.find("automation", "assign").runs
    assert [link.rule for link in stopped.chain] == ["assign", "call"]
    assert first.chain == (), "a person sent the first notice"


def test_a_chain_through_a_step_of_the_backend_itself_is_stopped_at_its_bound() -> None:
    rules = only(
        first=ruled("EventReported", ASSIGN), second=ruled("EventDispatched", START), third=ruled("PlanStarted", CALL),
        fourth=ruled("NoticeSent", SUPERVISE), fifth=ruled("EventSupervised", CALL),
    )  # fmt: skip
    running = RunningDesk(known=unattended(rules))
    running.give(report("E1"))
    assert [ran(running, key) for key in ("first", "second", "third", "fourth")] == [["acted"]] * 4
    assert ran(running, "fifth") == ["loop"]
    [run] = running.desk.find("automation", "fifth").runs
    assert [link.rule for link in run.chain] == ["first", "second", "third", "fourth"]
    assert len(run.chain) == automation.CHAIN_MAX


def unattended(known: Catalog) -> Catalog:
    """Events of the class of :func:`report` are dispatched by the backend once they are filed."""
    subclass = replace(known.subclasses["exposed_garbage"], auto_dispatch=True)
    return replace(known, subclasses=known.subclasses | {"exposed_garbage": subclass})


def a_notice() -> SendNotice:
    return SendNotice(notice_id="N1", kind="post", to="值班室", means="phone", note="x")


def test_a_rule_acts_at_most_so_often_a_minute_and_says_once_that_it_did_not() -> None:
    running = RunningDesk(known=only(call=ruled("EventReported", CALL, per_minute=2)))
    for number in range(5):
        running.give(report(f"E{number}"), at_ms=NOON_MS + number * 1_000)
    assert ran(running, "call") == ["acted", "acted", "too_often"]
    assert len(list(running.desk.states_of("notice"))) == 2
    running.give(report("E9"), at_ms=NOON_MS + MINUTE_MS + 1_500)
    assert ran(running, "call") == ["acted", "acted", "too_often", "acted"]


def test_a_repeated_command_does_not_make_a_rule_act_again() -> None:
    running = RunningDesk(known=only(call=ruled("EventReported", CALL)))
    command: c.Command[Any] = c.Command(id="c-1", realm="live", happened_ms=NOON_MS, body=report("E1"))
    running.take(command, NOON_MS)
    assert running.take(command, NOON_MS + 1_000) == []
    assert ran(running, "call") == ["acted"]


def test_what_a_rule_did_is_undone_with_the_commit_that_fails() -> None:
    running = RunningDesk(known=only(call=ruled("EventReported", CALL, per_minute=1)))
    request: c.Command[Any] = c.Command(id="c-1", realm="live", happened_ms=NOON_MS, body=report("E1"))
    group = running.committer.decide([ClientRequest(OPERATOR, request)], (), (), now_ms=NOON_MS, wall_ms=NOON_MS)
    assert ran(running, "call") == ["acted"]
    running.committer.finish(group, StoreFailed("disk_full", "full", uncertain=False))
    assert ran(running, "call") == []
    assert not list(running.desk.states_of("notice"))
    running.give(report("E1"))
    assert ran(running, "call") == ["acted"], "the failed attempt does not count"


def test_a_rule_that_fails_costs_neither_the_command_nor_another_rule() -> None:
    broken: Any = "no such deed"
    running = RunningDesk(known=only(
        broken=ruled("EventReported", AutomationAction(do=broken)), call=ruled("EventReported", CALL)
    ))  # fmt: skip
    assert kinds(running.give(report("E1"))) == ["EventReported", "NoticeSent", "AutomationRan"]
    assert ran(running, "call") == ["acted"]


def test_a_condition_on_a_field_that_is_not_known_is_false_whatever_it_asks() -> None:
    known = {"event": None, "record": EventReported(
        event_id="E1", subclass="x", title="", source="hotline", x_m=0, y_m=0, division="", level="general"
    )}  # fmt: skip
    for operator, value in (("=", 1), ("!=", 1), ("<", 1), (">", 1)):
        assert not automation.holds(ruled("X", CALL, when=(condition("event.score", operator, value),)), known)
    assert automation.holds(ruled("X", CALL, when=(condition("record.x_m", "<", 1),)), known)


@pytest.mark.parametrize(
    ("operator", "value", "holds"),
    [
        ("=", "larger", True), ("!=", "larger", False), ("in", ("general", "larger"), True),
        ("not in", ("larger",), False), ("at least", "general", True), ("at least", "major", False),
        ("at most", "larger", True), ("at most", "general", False),
    ],
)  # fmt: skip
def test_operators_compare_as_they_say(operator: str, value: Any, holds: bool) -> None:
    running = RunningDesk(known=only(call=ruled("EventReported", CALL, when=(
        condition("event.level", operator, value), condition("event.division", "within", "990123100000"),
        condition("event.title", "contains", "垃"), condition("event.x_m", ">=", 1_000),
    ))))  # fmt: skip
    running.give(report("E1", level="larger"))
    assert bool(ran(running, "call")) is holds


HEAD = '[x]\nname={zh="x",en="x"}\non="EventReported"\n'
CALL_ROW = 'then=[{do="notify",kind="post",to="x",text="x"}]\n'


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (HEAD.replace("EventReported", "Nothing") + CALL_ROW, "on: there is no record 'Nothing'"),
        (HEAD.replace("EventReported", "AutomationRan") + CALL_ROW, "on: there is no record 'AutomationRan'"),
        (HEAD.replace("EventReported", "BackendStarted") + CALL_ROW, "on: there is no record 'BackendStarted'"),
        (HEAD + CALL_ROW + 'when=[{field="event.colour",is="=",value="x"}]', "condition 1: EventReported has no field"),
        (HEAD + CALL_ROW + 'when=[{field="alarm.rule",is="=",value="x"}]', "has no field 'alarm.rule'"),
        (HEAD + CALL_ROW + 'when=[{field="event.timeline",is="=",value="x"}]', "has no field 'event.timeline'"),
        (HEAD + CALL_ROW + 'when=[{field="event.level",is="=",value="huge"}]', "'huge' is not a value of event.level"),
        (HEAD + CALL_ROW + 'when=[{field="event.level",is="<",value="major"}]', "'<' is not possible for event.level"),
        (HEAD + CALL_ROW + 'when=[{field="event.title",is="at least",value="x"}]', "not possible for event.title"),
        (HEAD + CALL_ROW + 'when=[{field="event.x_m",is="=",value="1"}]', "'1' is not a value of event.x_m"),
        (HEAD + CALL_ROW + 'when=[{field="event.returned",is="=",value=true}]', "True is not a value of"),
        (HEAD + CALL_ROW + 'when=[{field="event.level",is="in",value="major"}]', "'in' needs a list of values"),
        (HEAD + CALL_ROW + 'when=[{field="event.level",is="=",value=["major"]}]', "'=' needs one value, not a list"),
        (HEAD + CALL_ROW + 'when=[{field="event.level",is="like",value="major"}]', "Invalid enum value 'like'"),
        (HEAD + 'then=[{do="explode"}]', "Invalid enum value 'explode'"),
        (HEAD + 'then=[{do="start_plan",plan="no",level="IV"}]', "there is no plan 'no'"),
        (HEAD + 'then=[{do="start_plan",plan="missing_person",level="I"}]', "has no level I"),
        (HEAD + 'then=[{do="start_plan",plan="hazmat"}]', "action 1 (start_plan): level is missing"),
        (HEAD + 'then=[{do="supervise",plan="hazmat"}]', "action 1 (supervise): text is missing"),
        (HEAD + 'then=[{do="supervise",text="x",plan="hazmat"}]', "action 1 (supervise): it has no plan"),
        (HEAD + 'then=[{do="open_event",subclass="other_matter",title="x"}]', "use it on a record of an alarm"),
        (HEAD + 'then=[{do="notify",kind="division",to="county",text="x"}]', "to must be 'town' or 'village'"),
        (HEAD + "then=[]", "length >= 1"),
        (HEAD + CALL_ROW + "per_minute=1000", "<= 30"),
        (HEAD + CALL_ROW + 'eval="1"', "unknown field `eval`"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_when_it_is_loaded_with_row_place_and_reason(
    tmp_path: Path, row: str, why: str
) -> None:
    (tmp_path / "automation.toml").write_text(row, encoding="utf-8")
    with pytest.raises(BadCatalog) as caught:
        catalog.load(tmp_path)
    assert f"{tmp_path / 'automation.toml'}: row 'x': " in str(caught.value)
    assert why in str(caught.value)


def test_the_rules_of_the_program_are_off_until_somebody_switches_them() -> None:
    assert KNOWN.automation
    assert not any(is_on(None, rule.enabled) for rule in KNOWN.automation.values())


class RulesLife(RuleBasedStateMachine):
    """Rules that trigger each other, under any sequence of commands: no rule acts twice on one record, no chain is
    longer than the bound, none acts more often than its row says, and a fold from the start has the same states."""

    @initialize()
    def begin(self) -> None:
        rules = {
            "call": ruled("EventReported", CALL, ASSIGN, per_minute=3),
            "echo": ruled("NoticeSent", CALL, per_minute=4),
            "plan": ruled("EventDispatched", START, SUPERVISE, per_minute=3),
            "again": ruled("EventSupervised", CALL, ASSIGN),
            "more": ruled("PlanStarted", AutomationAction(do="assign_unit", unit="market"), CALL),
        }
        self.running = RunningDesk(known=unattended(only(**rules)))
        self.now_ms, self.events = NOON_MS, 0

    def _give(self, body: c.CommandBody, **more: Any) -> None:
        try:
            self.running.give(body, at_ms=self.now_ms, **more)
        except Refused:
            return

    @rule(later_ms=st.sampled_from([0, 1_000, 20_000, MINUTE_MS]))
    def wait(self, later_ms: int) -> None:
        self.now_ms += later_ms

    @rule()
    def reported(self) -> None:
        self.events += 1
        self._give(report(f"E{self.events}"))

    @rule(number=st.integers(1, 3))
    def supervised(self, number: int) -> None:
        self._give(c.SuperviseEvent(event_id=f"E{number}", note="x"))

    @rule(number=st.integers(1, 3))
    def returned(self, number: int) -> None:
        self._give(c.ReturnTask(event_id=f"E{number}", note="x"))

    @rule(key=st.sampled_from(["call", "echo", "plan"]), on=st.booleans())
    def switched(self, key: str, on: bool) -> None:
        self._give(SwitchAutomation(rule=key, on=on, note="x"), by=DIRECTOR)

    @invariant()
    def bounds_hold(self) -> None:
        acted: dict[str, list[tuple[int, int]]] = {}
        on = dict.fromkeys(self.running.desk.catalog.automation, True)
        records = {record.seq: record for record in self.running.log}
        for record in records.values():
            chain = automation.chain_of(record)
            if not isinstance(record.body, AutomationRan):  # what is logged of a loop names it
                assert len(chain) <= automation.CHAIN_MAX
                assert len({link.rule for link in chain}) == len(chain), "no rule is in a chain twice"
            match record.body:
                case AutomationSwitched(rule=key, on=state):
                    on[key] = state
                case AutomationRan(rule=key, trigger=seq, outcome=outcome):
                    assert on[key]
                    acted.setdefault(key, []).append((seq, record.recorded_ms if outcome != "too_often" else -1))
        for key, runs in acted.items():
            seqs = [seq for seq, _ in runs]
            assert len(set(seqs)) == len(seqs), "no rule acts twice on one record"
            times = [at_ms for _, at_ms in runs if at_ms >= 0]
            limit = self.running.desk.catalog.automation[key].per_minute
            assert all(
                sum(at_ms - MINUTE_MS < other <= at_ms for other in times) <= limit for at_ms in times
            )  # fmt: skip

    def teardown(self) -> None:
        if not hasattr(self, "running"):
            return
        fold = Fold()
        for record in self.running.log:
            fold.apply(record)
        for key in ("automation", "plan", "notice", "event"):
            assert dict(fold.states[key]) == dict(self.running.desk.fold.states[key])


RulesLife.TestCase.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
TestRulesLife = RulesLife.TestCase
