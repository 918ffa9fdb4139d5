"""The director prepares and directs a drill by clicks; players see only what was delivered to their role."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QAction, QImage, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.commands import ReportEvent
from county.drill.inject_run import DelayInject, EditInject, HoldInject, ReleaseInject, SkipInject, content_of
from county.drill.inject_text import text_of
from county.drill.run import AbortDrill, AnswerRollCall, BeginHotWash, BindRole, EndDrill
from county.drill.score import Score
from county.drill.self_assessment import HandInSelfAssessment
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from desktop import theme
from desktop.drill.abort_dialog import AbortDialog
from desktop.drill.clock_controls import ClockControls
from desktop.drill.console import CONTENT, CONTENT_PX, DrillConsole
from desktop.drill.edit_dialog import EditDialog
from desktop.drill.end_dialog import EndDialog
from desktop.drill.improvise_dialog import ImproviseDialog
from desktop.drill.inbox import DrillInbox
from desktop.drill.roster import DrillRoster
from desktop.drill.scores import NAME, DrillScores
from desktop.input.keys import KEYS
from desktop.panels.messages import Messages
from desktop.permission import why_not
from desktop.scenes.registry import DRILL_SCENES
from desktop.session import Session
from desktop.widgets.laid_out import lay_out_now
from desktop.window.main_window import MainWindow
from desktop.wording import refusal
from layers.batches import Labels
from layers.events import EventsLayer
from layers.hazards import HazardsLayer
from services.drill_report.command import WrittenReport
from services.drill_report.drill_folder import DrillFolder
from services.drill_report.earlier_runs import EarlierRun
from services.drill_report.facts import RunPercent, RunScores
from services.drill_report.linter import ReportGap
from services.protocol.messages import Rejected
from tests.drill_scenario import HAZARD, TEXT
from tests.drill_scenario import scenario as played_scenario
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.gui.shown_panel import shown_panel
from tests.gui.test_sent_by_keys import send
from tests.unit.drill_day import DRILL, MINUTE
from tests.unit.played_drill import give


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    with shown_drill_desks(county, tmp_path, qtbot) as desks:
        yield desks


@pytest.fixture
def console(drill: DrillDesks, qtbot: QtBot) -> Iterator[DrillConsole]:
    """Of the director, in a drill that runs."""
    drill.day.start()
    with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, (900, 700)) as console:
        drill.until("zhou", lambda: console.table.rowCount() == 3, "the injects")
        yield console


def states(console: DrillConsole) -> dict[str, str]:
    return {row.id: row.cells[3] for row in console.rows()}


def choose(drill: DrillDesks, console: Any, row: str) -> None:
    console.choose(row)
    drill.until("zhou", lambda: console.chosen == row, f"{row} is chosen")


def end(drill: DrillDesks, console: DrillConsole) -> Any:
    """End the drill and confirm it; returns the refusal, None for none."""
    console.life.end.click()
    dialog = console.window().findChild(EndDialog)
    assert dialog is not None
    return drill.click("zhou", dialog.buttons.main)


def test_the_director_sees_with_which_errors_a_scenario_stays_a_draft(
    county: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    wrong = TEXT.replace('village = "990199100201"', 'village = "990199100999"')
    with shown_drill_desks(county, tmp_path, qtbot, wrong) as drill:
        assert drill.day.load() == ""
        with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, (900, 700)) as console:
            drill.until("zhou", console.found.isVisible, "the findings")
            line = TEXT[: TEXT.index("990199100201")].count("\n") + 1
            [error] = [text for text in findings(console) if text.startswith("✕")]
            assert error.startswith(f"✕ night.toml 第 {line} 行 injects I02"), error
            assert "990199100999" in error
            assert console.found.summary.text().startswith("脚本检查：1 个错误")
            assert console.found.list.isVisible()
            assert drill.day.run.state == "draft"


def test_the_warning_that_a_role_has_nobody_goes_once_a_person_is_bound_to_it(
    county: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    unbound = TEXT.replace('members = ["u:wang"]\n', "")
    with shown_drill_desks(county, tmp_path, qtbot, unbound) as drill:
        assert drill.day.load() == ""
        with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, (900, 700)) as console:

            def told() -> list[str]:
                console.refresh()
                return [text for text in findings(console) if "尚无人员" in text]

            drill.until("zhou", told, "the warning")
            give(drill.day, "zhou", BindRole(drill=DRILL.id, role="duty", members=("u:wang",)))
            drill.until("zhou", lambda: not told(), "the warning to go")
            assert console.found.isVisible() == bool(findings(console))
            give(drill.day, "zhou", BindRole(drill=DRILL.id, role="duty", members=()))
            drill.until("zhou", told, "the warning again")


def test_the_director_opens_the_warnings_of_a_scenario_by_a_click(
    county: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    unbound = TEXT.replace('members = ["u:wang"]\n', "")
    with shown_drill_desks(county, tmp_path, qtbot, unbound) as drill:
        assert drill.day.load() == ""
        with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, (900, 700)) as console:
            drill.until("zhou", console.found.isVisible, "the findings")
            assert drill.day.run.state == "checked"
            assert not console.found.list.isVisible()
            qtbot.mouseClick(console.found.summary, Qt.MouseButton.LeftButton)
            assert console.found.list.isVisible()
            line = unbound[: unbound.index('to = ["duty"]')].count("\n") + 1
            assert findings(console) == [
                f"! night.toml 第 {line} 行 injects I01：角色 县防指值班室 尚无人员；请指定人员"
            ]


def test_a_hazard_is_on_the_maps_of_its_receivers_and_of_the_director_alone(
    county: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    with shown_drill_desks(county, tmp_path, qtbot, TEXT + HAZARD) as drill:
        drill.day.start()
        drill.day.wait(61_000)
        on_map = {
            person: drill.desk(person).session.layers.of(HazardsLayer) for person in ("zhou", "wang", "li", "sun")
        }
        for person in ("zhou", "wang", "li"):
            drill.until(person, on_map[person].drawn, f"the hazard on the map of {person}")
        *_, labels = on_map["wang"].batches()
        assert isinstance(labels, Labels)
        assert labels.text.tolist() == ["下风向一公里内警戒 1 km"]
        west, south, east, north = on_map["wang"].bounds_m("I04") or (0, 0, 0, 0)
        assert east - west == 2_000.0
        flights: list[tuple[float, ...]] = []
        player = drill.desk("wang").session
        player.focus.fly_to.connect(lambda *to: flights.append(to))
        with shown_panel(DrillInbox(player), qtbot, (600, 400)) as inbox:
            drill.until("wang", lambda: inbox.table.rowCount() == 1, "the hazard")
            place = inbox.table.visualRect(inbox.table.model().index(0, 2)).center()
            qtbot.mouseClick(inbox.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
            qtbot.mouseDClick(inbox.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert flights == [((west + east) / 2, (south + north) / 2, 1_300.0)]
        drill.desk("sun").session.drill.tick()
        assert on_map["sun"].lacking


def findings(console: DrillConsole) -> list[str]:
    rows = console.found.list
    return [rows.item(n).text() for n in range(rows.count())]


def test_the_roll_call_and_the_start_are_clicks(drill: DrillDesks, qtbot: QtBot) -> None:
    assert drill.day.load() == ""
    director, player = drill.desk("zhou").session, drill.desk("wang").session
    with (
        shown_panel(DrillConsole(director), qtbot, (900, 700)) as console,
        shown_panel(DrillRoster(director), qtbot, (600, 400)) as roster,
        shown_panel(DrillRoster(player), qtbot, (600, 400)) as mine,
    ):
        drill.until("zhou", lambda: roster.table.rowCount() == 2, "the roles")
        choose(drill, roster, "eval")
        roster.members.setText("Anna Li、王磊 李霞")
        assert drill.click("zhou", roster.button) is None
        assert drill.day.run.role_of["eval"].members == ("u:Anna Li", "u:王磊", "u:李霞")
        roster.members.setText("li")
        assert drill.click("zhou", roster.button) is None
        assert drill.day.run.role_of["eval"].members == ("u:li",)
        assert drill.click("zhou", console.life.arm) is None
        assert drill.click("zhou", console.life.begin).code == "drill_role_absent"
        assert "县防指值班室" in console.problem.text()
        assert drill.click("wang", mine.answer) is None
        drill.until("zhou", console.problem.isHidden, "nobody is missing any more")
        assert mine.mine.text() == "您的角色：县防指值班室（参演） · 已到场"
        assert not console.life.pause.isEnabled()
        assert drill.click("zhou", console.life.begin) is None
        assert drill.day.run.state == "running"
        drill.until("zhou", lambda: "进行中" in console.life.state_line.text(), console.life.state_line.text())
        assert "到场 1/2" in console.life.state_line.text()


def test_return_in_the_line_of_persons_binds_them(drill: DrillDesks, qtbot: QtBot) -> None:
    assert drill.day.load() == ""
    with shown_panel(DrillRoster(drill.desk("zhou").session), qtbot, (600, 400)) as roster:
        drill.until("zhou", lambda: roster.table.rowCount() == 2, "the roles")
        choose(drill, roster, "eval")
        roster.members.clear()
        qtbot.keyClicks(roster.members, "wang li")
        qtbot.keyClick(roster.members, Qt.Key.Key_Return)
        drill.until("zhou", lambda: drill.day.run.role_of["eval"].members == ("u:wang li",), "the binding")


def test_the_line_of_persons_offers_those_who_are_known_and_takes_the_chosen_one(
    drill: DrillDesks, qtbot: QtBot
) -> None:
    assert drill.day.load() == ""
    assert drill.day.give("zhou", BindRole(drill=drill.day.realm.realm.id, role="eval", members=("u:li",))) == ""
    with shown_panel(DrillRoster(drill.desk("zhou").session), qtbot, (600, 400)) as roster:
        drill.until("zhou", lambda: any(row.cells[2] == "li" for row in roster.rows()), "the roles")
        choose(drill, roster, "eval")
        roster.members.setText("王磊、")
        qtbot.keyClicks(roster.members, "l")
        assert roster.members.popup.isVisible()
        assert roster.members.list.completionModel().index(0, 0).data() == "li"
        QTest.keyClick(roster.members.popup, Qt.Key.Key_Down)
        QTest.keyClick(roster.members.popup, Qt.Key.Key_Return)
        assert roster.members.text() == "王磊、li"
        assert roster.button.isEnabled(), "the name was taken; nothing was sent"
        qtbot.keyClick(roster.members, Qt.Key.Key_Return)
        drill.until("zhou", lambda: drill.day.run.role_of["eval"].members == ("u:王磊", "u:li"), "the binding")


def test_the_roster_shows_all_of_its_columns_beside_the_card(drill: DrillDesks, qtbot: QtBot) -> None:
    """In the width that the docks beside the map have at 1080p; long names are shortened."""
    assert drill.day.load() == ""
    members = tuple(f"u:参演人员{number}" for number in range(12))
    assert drill.day.give("zhou", BindRole(drill=drill.day.realm.realm.id, role="eval", members=members)) == ""
    with shown_panel(DrillRoster(drill.desk("wang").session), qtbot, (400, 400)) as roster:
        drill.until("wang", lambda: any("参演人员11" in row.cells[2] for row in roster.rows()), "the persons")
        lay_out_now(roster)
        assert roster.table.horizontalScrollBar().maximum() == 0
        assert roster.table.columnWidth(3) >= 80


def test_all_columns_of_the_injects_are_in_sight_in_the_directors_arrangement(
    drill: DrillDesks, qtbot: QtBot
) -> None:
    """States, conditions and receivers are cut for that; what an inject is about is not."""
    drill.day.start()
    give(drill.day, "zhou", SkipInject(drill=DRILL.id, inject_id="I02", note="雨停了，改由总策划口头说明，不再注入"))
    [right] = [place for place in DRILL_SCENES["director"].places if place.area == "right"]
    size = theme.px(right.extent_px), theme.px(600)
    with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, size) as console:
        drill.until("zhou", lambda: states(console).get("I02", "").startswith("已跳过"), "it is skipped")
        lay_out_now(console)
        table = console.table
        assert table.sizeHintForColumn(3) < table.fontMetrics().horizontalAdvance(states(console)["I02"])
        assert table.horizontalScrollBar().maximum() == 0
        assert table.columnWidth(CONTENT) >= min(table.sizeHintForColumn(CONTENT), theme.px(CONTENT_PX))
        widths = [table.columnWidth(column) for column in range(table.columnCount())]
        console.long_columns.share()
        assert widths == [table.columnWidth(column) for column in range(table.columnCount())]


@pytest.mark.parametrize("length", [20, 60])
def test_what_an_inject_is_about_is_whole_where_the_others_leave_room_and_pushes_none_of_them_out_of_sight(
    county: CountyPackage, tmp_path: Path, qtbot: QtBot, length: int
) -> None:
    text = "东南风三级，下风向一公里内需要警戒，" * 4
    long = TEXT.replace("溪水漫桥", text[:length])
    [right] = [place for place in DRILL_SCENES["director"].places if place.area == "right"]
    with shown_drill_desks(county, tmp_path, qtbot, long) as drill:
        drill.day.start()
        size = theme.px(right.extent_px), theme.px(600)
        with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, size) as console:
            drill.until("zhou", lambda: console.table.rowCount() == 3, "the injects")
            lay_out_now(console)
            table, header = console.table, console.table.horizontalHeader()
            wanted = table.fontMetrics().horizontalAdvance(text[:length])
            assert table.columnWidth(CONTENT) >= min(wanted, theme.px(CONTENT_PX))
            assert (table.columnWidth(CONTENT) > wanted) == (length == 20)
            assert header.length() <= table.viewport().width()


def test_what_is_expected_is_whole_in_the_arrangement_of_evaluators(
    county: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    question = "是否在三十分钟内组织核实并发布信息？"
    [right] = [place for place in DRILL_SCENES["evaluator"].places if place.area == "right"]
    size = theme.px(right.extent_px), theme.px(600)
    with shown_drill_desks(county, tmp_path, qtbot, TEXT.replace("是否逐户核对?", question)) as drill:
        drill.day.start()
        with shown_panel(DrillScores(drill.desk("li").session), qtbot, size) as scores:
            drill.until("li", lambda: scores.table.rowCount() == 6 and scores.rows()[0].cells[4], "the scores")
            lay_out_now(scores)
            table = scores.table
            assert scores.rows()[5].cells[1] == question, "that it is observed needs not be said"
            for row in scores.rows():
                assert table.columnWidth(NAME) > table.fontMetrics().horizontalAdvance(row.cells[NAME])
            assert table.horizontalHeader().length() <= table.viewport().width()


def test_the_keys_are_for_the_injects_again_once_a_speed_was_chosen(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot
) -> None:
    speed, table = console.life.speed, console.table
    drill.until("zhou", lambda: speed.isEnabled() and speed.currentText() == "1×", speed.currentText())
    console.window().activateWindow()
    qtbot.waitUntil(console.window().isActiveWindow)
    speed.setFocus()
    speed.showPopup()
    offered = speed.view()
    qtbot.waitUntil(offered.isVisible)
    qtbot.keyClick(offered, Qt.Key.Key_End)
    qtbot.keyClick(offered, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: console.window().focusWidget() is table)
    drill.until("zhou", lambda: speed.currentText() == "60×", "the chosen speed")
    qtbot.keyClick(console.window().focusWidget(), Qt.Key.Key_Home)
    assert speed.currentText() == "60×"


def test_speeds_that_are_opened_by_a_click_leave_the_keyboard_in_the_field_where_it_was(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot
) -> None:
    speed, left = console.life.speed, Qt.MouseButton.LeftButton
    drill.until("zhou", lambda: speed.isEnabled() and speed.currentText() == "1×", speed.currentText())
    console.window().activateWindow()
    qtbot.waitUntil(console.window().isActiveWindow)
    console.reason.setFocus()
    qtbot.mouseClick(speed, left)
    offered = speed.view()
    qtbot.waitUntil(offered.isVisible)
    qtbot.keyClick(offered, Qt.Key.Key_Down)
    qtbot.keyClick(offered, Qt.Key.Key_Return)
    assert not offered.isVisible()
    assert console.window().focusWidget() is console.reason
    drill.until("zhou", lambda: drill.day.pace.clock.rate == 2.0, "the chosen speed")


def test_escape_closes_the_speeds_and_leaves_the_fields_for_the_injects(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot
) -> None:
    speed = console.life.speed
    drill.until("zhou", lambda: speed.isEnabled() and speed.currentText() == "1×", speed.currentText())
    console.window().activateWindow()
    qtbot.waitUntil(console.window().isActiveWindow)
    speed.setFocus()
    speed.showPopup()
    qtbot.waitUntil(speed.view().isVisible)
    qtbot.keyClick(speed.view(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: console.window().focusWidget() is console.table)
    console.reason.setFocus()
    console.reason.setText("雨停了")
    qtbot.keyClick(console.reason, Qt.Key.Key_Escape)
    assert console.window().focusWidget() is console.table
    assert console.reason.text() == "雨停了", "what was typed stays"


def test_the_columns_of_the_injects_are_measured_when_a_row_changed_and_not_each_second(
    drill: DrillDesks, console: DrillConsole, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.fill()
    measured: list[dict[str, str]] = []
    monkeypatch.setattr(console.long_columns, "share", lambda: measured.append(states(console)))
    console.age()
    assert measured == []
    choose(drill, console, "I01")
    assert drill.click("zhou", console.step_buttons[HoldInject]) is None
    drill.until("zhou", lambda: states(console)["I01"].startswith("暂缓"), "it is held")
    console.fill()
    assert measured


def test_the_roll_call_names_whoever_is_bound_and_at_no_window(drill: DrillDesks, qtbot: QtBot) -> None:
    assert drill.day.load() == ""
    director, player = drill.desk("zhou").session, drill.desk("wang").session
    with (
        shown_panel(DrillConsole(director), qtbot, (900, 700)) as console,
        shown_panel(DrillRoster(director), qtbot, (600, 400)) as roster,
    ):
        drill.until("zhou", lambda: roster.table.rowCount() == 2, "the roles")
        choose(drill, roster, "eval")
        roster.members.setText("李、王磊")
        assert drill.click("zhou", roster.button) is None
        assert drill.click("zhou", console.life.arm) is None
        assert [row.cells[3] for row in roster.rows()] == ["无人", "无人"], "nothing is known of the windows yet"

        def told() -> bool:
            for session in (director, player):
                session.attendance.refresh()
            return [row.cells[3] for row in roster.rows()] == ["无人", "无人 · 不在任何窗口：李、王磊"]

        drill.until("zhou", told, "who is at no window")
        console.life.refresh(sending=False)
        assert console.life.state_line.text().endswith("到场 0/3 · 2 人不在窗口")
        assert {row.color for row in roster.rows()} == {theme.WARNING}


def test_injects_are_released_held_delayed_and_skipped_with_a_reason(
    drill: DrillDesks, console: DrillConsole
) -> None:
    assert states(console) == {"I01": "待发", "I02": "待发", "I03": "待发"}
    choose(drill, console, "I01")
    console.delay.setValue(4)
    assert drill.click("zhou", console.step_buttons[DelayInject]) is None
    drill.until("zhou", lambda: console.rows()[0].cells[0] == "T+0:09:00", "a later time")
    assert drill.click("zhou", console.step_buttons[HoldInject]) is None
    drill.until("zhou", lambda: states(console)["I01"].startswith("暂缓"), "it is held")
    assert drill.click("zhou", console.step_buttons[ReleaseInject]) is None
    drill.until("zhou", lambda: states(console)["I01"] == "已送达", "it is delivered")
    choose(drill, console, "I02")
    console.step_buttons[SkipInject].click()
    assert console.problem.text() == "请填写跳过的原因"
    console.reason.setText("雨停了 <b>&")
    assert drill.click("zhou", console.step_buttons[SkipInject]) is None
    drill.until("zhou", lambda: states(console)["I02"] == "已跳过 · 控制人员决定 · 雨停了 <b>&", "it is skipped")
    drill.until("zhou", lambda: states(console)["I03"].startswith("已跳过 · 条件不可能再成立"), "its branch too")


def test_a_sensor_that_is_fed_is_called_by_its_name(drill: DrillDesks, console: DrillConsole) -> None:
    assert console.rows()[0].cells[4] == "西南垃圾桶 · 满溢度"


def test_one_that_waits_for_a_second_person_says_so_before_its_column_is_cut(
    qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    text = TEXT.replace('at = "PT5M"\n', 'at = "PT5M"\nrelease = "two-person"\n')
    with shown_drill_desks(county, tmp_path, qtbot, text) as drill:
        drill.day.start()
        session = drill.desk("zhou").session
        with shown_panel(DrillConsole(session), qtbot, (900, 700)) as console, shown_panel(
            Messages(session), qtbot
        ) as messages:
            drill.until("zhou", lambda: console.table.rowCount() == 3, "the injects")
            choose(drill, console, "I01")
            console.reason.setText("提前")
            assert drill.click("zhou", console.step_buttons[ReleaseInject]) is None
            waits = "待第二人放行（zhou 已放行）"
            drill.until("zhou", lambda: states(console)["I01"] == waits, states(console)["I01"])
            drill.until("zhou", lambda: console.whole.text().endswith(f" · {waits}"), console.whole.text())
            assert messages.lines.item(0).text().endswith("I01：放行注入"), "not the reason"


def test_a_drill_that_came_back_after_a_crash_says_in_every_window_why_it_stands(
    drill: DrillDesks, qtbot: QtBot
) -> None:
    drill.day.start()
    drill.day.pass_to(MINUTE)
    drill.day.restart()
    sessions = drill.desk("zhou").session, drill.desk("wang").session
    with (
        shown_panel(DrillConsole(sessions[0]), qtbot, (900, 700)) as console,
        shown_panel(ClockControls(sessions[1], sessions[1].styles["realm.drill"]), qtbot, (900, 60)) as band,
    ):
        why = "后台中断后恢复，已自动暂停"
        drill.until("zhou", lambda: why in console.life.state_line.text(), console.life.state_line.text())
        drill.until("wang", lambda: band.status.text() == f"{why} · 继续后 1×", band.status.text())
        assert drill.click("zhou", console.life.pause) is None
        drill.day.wait(2_000)
        assert drill.click("zhou", console.life.pause) is None
        drill.until("zhou", lambda: "已暂停" in console.life.state_line.text(), console.life.state_line.text())
        drill.until("wang", lambda: band.status.text() == "已暂停 · 继续后 1×", "a pause by a person")


def test_the_chosen_inject_is_shown_as_a_whole_and_no_column_pushes_the_others_out_of_sight(
    drill: DrillDesks, console: DrillConsole
) -> None:
    rows_at = console.table.pos()
    choose(drill, console, "I02")
    QApplication.processEvents()
    assert console.table.pos() == rows_at
    assert console.whole.text() == "I02 · 溪水漫桥 · 随 I01 之后 12分 · 待发"
    assert console.whole.isVisible()
    places = range(console.table.columnCount())
    shown_px = console.table.viewport().width()
    assert all(console.table.columnViewportPosition(place) < shown_px for place in places[:7])


def test_no_inject_waits_behind_the_present_of_the_time_line(
    console: DrillConsole, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 60× the record of a delivery comes a quarter of a minute of the drill after its time."""
    due_ms = console.session.drill.planned()["I01"]
    monkeypatch.setattr(console.session.source.clock, "now_ms", lambda: due_ms)
    console.fill()
    [mark] = [mark for mark in console.line.marks if mark.id == "I01"]
    assert (mark.at_ms, mark.state) == (console.line.now_ms, "coming")
    assert states(console)["I01"] == "已到时"


