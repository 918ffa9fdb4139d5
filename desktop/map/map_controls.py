"""Controls over the map: scale bar, coordinates, north, banner, buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from county.package.crs import zone_of
from county.package.open import CountyPackage
from desktop import theme
from desktop.i18n import pick
from desktop.map.map_scale import bar_length_m, length_text
from desktop.places.coordinates import degrees_text, ground_per_grid
from desktop.widgets.literal import PlainLabel
from drawing.icons import button_icon
from drawing.viewport import Viewport
from layers.base import Layer, Value
from layers.basemap import TerrainLayer

GLASS = "background: rgba(8, 20, 32, 205); border-radius: 4px;"


class ScaleBar(QWidget):
    """A bar of a round number of metres on the ground."""

    WIDEST_PX = 150

    def __init__(self, package: CountyPackage, parent: QWidget) -> None:
        super().__init__(parent)
        self._package = package
        self.length_m = 0.0
        self.width_px = 0.0
        self.setFixedSize(theme.px(self.WIDEST_PX + 24), theme.px(34))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_scale(self, view: Viewport) -> None:
        """Measure at the middle of the view."""
        ground_m_per_px = view.m_per_px * ground_per_grid(view.center_m[0])
        most = theme.px(self.WIDEST_PX) * ground_m_per_px
        self.length_m = bar_length_m(most)
        self.width_px = self.length_m / ground_m_per_px
        self.update()

    @property
    def plate(self) -> QRectF:
        """The ground below bar and text, in pixels of the widget."""
        return QRectF(0, 0, max(self.width_px, theme.px(60)) + theme.px(20), self.height())

    @property
    def text(self) -> str:
        """The length, in the unit that keeps it short."""
        return length_text(self.length_m)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme.font(13, bold=True))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(8, 16, 26, 190))
            painter.drawRoundedRect(self.plate, theme.px(4), theme.px(4))
            base, left = self.height() - theme.px(6), theme.px(10)
            tick = theme.px(6)
            line = QPolygonF([
                QPointF(left, base - tick), QPointF(left, base),
                QPointF(left + self.width_px, base), QPointF(left + self.width_px, base - tick),
            ])  # fmt: skip
            text_box = QRectF(left, 0, max(self.width_px, theme.px(60)), base - tick)
            for ink, width in ((QColor("#060b13"), 4.5), (QColor("#e8f1f8"), 2.0)):
                painter.setPen(QPen(ink, theme.px(width)))
                painter.drawPolyline(line)
            painter.drawText(text_box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, self.text)


class Coordinates(PlainLabel):
    """Where the cursor is: degrees, Gauss-Krüger metres with their zone, and the values of fields."""

    def __init__(self, package: CountyPackage, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._package = package
        self._point: tuple[float, float] | None = None
        self._values: Sequence[tuple[Layer, Value]] = ()
        self._parts: list[str] = []
        self._room_px = 10_000
        self.setFont(theme.font(13))
        self.setStyleSheet(GLASS + f"color: #d5e3ef; padding: {theme.px(4)}px {theme.px(9)}px;")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_point(self, x_m: float, y_m: float, values: Sequence[tuple[Layer, Value]] = ()) -> None:
        """Show a point of the working CRS, and what fields hold there."""
        self._point, self._values = (x_m, y_m), values
        lon, lat = self._package.lonlat(x_m, y_m)
        zone, meridian = zone_of(self._package.manifest.epsg)
        parts = [
            degrees_text(float(lon), float(lat)),
            self.tr("Gauss-Krüger zone {zone} ({meridian}°E)  N {north:,.1f}  E {east:,.1f} m").format(
                zone=zone, meridian=meridian, north=y_m, east=x_m
            ),
        ]
        for layer, value in values:
            name = self.tr("height") if layer.key == TerrainLayer.key else pick(layer.name)
            parts.append(f"{name} {value.text}")
        self._parts = parts
        self._write()

    def fit(self, width_px: int) -> None:
        """Stay within ``width_px``: one part a line where one line is too long."""
        if width_px != self._room_px:
            self._room_px = width_px
            self._write()

    def _write(self) -> None:
        self.setText("    ".join(self._parts))
        if self.sizeHint().width() > self._room_px:
            self.setText("\n".join(self._parts))
        self.adjustSize()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._point:
            self.show_point(*self._point, self._values)
        super().changeEvent(event)


class NorthArrow(QWidget):
    """North is up: the map never turns.  Grid north differs from true north by less than a degree."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(theme.px(34), theme.px(46))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle, top, foot = self.width() / 2, theme.px(17), self.height() - theme.px(3)
            half = theme.px(9)
            for side, ink in ((-1, QColor("#e8f1f8")), (1, QColor("#7d95ab"))):
                painter.setPen(QPen(QColor("#060b13"), 1))
                painter.setBrush(ink)
                tip = [QPointF(middle, top), QPointF(middle + side * half, foot), QPointF(middle, foot - theme.px(6))]
                painter.drawPolygon(QPolygonF(tip))
            painter.setPen(QColor("#e8f1f8"))
            painter.setFont(theme.font(14, bold=True))
            painter.drawText(QRectF(0, 0, self.width(), top), Qt.AlignmentFlag.AlignCenter, self.tr("N"))


