"""Texts of a card are selected with the mouse; those that nobody points at are as cheap as any label."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.selectable_label import SelectableLabel

TEXT = "幸福路 12 号门前有暴露垃圾"


@pytest.fixture
def label(qtbot: QtBot) -> Iterator[SelectableLabel]:
    window = QWidget()
    qtbot.addWidget(window)
    label = SelectableLabel(TEXT)
    label.setParent(window)
    label.setWordWrap(True)
    label.setGeometry(60, 50, 400, 30)  # not below the pointer
    window.resize(500, 100)
    window.show()
    yield label
    window.close()


def enter(label: SelectableLabel) -> None:
    at = QPointF(5, 5)
    QApplication.sendEvent(label, QEnterEvent(at, at, QPointF(label.mapToGlobal(QPoint(5, 5)))))


def leave(label: SelectableLabel) -> None:
    QApplication.sendEvent(label, QEvent(QEvent.Type.Leave))


def has_document(label: SelectableLabel) -> bool:
    return any(part.findChild(QTextDocument) for part in label.findChildren(QObject))


def test_there_is_no_document_until_the_mouse_is_over_it(label: SelectableLabel) -> None:
    label.setText("其他")
    assert not has_document(label)
    enter(label)
    assert has_document(label)
    leave(label)
    assert not has_document(label)


def test_a_text_is_selected_by_dragging_and_stays_so(qtbot: QtBot, label: SelectableLabel) -> None:
    enter(label)
    middle = label.height() // 2
    qtbot.mousePress(label, Qt.MouseButton.LeftButton, pos=QPoint(1, middle))
    qtbot.mouseMove(label, QPoint(label.width() - 2, middle))
    qtbot.mouseRelease(label, Qt.MouseButton.LeftButton, pos=QPoint(label.width() - 2, middle))
    leave(label)
    assert label.selectedText() == TEXT


def test_it_is_as_high_with_the_mouse_over_it(label: SelectableLabel) -> None:
    label.setText(TEXT * 4)
    heights = [label.heightForWidth(width) for width in (90, 200, 333)]
    enter(label)
    assert [label.heightForWidth(width) for width in (90, 200, 333)] == heights