def test_pausing_stops_the_drill_and_resuming_goes_on_at_its_speed(drill: DrillDesks, console: DrillConsole) -> None:
    assert drill.click("zhou", console.life.pause) is None
    drill.until("zhou", lambda: "已暂停" in console.life.state_line.text(), console.life.state_line.text())
    assert console.life.pause.text() == "继续演练 (Ctrl+Alt+P)"
    assert (console.life.speed.currentIndex(), console.life.speed.placeholderText()) == (-1, "速度"), "not an empty box"
    assert drill.click("zhou", console.life.pause) is None
    drill.until("zhou", lambda: "进行中" in console.life.state_line.text(), console.life.state_line.text())


def test_the_wheel_over_the_speed_orders_no_other_one(drill: DrillDesks, console: DrillConsole) -> None:
    speed, answers = console.life.speed, drill.desk("zhou").answers
    drill.until("zhou", lambda: speed.isEnabled() and speed.currentText() == "1×", speed.currentText())
    at, before = QPointF(speed.rect().center()), len(answers)
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(speed, QWheelEvent(at, speed.mapToGlobal(at), QPoint(), QPoint(0, -240), *none, False))
    assert speed.currentText() == "1×"
    drill.day.wait(1_000)
    assert (len(answers), drill.day.pace.clock.rate) == (before, 1.0)


