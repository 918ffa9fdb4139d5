"""The report form: nothing is preselected, and the location is visible and can be corrected before it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import msgspec
import pypinyin
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county.catalog import load
from county.commands import ReportEvent
from county.events.event import LONGEST_NOTE, LONGEST_TITLE
from county.package.open import CountyPackage
from county.records import EventReported
from desktop import theme
from desktop.map.place_pin import PlacePin
from desktop.map.view import MapView
from desktop.places.division_names import DivisionNames
from desktop.reporting.report_form import ReportForm
from desktop.reporting.subclass_box import SubclassBox
from desktop.reporting.subclass_sounds import SubclassSounds
from layers.focus import Selection
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.unit.sound_county import SOUTH_M, WEST_M, sound_county

LOADED_MS = 60_000
"""Within which the process that has the dictionaries of pinyin has ended, on a busy machine."""


@pytest.fixture
def form(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[ReportForm]:
    with shown_panel(ReportForm(scripted.session), qtbot) as panel:
        yield panel


def here(scripted: ScriptedDesktop) -> tuple[float, float]:
    place = scripted.session.package.resources[0]
    return place.x_m, place.y_m


def test_nothing_is_sent_before_category_and_location_are_selected(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    qtbot.keyClicks(form.subject, "Crash")
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    assert form.problem.text() == "尚缺：小类、位置"
    assert scripted.source.commands == []
    assert form.subclass.hasFocus() or form.subclass.line.hasFocus(), "the focus goes to the first missing field"
    marked = [part for part in (form.subject, form.subclass, form.place) if part.property("wrong")]
    assert marked == [form.subclass, form.place]
    form.set_place(*here(scripted))
    assert not form.place.property("wrong")


def test_what_is_missing_moves_no_button_and_its_field_shows_the_focus(
    form: ReportForm, qtbot: QtBot
) -> None:
    form.resize(460, 900)
    QApplication.processEvents()
    before = form.submit.mapTo(form, QPoint(0, 0))
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert form.problem.isVisible()
    assert form.submit.mapTo(form, QPoint(0, 0)) == before
    assert form.subject.hasFocus()
    assert edge_color(form.subject) == theme.NOTICE, "the ring of the focus"
    assert edge_color(form.place) == theme.DANGER, "the frame of what is missing"


def edge_color(field: QWidget) -> str:
    """Of the frame of a field, at the middle of its left edge."""
    return field.grab().toImage().pixelColor(0, field.height() // 2).name()


def test_the_level_of_the_class_is_proposed_until_another_one_is_chosen(
    form: ReportForm, qtbot: QtBot
) -> None:
    def choose(key: str) -> str:
        form.subclass.line.setFocus()
        form.subclass.line.selectAll()
        typed = QInputMethodEvent()
        typed.setCommitString(form.subclass.itemText(form.subclass.findData(key)))
        QApplication.sendEvent(form.subclass.line, typed)
        qtbot.keyClick(form.subclass.line, Qt.Key.Key_Tab)
        assert form.subclass.key() == key
        return str(form.level.currentData())

    assert choose("drowning") == "larger"
    assert choose("exposed_garbage") == "general"
    form.level.setFocus()
    qtbot.keyClick(form.level, Qt.Key.Key_Down)
    chosen = form.level.currentData()
    assert chosen == "larger"
    assert choose("bin_overflow") == "larger", "chosen by hand"
    qtbot.mouseClick(form.clear, Qt.MouseButton.LeftButton)
    assert form.level.currentData() == "general"


def test_the_usual_level_and_the_source_of_the_last_report_are_proposed(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    assert (form.level.currentData(), form.source.currentData()) == ("general", "hotline")
    form.subject.setText("Crash")
    form.subclass.setCurrentIndex(form.subclass.findData("exposed_garbage"))
    form.source.setCurrentIndex(form.source.findData("citizen"))
    form.set_place(*here(scripted))
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.clear, Qt.MouseButton.LeftButton)
    assert form.source.currentData() == "citizen"


def test_ctrl_enter_sends_the_report_from_any_field_also_what_is_only_typed(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    qtbot.keyClicks(form.subject, "Crash")
    form.set_place(*here(scripted))
    form.subclass.line.setFocus()
    form.subclass.line.insert("暴露垃")
    QTest.keyClick(form.subclass.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    [command] = scripted.source.commands
    assert isinstance(command.body, ReportEvent)
    assert command.body.subclass == "exposed_garbage"


def test_what_is_missing_is_shown_until_it_is_entered(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(form.subject, "Crash")
    form.subclass.line.insert("暴露垃")
    QTest.keyClick(form.subclass.line, Qt.Key.Key_Return)
    form.set_place(*here(scripted))
    assert form.problem.isHidden()


def test_a_category_is_found_by_typing_part_of_its_name(form: ReportForm) -> None:
    assert form.subclass.key() == ""
    form.subclass.line.insert("没有这一类")
    QTest.keyClick(form.subclass.line, Qt.Key.Key_Return)
    assert form.subclass.key() == ""
    form.subclass.line.clear()
    form.subclass.line.insert("暴露垃")
    QTest.keyClick(form.subclass.line, Qt.Key.Key_Return)
    assert form.subclass.key() == "exposed_garbage"


def test_a_text_that_no_category_has_is_said_at_once_below_the_field(form: ReportForm, qtbot: QtBot) -> None:
    assert form.unfound.isHidden()
    line = form.subclass.line
    line.setFocus()
    qtbot.keyClicks(line, "zzzz")
    qtbot.waitUntil(form.unfound.isVisible, timeout=LOADED_MS)
    assert form.unfound.text() == "没有匹配的小类：请修改，或清空后从列表中选择"
    assert form.subclass.geometry().bottom() < form.unfound.y() < form.place.mapTo(form, QPoint(0, 0)).y()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    assert form.unfound.isHidden(), "nothing was typed"
    qtbot.keyClicks(line, "ljx")
    assert form.unfound.isHidden(), "initials of a category"
    line.insert("没有这一类")
    assert form.unfound.isVisible()
    form.subclass.setCurrentIndex(form.subclass.findData("exposed_garbage"))
    assert form.unfound.isHidden()


def test_a_text_that_several_categories_have_is_said_once_it_is_entered(form: ReportForm, qtbot: QtBot) -> None:
    line = form.subclass.line
    line.setFocus()
    line.insert("垃圾")
    assert form.unfound.isHidden(), "the list shows them while it is typed"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert form.unfound.text() == f"有 {form.subclass.matches} 个小类匹配：请继续输入，或从列表中选择"
    assert form.unfound.isVisible()
    line.insert("不存在")
    assert form.unfound.text() == "没有匹配的小类：请修改，或清空后从列表中选择"
    form.subclass.setCurrentIndex(form.subclass.findData("exposed_garbage"))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert form.unfound.isHidden()


def test_letters_are_not_said_to_match_nothing_before_the_pinyin_is_known(form: ReportForm) -> None:
    form.subclass.line.insert("zzzz")
    assert form.unfound.isHidden()


def test_escape_closes_the_list_of_categories_before_the_form(form: ReportForm, qtbot: QtBot) -> None:
    """Qt gives the key to the form's shortcut, although the list has the keyboard."""
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.subclass.line.setFocus()
    popup = form.subclass.list.popup()
    form.subclass.list.setCompletionPrefix("")
    form.subclass.list.complete()
    assert QApplication.activePopupWidget() is popup
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert form.subclass.hasFocus() or form.subclass.line.hasFocus(), "the form is not left"


