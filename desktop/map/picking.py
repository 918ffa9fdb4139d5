"""What is under the pointer of a map, and what a click there selects, fans out or zooms to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF

from desktop.map.fan import Fan
from desktop.map.identify import at_one_place, box_of, cluster_at, identify, mark_at
from desktop.map.live_picture import LivePicture
from desktop.map.painter_cache import PainterCache
from desktop.map.painters.groups import PLACE_M, FoundMark
from drawing.click_turns import ClickTurns
from drawing.viewport import Bounds, Viewport
from layers.focus import Focus
from layers.found import Found, clickable
from layers.registry import LayerSet
from layers.style import StyleSheet

CLOSE_M, CLOSER = 300.0, 0.25
"""A click on a count shows at least so much around it, or this part of what is shown: the next one shows less again."""


class Picking(QObject):
    """Of one map, whose present view is ``view()``; ``live`` marks what is under the pointer."""

    def __init__(
        self, layers: LayerSet, painters: PainterCache, styles: StyleSheet, focus: Focus, live: LivePicture, fan: Fan,
        view: Callable[[], Viewport], parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._layers, self._painters, self._styles, self._focus = layers, painters, styles, focus
        self._live, self._fan, self._view = live, fan, view
        self._turns = ClickTurns()

    def at(self, x_px: float, y_px: float) -> Found:
        """Things drawn under a pixel of the map, the most telling first."""
        fanned = self._fan.at(x_px, y_px)
        return fanned or identify(self._layers, self._painters, self._styles, self._view(), x_px, y_px)

    def click(self, at_px: QPointF) -> tuple[float, float, float] | None:
        """Select or fan out what is at a pixel; or else the circle, as x, y and radius in metres, to zoom to."""
        if self._fan.press(at_px.x(), at_px.y()):
            return None
        found = self._clickable(at_px)
        mark = self._mark_to_zoom(at_px, found)
        box = mark.box_m if mark is not None else self._cluster_at(at_px, found)
        if box is not None:
            self._fan.fold()
            view, (west, south, east, north) = self._view(), box
            near_m = min(CLOSE_M, CLOSER * view.height_px * view.m_per_px)
            return (west + east) / 2, (south + north) / 2, max(east - west, north - south, near_m) * 0.6
        if not (found and found[0] in self._fan.things):
            self._fan_out(found)
        turn = self._turns.click(at_px, found)
        if found:
            layer, item_id = found[turn]
            self._focus.click(layer.key, item_id)
        else:
            self._focus.click_nothing()
        return None

    def look(self, at_px: QPointF) -> tuple[Found, int, str | None]:
        """Mark what a click at a pixel would take: all that is there, which of it, and what is said of the others where
        a click does not take the next one."""
        found = self._clickable(at_px)
        turn = self._turns.taken(at_px, found)
        self.mark(found[turn : turn + 1])
        return found, turn, self._hint(at_px, found, turn) if found else None

    def mark(self, things: Found) -> None:
        """Mark what is under the pointer, and nothing else."""
        if things != self._live.hovered:
            self._live.hovered = things
            self._live.update()
        layer_key, item_id = (things[0][0].key, things[0][1]) if things else ("", "")
        self._focus.point_at(layer_key, item_id)
        self._fan.update()

    def span(self, box_px: QRectF) -> None:
        """Select the things of the topmost layer that has any in the box."""
        view = self._view()
        west, north = view.m(box_px.left(), box_px.top())
        east, south = view.m(box_px.right(), box_px.bottom())
        for layer in reversed([layer for layer in self._layers if layer.visible]):
            ids = layer.within(west, south, east, north)
            if ids:
                self._focus.select(layer.key, *ids)
                return
        self._focus.clear()

    def fan_out_chosen(self) -> None:
        """The key: fan out what is at the place of the selected thing, whatever the scale; a town or a building is no
        place at which things are on each other."""
        chosen = [(layer, item_id) for layer, item_id in self._live.selected[:1] if layer.pace == "live"]
        if (box := box_of(chosen)) is not None:
            west, south, east, north = box
            near = (west - PLACE_M, south - PLACE_M, east + PLACE_M, north + PLACE_M)
            shown = reversed([layer for layer in self._layers if layer.visible and layer.pace == "live"])
            self._fan_out([*chosen, *((layer, item_id) for layer in shown for item_id in layer.within(*near))])

    def _clickable(self, at_px: QPointF) -> Found:
        return clickable(self.at(at_px.x(), at_px.y()), self._focus.offered)

    def _mark_to_zoom(self, at_px: QPointF, found: Found) -> FoundMark | None:
        """The mark of several things to which a click on a pixel zooms; None where their places are one, and where
        something else was ``found`` first."""
        there = mark_at(self._layers, self._painters, self._view(), at_px.x(), at_px.y())
        if there is None or there[1].is_one_place or found[:1] != [(there[0], there[1].leader)]:
            return None
        return there[1]

    def _cluster_at(self, at_px: QPointF, found: Found) -> Bounds | None:
        """The box of the things that are counted at a pixel, where nothing above the ground was ``found`` there."""
        if found and found[0][0].pace == "live":
            return None
        return cluster_at(self._layers, self._painters, self._view(), at_px.x(), at_px.y())

    def _fan_out(self, found: Found) -> None:
        """Fan out what is at the place of the first of these things; where it is alone, fold what was fanned out."""
        stack = [] if self._focus.offered else at_one_place(found)
        if len(stack) > 1 and (box := box_of(stack[:1])) is not None:
            self._fan.open(stack, box[:2])
        else:
            self._fan.fold()

    def _hint(self, at_px: QPointF, found: Found, turn: int) -> str | None:
        """Which of how many things at a pixel a tip is about, where a click does not take the next one of them."""
        if found[0] in self._fan.things:
            n, total = self._fan.things.index(found[0]), len(self._fan.things)
            return self.tr("{n} of {total} here").format(n=n + 1, total=total)
        if (mark := self._mark_to_zoom(at_px, found)) is not None:
            return self.tr("{n} of {total} here; click to zoom in").format(n=1, total=len(mark.ids))
        if self._cluster_at(at_px, found) is not None:
            return self.tr("Click to zoom in")
        if not self._focus.offered and (total := len(at_one_place(found))) > 1:
            return self.tr("{n} of {total} here; click to fan them out").format(n=turn + 1, total=total)
        return None