def test_a_drill_that_stands_says_at_which_rate_it_goes_on_and_by_what(drill: DrillDesks, qtbot: QtBot) -> None:
    assert drill.day.load(speed=20.0) == ""
    session = drill.desk("zhou").session
    band = ClockControls(session, session.styles["realm.drill"])
    with (
        shown_panel(DrillConsole(session), qtbot, (900, 700)) as console,
        shown_panel(band, qtbot, (900, 60)),
        shown_panel(DrillRoster(drill.desk("wang").session), qtbot, (600, 400)) as roster,
    ):
        drill.until("zhou", lambda: "开始演练后 20×" in console.life.state_line.text(), "the chosen speed")
        drill.until("zhou", lambda: band.status.text() == "已暂停 · 开始演练后 20×", "the chosen speed in the band")
        assert drill.click("zhou", console.life.arm) is None
        assert drill.click("wang", roster.answer) is None
        assert drill.click("zhou", console.life.begin) is None
        drill.until("zhou", lambda: band.status.text() == "时间流速 20×", band.status.text())
        assert drill.day.give("zhou", SetClockRate(rate=2.0)) == ""
        drill.until("zhou", lambda: band.status.text() == "时间流速 2×", band.status.text())
        assert drill.click("zhou", console.life.pause) is None
        drill.until("zhou", lambda: "继续后 2×" in console.life.state_line.text(), console.life.state_line.text())
        assert drill.click("zhou", console.life.pause) is None
        drill.until("zhou", lambda: drill.day.pace.clock.rate == 2.0, "the rate before the pause")
        assert end(drill, console) is None
        drill.until("zhou", lambda: "已结束" in console.life.state_line.text(), console.life.state_line.text())
        assert "继续后" not in console.life.state_line.text()
        drill.until("zhou", lambda: band.status.text() == "已结束", band.status.text())
        assert not any(button.isEnabled() for button in (*band.rates.values(), *band.jumps.values(), band.jump_to))


