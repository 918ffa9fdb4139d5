"""At a text size of 200 % the window fits screens of 1920 × 1080 and 3840 × 2160: every panel can be reached, and no
button, heading or field is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPointF, QRectF, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from county import commands as c
from county.events.event import facts_of
from county.records import EventCorrected, EventFiled
from desktop import i18n, theme
from desktop.i18n import pick
from desktop.input.covered_docks import is_covered
from desktop.scenes.registry import SCENES
from desktop.session import Session
from desktop.steps.merge_form import MergeForm
from desktop.text_size import TEXT_SIZE_KEY, TEXT_SIZES, chosen_percent, offered_sizes, usual_percent
from desktop.widgets.elided import BUTTON_PX
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.test_keyboard_walk import controls, unreached, walk
from tests.gui.test_panels_alarm_strip import raise_alarm
from tests.gui.test_small_window import cut_parts

FRAME_PX = 40
"""Of the window manager."""
DESK = 1920, 1080
OpenWindow = Callable[[Session], MainWindow]


@pytest.fixture(params=[(1920, 1080), (3840, 2160)], ids=["1080", "2160"])
def screen_px(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[tuple[int, int]]:
    size: tuple[int, int] = request.param
    theme.apply(qapp, screen_px=size, text_percent=200)
    yield size
    theme.apply(qapp, screen_px=(1920, theme.DESIGN_HEIGHT_PX))


def test_every_panel_fits_the_screen_and_nothing_in_it_is_cut_or_out_of_reach(
    screen_px: tuple[int, int], scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot
) -> None:
    event_id = scripted.report("路灯不亮")
    window = open_window(scripted.session)
    width, height = screen_px
    window.resize(width, height - FRAME_PX)
    window.show_scene("operator")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    scripted.session.focus.select("events", event_id)
    cut, large, missed = {}, {}, {}
    for name, dock in window.workspace.docks.items():
        window.workspace.raise_dock(name)
        QApplication.processEvents()
        QApplication.processEvents()
        if found := cut_parts(window):
            cut[name] = [f"{type(part).__name__} {part.width()}/{part.sizeHint().width()}" for part in found]
        if window.width() > width or window.height() > height:
            large[name] = (theme.design_px(window.width()), theme.design_px(window.height()))
        window.map.setFocus()
        expected = set(controls(dock))
        if lacking := unreached(expected, walk(window)):
            missed[name] = lacking
    assert (cut, large, missed) == ({}, {}, {})


def test_list_card_and_alarms_are_on_the_screen_together_or_behind_tabs(
    screen_px: tuple[int, int], scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    window = open_window(scripted.session)
    window.resize(*screen_px)
    window.show_scene("operator")
    QApplication.processEvents()
    docks = window.workspace.docks
    assert docks["events"].x() < window.centre.x() < docks["card"].x()
    assert docks["alarms"] in window.tabifiedDockWidgets(docks["card"])
    assert window.centre.view == "map"


def test_every_figure_of_the_header_is_shown_or_in_the_menu_of_further_ones(
    screen_px: tuple[int, int], scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    window.resize(*screen_px)
    QApplication.processEvents()
    tiles, figures = window.header.tiles, window.header.figures
    shown = [name for name, tile in figures.items() if tile.isVisible()]
    assert len(shown) >= 5
    assert sorted([*shown, *tiles.without_room()]) == sorted(figures)
    boxes = [figures[name].geometry() for name in shown]
    assert all(figures[name].width() >= figures[name].sizeHint().width() for name in shown)
    assert not any(one.intersects(other) for i, one in enumerate(boxes) for other in boxes[:i])
    assert all(tiles.rect().contains(box) for box in boxes)
    assert tiles.further.isVisible() is bool(tiles.without_room())


def test_a_figure_without_room_is_chosen_by_keys_in_the_menu(
    scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    window.resize(1024, 700)
    window.header.tiles.resize(300, window.header.tiles.height())
    name = window.header.tiles.without_room()[0]
    assert name == "reported_today"
    qtbot.mouseClick(window.header.tiles.further, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.actions()[0].text() == "今日上报\t0"
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert scripted.session.active_query.query.reported_today


def test_an_arrangement_saved_with_small_texts_is_not_that_of_large_ones(
    scripted: ScriptedDesktop, open_window: OpenWindow, qapp: QApplication
) -> None:
    window = open_window(scripted.session)
    window.menu.text_sizes[200].trigger()
    small = window._arrangement.key("{scene} {size}")
    window.close_now()
    theme.apply(qapp, screen_px=DESK, text_percent=chosen_percent(window.settings, DESK, "operator"))
    large = open_window(scripted.session)._arrangement.key("{scene} {size}")
    theme.apply(qapp, screen_px=DESK)
    assert large == f"{small}@200", "what the first window saved is its own, whatever was chosen in it"


def test_a_small_scene_has_all_its_panels() -> None:
    for scene in SCENES.values():
        small = scene.in_window(960, 540)
        panels, before = ({name for p in s.places for group in p.groups for name in group} for s in (small, scene))
        assert panels == before
        assert "bottom" not in {place.area for place in small.places}


def test_the_size_is_chosen_in_the_menu_and_kept_for_the_next_start(
    scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    window = open_window(scripted.session)
    assert window.menu.text_sizes[100].isChecked()
    window.menu.text_sizes[200].trigger()
    assert chosen_percent(window.settings, DESK, "operator") == 200
    box = window.findChild(QMessageBox, "text size")
    assert box is not None
    assert box.text() == "重新打开窗口后，文字将按此大小显示。"
    box.close()


@pytest.mark.parametrize(
    ("stored", "percent"), [("", 100), ("150", 150), ("999", 100), ("x", 100), (200, 200), ("80", 100), ("0", 100)]
)
def test_a_size_that_is_none_of_the_offered_counts_as_the_usual_one(
    tmp_path: object, stored: object, percent: int
) -> None:
    settings = QSettings(f"{tmp_path}/a.ini", QSettings.Format.IniFormat)
    settings.setValue(TEXT_SIZE_KEY, stored)
    assert chosen_percent(settings, DESK, "operator") == percent
    assert percent in TEXT_SIZES


@pytest.mark.parametrize(
    ("screen_px", "scene", "percent"),
    [
        (DESK, "operator", 100), ((2560, 1440), "operator", 100), ((3840, 2160), "operator", 80),
        ((7680, 2160), "events", 80), ((3840, 2160), "leader", 100), ((2160, 3840), "operator", 100),
    ],
)  # fmt: skip
def test_on_a_desk_screen_of_2160_lines_texts_are_usually_smaller_and_lists_longer(
    tmp_path: object, screen_px: tuple[int, int], scene: str, percent: int
) -> None:
    settings = QSettings(f"{tmp_path}/a.ini", QSettings.Format.IniFormat)
    assert chosen_percent(settings, screen_px, scene) == percent
    settings.setValue(TEXT_SIZE_KEY, 125)
    assert chosen_percent(settings, screen_px, scene) == 125, "what somebody chose is kept"


def test_sizes_with_which_texts_would_be_smaller_than_on_the_smallest_screen_are_not_offered() -> None:
    assert 80 not in offered_sizes(DESK)
    assert offered_sizes((3840, 2160)) == TEXT_SIZES
    for screen_px in ((1024, 768), DESK, (2560, 1440), (3840, 2160)):
        assert min(offered_sizes(screen_px)) / 100 * theme.scale_for(*screen_px) >= theme.LEAST_SCALE


@pytest.mark.parametrize("screen_px", [DESK, (3840, 2160)])
def test_the_event_list_of_a_screen_of_2160_lines_shows_more_rows(
    screen_px: tuple[int, int], scripted: ScriptedDesktop, open_window: OpenWindow, qapp: QApplication
) -> None:
    theme.apply(qapp, screen_px=screen_px, text_percent=usual_percent(screen_px, "operator"))
    window = open_window(scripted.session)
    window.resize(*screen_px)
    window.show_scene("operator")
    window.reset_layout()
    QApplication.processEvents()
    QApplication.processEvents()
    view = window.events.view
    rows = view.viewport().height() / view.verticalHeader().defaultSectionSize()
    theme.apply(qapp, screen_px=DESK)
    assert (rows < 9) if screen_px == DESK else (rows > 11)


def test_no_name_on_the_map_lies_below_its_buttons(
    screen_px: tuple[int, int], scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    window = open_window(scripted.session)
    window.resize(*screen_px)
    window.show_scene("operator")
    QApplication.processEvents()
    view = window.map
    for m_per_px in (8.0, 3.0):
        place = scripted.session.package.resources[0]
        view.box.look_at(place.x_m, place.y_m, m_per_px)
        name = view.labels[0]
        off = QPointF(view.buttons.geometry().center()) - name.box.center()
        view.box.translateBy(x=-off.x() * m_per_px, y=off.y() * m_per_px)
        assert not [label.text for label in view.labels if label.box.intersects(QRectF(view.buttons.geometry()))]


def test_english_texts_that_change_are_whole(
    screen_px: tuple[int, int], scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot
) -> None:
    """Those that have little room: of the list, its marks and orders, the header, the band and the status bar."""
    i18n.set_language("en")
    event_id = scripted.report("路灯不亮")
    raise_alarm(scripted, "a", "smoke_fire")
    window = open_window(scripted.session)
    width, height = screen_px
    window.resize(width, height - FRAME_PX)
    window.show_scene("operator")
    QApplication.processEvents()
    events, band = window.events, window.emergency_band
    assert "…" not in events.count.shown_text()
    for row in range(events.order.count()):
        name = events.order.itemText(row)
        option = QStyleOptionComboBox()
        events.order.initStyleOption(option)
        room = events.order.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, events.order
        )
        assert events.order.fontMetrics().horizontalAdvance(name) <= room.width(), name
    scripted.session.focus.select("events", event_id)
    scripted.happen(EventFiled(event_id=event_id))
    for title in ("井盖", "积水"):
        scripted.report(title)
    QApplication.processEvents()
    assert events.view.mark.isVisible()
    assert "…" not in events.view.mark.shown_text()
    assert window.freshness.link.shown_text() == window.freshness.link.text()
    assert sum(not figure.isHidden() for figure in window.header.figures.values()) >= 3
    band.refresh()
    assert band.frame.isVisible()
    rule = scripted.session.catalog.rules[scripted.session.layers.states("alarm")["a"].rule]
    shown = band.text.shown_text()
    assert pick(rule.name) in shown
    assert "10:00" in shown
    for button in (band.go, band.take_up):
        assert button.width() >= min(button.sizeHint().width(), theme.px(BUTTON_PX)), button.text()


@pytest.fixture
def desk(
    screen_px: tuple[int, int], scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot
) -> MainWindow:
    """The window of an operator, active, with alarms and card behind tabs of each other."""
    window = open_window(scripted.session)
    width, height = screen_px
    window.resize(width, height - FRAME_PX)
    window.show_scene("operator")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_the_card_does_not_cover_the_alarms_while_one_is_shelved_by_keys(
    desk: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    strip = desk.alarms
    QTest.keyClick(desk, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(strip.view.hasFocus)
    QTest.keyClick(strip.view, Qt.Key.Key_Down)
    assert scripted.session.focus.selection is not None
    assert not is_covered(strip)
    alt_shift = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(strip.view, Qt.Key.Key_G, alt_shift)
    qtbot.waitUntil(strip.form.reason.hasFocus)
    assert not strip.form.reason.visibleRegion().isEmpty()
    QTest.keyClicks(strip.form.reason, "known")
    QTest.keyClick(strip.form.reason, Qt.Key.Key_Return)
    assert scripted.source.commands[-1].body.alarm_id == "a"
    assert not is_covered(strip)
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    assert not is_covered(strip), "the hand is on the alarms"
    desk.events.view.setFocus()
    scripted.session.focus.select("sensors", next(iter(scripted.session.sensors)))
    assert not is_covered(desk.card)


def test_the_form_of_a_step_comes_into_view_on_a_low_card_which_goes_back_when_it_is_left(
    desk: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    steps = desk.card.event_card.steps
    qtbot.waitUntil(lambda: c.NoteEvent in steps.buttons)
    alt_shift = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(desk, Qt.Key.Key_N, alt_shift)
    qtbot.waitUntil(lambda: steps.form is not None)
    assert steps.form is not None
    assert steps.form.note.hasFocus()
    for part in (steps.form.note, steps.confirm):
        assert part.visibleRegion().boundingRect() == part.rect()
    QTest.keyClick(steps.form.note, Qt.Key.Key_Escape)
    assert steps.form is None
    qtbot.waitUntil(lambda: not desk.card.event_card.name.visibleRegion().isEmpty())


def test_the_input_with_the_focus_stays_in_view_when_its_form_grows(
    desk: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    own = scripted.report("路面塌陷", subclass="road_collapse")
    scripted.report("路灯不亮")
    facts = facts_of(scripted.event(own))
    stated = {name: getattr(facts, name) for name in facts.__struct_fields__} | {"level": "major"}
    scripted.happen(EventCorrected(event_id=own, note="x", **stated))
    scripted.session.focus.select("events", own)
    steps = desk.card.event_card.steps
    qtbot.waitUntil(lambda: c.MergeEvent in steps.buttons)
    QTest.keyClick(desk, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: steps.form is not None)
    form = steps.form
    assert isinstance(form, MergeForm)
    QTest.keyClick(form.note, Qt.Key.Key_Down)
    qtbot.waitUntil(form.warning.isVisible)
    assert form.note.hasFocus()
    qtbot.waitUntil(lambda: form.note.visibleRegion().boundingRect() == form.note.rect())
