"""The picture of everything that never moves: painted in slices between events, then only shifted and scaled.

While the view moves the last picture follows it, and a small one of the whole county lies below, so that
nothing is ever empty; once a new picture is finished it takes the old one's place.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QGraphicsObject, QGraphicsWidget, QStyleOptionGraphicsItem, QWidget

from county.clock import monotonic_ms
from desktop.map.painter_cache import PainterCache
from drawing.viewport import Viewport

SLICE_MS = 5
"""Of painting between two events: well below one frame."""
MARGIN = 0.15
SAME = 1e-6
"""Scales that differ less are one: a whole screen is not a pixel off."""
BACKGROUND = QColor("#0a1018")


class BasePicture(QGraphicsObject):
    """Shows the kept picture; :meth:`look` tells it where the view is, :meth:`repaint` that layers changed."""

    drawn = Signal()
    """A picture was painted, in which something may be missing still."""
    complete = Signal()
    """A picture was painted in which nothing is missing."""

    def __init__(self, painters: PainterCache, parent: QGraphicsWidget) -> None:
        super().__init__(parent)
        self._painters = painters
        self._view: Viewport | None = None
        self._aim: Viewport | None = None
        self._whole_view: Viewport | None = None
        self._whole: tuple[Viewport, QImage] | None = None
        self._kept: tuple[Viewport, QImage] | None = None
        self._work: Iterator[None] | None = None
        self._stale = True
        """Whether the picture in work, or the kept one, is not the one that is needed."""
        self._changed = True
        """Whether layers changed since the last picture was begun."""
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)

    @property
    def settled(self) -> bool:
        """Whether the picture shows the view as it is, with nothing left to paint."""
        return self._work is None and not self._stale

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._view.width_px, self._view.height_px) if self._view else QRectF()

    def look(self, view: Viewport) -> None:
        """Show another view."""
        if view == self._view:
            return
        self.prepareGeometryChange()
        self._view = view
        if not self._holds(view):
            self._stale = True
            self._timer.start()
        self.update()

    def aim(self, view: Viewport) -> None:
        """The map flies to ``view``: paint that one, not what it passes."""
        self._aim = view
        self._work = None
        self._stale = True
        self._timer.start()

    def arrive(self) -> None:
        """The flight is over or broken off."""
        if self._aim is None:
            return
        self._aim = None
        self._stale = self._changed or self._view is None or not self._holds(self._view)
        if self._stale:
            self._timer.start()

    def repaint(self, whole: Viewport) -> None:
        """Paint everything anew; ``whole`` is a small view of the whole county."""
        self._whole_view = whole
        self._whole = None
        self._stale = self._changed = True
        self._work = None
        self._timer.start()

    def finish(self) -> None:
        """Paint all that is left right now: for snapshots."""
        while not self.settled and self._timer.isActive():
            self._slice()

    def close(self) -> None:
        """Stop painting."""
        self._timer.stop()
        self._work = None

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        view = self._view
        if view is None:
            return
        kept = self._kept
        if kept is None or not kept[0].covers(view):
            painter.save()
            bare = QRegion(self.boundingRect().toAlignedRect())
            if kept is not None:
                bare -= QRegion(_box(view, kept[0]).toAlignedRect().adjusted(1, 1, -1, -1))
            painter.setClipRegion(bare)
            painter.fillRect(self.boundingRect(), BACKGROUND)
            if self._whole is not None:
                _show(painter, view, *self._whole)
            painter.restore()
        if kept is not None:
            _show(painter, view, *kept)

    def _holds(self, view: Viewport) -> bool:
        """Whether the kept picture shows ``view`` sharp and whole."""
        if self._kept is None:
            return False
        kept = self._kept[0]
        return _same_scale(kept, view) and kept.covers(view)

    def _slice(self) -> None:
        end_ms = monotonic_ms() + SLICE_MS
        while monotonic_ms() < end_ms:
            if self._work is None:
                reached = self._aim is not None and not self._changed and self._holds(self._aim)
                if reached or not self._stale or self._view is None:
                    self._timer.stop()
                    return
                self._stale = self._changed = False
                self._work = self._paint_all()
            if next(self._work, self) is self:
                self._work = None
                self.update()

    def _paint_all(self) -> Iterator[None]:
        assert self._view is not None
        target = (self._aim or self._view).grown(MARGIN)
        picture = _blank(target)
        yield from self._paint_into(picture, target)
        self._kept = target, picture
        self.update()
        self.drawn.emit()
        if not any(painter.waiting for _, painter in self._painters.still()):
            self.complete.emit()
        if self._whole is None and self._whole_view is not None:
            whole = _blank(self._whole_view)
            yield from self._paint_into(whole, self._whole_view)
            self._whole = self._whole_view, whole

    def _paint_into(self, picture: QImage, view: Viewport) -> Iterator[None]:
        for layer, batch_painter in self._painters.still():
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setOpacity(layer.opacity)
                for _ in batch_painter.paint(painter, view):
                    yield


def _blank(view: Viewport) -> QImage:
    width, height = round(view.width_px * view.dpr), round(view.height_px * view.dpr)
    picture = QImage(max(1, width), max(1, height), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(view.dpr)
    picture.fill(BACKGROUND)
    return picture


def _show(painter: QPainter, view: Viewport, of: Viewport, picture: QImage) -> None:
    box = _box(view, of)
    if _same_scale(of, view):
        painter.drawImage(QPointF(round(box.x() * view.dpr) / view.dpr, round(box.y() * view.dpr) / view.dpr), picture)
    else:
        painter.drawImage(box, picture)


def _same_scale(of: Viewport, view: Viewport) -> bool:
    return of.dpr == view.dpr and abs(of.m_per_px / view.m_per_px - 1) < SAME


def _box(view: Viewport, of: Viewport) -> QRectF:
    """Where a picture of ``of`` lies in ``view``, in pixels."""
    scale = of.m_per_px / view.m_per_px
    x_px, y_px = (of.west_m - view.west_m) / view.m_per_px, (view.north_m - of.north_m) / view.m_per_px
    return QRectF(x_px, y_px, of.width_px * scale, of.height_px * scale)
