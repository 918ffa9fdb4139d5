"""One table names every key and mouse gesture: shortcuts are made from it, views take its keys and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from PySide6.QtCore import QEvent, Qt, SignalInstance
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county.realm import Kind
from county.shifts import ShiftHandedOver, TakeOverShift
from desktop import i18n, theme
from desktop.events.boards import Boards
from desktop.events.kanban import Kanban
from desktop.events.view import EventView
from desktop.i18n import pick
from desktop.input.key_column import KeyColumn
from desktop.input.keys import KEY_GROUPS, KEYS, KeyGroup, shown_key
from desktop.input.keys_dialog import COLUMNS, KeysDialog
from desktop.map.view import MapView
from desktop.session import Session
from desktop.window.main_window import MainWindow
from desktop.window.unaimed_keys import UnaimedKeys
from tests.gui.conftest import ScriptedDesktop
from twin.view.camera_controller import CameraController
from twin.view.gestures import Gestures
from twin.view.surface import Surface

OWN_GROUPS = ("map", "twin", "list", "kanban", "choice", "replay", "drill", "editor", "leader")
"""Groups whose keys a view takes itself; those of the others are shortcuts of the window."""
ELSEWHERE: set[KeyGroup] = {"drill", "replay", "editor"}
"""Groups of other windows than the live one."""
TRIED = [
    *range(Qt.Key.Key_Space, Qt.Key.Key_AsciiTilde + 1),
    *range(Qt.Key.Key_F1, Qt.Key.Key_F12 + 1),
    *(Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Insert, Qt.Key.Key_Delete, Qt.Key.Key_Return),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
]


def keys_of(*groups: KeyGroup) -> set[str]:
    return {sequence.toString() for use in KEYS.values() if use.group in groups for sequence in use.sequences}


def pressed(key: int, *, with_control: bool = False) -> QKeyEvent:
    modifiers = Qt.KeyboardModifier.ControlModifier if with_control else Qt.KeyboardModifier.NoModifier
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers)


def names(keys: Iterable[int]) -> set[str]:
    return {QKeySequence(key).toString() for key in keys}


def shortcuts_of(window: QWidget) -> list[str]:
    """Keys of all actions and shortcuts in a window."""
    sequences = [key for action in window.findChildren(QAction) for key in action.shortcuts()]
    sequences += [key for one in window.findChildren(QShortcut) for key in QShortcut.keys(one)]
    return [sequence.toString() for sequence in sequences]


@pytest.fixture
def listed(qtbot: QtBot) -> KeysDialog:
    dialog = KeysDialog()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_window_has_exactly_the_shortcuts_of_the_table(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    window = open_window(scripted.session)
    own_but_shortcuts = {"F5", "F7"}  # of the list, from anywhere in the window
    expected = keys_of(*(group for group in KEY_GROUPS if group not in OWN_GROUPS)) | own_but_shortcuts
    assert set(shortcuts_of(window)) == expected


def test_no_two_shortcuts_of_the_whole_window_have_the_same_key(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    """Qt gives neither of them; those of forms act only where the focus is, and those that stand in for the steps of a
    card only while it shows none."""
    window = open_window(scripted.session)
    forms = {"Ctrl+Return", "Ctrl+Enter", "Esc"}
    found = [key for key in shortcuts_of(window) if key not in forms]
    unaimed = window.findChild(UnaimedKeys)
    assert unaimed is not None
    stand_ins = [key.toString() for one in unaimed.keys for key in QShortcut.keys(one)]
    assert sorted(found) == sorted([*set(found), *stand_ins])
    for shows_steps in (False, True):
        assert window.card.event_card.steps.isVisible() is shows_steps
        assert {one.isEnabled() for one in unaimed.keys} == {not shows_steps}
        scripted.session.focus.select("events", scripted.report("路灯不亮"))
        QApplication.processEvents()


def test_a_key_leads_to_events_alarms_and_the_handover_of_the_shift(window: MainWindow, qtbot: QtBot) -> None:
    parts = {"shifts": window.shifts.to, "alarms": window.alarms.view, "list": window.events.view}
    for name, part in parts.items():
        combination = KEYS[name].sequences[0][0]
        QTest.keyClick(QApplication.focusWidget() or window, combination.key(), combination.keyboardModifiers())
        qtbot.waitUntil(lambda part=part: part.isVisible() and part.hasFocus())  # type: ignore[misc]


def test_the_key_of_the_handover_leads_to_taking_over_the_shift_that_waits(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    """Two keys take it over."""
    window = open_window(scripted.session)
    handed_over = ShiftHandedOver(
        shift_id="S1", to="", note="two roads closed", events=(), more_events=0, claimed=(), alarms=(), responses=(),
        plans=(),
    )  # fmt: skip
    scripted.happen(handed_over, person="李娜")
    combination = KEYS["shifts"].sequences[0][0]
    QTest.keyClick(QApplication.focusWidget() or window, combination.key(), combination.keyboardModifiers())
    qtbot.waitUntil(window.shifts.step_buttons[TakeOverShift].hasFocus)
    assert window.shifts.chosen == "S1"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert scripted.source.commands[-1].body == TakeOverShift(shift_id="S1")


def test_the_map_takes_exactly_the_keys_of_the_table(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    view: MapView = open_window(scripted.session).map

    def takes(key: int) -> bool:
        event = pressed(key)
        view.keyPressEvent(event)
        return event.isAccepted()

    assert names(filter(takes, TRIED)) == keys_of("map")


def test_the_twin_takes_exactly_the_keys_of_the_table(scripted: ScriptedDesktop) -> None:
    package = scripted.session.package
    controller = CameraController(Surface(package), package)
    gestures = Gestures(controller, lambda at: controller.camera.target)
    assert names(key for key in TRIED if gestures.key(pressed(key))) == keys_of("twin")


def taken(view: EventView, *signals: SignalInstance) -> set[str]:
    """Keys, with and without Ctrl, that make a view emit one of ``signals``."""
    found: set[str] = set()
    for control in (0, Qt.KeyboardModifier.ControlModifier.value):
        for key in TRIED:
            emitted: list[object] = []
            slots = [signal.connect(lambda *_, emitted=emitted: emitted.append(1)) for signal in signals]
            view.keyPressEvent(pressed(key, with_control=bool(control)))
            for signal, slot in zip(signals, slots, strict=True):
                signal.disconnect(slot)
            if emitted:
                found.add(QKeySequence(control | key).toString())
    return found


def test_boards_and_kanban_take_exactly_the_keys_of_the_table(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    event_id = scripted.report("Rubbish")
    window = open_window(scripted.session)
    board, card = window.panels.of(Boards).waiting.view, window.panels.of(Kanban).columns[0].view
    for panel, view in ((window.panels.of(Boards), board), (window.panels.of(Kanban), card)):
        panel.refresh()
        view.make_current(event_id, scroll=False)
        assert view.currentIndex().isValid()
    board.entered.disconnect()
    for signal in (card.entered, card.left, card.pushed):
        signal.disconnect()
    assert taken(board, board.entered) == keys_of("list") - {"F5", "F7", "Menu", "Shift+F10"}
    assert taken(card, card.entered, card.left, card.pushed) == keys_of("kanban") - {"Esc"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_f1_lists_every_use_of_the_table_in_both_languages(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], language: i18n.Language
) -> None:
    i18n.set_language(language)
    window = open_window(scripted.session)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(KeysDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal(), "the keys can be tried while the list is open"
    assert dialog.lines.keys() == {name for name, use in KEYS.items() if use.group not in ELSEWHERE}
    for name, line in dialog.lines.items():
        use = KEYS[name]
        shown = "  ".join(dict.fromkeys(map(shown_key, use.keys))) if use.gesture is None else i18n.pick(use.gesture)
        assert (line.keys, line.text) == (shown, i18n.pick(use.text))
    spoken = "\n".join(column.text() for column in dialog.findChildren(KeyColumn))
    assert all(f"{line.keys}  {line.text}" in spoken for line in dialog.lines.values())


def test_escape_closes_the_list_of_keys_also_when_it_was_open_behind_the_window(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(KeysDialog)
    assert dialog is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(dialog.isActiveWindow)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is None)


def test_every_group_has_a_column() -> None:
    assert sorted(group for groups in COLUMNS for group in groups) == sorted(KEY_GROUPS)


def test_no_text_of_the_list_is_cut(listed: KeysDialog) -> None:
    for language in ("zh", "en"):
        i18n.set_language(language)
        QApplication.processEvents()
        columns = listed.findChildren(KeyColumn)
        bold, plain = (QFontMetrics(theme.font(theme.BODY_PX, bold=bold)) for bold in (True, False))
        for column in columns:
            for line in column.lines.values():
                assert bold.horizontalAdvance(line.keys) <= line.keys_box.width() < line.text_box.left()
                assert plain.horizontalAdvance(line.text) <= line.text_box.width(), line.text
                assert column.rect().contains(line.text_box), line.text


def test_every_line_of_the_list_is_written_where_it_stands(listed: KeysDialog) -> None:
    for column in listed.findChildren(KeyColumn):
        picture = column.grab().toImage()
        for box in [box for line in column.lines.values() for box in (line.keys_box, line.text_box)]:
            colors = {picture.pixel(x, box.center().y()) for x in range(box.left(), box.right())}
            assert len(colors) > 1, f"nothing is written in {box}"


def test_keys_are_labelled_as_on_a_keyboard() -> None:
    assert [shown_key(key) for key in ("Ctrl+Right", "Ctrl+Return", "+", "-", "F8")] == [
        "Ctrl+→", "Ctrl+Enter", "+", "−", "F8",
    ]  # fmt: skip


def test_keys_that_keyboards_label_alike_are_listed_once(listed: KeysDialog) -> None:
    assert listed.lines["form.send"].keys == "Ctrl+Enter"


@pytest.mark.parametrize("kind", ["drill", "replay"])
def test_the_keys_of_drills_and_replays_are_listed_where_they_work(qtbot: QtBot, kind: Kind) -> None:
    dialog = KeysDialog(kind=kind)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    elsewhere = ELSEWHERE - {kind} | ({"leader"} if kind == "drill" else set())
    assert dialog.lines.keys() == {name for name, use in KEYS.items() if use.group not in elsewhere}


def test_the_editor_of_scenarios_lists_its_own_keys_and_those_of_its_map(qtbot: QtBot) -> None:
    dialog = KeysDialog(only=("editor", "map"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    assert dialog.lines.keys() == {name for name, use in KEYS.items() if use.group in ("editor", "map")}


def test_what_keys_do_begins_at_one_edge_in_each_column(listed: KeysDialog) -> None:
    for groups in COLUMNS:
        lines = [line for name, line in listed.lines.items() if KEYS[name].group in groups]
        assert len({line.text_box.left() for line in lines}) == 1, groups


def test_with_large_texts_the_list_has_fewer_columns_and_does_not_scroll_sideways(
    qapp: QApplication, qtbot: QtBot
) -> None:
    try:
        for percent in (100, 150, 200):
            theme.apply(qapp, screen_px=(1920, 1080), text_percent=percent)
            dialog = KeysDialog()
            qtbot.addWidget(dialog)
            inside = dialog.inside_for(1_880)
            assert inside.sizeHint().width() <= 1_880
            shown = {heading for column in inside.findChildren(KeyColumn) for heading, _ in column.headings}
            assert shown == {pick(name) for group, name in KEY_GROUPS.items() if group not in ELSEWHERE}
    finally:
        theme.apply(qapp, screen_px=(1920, theme.DESIGN_HEIGHT_PX))