def test_no_button_moves_when_the_line_about_the_drill_becomes_longer(console: DrillConsole) -> None:
    places = []
    for text in ("进行中", "进行中 · " * 14):
        console.life.state_line.setText(text)
        lay_out_now(console)
        places.append(console.life.end.mapTo(console, QPoint()))
    assert console.life.state_line.heightForWidth(console.life.width()) > console.life.state_line.fontMetrics().height()
    assert places[0] == places[1]


def test_a_window_opened_during_a_pause_resumes_at_the_rate_before_it(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot
) -> None:
    for rate in (20.0, 0.0):
        assert drill.day.give("zhou", SetClockRate(rate=rate)) == ""
    with shown_panel(DrillConsole(drill.desk("sun").session), qtbot, (900, 700)) as later:
        drill.until("sun", lambda: "继续后 20×" in later.life.state_line.text(), later.life.state_line.text())
        assert drill.click("sun", later.life.pause) is None
        assert drill.day.pace.clock.rate == 20.0


def test_the_end_is_asked_and_says_what_it_leaves_out(drill: DrillDesks, console: DrillConsole, qtbot: QtBot) -> None:
    drill.until("zhou", lambda: len(drill.desk("zhou").session.drill.scores) == 6, "the scores")
    console.life.end.click()
    dialog = console.window().findChild(EndDialog)
    assert dialog is not None
    assert dialog.text.text().split("\n")[1:] == ["尚未送达的注入：3 条", "尚未判定的期望：6 项"]
    qtbot.mouseClick(dialog.buttons.leave, Qt.MouseButton.LeftButton)
    drill.day.wait(1_000)
    assert drill.day.run.state == "running"