class Banner(PlainLabel):
    """Shown permanently when the county is synthetic, approximate, or without smaller divisions than towns."""

    def __init__(self, package: CountyPackage, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._manifest = package.manifest
        self._finest = package.finest_level
        self.setFont(theme.font(14, bold=True))
        self.setStyleSheet(
            f"background: rgba(64, 44, 4, 225); color: {theme.NOTICE}; border: 1px solid {theme.NOTICE};"
            f"border-radius: {theme.px(4)}px; padding: {theme.px(3)}px {theme.px(14)}px;"
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
        super().changeEvent(event)

    def _write(self) -> None:
        parts = []
        if self._manifest.synthetic:
            parts.append(self.tr("Synthetic data"))
        if self._manifest.approximate_outlines:
            parts.append(self.tr("Boundaries are approximate, not the legal ones"))
        elif self._manifest.approximate:
            parts.append(self.tr("Partly approximate data"))
        if self._finest == "towns":
            parts.append(self.tr("No villages, no grids: events are located by town"))
        elif self._finest == "boundary":
            parts.append(self.tr("No towns, villages or grids: events are located by county"))
        self.setText("\n".join(parts))
        self.setVisible(bool(parts))
        self.adjustSize()


class MapButtons(QWidget):
    """Zoom in, zoom out, whole county, select with a box."""

    zoom_in = Signal()
    zoom_out = Signal()
    home = Signal()
    spanning = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        self._buttons: list[QToolButton] = []
        self.plus = self._add(column, "mdi6.plus")
        self.minus = self._add(column, "mdi6.minus")
        self.whole = self._add(column, "mdi6.home-outline")
        self.span = self._add(column, "mdi6.selection-drag")
        self.span.setCheckable(True)
        self.plus.clicked.connect(self.zoom_in)
        self.minus.clicked.connect(self.zoom_out)
        self.whole.clicked.connect(self.home)
        self.span.toggled.connect(self.spanning)
        self._write()
        self.adjustSize()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
        super().changeEvent(event)

    def _add(self, column: QVBoxLayout, icon: str) -> QToolButton:
        button = QToolButton(self)
        size = QSize(theme.px(20), theme.px(20))
        button.setIcon(button_icon(icon, size, QColor("#e8f1f8"), QColor("#04121d")))
        button.setIconSize(size)
        button.setFixedSize(theme.px(34), theme.px(34))
        button.setStyleSheet("QToolButton { padding: 0; }")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(button)
        self._buttons.append(button)
        return button

    def _write(self) -> None:
        texts = (
            self.tr("Zoom in (+)"),
            self.tr("Zoom out (-)"),
            self.tr("Whole county (Home)"),
            self.tr("Select with a box (⇧ and drag)"),
        )
        for button, text in zip(self._buttons, texts, strict=True):
            button.setToolTip(text)
            button.setAccessibleName(text)
