"""Rows of the leader's lists, of every kind: what waits, where, since when, why, who, and what a click opens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from county import records as r
from county.drill.inject_run import InjectReleased, InjectSeconded
from county.response.notices import NoticeAcknowledged, NoticeSent
from county.response.plans import ChecklistTaskCompleted, PlanStarted, StartPlan, checklist
from county.waiting import SILENT_MS
from desktop.leader.waiting_rows import LeaderRow, decisions, overdue_promises
from tests.gui.conftest import HOUR_MS, MONDAY_MORNING_MS, ScriptedDesktop

NOW = MONDAY_MORNING_MS


def decided(scripted: ScriptedDesktop) -> list[LeaderRow]:
    return list(decisions(scripted.session).rows)


def promised(scripted: ScriptedDesktop) -> list[LeaderRow]:
    return list(overdue_promises(scripted.session, scripted.clock.now_ms()).rows)


def a_flood(scripted: ScriptedDesktop, level: str = "larger") -> str:
    event_id, place = "20261123-000001", scripted.session.package.resources[0]
    scripted.happen(r.EventReported(
        event_id=event_id, subclass="flash_flood", title="山洪", source="hotline", x_m=place.x_m, y_m=place.y_m,
        division="", level=level,  # type: ignore[arg-type]
    ))  # fmt: skip
    return event_id


def started(scripted: ScriptedDesktop, about: str, at_ms: int = NOW) -> PlanStarted:
    tasks = checklist(scripted.session.catalog.response_plans["flash_flood"], "IV", at_ms)
    return PlanStarted(plan_id="P1", plan="flash_flood", level="IV", tasks=tasks, radius_m=500.0, about=about)


def test_a_plan_that_is_proposed_for_a_serious_event_waits_until_it_is_begun(scripted: ScriptedDesktop) -> None:
    event_id = a_flood(scripted)
    scripted.dispatch(event_id)
    [row] = decided(scripted)
    name = scripted.session.catalog.response_plans["flash_flood"].name.zh
    assert (row.what, row.why, row.since_ms, row.target.id) == ("山洪", f"建议启动：{name}", NOW, event_id)
    assert (row.target.thing, row.target.step) == ("event", StartPlan)
    scripted.happen(started(scripted, event_id))
    assert decided(scripted) == []


def test_a_grave_event_with_a_plan_waits_for_both_decisions_and_ends_with_them(scripted: ScriptedDesktop) -> None:
    event_id = a_flood(scripted, "major")
    assert [(row.why[:4], row.grave) for row in decided(scripted)] == [("无单位接", True), ("建议启动", True)]
    scripted.dispatch(event_id)
    assert [row.why[:4] for row in decided(scripted)] == ["建议启动"]
    scripted.happen(r.HandlingFedBack(event_id=event_id, note="已排险"), r.EventClosed(event_id=event_id))
    assert decided(scripted) == []


def test_a_grave_event_that_units_returned_waits_once(scripted: ScriptedDesktop) -> None:
    event_id = a_flood(scripted, "major")
    scripted.happen(started(scripted, event_id))
    for _ in range(2):
        scripted.dispatch(event_id)
        scripted.happen(r.TaskReturned(event_id=event_id, note="不属本单位"))
    assert len(decided(scripted)) == 1


def test_a_task_that_two_units_returned_waits_for_whose_it_is(scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾堆积")
    scripted.dispatch(event_id)
    scripted.happen(r.TaskReturned(event_id=event_id, note="不属本单位"))
    assert decided(scripted) == []
    scripted.happen(
        r.EventDispatched(event_id=event_id, unit="city_management", due_ms=NOW + HOUR_MS),
        r.TaskReturned(event_id=event_id, note="不属本单位"),
    )
    [row] = decided(scripted)
    assert row.why == "已退回 2 次"
    scripted.clock.advance(HOUR_MS)
    scripted.happen(r.EventNoted(event_id=event_id, note="已请示"))
    assert [row.since_ms for row in decided(scripted)] == [row.since_ms], "a note decides nothing"


@pytest.mark.parametrize("realm", ["live", "drill:x"])
def test_an_inject_that_one_person_released_waits_for_the_second_one_in_a_drill(
    scripted: ScriptedDesktop, realm: str
) -> None:
    scripted.source.condition = replace(scripted.source.condition, realm=realm)
    scripted.happen(InjectSeconded(drill="x", inject_id="I-7", person="张三"))
    rows = [(row.what, row.why, row.who, row.target.thing, row.target.id) for row in decided(scripted)]
    assert rows == ([("I-7", "等待第二人放行", "张三", "inject", "I-7")] if realm != "live" else [])
    scripted.happen(InjectReleased(drill="x", inject_id="I-7", person="李四"))
    assert decided(scripted) == []


def test_a_task_of_a_plan_past_its_time_is_an_overdue_promise_until_it_is_done(scripted: ScriptedDesktop) -> None:
    begun = started(scripted, "", NOW - 48 * HOUR_MS)
    scripted.happen(begun)
    rows = promised(scripted)
    late = [task for task in begun.tasks if task.due_ms is not None and task.due_ms <= NOW]
    assert late
    assert sorted(row.what for row in rows) == sorted(task.text.zh for task in late)
    assert rows[0].since_ms == min(task.due_ms or 0 for task in late)
    assert {(row.target.thing, row.target.id, row.grave, row.why) for row in rows} == {
        ("plan", "P1", True, "预案任务超时")
    }
    scripted.happen(ChecklistTaskCompleted(plan_id="P1", task=late[0].key, note="完成"))
    assert len(promised(scripted)) == len(late) - 1


def test_a_notice_without_an_answer_for_half_an_hour_is_an_overdue_promise(scripted: ScriptedDesktop) -> None:
    scripted.happen(NoticeSent(notice_id="N1", kind="post", to="上陈村防汛责任人", means="phone", note="请到岗"))
    scripted.clock.advance(SILENT_MS - 1)
    assert promised(scripted) == []
    scripted.clock.advance(1)
    [row] = promised(scripted)
    assert (row.what, row.who, row.since_ms, row.target.id) == ("请到岗", "上陈村防汛责任人", NOW, "N1")
    scripted.happen(NoticeAcknowledged(notice_id="N1", note="已到岗"))
    assert promised(scripted) == []


def test_what_was_escalated_to_the_county_s_leaders_says_so(scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾堆积")
    scripted.dispatch(event_id, due_ms=NOW - 30 * HOUR_MS)
    assert [row.why for row in promised(scripted)] == ["超过时限"]
    circulated = r.EventEscalated(event_id=event_id, step="circulate", to="county")
    scripted.happen(r.EventSupervised(event_id=event_id), circulated)
    [row] = promised(scripted)
    assert (row.why, row.grave) == ("通报 → 县级分管领导", True)


def test_a_list_counts_all_and_shows_fifty(scripted: ScriptedDesktop) -> None:
    for n in range(53):
        scripted.happen(NoticeSent(notice_id=f"N{n}", kind="post", to="值班室", means="phone", note="x"))
    scripted.clock.advance(SILENT_MS)
    found = overdue_promises(scripted.session, scripted.clock.now_ms())
    assert (found.total, len(found.rows)) == (53, 50)
