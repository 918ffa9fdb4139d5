"""Things at one place that no zoom separates, fanned out around it until the fan is folded."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsObject, QGraphicsWidget, QStyleOptionGraphicsItem, QWidget

from desktop import theme
from desktop.map.identify import extent_m
from desktop.map.painter_cache import PainterCache
from desktop.map.painters.groups import PLACE_M
from desktop.map.painters.points import PointsPainter
from drawing.pens import color, pen
from drawing.viewport import Viewport
from layers.base import Layer
from layers.batches import F64
from layers.focus import Focus, MapPoint
from layers.found import Found
from layers.style import StyleSheet, rgba

BETWEEN_PX, NEAREST_PX = 44.0, 52.0
"""From one thing to the next, and from the place to the nearest."""
RING_MOST, PAGE = 10, 40
"""So many things are on a ring, more on a spiral, and more than a page on further pages."""
REACH_PX = 20.0
PAD_PX, TEXT_PX = 7.0, 14
Thing = tuple[Layer, str]


class Fan(QGraphicsObject):
    """Things of one place, joined to it by lines; a plate in the middle says which of how many is chosen.

    It stays at its place while the map moves.  What is no longer on the map, or has gone elsewhere, leaves it.
    """

    def __init__(self, painters: PainterCache, styles: StyleSheet, focus: Focus, parent: QGraphicsWidget) -> None:
        super().__init__(parent)
        self._painters, self._styles, self._focus = painters, styles, focus
        self._view: Viewport | None = None
        self._place: MapPoint = (0.0, 0.0)
        self._page = 0
        self.things: Found = []
        """All of them, the most urgent first; empty while nothing is fanned out."""
        self.hide()

    def open(self, things: Found, place: MapPoint) -> None:
        """Fan things out around a place; what was fanned out elsewhere is folded."""
        if things != self.things:
            self.things, self._place, self._page = things, place, 0
            self.turn_to_chosen()
        self.setVisible(bool(things))
        self.update()

    def fold(self) -> None:
        """Show nothing."""
        self.things = []
        self.hide()

    def step(self, by: int) -> None:
        """Choose the next thing, or the one before; the first where none is chosen."""
        now = self.chosen
        layer, item_id = self.things[0 if now is None else (now + by) % len(self.things)]
        self._focus.click(layer.key, item_id)

    @property
    def chosen(self) -> int | None:
        """The place of the selected thing among all."""
        selection = self._focus.selection
        if selection is None:
            return None
        chosen = ((layer.key, item_id) for layer, item_id in self.things)
        return next((n for n, (key, one) in enumerate(chosen) if key == selection.layer and one in selection.ids), None)

    @property
    def text(self) -> str:
        """What the plate in the middle says."""
        total, chosen = len(self.things), self.chosen
        if total > PAGE:
            first = self._page * PAGE
            shown = f"{first + 1}–{min(first + PAGE, total)}"
            return self.tr("{shown} of {total}").format(shown=shown, total=total)
        return str(total) if chosen is None else self.tr("{shown} of {total}").format(shown=chosen + 1, total=total)

    def look(self, view: Viewport) -> None:
        """The map shows another view."""
        if view != self._view:
            self.prepareGeometryChange()
            self._view = view

    def follow(self, *layers: Layer) -> None:
        """Data of these layers moved, or they are shown or hidden; the page stays."""
        if not any(layer in layers for layer, _ in self.things):
            return
        held = [
            thing for thing in self.things
            if thing[0] not in layers or (self._is_on_map(thing) and self._is_here(thing))
        ]  # fmt: skip
        if len(held) < 2:
            self.fold()
            return
        self.things = held
        self._page = min(self._page, (len(held) - 1) // PAGE)
        self.update()

    def turn_to_chosen(self) -> None:
        """Another thing is chosen: show its page."""
        if (chosen := self.chosen) is not None:
            self._page = chosen // PAGE
        self.update()

    def at(self, x_px: float, y_px: float) -> Found:
        """The fanned thing at a pixel."""
        return next(
            (
                [thing] for thing, at in self._places()
                if math.hypot(at.x() - x_px, at.y() - y_px) <= theme.px(REACH_PX)
            ),
            [],
        )  # fmt: skip

    def press(self, x_px: float, y_px: float) -> bool:
        """A click on the plate shows the next page, or chooses the next thing; returns whether it was there."""
        if not self.things or self._view is None or not self._plate().contains(x_px, y_px):
            return False
        if len(self.things) > PAGE:
            self._page = (self._page + 1) % math.ceil(len(self.things) / PAGE)
            self.update()
        else:
            self.step(1)
        return True

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._view.width_px, self._view.height_px) if self._view else QRectF()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._view is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = self._styles["fan"]
        place, places = QPointF(*self._view.point_px(*self._place)), self._places()
        for ink, width in ((style.outline_rgba, style.width_px + 2), (style.rgba, style.width_px)):
            painter.setPen(pen(ink, width))
            for _, at in places:
                painter.drawLine(place, at)
        chosen, pointed = self.chosen, self._focus.pointed_at
        for thing, at in places:
            for glyphs in self._painters_of(thing):
                glyphs.draw_at(painter, self._view, thing[1], at)
                if chosen is not None and thing is self.things[chosen]:
                    glyphs.mark_at(painter, thing[1], at, self._styles["selection"])
                elif pointed == (thing[0].key, thing[1]):
                    glyphs.mark_at(painter, thing[1], at, self._styles["hover"])
        plate = self._plate()
        painter.setPen(pen(style.rgba, style.width_px))
        painter.setBrush(color(rgba(style.plate)))
        painter.drawRoundedRect(plate, plate.height() / 2, plate.height() / 2)
        painter.setFont(self._font())
        painter.setPen(color(rgba(style.ink)))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self.text)

    def _is_on_map(self, thing: Thing) -> bool:
        layer, item_id = thing
        return layer.visible and any(painter.holds(item_id) for painter in self._painters_of(thing))

    def _is_here(self, thing: Thing) -> bool:
        layer, item_id = thing
        box = layer.bounds_m(item_id)
        return box is not None and extent_m([(*self._place, *self._place), box]) <= PLACE_M

    def _painters_of(self, thing: Thing) -> list[PointsPainter]:
        return [painter for painter in self._painters.of(thing[0]) if isinstance(painter, PointsPainter)]

    def _middle(self) -> QPointF:
        """The place, or the nearest pixel to it around which the fan is in the view."""
        assert self._view is not None
        shown = self.things[self._page * PAGE : (self._page + 1) * PAGE]
        reach = float(np.abs(offsets(len(shown))).max(initial=0.0)) * theme.px(100) / 100 + theme.px(BETWEEN_PX) / 2
        sides = self._view.width_px, self._view.height_px
        at = self._view.point_px(*self._place)
        return QPointF(*(min(max(p, min(reach, s / 2)), max(s - reach, s / 2)) for p, s in zip(at, sides, strict=True)))

    def _places(self) -> list[tuple[Thing, QPointF]]:
        """The things of the page and where they are."""
        if self._view is None or not self.things:
            return []
        shown, middle = self.things[self._page * PAGE : (self._page + 1) * PAGE], self._middle()
        around = offsets(len(shown)) * theme.px(100) / 100
        return [(thing, middle + QPointF(*at)) for thing, at in zip(shown, around.tolist(), strict=True)]

    def _plate(self) -> QRectF:
        metrics = QFontMetricsF(self._font())
        height = metrics.height() + theme.px(PAD_PX)
        width = max(height, metrics.horizontalAdvance(self.text) + 2 * theme.px(PAD_PX))
        middle = self._middle()
        return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)

    def _font(self) -> QFont:
        return theme.font(TEXT_PX, bold=True)


def offsets(number: int) -> F64:
    """Pixels (n, 2) from the middle: a ring that begins at the top, clockwise, or a spiral whose turns are as far from
    each other as its things."""
    if number <= RING_MOST:
        radius = np.full(number, max(NEAREST_PX, number * BETWEEN_PX / math.tau))
        angle = np.arange(number) * math.tau / max(number, 1)
    else:
        turns, radii = [0.0], [NEAREST_PX]
        for _ in range(number - 1):
            turn = BETWEEN_PX / radii[-1]
            turns.append(turns[-1] + turn)
            radii.append(radii[-1] + BETWEEN_PX * turn / math.tau)
        angle, radius = np.array(turns), np.array(radii)
    return np.column_stack([radius * np.sin(angle), -radius * np.cos(angle)])
