"""A screen reader finds a name for everything that takes a click or a key, in every panel and form."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QScrollBar, QTabBar, QWidget

from desktop import i18n
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.drill_desks import DrillDesks
from tests.unit.drill_day import PEOPLE

OWNERS = (QComboBox, QAbstractSpinBox, QScrollBar, QTabBar)
"""The parts of these are reached through their owner."""


def nameless(part: QWidget) -> Iterator[str]:
    """Visible parts below ``part`` that have the focus by a click or a key and that no screen reader can name: class,
    object name and parent's class."""
    for control in part.findChildren(QWidget):
        parent = control.parent()
        if isinstance(control, QScrollBar | QTabBar) or isinstance(parent, OWNERS) or control.focusProxy() is not None:
            continue
        if not control.isVisible() or control.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        name = QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
        if not name.strip():
            yield f"{type(control).__name__} {control.objectName()!r} in {type(parent).__name__}"


def test_every_control_of_every_panel_has_an_accessible_name_in_every_scene(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    event_id = scripted.report("路灯不亮")
    window = open_window(scripted.session)
    found: dict[tuple[str, str], list[str]] = {}
    for scene in ("operator", "events", "leader", "evaluation"):
        window.show_scene(scene)
        scripted.session.focus.select("events", event_id)
        for name, dock in window.workspace.docks.items():
            window.workspace.raise_dock(name)
            QApplication.processEvents()
            if lacking := sorted(nameless(dock)):
                found[scene, name] = lacking
        if lacking := sorted(nameless(window)):
            found[scene, "window"] = lacking
    assert found == {}


def test_whatever_is_selected_has_a_card_whose_controls_are_named(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    event_id, other_id = scripted.report("路灯不亮"), scripted.report("垃圾外溢", dx_m=30.0)
    window, session = open_window(scripted.session), scripted.session
    window.workspace.raise_dock("card")
    found: dict[str, list[str]] = {}
    for what, show in {
        "event": lambda: session.focus.select("events", event_id),
        "what is near it": window.card.show_near_selection,
        "several events": lambda: session.focus.select("events", event_id, other_id),
        "sensor": lambda: session.focus.select("sensors", session.package.sensors[0].id),
        "resource": lambda: session.focus.select("resources", session.package.resources[0].id),
        "nothing": session.focus.clear,
    }.items():
        show()
        QApplication.processEvents()
        if lacking := sorted(nameless(window.card)):
            found[what] = lacking
    assert found == {}


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_every_control_of_every_panel_of_a_drill_has_an_accessible_name(
    drill: DrillDesks, open_window: Callable[[Session], MainWindow], person: str
) -> None:
    window = open_window(drill.desk(person).session)
    found: dict[str, list[str]] = {}
    for name in window.workspace.docks:
        window.workspace.raise_dock(name)
        QApplication.processEvents()
        if lacking := sorted(nameless(window)):
            found[name] = lacking
    assert found == {}


def test_fields_are_named_by_their_labels_in_the_language_of_the_screen(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    window = open_window(scripted.session)
    window.workspace.raise_dock("report")
    QApplication.processEvents()
    form = window.workspace.docks["report"]
    assert {"标题", "小类", "地址", "级别", "来源", "描述"} <= names(form)
    i18n.set_language("en")
    QApplication.processEvents()
    assert {"Title", "Address", "Level", "Source"} <= names(form)


def names(part: QWidget) -> set[str]:
    return {control.accessibleName() for control in part.findChildren(QWidget) if control.isVisible()}
