"""A scroll area has the window laid out only when its widget needs another width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.scrolled import scrolled
from drawing.turn_time import PUT_OFF_MOST


class AskedBox(QVBoxLayout):
    """Counts how often it is asked for its size."""

    asked = 0

    def minimumSize(self) -> QSize:
        self.asked += 1
        return super().minimumSize()


@pytest.fixture
def label() -> QLabel:
    return QLabel("one line")


@pytest.fixture
def box(qtbot: QtBot, label: QLabel) -> Iterator[AskedBox]:
    window, page = QWidget(), QWidget()
    qtbot.addWidget(window)
    inside = QVBoxLayout(page)
    inside.addWidget(QLabel("the widest text of this page, which decides its width"))
    inside.addWidget(label)
    box = AskedBox(window)
    box.addWidget(scrolled(page))
    window.resize(600, 300)
    window.show()
    QApplication.processEvents()
    label.setText("another")
    for _ in range(PUT_OFF_MOST + 2):  # what does not need more width than there is may have a turn of its own
        QApplication.processEvents()
    box.asked = 0
    yield box
    window.close()


def test_a_text_that_fits_lays_out_nothing_around_it(box: AskedBox, label: QLabel) -> None:
    label.setText("two words")
    for _ in range(PUT_OFF_MOST + 2):
        QApplication.processEvents()
    assert box.asked == 0
    assert label.width() >= label.sizeHint().width()


def test_a_wider_text_widens_the_area(qtbot: QtBot, box: AskedBox, label: QLabel) -> None:
    label.setText("a text that is wider than any other of this page " * 2)
    qtbot.waitUntil(lambda: box.asked > 0)
    assert box.minimumSize().width() > label.sizeHint().width()


def test_a_narrower_page_lets_the_area_become_narrower_soon(qtbot: QtBot, box: AskedBox, label: QLabel) -> None:
    label.setText("a text that is wider than any other of this page " * 2)
    qtbot.waitUntil(lambda: box.asked > 0)
    wide = box.minimumSize().width()
    label.setText("short")
    qtbot.waitUntil(lambda: box.minimumSize().width() < wide)


def test_the_tab_key_stops_at_an_area_only_where_there_is_something_to_scroll(
    qtbot: QtBot, box: AskedBox, label: QLabel
) -> None:
    area = box.itemAt(0).widget()
    assert area.focusPolicy() == Qt.FocusPolicy.NoFocus
    label.setText("a line\n" * 60)
    qtbot.waitUntil(lambda: area.focusPolicy() == Qt.FocusPolicy.TabFocus)
    label.setText("one line")
    qtbot.waitUntil(lambda: area.focusPolicy() == Qt.FocusPolicy.NoFocus)
