"""The picture of the still layers: painted in slices between events, then only shifted and scaled.

While the view moves the last picture follows it, and a small one of the whole county is drawn below it, so that
nothing is ever empty; once a new picture is finished it takes the old one's place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QGraphicsObject, QGraphicsWidget, QStyleOptionGraphicsItem, QWidget

from county.clock import monotonic_ms
from desktop.map.paint_share import PaintShare
from desktop.map.painter_cache import PainterCache
from desktop.map.picture_stack import BACKGROUND, PictureStack
from drawing.viewport import Viewport

MARGIN = 0.15
SAME = 1e-6
"""Scales that differ less are one: a whole screen is not a pixel off."""


class BasePicture(QGraphicsObject):
    """Shows the still layers; :meth:`look` sets the view.

    ``whole`` is a small view of the whole county: it is shown where the sharp picture does not cover the view.
    ``hidden``: whether something opaque is painted over a box of the view.
    """

    drawn = Signal()
    """A picture was painted, in which something may be missing still."""
    complete = Signal()
    """A picture was painted in which nothing is missing."""

    def __init__(
        self, painters: PainterCache, whole: Viewport, hidden: Callable[[Viewport, QRectF], bool],
        parent: QGraphicsWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setFlag(QGraphicsObject.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # it tells what is to be painted
        self._hidden = hidden
        self._painters = painters
        self._view: Viewport | None = None
        self._target: Viewport | None = None
        """View at the end of a flight: it is painted, not the intermediate ones."""
        self._whole = PictureStack(painters, whole)
        self._sharp: PictureStack | None = None
        """The stack that is shown."""
        self._working: tuple[PictureStack, Iterator[None]] | None = None
        """The stack in work: the sharp one, the whole county, or one that will take the sharp one's place."""
        self._share = PaintShare()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)

    @property
    def settled(self) -> bool:
        """Whether the picture shows the view as it is, with no painting pending."""
        return self._view is not None and self._working is None and self._due() is None

    @property
    def waiting(self) -> bool:
        """Whether something is missing in the sharp picture because a worker has not made it yet."""
        return self._sharp is not None and self._sharp.waiting

    @property
    def shown(self) -> Viewport | None:
        """The view that the sharp picture was painted for."""
        return None if self._sharp is None else self._sharp.view

    @property
    def sharp(self) -> tuple[Viewport, QImage] | None:
        """The sharp picture and its view."""
        sharp = self._sharp
        return None if sharp is None or sharp.picture is None else (sharp.view, sharp.picture)

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._view.width_px, self._view.height_px) if self._view else QRectF()

    def look(self, view: Viewport) -> None:
        """Show another view."""
        if view == self._view:
            return
        self.prepareGeometryChange()
        self._view = view
        self._timer.start()
        self.update()

    @property
    def target(self) -> Viewport | None:
        """The view that the map is on its way to; None while it stays."""
        return self._target

    def set_target(self, view: Viewport) -> None:
        """The map flies to ``view``: paint that view, not the intermediate ones."""
        self._target = view
        self._working = None
        self._timer.start()

    def clear_target(self) -> None:
        """The flight ended or was cancelled."""
        if self._target is not None:
            self._target = None
            self._timer.start()

    def repaint(self, key: str) -> None:
        """The data of one still layer changed."""
        for stack in self._stacks():
            stack.repaint(key)
        self._timer.start()

    def repaint_ready(self) -> None:
        """A painter became ready."""
        for stack in self._stacks():
            stack.repaint_ready()
        self._timer.start()

    def blend_again(self) -> None:
        """Opacity or visibility of a still layer changed."""
        for stack in self._stacks():
            stack.blend_again()
        self._timer.start()

    def finish(self) -> None:
        """Paint everything pending immediately: for snapshots."""
        while self._view is not None and not self.settled:
            self._slice()

    def close(self) -> None:
        """Stop painting."""
        self._timer.stop()
        self._working = None

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        view, sharp, whole = self._view, self._sharp, self._whole
        if view is None or self._hidden(view, option.exposedRect):
            return
        if sharp is None or not sharp.view.covers(view):
            painter.save()
            bare = QRegion(self.boundingRect().toAlignedRect())
            if sharp is not None:
                bare -= QRegion(_box(view, sharp.view).toAlignedRect().adjusted(1, 1, -1, -1))
            painter.setClipRegion(bare)
            painter.fillRect(self.boundingRect(), BACKGROUND)
            if whole.picture is not None:
                show_picture(painter, view, whole.view, whole.picture)
            painter.restore()
        if sharp is not None and sharp.picture is not None:
            show_picture(painter, view, sharp.view, sharp.picture)

    def _stacks(self) -> list[PictureStack]:
        stacks = [self._whole]
        if self._sharp is not None:
            stacks.append(self._sharp)
        if self._working is not None and self._working[0] not in stacks:
            stacks.append(self._working[0])
        return stacks

    def _due(self) -> PictureStack | Viewport | None:
        """The stack to work on, or the view that needs a new one; None when everything is up to date."""
        wanted = self._target or self._view
        if wanted is None:
            return None
        sharp = self._sharp
        if sharp is None or not holds(sharp.view, wanted):
            return wanted
        return next((stack for stack in (sharp, self._whole) if stack.stale), None)

    def _slice(self) -> None:
        wanted = self._target or self._view
        blurred = self._sharp is None or (wanted is not None and not holds(self._sharp.view, wanted))
        end_ms = self._share.begin(urgent=blurred)
        while monotonic_ms() < end_ms:
            if self._working is None:
                due = self._due()
                if due is None:
                    self._timer.stop()
                    self._share.rest()
                    return
                if isinstance(due, Viewport):
                    if self._sharp is not None:
                        self._sharp.forget_layers()
                    due = PictureStack(self._painters, due.grown(MARGIN))
                self._working = due, due.work()
            stack, work = self._working
            if next(work, self) is self:
                self._working = None
                self._finished(stack)
        self._share.end()

    def _finished(self, stack: PictureStack) -> None:
        self.update()
        if stack is not self._whole:
            self._sharp = stack
            self.drawn.emit()
            if not stack.waiting:
                self.complete.emit()


def holds(of: Viewport, view: Viewport) -> bool:
    """Whether a picture of ``of`` shows ``view`` sharp and whole."""
    return _same_scale(of, view) and of.covers(view)


def show_picture(painter: QPainter, view: Viewport, of: Viewport, picture: QImage) -> None:
    """Show a picture of ``of`` at its place in ``view``."""
    box = _box(view, of)
    if _same_scale(of, view):
        painter.drawImage(QPointF(round(box.x() * view.dpr) / view.dpr, round(box.y() * view.dpr) / view.dpr), picture)
    else:
        painter.drawImage(box, picture)


def _same_scale(of: Viewport, view: Viewport) -> bool:
    return of.dpr == view.dpr and abs(of.m_per_px / view.m_per_px - 1) < SAME


def _box(view: Viewport, of: Viewport) -> QRectF:
    """Box of a picture of ``of`` in ``view``, in pixels."""
    scale = of.m_per_px / view.m_per_px
    x_px, y_px = (of.west_m - view.west_m) / view.m_per_px, (view.north_m - of.north_m) / view.m_per_px
    return QRectF(x_px, y_px, of.width_px * scale, of.height_px * scale)
