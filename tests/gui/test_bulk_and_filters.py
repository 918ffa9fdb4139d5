"""Several events at once: each is decided on its own, and each refusal names its event; filters saved by a person."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import Principal, Role
from county.clock import ManualClock
from county.events.event import State, facts_of
from county.records import Choice
from county.units.dispatch import UnitCandidate
from desktop.events.bulk import AT_ONCE
from desktop.events.event_list import EventList
from desktop.events.query import OPEN, TO_VERIFY, EventQuery
from desktop.events.saved_filters import MOST, NewerFilters, SavedFilters
from desktop.input.armed_step import ARMED_AFTER_MS
from services.protocol.messages import Accepted, RankReply, Rejected
from tests.gui.conftest import ScriptedDesktop
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.gui.shown_panel import shown_panel

OPERATOR = Principal(id="desk-1", roles=frozenset({Role.OPERATOR}))


@pytest.fixture
def hand() -> ManualClock:
    """The clock of this machine."""
    return ManualClock(0)


@pytest.fixture
def events(
    scripted: ScriptedDesktop, qtbot: QtBot, dialogs: ScriptedDialogs, hand: ManualClock
) -> Iterator[EventList]:
    be(scripted, OPERATOR)
    with shown_panel(EventList(replace(scripted.session, dialogs=dialogs), hand.now_ms), qtbot, (400, 700)) as panel:
        panel.order.setCurrentIndex(panel.order.findData("newest"))
        panel.refresh()
        yield panel


def be(scripted: ScriptedDesktop, principal: Principal) -> None:
    scripted.source.condition = replace(scripted.source.condition, principal=principal)


def three(scripted: ScriptedDesktop) -> list[str]:
    """Three filed events, the oldest first."""
    found = []
    for title in ("一", "二", "三"):
        found.append(scripted.report(title))
        scripted.happen(r.EventFiled(event_id=found[-1]))
        scripted.clock.advance(1_000)
    return found


def test_the_button_tells_how_many_of_the_selected_can_be_dispatched(
    focused: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.report("未立案")
    three(scripted)
    select_all_rows(focused)
    qtbot.mouseClick(focused.bulk.buttons["dispatch"], Qt.MouseButton.LeftButton)
    assert focused.bulk.confirm.text() == "派遣 3 / 4 件"


def click_row(events: EventList, event_id: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    row = events.rows.row_of(event_id)
    assert row is not None
    place = events.view.visualRect(events.rows.index(row, 0)).center()
    QTest.mouseClick(events.view.viewport(), Qt.MouseButton.LeftButton, keys, place)


def select_all(events: EventList, ids: list[str]) -> None:
    click_row(events, ids[-1])
    click_row(events, ids[0], Qt.KeyboardModifier.ShiftModifier)
    assert events.selected_ids() == list(reversed(ids))


def reply(scripted: ScriptedDesktop, number: int, refused: str = "", **params: str) -> None:
    """The answer to the command of this number."""
    command = scripted.source.commands[number]
    if refused:
        scripted.source.reply(Rejected(command_id=command.id, code=refused, params=params))
    else:
        scripted.source.reply(Accepted(command_id=command.id, first_seq=0, last_seq=0))
    scripted.tick()


def test_the_bar_appears_with_the_second_selected_event(events: EventList, scripted: ScriptedDesktop) -> None:
    ids = three(scripted)
    click_row(events, ids[0])
    assert events.bulk.isHidden()
    click_row(events, ids[2], Qt.KeyboardModifier.ControlModifier)
    assert not events.bulk.isHidden()
    assert events.bulk.heading.text() == "已选 2 件"


def test_selected_events_stay_selected_while_others_arrive(events: EventList, scripted: ScriptedDesktop) -> None:
    ids = three(scripted)
    select_all(events, ids)
    scripted.report("later")
    assert events.selected_ids() == list(reversed(ids))


def test_events_that_a_search_hides_are_not_selected_any_more(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    select_all(events, three(scripted))
    assert not events.bulk.isHidden()
    qtbot.keyClicks(events.search, "zzz")
    qtbot.waitUntil(lambda: events.rows.rowCount() == 0)
    qtbot.waitUntil(lambda: events.bulk.isHidden())
    assert events.selected_ids() == []


def test_several_events_are_filed_at_once(events: EventList, scripted: ScriptedDesktop) -> None:
    ids = [scripted.report("一")]
    scripted.clock.advance(1_000)
    ids.append(scripted.report("二"))
    select_all(events, ids)
    assert events.bulk.buttons["file"].text() == "立案"
    events.bulk.buttons["file"].click()
    assert [command.body for command in scripted.source.commands] == [
        c.FileEvent(event_id=event_id) for event_id in reversed(ids)
    ]
    reply(scripted, 0)
    reply(scripted, 1, "transition_forbidden", command="FileEvent", state="filed", event=ids[0])
    assert events.bulk.result.text() == "2 件中已办 1 件 · 未办 1 件"


def press(widget: QWidget, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or widget, key, keys)


@pytest.fixture
def focused(events: EventList, qtbot: QtBot) -> EventList:
    """The list with the focus on its rows."""
    events.window().activateWindow()
    qtbot.waitUntil(events.window().isActiveWindow)
    events.view.setFocus()
    return events


def select_all_rows(events: EventList) -> None:
    """By keys, from the first row."""
    press(events, Qt.Key.Key_Down)
    press(events, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


def test_enter_takes_the_common_next_step_of_several_and_the_focus_stays_on_the_rows(
    focused: EventList, scripted: ScriptedDesktop
) -> None:
    ids = [scripted.report(title) for title in ("一", "二")]
    select_all_rows(focused)
    button = focused.bulk.buttons["file"]
    assert (button.key, button.property("role")) == ("Enter / Alt+Shift+L", "primary")
    press(focused, Qt.Key.Key_Return)
    assert {command.body.event_id for command in scripted.source.commands} == set(ids)  # type: ignore[attr-defined]
    assert focused.view.hasFocus()


def test_events_with_different_next_steps_have_no_common_one(focused: EventList, scripted: ScriptedDesktop) -> None:
    scripted.report("一")
    three(scripted)
    select_all_rows(focused)
    assert {button.property("role") or "" for button in focused.bulk.buttons.values()} == {""}
    press(focused, Qt.Key.Key_Return)
    assert scripted.source.commands == []


def test_enter_asks_before_several_are_dispatched_and_escape_leads_back_to_the_rows(
    focused: EventList, scripted: ScriptedDesktop, hand: ManualClock
) -> None:
    three(scripted)
    select_all_rows(focused)
    press(focused, Qt.Key.Key_Return)
    assert focused.bulk.confirm.hasFocus()
    press(focused, Qt.Key.Key_Escape)
    assert focused.view.hasFocus()
    assert not focused.bulk.confirm.isVisible()
    press(focused, Qt.Key.Key_Return)
    for _ in range(9):  # held, by a window system that does not mark repeated keys
        hand.advance(40)
        press(focused, Qt.Key.Key_Return)
    assert focused.bulk.confirm.isVisible()
    hand.advance(ARMED_AFTER_MS)
    press(focused, Qt.Key.Key_Return)
    assert "等待答复" in focused.bulk.result.text(), "the recommended unit of each is looked up"
    assert focused.view.hasFocus()


@pytest.mark.parametrize(
    ("key", "part"), [(Qt.Key.Key_S, "note"), (Qt.Key.Key_M, "into"), (Qt.Key.Key_P, "confirm")]
)
def test_the_key_of_a_bulk_step_opens_its_inputs_with_the_focus_in_them(
    focused: EventList, scripted: ScriptedDesktop, key: Qt.Key, part: str
) -> None:
    three(scripted)
    select_all_rows(focused)
    press(focused, key, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    assert getattr(focused.bulk, part).hasFocus()


def test_a_supervision_of_several_is_sent_by_enter_and_the_focus_returns(
    focused: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    ids = three(scripted)
    select_all_rows(focused)
    press(focused, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(focused.bulk.note, "today")
    press(focused, Qt.Key.Key_Return)
    assert len(scripted.source.commands) == len(ids)
    assert focused.view.hasFocus()


def test_each_event_is_dispatched_to_its_own_first_unit_and_each_refusal_is_named(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    ids = three(scripted)
    select_all(events, ids)
    events.bulk.buttons["dispatch"].click()
    assert events.bulk.confirm.text() == "派遣 3 件"
    events.bulk.confirm.click()
    choice = Choice("nearest_free")
    for event_id, unit in zip(ids, ("u1", "u2", ""), strict=True):
        candidates = [UnitCandidate(unit, choice, 0, None, None)] if unit else []
        scripted.source.answer(RankReply(request=event_id, candidates=candidates))
    scripted.tick()
    assert [command.body for command in scripted.source.commands] == [
        c.DispatchEvent(event_id=ids[0], unit="u1"), c.DispatchEvent(event_id=ids[1], unit="u2"),
    ]  # fmt: skip
    assert "等待答复" in events.bulk.result.text()
    assert not events.bulk.buttons["merge"].isEnabled()
    reply(scripted, 0)
    reply(scripted, 1, "transition_forbidden", command="DispatchEvent", event=ids[1], state="closed")
    assert events.bulk.result.text() == "3 件中已办 1 件 · 未办 2 件"
    lines = events.bulk.refusals.toPlainText().splitlines()
    assert lines[0] == f"三 · {ids[2]}: 没有可派的力量"
    assert lines[1].startswith(f"二 · {ids[1]}: ")


def test_a_unit_that_is_busy_or_returned_the_event_is_sent_by_hand_only(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    ids = three(scripted)
    scripted.happen(
        r.EventDispatched(event_id=ids[0], unit="u1", due_ms=scripted.clock.now_ms() + 1_000),
        r.TaskReturned(event_id=ids[0], note="no truck"),
    )  # fmt: skip
    select_all(events, ids)
    events.bulk.buttons["dispatch"].click()
    events.bulk.confirm.click()
    for event_id, code in zip(ids, ("nearest_free", "least_busy", "nearest_free"), strict=True):
        candidates = [UnitCandidate("u1", Choice(code), 0, None, None)]
        scripted.source.answer(RankReply(request=event_id, candidates=candidates))
    scripted.tick()
    assert [command.body for command in scripted.source.commands] == [c.DispatchEvent(event_id=ids[2], unit="u1")]
    reply(scripted, 0)
    assert events.bulk.result.text() == "3 件中已办 1 件 · 未办 2 件"
    assert events.bulk.refusals.toPlainText().count("请人工选择") == 2


def test_supervision_needs_a_requirement_which_all_get(events: EventList, scripted: ScriptedDesktop) -> None:
    ids = three(scripted)
    select_all(events, ids)
    events.bulk.buttons["supervise"].click()
    assert not events.bulk.confirm.isEnabled()
    events.bulk.note.insert("今晚前办结")
    events.bulk.note.textEdited.emit("")
    QTest.keyClick(events.bulk.note, Qt.Key.Key_Return)
    assert [command.body for command in scripted.source.commands] == [
        c.SuperviseEvent(event_id=event_id, note="今晚前办结") for event_id in reversed(ids)
    ]


def test_selected_events_are_merged_into_the_chosen_one_the_oldest_by_default(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    ids = three(scripted)
    select_all(events, ids)
    events.bulk.buttons["merge"].click()
    assert events.bulk.into.currentData() == ids[0]
    events.bulk.into.setCurrentIndex(1)
    events.bulk.confirm.click()
    merged = {command.body for command in scripted.source.commands}
    assert merged == {c.MergeEvent(event_id=event_id, into=ids[1]) for event_id in (ids[0], ids[2])}


def test_a_role_sees_why_it_may_not_and_may_export(events: EventList, scripted: ScriptedDesktop) -> None:
    be(scripted, Principal(id="wall", roles=frozenset({Role.WALL})))
    select_all(events, three(scripted))
    for step in ("dispatch", "supervise", "merge"):
        assert not events.bulk.buttons[step].isEnabled()
        assert "大屏" in events.bulk.buttons[step].toolTip()
    assert events.bulk.buttons["export"].isEnabled()


def test_the_export_has_a_line_for_each_event_and_no_formulas(
    events: EventList, scripted: ScriptedDesktop, dialogs: ScriptedDialogs, qtbot: QtBot
) -> None:
    ids = three(scripted)
    evil = scripted.report("=1+1")
    select_all(events, [*ids, evil])
    events.bulk.buttons["export"].click()
    qtbot.waitUntil(lambda: "已将 4 件事件写入" in events.bulk.result.text())
    [path] = dialogs.folder.glob("saved *.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["编号", "标题", "状态"]
    assert [row[0] for row in rows[1:]] == [evil, *reversed(ids)]
    assert rows[1][1] == "'=1+1"


def test_the_export_has_the_address_next_to_the_location(
    events: EventList, scripted: ScriptedDesktop, dialogs: ScriptedDialogs, qtbot: QtBot
) -> None:
    ids = three(scripted)
    facts = facts_of(scripted.event(ids[0]))
    stated = {name: getattr(facts, name) for name in facts.__struct_fields__} | {"address": "解放路12号"}
    scripted.happen(r.EventCorrected(event_id=ids[0], note="x", **stated))
    select_all(events, ids)
    events.bulk.buttons["export"].click()
    qtbot.waitUntil(lambda: "已将 3 件事件写入" in events.bulk.result.text())
    [path] = dialogs.folder.glob("saved *.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head.index("地址") == head.index("位置") + 1
    assert [row[head.index("地址")] for row in rows] == ["", "", "解放路12号"]


def leveled(scripted: ScriptedDesktop, event_id: str, level: str) -> None:
    facts = facts_of(scripted.event(event_id))
    stated = {name: getattr(facts, name) for name in facts.__struct_fields__} | {"level": level}
    scripted.happen(r.EventCorrected(event_id=event_id, note="x", **stated))


def test_a_bulk_merge_proposes_the_highest_level_as_the_main_event_and_warns_of_a_lower_one(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    ids = three(scripted)
    leveled(scripted, ids[1], "larger")
    select_all(events, ids)
    events.bulk.buttons["merge"].click()
    assert events.bulk.into.currentData() == ids[1]
    assert events.bulk.into.currentText().startswith("较大 · ")
    assert events.bulk.warning.isHidden()
    events.bulk.into.setCurrentIndex(events.bulk.into.findData(ids[0]))
    assert not events.bulk.warning.isHidden()
    assert "1 件的级别（最高较大）高于所选主事件（一般）" in events.bulk.warning.text()
    events.bulk.into.setCurrentIndex(0)
    events.bulk.confirm.click()
    assert [command.body for command in scripted.source.commands] == [
        c.MergeEvent(event_id=event_id, into=ids[1]) for event_id in (ids[2], ids[0])
    ]


def test_the_result_of_an_export_follows_that_of_a_step(
    events: EventList, scripted: ScriptedDesktop, dialogs: ScriptedDialogs, qtbot: QtBot
) -> None:
    ids = three(scripted)
    select_all(events, ids)
    events.bulk.buttons["supervise"].click()
    events.bulk.note.insert("今晚前办结")
    events.bulk.note.textEdited.emit("")
    QTest.keyClick(events.bulk.note, Qt.Key.Key_Return)
    for number in range(len(ids)):
        reply(scripted, number)
    assert events.bulk.result.text() == "3 件中已办 3 件"
    events.bulk.buttons["export"].click()
    qtbot.waitUntil(lambda: "已将 3 件事件写入" in events.bulk.result.text())


def test_a_file_that_cannot_be_written_is_named(
    events: EventList, scripted: ScriptedDesktop, dialogs: ScriptedDialogs, qtbot: QtBot
) -> None:
    dialogs.folder = dialogs.folder / "missing"
    select_all(events, three(scripted))
    events.bulk.buttons["export"].click()
    qtbot.waitUntil(lambda: str(dialogs.folder) in events.bulk.result.text())


def test_more_events_than_a_run_takes_are_refused_before(events: EventList, scripted: ScriptedDesktop) -> None:
    events.bulk._ids = tuple(f"E{i}" for i in range(AT_ONCE + 1))
    events.bulk._show()
    assert events.bulk.buttons["dispatch"].toolTip() == f"一次最多 {AT_ONCE} 件"


def entries(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def test_a_filter_is_saved_under_a_name_chosen_and_deleted(events: EventList, scripted: ScriptedDesktop) -> None:
    menu = events.filters.menu
    scripted.session.active_query.set(EventQuery(states=TO_VERIFY, text="垃圾"))
    menu.aboutToShow.emit()
    assert entries(menu) == ["尚未保存筛选方案", "保存当前筛选 …"]
    menu.actions()[-1].trigger()
    events.filters.name.insert("待核查垃圾")
    QTest.keyClick(events.filters.name, Qt.Key.Key_Return)
    scripted.session.active_query.set(EventQuery())
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert scripted.session.active_query.query == EventQuery(states=TO_VERIFY, text="垃圾")
    menu.actions()[-1].menu().actions()[0].trigger()  # type: ignore[attr-defined]
    menu.aboutToShow.emit()
    assert entries(menu)[0] == "尚未保存筛选方案"


def test_another_person_has_filters_of_their_own(events: EventList, scripted: ScriptedDesktop) -> None:
    scripted.session.saved_filters.save("mine", EventQuery(actor="王芳"))
    scripted.session.operator.rename("李强")
    assert scripted.session.saved_filters.all() == []
    scripted.session.operator.rename("王芳")
    [saved] = scripted.session.saved_filters.all()
    assert saved.query("王芳") == EventQuery(actor="王芳")


QUERIES = st.builds(
    EventQuery, states=st.frozensets(st.sampled_from(State), min_size=1), event_class=st.sampled_from(("", "city")),
    level=st.sampled_from(("", "major")), text=st.text(max_size=20), overdue=st.booleans(), due_soon=st.booleans(),
    pressing=st.booleans(), due_today=st.booleans(), reported_today=st.booleans(), actor=st.sampled_from(("", "王芳")),
    town=st.sampled_from(("", "433123101000")), unit=st.sampled_from(("", "city_management")),
    source=st.sampled_from(("", "hotline")), within_hours=st.sampled_from((0, 24)), emergency=st.booleans(),
)  # fmt: skip


@given(QUERIES)
def test_a_saved_filter_is_the_same_query(tmp_path_factory: pytest.TempPathFactory, query: EventQuery) -> None:
    path = tmp_path_factory.mktemp("filters") / "desktop.ini"
    SavedFilters(QSettings(str(path), QSettings.Format.IniFormat), lambda: "王芳").save("name", query)
    [saved] = SavedFilters(QSettings(str(path), QSettings.Format.IniFormat), lambda: "王芳").all()
    assert saved.query("王芳") == query


def test_filters_that_were_saved_without_a_version_are_read_and_saved_with_one(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat)
    settings.setValue("filters/王芳", '[{"name": "old", "states": ["filed"], "text": "垃圾"}]')
    filters = SavedFilters(settings, lambda: "王芳")
    [old] = filters.all()
    assert old.query("王芳") == EventQuery(states=frozenset({State.FILED}), text="垃圾")
    filters.save("new", EventQuery(states=OPEN))
    assert [one.name for one in filters.all()] == ["new", "old"]
    assert str(settings.value("filters/王芳")).startswith('{"format":4,')


def test_filters_of_a_newer_program_are_refused_and_kept(events: EventList, scripted: ScriptedDesktop) -> None:
    settings = scripted.session.operator.settings
    stored = '{"format": 5, "filters": {}}'
    settings.setValue("filters/王芳", stored)
    with pytest.raises(NewerFilters):
        scripted.session.saved_filters.save("name", EventQuery(states=OPEN))
    assert settings.value("filters/王芳") == stored
    events.filters.menu.aboutToShow.emit()
    [line] = events.filters.menu.actions()
    assert not line.isEnabled()
    for words in (settings.fileName(), "格式 5", "升级程序"):
        assert words in line.text()


@pytest.mark.parametrize("stored", ["", "nothing", "[1, {}]", '{"name": 1}', '[{"name": "x", "states": ["moon"]}]'])
def test_settings_that_are_no_filters_are_left_out(tmp_path: Path, stored: str) -> None:
    settings = QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat)
    settings.setValue("filters/王芳", stored)
    filters = SavedFilters(settings, lambda: "王芳")
    assert filters.all() == []
    for i in range(MOST + 5):
        filters.save(f"name {i}", EventQuery(states=OPEN))
    assert len(filters.all()) == MOST


def test_what_others_have_claimed_is_named_before_and_left_out(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    ids = three(scripted)
    scripted.happen(r.EventClaimed(event_id=ids[0]), person="李娜")
    scripted.happen(r.EventClaimed(event_id=ids[1]), person="王芳")
    select_all(events, ids)
    bar = events.bulk
    assert bar.claims.isVisible()
    assert "1 件" in bar.claims.text()
    assert "李娜" in bar.claims.text()
    assert "王芳" not in bar.claims.text(), "the own claim is no other's"
    qtbot.mouseClick(bar.buttons["supervise"], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(bar.note, "today")
    qtbot.mouseClick(bar.confirm, Qt.MouseButton.LeftButton)
    assert [command.body.event_id for command in scripted.source.commands] == [ids[2], ids[1]]  # type: ignore[attr-defined]
    reply(scripted, 0)
    reply(scripted, 1)
    assert "1 件未处理" in bar.result.text()
    assert ids[0] in bar.refusals.toPlainText()
    assert "李娜" in bar.refusals.toPlainText()
