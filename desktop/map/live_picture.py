"""Drawn in each frame: live layers, points, labels, and the thing under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsObject, QGraphicsWidget, QStyleOptionGraphicsItem, QWidget

from county.clock import monotonic_ms
from desktop.map.live_fields import LiveFields
from desktop.map.painter_cache import PainterCache
from desktop.map.painters.points import PointsPainter
from drawing.batch_painter import BatchPainter
from drawing.cached_picture import CachedPicture
from drawing.label_layout import LabelLayout, PlacedLabel, candidates
from drawing.label_renderer import LabelRenderer
from drawing.mark_ring import draw_mark
from drawing.moving_share import MovingCall, moving_share
from drawing.names_along import NearStretches
from drawing.occupancy import OccupancyGrid
from drawing.pulse import Pulse, few
from drawing.turn_time import DeferredCall
from drawing.viewport import Viewport
from layers.base import Layer
from layers.batches import F64
from layers.style import StyleSheet

ARRANGE_MS = 90
"""While the map moves, names move along and are placed again this often: every frame would cost and flicker."""
FOLLOW_MS = 400
"""The same while the map rests and only data move."""
CHOSEN_MS = 40
"""The same for what was chosen: it is marked before, in a turn without the placing of names."""
RENDER_MS = 8
"""Of a frame after which no picture is made of a name that was never shown, but for one; the rest is made in the next
frames."""
LIFTED_MOST = 24
"""Selected things that are painted above all others; of a box that holds more, none hides another."""
Marked = list[tuple[Layer, str]]
Parts = list[tuple[Layer, BatchPainter]]


class LivePicture(QGraphicsObject):
    """Everything above the base picture."""

    arranged = Signal()
    """The names have been placed anew."""

    def __init__(
        self, painters: PainterCache, fields: LiveFields, styles: StyleSheet, parent: QGraphicsWidget,
        moves: Callable[[], bool] = lambda: True,
    ) -> None:  # fmt: skip
        """``moves``: whether what is new may swell."""
        super().__init__(parent)
        self._fields = fields
        self._painters = painters
        self._styles = styles
        self._selected: Marked = []
        self._renderer = LabelRenderer()
        self._layout = LabelLayout(self._renderer)
        self._stretches = NearStretches()
        self._above = CachedPicture()
        """What is above the fields and neither pulses nor glides; where something glides, only what is below that."""
        self._over_gliding = CachedPicture()
        """What is above that which glides: events and names are not hidden by a unit that passes."""
        self._view: Viewport | None = None
        self._labels: list[PlacedLabel] = []
        self._controls: list[QRectF] = []
        self.content_px: F64 = np.empty((0, 2))
        """Where glyphs of live layers are and names would be, (n, 2), when the names were last placed."""
        self.sized_px: list[QRectF] = []
        """Boxes of the glyphs whose size is a number, then."""
        self._arranged: Viewport | None = None
        """The view that the labels were placed for; None: they must be placed before the next frame."""
        self._moved = False
        """Whether data moved since then."""
        self._arrangements = 0
        """How often they were placed."""
        self._rest = QTimer(self, singleShot=True)
        self._place_soon = DeferredCall(self, self._place)
        """In a turn of its own: the painting that follows has the new places already."""
        self._rest.timeout.connect(self._place_soon.run)
        self._placing: Iterator[None] | None = None
        """Of names that are being placed, a piece in a turn."""
        self._place_on = QTimer(self, singleShot=True, interval=0)
        self._place_on.timeout.connect(self._place)
        self._late = QTimer(self, singleShot=True, interval=0)
        self._late.timeout.connect(self.update)
        self._mark_soon = DeferredCall(self, self.update)
        self._chosen = QTimer(self, singleShot=True, interval=0)
        """After the click or key that chose something: list and card are painted first."""
        self._chosen.timeout.connect(self._mark_soon.run)
        self.hovered: Marked = []
        self._pulse = Pulse(self, moves)
        self._pulse.frame.connect(self._show_pulse)
        self._swelling: list[QRectF] = []
        """Boxes of what pulsed or glided in the last frame."""
        self._update_soon = MovingCall(self, self._update_data)
        self._data_rest = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._place_moved = MovingCall(self, self._place_soon.run)
        self._data_rest.timeout.connect(self._place_moved.run)
        self._behind = False
        """Whether data moved since the last frame of a pulse."""
        self._awaited = False
        """Whether a hand waits for the data that move next."""
        self._due = False
        """Whether the next painting is that of data that moved."""

    @property
    def selected(self) -> Marked:
        """The selected things: marked, and named at every scale."""
        return self._selected

    @selected.setter
    def selected(self, things: Marked) -> None:
        if things == self._selected:
            return
        self._selected = things
        self._moved = True
        self._chosen.start()
        self._wait(CHOSEN_MS)

    @property
    def controls(self) -> list[QRectF]:
        """Boxes of the view's controls with their margins, in pixels: no name and no count lies there."""
        return self._controls

    @controls.setter
    def controls(self, boxes: list[QRectF]) -> None:
        if boxes != self._controls:  # the scale's box differs a little at each step of a zoom
            self._controls = boxes
            self._moved = True
            self._wait(ARRANGE_MS)

    @property
    def labels(self) -> list[PlacedLabel]:
        """The labels that the view shows, once it rests."""
        if self._view is not None and self._is_outdated:
            self._placing = None
            for _ in self._arrange(self._view):
                pass
        return self._labels

    @property
    def _is_outdated(self) -> bool:
        """Whether the names were placed for other data or another view, or are being placed."""
        return self._moved or self._arranged != self._view or self._placing is not None

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._view.width_px, self._view.height_px) if self._view else QRectF()

    def appear(self) -> None:
        """Show it.  The names are placed before: the first time that takes longer than the rest of a frame."""
        if not self.isVisible():
            _ = self.labels
            self.show()

    def look(self, view: Viewport) -> None:
        """Show another view."""
        if view != self._view:
            self.prepareGeometryChange()
            self._view = view
            self.update()
            self._wait(ARRANGE_MS)

    def refresh(self) -> None:
        """Draw the layers' current data and place all names."""
        self._arranged = None
        self._awaited = False  # of a moment at which nothing differs no layer tells
        self._update_data()

    def follow_fields(self) -> None:
        """Have new pictures made of the fields of live layers; those are shown when they are ready."""
        if self._view is not None:
            self._fields.look(self._view)

    def show_fields(self) -> None:
        """New pictures of fields are ready: repaint their boxes."""
        if self._view is not None:
            for box in self._fields.boxes_px(self._view):
                self.update(box)

    def follow_at_once(self) -> None:
        """Draw the data that move next without waiting for the turn of what moves by itself: a hand chose them."""
        self._awaited = True

    def follow(self) -> None:
        """Draw the layers' current data, while something pulses in its next frame; names are placed soon after."""
        self._moved = True
        if self._awaited:
            self._awaited = False
            self._update_data()
        elif self._pulse.isActive():
            self._behind = True
        else:
            self._update_soon.run()
        if not self._data_rest.isActive():
            self._data_rest.start()

    @property
    def is_current(self) -> bool:
        """Whether the data that the layers had last are painted."""
        return not (self._awaited or self._due or self._behind or self._update_soon.waits)

    def _update_data(self) -> None:
        self._due = True
        self.update()

    def _show_pulse(self) -> None:
        """Draw the next frame: all of it where data moved, else only what pulses."""
        if self._behind:
            self._update_data()
            return
        for box in self._swelling:
            self.update(box)

    def finish(self) -> None:
        """Make every picture that a frame would leave to the next: for snapshots."""
        if self._view is not None:
            self._arranged = None
            for label in self.labels:
                self._renderer.picture(label.text, label.style, self._view.dpr)

    def close(self) -> None:
        """Stop pulsing; nothing more is waited for."""
        self._awaited = self._due = self._behind = False
        self._rest.stop()
        self._place_soon.stop()
        self._place_on.stop()
        self._late.stop()
        self._chosen.stop()
        self._mark_soon.stop()
        self._pulse.stop()
        self._update_soon.stop()
        self._data_rest.stop()
        self._place_moved.stop()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._due:  # of several layers that moved together the others wait for a frame of their own
            self._due = self._behind = False
            self._update_soon.stop()
        if self._view is not None:
            with moving_share().frame():
                self._paint(painter, self._view)

    def _paint(self, painter: QPainter, view: Viewport) -> None:
        painter.setClipRect(self.boundingRect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        due = self._rest.isActive() or self._data_rest.isActive() or self._place_moved.waits or self._place_soon.waits
        due |= self._placing is not None
        waiting = self._arranged is not None and due
        labels = self._labels if waiting else self.labels
        if self._arranged != view:
            labels = [label.moved(view) for label in labels]
        self._fields.paint(painter, view)
        marked = [(layer.batches(), item_id) for layer, item_id in (*self.hovered, *self._selected)]
        points = self._points()
        moves = self._pulse.moves
        on_way = [part.send_off(view, moves=moves and not part.pulses) for _, part in points]
        key = view, self._arrangements, labels, len(self.hovered), marked, list(self._painters.shown()), on_way
        still = list(self._painters.moving())
        gliding = {id(part) for (_, part), way in zip(points, on_way, strict=True) if len(way.mask)}
        split = max((n + 1 for n, (_, part) in enumerate(still) if id(part) in gliding), default=0)
        if split:
            self._above.paint(
                painter, view.width_px, view.height_px, key, lambda onto: self._paint_still(onto, view, still[:split])
            )
            self._paint_gliding(painter, view, points)
        over = self._over_gliding if split else self._above
        over.paint(
            painter, view.width_px, view.height_px, key,
            lambda onto: self._paint_top(onto, view, still[split:], labels, hovered=not split),
        )  # fmt: skip
        self._paint_moving(painter, view, points, glides=bool(split))

    def _paint_still(self, painter: QPainter, view: Viewport, parts: Parts, *, hovered: bool = True) -> bool:
        """Paint what stands still of layers, below it what is ``hovered``; returns whether it would be the same
        again."""
        late = False
        if hovered:
            self._mark(painter, view, self.hovered, "hover", moving=False)
        for layer, batch_painter in parts:
            late |= batch_painter.waiting
            if isinstance(batch_painter, PointsPainter) and batch_painter.pulses:
                continue
            painter.save()
            painter.setOpacity(layer.opacity)
            for _ in batch_painter.paint(painter, view):
                pass
            painter.restore()
        return not late

    def _paint_top(
        self, painter: QPainter, view: Viewport, parts: Parts, labels: list[PlacedLabel], *, hovered: bool
    ) -> bool:
        """The same, with names and what is selected above it."""
        end_ms = monotonic_ms() + RENDER_MS
        late, made = not self._paint_still(painter, view, parts, hovered=hovered), False
        for label in labels:
            known = self._renderer.has(label.text, label.style, view.dpr)
            if known or not made or monotonic_ms() < end_ms:
                made |= not known
                self._renderer.draw(painter, label.text, label.style, label.box.topLeft(), view.dpr)
            else:
                late = True
                self._late.start()
        self._lift_selected(painter, view, moving=False)
        self._mark(painter, view, self.selected, "selection", moving=False)
        return not late

    def _paint_gliding(self, painter: QPainter, view: Viewport, points: list[tuple[Layer, PointsPainter]]) -> None:
        """Paint what glides where it is now."""
        self._mark(painter, view, self.hovered, "hover", moving=True)
        for layer, part in points:
            if not part.pulses:
                painter.save()
                painter.setOpacity(layer.opacity)
                part.paint_on_way(painter, view)
                painter.restore()

    def _paint_moving(
        self, painter: QPainter, view: Viewport, points: list[tuple[Layer, PointsPainter]], *, glides: bool
    ) -> None:
        """Paint what pulses and, where anything ``glides``, what is selected of that, above everything else."""
        boxes: list[QRectF] = []
        for layer, part in points:
            if not part.pulses:
                boxes += part.glide_boxes(view)
                continue
            boxes += part.pulse_boxes(view)
            painter.save()
            painter.setOpacity(layer.opacity)
            for _ in part.paint(painter, view, self._pulse.phase):
                pass
            painter.restore()
        if glides:
            self._lift_selected(painter, view, moving=True)
            self._mark(painter, view, self.selected, "selection", moving=True)
        self._swelling = few(boxes)
        self._pulse.follow(moving=bool(boxes))

    def _points(self) -> list[tuple[Layer, PointsPainter]]:
        """The painters of glyphs, from the lowest layer up."""
        return [(layer, part) for layer, part in self._painters.moving() if isinstance(part, PointsPainter)]

    def _arrange(self, view: Viewport) -> Iterator[None]:
        """Share out the screen, in pieces: live glyphs, the selection's name and those in bold, badges, other names."""
        self._moved = False  # what moves meanwhile is a reason to do it again
        grid = OccupancyGrid(view.width_px, view.height_px, self._controls)
        points = self._points()
        glyphs = [painter.obstacles(view) for layer, painter in points if layer.pace == "live"]
        self.sized_px = [box for _, painter in points for box in painter.sized_boxes(view)]
        if glyphs:
            xy_px, half_px = (np.concatenate(columns) for columns in zip(*glyphs, strict=True))
            grid.cover(xy_px, half_px)
        yield
        chosen = frozenset(item_id for _, item_id in self.selected)
        names = candidates(self._painters.labels(), self._styles, view, chosen, self._stretches)
        at_px = [(name.at_px.x(), name.at_px.y()) for name in names]
        self.content_px = np.concatenate([*(xy_px for xy_px, _ in glyphs), np.array(at_px).reshape(-1, 2)])
        yield
        strong = self._layout.place([name for name in names if name.strong], grid)
        for _, batch_painter in points:
            batch_painter.settle(view, grid)
        yield
        self._labels = strong + self._layout.place([name for name in names if not name.strong], grid)
        self._arranged = view
        self._arrangements += 1
        self.arranged.emit()

    def _place(self) -> None:
        """Place all names, where the view shows data that moved or another place: a piece now, the others in turns of
        their own."""
        if self._view is None:
            return
        if self._placing is None and self._is_outdated:
            self._placing = self._arrange(self._view)
        with moving_share().frame():
            if self._placing is not None and next(self._placing, self) is not self:
                self._place_on.start()
                return
        self._placing = None
        self.update()

    def _wait(self, at_most_ms: int) -> None:
        """Place names again after this time, or sooner where that was already due."""
        if not 0 <= self._rest.remainingTime() <= at_most_ms:
            self._rest.start(at_most_ms)

    def _lift_selected(self, painter: QPainter, view: Viewport, *, moving: bool) -> None:
        """The glyphs of what is selected and glides, or does not, above all others and names; where they pulse they are
        left to that."""
        for layer, item_id in self._selected if len(self._selected) <= LIFTED_MOST else ():
            if layer.visible and layer.opacity > 0:
                for part in self._painters.of(layer):
                    if isinstance(part, PointsPainter) and not part.pulses and part.is_on_way(item_id) == moving:
                        part.lift(painter, view, item_id)

    def _mark(self, painter: QPainter, view: Viewport, things: Marked, key: str, *, moving: bool) -> None:
        """Mark those of the things that glide, or do not: points by one ring around all that is drawn there."""
        for layer, item_id in things:
            parts = self._painters.of(layer)
            points = [part for part in parts if isinstance(part, PointsPainter) and not part.pulses]
            for part in parts:
                if not isinstance(part, PointsPainter) and not moving:
                    part.mark(painter, view, item_id, self._styles[key])
            own = [part for part in points if part.is_on_way(item_id) == moving]
            for at_px, size_px in dict(sorted(place for part in own for place in part.marked(view, item_id))).items():
                around_px = max(size_px, *(part.drawn_px(view, at_px) for part in points))
                draw_mark(painter, QPointF(*at_px), around_px, self._styles[key])
