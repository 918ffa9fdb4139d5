"""The map of a wall: the ground is painted once, in slices between events; what happens is marked above it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from county.clock import monotonic_ms
from county.wall.wall import Wall, WallTile
from desktop.map.painter_cache import PainterCache
from desktop.map.picture_stack import PictureStack
from desktop.wall.contents.places import marks_of, town_names
from desktop.wall.contents.provider import ContentProvider, WallSources
from desktop.wall.look import Look
from desktop.wall.tiles.picture import Mark, PictureContent, PlaceName
from drawing.paint_context import PaintContext
from drawing.viewport import Viewport
from layers.style import StyleSheet

SLICE_MS = 8
WAIT_MS = 20
TRIES = 6
"""Paintings until every painter that prepares its data in the worker is ready."""
AIR = 0.05
"""Around the county, as a share of its size."""
FADE = 0.14


def look_of_ground(wall: Wall, styles: StyleSheet) -> StyleSheet:
    """The style sheet of map and twin: light by day."""
    return StyleSheet.for_paper() if wall.theme == "day" else styles


def faded(picture: QImage, look: Look, share: float = FADE) -> QImage:
    """The picture with edges that become the ground of the wall, and all of it a little nearer to it.

    ``share``: width of the edge, of the picture's shorter side.
    """
    ground, width, height = look["ground"], picture.width(), picture.height()
    edge = share * min(width, height)
    clear = QColor(ground)
    clear.setAlpha(0)
    with QPainter(picture) as painter:
        veil = QColor(ground)
        veil.setAlphaF(0.22)
        painter.fillRect(picture.rect(), veil)
        across = ((0, 0, edge, 0), (width, 0, width - edge, 0))
        down = ((0, 0, 0, edge), (0, height, 0, height - edge))
        for x1, y1, x2, y2 in (*across, *down):
            fade = QLinearGradient(x1, y1, x2, y2)
            fade.setColorAt(0.0, ground)
            fade.setColorAt(0.35, QColor(ground.red(), ground.green(), ground.blue(), 190))
            fade.setColorAt(1.0, clear)
            box = QRectF(min(x1, x2), min(y1, y2), abs(x2 - x1) or width, abs(y2 - y1) or height)
            painter.fillRect(box, fade)
    return picture


class MapContents(ContentProvider):
    """The whole county, as large as the tile allows."""

    def __init__(self, sources: WallSources, wall: Wall, tile: WallTile) -> None:
        super().__init__(sources, wall, tile)
        self._look = Look.of(wall)
        self._picture: QImage | None = None
        self._view = self._fitting()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="wall-map")
        scale = max(1.0, wall.han_px(tile.level) / 30)
        styles = look_of_ground(wall, self.session.styles).scaled(scale)
        self._painters = PainterCache(self.session.layers, PaintContext(styles, self._worker, lambda: None))
        self._stack: PictureStack | None = PictureStack(self._painters, self._view, self._look["ground"])
        self._work = self._painted(self._stack)
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._slice)
        self._timer.start()

    @property
    def is_ready(self) -> bool:
        return self._picture is not None

    def content(self, now_ms: int) -> PictureContent | None:
        marks = []
        for place in marks_of(self, now_ms):
            x, y = self._view.point_px(place.x_m, place.y_m)
            marks.append(Mark(round(x, 1), round(y, 1), place.color, place.size, place.ringed, place.text))
        names = [PlaceName(*self._view.point_px(x_m, y_m), text) for text, x_m, y_m in town_names(self)]
        return PictureContent(int(self.is_ready), tuple(marks), tuple(names), picture=self._picture)

    def close(self) -> None:
        self._timer.stop()
        self._release()

    def _fitting(self) -> Viewport:
        """The county in the middle of the tile."""
        west, south, east, north = self.session.package.bounds_m
        width, height = self.tile.rect_px[2:]
        m_per_px = (1 + 2 * AIR) * max((east - west) / width, (north - south) / height)
        return Viewport(
            (west + east) / 2 - width * m_per_px / 2, (south + north) / 2 + height * m_per_px / 2, m_per_px, width,
            height,
        )  # fmt: skip

    def _painted(self, stack: PictureStack) -> Iterator[bool]:
        """Whether it waits for the worker, after each piece of work."""
        for _ in range(TRIES):
            for _piece in stack.work():
                yield False
            if not stack.waiting:
                return
            idle = self._worker.submit(lambda: None)
            while not idle.done():
                yield True
            stack.repaint_ready()

    def _slice(self) -> None:
        until_ms = monotonic_ms() + SLICE_MS
        for waits in self._work:
            self._timer.setInterval(WAIT_MS if waits else 0)
            if waits or monotonic_ms() >= until_ms:
                return
        self._timer.stop()
        assert self._stack is not None
        assert self._stack.picture is not None
        self._picture = faded(self._stack.picture, self._look)
        self._release()

    def _release(self) -> None:
        """What made the picture: it holds one picture of each layer."""
        if self._stack is not None:
            self._stack = None
            self._painters.close()
            self._worker.shutdown(wait=True, cancel_futures=True)
