"""Response plans: who starts them for what, how checklists are ticked off, what a plan must be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from county import catalog
from county import commands as c
from county.authority import Principal, Role
from county.catalog import BadCatalog
from county.events.event import UNITS_MAX
from county.fold import Fold
from county.procedure import LONGEST_ID
from county.refusals import Refused
from county.response.levels import EndResponse, SetResponseLevel
from county.response.plan_table import LEVELS, PHASES, POSTS
from county.response.plans import (
    RETENTION_DAYS,
    AdjustPlanLevel,
    CompleteChecklistTask,
    EndPlan,
    NoteChecklistTask,
    PlanRun,
    ReopenChecklistTask,
    SkipChecklistTask,
    StartPlan,
    notice_id,
    plans_for,
    recipients,
)
from tests.unit.running_desk import NOON_MS, RunningDesk, report

MINUTE_MS, DAY_MS = 60_000, 86_400_000
VILLAGE = "990123100201"
LEADER = Principal(id="leader", roles=frozenset({Role.LEADER}))
KNOWN = catalog.load()


def start(plan_id: str = "P1", **more: Any) -> StartPlan:
    fields: dict[str, Any] = {"plan_id": plan_id, "plan": "flash_flood", "level": "IV", "about": "E1"}
    return StartPlan(**(fields | more))


def begun(**more: Any) -> RunningDesk:
    running = RunningDesk(known=KNOWN)
    running.give(report())
    running.give(start(**more))
    return running


@pytest.mark.parametrize(
    ("area", "level", "found"),
    [
        ("990123", "town", ("990123100000", "990123101000")), ("990123", "village", ("990123100201", "990123101202")),
        ("990123100000", "town", ("990123100000",)), ("990123100000", "village", ("990123100201",)),
        ("990123100201", "town", ("990123100000",)), ("990123100201", "village", ("990123100201",)),
        ("990123100201003", "village", ("990123100201",)), ("", "town", ()),
    ],
)  # fmt: skip
def test_a_division_is_called_that_contains_the_area_or_all_within_it(
    area: str, level: str, found: tuple[str, ...]
) -> None:
    codes = {"town": ("990123100000", "990123101000"), "village": ("990123100201", "990123101202")}[level]
    [notice] = [one for one in KNOWN.response_plans["flash_flood"].notices if one.to == level]
    assert recipients(notice, area, codes) == found


def test_every_recipient_has_a_notice_id_of_its_own_that_the_desk_accepts() -> None:
    notices = KNOWN.response_plans["flash_flood"].notices
    for run in ("P1", "0" * 32, "x" * LONGEST_ID):
        ids = [notice_id(run, notice, to) for notice in notices for to in ("", "990123100000", "990123101000")]
        assert len(set(ids)) == len(ids)
        assert max(map(len, ids)) <= LONGEST_ID
    assert notice_id("P1", notices[0]) == f"P1:{notices[0].key}"


def run_of(running: RunningDesk) -> PlanRun:
    run: PlanRun = running.desk.find("plan", "P1")
    return run


def refused(running: RunningDesk, body: c.CommandBody, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, **more)
    return caught.value.code


def test_a_plan_started_for_an_event_has_its_place_radius_and_checklist_with_due_times() -> None:
    run = run_of(begun())
    plan = KNOWN.response_plans["flash_flood"]
    assert (run.x_m, run.y_m, run.division, run.radius_m) == (1_000.0, 1_000.0, VILLAGE, plan.radius_at("IV"))
    assert [task.key for task in run.tasks] == [task.key for task in plan.tasks_at("IV")]
    assert run.tasks[0].due_ms == NOON_MS + 5 * MINUTE_MS
    assert run.tasks[-1].due_ms is None
    phases = [list(PHASES).index(task.phase) for task in run.tasks]
    assert phases == sorted(phases)


def test_a_plan_started_for_a_response_has_its_area_and_no_radius() -> None:
    running = RunningDesk(known=KNOWN)
    running.give(
        SetResponseLevel(response_id="L1", emergency="natural", level="III", area=VILLAGE, note="预案"), by=LEADER
    )
    running.give(start(about="", response="L1", level="III"), by=LEADER)
    assert (run_of(running).radius_m, run_of(running).division) == (0.0, VILLAGE)
    running.give(EndResponse(response_id="L1", note="解除"))
    assert refused(running, start("P2", about="", response="L1", plan="landslide")) == "plan_response_ended"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (start("P2"), "plan_runs_already"),
        (start("P2", plan="no"), "plan_unknown"),
        (start("P2", plan="missing_person", level="I"), "plan_level_unfit"),
        (start("P2", about=""), "plan_about_nothing"),
        (start("P2", response="L1"), "plan_about_nothing"),
        (start("P2", about="E9"), "event_unknown"),
        (start(), "case_exists"),
        (CompleteChecklistTask(plan_id="P1", task="no"), "plan_task_unknown"),
        (SkipChecklistTask(plan_id="P1", task="verify"), "case_note_missing"),
        (ReopenChecklistTask(plan_id="P1", task="verify", note="x"), "plan_task_open"),
        (NoteChecklistTask(plan_id="P1", task="no", note="x"), "plan_task_unknown"),
        (AdjustPlanLevel(plan_id="P1", level="IV", note="x"), "response_same_level"),
        (EndPlan(plan_id="P1"), "case_note_missing"),
        (EndPlan(plan_id="P9", note="x"), "case_unknown"),
    ],
)
def test_what_cannot_be_done_is_refused(body: c.CommandBody, code: str) -> None:
    assert refused(begun(), body) == code


def test_a_plan_of_an_ended_event_is_refused() -> None:
    running = RunningDesk(known=KNOWN)
    running.give(report())
    running.give(c.RejectEvent(event_id="E1", note="x"))
    assert refused(running, start()) == "plan_event_ended"


def test_a_task_is_completed_skipped_noted_and_reopened_and_each_step_says_who_and_when() -> None:
    running = begun()
    running.give(CompleteChecklistTask(plan_id="P1", task="verify", note="已核"), at_ms=NOON_MS + MINUTE_MS)
    done = run_of(running).done("verify")
    assert done is not None
    assert (done.happened_ms, done.actor, done.note) == (NOON_MS + MINUTE_MS, "person", "已核")
    assert refused(running, SkipChecklistTask(plan_id="P1", task="verify", note="x")) == "plan_task_done"
    running.give(ReopenChecklistTask(plan_id="P1", task="verify", note="复核"), at_ms=NOON_MS + 2 * MINUTE_MS)
    assert run_of(running).done("verify") is None
    running.give(NoteChecklistTask(plan_id="P1", task="verify", note="水位站离线"), at_ms=NOON_MS + 3 * MINUTE_MS)
    running.give(SkipChecklistTask(plan_id="P1", task="verify", note="改用电话"), at_ms=NOON_MS + 4 * MINUTE_MS)
    notes = [step.note for step in run_of(running).steps_of("verify")]
    assert notes == ["已核", "复核", "水位站离线", "改用电话"]
    assert "verify" not in {task.key for task in run_of(running).open_tasks}


def test_an_open_task_is_overdue_at_its_due_time_until_it_is_done_or_the_run_ended() -> None:
    running = begun()
    due_ms = NOON_MS + 5 * MINUTE_MS
    assert run_of(running).overdue(due_ms - 1) == ()
    assert [task.key for task in run_of(running).overdue(due_ms)] == ["verify"]
    running.give(CompleteChecklistTask(plan_id="P1", task="verify"), at_ms=due_ms)
    assert run_of(running).overdue(due_ms) == ()
    assert run_of(running).overdue(due_ms + DAY_MS)
    running.give(EndPlan(plan_id="P1", note="险情排除"), at_ms=due_ms)
    assert run_of(running).overdue(due_ms + DAY_MS) == ()
    assert run_of(running).open_tasks, "what was left open stays visible"
    running.give(report("E2"), at_ms=due_ms + RETENTION_DAYS * DAY_MS)
    assert running.desk.find("plan", "P1") is None


def test_a_higher_level_adds_tasks_due_from_then_and_keeps_what_was_done() -> None:
    running = begun()
    running.give(CompleteChecklistTask(plan_id="P1", task="verify"))
    later_ms = NOON_MS + 30 * MINUTE_MS
    running.give(AdjustPlanLevel(plan_id="P1", level="II", note="雨势加大"), at_ms=later_ms)
    run, plan = run_of(running), KNOWN.response_plans["flash_flood"]
    due_ms = {task.key: task.due_ms for task in run.tasks}
    assert due_ms["patrol"] == NOON_MS + 30 * MINUTE_MS, "a known task keeps its time"
    assert due_ms["all_out"] == later_ms + 60 * MINUTE_MS, "a new one is due from now"
    assert run.done("verify") is not None
    assert (run.level, run.radius_m) == ("II", plan.radius_at("II"))


@pytest.mark.parametrize("key", KNOWN.response_plans)
def test_every_plan_grows_with_its_level_and_has_every_phase_and_reachable_people(key: str) -> None:
    plan = KNOWN.response_plans[key]
    before: set[str] = set()
    for level in plan.levels:
        tasks = {task.key for task in plan.tasks_at(level)}
        assert before <= tasks
        assert {task.phase for task in plan.tasks_at(level)} == set(PHASES)
        assert 1 <= sum(plan.resources_at(level).values()) <= UNITS_MAX
        before = tasks
    assert plan.radius_at(plan.levels[-1]) > plan.radius_at(plan.levels[0])
    assert {task.who for task in plan.checklist} <= {*KNOWN.departments, *POSTS}
    assert {notice.kind for notice in plan.notices} >= {"unit", "division"}


def test_plans_for_the_class_of_an_event_are_proposed_first() -> None:
    assert plans_for(KNOWN.response_plans, "gas_leak")[0] == "hazmat"
    assert sorted(plans_for(KNOWN.response_plans, "gas_leak")) == sorted(KNOWN.offered_response_plans())


ROW = (
    '[x]\nname={zh="x",en="x"}\nemergency="natural"\nsubclasses=[%s]\nradius_m={%s}\n'
    'checklist=[{key="a",phase="initial",who="%s",text={zh="x",en="x"}}]\n'
)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (ROW % ('"no"', "IV=100", "duty"), "there is no subclass 'no'"),
        (ROW % ("", "III=100", "duty"), "radius_m has no value for level IV"),
        (ROW % ("", "V=100", "duty"), "unknown field `V`"),
        (ROW % ("", "IV=100", "mayor"), "there is no department or post 'mayor'"),
        (ROW % ("", "IV=100", "duty") + 'levels=["I","IV"]\n', "not in the order"),
        (ROW % ("", "IV=100", "duty") + 'resources=[{kind="hospital",number={IV=1}}]\n', "no mobile resource kind"),
        (ROW % ("", "IV=100", "duty") + 'resources=[{kind="drone",number={IV=21}}]\n', "more than 20 units"),
        (
            ROW % ("", "IV=100", "duty")
            + 'notices=[{key="a",kind="division",to="county",text={zh="x",en="x"}}]\n', "'town' or 'village'",
        ),
        (ROW % ("", "IV=100", "duty") + "hours=3\n", "unknown field `hours`"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_used_is_named_with_its_row_and_reason(tmp_path: Path, row: str, why: str) -> None:
    (tmp_path / "response_plans.toml").write_text(row, encoding="utf-8")
    with pytest.raises(BadCatalog, match=r"response_plans\.toml: row 'x'") as caught:
        catalog.load(tmp_path)
    assert why in str(caught.value)


def test_a_plan_of_the_package_replaces_the_programs(tmp_path: Path) -> None:
    text = (ROW % ("", "IV=100", "duty")).replace("[x]", "[flash_flood]")
    (tmp_path / "response_plans.toml").write_text(text, encoding="utf-8")
    found = catalog.load(tmp_path)
    assert [task.key for task in found.response_plans["flash_flood"].checklist] == ["a"]
    assert found.digest != KNOWN.digest


class PlanLife(RuleBasedStateMachine):
    """Any sequence of commands: a task is done once at a time, and the states are those of a fold from the start."""

    @initialize()
    def begin(self) -> None:
        self.running = begun()
        self.done: set[str] = set()
        self.now_ms = NOON_MS

    def _give(self, body: c.CommandBody) -> bool:
        self.now_ms += 1_000
        try:
            self.running.give(body, at_ms=self.now_ms)
        except Refused:
            return False
        return True

    @rule(task=st.sampled_from(["verify", "patrol", "all_out"]), skip=st.booleans())
    def finish(self, task: str, skip: bool) -> None:
        listed = task in {one.key for one in run_of(self.running).tasks}
        body = SkipChecklistTask(plan_id="P1", task=task, note="x") if skip else CompleteChecklistTask(
            plan_id="P1", task=task
        )  # fmt: skip
        able = listed and task not in self.done and run_of(self.running).active
        assert self._give(body) is able
        if able:
            self.done.add(task)

    @rule(task=st.sampled_from(["verify", "patrol"]))
    def reopen(self, task: str) -> None:
        able = task in self.done and run_of(self.running).active
        assert self._give(ReopenChecklistTask(plan_id="P1", task=task, note="x")) is able
        self.done.discard(task) if able else None

    @rule(level=st.sampled_from(LEVELS))
    def adjust(self, level: Any) -> None:
        run = run_of(self.running)
        assert self._give(AdjustPlanLevel(plan_id="P1", level=level, note="x")) is (run.active and run.level != level)

    @precondition(lambda self: run_of(self.running).active)
    @rule()
    def end(self) -> None:
        assert self._give(EndPlan(plan_id="P1", note="x"))

    @invariant()
    def tasks_are_done_exactly_as_commanded(self) -> None:
        run = run_of(self.running)
        listed = {task.key for task in run.tasks}
        assert {task for task in listed if run.done(task) is not None} == self.done & listed

    def teardown(self) -> None:
        fold = Fold()
        for record in self.running.log:
            fold.apply(record)
        assert fold.states["plan"]["P1"] == run_of(self.running)


PlanLife.TestCase.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
TestPlanLife = PlanLife.TestCase
