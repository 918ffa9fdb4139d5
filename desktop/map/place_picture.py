"""A picture of the surroundings of one place, for paper: the ground, its names, scale bar, north, and a mark on the
place."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from county.clock import monotonic_ms
from county.explained import Explained
from county.names import BETWEEN
from desktop.map.painter_cache import PainterCache
from desktop.map.paper_marks import PaperMarks
from desktop.map.picture_stack import PictureStack
from drawing.label_layout import LabelLayout, candidates
from drawing.label_renderer import LabelRenderer
from drawing.occupancy import OccupancyGrid
from drawing.paint_context import PaintContext
from drawing.viewport import Viewport
from layers.registry import LayerSet
from layers.style import StyleSheet
from layers.towns import TownsLayer
from layers.villages import VillagesLayer

WIDTH_PX, HEIGHT_PX = 640, 360
DPR = 2.0
"""Physical pixels a logical one: what is printed is finer than a screen."""
ACROSS_M = 1_600.0
"""Width of what is shown: the next crossings and names are on it."""
SLICE_MS = 4
"""Of painting between two events: the window stays responsive."""
_WAIT_MS = 20
_TRIES = 4
"""Paintings until every painter that prepares its data in the worker is ready; a layer that is not is left out."""
LIMIT_MS = 30_000
"""Until a picture is given up; one takes less than a second."""
PAPER = QColor("#ffffff")
CANNOT_PAINT = QT_TRANSLATE_NOOP("explained", "the map around the place cannot be painted: {why}; report this")
TOO_LATE = QT_TRANSLATE_NOOP("explained", "the map around the place was not painted within {limit} s")


class NotPainted(Explained):
    """There is no picture; one line."""


class PlacePicture(QObject):
    """Painted in slices between events; :attr:`made` or :attr:`failed` comes once, unless it is stopped before.

    It has painters of its own: paper is light.
    """

    made = Signal(QImage)
    failed = Signal(object)
    """:class:`NotPainted`."""

    def __init__(
        self, layers: LayerSet, styles: StyleSheet, worker: Executor, place: tuple[float, float], parent: QObject,
        *, limit_ms: int = LIMIT_MS,
    ) -> None:  # fmt: skip
        """The visible layers around a place (working CRS, metres); ``worker`` prepares what its painters need."""
        super().__init__(parent)
        self._name = BETWEEN.join(_names(layers, place))
        self._limit_ms, self._until_ms = limit_ms, monotonic_ms() + limit_ms
        self._styles, self._worker, self._place = styles, worker, place
        self._painters = painters = PainterCache(layers, PaintContext(styles, worker, lambda: None))
        m_per_px = ACROSS_M / WIDTH_PX
        west_m, north_m = place[0] - ACROSS_M / 2, place[1] + HEIGHT_PX * m_per_px / 2
        self._view = Viewport(west_m, north_m, m_per_px, WIDTH_PX, HEIGHT_PX, DPR)
        self._stack = PictureStack(painters, self._view, PAPER)
        self._followed = [(layer, partial(self._stack.repaint, layer.key)) for layer in painters.still()]
        for layer, repaint in self._followed:
            layer.changed.connect(repaint)
        self._work = self._painted()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._slice)
        self._timer.start()

    def stop(self) -> None:
        """It is not wanted any more."""
        self._timer.stop()
        for layer, repaint in self._followed:
            layer.changed.disconnect(repaint)
        self._followed.clear()
        self._painters.close()
        self.deleteLater()

    def _slice(self) -> None:
        try:
            finished = self._go_on()
        except Exception as error:  # of any painter, whatever it is: who waits for the picture is told
            self._fail(NotPainted(str(CANNOT_PAINT), why=repr(error)))
            return
        if finished:
            picture = self._stack.picture
            assert picture is not None
            self.stop()
            self.made.emit(picture)
        elif monotonic_ms() >= self._until_ms:
            limit_s = self._limit_ms // 1000
            self._fail(NotPainted(str(TOO_LATE), limit=limit_s))

    def _go_on(self) -> bool:
        """Paint for a few milliseconds; whether all is painted."""
        until_ms = monotonic_ms() + SLICE_MS
        for waits in self._work:
            self._timer.setInterval(_WAIT_MS if waits else 0)
            if waits or monotonic_ms() >= until_ms:
                return False
        return True

    def _fail(self, why: NotPainted) -> None:
        self.stop()
        self.failed.emit(why)

    def _painted(self) -> Iterator[bool]:
        """Whether it waits for the worker, after each piece of work."""
        for _ in range(_TRIES):
            for _piece in self._stack.work():
                yield False
            if not self._stack.waiting:
                break
            idle = self._worker.submit(lambda: None)
            while not idle.done():
                yield True
            self._stack.repaint_ready()
        yield from self._named()

    def _named(self) -> Iterator[bool]:
        """Write the names over the ground, then scale, north and the mark of the place."""
        picture, view, renderer = self._stack.picture, self._view, LabelRenderer()
        assert picture is not None
        marks = PaperMarks(view, self._place, self._name, self._styles["label.town"], renderer)
        names = candidates(self._painters.labels(), self._styles, view, frozenset())
        yield False
        placed = LabelLayout(renderer).place(names, OccupancyGrid(view.width_px, view.height_px, marks.boxes()))
        for label in placed:
            yield False
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                renderer.draw(painter, label.text, label.style, label.box.topLeft(), DPR)
        with QPainter(picture) as painter:
            marks.draw(painter)


def _names(layers: LayerSet, place: tuple[float, float]) -> Iterator[str]:
    """Of the town and the village in which a place lies, as far as the county has them."""
    for layer in (layers.of(TownsLayer), layers.of(VillagesLayer)):
        code = layer.pick(*place, 0.0)
        if code is not None:
            yield layer.title(code)
