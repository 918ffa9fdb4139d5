"""Every icon named by a table can be drawn: an invalid one would prevent the map from painting."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from county import catalog
from desktop import theme
from drawing.icons import draw_icon
from layers.style import FONT

SIZE = 32
TABLES = catalog.load()
ICONS = {key: kind.icon for key, kind in TABLES.sensor_kinds.items()}
ICONS |= {key: kind.icon for key, kind in TABLES.resource_kinds.items()}


@pytest.mark.parametrize("side", [16, 24, 48, 256])
def test_every_window_has_the_icon_of_the_program(qtbot: QtBot, side: int) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    picture = widget.windowIcon().pixmap(side, side).toImage()
    assert picture.size() == QSize(side, side)
    colors = {picture.pixelColor(x, y).name() for x in range(side) for y in range(side)}
    assert theme.PANEL in colors
    assert len(colors) > 8, "more than a plain square"


@pytest.mark.parametrize("kind", ICONS)
def test_the_icon_of_every_kind_can_be_drawn(qtbot: QtBot, kind: str) -> None:
    assert ICONS[kind].startswith(FONT)
    picture = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    draw_icon(painter, ICONS[kind], QRectF(0, 0, SIZE, SIZE), QColor("white"))
    painter.end()
    assert any(picture.pixel(x, y) for x in range(SIZE) for y in range(SIZE))
