"""The duty log: written by key or click, newest first, with the author, on every desktop."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from county.authority import Principal, Role
from county.duty_log import KINDS, RETENTION_DAYS, DutyEntryWritten, WriteDutyEntry
from county.events.event import LONGEST_NOTE
from desktop import i18n
from desktop.duty.duty_log import DutyLog
from desktop.item_models.duty_rows import DutyRows
from desktop.panels.messages import Messages
from desktop.scenes.registry import SCENES
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.focus import Selection
from tests.gui.conftest import HOUR_MS, OpenDesk, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.memory_realm import OWNER

LEFT = Qt.MouseButton.LeftButton
SEAT = Principal(id="seat-2", roles=frozenset({Role.OPERATOR}), people=("李霞",))


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[DutyLog]:
    yield from shown(scripted.session, qtbot)


@pytest.fixture
def live_panel(desk: LiveDesktop, qtbot: QtBot) -> Iterator[DutyLog]:
    yield from shown(desk.session, qtbot)


def shown(session: Session, qtbot: QtBot) -> Iterator[DutyLog]:
    log = DutyLog(session)
    qtbot.addWidget(log)
    log.resize(700, 260)
    log.show()
    yield log
    log.release()


def lines(log: DutyLog) -> list[str]:
    return [log.rows.index(row, 0).data() for row in range(log.rows.rowCount())]


def click_entry(qtbot: QtBot, log: DutyLog, row: int) -> None:
    rect = log.entries.visualRect(log.rows.index(row, 0))
    qtbot.mouseClick(log.entries.viewport(), LEFT, pos=rect.center())


def wrote(scripted: ScriptedDesktop, text: str, *, kind: str = "note", about: str = "", person: str = "王芳") -> None:
    """An entry arrives."""
    entry = DutyEntryWritten(entry_id=text, kind=kind, note=text, about=about)  # type: ignore[arg-type]
    scripted.happen(entry, person=person)


def test_return_writes_an_entry_with_time_kind_and_person(desk: LiveDesktop, live_panel: DutyLog, qtbot: QtBot) -> None:
    live_panel.text.setFocus()
    qtbot.keyClicks(live_panel.text, "Shift begins")
    qtbot.keyClick(live_panel.text, Qt.Key.Key_Return)
    desk.until(lambda: lines(live_panel), "the entry")
    assert lines(live_panel) == ["10:00  记事 · 王磊\nShift begins"]
    assert live_panel.text.text() == ""
    assert live_panel.focusWidget() is live_panel.text, "for the next entry"


def test_an_empty_log_says_so(panel: DutyLog, scripted: ScriptedDesktop) -> None:
    assert panel.hint.text() == "暂无记录"
    assert panel.hint.isVisible()
    wrote(scripted, "Shift begins")
    assert not panel.hint.isVisible()


def test_the_button_writes_an_entry_of_the_chosen_kind(desk: LiveDesktop, live_panel: DutyLog, qtbot: QtBot) -> None:
    assert [live_panel.kind.itemText(row) for row in range(live_panel.kind.count())] == [
        name.zh for name in KINDS.values()
    ]
    live_panel.kind.setCurrentIndex(live_panel.kind.findData("call"))
    qtbot.keyClicks(live_panel.text, "12345 asks back")
    qtbot.mouseClick(live_panel.write, LEFT)
    assert not live_panel.write.isEnabled()  # until it is answered
    desk.until(lambda: lines(live_panel), "the entry")
    assert lines(live_panel) == ["10:00  来电 · 王磊\n12345 asks back"]
    assert live_panel.write.isEnabled()


def test_an_entry_is_about_the_selected_event_and_a_click_on_it_selects_that(
    desk: LiveDesktop, live_panel: DutyLog, qtbot: QtBot
) -> None:
    event_id = desk.report("garbage")
    desk.session.focus.select("events", event_id)
    qtbot.keyClicks(live_panel.text, "Called back")
    qtbot.keyClick(live_panel.text, Qt.Key.Key_Return)
    desk.until(lambda: lines(live_panel), "the entry")
    assert event_id in lines(live_panel)[0]
    desk.session.focus.clear()
    click_entry(qtbot, live_panel, 0)
    assert desk.session.focus.selection == Selection("events", (event_id,))


def test_an_entry_without_a_subject_selects_nothing_and_a_sensor_is_not_a_subject(
    scripted: ScriptedDesktop, panel: DutyLog, qtbot: QtBot
) -> None:
    scripted.session.focus.select("sensors", scripted.session.package.sensors[0].id)
    qtbot.keyClicks(panel.text, "note")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    body = scripted.source.commands[-1].body
    assert isinstance(body, WriteDutyEntry)
    assert body.about == ""
    wrote(scripted, "note")
    before = scripted.session.focus.selection
    click_entry(qtbot, panel, 0)
    assert scripted.session.focus.selection == before


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_entry_is_not_sent(scripted: ScriptedDesktop, panel: DutyLog, qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(panel.text, text)
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.mouseClick(panel.write, LEFT)
    assert scripted.source.commands == []


def test_the_length_of_an_entry_is_limited_as_at_the_desk(panel: DutyLog) -> None:
    panel.text.insert("x" * (LONGEST_NOTE + 1))
    assert len(panel.text.text()) == LONGEST_NOTE


def test_a_refused_entry_is_kept_in_its_line_with_the_reason(
    scripted: ScriptedDesktop, panel: DutyLog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(panel.text, "note")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    scripted.refuse("disk_full")
    assert panel.problem.isVisible()
    assert "磁盘已满" in panel.problem.text()
    assert panel.text.text() == "note"
    assert panel.write.isEnabled()
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert not panel.problem.isVisible()


def test_a_second_return_sends_nothing_before_the_reply_to_the_first(
    scripted: ScriptedDesktop, panel: DutyLog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(panel.text, "note")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert len(scripted.source.commands) == 1


def test_an_entry_of_another_desktop_appears_with_its_person(open_desk: OpenDesk, qtbot: QtBot) -> None:
    mine = open_desk(principals=(OWNER, SEAT)).live()
    other = open_desk(key=SEAT.id, person="李霞").live()
    for log in shown(mine.session, qtbot):
        assert other.send(WriteDutyEntry(entry_id="1", kind="handover", note="no incidents")).refusal is None
        mine.until(lambda log=log: lines(log), "the entry of the other desktop")  # type: ignore[misc]
        assert lines(log) == ["10:00  交接班 · 李霞\nno incidents"]


def test_a_desktop_started_later_shows_earlier_entries(open_desk: OpenDesk, qtbot: QtBot) -> None:
    first = open_desk().live()
    assert first.send(WriteDutyEntry(entry_id="1", note="before the shift")).refusal is None
    later = open_desk().live()
    for log in shown(later.session, qtbot):
        assert lines(log) == ["10:00  记事 · 王磊\nbefore the shift"]


def test_the_newest_entry_is_first(scripted: ScriptedDesktop, panel: DutyLog) -> None:
    for text in ("first", "second", "third"):
        wrote(scripted, text)
        scripted.clock.advance(60_000)
    assert [line.split("\n")[1] for line in lines(panel)] == ["third", "second", "first"]


def test_of_two_entries_of_the_same_time_the_later_is_first(scripted: ScriptedDesktop, panel: DutyLog) -> None:
    wrote(scripted, "first")
    wrote(scripted, "second")
    assert [line.split("\n")[1] for line in lines(panel)] == ["second", "first"]


def test_an_entry_shows_its_date_once_the_day_has_passed(
    scripted: ScriptedDesktop, panel: DutyLog, qtbot: QtBot
) -> None:
    wrote(scripted, "note")
    assert lines(panel)[0].startswith("10:00  ")
    scripted.clock.advance(14 * HOUR_MS)
    qtbot.waitUntil(lambda: lines(panel)[0].startswith("11-23 10:00  "))


def test_the_scroll_position_is_kept_while_entries_are_added(scripted: ScriptedDesktop, panel: DutyLog) -> None:
    for n in range(40):
        wrote(scripted, f"entry {n}")
        scripted.clock.advance(60_000)
    QApplication.processEvents()
    panel.entries.scrollTo(panel.rows.index(20, 0), panel.entries.ScrollHint.PositionAtTop)
    QApplication.processEvents()
    place = QPoint(5, 5)
    read = panel.entries.indexAt(place).data()
    top_px = panel.entries.visualRect(panel.entries.indexAt(place)).top()
    wrote(scripted, "one more that is long " * 40)
    QApplication.processEvents()
    assert panel.entries.indexAt(place).data() == read
    assert panel.entries.visualRect(panel.entries.indexAt(place)).top() == top_px


def test_a_row_is_as_high_as_its_text_at_the_current_width(
    scripted: ScriptedDesktop, panel: DutyLog, qtbot: QtBot
) -> None:
    wrote(scripted, "short")
    wrote(scripted, "a long text " * 60)
    long, short = panel.entries.rowHeight(0), panel.entries.rowHeight(1)
    assert long > 3 * short
    panel.resize(400, 260)
    qtbot.waitUntil(lambda: panel.entries.rowHeight(0) > long)
    assert panel.entries.rowHeight(1) == short


class CountingDelegate(QStyledItemDelegate):
    """Records the rows whose texts are measured."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[int] = []

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        self.rows.append(index.row())
        return super().sizeHint(option, index)


