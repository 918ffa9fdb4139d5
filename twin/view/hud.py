"""Overlay in the corners of the twin: compass, exaggeration, buttons, and how far the data can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from county.package.manifest import Manifest
from drawing.hatched_frame import FRAME_PX as HATCHED_PX
from drawing.hatched_frame import paint_hatched_frame
from drawing.icons import button_icon
from twin.view.camera import Camera
from twin.view.camera_controller import CameraController

PANEL = QColor(8, 16, 26, 200)
INK = QColor("#dbe8f5")
ACCENT = QColor("#35e0ff")
WARN = QColor("#ffd447")
STEP = 0.25
COMPASS_PX, COMPASS_RADIUS_PX = 48.0, 32.0
"""Middle of the compass from the upper right corner, and its radius."""
BUTTON_PX, SMALLEST_BUTTON_PX = 34.0, 26.0
FRAME_PX = 2
"""Margin of an icon's box in its button; the drawing takes some 60 % of the box."""
ROOMY_PX = 420.0
"""A lower view has smaller buttons."""
_STYLE = """
QToolButton {{ background: rgba(8, 16, 26, 200); border: 1px solid rgba(90, 130, 165, 110); border-radius: {0}px;
    padding: 0; }}
QToolButton:hover {{ border-color: #35e0ff; background: rgba(20, 44, 64, 230); }}
QToolButton:pressed {{ background: rgba(30, 80, 105, 230); }}
"""


@dataclass(frozen=True)
class RealmMark:
    """A text in the upper left corner, e.g. that the data are those of a drill."""

    text: Callable[[], str]
    """In the current language."""
    color: QColor
    """Background."""
    ink: QColor
    framed: bool = False
    """Whether the view has a hatched frame in these colours."""


