"""更正 on the card: the form is filled in as the event is, only what was changed is sent, and the card shows it all."""

from __future__ import annotations

from dataclasses import replace as changed
from typing import Any

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import Principal, Role
from county.events.event import facts_of
from county.records import Choice
from county.response.site_reports import CasualtiesReported
from county.units.dispatch import UnitCandidate
from desktop.cards.card import Card
from desktop.map.place_pin import PlacePin
from desktop.map.view import MapView
from desktop.steps.correct_form import CorrectForm
from layers.events import EventsLayer
from services.protocol.messages import RankReply
from tests.gui.conftest import OpenDesk, ScriptedDesktop

LEFT = Qt.MouseButton.LeftButton


def opened(card: Card, scripted: ScriptedDesktop, qtbot: QtBot, event_id: str) -> CorrectForm:
    """The form of the event, opened by its button."""
    scripted.session.focus.select("events", event_id)
    QApplication.processEvents()
    qtbot.mouseClick(card.event_card.steps.buttons[c.CorrectEvent], LEFT)
    form = card.event_card.steps.form
    assert isinstance(form, CorrectForm)
    return form


def confirm(card: Card, qtbot: QtBot) -> None:
    qtbot.mouseClick(card.event_card.steps.confirm, LEFT)


def corrected(scripted: ScriptedDesktop, event_id: str, note: str = "报错了", **stated: Any) -> r.EventCorrected:
    facts = replace(facts_of(scripted.event(event_id)), **stated)
    fields = {name: getattr(facts, name) for name in facts.__struct_fields__}
    return r.EventCorrected(event_id=event_id, note=note, **fields)


