"""The focus is where the hand was: also where the part that has it is disabled until an answer comes, or hidden."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.input.kept_focus import KeptFocus
from desktop.panels.panel import Panel
from desktop.window.main_window import MainWindow


@pytest.fixture
def form(qtbot: QtBot) -> QWidget:
    """Field, button, and what stands behind them in the tab order."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.kept = KeptFocus(widget)  # type: ignore[attr-defined]
    column = QVBoxLayout(widget)
    for name, part in (("field", QLineEdit()), ("send", QPushButton("send")), ("delete", QPushButton("delete"))):
        part.setObjectName(name)
        column.addWidget(part)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def part_of(form: QWidget, name: str) -> QWidget:
    part = form.findChild(QWidget, name)
    assert isinstance(part, QWidget)
    return part


def focused() -> str:
    part = QApplication.focusWidget()
    return "" if part is None else part.objectName()


def test_a_button_that_is_disabled_until_the_answer_gives_the_focus_to_the_field_before(form: QWidget) -> None:
    field, send = part_of(form, "field"), part_of(form, "send")
    field.setFocus()
    send.setFocus()
    send.setEnabled(False)
    assert focused() == "field"
    send.setEnabled(True)
    assert focused() == "field", "the hand goes on in the form"


def test_a_field_that_is_disabled_or_hidden_for_a_while_has_the_focus_again(form: QWidget) -> None:
    field, send = part_of(form, "field"), part_of(form, "send")
    send.setFocus()
    field.setFocus()
    field.setEnabled(False)
    assert focused() == "send"
    field.setEnabled(True)
    assert focused() == "field"
    field.hide()
    assert focused() == "send"
    field.show()
    assert focused() == "field"


def test_a_hand_that_has_gone_elsewhere_stays_there(form: QWidget) -> None:
    field, send, delete = (part_of(form, name) for name in ("field", "send", "delete"))
    send.setFocus()
    field.setFocus()
    field.setEnabled(False)
    delete.setFocus()
    field.setEnabled(True)
    assert focused() == "delete"


FIELDS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)


def usable_field(panel: Panel) -> QWidget | None:
    """A field of the panel in which a hand can be."""
    fields = [part for kind in FIELDS for part in panel.findChildren(kind)]
    for part in fields:
        takes = part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and part.focusProxy() is None and not part.visibleRegion().isEmpty():
            return part
    return None


def test_every_form_of_the_window_keeps_the_focus_while_its_button_waits_for_an_answer(window: MainWindow) -> None:
    walked = set[str]()
    for name, panel in window.panels.items():
        window.workspace.raise_dock(name)
        QApplication.processEvents()
        field = usable_field(panel)
        for button in panel.findChildren(QPushButton):
            main = button.property("role") == "primary" and not button.visibleRegion().isEmpty()
            if field is None or not main or not button.focusPolicy() & Qt.FocusPolicy.TabFocus:
                continue
            button.setEnabled(True)
            field.setFocus()
            before = QApplication.focusWidget()
            assert before is not None
            button.setFocus()
            assert QApplication.focusWidget() is button, name
            button.setEnabled(False)
            assert QApplication.focusWidget() is before, (name, button.text(), before, before.isEnabled())
            walked.add(name)
    assert walked >= {"report", "duty", "shifts", "notices", "closures", "responses", "situation"}
