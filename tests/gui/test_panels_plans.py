"""Response plans: started from the card with one click, ticked off live, units dispatched and people called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from county import commands as c
from county.authority import WATCH
from county.explained import ExplainedLine
from county.package.open import CountyPackage
from county.records import EventCorrected
from county.response.levels import SetResponseLevel
from county.response.notices import FailNotice, NoticeSent
from county.response.plans import (
    ChecklistTaskCompleted,
    EndPlan,
    PlanEnded,
    PlanRun,
    PlanStarted,
    SkipChecklistTask,
    StartPlan,
    checklist,
)
from county.roads.closures import CloseRoad
from county.units.dispatch import can_be_sent
from desktop import theme
from desktop.cards.event_card import EventCard
from desktop.response.plan_checklist import STATE, TASK, PlanChecklist
from desktop.response.plan_resources import PlanResources
from desktop.response.plans import Plans
from desktop.response.responses import Responses
from layers.plan_areas import PlanAreasLayer
from services.protocol.messages import Trouble
from tests.adjustable_clock import AdjustableClock
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel
from tests.memory_realm import OWNER, MemoryRealm

LEFT = Qt.MouseButton.LeftButton
MINUTE_MS = 60_000
SIZE = (400, 760)


def reported(desk: LiveDesktop, subclass: str = "flash_flood", event_id: str = "20261123-AAAAAAA") -> str:
    """An event that the window reported, at a place within the county."""
    place = desk.session.package.resources[0]
    body = c.ReportEvent(
        event_id=event_id, subclass=subclass, title="溪水上涨", source="hotline", x_m=place.x_m, y_m=place.y_m,
        level="larger",
    )
    desk.session.submissions.send(body)
    desk.until(lambda: event_id in desk.session.layers.states("event"), "the event")
    desk.session.focus.select("events", event_id)
    return event_id


def begun(desk: LiveDesktop, plans: Plans, qtbot: QtBot) -> str:
    """The plan of a reported event is started by its button; returns the number of the event."""
    event_id = reported(desk)
    qtbot.mouseClick(plans.start, LEFT)
    desk.until(lambda: plans.run is not None, "the run")
    return event_id


def flood_plan(scripted: ScriptedDesktop, **other: Any) -> PlanStarted:
    """The plan P1 of a reported flash flood, level IV, with all of its tasks."""
    event_id = scripted.report("山洪", subclass="flash_flood")
    tasks = checklist(scripted.session.catalog.response_plans["flash_flood"], "IV", scripted.clock.now_ms())
    return PlanStarted(
        plan_id="P1", plan="flash_flood", level="IV", tasks=tasks, radius_m=500.0, about=event_id, **other
    )


def the_run(desk: LiveDesktop) -> PlanRun:
    [run] = desk.session.layers.states("plan").values()
    assert isinstance(run, PlanRun)
    return run


def click_tick(part: PlanChecklist, item: QTreeWidgetItem, qtbot: QtBot) -> None:
    """A click on the box of a task."""
    rect = part.tree.visualItemRect(item)
    at = QPoint(rect.left() + 8, rect.center().y())
    qtbot.mouseClick(part.tree.viewport(), LEFT, pos=at)


@pytest.fixture
def plans(desk: LiveDesktop, qtbot: QtBot) -> Iterator[Plans]:
    with shown_panel(Plans(desk.session), qtbot, SIZE) as panel:
        yield panel


def test_one_click_on_the_card_starts_the_plan_of_the_class_at_the_level_of_the_event(
    desk: LiveDesktop, qtbot: QtBot
) -> None:
    event_id = reported(desk)
    with shown_panel(EventCard(desk.session), qtbot, (420, 900)) as card:
        card.show_event(event_id)
        assert card.plan.start.text() == "启动Ⅲ级预案：山洪灾害应急响应"
        with qtbot.waitSignal(card.plan.panel_wanted, check_params_cb=lambda key: key == "plans"):
            qtbot.mouseClick(card.plan.start, LEFT)
        desk.until(lambda: desk.session.layers.states("plan"), "the run")
        desk.until(card.plan.open.isVisible, "the progress")
        run = the_run(desk)
        assert (run.plan, run.level, run.about) == ("flash_flood", "III", event_id)
        assert card.plan.open.text() == "Ⅲ级预案：完成 0/24 …"
        assert card.plan.start.isHidden(), "one run is enough"


def test_an_event_of_a_class_without_a_plan_has_no_such_button(desk: LiveDesktop, qtbot: QtBot) -> None:
    event_id = reported(desk, "exposed_garbage")
    with shown_panel(EventCard(desk.session), qtbot, (420, 900)) as card:
        card.show_event(event_id)
        assert card.plan.isHidden()


def test_for_an_event_of_a_class_without_a_plan_none_is_chosen_until_a_person_does(
    desk: LiveDesktop, plans: Plans, qtbot: QtBot
) -> None:
    reported(desk, "exposed_garbage")
    assert (plans.plan.currentData(), plans.start.isEnabled()) == (None, False)
    assert "没有针对此类事件的预案" in plans.start.toolTip()
    plans.plan.setCurrentIndex(plans.plan.findData("flash_flood"))
    desk.until(plans.start.isEnabled, "the button")
    qtbot.mouseClick(plans.start, LEFT)
    desk.until(lambda: desk.session.layers.states("plan"), "the run")
    assert the_run(desk).plan == "flash_flood"


def test_tasks_are_ticked_skipped_with_a_reason_noted_and_reopened(
    desk: LiveDesktop, plans: Plans, qtbot: QtBot
) -> None:
    reported(desk)
    assert plans.plan.currentData() == "flash_flood"
    assert plans.level.currentData() == "III"
    qtbot.mouseClick(plans.start, LEFT)
    desk.until(lambda: plans.run is not None, "the run")
    part = plans.checklist
    items = part._items
    click_tick(part, items["verify"], qtbot)
    desk.until(lambda: the_run(desk).done("verify"), "the tick")
    assert items["verify"].checkState(TASK) == Qt.CheckState.Checked
    assert "王" in items["verify"].text(2), "who did it"
    click_tick(part, items["forecast"], qtbot)
    desk.until(lambda: the_run(desk).done("forecast"), "the tick of the next task, while the one before is selected")
    assert part.problem.isHidden()
    assert part.tree.selectedItems() == [items["forecast"]]
    part.tree.setCurrentItem(items["patrol"])
    step = part.buttons[SkipChecklistTask]
    qtbot.mouseClick(step, LEFT)
    assert part.problem.text() == "请填写跳过该任务的原因"
    qtbot.keyClicks(part.note, "no reservoir")
    qtbot.mouseClick(step, LEFT)
    desk.until(lambda: the_run(desk).done("patrol"), "the skip")
    assert items["patrol"].checkState(TASK) == Qt.CheckState.PartiallyChecked
    assert items["patrol"].text(TASK).endswith("no reservoir")
    click_tick(part, items["verify"], qtbot)
    assert part.problem.text() == "请填写恢复该任务的原因"
    assert items["verify"].checkState(TASK) == Qt.CheckState.Checked, "the box shows the journal's state"
    desk.until(lambda: part.note.text() == "", "the reply")
    qtbot.keyClicks(part.note, "again")
    click_tick(part, items["verify"], qtbot)
    desk.until(lambda: the_run(desk).done("verify") is None, "the task is open")
    assert plans.summary.text().startswith("完成 2/24")


def test_the_suggested_units_are_dispatched_by_one_button_and_named_afterwards(
    desk: LiveDesktop, plans: Plans, qtbot: QtBot
) -> None:
    event_id = begun(desk, plans, qtbot)
    plans.tabs.setCurrentWidget(plans.resources)
    resources = plans.resources
    desk.until(lambda: resources._ranked and not resources._asked, "the ranking")
    kinds = {unit.id: unit.kind for unit in desk.session.package.resources}
    wanted, chosen = resources.wanted(), resources.chosen()
    assert chosen
    assert all(sum(kinds[unit] == kind for unit in chosen) <= number for kind, number in wanted.items())
    assert all(can_be_sent(unit, desk.session.catalog) for unit in desk.session.package.resources if unit.id in chosen)
    qtbot.mouseClick(resources.dispatch, LEFT)
    states = desk.session.layers.states("event")
    desk.until(lambda: set(states[event_id].active_units) == set(chosen), "the units")
    assert states[event_id].unit == chosen[0]
    desk.until(lambda: resources._ranked and not resources._asked, "the new ranking")
    assert not set(resources.chosen()) & set(chosen), "nobody is sent twice"


def test_units_are_ranked_again_when_a_road_closes_and_ticks_made_by_hand_stay(
    desk: LiveDesktop, plans: Plans, qtbot: QtBot
) -> None:
    event_id = begun(desk, plans, qtbot)
    plans.tabs.setCurrentWidget(plans.resources)
    resources = plans.resources
    desk.until(lambda: resources._ranked and not resources._asked, "the ranking")
    dropped = resources.chosen()[0]
    resources._items[dropped].setCheckState(0, Qt.CheckState.Unchecked)
    event, before = desk.session.layers.states("event")[event_id], dict(resources._ranked)
    body = CloseRoad(closure_id="C1", extent="circle", x_m=event.x_m, y_m=event.y_m, radius_m=300.0, note="塌方")
    assert desk.send(body).refusal is None
    desk.until(
        lambda: all(resources._ranked[kind] is not before[kind] for kind in before) and not resources._asked,
        "the new ranking",
    )
    assert dropped in resources._items
    assert dropped not in resources.chosen()


def test_a_ranking_without_an_answer_says_why_and_can_be_asked_for_again(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    started = flood_plan(scripted)
    with shown_panel(Plans(scripted.session), qtbot, SIZE) as plans:
        scripted.happen(started)
        plans.tabs.setCurrentWidget(plans.resources)
        part = plans.resources
        assert not part.rank_again.isEnabled()
        for kind in part.wanted():
            scripted.source.answer(Trouble.of(ExplainedLine("no answer"), f"{started.about}:{kind}"))
        scripted.tick()
        assert part.problem.text() == "no answer"
        qtbot.mouseClick(part.rank_again, LEFT)
        assert part.problem.isHidden()
        assert not part.rank_again.isEnabled()


def test_a_plan_with_open_tasks_ends_only_after_they_were_named_and_with_a_reason(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    started = flood_plan(scripted)
    tasks = started.tasks
    with shown_panel(Plans(scripted.session), qtbot, SIZE) as plans:
        scripted.session.focus.select("events", started.about)
        scripted.happen(started, ChecklistTaskCompleted(plan_id="P1", task=tasks[0].key))
        assert plans.question.isHidden()
        plans.note.setText("指挥长令")
        qtbot.mouseClick(plans.end, LEFT)
        assert scripted.source.commands == [], "it asks first, whatever the note says"
        shown = plans.question.text()
        assert shown.startswith(f"还有 {len(tasks) - 1} 项任务未完成")
        assert tasks[1].text.zh in shown
        assert tasks[0].text.zh not in shown, "what is done is not named"
        assert plans.end.text() == "仍要结束"
        plans.note.clear()
        qtbot.mouseClick(plans.end, LEFT)
        assert scripted.source.commands == [], "the reason is required"
        plans.note.setText("险情解除，其余不再需要")
        qtbot.mouseClick(plans.end, LEFT)
        assert [command.body for command in scripted.source.commands] == [
            EndPlan(plan_id="P1", note="险情解除，其余不再需要")
        ]
        scripted.accept(PlanEnded(plan_id="P1", note="险情解除，其余不再需要"))
        assert plans.question.isHidden()
        assert plans.end.text() == "结束预案"


def test_a_plan_whose_tasks_are_all_done_ends_without_a_question(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    started = flood_plan(scripted)
    with shown_panel(Plans(scripted.session), qtbot, SIZE) as plans:
        scripted.session.focus.select("events", started.about)
        scripted.happen(
            started, *(ChecklistTaskCompleted(plan_id="P1", task=task.key) for task in started.tasks)
        )
        plans.note.setText("指挥长令")
        qtbot.mouseClick(plans.end, LEFT)
        assert [command.body for command in scripted.source.commands] == [EndPlan(plan_id="P1", note="指挥长令")]


def test_everybody_to_be_called_is_called_once_and_answers_are_shown(
    desk: LiveDesktop, plans: Plans, qtbot: QtBot
) -> None:
    event_id = begun(desk, plans, qtbot)
    plans.tabs.setCurrentWidget(plans.notices)
    number = len(plans.notices.missing())
    assert number >= 5
    qtbot.mouseClick(plans.notices.call, LEFT)
    notices = desk.session.layers.states("notice")
    desk.until(lambda: len(notices) == number, "the notices")
    assert {notice.about for notice in notices.values()} == {event_id}
    desk.until(lambda: not plans.notices.call.isEnabled(), "everybody was called")
    assert plans.notices.call.toolTip() == "均已叫应"
    plans.notices.tree.setCurrentItem(plans.notices.tree.topLevelItem(0))
    desk.until(plans.notices.answered.isEnabled, "the button")
    qtbot.mouseClick(plans.notices.answered, LEFT)
    desk.until(lambda: [n for n in notices.values() if n.state == "acknowledged"], "the answer")
    item = plans.notices.tree.topLevelItem(0)
    assert item is not None
    assert item.text(1).startswith("已叫应")


def test_the_level_is_raised_the_ring_grows_and_the_run_ends_with_a_reason(
    desk: LiveDesktop, plans: Plans, qtbot: QtBot
) -> None:
    begun(desk, plans, qtbot)
    layer = desk.session.layers.of(PlanAreasLayer)
    assert layer.drawn() == 1
    narrow = layer.bounds_m(the_run(desk).id)
    assert narrow is not None
    assert "3 公里内" in plans.summary.text()
    qtbot.mouseClick(plans.adjust, LEFT)
    assert plans.problem.text() == "请填写依据的决定"
    plans.new_level.setCurrentIndex(plans.new_level.findData("I"))
    qtbot.keyClicks(plans.note, "rain")
    qtbot.mouseClick(plans.adjust, LEFT)
    desk.until(lambda: the_run(desk).level == "I", "the level")
    wide = layer.bounds_m(the_run(desk).id)
    assert wide is not None
    assert wide[0] < narrow[0]
    desk.until(plans.end.isEnabled, "the button")
    qtbot.keyClicks(plans.note, "over")
    for _ in range(2):  # it asks about the open tasks first
        qtbot.mouseClick(plans.end, LEFT)
    desk.until(lambda: not the_run(desk).active, "the end")
    assert layer.drawn() == 0
    desk.until(lambda: not plans.end.isEnabled(), "the button")
    assert plans.end.toolTip() == "请选择一个未结束的预案"


def test_a_plan_is_started_for_a_response_from_its_panel(desk: LiveDesktop, qtbot: QtBot) -> None:
    with shown_panel(Responses(desk.session), qtbot, (900, 320)) as panel:
        body = SetResponseLevel(
            response_id="L1", emergency="natural", level="II", area=desk.session.package.manifest.code, note="预案"
        )
        desk.session.submissions.send(body)
        desk.until(lambda: panel.table.rowCount(), "the response")
        panel.table.selectRow(0)
        desk.until(panel.step_buttons[StartPlan].isEnabled, "the button")
        qtbot.mouseClick(panel.step_buttons[StartPlan], LEFT)
        desk.until(lambda: desk.session.layers.states("plan"), "the run")
        run = the_run(desk)
        assert (run.response, run.level, run.radius_m) == ("L1", "II", 0.0)


def test_a_plan_of_a_response_says_why_it_lists_no_units(desk: LiveDesktop, plans: Plans, qtbot: QtBot) -> None:
    plans.tabs.setCurrentWidget(plans.resources)
    assert plans.resources.hint.text() == "请在上方选择一个已启动的预案，或启动预案"
    area = desk.session.package.manifest.code
    desk.session.submissions.send(
        SetResponseLevel(response_id="L1", emergency="natural", level="II", area=area, note="预案")
    )
    desk.session.submissions.send(StartPlan(plan_id="P1", plan="flash_flood", level="II", response="L1"))
    desk.until(lambda: plans.run is not None, "the run")
    assert plans.resources.hint.text().startswith("该预案针对")


def started_for(desk: LiveDesktop, plans: Plans, area: str) -> None:
    """A response and its plan, for ``area``."""
    desk.session.submissions.send(
        SetResponseLevel(response_id="L1", emergency="natural", level="II", area=area, note="预案")
    )
    desk.session.submissions.send(StartPlan(plan_id="P1", plan="flash_flood", level="II", response="L1"))
    desk.until(lambda: plans.run is not None, "the run")
    plans.tabs.setCurrentWidget(plans.notices)


def rows_of(plans: Plans) -> dict[str, QTreeWidgetItem]:
    """The notices of the run by the name of their recipient, those of several without their number."""
    items = (plans.notices.tree.topLevelItem(row) for row in range(plans.notices.tree.topLevelItemCount()))
    return {item.text(0).partition("：")[0]: item for item in items if item is not None}


def test_a_plan_for_the_whole_county_calls_each_town_and_village_and_counts_their_answers(
    desk: LiveDesktop, plans: Plans, qtbot: QtBot
) -> None:
    package, notices = desk.session.package, desk.session.layers.states("notice")
    towns, villages = (list(map(str, package.table(layer)["code"])) for layer in ("towns", "villages"))
    started_for(desk, plans, package.manifest.code)
    assert rows_of(plans)["乡镇政府"].text(1) == f"未叫应 {len(towns)}"
    row, number = rows_of(plans)["村（社区）"], len(villages)
    assert (row.text(0), row.text(1)) == (f"村（社区）：{number} 个", f"未叫应 {number}")
    assert [row.child(place).text(0) for place in range(row.childCount())] == [
        desk.session.divisions.path(code).rpartition(" · ")[2] for code in villages
    ]
    qtbot.mouseClick(plans.notices.call, LEFT)
    desk.until(lambda: not plans.notices.missing(), "the notices")
    sent = [(notice.to, notice.about) for notice in notices.values() if notice.kind == "division"]
    assert sorted(sent) == sorted((code, "") for code in (*towns, *villages))
    assert len(set(notices)) == len(notices)
    desk.until(lambda: row.text(1) == f"未回应 {number}", "the counts")
    silent, answering, failing = (row.child(place) for place in range(3))
    plans.notices.tree.setCurrentItem(answering)
    desk.until(plans.notices.answered.isEnabled, "the button")
    qtbot.mouseClick(plans.notices.answered, LEFT)
    failed = next(notice.id for notice in notices.values() if notice.to == villages[2])
    desk.session.submissions.send(FailNotice(notice_id=failed, note="无人接听"))
    desk.until(lambda: row.text(1) == f"未叫通 1 · 未回应 {number - 2} · 已叫应 1", "the counts")
    assert silent.text(1).startswith("未回应")
    assert answering.text(1).startswith("已叫应")
    assert failing.text(1).startswith("未叫通")
    assert "无人接听" in failing.text(2)
    assert answering.isSelected(), "the rows are the same ones"


def test_a_plan_for_one_town_calls_that_town_and_each_of_its_villages(desk: LiveDesktop, plans: Plans) -> None:
    package = desk.session.package
    town = str(package.table("towns")["code"][0])
    started_for(desk, plans, town)
    assert desk.session.divisions.path(town) in rows_of(plans)
    called = {call.to for call in plans.notices.missing() if call.notice.to == "village"}
    assert called == {code for code in map(str, package.table("villages")["code"]) if code[:9] == town[:9]}


def test_a_plan_for_one_village_calls_that_village_and_its_town_by_the_ids_that_they_always_had(
    desk: LiveDesktop, plans: Plans
) -> None:
    village = str(desk.session.package.table("villages")["code"][0])
    started_for(desk, plans, village)
    calls = {call.id: call.to for call in plans.notices.missing() if call.notice.kind == "division"}
    assert calls == {"P1:town": f"{village[:9]}000", "P1:village": village}


def test_the_village_of_a_corrected_place_is_called_although_that_of_the_wrong_one_was(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    wrong, right = list(map(str, scripted.session.package.table("villages")["code"]))[:2]
    started = flood_plan(scripted, division=wrong)
    event_id = started.about
    with shown_panel(Plans(scripted.session), qtbot, SIZE) as plans:
        scripted.happen(
            started,
            NoticeSent(notice_id="P1:village", kind="division", to=wrong, means="phone", about=event_id, note="转移"),
            EventCorrected(
                event_id=event_id, title="山洪", subclass="flash_flood", level="general", x_m=0.0, y_m=0.0,
                division=right, address="",
            ),
        )  # fmt: skip
        calls = {call.id: call.to for call in plans.notices.missing() if call.notice.to == "village"}
        assert calls == {f"P1:village:{right}": right}


def test_units_of_an_event_that_the_backend_dispatches_by_itself_are_added_without_an_error(
    package: CountyPackage, open_desk: OpenDesk, qtbot: QtBot
) -> None:
    known = package.catalog
    flood = replace(known.subclasses["flash_flood"], auto_dispatch=True)
    kinds = {key: replace(kind, cover_minutes=None) for key, kind in known.resource_kinds.items()}
    unattended = replace(known, subclasses=known.subclasses | {"flash_flood": flood}, resource_kinds=kinds)
    realm = MemoryRealm(package, clock=AdjustableClock(MONDAY_MORNING_MS), principals=(OWNER,), catalog=unattended)
    desk = open_desk(realm).live()
    with shown_panel(Plans(desk.session), qtbot, SIZE) as plans:
        event_id = begun(desk, plans, qtbot)
        plans.tabs.setCurrentWidget(plans.resources)
        resources, states = plans.resources, desk.session.layers.states("event")
        desk.until(lambda: resources._ranked and not resources._asked, "the ranking")
        chosen = resources.chosen()
        qtbot.mouseClick(resources.dispatch, LEFT)
        desk.until(lambda: set(chosen) <= set(states[event_id].active_units), "the units")
        desk.until(lambda: not resources.waiting, "all answers")
        assert states[event_id].timeline[2].actor == WATCH.id, "the backend was faster"
        assert resources.problem.isHidden(), resources.problem.text()
        desk.until(lambda: resources._ranked and not resources._asked, "the new ranking")
        tree = resources.tree
        heads = [item for row in range(tree.topLevelItemCount()) if (item := tree.topLevelItem(row)) is not None]
        reasons = [item.child(number).text(1) for item in heads for number in range(item.childCount())]
        assert reasons.count("已派往该事件") >= len(chosen)


def test_a_refusal_that_is_no_matter_of_order_is_shown(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(PlanResources(scripted.session), qtbot, SIZE) as part:
        part.send(c.DispatchEvent(event_id="E1", unit="market"))
        scripted.refuse("transition_forbidden", command="DispatchEvent", event="E1", state="dispatched")
        assert part.problem.isHidden()
        assert scripted.source.commands[-1].body == c.AddUnit(event_id="E1", unit="market")
        scripted.refuse("unit_has_it", event="E1", unit="market")
        assert part.problem.isHidden()
        assert not part.waiting
        part.send(c.AddUnit(event_id="E1", unit="market"))
        scripted.refuse("too_many_units", event="E1", limit="8")
        assert "8" in part.problem.text()


def test_an_open_task_turns_overdue_with_time_and_is_named(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    started = flood_plan(scripted)
    with shown_panel(Plans(scripted.session), qtbot, SIZE) as plans:
        scripted.happen(started)
        item = plans.checklist._items["verify"]
        assert item.text(STATE) == "限 10:05"
        scripted.clock.advance(17 * MINUTE_MS)
        plans.checklist.refresh()
        plans.refresh()
        assert item.text(STATE) == "逾期 12 分钟"
        assert "逾期 3" in plans.summary.text()


def test_headings_of_the_checklist_are_shown_in_full(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(Plans(scripted.session), qtbot, SIZE) as plans:
        tree = plans.checklist.tree
        for column in range(tree.columnCount()):
            text = tree.headerItem().text(column)
            room = tree.columnWidth(column) - 2 * theme.px(theme.CELL_PX)
            assert tree.header().fontMetrics().horizontalAdvance(text) <= room, text


def test_without_a_subject_nothing_can_be_started_and_a_refusal_is_shown(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    with shown_panel(Plans(scripted.session), qtbot, SIZE) as plans:
        assert plans.start.toolTip() == "请选择事件，或先启动响应"
        assert plans.summary.text().startswith("选择事件")
        event_id = scripted.report("山洪", subclass="flash_flood")
        scripted.session.focus.select("events", event_id)
        qtbot.mouseClick(plans.start, LEFT)
        [command] = scripted.source.commands
        assert isinstance(command.body, StartPlan)
        assert (command.body.about, command.body.level) == (event_id, "IV")
        assert not plans.start.isEnabled()
        scripted.refuse("plan_runs_already", level="IV")
        assert plans.problem.text() == "该预案已按 IV 级启动；请改为调整级别"


def test_what_lies_within_the_radius_is_counted_with_people_by_the_share_of_a_village(
    scripted: ScriptedDesktop,
) -> None:
    layer, package = scripted.session.layers.of(PlanAreasLayer), scripted.session.package
    west, south, east, north = package.bounds_m
    whole = layer.inside((west + east) / 2, (south + north) / 2, east - west + north - south)
    villages = package.table("villages")
    assert len(whole.villages) == len(villages["name"])
    assert whole.people == int(villages["population"].sum())
    assert whole.sensors == len(package.sensors)
    sensor = package.sensors[0]
    near = layer.inside(sensor.x_m, sensor.y_m, 10.0)
    assert near.sensors >= 1
    assert near.people is not None
    assert near.people < 50


def test_another_subject_is_offered_its_own_plan_and_one_that_runs_is_not_started_again(
    desk: LiveDesktop, plans: Plans, qtbot: QtBot
) -> None:
    reported(desk)
    qtbot.mouseClick(plans.start, LEFT)
    desk.until(lambda: plans.run is not None and not plans.waiting, "the run")
    plans.refresh()
    assert plans.start.toolTip() == "该预案已启动：请在下方调整级别"
    reported(desk, "gas_leak", "20261123-BBBBBBB")
    assert plans.plan.currentData() == "hazmat"
    desk.until(plans.start.isEnabled, "the button")


def test_the_run_of_another_event_is_never_shown_for_the_selected_one(
    desk: LiveDesktop, plans: Plans, qtbot: QtBot
) -> None:
    first = begun(desk, plans, qtbot)
    second = reported(desk, "gas_leak", "20261123-BBBBBBB")
    assert plans.run is None
    assert plans.summary.text() == "所选事件没有已启动的预案；可用上方按钮启动"
    assert not plans.resources.dispatch.isEnabled()
    with shown_panel(EventCard(desk.session), qtbot, (420, 900)) as card:
        card.show_event(second)
        qtbot.mouseClick(card.plan.start, LEFT)
        desk.until(lambda: plans.run is not None and plans.run.about == second, "the run of the selected event")
    desk.session.focus.select("events", first)
    assert plans.run is not None
    assert plans.run.about == first
