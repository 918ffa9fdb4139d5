"""A screen reader finds a name for everything that takes a click or a key, in every panel and form."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from desktop import i18n
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop

CONTROLS = (
    QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSlider, QAbstractSpinBox,
    QAbstractItemView,
)  # fmt: skip
OWNERS = (QComboBox, QAbstractSpinBox, QScrollBar, QTabBar)
"""The parts of these are reached through their owner."""


def nameless(part: QWidget) -> Iterator[str]:
    """Visible controls below ``part`` that no screen reader can name: class, object name and parent's class."""
    for control in part.findChildren(QWidget):
        parent = control.parent()
        if not isinstance(control, CONTROLS) or isinstance(control, QScrollBar) or isinstance(parent, OWNERS):
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