def test_the_end_names_what_counts_as_missed_because_its_time_still_runs(
    drill: DrillDesks, console: DrillConsole
) -> None:
    room = drill.desk("zhou").session.drill
    give(drill.day, "zhou", ReleaseInject(drill=DRILL.id, inject_id="I02"))
    drill.until("zhou", lambda: room.missed_by_end, "the expectations of what was delivered")
    console.life.end.click()
    dialog = console.window().findChild(EndDialog)
    assert dialog is not None
    assert dialog.text.text().split("\n")[-1] == "其中未到最迟时限、现在结束即计为未达成的：E03、E04、E05"
    drill.click("zhou", dialog.buttons.main)
    drill.until("zhou", lambda: {score.status for score in room.scores.values()} >= {"missed"}, "the scores")
    assert [id for id, score in room.scores.items() if score.status == "missed"] == ["E03", "E04", "E05"]


def test_what_the_end_overtook_is_not_delivered_any_more(drill: DrillDesks, console: DrillConsole) -> None:
    assert states(console) == {"I01": "待发", "I02": "待发", "I03": "待发"}
    end(drill, console)
    drill.until("zhou", lambda: "未送达" in states(console)["I01"], "the end")
    assert states(console) == {
        "I01": "未送达 · 演练结束时未到时间", "I02": "未送达 · 演练结束时未到时间",
        "I03": "未送达 · 至演练结束条件未成立",
    }  # fmt: skip


def test_a_jump_to_an_inject_delivers_or_skips_what_lies_between(drill: DrillDesks, console: DrillConsole) -> None:
    console.target.setCurrentIndex(console.target.findText("+10 分钟"))
    console.between.setCurrentIndex(1)
    assert drill.click("zhou", console.jump) is None
    drill.until("zhou", lambda: states(console)["I01"] == "已跳过 · 时间跳转越过", states(console)["I01"])