def test_a_retired_category_is_not_offered(qtbot: QtBot) -> None:
    tables = load()
    retired_row = msgspec.structs.replace(tables.subclasses["rubble"], retired=True)
    tables = msgspec.structs.replace(tables, subclasses=tables.subclasses | {"rubble": retired_row})
    box = SubclassBox(tables, SubclassSounds(tables))
    qtbot.addWidget(box)
    assert box.count() == len(tables.subclasses) - 1
    assert box.findData("rubble") == -1


def test_the_form_shows_the_division_of_a_location_or_that_it_is_outside(
    form: ReportForm, scripted: ScriptedDesktop
) -> None:
    form.set_place(*here(scripted))
    assert " · " in form.where.text()
    assert "位于县域之外" not in form.where.text()
    form.set_place(0.0, 0.0)
    assert form.where.text().startswith("位于县域之外")


def test_without_outlines_of_divisions_the_form_shows_the_county(
    scripted: ScriptedDesktop, qtbot: QtBot, tmp_path: Path
) -> None:
    draft = sound_county()
    for layer in ("towns", "villages", "grids", "buildings", "sensors", "resources", "places"):
        del draft.tables[layer]
    package = CountyPackage(draft.write(tmp_path / "county"))
    panel = ReportForm(replace(scripted.session, package=package, divisions=DivisionNames(package)))
    qtbot.addWidget(panel)
    panel.set_place(WEST_M + 1_000, SOUTH_M + 1_000)
    assert panel.where.text().startswith("安县")
    panel.set_place(WEST_M - 1_000, SOUTH_M + 1_000)
    assert panel.where.text().startswith("位于县域之外")
    panel.release()


