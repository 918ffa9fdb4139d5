"""Emergencies in lists: first in every order, in a colour and with a word of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from county import records as r
from desktop import theme
from desktop.events.event_list import EventList
from desktop.events.kanban import Kanban
from desktop.events.query import ALL, EventQuery
from desktop.item_models.event_line_delegate import EventLineDelegate
from desktop.item_models.text_fit import advance
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel


@pytest.fixture
def events(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[EventList]:
    with shown_panel(EventList(scripted.session), qtbot, (420, 700)) as panel:
        yield panel


def titles(events: EventList) -> list[str]:
    return [str(events.rows.index(row, 0).data()) for row in range(events.rows.rowCount())]


@pytest.mark.parametrize("order", range(3))
def test_an_emergency_is_first_in_every_order_of_the_list(
    events: EventList, scripted: ScriptedDesktop, order: int
) -> None:
    scripted.report("燃气味", subclass="gas_leak")
    scripted.clock.advance(60_000)
    litter = scripted.report("垃圾")
    scripted.dispatch(litter, due_ms=scripted.clock.now_ms() - 1)
    events.order.setCurrentIndex(order)
    events.refresh()
    assert titles(events) == ["燃气味", "垃圾"]


def test_an_event_of_a_high_level_is_an_emergency_until_it_is_closed(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    place = scripted.session.package.resources[0]
    scripted.happen(r.EventReported(
        event_id="E1", subclass="exposed_garbage", title="大面积污染", source="hotline", x_m=place.x_m, y_m=place.y_m,
        division="", level="major",
    ))  # fmt: skip
    scripted.clock.advance(60_000)
    scripted.report("垃圾")
    assert titles(events) == ["大面积污染", "垃圾"]
    scripted.happen(r.EventRejected(event_id="E1"))
    scripted.session.active_query.set(EventQuery(states=ALL))
    assert titles(events) == ["垃圾", "大面积污染"]


def ground(events: EventList, row: int) -> QColor:
    """Colour of a row beside its texts."""
    rect = events.view.visualRect(events.rows.index(row, 0))
    return QColor(events.view.viewport().grab().toImage().pixel(rect.topLeft() + QPoint(theme.px(11), theme.px(3))))


def test_its_row_has_a_ground_and_a_stripe_of_its_own(events: EventList, scripted: ScriptedDesktop) -> None:
    scripted.report("燃气味", subclass="gas_leak")
    scripted.report("垃圾")
    image = events.view.viewport().grab().toImage()
    rect = events.view.visualRect(events.rows.index(0, 0))
    assert QColor(image.pixel(rect.left() + theme.px(6), rect.center().y())) == QColor(theme.EMERGENCY)
    assert ground(events, 0) == QColor(theme.EMERGENCY_GROUND)
    assert ground(events, 1) != QColor(theme.EMERGENCY_GROUND)


def test_an_emergency_is_first_in_its_column_of_the_kanban(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    scripted.report("燃气味", subclass="gas_leak")
    scripted.clock.advance(60_000)
    scripted.report("垃圾")
    with shown_panel(Kanban(scripted.session), qtbot, (1400, 500)) as panel:
        column = panel.columns[0]
        qtbot.waitUntil(lambda: column.rows.rowCount() == 2)
        assert [str(column.rows.index(row, 0).data()) for row in range(2)] == ["燃气味", "垃圾"]


def test_its_kind_is_whole_in_a_line_that_has_no_room_for_all_marks(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    gas = scripted.report("燃气味", subclass="gas_leak")
    for step in (r.EventFiled(event_id=gas), r.TaskReturned(event_id=gas, note="不属本单位职责")):
        scripted.happen(step)
    delegate = events.view.itemDelegate()
    assert isinstance(delegate, EventLineDelegate)
    event, kind = scripted.event(gas), scripted.session.catalog.subclasses["gas_leak"].name.zh
    whole = delegate.subject(event, 10_000)
    assert whole == f"紧急 · 退回 1 次 · {kind}"
    assert delegate.subject(event, advance(whole, 13) - 1) == f"紧急 · {kind}"
    assert delegate.subject(event, advance(kind, 13)) == kind