class Hud(QWidget):
    """The column of buttons of one twin; it also paints the other corners.

    ``scale`` is that of the interface; a view that is small relative to it has a smaller column.
    """

    flight_wanted = Signal(Camera)
    window_wanted = Signal()

    def __init__(
        self, twin: QWidget, controller: CameraController, manifest: Manifest, *, flat: bool, scale: float
    ) -> None:
        super().__init__(twin)
        self._twin = twin
        self._controller = controller
        self._manifest = manifest
        self._flat = flat
        self._scale = scale
        self._size = scale
        self._side = 0
        self._buttons: list[tuple[QToolButton, str]] = []
        self.mark: RealmMark | None = None
        self.explaining = False
        """Whether the view says how it is moved."""
        self.value = ""
        """What fields hold under the cursor; "" when they hold nothing."""
        self.warning = ""
        """How far the data can be trusted; "" when there is no warning."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.home_button = self._button("mdi6.home-outline")
        self.north_button = self._button("mdi6.map-outline")
        self.higher_button = self._button("mdi6.arrow-expand-vertical")
        self.lower_button = self._button("mdi6.arrow-collapse-vertical")
        self.window_button = self._button("mdi6.open-in-new")
        self.window_button.setVisible(twin.parent() is not None)
        self.home_button.clicked.connect(lambda: self.flight_wanted.emit(controller.home()))
        self.north_button.clicked.connect(lambda: self.flight_wanted.emit(controller.from_above()))
        self.higher_button.clicked.connect(lambda: self._exaggerate(STEP))
        self.lower_button.clicked.connect(lambda: self._exaggerate(-STEP))
        self.window_button.clicked.connect(self.window_wanted)
        self.retranslate()

    def _warning(self) -> str:
        parts = [
            text for shown, text in (
                (self._manifest.synthetic, self.tr("Synthetic data")),
                (self._manifest.approximate, self.tr("Approximate data")),
                (self._flat, self.tr("No terrain in this package: shown flat")),
            ) if shown
        ]  # fmt: skip
        return " · ".join(parts)

    def arrange(self) -> None:
        """Put the buttons where the twin's size has them."""
        self._size = self._scale * min(1.0, max(0.62, self._twin.height() / (ROOMY_PX * self._scale)))
        self.setStyleSheet(_STYLE.format(round(5 * self._size)))
        self._column.setSpacing(round(6 * self._size))
        side = round(max(BUTTON_PX * self._size, SMALLEST_BUTTON_PX * self._scale))
        if side != self._side:
            self._side = side
            box = QSize(side - FRAME_PX, side - FRAME_PX)
            for button, icon in self._buttons:
                button.setIcon(button_icon(icon, box, INK))
                button.setIconSize(box)
                button.setFixedSize(side, side)
        self.adjustSize()
        room = self._room
        self.move(round(room.right() - COMPASS_PX * self._size - side / 2), round(room.top() + 94 * self._size))

    @property
    def _room(self) -> QRectF:
        """The part of the view that no frame and no band of its window covers."""
        return QRectF(self._twin.contentsRect())

    def paint(self, painter: QPainter) -> None:
        """Paint everything but the buttons."""
        self._paint_compass(painter, self._controller.camera)
        if self.mark is not None and self.mark.framed:
            whole = QRectF(self._twin.rect())
            paint_hatched_frame(painter, whole, HATCHED_PX * self._scale, self.mark.color, self.mark.ink)
        painter.setFont(self._text_font)
        if self.mark is not None:
            painter.fillRect(self._mark_box(), self.mark.color)
            painter.setPen(self.mark.ink)
            painter.drawText(self._mark_box(), Qt.AlignmentFlag.AlignCenter, self.mark.text())
        for (text, color), box in zip(self._texts(), self._text_boxes(), strict=True):
            self._paint_plate(painter, box)
            painter.setPen(color)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        if self.explaining:
            self._paint_plate(painter, self._explanation_box())
            painter.setPen(INK)
            painter.drawText(self._explanation_box(), Qt.AlignmentFlag.AlignCenter, self._explanation())

    def painted(self) -> list[QRectF]:
        """Boxes of compass and texts, where no name of the view belongs."""
        radius = COMPASS_RADIUS_PX * self._size
        middle = self._compass_middle
        compass = QRectF(middle - QPointF(radius, radius), middle + QPointF(radius, radius))
        mark = [self._mark_box()] if self.mark is not None else []
        explanation = [self._explanation_box()] if self.explaining else []
        return [compass, *self._text_boxes(), *mark, *explanation]

    @property
    def _compass_middle(self) -> QPointF:
        away = COMPASS_PX * self._size
        return self._room.topRight() + QPointF(-away, away)

    def _paint_plate(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(QColor(90, 130, 165, 110), self._size))
        painter.setBrush(PANEL)
        painter.drawRoundedRect(box, 5 * self._size, 5 * self._size)

    def _explanation(self) -> str:
        return self.tr("Drag: move · right button or Ctrl: turn · wheel: zoom")

    def _explanation_box(self) -> QRectF:
        """In the middle, above the texts of the lower corner."""
        metrics, size = QFontMetrics(self._text_font), self._size
        width, height = metrics.horizontalAdvance(self._explanation()) + 20.0 * size, metrics.height() + 8.0 * size
        room = self._room
        return QRectF(room.center().x() - width / 2, room.bottom() - 2 * height - 20.0 * size, width, height)

    @property
    def _text_font(self) -> QFont:
        return self._font(13.0 * max(self._size, 0.85 * self._scale))

    def _mark_box(self) -> QRectF:
        """Box of the realm's mark, in the upper left corner."""
        assert self.mark is not None
        metrics, size = QFontMetrics(self._text_font), self._size
        width = metrics.horizontalAdvance(self.mark.text()) + 20.0 * size
        room = self._room
        left, top = self._clear_of_frame(room.left(), 14.0), self._clear_of_frame(room.top(), 12.0)
        return QRectF(left, top, width, metrics.height() + 8.0 * size)

    def _text_boxes(self) -> list[QRectF]:
        """Boxes of the texts in the lower left corner."""
        metrics, size = QFontMetrics(self._text_font), self._size
        room, whole = self._room, self._twin.height()
        x, height = self._clear_of_frame(room.left(), 14.0), metrics.height() + 8.0 * size
        y = whole - height - self._clear_of_frame(whole - room.bottom(), 12.0)
        boxes = []
        for text, _ in self._texts():
            width = metrics.horizontalAdvance(text) + 20.0 * size
            boxes.append(QRectF(x, y, width, height))
            x += width + 8 * size
        return boxes

    def _clear_of_frame(self, margin: float, away: float) -> float:
        """Pixels from the edge of the view for what is so far ``away`` from its room in a roomy one, which begins after
        ``margin`` pixels: never over its frame."""
        framed = self.mark is not None and self.mark.framed
        return max(margin + away * self._size, (HATCHED_PX + 2.0) * self._scale if framed else 0.0)

    @property
    def key(self) -> list[object]:
        """Everything that decides what :meth:`paint` paints."""
        mark = self.mark and (self.mark.text(), self.mark.color, self.mark.ink, self.mark.framed)
        heading_deg = self._controller.camera.heading_deg
        return [heading_deg, self._size, self._room, self._twin.font(), mark, self._texts(), self.explaining]

    def _texts(self) -> list[tuple[str, QColor]]:
        """What is written in the lower corner, and its colours."""
        texts = [(self.tr("Heights × {0}").format(f"{self._controller.exaggeration:g}"), INK)]
        if self.value:
            texts.append((self.tr("Under the cursor: {0}").format(self.value), INK))
        if self.warning:
            texts.append((self.warning, WARN))
        return texts

    def retranslate(self) -> None:
        """Write the texts in the language that is set now."""
        self.warning = self._warning()
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
        self._buttons.append((button, icon))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column.addWidget(button)
        return button

    def _exaggerate(self, by: float) -> None:
        self._controller.exaggeration += by

    def _font(self, pixels: float) -> QFont:
        font = QFont(self._twin.font())
        font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)  # the same on the screen and in a picture
        font.setPixelSize(max(9, round(pixels)))
        return font

    def _paint_compass(self, painter: QPainter, camera: Camera) -> None:
        painter.save()
        painter.translate(self._compass_middle)
        painter.scale(self._size, self._size)
        painter.setPen(QPen(QColor(90, 130, 165, 140), 1.2))
        painter.setBrush(PANEL)
        painter.drawEllipse(QPointF(0, 0), COMPASS_RADIUS_PX, COMPASS_RADIUS_PX)
        painter.rotate(-camera.heading_deg)
        painter.setPen(Qt.PenStyle.NoPen)
        for color, tip in ((ACCENT, -17.0), (QColor("#5c6f83"), 17.0)):
            painter.setBrush(color)
            painter.drawPolygon(QPolygonF([QPointF(0, tip), QPointF(5.5, 0), QPointF(-5.5, 0)]))
        painter.setPen(INK)
        font = self._font(12.0)
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(QRectF(-12, -32, 24, 15), Qt.AlignmentFlag.AlignCenter, self.tr("N"))
        painter.restore()
