"""The red band of emergencies: what it says, what its buttons do, and that nothing else moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import WATCH
from county.clock import ManualClock
from desktop import theme
from desktop.alarms.emergency_band import SETTLE_MS, EmergencyBand
from desktop.item_models.alarm_rows import ALARM_ROLE
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.focus import Selection
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_alarm_strip import raise_alarm
from tests.gui.test_steady import LayoutRequests

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def hand() -> ManualClock:
    """The clock of this machine."""
    return ManualClock(0)


@pytest.fixture
def band(scripted: ScriptedDesktop, hand: ManualClock, qtbot: QtBot) -> Iterator[EmergencyBand]:
    with shown_panel(EmergencyBand(scripted.session, hand.now_ms), qtbot, (900, 34)) as panel:
        yield panel


def test_without_an_emergency_nothing_is_shown(band: EmergencyBand, scripted: ScriptedDesktop) -> None:
    raise_alarm(scripted, "a", "bin_full")
    scripted.report("暴露垃圾")
    band.refresh()
    assert not band.frame.isVisible()


def test_it_says_what_where_and_since_when(band: EmergencyBand, scripted: ScriptedDesktop) -> None:
    sensor_id = raise_alarm(scripted, "a", "smoke_fire")
    scripted.clock.advance(185_000)
    band.refresh()
    place = scripted.session.divisions.path(scripted.session.sensors[sensor_id].division)
    assert band.frame.isVisible()
    assert band.text.text().startswith(f"{place} · 烟感火警 · ")
    assert band.text.text().endswith("10:00 起，已 3 分钟")
    assert not band.all.isVisible()


def test_a_narrow_band_leaves_out_device_grid_town_span_and_place_in_turn_and_keeps_what_and_since(
    band: EmergencyBand, scripted: ScriptedDesktop
) -> None:
    sensor_id = raise_alarm(scripted, "a", "smoke_fire")
    band.refresh()
    names = scripted.session.divisions.path(scripted.session.sensors[sensor_id].division).split(" · ")
    assert len(names) == 3
    town, village, grid = names
    since, device = "10:00 起，已 0 秒", band.text.text().split(" · ")[-2]
    forms = [
        f"{town} · {village} · {grid} · 烟感火警 · {device} · {since}",
        f"{town} · {village} · {grid} · 烟感火警 · {since}",
        f"{town} · {village} · 烟感火警 · {since}",
        f"{village} · 烟感火警 · {since}",
        f"{village} · 烟感火警 · 10:00",
        "10:00 · 烟感火警",
    ]
    for form in forms:
        band.text.resize(band.text.fontMetrics().horizontalAdvance(form), band.text.height())
        assert band.text.shown_text() == form
    assert band.text.toolTip() == forms[0]


def test_the_narrowest_band_says_what_was_there_and_leaves_to_its_colour_that_it_is_over(
    band: EmergencyBand, scripted: ScriptedDesktop
) -> None:
    sensor_id = raise_alarm(scripted, "a", "smoke_fire")
    scripted.happen(r.AlarmCleared(alarm_id="a", value=0.0), by=WATCH.id, person="")
    band.refresh()
    village = scripted.session.divisions.path(scripted.session.sensors[sensor_id].division).split(" · ")[1]
    for form in (f"{village} · 已恢复，未确认 · 烟感火警", f"{village} · 烟感火警 · 10:00", "10:00 · 烟感火警"):
        band.text.resize(band.text.fontMetrics().horizontalAdvance(form), band.text.height())
        assert band.text.shown_text() == form


def test_of_an_event_its_place_comes_before_its_title(band: EmergencyBand, scripted: ScriptedDesktop) -> None:
    session = scripted.session
    code = max(str(code) for code in session.package.table("grids")["code"])
    happened = r.EventReported(
        event_id="E1", subclass="gas_leak", title="燃气味", source="hotline", x_m=0.0, y_m=0.0, division=code,
        level="general",
    )  # fmt: skip
    scripted.happen(happened)
    band.refresh()
    assert band.text.text().startswith(f"{session.divisions.path(code)} · 燃气味 · ")
    village = session.divisions.path(code).split(" · ")[1]
    scripted.happen(r.EventFiled(event_id="E1"), replace(happened, event_id="E2", title=f"{village}燃气味"))
    band.refresh()
    form = f"{village}燃气味 · 10:00"
    band.text.resize(band.text.fontMetrics().horizontalAdvance(form), band.text.height())
    assert band.text.shown_text() == form, "the place is not said twice where there is no room"


def test_the_oldest_stays_first_and_the_others_are_counted_and_listed(
    band: EmergencyBand, scripted: ScriptedDesktop
) -> None:
    gas = scripted.report("燃气味", subclass="gas_leak")
    for number in range(3):
        scripted.clock.advance(1_000)
        raise_alarm(scripted, f"a{number}", "smoke_fire")
    band.refresh()
    assert band.text.text().startswith("燃气味 · ")
    assert band.all.text() == "+3"
    band.menu.aboutToShow.emit()
    assert ["燃气味" in action.text() for action in band.menu.actions()] == [True, False, False, False]
    assert all(" · 烟感火警 · " in action.text() for action in band.menu.actions()[1:])
    band.menu.actions()[0].trigger()
    assert scripted.session.focus.selection == Selection("events", (gas,))


def test_its_button_acknowledges_an_alarm_and_files_an_event(
    band: EmergencyBand, scripted: ScriptedDesktop, hand: ManualClock, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    scripted.clock.advance(1_000)
    gas = scripted.report("燃气味", subclass="gas_leak")
    band.refresh()
    assert band.take_up.text() == "确认"
    qtbot.mouseClick(band.take_up, LEFT)
    assert scripted.source.commands[-1].body == c.AcknowledgeAlarm(alarm_id="a")
    assert not band.take_up.isEnabled()
    assert scripted.session.focus.selection is None, "whoever only heard an alarm goes on with the own work"
    scripted.accept(r.AlarmAcknowledged(alarm_id="a"))
    band.refresh()
    hand.advance(SETTLE_MS)
    band.refresh()
    assert band.take_up.text() == "立案"
    qtbot.mouseClick(band.take_up, LEFT)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=gas)
    assert scripted.session.focus.selection == Selection("events", (gas,)), "its next step is at hand"
    scripted.accept(r.EventFiled(event_id=gas))
    band.refresh()
    assert not band.frame.isVisible()


def test_a_click_aimed_at_the_one_before_does_not_hit_the_next_one(
    band: EmergencyBand, scripted: ScriptedDesktop, hand: ManualClock, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    scripted.clock.advance(1_000)
    raise_alarm(scripted, "b", "smoke_fire")
    band.refresh()
    scripted.happen(r.AlarmAcknowledged(alarm_id="a"), person="张伟")
    band.refresh()
    hand.advance(SETTLE_MS - 1)
    band.refresh()
    qtbot.mouseClick(band.take_up, LEFT)
    qtbot.mouseClick(band.go, LEFT)
    assert scripted.source.commands == []
    assert scripted.session.focus.selection is None
    hand.advance(1)
    band.refresh()
    qtbot.mouseClick(band.take_up, LEFT)
    assert scripted.source.commands[-1].body == c.AcknowledgeAlarm(alarm_id="b")


def test_show_selects_the_sensor_and_flies_there(band: EmergencyBand, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    flown: list[tuple[float, float]] = []
    scripted.session.focus.fly_to.connect(lambda x, y, radius: flown.append((x, y)))
    sensor_id = raise_alarm(scripted, "a", "smoke_fire")
    band.refresh()
    qtbot.mouseClick(band.go, LEFT)
    sensor = scripted.session.sensors[sensor_id]
    assert scripted.session.focus.selection == Selection("sensors", (sensor_id,))
    assert flown == [(sensor.x_m, sensor.y_m)]


def test_it_appears_without_moving_anything_and_without_taking_the_focus(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    window.activateWindow()
    search = window.map.search
    search.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    focused = QApplication.focusWidget()
    # docks behind other tabs lie outside the window, where Qt moves them when they get their sizes
    seen = [dock for dock in window.workspace.docks.values() if not dock.visibleRegion().isEmpty()]
    assert len(seen) >= 4
    parts = [window.header, window.centre, window.menu, *seen]
    before = [part.geometry() for part in parts]
    raise_alarm(scripted, "a", "smoke_fire")
    window.emergency_band.refresh()
    QApplication.processEvents()
    assert window.emergency_band.frame.isVisible()
    assert window.emergency_band.frame.width() > window.width() / 3
    assert [part.geometry() for part in parts] == before
    assert QApplication.focusWidget() is focused
    assert window.emergency_band.take_up.height() <= window.emergency_band.frame.height()


def test_a_longer_text_is_given_room_in_the_band_and_lays_out_nothing_around_it(
    scripted: ScriptedDesktop, hand: ManualClock, qtbot: QtBot
) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    layout = QHBoxLayout(around)
    with shown_panel(EmergencyBand(scripted.session, hand.now_ms), qtbot, (900, 34)) as band:
        layout.addWidget(band)
        around.resize(1_200, 50)
        around.show()
        raise_alarm(scripted, "a", "smoke_fire")
        band.refresh()
        QApplication.processEvents()
        before_px, requests = band.text.width(), LayoutRequests(around)
        band.text.setText(band.text.text() + "，另有三处同时起火")
        QApplication.processEvents()
        assert band.text.width() > before_px
        assert requests.seen == 0
        band.setParent(None)


def test_the_keys_show_the_emergency_and_silence_it(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    sensor_id = raise_alarm(scripted, "a", "smoke_fire")
    window.emergency_band.refresh()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert scripted.session.focus.selection == Selection("sensors", (sensor_id,))
    window.sound.tick()
    assert window.sound.policy.calling == 1
    qtbot.keyClick(window, Qt.Key.Key_F12)
    assert window.sound.policy.calling == 0
    assert [call.id for call in scripted.session.waiting_calls.now()] == ["a"]


def test_the_key_of_the_emergency_brings_the_hand_to_its_row_and_enter_acts_there(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    gas = scripted.report("燃气味", subclass="gas_leak")
    window.emergency_band.refresh()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.events.view.hasFocus()
    qtbot.keyClick(window.events.view, Qt.Key.Key_Return)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=gas)
    scripted.accept(r.EventFiled(event_id=gas))
    raise_alarm(scripted, "a", "smoke_fire")
    window.emergency_band.refresh()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.alarms.view.hasFocus()
    qtbot.keyClick(window.alarms.view, Qt.Key.Key_Return)
    assert scripted.source.commands[-1].body == c.AcknowledgeAlarm(alarm_id="a")


def test_what_is_over_says_so_looks_different_and_comes_after_what_lasts(
    band: EmergencyBand, scripted: ScriptedDesktop
) -> None:
    def ground() -> str:
        return band.frame.grab().toImage().pixelColor(3, band.frame.height() // 2).name()

    raise_alarm(scripted, "a", "smoke_fire")
    band.refresh()
    burning = ground()
    scripted.happen(r.AlarmCleared(alarm_id="a", value=0.0), by=WATCH.id, person="")
    scripted.clock.advance(60_000)
    band.refresh()
    assert " · 已恢复，未确认 · 烟感火警 · " in band.text.text()
    assert band.text.text().endswith("10:00 发生")
    assert ground() not in (burning, theme.EMERGENCY, theme.EMERGENCY_DARK)
    assert band.take_up.isEnabled()
    raise_alarm(scripted, "b", "smoke_fire")
    band.refresh()
    assert "已恢复" not in band.text.text()
    assert ground() in (theme.EMERGENCY, theme.EMERGENCY_DARK)


def test_the_key_of_the_emergency_scrolls_to_its_alarm(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    raise_alarm(scripted, "oldest", "smoke_fire")
    for number in range(60):
        scripted.clock.advance(1_000)
        raise_alarm(scripted, f"a{number:02}", "smoke_fire")
    view = window.alarms.view
    view.scrollToTop()
    window.emergency_band.refresh()
    QApplication.processEvents()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    index = view.currentIndex()
    assert view.model().data(index, ALARM_ROLE).id == "oldest"
    assert view.selectionModel().isRowSelected(index.row(), QModelIndex())
    assert view.viewport().rect().contains(view.visualRect(index).center())


def test_its_buttons_bring_the_card_to_where_panels_are_hidden(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    window.show_scene("leader")
    gas = scripted.report("燃气味", subclass="gas_leak")
    window.emergency_band.refresh()
    assert not window.card.is_seen
    qtbot.mouseClick(window.emergency_band.take_up, LEFT)
    QApplication.processEvents()
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=gas)
    assert window.card.is_seen
    assert scripted.session.focus.selection == Selection("events", (gas,))
