"""What players say to bodies outside ends in the outbox, where the simulator answers for whom its role plays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.commands import AcceptTask, DispatchEvent, FileEvent, NoteEvent
from county.drill.inject_run import ReleaseInject
from county.package.open import CountyPackage
from county.response.notices import AcknowledgeNotice, FailNotice, SendNotice
from county.response.situation_reports import SendSituationReport
from desktop.cards.event_card import EventCard
from desktop.drill.outbox import DrillOutbox
from desktop.drill.outside import OutsideItems
from desktop.item_models.event_delegate import EventDelegate
from desktop.panels.record_panel import ID_ROLE
from desktop.reporting.report_form import ReportForm
from desktop.session import Session
from tests.drill_scenario import TEXT
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.shown_panel import shown_panel
from tests.unit.drill_day import DRILL

PLAYED = TEXT.replace(
    'side = "evaluate"',
    'side = "evaluate"\n[[roles]]\nid = "town"\nname = "镇政府"\nside = "simulate"\nmembers = ["u:sun"]\n'
    'plays = ["division:990199100000", "unit:truck-1"]',
    1,
)


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    with shown_drill_desks(county, tmp_path, qtbot, PLAYED) as desks:
        desks.day.start()
        yield desks


def say(drill: DrillDesks, id: str, kind: str, to: str, text: str, means: str = "phone") -> None:
    assert drill.day.give("wang", SendNotice(notice_id=id, kind=kind, to=to, means=means, note=text)) == ""  # type: ignore[arg-type]


def dispatched_event(drill: DrillDesks) -> str:
    """The event of the scenario, dispatched to the truck."""
    day = drill.day
    assert day.give("zhou", ReleaseInject(drill=DRILL.id, inject_id="I02")) == ""
    day.realm.turn(5)
    [event] = day.realm.desk.events.values()
    assert day.give("wang", FileEvent(event_id=event.id)) == ""
    assert day.give("wang", DispatchEvent(event_id=event.id, unit="truck-1")) == ""
    return event.id


def test_the_simulator_answers_the_telephone_for_its_town_and_sees_others_when_asked(
    drill: DrillDesks, qtbot: QtBot
) -> None:
    with shown_panel(DrillOutbox(drill.desk("sun").session), qtbot, (900, 400)) as outbox:
        say(drill, "n1", "post", "水库巡查员", "上坝看看", "sms")
        say(drill, "n2", "division", "990199100201", "马上转移 <b>&")
        drill.until("sun", lambda: [row.id for row in outbox.rows()] == ["notice/n2"], "its own")
        row = outbox.rows()[0]
        assert (row.cells[2], row.cells[5]) == ("电话", "马上转移 <b>&")
        assert row.cells[3].startswith("☎ 来电")
        outbox.choose("notice/n2")
        outbox.step_buttons[FailNotice].click()
        assert outbox.problem.text() == "请填写未叫通的原因"
        outbox.answer.setText("收到，已出发")
        assert drill.click("sun", outbox.step_buttons[AcknowledgeNotice]) is None
        drill.until("sun", lambda: outbox.rows()[0].cells[3] == "已叫应 · sun · 收到，已出发", "its answer")
        outbox.own.click()
        assert [row.id for row in outbox.rows()] == ["notice/n1", "notice/n2"]


def test_a_simulators_report_is_marked_wherever_it_is_shown(drill: DrillDesks, qtbot: QtBot) -> None:
    session, package = drill.desk("sun").session, drill.day.realm.package
    place = package.resources[0]
    drill.until("sun", lambda: session.drill.who.simulates, "the role")
    with shown_panel(ReportForm(session), qtbot) as form:
        assert [form.source.itemText(row) for row in range(form.source.count())] == ["模拟"]
        form.subject.setText("桥被淹")
        form.subclass.setCurrentIndex(form.subclass.findData("road_flooding"))
        form.set_place(place.x_m, place.y_m)
        assert drill.click("sun", form.submit) is None
        assert form.source.currentData() == "simulated", "for the next one, too"
    player = drill.desk("wang").session
    drill.until("wang", lambda: player.layers.states("event"), "the event at a player's desk")
    [event] = player.layers.states("event").values()
    assert event.source == "simulated"
    assert EventDelegate(player.catalog, player.styles, player.clock).subject(event, 10_000).startswith("模拟 · ")
    assert ("来源", "模拟") in facts_of_card(player, event.id, qtbot)
    with shown_panel(ReportForm(player), qtbot) as form:
        assert form.source.findData("simulated") < 0
        assert form.source.count() == 8


def facts_of_card(session: Session, event_id: str, qtbot: QtBot) -> list[tuple[str, str]]:
    """Names and values that the card of an event shows; the same are printed."""
    session.focus.select("events", event_id)
    with shown_panel(EventCard(session), qtbot) as card:
        return card.facts_of(session.layers.states("event")[event_id])


def test_no_row_moves_when_one_is_answered_and_what_is_new_comes_last(drill: DrillDesks, qtbot: QtBot) -> None:
    with shown_panel(DrillOutbox(drill.desk("sun").session), qtbot, (900, 400)) as outbox:

        def shown() -> list[str]:
            items = (outbox.table.item(row, 0) for row in range(outbox.table.rowCount()))
            return [item.data(ID_ROLE) for item in items if item is not None]

        for id in ("n1", "n2"):
            say(drill, id, "division", "990199100201", "马上转移")
            drill.day.wait(1_000)
        drill.until("sun", lambda: shown() == ["notice/n1", "notice/n2"], "its own")
        outbox.activateWindow()
        place = outbox.table.visualItemRect(outbox.table.item(0, 0)).center()
        qtbot.mouseClick(outbox.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        outbox.hold.end()
        assert outbox.chosen == "notice/n1"
        assert drill.click("sun", outbox.step_buttons[AcknowledgeNotice]) is None
        say(drill, "n3", "division", "990199100201", "清点人数")
        drill.until("sun", lambda: len(shown()) == 3, "the new one")
        assert shown() == ["notice/n1", "notice/n2", "notice/n3"]
        QApplication.sendEvent(outbox.table, QEvent(QEvent.Type.Leave))
        outbox.table.clearSelection()
        outbox.follow()
        assert shown() == ["notice/n2", "notice/n3", "notice/n1"], "the hand has left it: what waits is first"


def test_reports_to_the_higher_authority_and_tasks_stand_there_too(drill: DrillDesks, qtbot: QtBot) -> None:
    with shown_panel(DrillOutbox(drill.desk("zhou").session), qtbot, (900, 400)) as outbox:
        event = dispatched_event(drill)
        assert drill.day.give("wang", SendSituationReport(event_id=event, kind="first", note="已出动")) == ""
        drill.until("zhou", lambda: len(outbox.rows()) == 2, "both")
        task, report = outbox.rows()
        assert (task.cells[2], task.cells[4]) == ("任务", event)
        assert (report.cells[1], report.cells[2], report.cells[5]) == ("上级", "首报", "已出动")
        outbox.choose(task.id)
        assert drill.click("zhou", outbox.step_buttons[AcceptTask]) is None
        drill.until("zhou", lambda: len(outbox.rows()) == 1, "it is accepted")


def test_what_waits_for_the_simulator_is_told_without_the_states_of_events_and_notices(drill: DrillDesks) -> None:
    session = drill.desk("sun").session
    items, event = OutsideItems(session), dispatched_event(drill)
    for id, kind, to in (
        ("n1", "division", "990199100201"), ("n2", "division", "990199100201"), ("n3", "post", "水库巡查员"),
    ):  # fmt: skip
        say(drill, id, kind, to, "马上转移")
    assert drill.day.give("sun", AcknowledgeNotice(notice_id="n1", note="收到")) == ""
    states, told = session.layers.fold.states, frozenset({f"task/{event}/truck-1", "notice/n2"})
    drill.until("sun", lambda: "n3" in states["notice"], "the last one")
    drill.until("sun", lambda: items.waiting() == told, "the town's own")
    session.layers.fold.states = {key: states[key] for key in states.keys() - {"event", "notice"}}
    try:
        assert items.waiting() == told
    finally:
        session.layers.fold.states = states


def test_a_note_on_the_event_sends_no_task_anew(drill: DrillDesks, qtbot: QtBot) -> None:
    with shown_panel(DrillOutbox(drill.desk("zhou").session), qtbot, (900, 400)) as outbox:
        event = dispatched_event(drill)
        drill.until("zhou", lambda: len(outbox.rows()) == 1, "the task")
        sent = outbox.rows()[0].cells[0]
        drill.day.wait(2_000)
        assert drill.day.give("wang", NoteEvent(event_id=event, note="来电人催办")) == ""
        steps = drill.desk("zhou").session.layers.states("event")
        drill.until("zhou", lambda: steps[event].timeline[-1].note == "来电人催办", "the note")
        assert outbox.rows()[0].cells[0] == sent


def test_calling_the_centre_asks_for_the_form_of_reports(drill: DrillDesks, qtbot: QtBot) -> None:
    with (
        shown_panel(DrillOutbox(drill.desk("sun").session), qtbot, (900, 400)) as outbox,
        qtbot.waitSignal(outbox.call_wanted),
    ):
        qtbot.mouseClick(outbox.call, Qt.MouseButton.LeftButton)


def test_only_who_answers_for_somebody_is_offered_to_see_those_alone(drill: DrillDesks, qtbot: QtBot) -> None:
    with shown_panel(DrillOutbox(drill.desk("sun").session), qtbot, (900, 400)) as outbox:
        qtbot.waitUntil(lambda: outbox.own.isVisible())
    with shown_panel(DrillOutbox(drill.desk("wang").session), qtbot, (900, 400)) as outbox:
        qtbot.waitUntil(lambda: not outbox.own.isVisible())
