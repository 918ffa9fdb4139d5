"""What a hand aims at stays below the pointer, whatever arrives; what moves all the same is not clicked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from county import records as r
from county.clock import ManualClock
from desktop.alarms.strip import AlarmStrip
from desktop.duty.duty_log import DutyLog
from desktop.events.attention import Attention
from desktop.events.boards import Boards
from desktop.events.event_list import EventList
from desktop.events.kanban import Kanban
from desktop.input.aimed_row import AIM_MS, REST_PX, AimedRow
from desktop.input.pointer_hold import HOVER_MS
from desktop.panels.record_panel import ID_ROLE, RecordPanel, Row
from desktop.panels.registry import PANELS
from desktop.response.notices import Notices
from desktop.response.plans import Plans
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_held_rows import hover, leave, place_of, reported, shown
from tests.gui.test_panels_alarm_strip import raise_alarm, rules_by_priority
from tests.gui.test_panels_duty_log import lines, wrote

LEFT = Qt.MouseButton.LeftButton


def on_screen(view: QAbstractItemView, row: int = 0) -> QPoint:
    QApplication.processEvents()
    return view.viewport().mapToGlobal(view.visualRect(view.model().index(row, 0)).topLeft())


def top_of(part: QWidget) -> QPoint:
    QApplication.processEvents()
    return part.mapToGlobal(QPoint())


def inputs(panel: QWidget) -> list[QWidget]:
    """Those in sight."""
    parts: list[QWidget] = panel.findChildren(QLineEdit) + panel.findChildren(QComboBox)
    return [part for part in parts if part.isVisible()]


class TestAHeldList:
    @pytest.fixture
    def boards(self, scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Boards]:
        with shown_panel(Boards(scripted.session), qtbot, (1_400, 600)) as boards:
            yield boards

    def test_its_rows_stay_when_a_tool_tip_closes_or_the_window_is_deactivated(
        self, boards: Boards, scripted: ScriptedDesktop
    ) -> None:
        view = boards.late.view
        late, later = reported(scripted, "一", "二")
        for event_id, hours in ((late, 1), (later, 2)):
            scripted.dispatch(event_id, due_ms=scripted.clock.now_ms() - hours)
        before = shown(view)
        at = place_of(view, before[0])
        hover(view, at)
        QToolTip.showText(view.viewport().mapToGlobal(at), "一", view)
        QApplication.processEvents()
        QToolTip.hideText()
        QApplication.processEvents()
        QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.WindowDeactivate))
        [third] = reported(scripted, "三")
        scripted.dispatch(third, due_ms=scripted.clock.now_ms() - 3_600_000)
        assert shown(view) == before
        QTest.mouseClick(view.viewport(), LEFT, pos=at)
        selection = scripted.session.focus.selection
        assert selection is not None
        assert selection.ids == (before[0],)

    def test_a_deactivated_window_without_the_pointer_holds_nothing(
        self, boards: Boards, scripted: ScriptedDesktop
    ) -> None:
        [first] = reported(scripted, "一")
        view = boards.waiting.view
        QTest.mousePress(view.viewport(), LEFT, pos=place_of(view, first))
        leave(view)
        assert view.hold.holding, "it is pressed"
        QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.WindowDeactivate))
        assert not view.hold.holding


class TestWhatAppears:
    """It takes its room from below the rows."""

    def test_in_the_event_list(self, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
        with shown_panel(EventList(scripted.session), qtbot, (400, 700)) as events:
            first, second = reported(scripted, "一", "二")
            before = on_screen(events.view)
            scripted.session.focus.select("events", first, second)
            assert events.bulk.isVisible()
            assert on_screen(events.view) == before
            events.until.setText("截至 10:00")
            events.until.show()
            assert on_screen(events.view) == before
            scripted.session.focus.select("events", first)
            reported(scripted, "三")
            assert events.view.mark.isVisible()
            assert on_screen(events.view) == before

    def test_in_the_boards(self, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
        with shown_panel(Boards(scripted.session), qtbot, (1_400, 600)) as boards:
            [first] = reported(scripted, "一")
            before = on_screen(boards.waiting.view)
            boards.given.refuse(scripted.event(first), "不允许")
            assert boards.given.isVisible()
            assert on_screen(boards.waiting.view) == before

    def test_in_the_kanban(self, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
        with shown_panel(Kanban(scripted.session), qtbot, (1_400, 600)) as kanban:
            [first] = reported(scripted, "一")
            view = kanban.columns[0].view
            before = on_screen(view)
            kanban.given.refuse(scripted.event(first), "不允许")
            assert on_screen(view) == before
            late = scripted.report("二")
            scripted.dispatch(late, due_ms=scripted.clock.now_ms() - 1)
            kanban.refresh()
            assert any(column.note.text().strip() for column in kanban.columns)
            assert on_screen(view) == before

    @pytest.mark.parametrize("width", [560, 760, 1_110, 1_900])
    def test_in_the_alarms(self, scripted: ScriptedDesktop, qtbot: QtBot, width: int) -> None:
        with shown_panel(AlarmStrip(scripted.session), qtbot, (width, 300)) as strip:
            rules = rules_by_priority(scripted)
            for number, rule in enumerate(rules.values()):
                raise_alarm(scripted, f"a{number}", rule)
            before = on_screen(strip.view)
            strip.view.selectRow(0)
            assert on_screen(strip.view) == before
            alarm_id = strip.rows.id_at(0)
            scripted.happen(r.AlarmAcknowledged(alarm_id=alarm_id))
            assert on_screen(strip.view) == before
            scripted.happen(
                r.AlarmShelved(alarm_id=alarm_id, until_ms=scripted.clock.now_ms() + 3_600_000, note="检修")
            )
            assert on_screen(strip.view) == before
            strip.denied.setText("不允许")
            strip.denied.show()
            assert on_screen(strip.view) == before

    @pytest.mark.parametrize(
        "name",
        [name for name, row in PANELS.items() if isinstance(row.make, type) and issubclass(row.make, RecordPanel)],
    )
    def test_in_a_panel_with_a_form_neither_the_rows_nor_the_buttons_move(
        self, name: str, scripted: ScriptedDesktop, qtbot: QtBot
    ) -> None:
        panel = PANELS[name].make(scripted.session)
        assert isinstance(panel, RecordPanel)
        with shown_panel(panel, qtbot, (700, 900)):
            places = {part: top_of(part) for part in (panel.table, *panel.step_buttons.values(), *inputs(panel))}
            panel.show_problem("不允许 " * 30)
            for line in (panel.note, panel.denied):
                line.setText("不允许 " * 30)
                line.show()
            assert {part: top_of(part) for part in places} == places

    def test_in_the_duty_log(self, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
        with shown_panel(DutyLog(scripted.session), qtbot, (640, 520)) as log:
            before = top_of(log.entries)
            for line in (log.denied, log.problem):
                line.setText("不允许")
                line.show()
            assert top_of(log.entries) == before

    def test_in_the_plans_and_their_tasks(self, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
        with shown_panel(Plans(scripted.session), qtbot, (700, 1_000)) as plans:
            tasks = plans.checklist
            whole = {part: top_of(part) for part in (plans.runs, plans.tabs, plans.note, plans.end)}
            inside = {part: top_of(part) for part in (tasks.tree, tasks.note, *tasks.buttons.values())}
            tasks.problem.say("不允许")
            assert {part: top_of(part) for part in inside} == inside
            plans.question.setText("2 项未完成")
            plans.question.show()
            plans.problem.say("不允许")
            assert {part: top_of(part) for part in whole} == whole

    def test_a_band_above_the_docks_waits_until_no_hand_aims_at_a_row(
        self, scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
    ) -> None:
        window = open_window(scripted.session)
        [first] = reported(scripted, "一")
        view = window.events.view
        hover(view, place_of(view, first))
        before = on_screen(view)
        for timer in window.fault_band._timers:
            timer.stop()  # it would look for faults again
        window.fault_band.text.setText("日志已损坏")
        window.fault_band.show_band(True)
        assert on_screen(view) == before
        view.hold._touched_ms -= HOVER_MS
        window.fault_band._again.timeout.emit()
        assert window.fault_band.isVisible(), "the pointer rests"
        assert on_screen(view) != before


@pytest.mark.parametrize("role", ["", "primary", "link", "keyed", "narrow"])
def test_a_button_is_no_larger_while_it_has_the_focus(qtbot: QtBot, role: str) -> None:
    """The rows below it would move by the difference, between press and release, too."""
    panel = QWidget()
    qtbot.addWidget(panel)
    parts = [QPushButton("确认"), QToolButton(), QComboBox(), QLineEdit(), QSpinBox(), QCheckBox("是")]
    column = QVBoxLayout(panel)
    for part in parts:
        if role in ("keyed", "narrow"):
            part.setProperty(role, True)
        elif role:
            part.setProperty("role", role)
        column.addWidget(part)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    for part in parts:
        panel.setFocus()
        before = part.sizeHint()
        part.setFocus()
        assert part.hasFocus()
        part.style().polish(part)
        assert part.sizeHint() == before, type(part).__name__


def two_rows(qtbot: QtBot) -> tuple[QTableWidget, AimedRow, ManualClock]:
    table, clock = QTableWidget(2, 1), ManualClock(0)
    qtbot.addWidget(table)
    for row, name in enumerate(("aimed at", "another")):
        table.setItem(row, 0, QTableWidgetItem(name))
    aimed = AimedRow(table, lambda index: index.data(), clock.now_ms)
    table.viewport().setMouseTracking(True)  # as of all rows that are held
    with qtbot.waitExposed(table):
        table.show()
    return table, aimed, clock


class TestARowThatComesBelowARestingPointer:
    def test_is_not_clicked_until_the_hand_has_seen_it(self, qtbot: QtBot) -> None:
        table, _, clock = two_rows(qtbot)
        view, at = table.viewport(), table.visualItemRect(table.item(0, 0)).center()
        QTest.mouseMove(view, at)
        clock.advance(10 * AIM_MS)
        table.removeRow(0)
        QTest.mouseClick(view, LEFT, pos=at + QPoint(1, 1))
        assert table.selectedItems() == []
        clock.advance(AIM_MS)
        QTest.mouseClick(view, LEFT, pos=at)
        assert [item.text() for item in table.selectedItems()] == ["another"]

    def test_is_clicked_by_a_hand_that_has_moved_to_it(self, qtbot: QtBot) -> None:
        table, _, _ = two_rows(qtbot)
        view, at = table.viewport(), table.visualItemRect(table.item(0, 0)).center()
        QTest.mouseMove(view, at)
        table.removeRow(0)
        QTest.mouseMove(view, at + QPoint(REST_PX, 0))
        QTest.mouseClick(view, LEFT, pos=at + QPoint(REST_PX, 0))
        assert [item.text() for item in table.selectedItems()] == ["another"]

    def test_a_row_that_only_says_something_else_is_clicked(self, qtbot: QtBot) -> None:
        table, aimed, _ = two_rows(qtbot)
        aimed._id_of = lambda index: index.row()
        at = table.visualItemRect(table.item(0, 0)).center()
        QTest.mouseMove(table.viewport(), at)
        table.item(0, 0).setText("aimed at, 5 minutes")
        QTest.mouseClick(table.viewport(), LEFT, pos=at)
        assert len(table.selectedItems()) == 1


def test_a_row_of_what_needs_attention_stays_what_it_was_below_the_pointer(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    with shown_panel(Attention(scripted.session), qtbot, (460, 900)) as attention:
        [first] = reported(scripted, "一")
        attention.refresh()
        row = attention.waiting.rows[0]
        QTest.mouseMove(row, QPoint(20, 10))
        gas = scripted.report("燃气", subclass="gas_leak")
        attention.refresh()
        assert attention.emergencies.isHidden(), "it would move all others down"
        QTest.mouseClick(row, LEFT, pos=QPoint(20, 10))
        selection = scripted.session.focus.selection
        assert selection is not None
        assert selection.ids == (first,)
        attention.hold._hover.timeout.emit()
        assert attention.emergencies.isVisible()
        assert gas != first


def test_a_table_of_records_keeps_its_rows_while_a_hand_chooses_one(
    scripted: ScriptedDesktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shown_panel(Notices(scripted.session), qtbot, (900, 400)) as panel:
        rows = [Row("a", ("1",) * len(panel.heads())), Row("b", ("2",) * len(panel.heads()))]
        monkeypatch.setattr(panel, "rows", lambda: rows)
        panel.fill()
        table = panel.table
        QTest.mouseMove(table.viewport(), table.visualItemRect(table.item(0, 0)).center())
        rows[:] = [Row("c", ("3",) * len(panel.heads())), Row("a", ("4",) * len(panel.heads()))]
        panel.fill()
        assert [table.item(n, 0).data(ID_ROLE) for n in range(table.rowCount())] == ["a", "b"]
        assert table.item(0, 0).text() == "4", "what it shows is current"
        panel.hold._hover.timeout.emit()
        assert [table.item(n, 0).data(ID_ROLE) for n in range(table.rowCount())] == ["c", "a"]


def test_the_duty_log_keeps_its_entries_while_a_hand_chooses_one(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(DutyLog(scripted.session), qtbot, (700, 260)) as log:
        wrote(scripted, "first")
        before = lines(log)
        QTest.mouseMove(log.entries.viewport(), QPoint(30, 8))
        wrote(scripted, "second")
        assert lines(log) == before
        log.hold._hover.timeout.emit()
        assert len(lines(log)) == 2


class TestTheActionsOnSeveralEvents:
    """They take the room of the lowest rows: not while a hand is there."""

    @pytest.fixture
    def events(self, scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[EventList]:
        with shown_panel(EventList(scripted.session), qtbot, (400, 700)) as events:
            while not self.fills(events):
                reported(scripted, "路灯不亮")
            QApplication.processEvents()
            yield events

    @staticmethod
    def fills(events: EventList) -> bool:
        return events.rows.rowCount() * events.view.rowHeight(0) > events.view.viewport().height()

    @staticmethod
    def press(events: EventList, at: QPoint, keys: Qt.KeyboardModifier) -> None:
        """As the window system gives it: to the window, whatever is at that place."""
        handle = events.windowHandle()
        assert handle is not None
        place = events.mapFromGlobal(events.view.viewport().mapToGlobal(at))
        QTest.mouseMove(handle, place)
        QTest.mouseClick(handle, LEFT, keys, place)
        QApplication.processEvents()

    def test_they_wait_until_it_has_left_the_lowest_rows(self, events: EventList) -> None:
        low = QPoint(40, events.view.viewport().height() - 30)
        self.press(events, low, Qt.KeyboardModifier.NoModifier)
        high = QPoint(40, events.view.viewport().height() // 3)
        self.press(events, low - QPoint(0, events.view.rowHeight(0)), Qt.KeyboardModifier.ControlModifier)
        assert len(events.selected_ids()) == 2
        assert events.bulk.isHidden()
        self.press(events, low, Qt.KeyboardModifier.ControlModifier)
        assert len(events.selected_ids()) == 1, "the row was clicked again"
        self.press(events, low, Qt.KeyboardModifier.ControlModifier)
        QTest.mouseMove(events.view.viewport(), high)
        events.bulk._again.timeout.emit()
        assert events.bulk.isVisible()

    def test_a_press_that_was_meant_for_a_row_below_a_resting_pointer_gives_none(
        self, events: EventList, scripted: ScriptedDesktop
    ) -> None:
        low = QPoint(40, events.view.viewport().height() - 30)
        self.press(events, low, Qt.KeyboardModifier.NoModifier)
        self.press(events, low - QPoint(0, events.view.rowHeight(0)), Qt.KeyboardModifier.ControlModifier)
        events.view.hold._touched_ms -= HOVER_MS
        events.bulk._again.timeout.emit()
        QApplication.processEvents()
        button = events.bulk.buttons["file"]
        at = events.view.viewport().mapFromGlobal(button.mapToGlobal(button.rect().center()))
        self.press(events, at, Qt.KeyboardModifier.NoModifier)
        assert scripted.source.commands == []
        events.bulk._unseen.timeout.emit()
        self.press(events, at, Qt.KeyboardModifier.NoModifier)
        assert len(scripted.source.commands) == 2