def test_an_improvised_notice_reaches_the_player_who_acknowledges_it(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot
) -> None:
    with shown_panel(DrillInbox(drill.desk("wang").session), qtbot, (700, 400)) as inbox:
        console.improvise.click()
        dialog = console.window().findChild(ImproviseDialog)
        assert dialog is not None
        send(dialog.text, qtbot)
        assert dialog.problem.text() == "请填写内容"
        dialog.text.setPlainText("上游水库开闸 <img src=x>")
        dialog.needs_ack.setChecked(True)
        send(dialog.kind, qtbot)
        drill.until("zhou", lambda: states(console).get("J01") == "已送达", "it is delivered")
        assert next(row for row in console.rows() if row.id == "J01").cells[4] == "即兴 · 上游水库开闸 <img src=x>"
        drill.until("wang", lambda: inbox.table.rowCount() == 1, "the player has it")
        assert inbox.rows()[0].cells[1:3] == ("通知", "上游水库开闸 <img src=x>")
        acknowledge = next(iter(inbox.step_buttons.values()))
        button_at, rows_at = acknowledge.pos(), inbox.table.pos()
        cell = inbox.table.visualItemRect(inbox.table.item(0, 2)).center()
        QTest.mouseClick(inbox.table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
        QApplication.processEvents()
        assert inbox.whole.text() == "上游水库开闸 <img src=x>"
        assert (acknowledge.pos(), inbox.table.pos()) == (button_at, rows_at), "the next click is where the eye was"
        assert drill.click("wang", acknowledge) is None
        drill.until("wang", lambda: inbox.rows()[0].cells[4] == "已确认", "acknowledged")


def test_the_text_of_an_inject_to_come_is_changed_and_checked_as_it_is_typed(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot
) -> None:
    choose(drill, console, "I01")
    assert not console.edit.isEnabled(), "readings have no text"
    choose(drill, console, "I03")
    assert console.edit.isEnabled()
    QTest.mouseClick(console.edit, Qt.MouseButton.LeftButton)
    dialog = console.window().findChild(EditDialog)
    assert dialog is not None
    assert dialog.text.toPlainText() == "没有人来"
    assert not dialog.button.isEnabled(), "nothing is changed yet"
    write(dialog, "13912345678")
    assert "13912345678" in dialog.problem.text()
    assert not dialog.button.isEnabled()
    write(dialog, "nobody came")
    assert not dialog.problem.isVisible()
    assert drill.click("zhou", dialog.button) is None
    drill.until("zhou", lambda: next(row for row in console.rows() if row.id == "I03").cells[4] == "nobody came", "new")
    assert states(console)["I03"] == "待发"
    with shown_panel(DrillInbox(drill.desk("wang").session), qtbot, (700, 400)) as inbox:
        choose(drill, console, "I03")
        assert drill.click("zhou", console.step_buttons[ReleaseInject]) is None
        drill.until("wang", lambda: inbox.table.rowCount() == 1, "the player has it")
        assert inbox.rows()[0].cells[2] == "nobody came"
    drill.until("zhou", lambda: not console.edit.isEnabled(), "what was delivered stays as it was")


def open_edit(drill: DrillDesks, console: DrillConsole) -> EditDialog:
    """Of the notice that is still to come."""
    choose(drill, console, "I03")
    QTest.mouseClick(console.edit, Qt.MouseButton.LeftButton)
    dialog = console.window().findChild(EditDialog)
    assert dialog is not None
    return dialog


def write(dialog: EditDialog, text: str) -> None:
    dialog.text.selectAll()
    QTest.keyClicks(dialog.text, text)


def test_a_refused_change_of_an_inject_stays_open_with_the_reason_and_the_text(
    drill: DrillDesks, console: DrillConsole
) -> None:
    dialog = open_edit(drill, console)
    write(dialog, "nobody came")
    give(drill.day, "zhou", SkipInject(drill=DRILL.id, inject_id="I03", note="时间不够"))  # its window has not heard
    assert drill.click("zhou", dialog.button).code == "inject_transition_forbidden"
    assert dialog.isVisible()
    assert dialog.text.toPlainText() == "nobody came"
    drill.until("zhou", lambda: "已送达或已跳过" in dialog.problem.text(), dialog.problem.text())
    assert not dialog.button.isEnabled()
    dialog.reject()


def test_a_text_that_somebody_else_changed_meanwhile_is_shown_before_it_is_replaced(
    drill: DrillDesks, console: DrillConsole
) -> None:
    """What else was changed of the inject stays as it is now."""
    dialog = open_edit(drill, console)
    [known] = [inject for inject in played_scenario().injects if inject.id == "I03"]
    assert known.notice is not None
    other = structs.replace(known, remark="已核实", notice=structs.replace(known.notice, text="有三户没有转移"))
    give(drill.day, "sun", EditInject(drill=DRILL.id, inject_id="I03", content=content_of(other)))
    drill.until("zhou", lambda: drill.desk("zhou").session.drill.injects["I03"] == other, "the other text")
    write(dialog, "nobody came")
    QTest.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert "有三户没有转移" in dialog.problem.text()
    assert dialog.isVisible()
    assert drill.click("zhou", dialog.button) is None
    room = drill.desk("zhou").session.drill
    drill.until("zhou", lambda: text_of(room.injects["I03"]) == "nobody came", "the new text")
    assert room.injects["I03"].remark == "已核实"


def test_a_player_sees_no_inject_and_no_score_and_may_press_nothing(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot
) -> None:
    player = drill.desk("wang").session
    with (
        shown_panel(DrillConsole(player), qtbot, (900, 700)) as other,
        shown_panel(DrillScores(player), qtbot, (900, 700)) as scores,
    ):
        for _ in range(20):
            drill.until("wang", lambda: True, "")
        assert (other.table.rowCount(), scores.table.rowCount()) == (0, 0)
        life = other.life
        buttons = (life.arm, life.begin, life.end, life.abort, other.jump, other.improvise, scores.write)
        assert not any(button.isEnabled() for button in buttons)
        rates = (scores.write, scores.reason, scores.share, scores.evaluate, *scores.step_buttons.values())
        assert not any(part.isVisible() for part in rates), "the table has their room"


def test_an_observer_watches_the_desk_and_sees_msel_and_scores_from_the_hot_wash_on(
    county: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    """观摩: also with the key of a director."""
    observed = f'{TEXT}[[roles]]\nid = "guests"\nname = "观摩组"\nside = "observe"\nmembers = ["u:sun"]\n'
    with shown_drill_desks(county, tmp_path, qtbot, observed) as drill:
        drill.day.start()
        give(drill.day, "zhou", SetClockRate(rate=60))
        drill.day.pass_to(18 * MINUTE)
        session = drill.desk("sun").session
        with (
            shown_panel(DrillConsole(session), qtbot, (900, 700)) as console,
            shown_panel(DrillScores(session), qtbot, (900, 700)) as scores,
            shown_panel(DrillInbox(session), qtbot, (700, 400)) as inbox,
        ):
            drill.until("sun", lambda: len(session.layers.of(EventsLayer).columns.ids) == 1, "the event of I02")
            drill.until("sun", lambda: session.drill.who.role is not None, "the role")
            assert [panel.table.rowCount() for panel in (console, scores, inbox)] == [0, 0, 0]
            life = console.life
            buttons = (life.arm, life.begin, life.end, life.abort, console.jump, console.improvise,
                       *inbox.step_buttons.values())  # fmt: skip
            assert not any(button.isEnabled() for button in buttons)
            assert why_not(session, ReportEvent) == refusal("drill_only_watches", {})
            give(drill.day, "zhou", EndDrill(drill=DRILL.id), BeginHotWash(drill=DRILL.id))
            drill.until("sun", lambda: (console.table.rowCount(), scores.table.rowCount()) == (3, 6), "all of it")
            assert not any(button.isEnabled() for button in buttons)
            assert not any(part.isVisible() for part in (scores.write, *scores.step_buttons.values()))


def test_the_evaluator_sees_live_scores_and_overrules_one_with_a_reason(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot
) -> None:
    with shown_panel(DrillScores(drill.desk("li").session), qtbot, (1100, 600)) as scores:
        drill.until("li", lambda: scores.table.rowCount() == 6 and scores.rows()[0].cells[4] == "未判定", "the scores")
        assert scores.rows()[3].cells == (
            "E04", "关键 · 派遣（应急救援队、垃圾清运车）", "0.00 / 20", "", "未判定",
            "自接报起 0:05:00 / 0:15:00", "I02", "",
        )  # fmt: skip
        assert scores.state_line.text().startswith("尚无判定")
        scores.choose("E04")
        overrule = list(scores.step_buttons.values())[1]
        drill.until("li", overrule.isEnabled, overrule.toolTip())
        overrule.click()
        assert scores.problem.text() == "请填写改判理由"
        scores.reason.setText("电台派遣，未在系统登记")
        assert drill.click("li", overrule) is None
        drill.until("li", lambda: "改判" in scores.rows()[3].cells[4], scores.rows()[3].cells[4])
        assert scores.rows()[3].cells[4] == "达成（li 改判：电台派遣，未在系统登记；原为 未判定 0.00 分）"
        drill.until("li", lambda: scores.rows()[3].cells[4] in scores.whole.text(), "the whole, which a column cuts")


def test_no_grade_is_begun_with_where_none_is_proposed(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot
) -> None:
    assert drill.day.give("zhou", AbortDrill(drill=DRILL.id, note="真实火灾")) == ""
    with shown_panel(DrillScores(drill.desk("li").session), qtbot, (1100, 600)) as scores:
        drill.until("li", scores.evaluate.isEnabled, "the evaluation")
        assert (scores.grade.currentIndex(), scores.grade.placeholderText()) == (-1, "等级")
        scores.reason.setText("未评分")
        scores.evaluate.click()
        assert scores.problem.text() == "请选择等级"
        assert drill.day.run.state == "aborted"
        scores.grade.setCurrentIndex(3)
        assert drill.click("li", scores.evaluate) is None
        assert (drill.day.run.state, drill.day.run.grade) == ("evaluated", "差")


def test_the_desk_of_a_drill_that_is_over_offers_no_work(drill: DrillDesks, console: DrillConsole) -> None:
    session = drill.desk("wang").session
    assert why_not(session, ReportEvent) == ""
    assert drill.day.give("zhou", EndDrill(drill=DRILL.id)) == ""
    drill.until("wang", lambda: why_not(session, ReportEvent) == refusal("drill_ended", {}), "it is over")
    assert why_not(session, HandInSelfAssessment) == "", "the evaluation goes on"


def test_the_key_of_a_note_opens_one_while_another_tab_is_in_front(drill: DrillDesks, qtbot: QtBot) -> None:
    drill.day.start()
    session = drill.desk("li").session
    scores = DrillScores(session)
    qtbot.addWidget(scores)
    drill.until("li", lambda: session.drill.who.evaluates, "the role")
    assert not scores.is_seen
    scores.write_note()
    assert scores.dialog is not None
    assert scores.dialog.isVisible()
    scores.dialog.reject()
    scores.release()


def test_a_note_of_the_evaluator_brings_its_photo_along(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot, dialogs: ScriptedDialogs
) -> None:
    photo = dialogs.folder / "溪水.png"
    QImage(8, 8, QImage.Format.Format_RGB32).save(str(photo))
    dialogs.chosen = [photo]
    session = replace(drill.desk("li").session, dialogs=dialogs)
    session.drill.start()
    with shown_panel(DrillScores(session), qtbot, (1100, 600)) as scores:
        drill.until("li", lambda: scores.table.rowCount() == 6, "the scores")
        scores.write_note()
        assert scores.dialog is not None
        scores.dialog.text.setPlainText("水位过半 <b>&")
        qtbot.mouseClick(scores.dialog.files.attach, Qt.MouseButton.LeftButton)
        send(scores.dialog.text, qtbot)
        drill.until("li", lambda: scores.dialog is None, "it is sent")
        drill.until("li", lambda: session.drill.tick() or session.drill.notes, "it is recorded")
        [note] = session.drill.notes.values()
        assert (note.text, [file.name for file in note.attachments]) == ("水位过半 <b>&", ["溪水.jpg"])
    session.drill.stop()


def test_the_window_of_the_director_has_its_scene_its_strip_and_keys_that_no_other_part_has(
    drill: DrillDesks, open_window: Callable[[Session], MainWindow], county: CountyPackage, qtbot: QtBot
) -> None:
    drill.day.start()
    desk = drill.desk("zhou")
    desk.session.drill.stop()  # the window starts it
    window = open_window(desk.session)
    window.resize(1920, 1080)
    window.show_scene("director")
    console = window.panels["drill"]
    assert isinstance(console, DrillConsole)
    drill.until("zhou", lambda: console.table.rowCount() == 3, "the injects")
    assert console.is_seen
    assert window.live_strip is not None
    assert window.live_strip.isVisible()
    found = [key for one in window.findChildren(QShortcut) for key in QShortcut.keys(one)]
    found += [key for action in window.findChildren(QAction) for key in action.shortcuts()]
    texts = [key.toString() for key in found if key.toString().startswith("Ctrl+Alt+")]
    assert sorted(texts) == sorted(set(texts))
    assert set(texts) == {key for name, use in KEYS.items() if name.startswith("drill.") for key in use.keys}
    console.choose("I02")
    drill.until("zhou", lambda: console.chosen == "I02", "it is chosen")
    qtbot.mouseClick(console.life.abort, Qt.MouseButton.LeftButton)
    dialog = window.findChild(AbortDialog)
    assert dialog is not None
    assert not dialog.abort.isEnabled()  # without a reason
    dialog.reason.setText("雷击")
    qtbot.mouseClick(dialog.abort, Qt.MouseButton.LeftButton)
    drill.until("zhou", lambda: "已中止" in console.life.state_line.text(), console.life.state_line.text())
    assert console.life.state_line.text().endswith("雷击")
    band = window.realm_band.clock
    assert band is not None
    drill.until("zhou", lambda: band.jump_to.toolTip() == "演练已中止，请回到实战窗口履职", band.jump_to.toolTip())
    window.close_now()
    desk.session.drill.start()


def test_a_start_that_lacks_a_person_leads_to_where_roles_are_bound(
    drill: DrillDesks, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    assert drill.day.load() == ""
    desk = drill.desk("zhou")
    desk.session.drill.stop()  # the window starts it
    window = open_window(desk.session)
    window.resize(1920, 1080)
    window.show_scene("director")
    window.activateWindow()
    console, roster = window.panels["drill"], window.panels["roster"]
    assert isinstance(console, DrillConsole)
    assert isinstance(roster, DrillRoster)
    assert drill.click("zhou", console.life.arm) is None
    assert not console.bind.isVisible()
    assert drill.click("zhou", console.life.begin).code == "drill_role_absent"
    assert console.bind.isVisible()
    choose(drill, console, "I01")
    qtbot.mouseClick(console.step_buttons[SkipInject], Qt.MouseButton.LeftButton)
    assert console.problem.text() == "请填写跳过的原因"
    assert not console.bind.isVisible(), "roles have nothing to do with it"
    assert drill.click("zhou", console.life.begin).code == "drill_role_absent"
    qtbot.mouseClick(console.bind, Qt.MouseButton.LeftButton)
    drill.until("zhou", lambda: roster.is_seen and roster.chosen == "duty", "the role that lacks a person")
    assert roster.members.hasFocus()
    assert roster.members.text() == "wang"
    assert drill.day.give("wang", AnswerRollCall(drill=desk.session.realm.id)) == ""
    window.workspace.raise_dock("drill")
    drill.until("zhou", console.problem.isHidden, "nobody is missing any more")
    assert not console.bind.isVisible()
    window.close_now()
    desk.session.drill.start()


def test_a_refusal_of_an_earlier_backend_which_names_the_role_alone_leads_nowhere(
    drill: DrillDesks, qtbot: QtBot
) -> None:
    assert drill.day.load() == ""
    with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, (900, 700)) as console:
        assert drill.click("zhou", console.life.arm) is None
        assert drill.click("zhou", console.life.begin).code == "drill_role_absent"
        assert not console.bind.isHidden()
        console.refused = Rejected(command_id="c1", code="drill_role_absent", params={"role": "Duty desk"})
        console.refresh()
        assert console.bind.isHidden()


@pytest.mark.parametrize(("person", "scene"), [("li", "evaluator"), ("wang", "operator")])
def test_whoever_evaluates_begins_with_the_arrangement_for_it_where_no_scene_was_asked_for(
    drill: DrillDesks, person: str, scene: str, tmp_path: Path
) -> None:
    drill.day.start()
    desk = drill.desk(person)
    desk.session.drill.stop()  # the window starts it
    window = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), "operator")
    window.follows_role = True
    window.resize(1920, 1080)
    window.show()
    window.open_session(desk.session)
    drill.until(person, lambda: desk.session.drill.who.role is not None, "the role")
    QApplication.processEvents()
    assert window.scene == scene
    assert window.panels["scores"].is_seen == (person == "li")
    window.menu.scenes["events"].trigger()
    desk.session.drill.changed.emit()
    assert window.scene == "events", "the person chose it"
    window.close_now()
    window.deleteLater()
    desk.session.drill.start()


