"""A text that changes again and again lays nothing out around it while its room suffices."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.widgets.laid_out import lay_out_now
from desktop.widgets.steady import FillingLabel, SteadyButton, SteadyLabel


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


def test_a_text_that_fills_what_its_neighbours_leave_never_lays_out_and_is_elided(
    around: QWidget, qtbot: QtBot
) -> None:
    filling, neighbour = FillingLabel(), QLabel("neighbour")
    layout = around.layout()
    assert isinstance(layout, QHBoxLayout)
    layout.addWidget(filling, 1)
    layout.addWidget(neighbour)
    around.setFixedWidth(300)
    around.show()
    qtbot.waitExposed(around)
    QApplication.processEvents()
    requests = LayoutRequests(around)
    for text in ("短", "积水" * 60, "", "井盖缺失"):
        filling.setText(text)
        QApplication.processEvents()
        assert (filling.text(), requests.seen) == (text, 0)
        assert filling.shown_text() == text or filling.shown_text().endswith("…")
    assert filling.width() > 150


def test_a_text_at_the_right_stays_there_in_its_spare_room(qtbot: QtBot) -> None:
    label = SteadyLabel()
    qtbot.addWidget(label)
    label.setText("逾期 12 分钟")
    label.resize(label.sizeHint())
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setText("1 分")
    picture = label.grab().toImage()
    ground = picture.pixel(0, 0)
    columns = [x for x in range(picture.width()) if any(
        picture.pixel(x, y) != ground for y in range(picture.height())
    )]  # fmt: skip
    assert columns
    assert columns[0] > picture.width() / 2


def test_a_font_that_comes_later_is_given_its_room(qtbot: QtBot) -> None:
    label = SteadyLabel()
    label.setText("2026-11-23 10:00:00")
    label.setFont(theme.font(40, bold=True))
    assert label.sizeHint().width() >= label.fontMetrics().horizontalAdvance(label.text())
    qtbot.addWidget(label)