def test_an_accepted_report_carries_the_input_and_clears_the_form(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    qtbot.keyClicks(form.subject, "Crash")
    form.subclass.setCurrentIndex(form.subclass.findData("exposed_garbage"))
    form.level.setCurrentIndex(form.level.findData("larger"))
    form.source.setCurrentIndex(form.source.findData("citizen"))
    form.set_place(*here(scripted))
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    [command] = scripted.source.commands
    body = command.body
    assert isinstance(body, ReportEvent)
    assert (body.subclass, body.level, body.source) == ("exposed_garbage", "larger", "citizen")
    assert (body.x_m, body.y_m) == here(scripted)
    assert command.for_ == scripted.session.operator.name
    assert form.subject.text() == "Crash"
    fields = {name: getattr(body, name) for name in ReportEvent.__struct_fields__}
    scripted.accept(EventReported(**fields))
    assert scripted.session.focus.selection == Selection("events", (body.event_id,))
    assert form.subclass.key() == ""
    assert (form.level.currentData(), form.source.currentData(), form.place.text()) == ("general", "citizen", "")
    assert scripted.session.focus.place is None


def test_the_location_is_a_draggable_pin_on_the_map(form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    session = scripted.session
    view = MapView(session.layers, session.focus, session.styles, session.package)
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    pin = PlacePin(view, session.focus, session.styles)
    assert not pin.isVisible()
    x_m, y_m = here(scripted)
    form.set_place(x_m, y_m)
    assert pin.isVisible()
    now = view.viewport
    tip = pin.geometry().center().x(), pin.geometry().bottom() + 1
    assert now.m(*tip) == pytest.approx((x_m, y_m), abs=2 * now.m_per_px)
    written = form.place.text()

    hand = QPoint(10, 10)
    QTest.mousePress(pin, Qt.MouseButton.LeftButton, pos=hand)
    QTest.mouseMove(pin, hand + QPoint(40, 0))
    QTest.mouseRelease(pin, Qt.MouseButton.LeftButton, pos=hand)
    assert scripted.session.focus.place is not None
    assert scripted.session.focus.place[0] - x_m == pytest.approx(40 * now.m_per_px, abs=2 * now.m_per_px)
    assert form.place.text() != written
    scripted.session.focus.mark(None)
    assert not pin.isVisible()
    pin.release()
    view.close()


def test_texts_that_the_desk_would_refuse_are_not_sent(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    form.subject.setText("x" * (LONGEST_TITLE + 1))
    assert len(form.subject.text()) == LONGEST_TITLE
    form.subclass.setCurrentIndex(form.subclass.findData("exposed_garbage"))
    form.level.setCurrentIndex(0)
    form.source.setCurrentIndex(0)
    form.set_place(*here(scripted))
    form.note.setPlainText("x" * (LONGEST_NOTE + 1))
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    assert form.problem.text() == "描述有 4001 个字符，最多 4000 个，请缩短"
    assert scripted.source.commands == []
    form.note.setPlainText("x" * LONGEST_NOTE)
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    assert len(scripted.source.commands) == 1


def a_village(scripted: ScriptedDesktop) -> tuple[str, str]:
    """Code of a village, and its name after its town's."""
    code = str(scripted.session.package.table("villages")["code"][0])
    return code, scripted.session.divisions.path(code)


def test_a_chosen_town_is_said_to_be_approximate_and_reported_so_until_the_place_is_picked(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    town = str(scripted.session.package.table("towns")["name"][0])
    form.place.insert(town)
    qtbot.keyClick(form.place, Qt.Key.Key_Return)
    assert form.where.text().startswith(f"{town} · 乡镇级位置（近似）")
    form.subject.setText("Crash")
    form.subclass.setCurrentIndex(form.subclass.findData("exposed_garbage"))
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body.place_level == "town"
    form.set_place(*here(scripted))
    assert "近似" not in form.where.text()
    assert scripted.session.focus.level == "point"


def test_a_draft_keeps_how_exactly_its_place_is_known(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    _, path = a_village(scripted)
    form.subject.setText("Crash")
    form.place.insert(path.replace(" · ", ""))
    qtbot.keyClick(form.place, Qt.Key.Key_Return)
    fields = form.drafts()[""]
    qtbot.mouseClick(form.clear, Qt.MouseButton.LeftButton)
    assert form.take_draft("", fields)
    assert scripted.session.focus.level == "village"
    assert form.where.text().startswith(path.split(" · ")[0])


def test_a_village_is_found_by_its_name_and_its_grid_filled_in(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    code, path = a_village(scripted)
    form.place.insert(path.replace(" · ", "") + "老街口")
    qtbot.keyClick(form.place, Qt.Key.Key_Return)
    place = scripted.session.focus.place
    assert place is not None
    assert str(scripted.session.package.division_at(*place)).startswith(code)
    assert form.where.text().startswith(path)
    lon, lat = (float(part) for part in form.place.text().split(", "))
    assert scripted.session.package.xy_m(lon, lat) == pytest.approx(place, abs=0.2)


def test_a_place_is_chosen_of_those_that_are_offered(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    _, path = a_village(scripted)
    form.place.setFocus()
    commit = QInputMethodEvent()
    commit.setCommitString(path.rpartition(" · ")[2][:2])
    QApplication.sendEvent(form.place, commit)
    popup = form.place.popup
    assert popup.isVisible()
    names = [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())]
    for _ in range(names.index(path) + 1):
        qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert form.where.text().startswith(path)
    assert scripted.session.focus.place is not None


def test_places_are_offered_by_initials_in_a_list_as_wide_as_its_longest_entry(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    _, path = a_village(scripted)
    form.place.setFixedWidth(60)
    form.place.setFocus()
    qtbot.keyClicks(form.place, "".join(s[0] for s in pypinyin.lazy_pinyin(path.rpartition(" · ")[2])))
    popup = form.place.popup
    qtbot.waitUntil(popup.isVisible, timeout=LOADED_MS)
    entries = [popup.model().index(row, 0) for row in range(popup.model().rowCount())]
    assert path in [entry.data() for entry in entries]
    longest = max(popup.sizeHintForIndex(entry).width() for entry in entries)
    assert popup.viewport().width() >= longest
    assert form.screen().availableGeometry().contains(popup.geometry())


def test_initials_that_were_entered_before_pinyin_is_known_are_searched_once_it_is_and_are_no_address(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = a_village(scripted)
    name = "".join(pypinyin.lazy_pinyin(path.rpartition(" · ")[2]))
    places, allowed = scripted.session.named_places, Event()
    load = places.load_pinyin
    monkeypatch.setattr(places, "load_pinyin", lambda process: (allowed.wait(), load(process)))
    form.place.setFocus()
    qtbot.keyClicks(form.place, name)
    qtbot.keyClick(form.place, Qt.Key.Key_Return)
    assert scripted.session.focus.place is None
    allowed.set()
    popup = form.place.popup
    qtbot.waitUntil(popup.isVisible, timeout=LOADED_MS)
    assert "请在列表中选择" in form.where.text()
    names = [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())]
    for _ in range(names.index(path) + 1):
        qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert form.where.text().startswith(path)
    assert form.address.text() == ""


def test_an_address_that_was_refused_does_not_stay_when_a_village_is_typed_instead(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    _, path = a_village(scripted)
    form.place.insert("无此地名街5号")
    qtbot.keyClick(form.place, Qt.Key.Key_Return)
    assert form.address.text() == "无此地名街5号"
    form.place.clear()
    form.place.insert(path.replace(" · ", ""))
    qtbot.keyClick(form.place, Qt.Key.Key_Return)
    assert form.where.text().startswith(path)
    assert form.address.text() == ""


def test_pinyin_and_initials_are_no_address(form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    _, path = a_village(scripted)
    syllables = pypinyin.lazy_pinyin(path.rpartition(" · ")[2])
    form.place.setFocus()
    for typed in ("".join(syllables), "".join(syllable[0] for syllable in syllables)):
        form.place.clear()
        qtbot.keyClicks(form.place, typed)
        popup = form.place.popup
        qtbot.waitUntil(popup.isVisible, timeout=LOADED_MS)
        names = [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())]
        for _ in range(names.index(path) + 1):
            qtbot.keyClick(popup, Qt.Key.Key_Down)
        qtbot.keyClick(popup, Qt.Key.Key_Return)
        assert form.where.text().startswith(path)
        assert form.address.text() == ""


def test_an_address_is_searched_when_tab_leaves_it_while_places_are_offered(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    _, path = a_village(scripted)
    form.place.setFocus()
    commit = QInputMethodEvent()
    commit.setCommitString(path.replace(" · ", "") + "3组12号")
    QApplication.sendEvent(form.place, commit)
    popup = form.place.popup
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Tab)
    assert not popup.isVisible()
    assert form.where.text().startswith(path)
    assert scripted.session.focus.place is not None


def test_a_place_that_is_not_found_or_not_clear_says_so_and_sets_none(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    form.set_place(*here(scripted))
    form.place.clear()
    form.place.insert("不存在的地方")
    qtbot.keyClick(form.place, Qt.Key.Key_Return)
    assert form.where.text().startswith("没有该地点")
    assert (form.place.text(), scripted.session.focus.place) == ("不存在的地方", None)
    form.place.clear()
    form.place.insert(a_village(scripted)[1].rpartition(" · ")[2][:2])
    qtbot.keyClick(form.place, Qt.Key.Key_Return)
    assert "请在列表中选择" in form.where.text()
    assert scripted.session.focus.place is None


def test_the_address_is_sent_as_it_was_typed(form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    filled(form, scripted, qtbot)
    form.address.setText(" 解放路12号北门 ")
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    body = scripted.source.commands[-1].body
    assert isinstance(body, ReportEvent)
    assert body.address == "解放路12号北门"


def filled(form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    """Everything that is required."""
    qtbot.keyClicks(form.subject, "Crash")
    form.subclass.setCurrentIndex(0)
    form.level.setCurrentIndex(0)
    form.source.setCurrentIndex(0)
    form.set_place(*here(scripted))


def test_a_typed_address_is_kept_although_the_place_is_shown_by_its_coordinates(
    form: ReportForm, scripted: ScriptedDesktop
) -> None:
    village = str(scripted.session.package.table("villages")["name"][0])
    form.place.setText(f"{village}3组12号")
    form.place.editingFinished.emit()
    assert form.address.text() == f"{village}3组12号"
    form.place.setText("不存在的地方7号")
    form.place.editingFinished.emit()
    assert form.address.text() == "不存在的地方7号", "also where the place is not known: it is picked on the map"
    form.address.setText("我自己写的")
    form.place.setText(f"{village}4组")
    form.place.editingFinished.emit()
    assert form.address.text() == "我自己写的", "what was entered by hand stays"


def test_coordinates_and_the_name_of_a_village_are_no_address(form: ReportForm, scripted: ScriptedDesktop) -> None:
    village = str(scripted.session.package.table("villages")["name"][0])
    lon, lat = scripted.session.package.lonlat(*here(scripted))
    for text in (f"{float(lon):.5f}, {float(lat):.5f}", village):
        form.place.setText(text)
        form.place.editingFinished.emit()
    assert form.address.text() == ""


@pytest.mark.parametrize("typed", ["bllj", "baolulaji", "BLLJ"])
def test_a_category_is_offered_by_its_pinyin_and_its_initials(
    form: ReportForm, qtbot: QtBot, typed: str
) -> None:
    form.subclass.setFocus()
    qtbot.keyClicks(form.subclass.line, typed)
    popup = form.subclass.list.popup()
    qtbot.waitUntil(
        lambda: popup.isVisible() and "暴露垃圾" in str(popup.model().index(0, 0).data()), timeout=LOADED_MS
    )
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert form.subclass.key() == "exposed_garbage"
    assert form.subclass.line.text().endswith("暴露垃圾")


def test_a_text_typed_over_a_chosen_category_is_kept_when_the_pinyin_becomes_known(
    form: ReportForm, qtbot: QtBot
) -> None:
    box = form.subclass
    box.setCurrentIndex(box.findData("exposed_garbage"))
    box.setFocus()
    box.line.selectAll()
    qtbot.keyClicks(box.line, "ljx")
    popup = box.list.popup()
    qtbot.waitUntil(lambda: popup.isVisible() and popup.model().rowCount() > 0, timeout=LOADED_MS)
    assert box.line.text() == "ljx"


def test_a_report_that_was_cleared_by_mistake_is_filled_in_again(
    form: ReportForm, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.keyClicks(form.subject, "Crash")
    qtbot.keyClicks(form.reporter, "Li")
    form.note.setPlainText("two cars")
    form.subclass.setCurrentIndex(form.subclass.findData("exposed_garbage"))
    form.set_place(*here(scripted))
    usual = form.clear.text()
    qtbot.mouseClick(form.clear, left)
    assert (form.subject.text(), form.note.toPlainText(), form.reporter.text()) == ("", "", "")
    assert form.clear.text() == "撤销清空"
    qtbot.mouseClick(form.clear, left)
    assert (form.subject.text(), form.note.toPlainText(), form.reporter.text()) == ("Crash", "two cars", "Li")
    assert (form.subclass.key(), scripted.session.focus.place) == ("exposed_garbage", here(scripted))
    assert form.clear.text() == usual
    qtbot.mouseClick(form.clear, left)
    qtbot.keyClicks(form.subject, "Other")
    assert form.clear.text() == usual, "another report was begun"
    qtbot.mouseClick(form.clear, left)
    assert form.subject.text() == ""
