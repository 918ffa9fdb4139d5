"""Possible duplicates and proposed subclasses: in the report form while typing, on the card, in the merge form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from desktop import i18n
from desktop.cards.card import Card
from desktop.reporting.report_form import ReportForm
from desktop.steps.command_forms import MergeForm
from layers.focus import Selection
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel

BIN = "12号门口垃圾桶满溢"


@pytest.fixture
def form(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[ReportForm]:
    with shown_panel(ReportForm(scripted.session), qtbot) as panel:
        yield panel


def here(scripted: ScriptedDesktop) -> tuple[float, float]:
    place = scripted.session.package.resources[0]
    return place.x_m, place.y_m


def links(form_or_card: object) -> list[str]:
    duplicates = form_or_card.duplicates  # type: ignore[attr-defined]
    return [link.text() for link in duplicates.links if link.isVisibleTo(duplicates)]


def test_a_possible_duplicate_is_named_while_the_report_is_typed(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("12号门口垃圾箱爆满了", subclass="bin_overflow", dx_m=40)
    scripted.report("桥头路灯不亮", subclass="street_lamp", dx_m=40)
    form.set_place(*here(scripted))
    form.subject.insert(BIN)
    qtbot.waitUntil(lambda: links(form.hints) == ["待立案  12号门口垃圾箱爆满了"])
    why = form.hints.duplicates.reasons[0].text()
    assert why.startswith("相距 40 米 · 相隔 0 分钟")
    assert "12" in why
    qtbot.mouseClick(form.hints.duplicates.links[0], Qt.MouseButton.LeftButton)
    assert scripted.session.focus.selection == Selection("events", (event_id,))
    assert form.subject.text() == BIN


def test_the_typed_address_tells_two_reports_of_the_same_words_apart(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.report("人民路14号垃圾桶满溢", subclass="bin_overflow", dx_m=40)
    form.set_place(*here(scripted))
    form.subject.insert("垃圾桶满溢")
    qtbot.waitUntil(lambda: len(links(form.hints)) == 1)
    form.address.insert("人民路12号")
    qtbot.waitUntil(lambda: links(form.hints) == [])


def test_a_proposed_subclass_is_taken_by_one_click_and_never_by_itself(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    form.subject.setText(BIN)
    form.hints.refresh()
    first = form.hints.buttons[0]
    assert first.text() == "垃圾箱满溢"
    assert "垃圾桶" in first.toolTip()
    assert form.subclass.key() == ""
    form.subclass.setCurrentIndex(form.subclass.findData("street_lamp"))
    form.hints.refresh()
    assert form.subclass.key() == "street_lamp"
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert form.subclass.key() == "bin_overflow"
    form.hints.refresh()
    assert first.isHidden()


def test_the_hints_are_empty_again_with_the_form(form: ReportForm, scripted: ScriptedDesktop) -> None:
    scripted.report(BIN, subclass="bin_overflow")
    form.set_place(*here(scripted))
    form.subject.setText(BIN)
    form.hints.refresh()
    assert len(links(form.hints)) == 1
    form.clear.click()
    form.hints.refresh()
    assert links(form.hints) == []
    assert all(button.isHidden() for button in form.hints.buttons)


def test_the_card_of_an_event_that_is_not_dispatched_names_possible_duplicates(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report(BIN, subclass="bin_overflow")
    scripted.session.focus.select("events", event_id)
    assert links(card.event_card) == []
    other = scripted.report("垃圾箱满溢2只，12号", subclass="bin_overflow", dx_m=100)
    card.event_card.show_event(event_id)
    assert links(card.event_card) == ["待立案  垃圾箱满溢2只，12号"]
    i18n.set_language("en")
    QApplication.processEvents()
    assert card.event_card.duplicates.reasons[0].text().startswith("100 m away · 0 min apart")
    scripted.dispatch(event_id)
    assert links(card.event_card) == []
    scripted.session.focus.select("events", other)
    assert len(links(card.event_card)) == 1


def test_an_event_that_was_merged_or_rejected_is_not_proposed(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report(BIN, subclass="bin_overflow")
    merged, rejected = (scripted.report(BIN, subclass="bin_overflow", dx_m=10) for _ in range(2))
    scripted.session.focus.select("events", event_id)
    card.event_card.show_event(event_id)
    assert len(links(card.event_card)) == 2
    scripted.happen(r.EventMerged(event_id=merged, into=event_id), r.EventRejected(event_id=rejected, note="no"))
    card.event_card.show_event(event_id)
    assert links(card.event_card) == []


def test_a_new_snapshot_replaces_what_is_searched(scripted: ScriptedDesktop) -> None:
    def found() -> list[str]:
        now_ms = scripted.clock.now_ms()
        proposals = scripted.session.duplicates.of_draft("bin_overflow", here(scripted), now_ms, BIN, "")
        return [proposal.id for proposal in proposals]

    event_id = scripted.report(BIN, subclass="bin_overflow")
    assert found() == [event_id]
    scripted.source.begin({})
    scripted.tick()
    assert found() == []


@pytest.mark.parametrize(("dx_m", "hours"), [(501.0, 0), (0.0, 25)])
def test_the_merge_form_preselects_nothing_beyond_the_limits(
    scripted: ScriptedDesktop, qtbot: QtBot, dx_m: float, hours: int
) -> None:
    scripted.report(BIN, subclass="bin_overflow", dx_m=dx_m)
    scripted.clock.advance(hours * HOUR_MS)
    event = scripted.event(scripted.report(BIN, subclass="bin_overflow"))
    form = MergeForm(scripted.session, event, c.MergeEvent)
    qtbot.addWidget(form)
    assert form.into.count() == 1
    assert form.into.currentIndex() == -1
    assert form.missing() == "请选择要并入的事件"
    form.into.setCurrentIndex(0)
    assert form.missing() == ""


def test_the_merge_form_preselects_the_proposed_event_with_its_reasons(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    scripted.report("路灯不亮", subclass="street_lamp")
    wanted = scripted.report(BIN, subclass="bin_overflow", dx_m=100)
    event = scripted.event(scripted.report(BIN, subclass="bin_overflow"))
    form = MergeForm(scripted.session, event, c.MergeEvent)
    qtbot.addWidget(form)
    assert form.into.currentData() == wanted
    assert "相距 100 米" in form.into.currentText()
    assert form.into.count() == 2


def test_the_merge_form_preselects_the_leak_beside_and_not_the_accident_whose_text_shares_a_word(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    accident = scripted.report("罐车侧翻，司机被困", subclass="traffic_accident", dx_m=10)
    leak = scripted.report("罐体泄漏，有刺激性气味", subclass="hazmat_leak", dx_m=20)
    event = scripted.event(scripted.report("罐车漏气，满街漂白水味", subclass="hazmat_leak"))
    form = MergeForm(scripted.session, event, c.MergeEvent)
    qtbot.addWidget(form)
    assert [form.into.itemData(row) for row in range(form.into.count())] == [leak, accident]
    assert form.into.currentData() == leak


def test_what_is_no_proposal_is_offered_for_a_merge_by_its_distance_alone(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    far = scripted.report(BIN, subclass="bin_overflow", dx_m=20_600)
    near = scripted.report("路灯不亮", subclass="street_lamp", dx_m=647)
    event = scripted.event(scripted.report(BIN, subclass="bin_overflow"))
    form = MergeForm(scripted.session, event, c.MergeEvent)
    qtbot.addWidget(form)
    assert [form.into.itemData(row) for row in range(form.into.count())] == [near, far]


def test_distance_and_number_of_the_chosen_event_are_read_also_after_a_long_title(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    other = scripted.report("路灯不亮" * 12, subclass="street_lamp", dx_m=647)
    form = MergeForm(scripted.session, scripted.event(scripted.report(BIN, subclass="bin_overflow")), c.MergeEvent)
    qtbot.addWidget(form)
    form.resize(420, 300)
    form.show()
    qtbot.keyClick(form.into, Qt.Key.Key_Down)
    option = QStyleOptionComboBox()
    form.into.initStyleOption(option)
    assert option.currentText.startswith("路灯不亮")
    assert option.currentText.endswith(f" · 647 m · {other}")
    assert form.into.fontMetrics().horizontalAdvance(option.currentText) < form.into.width()
    assert form.into.currentText().startswith("路灯不亮" * 12)


def test_of_a_proposed_event_too_title_distance_and_number_are_read_before_the_other_reasons(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    other = scripted.report(f"{BIN}，鸿运超市与幸福小区之间垃圾外溢", subclass="bin_overflow", dx_m=100)
    event = scripted.event(scripted.report(f"{BIN}，平安药店与和谐小区之间垃圾外溢", subclass="bin_overflow"))
    form = MergeForm(scripted.session, event, c.MergeEvent)
    qtbot.addWidget(form)
    form.resize(420, 300)
    form.show()
    option = QStyleOptionComboBox()
    form.into.initStyleOption(option)
    assert "文字相似" in form.into.currentText()
    assert option.currentText.startswith("12号")
    assert option.currentText.endswith(f" · 相距 100 米 · {other}")
    assert form.into.fontMetrics().horizontalAdvance(option.currentText) < form.into.width()


def test_a_field_too_narrow_for_distance_and_number_keeps_first_and_last_of_them(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    other = scripted.report(BIN, subclass="bin_overflow", dx_m=100)
    form = MergeForm(scripted.session, scripted.event(scripted.report(BIN, subclass="bin_overflow")), c.MergeEvent)
    qtbot.addWidget(form)
    form.into.setFixedWidth(form.into.fontMetrics().horizontalAdvance(other))
    form.show()
    option = QStyleOptionComboBox()
    form.into.initStyleOption(option)
    assert option.currentText.startswith("相距")
    assert option.currentText.endswith(other[-2:])
    assert form.into.fontMetrics().horizontalAdvance(option.currentText) < form.into.width()
