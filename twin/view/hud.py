"""What stands in the corners of the twin: compass, exaggeration, buttons, and how far the data can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import qtawesome
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from county.package.manifest import Manifest
from twin.view.camera import Camera

if TYPE_CHECKING:
    from twin.view.widget import TwinWidget

PANEL = QColor(8, 16, 26, 200)
INK = QColor("#dbe8f5")
ACCENT = QColor("#35e0ff")
WARN = QColor("#ffd447")
STEP = 0.25
_STYLE = """
QToolButton { background: rgba(8, 16, 26, 200); border: 1px solid rgba(90, 130, 165, 110); border-radius: 5px; }
QToolButton:hover { border-color: #35e0ff; background: rgba(20, 44, 64, 230); }
QToolButton:pressed { background: rgba(30, 80, 105, 230); }
"""


class Hud:
    """The corners of one twin."""

    def __init__(self, twin: TwinWidget, manifest: Manifest, flat: bool) -> None:
        self._twin = twin
        self._manifest, self._flat = manifest, flat
        self.warning = ""
        self._column = QWidget(twin)
        self._column.setStyleSheet(_STYLE)
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.home = self._button(column, "mdi6.home-outline")
        self.north = self._button(column, "mdi6.map-outline")
        self.higher = self._button(column, "mdi6.arrow-expand-vertical")
        self.lower = self._button(column, "mdi6.arrow-collapse-vertical")
        self.home.clicked.connect(lambda: twin.fly(twin.home()))
        self.north.clicked.connect(twin.north_up)
        self.higher.clicked.connect(lambda: self._exaggerate(STEP))
        self.lower.clicked.connect(lambda: self._exaggerate(-STEP))
        self.retranslate()

    def retranslate(self) -> None:
        """Put every text anew, in the language of the screen."""
        self.warning = _warning(self._manifest, self._flat)
        for button, text in (
            (self.home, QCoreApplication.translate("Hud", "Whole county (Home)")),
            (self.north, QCoreApplication.translate("Hud", "North up, from above (N)")),
            (self.higher, QCoreApplication.translate("Hud", "Exaggerate heights more")),
            (self.lower, QCoreApplication.translate("Hud", "Exaggerate heights less")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _button(self, column: QVBoxLayout, icon: str) -> QToolButton:
        button = QToolButton(self._column)
        button.setIcon(qtawesome.icon(icon, color="#dbe8f5"))
        button.setIconSize(QSize(20, 20))
        button.setFixedSize(34, 34)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(button)
        return button

    def _exaggerate(self, by: float) -> None:
        self._twin.exaggeration += by

    def arrange(self) -> None:
        """Put the buttons where the widget's size has them."""
        self._column.adjustSize()
        self._column.move(self._twin.width() - self._column.width() - 14, 92)

    def paint(self, painter: QPainter, camera: Camera, exaggeration: float) -> None:
        """Paint what is not a button."""
        self._paint_compass(painter, camera)
        texts = [(QCoreApplication.translate("Hud", "Heights × {0}").format(f"{exaggeration:g}"), INK)]
        if self.warning:
            texts.append((self.warning, WARN))
        x = 14.0
        for text, color in texts:
            width = painter.fontMetrics().horizontalAdvance(text) + 20.0
            box = QRectF(x, self._twin.height() - 40.0, width, 26.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(PANEL)
            painter.drawRoundedRect(box, 5, 5)
            painter.setPen(color)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            x += width + 8

    def _paint_compass(self, painter: QPainter, camera: Camera) -> None:
        painter.save()
        painter.translate(self._twin.width() - 48.0, 48.0)
        painter.setPen(QPen(QColor(90, 130, 165, 140), 1.2))
        painter.setBrush(PANEL)
        painter.drawEllipse(QPointF(0, 0), 32, 32)
        painter.rotate(-camera.heading_deg)
        painter.setPen(Qt.PenStyle.NoPen)
        for color, tip in ((ACCENT, -17.0), (QColor("#5c6f83"), 17.0)):
            painter.setBrush(color)
            painter.drawPolygon(QPolygonF([QPointF(0, tip), QPointF(5.5, 0), QPointF(-5.5, 0)]))
        painter.setPen(INK)
        font = painter.font()
        font.setPixelSize(11)
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(QRectF(-10, -31, 20, 13), Qt.AlignmentFlag.AlignCenter, QCoreApplication.translate("Hud", "N"))
        painter.restore()


def _warning(manifest: Manifest, flat: bool) -> str:
    parts = [
        text for said, text in (
            (manifest.synthetic, QCoreApplication.translate("Hud", "Synthetic data")),
            (manifest.approximate, QCoreApplication.translate("Hud", "Approximate data")),
            (flat, QCoreApplication.translate("Hud", "No terrain in this package: shown flat")),
        ) if said
    ]  # fmt: skip
    return " · ".join(parts)
