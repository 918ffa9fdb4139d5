"""The window around the panels: figures that list their records, staleness, language, layout, scenes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county.realm import LIVE
from desktop import i18n, theme
from desktop.alarms.strip import AlarmStrip
from desktop.duty.operator import LONGEST_NAME
from desktop.duty.operator_dialog import OperatorDialog
from desktop.events.event_list import EventList
from desktop.panels.registry import PANELS
from desktop.run import UnknownScene, run
from desktop.scenes.registry import SCENES
from desktop.session import Session
from desktop.window.header import Header, HeaderFigures
from desktop.window.main_window import MainWindow
from desktop.window.place import MAXIMISED_MS, TITLE_BAR_PX, is_filled
from desktop.window.stale_mark import StaleFrame
from desktop.window.status_bar import FreshnessBar
from tests.gui.conftest import ScriptedDesktop
from tests.gui.recorded_source import LIVE as LIVE_HEALTH
from tests.memory_realm import ManualMonotonic

LEFT = Qt.MouseButton.LeftButton
Open = Callable[[Session], MainWindow]
WITH_ALARMS = [
    name for name, scene in SCENES.items() if any("alarms" in group for place in scene.places for group in place.groups)
]


@pytest.fixture
def window(open_window: Open, scripted: ScriptedDesktop) -> MainWindow:
    return open_window(scripted.session)


def marks(window: QWidget) -> list[str]:
    """The text of the stale frame of ``window``, if visible."""
    frames = window.findChildren(StaleFrame, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [frame.why for frame in frames if frame.isVisible()]


def test_a_headline_figure_counts_the_events_that_its_click_lists(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("reported")
    in_hand = scripted.report("dispatched")
    scripted.dispatch(in_hand)
    window.header.count_now()
    assert theme.DANGER not in window.header.figures["overdue"].value.styleSheet(), "nothing is overdue: red is a state"
    assert window.header.figures["waiting"].value.text() == "1"
    qtbot.mouseClick(window.header.figures["waiting"], LEFT)
    rows = window.panels["events"].rows  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: (rows.rowCount(), rows.row_of(event_id)) == (1, 0))
    qtbot.mouseClick(window.header.figures["in_hand"], LEFT)
    qtbot.waitUntil(lambda: (rows.rowCount(), rows.row_of(in_hand)) == (1, 0))


def test_the_figures_of_the_header_keep_their_places_when_their_numbers_grow(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def places() -> dict[str, QRect]:
        QApplication.processEvents()
        return {name: tile.geometry() for name, tile in window.header.figures.items() if tile.isVisible()}

    before = places()
    many = HeaderFigures(
        waiting=12_345, in_hand=23_456, to_verify=34_567, overdue=45_678, reported_today=56_789,
        alarms=888, unacknowledged=777, returned=666,
    )  # fmt: skip
    monkeypatch.setattr("desktop.window.header.count", lambda session, now_ms: many)
    window.header.count_now()
    assert window.header.figures["alarms"].value.text() == "777 / 888"
    assert theme.DANGER in window.header.figures["overdue"].value.styleSheet()
    assert places() == before


def test_a_silent_backend_marks_the_whole_window_with_the_time_since_when(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    window.freshness.refresh()
    assert marks(window) == []
    scripted.source.condition = replace(
        scripted.source.condition, state="stale", detail="tcp://x: silent", heartbeat_age_ms=38_000.0
    )
    scripted.clock.advance(38_000)
    window.freshness.refresh()
    assert marks(window) == ["画面停在 10:00:00，数据已 38 秒未更新"]
    assert window.freshness.mode.text() == "非实时"
    scripted.source.condition = LIVE_HEALTH
    window.freshness.refresh()
    assert marks(window) == []
    assert window.freshness.mode.text() == "实时"


def test_a_floating_dock_of_a_silent_backend_is_marked_until_it_is_docked(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    dock = window.workspace.docks["alarms"]
    scripted.source.condition = replace(scripted.source.condition, state="stale")
    window.freshness.refresh()
    assert marks(dock) == []
    dock.setFloating(True)
    dock.show()
    window._stale.refresh()
    assert len(marks(dock)) == 1
    dock.setFloating(False)
    assert marks(dock) == []
    dock.setFloating(True)
    window._stale.refresh()
    scripted.source.condition = replace(scripted.source.condition, state="live")
    window.freshness.refresh()
    assert marks(dock) == []


def test_a_backend_that_never_replied_marks_the_window_with_the_reason(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    window.freshness.release()
    scripted.source.condition = replace(scripted.source.condition, state="connecting", detail="tcp://x: no reply")
    monotonic = ManualMonotonic()
    never = FreshnessBar(scripted.session, monotonic)
    texts: list[str] = []
    never.stale.connect(texts.append)
    monotonic.advance(9_000)
    never.refresh()
    assert texts == []
    monotonic.advance(1_000)
    never.refresh()
    never.release()
    assert texts == ["已 10 秒没有收到任何数据：tcp://x: no reply"]


def test_channels_played_from_a_file_are_shown_next_to_the_mode_while_they_are_played(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    window.freshness.refresh()
    assert not window.freshness.played.isVisible()
    scripted.source.condition = replace(scripted.source.condition, played_channels=12)
    window.freshness.refresh()
    assert window.freshness.played.isVisible()
    assert window.freshness.played.text() == "含文件回放数据 12 路"


def test_refused_readings_stay_counted_after_the_disk_is_free_again(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    scripted.source.condition = replace(
        scripted.source.condition, refusing="journal_failed", refusing_reason="no space", refused_rows=7, detail="why"
    )
    window.freshness.refresh()
    assert "no space" in window.freshness.link.text()
    assert "why" in window.freshness.link.text()
    scripted.source.condition = replace(scripted.source.condition, refusing="", refusing_reason="", detail="")
    window.freshness.refresh()
    assert window.freshness.drops.text() == "丢失 7"
    assert "后台未能入库的读数：7" in window.freshness.drops.toolTip()


def test_closing_with_unanswered_commands_asks_for_confirmation(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.source.paused = True
    scripted.session.submissions.send(c.FileEvent(event_id="20261123-AAAAAA"))
    window.close()
    question = window.findChild(QMessageBox, "leave")
    assert window.isVisible()
    assert question is not None
    assert "1" in question.text()
    leave = next(b for b in question.buttons() if question.buttonRole(b) is QMessageBox.ButtonRole.DestructiveRole)
    leave.click()
    assert not window.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_return_and_escape_cancel_closing(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot, key: Qt.Key
) -> None:
    scripted.source.paused = True
    scripted.session.submissions.send(c.FileEvent(event_id="20261123-AAAAAA"))
    window.close()
    question = window.findChild(QMessageBox, "leave")
    assert question is not None
    qtbot.waitUntil(question.isVisible)
    qtbot.keyClick(question, key)
    assert not question.isVisible()
    assert window.isVisible()
    assert scripted.session.submissions.waiting == 1


def test_user_texts_are_shown_as_text_and_never_as_markup(window: MainWindow, scripted: ScriptedDesktop) -> None:
    title = "<h1>title</h1><img src='x'>"
    event_id = scripted.report(title)
    window.card.nothing.show_now()
    scripted.session.focus.select("events", event_id)
    holding = [label for label in window.findChildren(QLabel) if title in label.text()]
    assert window.card.event_card.name in holding
    assert {label.textFormat() for label in holding} == {Qt.TextFormat.PlainText}
    assert "&lt;h1&gt;" in window.card.nothing.waiting.rows[0].toolTip()


def test_a_full_disk_is_shown_in_the_status_bar(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.source.condition = replace(scripted.source.condition, refusing="disk_full")
    window.freshness.refresh()
    assert "磁盘已满" in window.freshness.link.text()


def test_switching_the_language_leaves_no_chinese_button(window: MainWindow) -> None:
    def is_chinese(text: str) -> bool:
        return any("\u4e00" <= char <= "\u9fff" for char in text)

    assert is_chinese(window.workspace.docks["events"].windowTitle())
    i18n.set_language("en")
    QApplication.processEvents()
    shown = [b.text() for b in window.findChildren(QPushButton)] + [
        d.windowTitle() for d in window.workspace.docks.values()
    ]
    operator = window.header.person.text()
    assert [text for text in shown if is_chinese(text) and text != operator] == []


def test_the_layout_is_restored_in_the_next_window(open_window: Open, scripted: ScriptedDesktop) -> None:
    first = open_window(scripted.session)
    first.workspace.docks["alarms"].hide()
    first.workspace.docks["messages"].hide()
    first.close()
    second = open_window(scripted.session)
    assert second.workspace.docks["alarms"].isHidden()
    assert not second.workspace.docks["events"].isHidden()


def test_a_scene_shows_its_panels_and_those_tabbed_with_them_and_no_others(window: MainWindow) -> None:
    for name, scene in SCENES.items():
        window.show_scene(name)
        named = {panel for place in scene.places for group in place.groups for panel in group}
        named |= {panel for panel, row in PANELS.items() if row.tab_of in named and row.shown and "live" in row.kinds}
        assert {panel for panel, dock in window.workspace.docks.items() if not dock.isHidden()} == named, name


@pytest.mark.parametrize("scene", WITH_ALARMS)
def test_the_menu_shows_the_audit_log_in_front_of_the_alarms_at_their_full_width(
    window: MainWindow, scene: str
) -> None:
    window.show_scene(scene)
    window.workspace.raise_dock("alarms")
    QApplication.processEvents()
    audit, alarms = window.workspace.docks["audit"], window.workspace.docks["alarms"]
    width = alarms.width()
    audit.toggleViewAction().trigger()
    QApplication.processEvents()
    assert alarms in window.tabifiedDockWidgets(audit)
    assert not audit.visibleRegion().isEmpty()
    assert audit.width() == width


def test_another_scene_leaves_the_focus_where_it_was(window: MainWindow, qtbot: QtBot) -> None:
    window.events.search.setFocus()
    qtbot.waitUntil(window.events.search.hasFocus, timeout=2_000)
    window.show_scene("events")
    qtbot.waitUntil(window.events.search.hasFocus, timeout=2_000)
    window.show_scene("evaluation")
    qtbot.waitUntil(window.map.hasFocus, timeout=2_000)


def test_an_unknown_scene_is_refused_with_the_choices() -> None:
    with pytest.raises(UnknownScene, match="operator, events, leader"):
        run(None, scene="moon", realm=LIVE)


def test_synthetic_data_is_marked_on_the_screen(window: MainWindow) -> None:
    assert "合成数据" in window.header.marks.text()
    assert window.header.marks.isVisible()


def test_a_figure_stays_empty_until_data_is_received(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.session.layers.begun = False
    window.header.count_now()
    assert {figure.value.text() for figure in window.header.figures.values()} == {"–"}
    scripted.session.layers.begun = True
    window.header.count_now()
    assert window.header.figures["waiting"].value.text() == "0"


@pytest.mark.parametrize("events", [0, 2])
def test_during_an_outage_every_count_shows_its_last_known_value_and_until_when_it_was_current(
    window: MainWindow, scripted: ScriptedDesktop, events: int
) -> None:
    for _ in range(events):
        scripted.report("garbage")
    window.header.count_now()
    current = {name: figure.value.text() for name, figure in window.header.figures.items()}
    scripted.source.condition = replace(scripted.source.condition, state="stale", heartbeat_age_ms=65_000.0)
    window.header.count_now()
    strip, attention = window.panels["alarms"], window.card.nothing
    event_list = window.panels["events"]
    assert isinstance(strip, AlarmStrip)
    assert isinstance(event_list, EventList)
    strip._show_counts()
    attention.show_now()
    event_list._show_count()
    assert {name: figure.value.text() for name, figure in window.header.figures.items()} == current
    assert current["waiting"] == str(events)
    for text in (window.header.marks, strip.active, attention.name, event_list.until):
        assert "截至 09:58:55" in text.text()
    scripted.source.condition = replace(scripted.source.condition, state="live", heartbeat_age_ms=0.0)
    window.header.count_now()
    event_list._show_count()
    assert "截至" not in window.header.marks.text()
    assert event_list.until.isHidden()


def test_the_name_of_the_operator_can_be_entered_and_its_length_is_limited(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    window.menu.operator.trigger()
    question = window.findChild(OperatorDialog)
    assert question is not None
    line = question.findChild(QLineEdit)
    assert line is not None
    assert line.maxLength() == LONGEST_NAME
    line.setText("李霞")
    question.accept()
    assert window.header.person.text() == "值班：李霞"
    scripted.session.operator.rename("甲" * 300)
    assert scripted.session.operator.name == "甲" * LONGEST_NAME


def test_a_scene_shows_the_same_panels_when_it_is_selected_again(window: MainWindow, qtbot: QtBot) -> None:
    def shown() -> set[str]:
        qtbot.wait(30)
        return {name for name, dock in window.workspace.docks.items() if not dock.isHidden()}

    seen = {}
    for name in ("operator", "leader"):
        window.show_scene(name)
        seen[name] = shown()
    for name in ("operator", "leader"):
        window.show_scene(name)
        assert shown() == seen[name]


@pytest.mark.parametrize("width", [1366, 1024, 700])
def test_a_narrow_header_hides_figures_and_cuts_none(scripted: ScriptedDesktop, qtbot: QtBot, width: int) -> None:
    header = Header(scripted.session)
    qtbot.addWidget(header)
    header.resize(width, header.sizeHint().height())
    header.show()
    QApplication.processEvents()
    shown = [figure for figure in header.figures.values() if figure.isVisible()]
    assert shown
    for part in (*shown, header.county, header.person, header.time):
        assert part.width() >= part.sizeHint().width()
        assert header.rect().contains(part.geometry())
    assert header.figures["overdue"].isVisible()
    header.release()


def saved_geometry(placed: QRect, screen_width: int) -> QByteArray:
    """As saveGeometry() writes it for a window on a screen of this width."""
    edges = placed.left(), placed.top(), placed.right(), placed.bottom()
    return QByteArray(struct.pack(">IHH4i4iiBBi4i", 0x1D9D0CB, 3, 0, *edges, *edges, 0, 0, 0, screen_width, *edges))


def window_with(geometry: QByteArray, settings: Path, qtbot: QtBot) -> MainWindow:
    """A window whose settings have this geometry."""
    stored = QSettings(str(settings), QSettings.Format.IniFormat)
    stored.setValue("window/geometry", geometry)
    window = MainWindow(stored, "operator")
    qtbot.addWidget(window)
    return window


@pytest.mark.parametrize("times", [2.0, 0.5])
def test_a_window_saved_on_a_screen_of_another_size_opens_like_a_first_one(
    qtbot: QtBot, tmp_path: Path, times: float
) -> None:
    first = MainWindow(QSettings(str(tmp_path / "new.ini"), QSettings.Format.IniFormat), "operator")
    qtbot.addWidget(first)
    free = first.screen().availableGeometry()
    other = QRect(0, 0, round(free.width() * times), round(free.height() * times))
    window = window_with(saved_geometry(other, other.width()), tmp_path / "window.ini", qtbot)
    for shown in (window, first):
        shown.appear()
    assert window.isMaximized()
    assert first.isMaximized()


@pytest.mark.parametrize("shift", [-300, 0, 300])
def test_a_window_larger_than_its_screen_is_moved_and_shrunk_until_its_frame_is_on_it(
    qtbot: QtBot, tmp_path: Path, shift: int
) -> None:
    screen = QGuiApplication.primaryScreen()
    free = screen.availableGeometry()
    large = QRect(shift, shift, free.width() + 100, free.height() + 100)
    window = window_with(saved_geometry(large, screen.size().width()), tmp_path / "window.ini", qtbot)
    placed = window.geometry()
    assert free.contains(placed)
    assert placed.top() - free.top() >= theme.px(TITLE_BAR_PX)
    assert placed.width() > 0.9 * free.width()


def test_the_first_window_leaves_room_for_a_title_bar_on_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(QSettings(str(tmp_path / "new.ini"), QSettings.Format.IniFormat), "operator")
    qtbot.addWidget(window)
    free = window.screen().availableGeometry()
    assert window.width() <= free.width()
    assert window.height() + theme.px(TITLE_BAR_PX) <= free.height()


def test_the_arrangement_of_the_operator_fits_a_small_screen(window: MainWindow) -> None:
    window.resize(1, 1)
    QApplication.processEvents()
    assert window.width() <= 1024 / 0.85  # sizes are at most 0.85 of the design's on a screen of 1024 × 600
    assert window.map.width() >= window.map.minimumWidth()


def test_a_first_window_is_maximised_and_a_later_one_opens_where_it_was_placed(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    first = MainWindow(settings, "operator")
    qtbot.addWidget(first)
    first.appear()
    assert first.isMaximized()
    first.showNormal()
    first.close_now()
    later = MainWindow(settings, "operator")
    qtbot.addWidget(later)
    later.appear()
    assert not later.isMaximized()


def test_where_nobody_maximises_windows_a_first_one_fills_the_screen_by_itself(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), "operator")
    qtbot.addWidget(window)
    window.appear()
    free = window.screen().availableGeometry()
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(free.width() // 2, free.height() // 2)  # as on a screen without a window manager
    with qtbot.waitSignal(window._place.settled, timeout=5 * MAXIMISED_MS):
        pass
    assert window.geometry() == free


def test_the_docks_are_arranged_for_the_size_that_a_first_window_gets_after_the_county_was_shown(
    window: MainWindow, qtbot: QtBot
) -> None:
    docks = window.workspace.docks
    assert docks["alarms"].y() > window.centre.geometry().bottom(), "of one screen"
    window.resize(theme.px(3_840), theme.px(1_080))
    window._place.settled.emit()
    qtbot.waitUntil(lambda: docks["alarms"].x() > window.centre.geometry().right())
    assert docks["events"].height() > 0.75 * window.height(), "of two screens"


@pytest.mark.parametrize(
    ("frame", "unframed", "filled"),
    [
        (QRect(0, 0, 1920, 1080), True, True),
        (QRect(0, 0, 1920, 1040), True, False),  # as it is made: with room for a title bar that nobody draws
        (QRect(0, 0, 1920, 1040), False, True),  # a panel of 40 lines that Qt does not know of
        (QRect(0, 0, 1920, 900), False, False),
    ],
)
def test_only_a_window_with_a_frame_may_leave_room_for_panels(frame: QRect, unframed: bool, filled: bool) -> None:
    assert is_filled(QRect(0, 0, 1920, 1080), frame, unframed) is filled


@pytest.mark.parametrize("maximised", [True, False])
def test_the_key_for_the_full_screen_returns_to_what_the_window_was(window: MainWindow, maximised: bool) -> None:
    if maximised:
        window.showMaximized()
    QApplication.processEvents()
    window.menu.full_screen.trigger()
    assert window.isFullScreen()
    window.menu.full_screen.trigger()
    assert not window.isFullScreen()
    assert window.isMaximized() is maximised


def side_widths(window: MainWindow) -> tuple[int, int]:
    """Widths of the docks left and right of the map."""
    QApplication.processEvents()
    return window.workspace.docks["events"].width(), window.workspace.docks["card"].width()


def test_the_area_of_alarms_has_room_for_more_than_three_rows(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(theme.px(1_920), theme.px(1_040))
    window.reset_layout()
    view = window.alarms.view
    row_px = view.verticalHeader().defaultSectionSize()
    qtbot.waitUntil(lambda: view.viewport().height() >= 4 * row_px)


def test_docks_get_their_widths_back_when_a_narrow_window_grows(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: side_widths(window) == (theme.px(380), theme.px(430)))
    window.resize(1024, 600)
    narrow = side_widths(window)
    assert narrow[0] < theme.px(380)
    assert narrow[1] < theme.px(430)
    window.resize(1064, 650)
    some = side_widths(window)
    assert narrow[0] < some[0] < theme.px(380)
    assert narrow[1] < some[1] < theme.px(430)
    window.resize(1900, 1000)
    assert side_widths(window) == (theme.px(380), theme.px(430))


def test_a_tab_that_is_raised_in_a_narrow_window_gets_the_width_of_its_place_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: side_widths(window) == (theme.px(380), theme.px(430)))
    window.resize(1024, 600)
    QApplication.processEvents()
    window.workspace.raise_dock("report")
    QApplication.processEvents()
    qtbot.mouseClick(window, LEFT, pos=window.rect().center())
    window.resize(1900, 1000)
    qtbot.waitUntil(lambda: window.workspace.docks["report"].width() == theme.px(430))


def test_a_dock_that_the_user_narrowed_keeps_its_width_when_the_window_grows(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: side_widths(window) == (theme.px(380), theme.px(430)))
    events = window.workspace.docks["events"]
    separator = QPoint(events.geometry().right() + 2, events.geometry().center().y())
    qtbot.mousePress(window, LEFT, pos=separator)
    qtbot.mouseMove(window, separator - QPoint(60, 0))
    QApplication.processEvents()
    qtbot.mouseRelease(window, LEFT, pos=separator - QPoint(60, 0))
    assert side_widths(window) == (theme.px(380) - 60, theme.px(430))
    window.resize(1024, 600)
    assert side_widths(window)[0] < theme.px(380) - 60
    window.resize(1900, 1000)
    assert side_widths(window) == (theme.px(380) - 60, theme.px(430))
