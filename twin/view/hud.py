"""What stands in the corners of the twin: compass, exaggeration, buttons, and how far the data can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from county.package.manifest import Manifest
from twin.view.camera import Camera
from twin.view.icons import button_icon

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


class Hud(QWidget):
    """The column of buttons of one twin; it also paints what stands in the other corners."""

    def __init__(self, twin: TwinWidget, manifest: Manifest, *, flat: bool) -> None:
        super().__init__(twin)
        self._twin = twin
        self._manifest = manifest
        self._flat = flat
        self.setStyleSheet(_STYLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.home_button = self._button("mdi6.home-outline")
        self.north_button = self._button("mdi6.map-outline")
        self.higher_button = self._button("mdi6.arrow-expand-vertical")
        self.lower_button = self._button("mdi6.arrow-collapse-vertical")
        self.window_button = self._button("mdi6.open-in-new")
        self.window_button.setVisible(twin.parent() is not None)
        self.home_button.clicked.connect(lambda: twin.fly(twin.home()))
        self.north_button.clicked.connect(twin.north_up)
        self.higher_button.clicked.connect(lambda: self._exaggerate(STEP))
        self.lower_button.clicked.connect(lambda: self._exaggerate(-STEP))
        self.window_button.clicked.connect(twin.open_window)
        self.retranslate()

    @property
    def warning(self) -> str:
        """How far the data can be trusted; "" when there is nothing to say."""
        parts = [
            text for said, text in (
                (self._manifest.synthetic, self.tr("Synthetic data")),
                (self._manifest.approximate, self.tr("Approximate data")),
                (self._flat, self.tr("No terrain in this package: shown flat")),
            ) if said
        ]  # fmt: skip
        return " · ".join(parts)

    def arrange(self) -> None:
        """Put the buttons where the twin's size has them."""
        self.adjustSize()
        self.move(self._twin.width() - self.width() - 31, 96)

    def paint(self, painter: QPainter, camera: Camera, exaggeration: float) -> None:
        """Paint what is not a button."""
        self._paint_compass(painter, camera)
        texts = [(self.tr("Heights × {0}").format(f"{exaggeration:g}"), INK)]
        if self.warning:
            texts.append((self.warning, WARN))
        x = 14.0
        for text, color in texts:
            width = painter.fontMetrics().horizontalAdvance(text) + 20.0
            box = QRectF(x, self._twin.height() - 40.0, width, 26.0)
            painter.setPen(QPen(QColor(90, 130, 165, 110), 1.0))
            painter.setBrush(PANEL)
            painter.drawRoundedRect(box, 5, 5)
            painter.setPen(color)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            x += width + 8

    def retranslate(self) -> None:
        """Write the texts in the language that is set now."""
        for button, text in (
            (self.home_button, self.tr("Whole county (Home)")),
            (self.north_button, self.tr("North up, from above (N)")),
            (self.higher_button, self.tr("Exaggerate heights more")),
            (self.lower_button, self.tr("Exaggerate heights less")),
            (self.window_button, self.tr("Open in a window of its own")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _button(self, icon: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(button_icon(icon, QSize(20, 20), INK))
        button.setIconSize(QSize(20, 20))
        button.setFixedSize(34, 34)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)
        return button

    def _exaggerate(self, by: float) -> None:
        self._twin.exaggeration += by

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
        painter.drawText(QRectF(-12, -31, 24, 13), Qt.AlignmentFlag.AlignCenter, self.tr("N"))
        painter.restore()
