"""No row of the alarms moves under the pointer: a click acknowledges the alarm that was aimed at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import records as r
from desktop.alarms.strip import AlarmStrip
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_alarm_strip import alarm_ids, raise_alarm, rules_by_priority

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def strip(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[AlarmStrip]:
    with shown_panel(AlarmStrip(scripted.session), qtbot, (1100, 300)) as panel:
        yield panel


def least_and_most_urgent(scripted: ScriptedDesktop) -> tuple[str, str]:
    rules = rules_by_priority(scripted)
    named = [rules[p] for p in ("low", "medium", "high", "critical") if p in rules]
    return named[0], named[-1]


def place_of(strip: AlarmStrip, alarm_id: str) -> QPoint:
    row = strip.rows.row_of(alarm_id)
    assert row is not None
    return strip.view.visualRect(strip.rows.index(row, 1)).center()


def hover(strip: AlarmStrip, at: QPoint) -> None:
    QTest.mouseMove(strip.view.viewport(), at + QPoint(3, 1))
    QTest.mouseMove(strip.view.viewport(), at)


def leave(strip: AlarmStrip) -> None:
    QApplication.sendEvent(strip.view.viewport(), QEvent(QEvent.Type.Leave))


def test_a_click_selects_the_alarm_below_the_pointer_although_a_more_urgent_one_was_raised_meanwhile(
    strip: AlarmStrip, scripted: ScriptedDesktop
) -> None:
    low, high = least_and_most_urgent(scripted)
    raise_alarm(scripted, "aimed", low)
    at = place_of(strip, "aimed")
    hover(strip, at)
    raise_alarm(scripted, "urgent", high)
    assert alarm_ids(strip) == ["aimed"]
    QTest.mouseClick(strip.view.viewport(), LEFT, pos=at)
    assert [alarm.id for alarm in strip._chosen()] == ["aimed"]
    leave(strip)
    assert alarm_ids(strip) == ["urgent", "aimed"]
    assert [alarm.id for alarm in strip._chosen()] == ["aimed"]


def test_the_rows_move_when_the_pointer_rests(strip: AlarmStrip, scripted: ScriptedDesktop) -> None:
    low, high = least_and_most_urgent(scripted)
    raise_alarm(scripted, "first", low)
    hover(strip, place_of(strip, "first"))
    raise_alarm(scripted, "second", high)
    strip.hold._hover.timeout.emit()
    assert alarm_ids(strip) == ["second", "first"]


def test_a_held_row_stays_while_its_alarm_ends_and_leaves_later(strip: AlarmStrip, scripted: ScriptedDesktop) -> None:
    low, _ = least_and_most_urgent(scripted)
    raise_alarm(scripted, "a", low)
    hover(strip, place_of(strip, "a"))
    scripted.happen(r.AlarmAcknowledged(alarm_id="a"))
    scripted.happen(r.AlarmCleared(alarm_id="a", value=10.0))
    assert alarm_ids(strip) == ["a"]
    leave(strip)
    assert alarm_ids(strip) == []


def test_the_other_list_is_shown_at_once(strip: AlarmStrip, scripted: ScriptedDesktop) -> None:
    low, _ = least_and_most_urgent(scripted)
    raise_alarm(scripted, "a", low)
    hover(strip, place_of(strip, "a"))
    strip.aside.click()
    assert alarm_ids(strip) == []


@pytest.mark.usefixtures("quick_double_clicks")
def test_a_click_on_a_row_that_is_partly_visible_scrolls_nothing_later(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    """Qt scrolls to the pressed row once no double click can follow; the next click would hit another row."""
    low, _ = least_and_most_urgent(scripted)
    for number in range(20):
        raise_alarm(scripted, f"a{number}", low)
    view, bar = strip.view, strip.view.verticalScrollBar()
    at = QPoint(view.viewport().width() // 3, view.viewport().height() - 2)
    clicked = view.indexAt(at)
    assert clicked.isValid()
    assert view.visualRect(clicked).bottom() > view.viewport().rect().bottom(), "it is partly visible"
    before = bar.value()
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    qtbot.wait(20 + 150)
    assert bar.value() == before
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert bar.value() > before, "keys scroll"
