"""The map of a wall: the ground is painted once, in slices between events; what happens is marked above it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from county.clock import monotonic_ms
from county.wall.wall import Wall, WallTile
from desktop.map.painter_cache import PainterCache
from desktop.map.picture_stack import PictureStack
from desktop.wall.contents.places import marks_of, town_names
from desktop.wall.contents.provider import ContentProvider, WallSources
from desktop.wall.look import Look
from desktop.wall.tiles.picture import PictureContent, PictureMark, PictureName
from drawing.paint_context import PaintContext
from drawing.viewport import Viewport
from layers.style import StyleSheet

SLICE_MS = 8
WAIT_MS = 20
TRIES = 6
"""Paintings until every painter that prepares its data in the worker is ready."""
AIR = 0.05
"""Around the county, as a share of its size."""
FADE = 0.07
"""Width of the edge around the county that fades into the ground, as a share of its shorter side."""


def look_of_ground(wall: Wall, styles: StyleSheet) -> StyleSheet:
    """The style sheet of map and twin: light by day."""
    return StyleSheet.for_paper() if wall.theme == "day" else styles


def faded(picture: QImage, look: Look, inside: QRectF, width_px: float) -> QImage:
    """The picture, all of it a little nearer to the ground of the wall, and around ``inside`` becoming it within
    ``width_px``."""
    ground, clear = look["ground"], QColor(look["ground"])
    clear.setAlpha(0)
    whole = QRectF(picture.rect())
    outer = inside.adjusted(-width_px, -width_px, width_px, width_px)
    with QPainter(picture) as painter:
        veil = QColor(ground)
        veil.setAlphaF(0.08)
        painter.fillRect(whole, veil)
        for near, far, across in (
            (inside.left(), outer.left(), True), (inside.right(), outer.right(), True),
            (inside.top(), outer.top(), False), (inside.bottom(), outer.bottom(), False),
        ):  # fmt: skip
            fade = QLinearGradient(near, 0, far, 0) if across else QLinearGradient(0, near, 0, far)
            fade.setColorAt(0.0, clear)
            fade.setColorAt(0.5, QColor(ground.red(), ground.green(), ground.blue(), 150))
            fade.setColorAt(1.0, ground)
            box = QRectF(whole)
            if across:
                (box.setRight if far < near else box.setLeft)(near)
            else:
                (box.setBottom if far < near else box.setTop)(near)
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
            marks.append(PictureMark(round(x, 1), round(y, 1), place.color, place.size, place.ringed, place.text))
        names = [PictureName(*self._view.point_px(x_m, y_m), text) for text, x_m, y_m in town_names(self)]
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
        west, south, east, north = self.session.package.bounds_m
        county = QRectF(QPointF(*self._view.point_px(west, north)), QPointF(*self._view.point_px(east, south)))
        width_px = FADE * min(county.width(), county.height())
        self._picture = faded(self._stack.picture, self._look, county, width_px)
        self._release()

    def _release(self) -> None:
        """What made the picture: it holds one picture of each layer."""
        if self._stack is not None:
            self._stack = None
            self._painters.close()
            self._worker.shutdown(wait=True, cancel_futures=True)