def test_a_new_entry_measures_its_own_text_only(scripted: ScriptedDesktop, panel: DutyLog) -> None:
    delegate = CountingDelegate()
    panel.entries.setItemDelegate(delegate)
    for n in range(40):
        wrote(scripted, f"entry {n}")
        scripted.clock.advance(60_000)
    QApplication.processEvents()
    assert delegate.rows
    delegate.rows.clear()
    wrote(scripted, "one more")
    QApplication.processEvents()
    assert delegate.rows == [0]


def test_an_archived_entry_is_removed(scripted: ScriptedDesktop, panel: DutyLog) -> None:
    wrote(scripted, "old")
    scripted.clock.advance((RETENTION_DAYS + 1) * 24 * HOUR_MS)
    wrote(scripted, "new")
    assert [line.split("\n")[1] for line in lines(panel)] == ["new"]


def test_entries_received_one_by_one_are_listed_as_those_of_a_snapshot(
    scripted: ScriptedDesktop, panel: DutyLog
) -> None:
    for n in range(20):
        wrote(scripted, f"entry {n}")
        scripted.clock.advance(60_000 * (n % 3 == 0))
    scripted.source.record(*(DutyEntryWritten(entry_id=f"x{n}", kind="call", note=f"x{n}") for n in range(20)))
    scripted.tick()
    expected = lines(panel)
    later = DutyRows(scripted.session)
    assert [later.index(row, 0).data() for row in range(later.rowCount())] == expected


