"""A journal restored while a window is open: lost items are listed until the user acknowledges it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import records as r
from county.commands import AlarmCause
from county.duty_log import DutyEntryWritten
from county.events.event import RETENTION_MS
from county.explained import ExplainedLine
from county.numbering import new_event_id
from county.portions import PORTION
from county.proven_state import ProvenState
from desktop import i18n
from desktop.backend.restored import Item, JournalRestored
from desktop.backend.restored_notice import RestoredNotice
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.sensors import SensorsLayer
from tests.gui.conftest import ScriptedDesktop
from tests.gui.test_panels_alarm_strip import raise_alarm, rules_by_priority

LEFT = Qt.MouseButton.LeftButton
OpenWindow = Callable[[Session], MainWindow]


@pytest.fixture
def window(open_window: OpenWindow, scripted: ScriptedDesktop) -> MainWindow:
    return open_window(scripted.session)


def restore(scripted: ScriptedDesktop, restored: dict[str, object], seq: int) -> None:
    """The backend restarts with a restored journal that ends at record ``seq`` and contains these events."""
    scripted.source.epoch += 1
    scripted.source.begin({"event": restored}, seq)
    scripted.tick()
    QApplication.processEvents()


def notices(window: MainWindow) -> list[RestoredNotice]:
    return [notice for notice in window.findChildren(RestoredNotice) if notice.isVisible()]


def lines(notice: RestoredNotice) -> list[str]:
    return [notice.rows.index(row, 0).data() for row in range(notice.rows.rowCount())]


class CountedItems(tuple[Item, ...]):
    """Items that count how often one of them is read."""

    reads = 0

    def __getitem__(self, place: Any) -> Any:
        type(self).reads += 1
        return super().__getitem__(place)

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("all items are read at once")


@pytest.fixture
def long_notice(window: MainWindow) -> RestoredNotice:
    """A notice of three portions of items."""
    CountedItems.reads = 0
    items = [("event", f"E{number}", "title") for number in range(3 * PORTION)]
    restored = JournalRestored(
        noticed_ms=0, seq=1, recorded_ms=0, seen_seq=1, missing=CountedItems(items), changed=()
    )
    return RestoredNotice(restored, window)


def test_a_long_notice_makes_only_the_lines_that_it_shows(long_notice: RestoredNotice) -> None:
    long_notice.show()
    QApplication.processEvents()
    assert 0 < CountedItems.reads < 200
    i18n.set_language("en")
    QApplication.processEvents()
    assert CountedItems.reads < 400


def test_a_long_list_is_copied_in_portions(long_notice: RestoredNotice, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("before")
    reads: list[int] = []
    between = QTimer(long_notice, interval=0)
    between.timeout.connect(lambda: reads.append(CountedItems.reads))
    long_notice.copy.click()
    assert CountedItems.reads == 0
    assert not long_notice.copy.isEnabled()
    assert QGuiApplication.clipboard().text() == "before"
    between.start()
    qtbot.waitUntil(long_notice.copy.isEnabled)
    between.stop()
    assert len(set(reads)) >= 3, "other events are processed between portions"
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied == [f"已不存在：{3 * PORTION} 项", *(f"事件  E{number}  title" for number in range(3 * PORTION))]


def test_selected_lines_are_copied_by_the_keyboard(long_notice: RestoredNotice, qtbot: QtBot) -> None:
    long_notice.show()
    long_notice.list.selectRow(2)
    long_notice.list.setFocus()
    qtbot.keySequence(long_notice.list, QKeySequence.StandardKey.Copy)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "事件  E1  title")


def test_what_a_damaged_journal_shows_read_only_is_no_restore_and_what_it_lacks_is_listed_by_the_next_one(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    remaining = scripted.report("remaining")
    proven, seq = {remaining: scripted.event(remaining)}, scripted.source.seq
    scripted.report("reported after the damage")
    live = scripted.source.condition
    scripted.source.condition = replace(
        live, state="read_only", proven=ProvenState(seq, 0, ExplainedLine("the journal is damaged"))
    )
    scripted.source.begin({"event": proven}, seq)
    scripted.tick()
    QApplication.processEvents()
    assert not notices(window)
    assert list(scripted.session.layers.states("event")) == [remaining]
    scripted.source.condition = live
    restore(scripted, proven, seq)
    [notice] = notices(window)
    assert any("reported after the damage" in line for line in lines(notice))


def test_items_lost_by_a_restored_journal_are_listed_with_numbers_and_titles(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    remaining = scripted.report("remaining")
    moved = scripted.report("moved on since")
    backup, seq = {i: scripted.event(i) for i in (remaining, moved)}, scripted.source.seq
    scripted.dispatch(moved)
    lost = scripted.report("reported after the backup")
    last = scripted.source.seq
    restore(scripted, backup, seq)
    [notice] = notices(window)
    assert f"第 {seq + 1} 至 {last} 条记录已不存在" in notice.text.text()
    assert "本窗口于 2026-11-23 10:00:00 发现" in notice.text.text()
    assert lines(notice) == [
        "已不存在：1 项", f"事件  {lost}  reported after the backup",
        "状态与显示过的不同：1 项", f"事件  {moved}  moved on since",
    ]  # fmt: skip


def test_an_event_opened_by_an_alarm_is_listed_with_its_generated_title_in_the_language_of_the_window(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    sensor = scripted.session.package.sensors[0]
    rule_key, rule = next(
        (key, rule) for key, rule in scripted.session.catalog.rules.items() if rule.kind == sensor.kind
    )
    lost = new_event_id(scripted.clock.now_ms())
    cause = AlarmCause(rule=rule_key, channel=rule.channel, value=91.0, limit=80.0)
    scripted.happen(
        r.EventReported(
            event_id=lost, subclass="exposed_garbage", title="", source="sensor", x_m=sensor.x_m, y_m=sensor.y_m,
            division="", level="general", sensor_id=sensor.id, cause=cause,
        )
    )  # fmt: skip
    restore(scripted, {}, 0)
    [notice] = notices(window)
    assert lines(notice) == ["已不存在：1 项", f"事件  {lost}  {sensor.name}{rule.name.zh}"]
    i18n.set_language("en")
    QApplication.processEvents()
    assert lines(notice) == ["Missing: 1", f"Event  {lost}  {sensor.name}: {rule.name.en}"]


def test_lost_alarms_and_duty_log_entries_are_listed_by_their_subject(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    rule = next(iter(rules_by_priority(scripted).values()))
    sensor_id = raise_alarm(scripted, "A20261123-0D3VX1RAAAAAAAAAAAAAAAAAAA", rule)
    scripted.happen(DutyEntryWritten(entry_id="5f0c", kind="note", note="bridge closed\nuntil noon"))
    restore(scripted, {}, 0)
    [notice] = notices(window)
    sensor = scripted.session.layers.of(SensorsLayer).title(sensor_id)
    assert lines(notice) == [
        "已不存在：2 项", f"告警  A20261123-0D3VX1R  {sensor}", "值班日志  bridge closed until noon",
    ]  # fmt: skip


def test_the_notice_stays_until_it_is_acknowledged_and_its_list_can_be_copied(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    lost = scripted.report("lost")
    restore(scripted, {}, 0)
    [notice] = notices(window)
    qtbot.keyClick(notice, Qt.Key.Key_Escape)
    qtbot.keyClick(notice, Qt.Key.Key_Return)
    notice.close()
    assert notices(window) == [notice]
    qtbot.mouseClick(notice.copy, LEFT)
    qtbot.waitUntil(lambda: lost in QGuiApplication.clipboard().text())
    assert notices(window) == [notice]
    qtbot.mouseClick(notice.acknowledge, LEFT)
    assert notices(window) == []


def test_a_restored_journal_that_has_grown_past_the_old_end_is_reported_as_well(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    lost = scripted.report("lost")
    restore(scripted, {}, scripted.source.seq + 20)
    [notice] = notices(window)
    assert lost in "\n".join(lines(notice))
    assert "已不存在" not in notice.text.text()


def test_a_snapshot_of_the_same_journal_shows_no_notice(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.report("here")
    scripted.source.begin({}, scripted.source.seq + 30_000)
    scripted.tick()
    assert notices(window) == []


def test_items_that_would_have_been_archived_by_now_are_not_listed_as_lost(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    ended = scripted.report("ended long ago")
    scripted.happen(r.EventRejected(event_id=ended))
    scripted.clock.advance(RETENTION_MS)
    restore(scripted, {}, scripted.source.seq + 1)
    [notice] = notices(window)
    assert not notice.list.isVisible()
    assert "没有缺少" in notice.text.text()


def test_a_snapshot_of_the_previous_epoch_shows_no_notice_although_the_heartbeat_shows_the_next_one(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    lost = scripted.report("lost")
    scripted.source.condition = replace(scripted.source.condition, epoch=1)
    scripted.source.begin({"event": {lost: scripted.event(lost)}}, scripted.source.seq)
    scripted.tick()
    assert notices(window) == []
    restore(scripted, {}, scripted.source.seq + 1)
    [notice] = notices(window)
    assert lost in "\n".join(lines(notice))


def test_a_notice_closes_with_its_window(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.report("lost")
    restore(scripted, {}, 0)
    window.close_now()
    assert notices(window) == []