def test_the_form_is_filled_in_with_what_is_stated(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    event_id = scripted.report("垃圾成堆")
    scripted.happen(corrected(scripted, event_id, address="解放路12号", level="larger"))
    form = opened(card, scripted, qtbot, event_id)
    event = scripted.event(event_id)
    assert (form.title.text(), form.subclass.key(), form.level.currentData()) == (
        "垃圾成堆", "exposed_garbage", "larger",
    )  # fmt: skip
    assert form.address.text() == "解放路12号"
    assert form.spot.place == (event.x_m, event.y_m)
    assert "可拖动图钉修正" in form.spot.where.text()


def test_casualties_from_the_site_open_a_correction_with_the_level_that_they_ask_for(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("道路塌方")
    scripted.happen(CasualtiesReported(site_id="s1", about=event_id, dead=12, missing=0, injured=0))
    scripted.session.focus.select("events", event_id)
    QApplication.processEvents()
    qtbot.mouseClick(card.event_card.site.raise_level, LEFT)
    confirm(card, qtbot)
    sent = scripted.source.commands[-1].body
    assert sent == c.CorrectEvent(
        event_id=event_id, level="major", note="死亡 12 人：按规定至少为重大，现为一般"
    )
    scripted.accept(corrected(scripted, event_id, level="major"))
    assert not card.event_card.site.raise_level.isVisible()


def test_no_line_of_the_form_is_squeezed_where_the_card_is_low(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    card.resize(400, 500)
    form = opened(card, scripted, qtbot, scripted.report("垃圾成堆"))
    where = form.spot.where
    for part in (form.title, form.subclass, form.level, form.spot.box, form.spot.pick, form.address):
        qtbot.waitUntil(lambda part=part: part.height() >= part.sizeHint().height())
    qtbot.waitUntil(lambda: where.height() >= where.heightForWidth(where.width()))


def test_the_address_of_the_wrong_place_is_replaced_by_the_one_typed_for_the_right_place(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("垃圾成堆")
    scripted.happen(corrected(scripted, event_id, address="解放路12号"))
    form = opened(card, scripted, qtbot, event_id)
    village = str(scripted.session.package.table("villages")["name"][0])
    for typed in (f"{village}建设路3号", f"{village}建设路5号"):
        form.spot.box.setText(typed)
        form.spot.box.editingFinished.emit()
        assert form.address.text() == typed


def test_an_address_that_stays_where_the_place_was_is_named(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("垃圾成堆")
    scripted.happen(corrected(scripted, event_id, address="解放路12号"))
    form = opened(card, scripted, qtbot, event_id)
    village = str(scripted.session.package.table("villages")["name"][0])
    form.spot.box.setText(village)
    form.spot.box.editingFinished.emit()
    assert "请一并更正" in form.consequence.text()
    form.address.setText(f"{village}3号")
    assert not form.consequence.text()


def test_only_what_was_changed_is_corrected(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    event_id = scripted.report("垃圾成堆")
    form = opened(card, scripted, qtbot, event_id)
    form.title.setText("路面塌陷")
    form.subclass.setCurrentIndex(form.subclass.findData("road_collapse"))
    form.note.setText("报错了类别")
    scripted.happen(corrected(scripted, event_id, level="major"), person="李雷")  # somebody else, meanwhile
    assert card.event_card.steps.form is form
    confirm(card, qtbot)
    assert scripted.source.commands[-1].body == c.CorrectEvent(
        event_id=event_id, note="报错了类别", title="路面塌陷", subclass="road_collapse"
    )
    scripted.accept(corrected(scripted, event_id, title="路面塌陷", subclass="road_collapse"))
    assert card.event_card.steps.form is None
    assert card.event_card.name.text() == "路面塌陷"


def test_nothing_is_sent_without_a_change_and_without_a_reason(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    form = opened(card, scripted, qtbot, scripted.report("垃圾成堆"))
    form.note.setText("说明")
    confirm(card, qtbot)
    assert "尚未改动" in card.event_card.steps.problem.text()
    form.address.setText("建设路3号")
    form.note.clear()
    confirm(card, qtbot)
    assert "必填" in card.event_card.steps.problem.text()
    assert scripted.source.commands == []


def test_the_place_has_a_pin_of_its_own_and_a_draft_of_a_report_keeps_its_place(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    focus, event_id = scripted.session.focus, scripted.report("垃圾成堆")
    place = scripted.session.package.resources[0]
    draft = (place.x_m + 70.0, place.y_m)
    focus.mark(draft)
    form = opened(card, scripted, qtbot, event_id)
    with qtbot.waitSignal(card.event_card.steps.place_wanted, check_params_cb=lambda spot: spot is form.spot):
        qtbot.mouseClick(form.spot.pick, LEFT)
    form.spot.set_place(place.x_m + 30.0, place.y_m)
    assert not form.spot.pick.isChecked()
    assert (focus.correction.place, focus.place) == ((place.x_m + 30.0, place.y_m), draft)
    form.note.setText("点错了")
    confirm(card, qtbot)
    assert scripted.source.commands[-1].body == c.CorrectEvent(
        event_id=event_id, note="点错了", xy_m=(place.x_m + 30.0, place.y_m)
    )
    scripted.accept(corrected(scripted, event_id, x_m=place.x_m + 30.0))
    assert focus.correction.place is None, "the pin goes with the form"
    assert focus.place == draft


def test_a_form_that_is_left_takes_no_click_on_the_map_any_more(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    form = opened(card, scripted, qtbot, scripted.report("垃圾成堆"))
    qtbot.mouseClick(form.spot.pick, LEFT)
    with qtbot.waitSignal(card.event_card.steps.place_wanted, check_params_cb=lambda spot: not spot.pick.isChecked()):
        qtbot.mouseClick(card.event_card.steps.cancel, LEFT)


def test_the_pin_of_the_correction_is_dragged_like_that_of_a_report(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    session = scripted.session
    view = MapView(session.layers, session.focus, session.styles, session.package)
    qtbot.addWidget(view)
    pin = PlacePin(view, session.focus.correction, session.styles)
    assert pin.isHidden()
    opened(card, scripted, qtbot, scripted.report("垃圾成堆"))
    assert not pin.isHidden()
    pin.release()
    view.close()


def test_what_changes_besides_is_said_before_it_is_confirmed(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("垃圾成堆")
    scripted.dispatch(event_id)
    form = opened(card, scripted, qtbot, event_id)
    assert form.consequence.isHidden()
    form.subclass.setCurrentIndex(form.subclass.findData("road_collapse"))
    assert "原派遣时间" in form.consequence.text()
    assert "单位不变" in form.consequence.text()


def test_the_time_line_shows_before_and_after_with_who_when_and_why(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾成堆")
    scripted.happen(
        corrected(
            scripted, event_id, note="报错了<b>", title="路面塌陷", subclass="road_collapse", level="major",
            address="<i>建设路3号",
        ),
        person="李雷",
    )  # fmt: skip
    scripted.session.focus.select("events", event_id)
    shown = QTextDocumentFragment.fromHtml(card.event_card.time_line.text()).toPlainText()
    for line in (
        "已更正", "李雷", "报错了<b>", "标题: 垃圾成堆 → 路面塌陷", "级别: 一般 → 重大", "地址: – → <i>建设路3号",
    ):  # fmt: skip
        assert line in shown
    assert "小类: 暴露垃圾 → " in shown
    assert "位置:" not in shown, "the place was not corrected"


def test_a_key_that_may_not_file_sees_why_it_may_not_correct(card: Card, scripted: ScriptedDesktop) -> None:
    leader = Principal(id="leader", roles=frozenset({Role.LEADER}))
    scripted.source.condition = changed(scripted.source.condition, principal=leader)
    scripted.session.focus.select("events", scripted.report("垃圾成堆"))
    buttons = card.event_card.steps.buttons
    assert not buttons[c.CorrectEvent].isEnabled()
    assert buttons[c.CorrectEvent].toolTip() == buttons[c.FileEvent].toolTip() != ""


def test_units_are_asked_for_and_duplicates_are_searched_again(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("路面塌陷大坑", dx_m=10.0)
    other = scripted.report("路面塌陷大坑", subclass="road_collapse")
    scripted.happen(r.EventFiled(event_id=event_id))
    scripted.session.focus.select("events", event_id)
    free = Choice("nearest_free", {"way": "straight", "km": "0.1"})

    def answer(unit: str) -> None:
        candidates = [UnitCandidate(unit=unit, choice=free, distance_m=100.0, minutes=1.0, tasks=0)]
        scripted.source.answer(RankReply(request=event_id, candidates=candidates, choice=free))
        scripted.tick()

    answer("market")
    answer("city_management")
    assert card.event_card.steps.proposal.unit == "market", "nobody asked for a second answer"
    scripted.happen(corrected(scripted, event_id, subclass="road_collapse"))
    answer("city_management")
    assert card.event_card.steps.proposal.unit == "city_management"
    assert [proposal.id for proposal in card.event_card.duplicates._proposals] == [other]


def test_the_symbol_on_the_map_moves(scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾成堆")
    layer = scripted.session.layers.of(EventsLayer)
    x_m = scripted.event(event_id).x_m

    def drawn_x_m() -> float:
        points: Any = layer.batches()[-1]
        return float(points.xy_m[np.flatnonzero(points.ids == event_id)[0], 0])

    assert drawn_x_m() == x_m
    scripted.happen(corrected(scripted, event_id, x_m=x_m + 250.0))
    assert drawn_x_m() == x_m + 250.0
    assert event_id in layer.within(x_m + 249.0, -1e9, x_m + 251.0, 1e9)


def test_a_correction_goes_through_the_desk_and_every_window_shows_it(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk().live()
    place = desk.session.package.resources[0]
    body = c.ReportEvent(
        event_id="20261123-AAAAAAA", subclass="exposed_garbage", title="垃圾", source="hotline", x_m=place.x_m,
        y_m=place.y_m, address="解放路12号",
    )  # fmt: skip
    desk.session.submissions.send(body)
    states = desk.session.layers.states("event")
    desk.until(lambda: body.event_id in states, "the event")
    desk.session.submissions.send(c.CorrectEvent(event_id=body.event_id, note="x", title="路面塌陷", level="larger"))
    desk.until(lambda: states[body.event_id].title == "路面塌陷", "the correction")
    event = states[body.event_id]
    assert (event.level, event.address, event.timeline[-1].note) == ("larger", "解放路12号", "x")


def test_a_half_written_correction_is_kept_while_another_event_is_shown_and_says_what_changed(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id, other = scripted.report("lamp"), scripted.report("crash")
    form, place = opened(card, scripted, qtbot, event_id), scripted.session.package.resources[0]
    form.title.selectAll()
    qtbot.keyClicks(form.title, "pit")
    form.level.setFocus()
    qtbot.keyClick(form.level, Qt.Key.Key_Down)
    form.subclass.setCurrentIndex(form.subclass.findData("road_collapse"))
    form.spot.set_place(place.x_m + 30.0, place.y_m)
    qtbot.keyClicks(form.address, "Lane 3")
    qtbot.keyClicks(form.note, "wrong")
    scripted.session.focus.select("events", other)
    assert card.event_card.steps.form is None
    assert scripted.session.focus.correction.place is None, "its pin goes"
    scripted.happen(corrected(scripted, event_id, note="by me", title="lamp 2"), person="李娜")
    scripted.session.focus.select("events", event_id)
    again, steps = card.event_card.steps.form, card.event_card.steps
    assert isinstance(again, CorrectForm)
    assert (again.title.text(), again.subclass.key(), again.level.currentData(), again.address.text()) == (
        "pit", "road_collapse", "larger", "Lane 3",
    )  # fmt: skip
    assert scripted.session.focus.correction.place == (place.x_m + 30.0, place.y_m)
    assert again.note.text() == "wrong"
    assert not again.isAncestorOf(QApplication.focusWidget() or card), "the focus is not taken"
    assert "李娜" in steps.news.text()
    confirm(card, qtbot)
    assert scripted.source.commands[-1].body == c.CorrectEvent(
        event_id=event_id, note="wrong", title="pit", subclass="road_collapse", level="larger",
        xy_m=(place.x_m + 30.0, place.y_m), address="Lane 3",
    )  # fmt: skip
    scripted.accept(corrected(scripted, event_id, title="pit"))
    scripted.session.focus.select("events", other)
    scripted.session.focus.select("events", event_id)
    assert card.event_card.steps.form is None, "sent"


def test_a_correction_that_was_left_with_its_button_is_dropped(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id, other = scripted.report("lamp"), scripted.report("crash")
    form = opened(card, scripted, qtbot, event_id)
    qtbot.keyClicks(form.title, "pit")
    qtbot.mouseClick(card.event_card.steps.cancel, LEFT)
    scripted.session.focus.select("events", other)
    scripted.session.focus.select("events", event_id)
    assert card.event_card.steps.form is None


def test_what_was_typed_is_there_again_after_escape(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    event_id = scripted.report("lamp")
    card.activateWindow()
    form = opened(card, scripted, qtbot, event_id)
    qtbot.keyClicks(form.title, "pit")
    typed = form.title.text()
    qtbot.keyClick(form.title, Qt.Key.Key_Escape)
    assert card.event_card.steps.form is None
    assert opened(card, scripted, qtbot, event_id).title.text() == typed
    qtbot.mouseClick(card.event_card.steps.cancel, LEFT)
    qtbot.mouseClick(card.event_card.steps.buttons[c.RejectEvent], LEFT)
    refusal = card.event_card.steps.form
    assert refusal is not None
    qtbot.keyClicks(refusal.note, "not ours")
    qtbot.keyClick(refusal.note, Qt.Key.Key_Escape)
    qtbot.mouseClick(card.event_card.steps.buttons[c.RejectEvent], LEFT)
    again = card.event_card.steps.form
    assert again is not None
    assert again.note.text() == "not ours"