def test_the_kinds_and_their_entries_follow_the_language(scripted: ScriptedDesktop, panel: DutyLog) -> None:
    wrote(scripted, "note", kind="instruction")
    i18n.set_language("en")
    QApplication.processEvents()
    assert panel.kind.itemText(0) == "Note"
    assert lines(panel)[0].startswith("10:00  Instruction")


def test_a_written_entry_is_listed_among_the_messages_with_its_text(
    desk: LiveDesktop, live_panel: DutyLog, qtbot: QtBot
) -> None:
    messages = Messages(desk.session)
    qtbot.addWidget(messages)
    qtbot.keyClicks(live_panel.text, "Shift begins")
    qtbot.keyClick(live_panel.text, Qt.Key.Key_Return)
    desk.until(messages.lines.count, "the message")
    assert messages.lines.item(0).text().endswith("Shift begins：记入值班日志")
    messages.release()


def test_the_duty_log_is_tabbed_with_the_messages_wherever_these_are_shown(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    window = open_window(scripted.session)
    messages, duty = window.workspace.docks["messages"], window.workspace.docks["duty"]
    for scene in SCENES:
        window.show_scene(scene)
        QApplication.processEvents()
        assert duty.isHidden() == messages.isHidden(), scene
        if not messages.isHidden():
            assert duty in window.tabifiedDockWidgets(messages), scene
