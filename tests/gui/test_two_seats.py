"""Two seats at one county: each sees what the other is about, and a half-written form survives what the other does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import Principal, Role
from county.events.event import State
from county.seats import SILENT_MS, Seat
from desktop import theme
from desktop.cards.card import Card
from desktop.events.query import EventQuery
from desktop.item_models.card_delegate import CardDelegate
from desktop.item_models.event_delegate import EMERGENCY_STRIPE_PX, STRIPE_PX, TEXT_PX, EventDelegate
from desktop.item_models.event_rows import EventRows
from desktop.steps.hand_over_form import HandOverForm
from layers.events import EventsLayer
from tests.gui.conftest import OpenDesk, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel

ZHANG = Principal(id="seat-1", roles=frozenset({Role.OPERATOR}), people=("张伟",))
LI = Principal(id="seat-2", roles=frozenset({Role.OPERATOR}), people=("李娜",))
Seats = tuple[tuple[LiveDesktop, Card], tuple[LiveDesktop, Card]]


@pytest.fixture
def seats(open_desk: OpenDesk, qtbot: QtBot) -> Iterator[Seats]:
    """张伟 and 李娜, each with a card, at one backend."""
    zhang = open_desk(principals=(ZHANG, LI), key=ZHANG.id, person="张伟").live()
    li = open_desk(key=LI.id, person="李娜").live()
    with (
        shown_panel(Card(zhang.session), qtbot, (460, 900)) as first,
        shown_panel(Card(li.session), qtbot, (460, 900)) as second,
    ):
        yield (zhang, first), (li, second)


def click(qtbot: QtBot, card: Card, step: type[c.EventCommand]) -> None:
    QApplication.processEvents()
    qtbot.mouseClick(card.event_card.steps.buttons[step], Qt.MouseButton.LeftButton)


def both_until(seats: Seats, condition: object, what: str) -> None:
    (zhang, _), (li, _) = seats
    assert callable(condition)

    def stepped() -> bool:
        li.session.feed.tick()
        return bool(condition())

    zhang.until(stepped, what)


def opened(seats: Seats) -> str:
    """An event that both have selected."""
    (zhang, _), (li, _) = seats
    event_id = zhang.report("路口垃圾外溢")
    both_until(seats, lambda: li.event(event_id), "the event at the other seat")
    for desk in (zhang, li):
        desk.session.focus.select("events", event_id)
    return event_id


def test_each_seat_sees_what_the_other_one_is_about(seats: Seats, qtbot: QtBot) -> None:
    (zhang, first), (_li, second) = seats
    opened(seats)
    line = second.event_card.seats
    both_until(seats, lambda: "张伟正在查看" in line.text(), "the other one looks")
    height, top = line.height(), second.event_card.steps.y()
    click(qtbot, first, c.RejectEvent)
    both_until(seats, lambda: "张伟正在处理" in line.text(), "the other one fills in a form")
    assert line.property("role") == "hint"
    assert (line.height(), second.event_card.steps.y()) == (height, top), "nothing moves"
    zhang.session.focus.clear()
    both_until(seats, lambda: "张伟" not in line.text(), "the other one has turned away")


def test_a_half_written_form_survives_the_command_of_another_seat(seats: Seats, qtbot: QtBot) -> None:
    (_zhang, first), (li, second) = seats
    event_id = opened(seats)
    click(qtbot, second, c.RejectEvent)
    steps = second.event_card.steps
    assert steps.form is not None
    qtbot.keyClicks(steps.form.note, "not ours")
    click(qtbot, first, c.FileEvent)
    both_until(seats, lambda: getattr(li.event(event_id), "state", None) is State.FILED, "filed by the other one")
    assert steps.form is not None
    assert steps.form.note.text() == "not ours"
    assert not steps.confirm.isEnabled()
    assert steps.news.isVisible()
    assert steps.news.y() > steps.confirm.y() > steps.form.y(), "below, so that nothing of the form moves"
    assert "张伟" in steps.news.text()
    assert "已立案" in steps.news.text()
    assert "不予受理" in steps.confirm.toolTip(), "the reason"
    qtbot.keyClick(steps.form.note, Qt.Key.Key_Return)
    assert not [answer for answer in li.answers if answer.command.body == c.RejectEvent(event_id=event_id)]
    qtbot.mouseClick(steps.cancel, Qt.MouseButton.LeftButton)
    assert steps.form is None
    assert steps.news.isHidden()


def test_a_form_whose_command_is_still_possible_says_what_changed_and_can_be_sent(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("lamp")
    scripted.session.focus.select("events", event_id)
    steps = card.event_card.steps
    click(qtbot, card, c.RejectEvent)
    assert steps.form is not None
    qtbot.keyClicks(steps.form.note, "not ours")
    assert steps.news.isHidden()
    scripted.happen(r.EventClaimed(event_id=event_id), person="李娜")
    assert "李娜" in steps.news.text()
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body == c.RejectEvent(event_id=event_id, note="not ours")


def test_an_event_is_claimed_handed_over_and_taken_over(seats: Seats, qtbot: QtBot) -> None:
    (zhang, first), (_li, second) = seats
    event_id = opened(seats)
    click(qtbot, first, c.ClaimEvent)
    both_until(seats, lambda: "张伟认领" in second.event_card.seats.text(), "claimed")
    both_until(seats, lambda: c.ReleaseClaim in first.event_card.steps.buttons, "shown here, too")
    assert c.ReleaseClaim not in second.event_card.steps.buttons, "it is another person's"
    assert second.event_card.steps.buttons[c.FileEvent].isEnabled(), "it warns, and forbids nothing"
    click(qtbot, second, c.HandOverEvent)
    form = second.event_card.steps.form
    assert isinstance(form, HandOverForm)
    assert form.to.currentText() == "李娜", "she takes it over"
    assert form.note.hasFocus(), "nothing but the reason remains"
    qtbot.keyClicks(form.note, "on the way")
    qtbot.mouseClick(second.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    both_until(seats, lambda: "李娜认领" in second.event_card.seats.text(), "accepted")
    both_until(seats, lambda: "李娜认领" in first.event_card.seats.text(), "taken over")
    event = zhang.event(event_id)
    assert event is not None
    assert (event.timeline[-1].actor, event.timeline[-1].note) == ("李娜", "on the way")


def test_the_form_of_who_hands_an_event_over_begins_with_the_person(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("lamp")
    scripted.session.focus.select("events", event_id)
    scripted.happen(r.EventClaimed(event_id=event_id), person=scripted.session.author)
    steps = card.event_card.steps
    click(qtbot, card, c.HandOverEvent)
    form = steps.form
    assert isinstance(form, HandOverForm)
    assert form.to.currentText() == ""
    qtbot.waitUntil(lambda: QApplication.focusWidget() in (form.to, form.to.lineEdit()))
    qtbot.keyClicks(QApplication.focusWidget(), "Li Na")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert not scripted.source.commands, "the reason is missing"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert form.note.hasFocus()
    qtbot.keyClicks(form.note, "end of the shift")
    qtbot.keyClick(form.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert scripted.source.commands[-1].body == c.HandOverEvent(event_id=event_id, to="Li Na", note="end of the shift")


def test_a_claim_whose_seat_is_empty_says_so(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("lamp")
    scripted.session.focus.select("events", event_id)
    scripted.happen(r.EventClaimed(event_id=event_id), person="李娜")
    line = card.event_card.seats
    assert "李娜认领" in line.text()
    assert "离" not in line.text(), "the seats are not known yet"
    scripted.source.be_seated(Seat(id="x", principal="seat-2", person="李娜"))
    scripted.tick()
    assert "离" not in line.text()
    scripted.source.be_seated(Seat(id="own", principal="desk-1", person="王芳"))
    scripted.tick()
    assert "已离席" in line.text()


def test_seats_that_are_not_told_again_are_forgotten(scripted: ScriptedDesktop) -> None:
    now = [0]
    attendance = scripted.session.attendance
    attendance._monotonic = lambda: now[0]
    attendance.take([Seat(id="x", principal="seat-2", person="李娜", event_id="E1")])
    now[0] = SILENT_MS
    attendance.refresh()
    assert attendance.others_at("E1")
    now[0] += 1
    attendance.refresh()
    assert not attendance.others_at("E1")


def test_the_row_of_an_event_tells_who_is_about_it_without_moving(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("lamp")
    session = scripted.session
    rows = EventRows(session.layers.of(EventsLayer).columns, session.layers.states("event"), session.event_names)
    rows.search(EventQuery(), "newest", scripted.clock.now_ms())
    delegate = EventDelegate(session.catalog, session.styles, session.clock)
    delegate.attendance = session.attendance
    height, before = delegate.row_px(), picture(delegate, rows)
    scripted.source.be_seated(Seat(id="x", principal="k", person="李娜", event_id=event_id, step="FileEvent"))
    scripted.tick()
    tip = delegate.tip(rows.index(0, 0))
    assert "lamp" in tip
    assert "李娜正在处理（立案）" in tip
    assert delegate.row_px() == height
    changed = np.flatnonzero((picture(delegate, rows) != before).any(axis=(0, 2)))
    assert len(changed) > 0, "it is marked"
    assert changed.min() >= theme.px(STRIPE_PX), "beside the stripe"
    assert changed.max() < theme.px(TEXT_PX), "beside the texts"


@pytest.mark.parametrize("kind", [EventDelegate, CardDelegate])
def test_marks_of_seats_do_not_cover_the_stripe_of_an_emergency(
    kind: type[EventDelegate], scripted: ScriptedDesktop
) -> None:
    scripted.report("gas", subclass="gas_leak")
    session = scripted.session
    rows = EventRows(session.layers.of(EventsLayer).columns, session.layers.states("event"), session.event_names)
    rows.search(EventQuery(), "newest", scripted.clock.now_ms())
    common = session.catalog, session.styles, session.clock
    delegate = (
        CardDelegate(*common, str, lambda _: False) if kind is CardDelegate else EventDelegate(*common)
    )  # fmt: skip
    delegate.attendance = session.attendance
    before = picture(delegate, rows)
    [event_id] = session.layers.states("event")
    scripted.source.be_seated(Seat(id="x", principal="k", person="李娜", event_id=event_id, step="FileEvent"))
    scripted.tick()
    changed = np.flatnonzero((picture(delegate, rows) != before).any(axis=(0, 2)))
    assert changed.min() >= theme.px(EMERGENCY_STRIPE_PX)
    assert changed.max() < theme.px(TEXT_PX)


def picture(delegate: EventDelegate, rows: EventRows) -> NDArray[np.uint8]:
    """The first row as it is painted, (height, width, 4)."""
    image = QImage(360, delegate.row_px(), QImage.Format.Format_ARGB32)
    image.fill(0)
    option = QStyleOptionViewItem()
    option.rect = image.rect()
    with QPainter(image) as painter:
        delegate.paint(painter, option, rows.index(0, 0))
    return np.frombuffer(bytes(image.constBits()), dtype=np.uint8).reshape(image.height(), image.width(), 4)