def test_the_panel_in_use_stays_in_front_when_its_user_is_given_a_role(
    drill: DrillDesks, open_window: Callable[[Session], MainWindow]
) -> None:
    assert drill.day.load() == ""
    desk = drill.desk("li")
    desk.session.drill.stop()  # the window starts it
    window = open_window(desk.session)
    window.follows_role = True
    window.resize(1920, 1080)
    window.workspace.raise_dock("roster")
    roster = window.panels["roster"]
    assert isinstance(roster, DrillRoster)
    window.activateWindow()
    roster.members.setFocus()
    drill.until("li", roster.members.hasFocus, "the keyboard")
    assert drill.day.give("zhou", BindRole(drill=desk.session.realm.id, role="eval", members=("u:li",))) == ""
    drill.until("li", lambda: window.scene == "evaluator", "the arrangement of the role")
    assert roster.is_seen
    window.close_now()
    desk.session.drill.start()


def test_the_report_is_written_once_the_drill_is_over_and_says_what_it_lacks(
    drill: DrillDesks, console: DrillConsole, qtbot: QtBot, dialogs: ScriptedDialogs
) -> None:
    written: list[tuple[Path, str]] = []
    scenario = played_scenario()
    met = tuple(Score(id=one.id, status="met", points=one.weight, weight=one.weight, elapsed_ms=90_000)
                for one in scenario.expectations)  # fmt: skip
    reached = RunPercent(name="drill:20260601-001", version=2, began_ms=1_780_300_800_000, percent=100.0)
    before = RunScores(name="drill:20260601-001", scenario=scenario, scores=met), [reached]

    class EarlierNights(DrillFolder):
        def write_report(self, folder: Path, against: str) -> WrittenReport:
            written.append((folder, against))
            return WrittenReport([folder / "report.docx"], [ReportGap("2", "方法未写")])

        def earlier_runs(self) -> list[EarlierRun]:
            newer = EarlierRun("drill:20260602-001", 2, 1_780_387_200_000, is_aborted=True)
            return [newer, EarlierRun("drill:20260601-001", 2, 1_780_300_800_000)]

        def comparison(self, against: str) -> tuple[RunScores, Sequence[RunPercent]]:
            return before

    nights = EarlierNights(dialogs.folder, dialogs.folder, drill.day.realm.realm)
    session = replace(drill.desk("zhou").session, drill_folder=nights, dialogs=dialogs)
    session.drill.start()
    with shown_panel(DrillScores(session), qtbot, (880, 520)) as scores:
        drill.until("zhou", lambda: scores.table.rowCount() == 6, "the scores")
        assert not scores.report.isEnabled()
        assert end(drill, console) is None
        drill.until("zhou", scores.report.isEnabled, "it is over")
        drill.until("zhou", lambda: scores.against.count() == 3 and scores.report.isEnabled(), "the earlier runs")
        assert scores.against.itemText(1) == "对比 2026-06-02 16:00，脚本第 2 版，已中止"
        assert scores.against.currentText() == "对比 2026-06-01 16:00，脚本第 2 版"
        drill.until("zhou", lambda: scores.table.columnCount() == 10, "the earlier run is compared with")
        row = [scores.table.item(0, column).text() for column in range(10)]  # type: ignore[union-attr]
        assert row[4:6] == ["达成 0:01:30", ""]
        assert [scores.table.horizontalHeaderItem(n).text() for n in (2, 6, 7)] == ["得分", "状态", "目标／时限"]
        ends = scores.table.columnViewportPosition(7), scores.table.rowViewportPosition(5) + scores.table.rowHeight(5)
        assert ends[0] <= scores.table.viewport().width(), "no scrolling to points, status and the earlier run"
        assert ends[1] <= scores.table.viewport().height(), "nor to the last expectation"
        assert "历次得分率：2026-06-01 100.00 % → 本次 " in scores._compared_line.text()
        assert "县防指值班室" not in scores._compared_line.text(), "nothing counts in both"
        scores.against.setCurrentIndex(0)
        assert scores.table.columnCount() == 8
        scores.against.setCurrentIndex(2)
        qtbot.mouseClick(scores.report, Qt.MouseButton.LeftButton)
        drill.until("zhou", lambda: scores.job is None, "it is written")
        assert written == [(dialogs.folder, "drill:20260601-001")]
        assert "尚缺：2 方法未写" in scores.note.text()
    session.drill.stop()
