"""A text that changes again and again lays nothing out around it while its room suffices."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.widgets.laid_out import lay_out_now
from desktop.widgets.steady import SteadyButton, SteadyLabel


class LayoutRequests(QObject):
    """Counts those of a widget."""

    def __init__(self, of: QWidget) -> None:
        super().__init__(of)
        self.seen = 0
        of.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def around(qtbot: QtBot) -> QWidget:
    part = QWidget()
    qtbot.addWidget(part)
    QHBoxLayout(part)
    return part


@pytest.mark.parametrize("kind", [SteadyLabel, SteadyButton])
def test_a_text_that_fits_is_shown_without_a_layout_and_one_that_does_not_is_given_room(
    kind: type[SteadyLabel] | type[SteadyButton], around: QWidget, qtbot: QtBot
) -> None:
    text = kind()
    text.setText("2026-11-23 10:00:00")
    layout = around.layout()
    assert layout is not None
    layout.addWidget(text)
    around.show()
    qtbot.waitExposed(around)
    QApplication.processEvents()
    lay_out_now(around)
    requests = LayoutRequests(around)
    for shown in ("2026-11-23 10:00:01", "2026-11-23 10:00:59", "", "2026-11-23 10:01:00"):
        text.setText(shown)
        QApplication.processEvents()
        assert (text.text(), text.shown_text(), requests.seen) == (shown, shown, 0)
        assert text.accessibleName() == shown
    wide = text.sizeHint().width()
    text.setText("2026-11-23 10:00:00, as it happened, known by 2026-11-24 10:00:00")
    QApplication.processEvents()
    assert requests.seen > 0
    assert text.sizeHint().width() > wide
    text.setText("10:00")
    assert text.sizeHint().width() < wide, "much room is given back"


def test_a_font_that_comes_later_is_given_its_room(qtbot: QtBot) -> None:
    label = SteadyLabel()
    label.setText("2026-11-23 10:00:00")
    label.setFont(theme.font(40, bold=True))
    assert label.sizeHint().width() >= label.fontMetrics().horizontalAdvance(label.text())
    qtbot.addWidget(label)
